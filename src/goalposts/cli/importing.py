"""`import`: bring in platform exports, and say of every file what became of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goalposts.cli.options import Home, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table
from goalposts.cli.progress import ProgressBar
from goalposts.errors import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


FAULTS_SHOWN = 20


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("import")(import_files)


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders and zips to bring in.")],
    account: Annotated[str | None, typer.Option(help="Whose numbers these are, where the file does not say.")] = None,
    platform: Annotated[str | None, typer.Option(help="Platform of a table of no known export.")] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone of dates and hours, such as Asia/Seoul.")] = None,
    currency: Annotated[str | None, typer.Option(help="Currency of amounts, as an ISO 4217 code.")] = None,
    read_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day the counters were read. Default: today.")
    ] = None,
    first_day: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day of a file that does not date its rows."),
    ] = None,
    last_day: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of a file that does not date its rows."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept what is assumed where a file does not say.")] = False,
    mapping: Annotated[
        Path | None, typer.Option(help="YAML or JSON file: column of a table of no known export -> what it holds.")
    ] = None,
    note: Annotated[str, typer.Option(help="What you want to remember of these files.")] = "",
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """Bring in platform exports; importing a file twice changes nothing. Exit status 0: every file went in."""
    from goalposts.app.workspace import Workspace  # the heavy rooms load when a command runs, not for --help
    from goalposts.sources.source import Choices

    choices = Choices(
        account=account,
        platform=platform,
        time_zone=timezone,
        currency=currency,
        mapping=_read_mapping(mapping) if mapping else None,
        accept_flags=yes,
        read_on=read_on.date() if read_on else None,
        first_day=first_day.date() if first_day else None,
        last_day=last_day.date() if last_day else None,
    )
    with Workspace.open(home) as workspace, ProgressBar("Importing") as bar:
        report = workspace.import_paths(paths, choices, bar.advance, way="cli", note=note)
    if shape is Shape.JSON:
        print_json(report.to_dict())
    else:
        _print_report(report.to_dict())
    if not report.ok:
        raise typer.Exit(1)


def _read_mapping(path: Path) -> Mapping[str, str]:
    import yaml  # only a table of no known export needs it

    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(f"The mapping {path} cannot be read.", [Fault(str(error), file=str(path))]) from error
    if not isinstance(read, dict) or not all(isinstance(part, str) for pair in read.items() for part in pair):
        raise Invalid(
            f"The mapping {path} cannot be read.", [Fault("it must be lines of `column: meaning`", file=str(path))]
        )
    return read


def _print_report(report: dict[str, Any]) -> None:
    files = report["files"]
    columns = {"file": "left", "read as": "left", "account": "left", "read": "right"}
    columns |= {"stored": "right", "unchanged": "right", "rejected": "right", "status": "left"}
    print_table(columns, [_line(file) for file in files])
    for file in files:
        messages = list(_messages(file))
        if messages:
            typer.echo("\n  ".join([f"{file['path']}", *messages]), err=True)


def _line(file: dict[str, Any]) -> list[str]:
    counts = ("rows_read", "rows_stored", "rows_unchanged", "rows_rejected")
    names = [Path(file["path"]).name, file["detected"] or "not known", file["account"] or ""]
    return [*names, *(f"{file[count]:,}" for count in counts), file["status"]]


def _messages(file: dict[str, Any]) -> Iterator[str]:
    """What a person has to know of one file: faults first, then what it does not say, then notes."""
    for fault in file["faults"][:FAULTS_SHOWN]:
        place = [f"{name} {fault[name]}" for name in ("line", "column", "value") if fault[name] is not None]
        yield f"{', '.join(place)}: {fault['message']}" if place else fault["message"]
    if len(file["faults"]) > FAULTS_SHOWN:
        yield f"and {len(file['faults']) - FAULTS_SHOWN} more; --format json shows all"
    for question in file["questions"]:
        assumed = question["assumed"]
        yield question["question"] + (f" (--yes assumes {assumed})" if assumed and file["status"] == "asked" else "")
    yield from file["notes"]
