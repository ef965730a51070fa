"""`ask`, `explain` and `status`: what the workspace knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

from goalposts.cli.options import (
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
    from goalposts.app.workspace import Workspace
    from goalposts.catalog.files import Catalog
    from goalposts.metrics.answer import Answer
    from goalposts.metrics.answers import Answers
    from goalposts.metrics.explain import Explanation


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("ask")(ask)
    app.command("explain")(explain)
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
    shape: SheetOption = Sheet.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Answer KPIs: values with their state, reason and comparison."""
    from goalposts.app.workspace import Workspace  # the heavy rooms load when a command runs, not for --help

    parts = _parts(period, start, end, grain, by, where, compare, as_of)
    with Workspace.open(home) as workspace:
        answers = workspace.ask(kpis, **parts)
        if shape is Sheet.JSON:
            print_json(answers.to_dict())
        elif shape is Sheet.CSV:
            print_csv(*_sheet(answers))
        else:
            _print_answers(answers, workspace, lang or workspace.settings.language)


def explain(
    kpis: Kpis,
    period: PeriodWords = None,
    start: From = None,
    end: To = None,
    grain: GrainWord = "total",
    by: By = None,
    where: Where = None,
    compare: Compare = None,
    as_of: AsOf = None,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Show what stands behind the answers: definition, SQL, contributing rows and files."""
    from goalposts.app.workspace import Workspace  # as for `ask`

    parts = _parts(period, start, end, grain, by, where, compare, as_of)
    with Workspace.open(home) as workspace:
        explanation = workspace.explain(kpis, **parts)
        if shape is Shape.JSON:
            print_json(explanation.to_dict())
        else:
            _print_explanation(explanation, str(lang or workspace.settings.language))


def status(shape: ShapeOption = Shape.TABLE, lang: Language = None, home: Home = None) -> None:
    """Show what the workspace holds: accounts, days covered, files, and how fresh each is."""
    from goalposts.app.workspace import Workspace  # as for `ask`
    from goalposts.i18n import format_day, format_moment

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
                format_day(account.first_day, language),
                format_day(account.last_day, language),
                str(account.measures),
                str(account.files),
                format_moment(account.captured_at, language),
            )
            for account in held
        ]
        headings = {"platform": "left", "account": "left", "from": "right", "to": "right"}
        numbers = {"measures": "right", "files": "right", "last learned": "right"}
        print_table(headings | numbers, rows, title=str(workspace.home.resolve()))


def _parts(
    period: str | None,
    start: str | None,
    end: str | None,
    grain: str,
    by: list[str] | None,
    where: list[str] | None,
    compare: str | None,
    as_of: str | None,
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
    }


def _sheet(answers: Answers) -> tuple[list[str], Iterator[list[Any]]]:
    by = list(answers.question.by)
    before = ["compare", "compare_start", "compare_end", "compare_value", "change_absolute", "change_relative"]
    columns = ["kpi", "period_start", "period_end", *by, "value", "unit", "state", "reason", "n", "incomplete"]
    return [*columns, *before, "definition_version", "files"], (_line(answer.to_dict(), by) for answer in answers)


def _line(cell: dict[str, Any], by: list[str]) -> list[Any]:
    compare = cell["compare"] or {}
    names = ("label", "period_start", "period_end", "value", "change_absolute", "change_relative")
    return [
        *(cell[name] for name in ("kpi", "period_start", "period_end")),
        *(cell["by"].get(name) for name in by),
        *(cell[name] for name in ("value", "unit", "state", "reason", "n")),
        "true" if cell["incomplete"] else "false",
        *(compare.get(name) for name in names),
        cell["lineage"]["definition_version"],
        "; ".join(cell["lineage"]["files"]),
    ]


def _print_answers(answers: Answers, workspace: Workspace, lang: str) -> None:
    language, by = str(lang), answers.question.by
    names = {column.planned.definition.asked: column.planned.definition.names[language] for column in answers.columns}
    columns = {"KPI": "left", "period": "left", **dict.fromkeys(by, "left"), "value": "right"}
    compares = answers.question.compare is not None
    columns |= {"before": "right", "change": "right"} if compares else {}
    columns |= {"n": "right", "state": "left", "reason": "left"}
    rows = [_row(answer, names[answer.kpi], by, compares, language, workspace.catalog) for answer in answers]
    print_table(columns, rows)
    if any(answer.incomplete for answer in answers):
        typer.echo("* not over yet, or its sources have not reported everything")


def _row(answer: Answer, name: str, by: tuple[str, ...], compares: bool, language: str, catalog: Catalog) -> list[str]:
    from goalposts.i18n import format_change, format_number, format_value, reason_text, state_name, value_name

    def measure_name(code: str) -> str:
        return catalog.measures[code].names[language] if code in catalog.measures else code

    def slice_name(dimension: str) -> str:
        value = answer.by.get(dimension)
        if dimension == "platform" and value in catalog.platforms:
            return catalog.platforms[str(value)].names[language]
        return value_name(dimension, value, language)

    cells = [name, _span(answer, language), *map(slice_name, by)]
    cells.append(format_value(answer.value, answer.unit, language) + ("*" if answer.incomplete else ""))
    if compares:
        before = answer.compare
        cells.append(format_value(before.value if before else None, answer.unit, language))
        absolute, relative = (before.change_absolute, before.change_relative) if before else (None, None)
        cells.append(format_change(absolute, relative, answer.unit, language))
    cells.append("" if answer.n is None else format_number(answer.n, language))
    return [*cells, state_name(answer.state.value, language), reason_text(answer.reason, language, measure_name)]


def _span(answer: Answer, language: str) -> str:
    from goalposts.i18n import format_period
    from goalposts.periods import Period

    if answer.period_start is None or answer.period_end is None:
        return ""
    return format_period(Period(answer.period_start, answer.period_end), language)


def _print_explanation(explanation: Explanation, language: str) -> None:
    shown = explanation.to_dict()
    for definition in shown["definitions"]:
        typer.echo(f"{definition['names'][language]} ({definition['version']}, {definition['unit']})")
        typer.echo(f"  = {definition['formula']}")
    typer.echo("\nSQL")
    for sql in shown["sql"]:
        typer.echo(f"  {sql}")
    typer.echo(f"\nRows: {shown['row_count']}; shown: {len(shown['rows'])}")
    if shown["rows"]:
        columns = dict.fromkeys(shown["rows"][0], "left")
        print_table(columns, [["" if c is None else str(c) for c in row.values()] for row in shown["rows"]])
    typer.echo("Files")
    for file in shown["files"]:
        typer.echo(f"  {file}")
