"""`smart`: what one sentence says as a goal, and what is missing before it is one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goalposts.cli.options import Home, Language, Shape, ShapeOption
from goalposts.cli.output import console, print_json, print_table
from goalposts.errors import Fault, Invalid

if TYPE_CHECKING:
    from goalposts.app.workspace import Workspace
    from goalposts.goals.draft import Draft, Smart

_MARKS = {True: "✓", False: "✗", None: "?"}

Sentence = Annotated[str, typer.Argument(metavar="SENTENCE", help="A goal in one sentence, in any language we write.")]
Day = Annotated[str | None, typer.Option("--today", help="The day on which it is said (ISO 8601). Default: today.")]
Answered = Annotated[
    list[str] | None, typer.Option("--answer", help="Answer a question: code=choice; may be given again.")
]


def add_to(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command("smart")(smart)


def smart(
    text: Sentence,
    today: Day = None,
    answer: Answered = None,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Read a sentence as a goal: the draft, five verdicts with reasons, questions, and a better sentence."""
    from goalposts.app.composing import compose  # the grammar loads when a sentence is read, not for --help

    said = _said(today, answer or [])
    with _workspace(home) as workspace:
        read = compose(workspace, text, today=said[0], language=str(lang or ""), answers=said[1])
    if shape is Shape.JSON:
        print_json(read.to_dict())
    else:
        _print(read, str(lang or read.draft.language))


def _workspace(home: Path | None) -> Workspace:
    """The workspace, whose folder is not made if it is not there: a sentence can be read without one."""
    from goalposts.app.workspace import Workspace  # as above
    from goalposts.settings import read_settings

    try:
        return Workspace(read_settings(home=home))
    except ValueError as error:
        raise Invalid("A setting in the environment cannot be read.", [Fault(str(error))]) from error


def _said(today: str | None, answers: list[str]) -> tuple[dt.date | None, dict[str, str]]:
    """The day and the answers. Raises Invalid with every fault."""
    faults = []
    day = None
    try:
        day = dt.date.fromisoformat(today) if today else None
    except ValueError:
        faults.append(Fault("expected a day such as 2026-11-22", column="--today", value=today))
    pairs = dict(_pair(text) for text in answers if "=" in text)
    faults += [
        Fault(f"expected code=choice, got {text!r}", column="--answer", value=text)
        for text in answers
        if "=" not in text or not all(_pair(text))
    ]
    if faults:
        raise Invalid("The sentence was not read.", faults)
    return day, pairs


def _pair(text: str) -> tuple[str, str]:
    code, _, choice = text.partition("=")
    return code.strip(), choice.strip()


def _print(read: Smart, language: str) -> None:
    from goalposts.i18n.goal_words import CRITERIA, word

    out = console()
    out.print(read.draft.text)
    out.print(underlined(read.draft))
    draft = read.draft.to_dict()
    rows = [(name, _written(value)) for name, value in draft.items() if value not in (None, {}, "")]
    print_table({"field": "left", "read as": "left"}, rows)
    verdicts = [
        (_MARKS[verdict.ok], word(CRITERIA, name, language), verdict.reason) for name, verdict in read.verdicts.items()
    ]
    print_table({"": "left", "SMART": "left", f"{read.score} / {len(verdicts)}": "left"}, verdicts)
    for asked in read.questions:
        choices = "".join(f"\n    {asked.code}={value}: {label}" for value, label in asked.choices.items())
        out.print(f"? {asked.text}{choices}")
    for sentence in read.rewrite:
        out.print(f"→ {sentence}")


def underlined(draft: Draft) -> str:
    """A line below the text: `─` where something was read, `?` where nothing was made of a word."""
    from rich.cells import cell_len

    marks = [" "] * len(draft.text)
    for spans in draft.spans.values():
        for start, end in spans:
            marks[start:end] = "─" * (end - start)
    for start, end in draft.unknown:
        marks[start:end] = "?" * (end - start)
    return "".join(mark * cell_len(letter) for mark, letter in zip(marks, draft.text, strict=True)).rstrip()


def _written(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_written(part)}" for name, part in value.items() if part is not None)
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
