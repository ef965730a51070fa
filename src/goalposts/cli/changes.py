"""`changes`: what is not what it was at an earlier moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goalposts.cli.options import By, From, Home, Language, Sheet, SheetOption, To
from goalposts.cli.output import print_csv, print_json, print_table

if TYPE_CHECKING:
    import datetime as dt

    from goalposts.app.workspace import Workspace
    from goalposts.metrics.changes import Change

Since = Annotated[str, typer.Option("--since", help="A day or a moment (ISO 8601, UTC). A day alone is its end.")]
_COLUMNS = (
    "kpi",
    "period_start",
    "period_end",
    "old_value",
    "old_state",
    "new_value",
    "new_state",
    "unit",
    "change_relative",
    "causes",
    "sources",
    "old_definition",
    "new_definition",
)


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("changes")(changes)


def changes(
    since: Since,
    kpi: Annotated[
        list[str] | None, typer.Option("--kpi", help="Only this KPI; may be given again. Default: all that changed.")
    ] = None,
    start: From = None,
    end: To = None,
    grain: Annotated[
        str | None, typer.Option("--grain", help="day, week, month ... Default: as the period is short or long.")
    ] = None,
    by: By = None,
    shape: SheetOption = Sheet.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """List every value that is not what it was: old, new, source and cause (restated, withdrawn, redefined, late)."""
    from goalposts.app.changes import list_changes  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        asked = workspace.question(
            kpi or "impressions", start=start, end=end, grain=grain or "total", by=by or "platform"
        )
        found = list_changes(
            workspace,
            _moment(since),
            kpis=kpi or (),
            period=asked.period,
            grain=asked.grain if grain else None,
            by=asked.by,
        )
        if shape is Sheet.JSON:
            print_json({"since": _moment(since).isoformat(), "changes": [change.to_dict() for change in found]})
        elif shape is Sheet.CSV:
            print_csv([*_COLUMNS[:3], *asked.by, *_COLUMNS[3:]], (_line(change, asked.by) for change in found))
        else:
            _print(found, workspace, str(lang or workspace.settings.language))


def _moment(text: str) -> dt.datetime:
    from goalposts.errors import Fault, Invalid
    from goalposts.metrics.question import read_moment

    try:
        moment = read_moment(text)
    except ValueError as error:
        raise Invalid("The moment cannot be read.", [Fault(str(error), column="since", value=text)]) from error
    if moment is None:
        raise Invalid("The moment cannot be read.", [Fault("it is empty", column="since")])
    return moment


def _line(change: Change, by: tuple[str, ...]) -> list[object]:
    told = change.to_dict()
    lists = {"causes": "; ".join(change.causes), "sources": "; ".join(change.sources)}
    lists |= {"old_definition": change.versions[0], "new_definition": change.versions[1]}
    values = {**told, **lists}
    return [*(values[n] for n in _COLUMNS[:3]), *(change.by.get(n) for n in by), *(values[n] for n in _COLUMNS[3:])]


def _print(found: list[Change], workspace: Workspace, language: str) -> None:
    from goalposts.i18n import format_change, format_period, format_value, translation, value_name
    from goalposts.i18n.states import cause_name
    from goalposts.periods import Period

    say = translation(language).gettext
    if not found:
        typer.echo(say("Nothing changed."))
        return
    heads = {"KPI": "left", say("Period"): "left", **({say("Part"): "left"} if any(c.by for c in found) else {})}
    heads |= {say("Before"): "right", say("Now"): "right", say("Change"): "right", say("Cause"): "left"}
    rows = []
    for change in found:
        span = ""
        if change.period_start and change.period_end:
            span = format_period(Period(change.period_start, change.period_end), language)
        part = ", ".join(value_name(name, value, language) for name, value in change.by.items())
        moved = None
        if change.old_value is not None and change.new_value is not None:
            moved = change.new_value - change.old_value
        rows.append(
            [
                workspace.catalog.define(change.kpi).names[language],
                span,
                *([part] if change.by else []),
                format_value(change.old_value, change.unit, language),
                format_value(change.new_value, change.unit, language),
                format_change(moved, change.change_relative, change.unit, language),
                ", ".join(cause_name(cause, language) for cause in change.causes),
                ", ".join(change.sources),
            ]
        )
    print_table(heads | {say("Source"): "left"}, rows)
