"""Message catalogues by language, and the choice of a language."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from babel.messages import mofile, pofile

LOCALES = {"en": "en", "ko": "ko", "zh-Hant": "zh_Hant_TW"}
"""Our language codes -> the CLDR locale numbers and dates are written in."""

NAMES = {"en": "English", "ko": "한국어", "zh-Hant": "繁體中文"}

FOLDER = Path(__file__).parent / "locales"


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for translation; it is looked up where it is shown."""
    return message


def catalogue_path(language: str) -> Path:
    """The `.po` file of a language."""
    return FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "messages.po"


@cache
def translation(language: str) -> GNUTranslations:
    """The messages of a language; English for one we do not have.

    Reads the compiled catalogue, or compiles the text one in memory where that is newer (in a checkout).
    """
    source = catalogue_path(language if language in LOCALES else "en")
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return GNUTranslations(io.BytesIO(compiled.read_bytes()))
    made = io.BytesIO()
    mofile.write_mo(made, pofile.read_po(io.BytesIO(source.read_bytes()), locale=LOCALES.get(language, "en")))
    made.seek(0)
    return GNUTranslations(made)


def best_language(accepted: str, fallback: str = "en") -> str:
    """The language of ours that an Accept-Language header prefers; Chinese of any script reads zh-Hant."""
    wishes: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        code, _, weight = part.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, code.strip().casefold()))
        except ValueError:
            continue
    for _, _, code in sorted(wishes):
        root = code.partition("-")[0]
        for language in LOCALES:
            if root and root == language.casefold().partition("-")[0]:
                return language
    return fallback if fallback in LOCALES else "en"
