"""`explain` and `evidence`: what stands behind a number, down to the line of the file, and all of it as a zip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
    To,
    Where,
)
from goalposts.cli.output import print_json, print_table

if TYPE_CHECKING:
    from goalposts.metrics.explain import Explanation

_LONGEST_CELL = 40


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("explain")(explain)
    app.command("evidence")(evidence)


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
    across_breaks: AcrossBreaks = False,
    package: Annotated[
        Path | None, typer.Option("--zip", help="Write all of it as a zip instead: rows, files, SQL, hashes.")
    ] = None,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Show what stands behind the answers: definition, measures, SQL, contributing rows and files."""
    from goalposts.app.workspace import Workspace  # the heavy rooms load when a command runs, not for --help

    parts: dict[str, Any] = {"period": period, "start": start, "end": end, "grain": grain, "by": by or ()}
    parts |= {"where": where, "compare": compare, "as_of": as_of, "across_breaks": across_breaks}
    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        if package is not None:
            _write_package(workspace, workspace.question(kpis, **parts), language, package)
            return
        explanation = workspace.explain(kpis, **parts)
        if shape is Shape.JSON:
            print_json(explanation.to_dict())
        else:
            _print_explanation(explanation, language)


def evidence(
    source: Annotated[int, typer.Argument(help="The `source` of a row that `explain` shows.")],
    line: Annotated[int, typer.Option(help="The `line` of the row.")],
    part: Annotated[int, typer.Option(help="The `part` of the row: the table of the file, from 0.")] = 0,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Show the line of the file that a row came from, with its neighbours, and what was stored from it."""
    from goalposts.app.evidence import look_at_line  # as for `explain`
    from goalposts.app.workspace import Workspace
    from goalposts.i18n.evidence import absence_text

    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        found = look_at_line(workspace, source, part, line)
        if shape is Shape.JSON:
            print_json(found.to_dict())
            return
        told = found.source
        typer.echo(
            f"{told.name}, {told.person or '-'}, {told.captured_at:%Y-%m-%d %H:%M} UTC"
            if told.captured_at
            else told.name
        )
        if found.excerpt is None:
            typer.echo(f"{absence_text(found.absence or '', language)} {found.message}".strip())
            return
        lines = [f"> {number}" if number == line else str(number) for number, _ in found.excerpt.rows]
        cells = zip(*(cells for _, cells in found.excerpt.rows), strict=True)
        rows = [[name, *map(_short, row)] for name, row in zip(found.excerpt.headers, cells, strict=True)]
        print_table({"": "left", **dict.fromkeys(lines, "left")}, rows)


def _short(cell: str | None) -> str:
    text = cell or ""
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _write_package(workspace: Any, question: Any, language: str, path: Path) -> None:
    """The zip beside its place first, so that a failure leaves no half of one."""
    from goalposts.app.evidence_zip import write_evidence

    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        with half.open("wb") as target:
            write_evidence(workspace, question, language, target)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    typer.echo(f"Wrote {path} ({path.stat().st_size:,} bytes).")


def _print_explanation(explanation: Explanation, language: str) -> None:
    from goalposts.i18n import format_value

    shown = explanation.to_dict()
    for definition in shown["definitions"]:
        typer.echo(f"{definition['names'][language]} ({definition['version']}, {definition['unit']})")
        typer.echo(f"  = {definition['formula']}")
        for term in definition["measures"]:
            typer.echo(f"  {term['measure']}: {format_value(term['value'], term['unit'], language)} ({term['state']})")
    typer.echo("\nSQL")
    for sql in shown["sql"]:
        typer.echo(f"  {sql}")
    typer.echo(f"\nRows: {shown['row_count']}; shown: {len(shown['rows'])}")
    if shown["rows"]:
        names = [name for name in shown["rows"][0] if any(row[name] is not None for row in shown["rows"])]
        columns = dict.fromkeys(names, "left")
        print_table(columns, [["" if row[n] is None else str(row[n]) for n in names] for row in shown["rows"]])
    typer.echo("Files")
    for source in shown["sources"]:
        typer.echo(f"  {source['name']} ({source['rows']} rows, {source['person'] or source['kind']})")
