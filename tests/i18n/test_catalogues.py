"""Every message in every language, and the choice of a language."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from goalposts.i18n import LOCALES, best_language, translation
from goalposts.i18n.catalogues import catalogue_path

ROOT = Path(__file__).parents[2]
FIELD = re.compile(r"%\((\w+)\)|\{(\w+)\}")


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    """The tool that brings the catalogues up to date."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["en", "ko", "zh_Hant"])
def test_the_catalogue_holds_every_message_of_the_sources_and_none_is_untranslated(
    language: str, messages: ModuleType
) -> None:
    held = {message.id for message in messages.read(language) if message.id}
    wanted = {message.id for message in messages.collect() if message.id}
    assert held == wanted, "run tools/messages.py"
    assert messages.missing(messages.read(language)) == []


@pytest.mark.parametrize("language", ["ko", "zh_Hant"])
def test_a_translation_uses_the_fields_of_its_message(language: str, messages: ModuleType) -> None:
    for message in messages.read(language):
        if not message.id:
            continue
        source = message.id[0] if isinstance(message.id, tuple) else message.id
        for text in message.string if isinstance(message.string, tuple) else [message.string]:
            assert set(FIELD.findall(text)) == set(FIELD.findall(source)), source


def test_korean_and_chinese_are_written_in_their_own_script() -> None:
    assert translation("ko").gettext("Overview") == "개요"
    assert translation("zh-Hant").gettext("Overview") == "總覽"
    assert translation("nowhere").gettext("Overview") == "Overview"


def test_every_language_has_a_catalogue() -> None:
    assert all(catalogue_path(language).exists() for language in LOCALES)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("fr;q=0.9, zh-TW;q=0.8", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("en-GB", "en"),
        ("en;q=0.1, ko;q=0.9", "ko"),
        ("fr, de", "zh-Hant"),
        ("", "zh-Hant"),
        ("ko;q=nonsense, en", "en"),
    ],
)
def test_the_browsers_wish(header: str, language: str) -> None:
    assert best_language(header, fallback="zh-Hant") == language
