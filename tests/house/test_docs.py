"""What the documents show is what the program does: examples are run, links lead somewhere, pages are up to date."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner

from goalposts.cli.main import app
from goalposts.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
HOW_TO = sorted((DOCS / "how-to").glob("*.md"))
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]
FENCE = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RULES = re.compile(r"^[ ─]*$")


def blocks(page: Path) -> Iterator[tuple[str, str, str]]:
    yield from FENCE.findall(page.read_text(encoding="utf-8"))


def lines_of(text: str) -> list[str]:
    """Lines with single spaces, without rules and empty lines."""
    return [" ".join(line.split()) for line in text.splitlines() if not RULES.match(line)]


def follow(page: Path) -> None:
    """Do what the page says in the present folder: write its files, run its commands and its Python."""
    names: dict[str, object] = {}
    for kind, name, text in blocks(page):
        if name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, shown in re.findall(r"^\$ goalposts ([^\n]+)\n((?:(?!\$ )[^\n]*\n)*)", text, re.MULTILINE):
                expect(command, shown)
        elif kind == "python":
            exec(compile(text, str(page), "exec"), names)


def expect(command: str, shown: str) -> None:
    """The command prints what is shown, where `...` stands for anything."""
    printed = "\n".join(lines_of(CliRunner().invoke(app, shlex.split(command)).output))
    wanted = re.escape("\n".join(lines_of(shown))).replace(r"\.\.\.", "(?s:.*)")
    assert re.fullmatch(wanted.replace("\\\n(?s:.*)", "(?s:.*)"), printed), f"goalposts {command} printed:\n{printed}"


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def with_tutorial_data(in_folder: Path) -> Path:
    name, table = next((name, text) for _, name, text in blocks(DOCS / "tutorial.md") if name == "bakery.csv")
    (in_folder / name).write_text(table)
    said = ["--account", "Corner Bakery", "--platform", "facebook", "--timezone", "Europe/Berlin", "--yes"]
    assert CliRunner().invoke(app, ["import", name, *said]).exit_code == 0
    return in_folder


@pytest.mark.usefixtures("in_folder")
def test_the_tutorial_is_true() -> None:
    follow(DOCS / "tutorial.md")


@pytest.mark.usefixtures("with_tutorial_data")
@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_the_how_to_pages_are_true(page: Path) -> None:
    follow(page)


@pytest.mark.usefixtures("with_tutorial_data")
def test_the_notebook_lines_of_the_readme_run() -> None:
    (lines,) = (text for kind, _, text in blocks(ROOT / "README.md") if kind == "python")
    assert len(lines.split("\n")) <= 5
    names: dict[str, object] = {}
    exec(lines, names)
    names["ws"].close()  # type: ignore[attr-defined]


def test_the_shell_lines_of_all_pages_use_options_that_exist() -> None:
    known = {" ".join(words): options for words, options in options_of(typer.main.get_command(app), [])}
    shown = [
        line
        for page in PAGES
        for kind, _, text in blocks(page)
        if kind in ("sh", "console")
        for line in text.splitlines()
    ]
    seen = 0
    for line in shown:
        words = shlex.split(line.removeprefix("$ "), comments=True)
        if words[:1] != ["goalposts"]:
            continue
        command = next(name for name in (" ".join(words[1:3]), words[1]) if name in known)
        assert {word for word in words if word.startswith("--")} <= known[command], line
        seen += 1
    assert seen > 10


def options_of(command: object, words: list[str]) -> Iterator[tuple[list[str], set[str]]]:
    for name, inner in getattr(command, "commands", {}).items():
        yield from options_of(inner, [*words, name])
    if not hasattr(command, "commands") or (words and command.invoke_without_command):  # type: ignore[attr-defined]
        yield words, {option for parameter in command.params for option in parameter.opts}  # type: ignore[attr-defined]


def test_every_command_and_setting_is_documented_with_help() -> None:
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    for words, options in options_of(typer.main.get_command(app), []):
        assert f"## goalposts {' '.join(words)}\n" in page
        for option in options:
            if option.startswith("--") and option != "--help":
                assert re.search(rf"`{option}` \| \S", page), (words, option)
    settings = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        assert f"`{setting.variable}`" in settings
        assert setting.help in settings


def test_reference_pages_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_has_its_five_parts_and_refers_to_code_that_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives",
        "References",
    ]
    for path in re.findall(r"`((?:src|tests)/[^`]+)`", text.partition("## References")[2]):
        assert (ROOT / path).exists(), path
    assert len(text.splitlines()) <= 60
