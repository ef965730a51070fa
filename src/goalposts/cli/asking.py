"""`ask` and `status`: what the workspace knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from goalposts.cli.options import (
    AcrossBreaks,
    AsOf,
    By,
    Compare,
    From,
    GrainWord,
    Home,
    Kpis,
    Language,
    PeriodWords,
    Shape,
    ShapeOption,
    Sheet,
    SheetOption,
    To,
    Where,
)
from goalposts.cli.output import print_csv, print_json, print_table

if TYPE_CHECKING:
    from goalposts.metrics.answers import Answers


T = TypeVar("T")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("ask")(ask)
    app.command("status")(status)


def ask(
    kpis: Kpis,
    period: PeriodWords = None,
    start: From = None,
    end: To = None,
    grain: GrainWord = "total",
    by: By = None,
    where: Where = None,
    compare: Compare = None,
    as_of: AsOf = None,
    across_breaks: AcrossBreaks = False,
    shape: SheetOption = Sheet.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Answer KPIs: values with their state, reason and comparison."""
    from goalposts.app.workspace import Workspace  # the heavy rooms load when a command runs, not for --help
    from goalposts.cli.answer_table import print_answers

    parts = _parts(period, start, end, grain, by, where, compare, as_of, across_breaks)
    with Workspace.open(home) as workspace:
        answers = workspace.ask(kpis, **parts)
        if shape is Sheet.JSON:
            print_json(answers.to_dict())
        elif shape is Sheet.CSV:
            print_csv(*_sheet(answers))
        else:
            print_answers(answers, workspace.catalog, str(lang or workspace.settings.language))


def status(shape: ShapeOption = Shape.TABLE, lang: Language = None, home: Home = None) -> None:
    """Show what the workspace holds: accounts, days covered, files, and how fresh each is."""
    from goalposts.app.workspace import Workspace  # as for `ask`
    from goalposts.i18n import format_day, format_moment
    from goalposts.i18n.freshness import freshness_name

    with Workspace.open(home) as workspace:
        held = workspace.status()
        language = str(lang or workspace.settings.language)
        if shape is Shape.JSON:
            period = workspace.held_period()
            days = {"from": period.start.isoformat(), "to": period.end.isoformat()} if period else None
            home_path = str(workspace.home.resolve())
            print_json({"home": home_path, "held": days, "accounts": [account.to_dict() for account in held]})
            return
        if not held:
            typer.echo(f"{workspace.home} holds no data yet. Bring some in: goalposts import PATH...")
            return
        platforms = workspace.catalog.platforms
        rows = [
            (
                platforms[account.platform].names[language] if account.platform in platforms else account.platform,
                account.name,
                freshness_name(account.freshness.state, language),
                _or_none(account.first_day, format_day, language),
                _or_none(account.last_day, format_day, language),
                _or_none(account.freshness.expected_at, format_day, language),
                str(account.measures),
                str(account.files),
                _or_none(account.captured_at, format_moment, language),
            )
            for account in held
        ]
        headings = {"platform": "left", "account": "left", "state": "left", "from": "right", "to": "right"}
        numbers = {"next": "right", "measures": "right", "files": "right", "last learned": "right"}
        print_table(headings | numbers, rows, title=str(workspace.home.resolve()))


def _or_none(value: T | None, write: Callable[[T, str], str], language: str) -> str:
    return "" if value is None else write(value, language)


def _parts(
    period: str | None,
    start: str | None,
    end: str | None,
    grain: str,
    by: list[str] | None,
    where: list[str] | None,
    compare: str | None,
    as_of: str | None,
    across_breaks: bool,
) -> dict[str, Any]:
    return {
        "period": period,
        "start": start,
        "end": end,
        "grain": grain,
        "by": by or (),
        "where": where,
        "compare": compare,
        "as_of": as_of,
        "across_breaks": across_breaks,
    }


def _sheet(answers: Answers) -> tuple[list[str], Iterator[list[Any]]]:
    by = list(answers.question.by)
    before = ["compare", "compare_start", "compare_end", "compare_value", "compare_state"]
    before += ["change_absolute", "change_relative", "compare_reason"]
    columns = ["kpi", "period_start", "period_end", *by, "value", "unit", "state", "reason", "n", "incomplete"]
    return [*columns, *before, "definition_version", "files"], (_line(answer.to_dict(), by) for answer in answers)


def _line(cell: dict[str, Any], by: list[str]) -> list[Any]:
    compare = cell["compare"] or {}
    names = ("label", "period_start", "period_end", "value", "state", "change_absolute", "change_relative", "reason")
    return [
        *(cell[name] for name in ("kpi", "period_start", "period_end")),
        *(cell["by"].get(name) for name in by),
        *(cell[name] for name in ("value", "unit", "state", "reason", "n")),
        "true" if cell["incomplete"] else "false",
        *(compare.get(name) for name in names),
        cell["lineage"]["definition_version"],
        "; ".join(cell["lineage"]["files"]),
    ]
