"""`audit`: look for what is wrong in the data, and accept what is right after all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goalposts.cli.options import Home, Language, Sheet, SheetOption
from goalposts.cli.output import print_csv, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goalposts.app.auditing import AuditReport
    from goalposts.app.workspace import Workspace

SHORT_KEY = 8
SHEET = (
    *("key", "severity", "state", "check_code", "title", "platform", "account", "measure", "first_day", "last_day"),
    *("rows", "expected", "found", "remedy", "owner", "first_seen", "last_seen", "reason", "examples"),
)


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("audit")(audit)


def audit(
    check: Annotated[list[str] | None, typer.Option(help="Only this check; may be given again.")] = None,
    accept: Annotated[str | None, typer.Option(metavar="ID", help="Accept a finding; needs --reason.")] = None,
    reason: Annotated[str, typer.Option(help="Why the finding is accepted.")] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day the acceptance holds. Default: for good.")
    ] = None,
    reopen: Annotated[str | None, typer.Option(metavar="ID", help="Take an acceptance back.")] = None,
    exclude: Annotated[
        str | None, typer.Option(metavar="ID", help="Exclude a finding's items from counting; needs --reason.")
    ] = None,
    count_again: Annotated[
        str | None, typer.Option(metavar="ID", help="Let the items a finding had excluded count again.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also show what is accepted or fixed.")] = False,
    shape: SheetOption = Sheet.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Check the data, and list what is wrong with what to do. Exit status 1: an error is open."""
    from goalposts.app import auditing, excluding  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace
    from goalposts.cli.progress import ProgressBar

    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        if accept or reopen or exclude or count_again:
            if exclude:
                excluding.exclude_found(workspace, exclude, reason)
            if count_again:
                excluding.count_again(workspace, count_again)
            if accept:
                auditing.accept(workspace, accept, reason, until=until.date() if until else None)
            if reopen:
                auditing.reopen(workspace, reopen)
            report = auditing.read_audit(workspace)
        else:
            with ProgressBar("Checking") as bar:
                report = auditing.run_audit(workspace, check or (), progress=bar.advance)
        _print(workspace, report, shape, language, everything=everything)
    if not report.ok:
        raise typer.Exit(1)


def _print(workspace: Workspace, report: AuditReport, shape: Sheet, language: str, *, everything: bool) -> None:
    from goalposts.app.auditing import describe_finding

    findings = report.findings if everything else report.open
    rows = [describe_finding(finding, workspace.catalog, language) for finding in findings]
    if shape is Sheet.JSON:
        print_json({"run": _run(report), "findings": rows})
    elif shape is Sheet.CSV:
        print_csv(SHEET, [[_cell(row[name]) for name in SHEET] for row in rows])
    else:
        _print_table(report, rows, workspace, language)


def _print_table(report: AuditReport, rows: Sequence[dict[str, Any]], workspace: Workspace, language: str) -> None:
    from goalposts.app.auditing import measure_name
    from goalposts.i18n import format_number, translation
    from goalposts.i18n.findings import SEVERITY_NAMES, STATE_NAMES

    say = translation(language).gettext
    columns = {"ID": "left", say("Severity"): "left", say("Account"): "left", say("Finding"): "left"}
    columns |= {say("Expected"): "left", say("Found"): "left", say("Rows"): "right"}
    lines = []
    for row in rows:
        what = f"{row['title']}: {measure_name(row['measure'], workspace.catalog, language)}"
        state = "" if row["state"] == "open" else f" ({say(STATE_NAMES[row['state']])})"
        cells = [row["key"][:SHORT_KEY], say(SEVERITY_NAMES[row["severity"]]) + state, row["account"]]
        cells += [what if row["measure"] else row["title"], row["expected"], row["found"]]
        lines.append([*cells, format_number(row["rows"], language)])
    if lines:
        print_table(columns, lines)
        for title, remedy in dict.fromkeys((row["title"], row["remedy"]) for row in rows):
            typer.echo(f"{title}: {remedy}")
    else:
        typer.echo(say("Nothing was found."))
    if report.run and report.run.cut_off:
        typer.echo(f"Only the largest findings are listed of: {', '.join(report.run.cut_off)}.", err=True)


def _run(report: AuditReport) -> dict[str, Any] | None:
    run = report.run
    if run is None:
        return None
    told = {"started_at": run.started_at.isoformat(), "seconds": run.seconds, "person": run.person}
    return told | {"checks": list(run.checks), "cut_off": list(run.cut_off), "counts": dict(run.counts)}


def _cell(value: Any) -> str | int | date | None:
    """Examples as `file, table.line`; everything else as it is."""
    if isinstance(value, list):
        return "; ".join(_place(example) for example in value)
    return value  # type: ignore[no-any-return]


def _place(example: dict[str, Any]) -> str:
    return f"{example['file']}, {example['part'] + 1}.{example['line']}" if example["line"] else str(example["file"])
