"""`kpis`, `guide export` and `catalog check`: the definitions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goalposts.cli.options import Home, Lang, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table
from goalposts.errors import Invalid, NotFound

if TYPE_CHECKING:
    from goalposts.catalog.files import Catalog
    from goalposts.catalog.guide import Row
    from goalposts.catalog.kpi import Kpi


class GuideShape(StrEnum):
    """What a guide can be exported as."""

    MARKDOWN = "markdown"
    HTML = "html"


_ENDINGS = {GuideShape.MARKDOWN: "md", GuideShape.HTML: "html"}


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("kpis")(kpis)
    guide = typer.Typer(help="The KPI guide.", no_args_is_help=True)
    guide.command("export")(export_guide)
    app.add_typer(guide, name="guide")
    definitions = typer.Typer(help="Your own KPIs and measures.", no_args_is_help=True)
    definitions.command("check")(check)
    definitions.command("history")(history)
    definitions.command("save")(save)
    app.add_typer(definitions, name="catalog")


def kpis(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="One KPI, by id or another name.")] = None,
    search: Annotated[str | None, typer.Option(help="Words to look for, in any language.")] = None,
    lang: Language = None,
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """List the KPIs, or show one: what it means, its formula, how to read it."""
    from goalposts.app.definitions import describe_kpi  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.guide_notes import Note, describe_note, guide_notes, guide_rows
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        catalog, language = workspace.catalog, str(lang or workspace.settings.language)
        found = _found(catalog, name, search, language)
        if shape is Shape.JSON:
            notes = guide_notes(workspace, language)
            print_json([describe_kpi(kpi, catalog) | describe_note(notes.get(kpi.id, Note())) for kpi in found])
        elif name:
            note = guide_notes(workspace, language).get(found[0].id, Note())
            _print_kpi(found[0], catalog, language, guide_rows(note, language))
        else:
            _print_list(found, language)


def export_guide(
    folder: Annotated[Path, typer.Option("--to", help="Folder to write into.")] = Path(),
    lang: Annotated[
        list[Lang] | None, typer.Option("--lang", help="Language; may be given again. Default: all.")
    ] = None,
    shape: Annotated[GuideShape, typer.Option("--format", help="markdown or html (one page).")] = GuideShape.MARKDOWN,
    home: Home = None,
) -> None:
    """Write the KPI guide as files, one for each language."""
    from goalposts.app.guide_notes import guide_notes, guide_rows  # as for `kpis`
    from goalposts.app.workspace import Workspace
    from goalposts.catalog.guide import render_guide

    with Workspace.open(home) as workspace:
        folder.mkdir(parents=True, exist_ok=True)
        for language in map(str, lang or list(Lang)):
            path = folder / f"kpi-guide.{language}.{_ENDINGS[shape]}"
            rows = {id_: guide_rows(note, language) for id_, note in guide_notes(workspace, language).items()}
            path.write_text(render_guide(workspace.catalog, language, shape.value, rows), encoding="utf-8")
            typer.echo(str(path))


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Folder of YAML files. Default: `catalog` in the workspace."),
    ] = None,
    home: Home = None,
) -> None:
    """Check your own KPIs and measures, and report every fault of every file. Exit status 0: no fault."""
    from goalposts.app.workspace import CATALOG_FOLDER, Workspace  # as for `kpis`
    from goalposts.catalog.files import load_catalog

    with Workspace.open(home) as workspace:
        folder = folder or workspace.home / CATALOG_FOLDER
    if not folder.is_dir():
        raise NotFound("folder", str(folder), hint="Put YAML files with your KPIs and measures there.")
    own = [kpi.id for kpi in load_catalog(folder).kpis.values() if kpi.own]
    count = len(list(folder.glob("*.yaml")))
    files = f"{count} file{'s' * (count != 1)}"
    typer.echo(f"No fault in {files}. KPIs of your own: {', '.join(own) or 'none'}.")


def history(
    kpi: Annotated[str, typer.Argument(help="Id of the KPI.")],
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """List the versions of a definition, newest first: formula, valid from, and whose it is."""
    from goalposts.app.workspace import Workspace  # as for `kpis`

    with Workspace.open(home) as workspace:
        catalog = workspace.catalog
        if kpi not in catalog.kpis:
            raise NotFound("KPI", kpi, catalog.kpis)
        versions = list(reversed(catalog.history.get(kpi, (catalog.kpis[kpi],))))
    if shape is Shape.JSON:
        names = ("version", "valid_from", "own", "formula")
        told = [(v.version, str(v.valid_from), v.own, v.formula.text) for v in versions]
        print_json([dict(zip(names, version, strict=True)) for version in told])
        return
    columns = {"version": "right", "valid from": "left", "whose": "left", "formula": "left"}
    rows = [(str(v.version), str(v.valid_from), "own" if v.own else "shipped", v.formula.text) for v in versions]
    print_table(columns, rows)


def save(
    kpi: Annotated[str, typer.Argument(help="Id of the KPI.")],
    file: Annotated[Path, typer.Argument(help="YAML file with its keys: names, formula, unit, direction ...")],
    valid_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day it answers for. Default: today.")
    ] = None,
    home: Home = None,
) -> None:
    """Save a definition as a new version in the workspace's catalog folder; older versions stay as they are."""
    from goalposts.app.defining import Draft, save_draft  # as for `kpis`
    from goalposts.app.workspace import Workspace

    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{file} cannot be read as UTF-8 text: {error}") from error
    with Workspace.open(home) as workspace:
        saved = save_draft(workspace, Draft(kpi, text, valid_from.date() if valid_from else None))
        typer.echo(f"{saved.id} v{saved.version} is in force.")


def _found(catalog: Catalog, name: str | None, search: str | None, language: str) -> list[Kpi]:
    if search:
        return catalog.find(search, language)
    if not name:
        return list(catalog.kpis.values())
    definition = catalog.define(name)
    if definition.kpi is None:
        raise Invalid(f"{name!r} is a measure; `goalposts ask {name}` answers it. `goalposts kpis` shows KPIs only.")
    return [definition.kpi]


def _print_list(found: list[Kpi], language: str) -> None:
    from goalposts.catalog.guide import say

    columns = {"id": "left", **{say(word, language): "left" for word in ("title", "unit", "direction", "formula")}}
    rows = []
    for kpi in found:
        unit, direction = say(f"unit_{kpi.unit}", language), say(f"direction_{kpi.direction}", language)
        rows.append((kpi.id, kpi.names[language], unit, direction, kpi.formula.text))
    print_table(columns, rows)


def _print_kpi(kpi: Kpi, catalog: Catalog, language: str, added: tuple[Row, ...]) -> None:
    from goalposts.catalog.guide import guide_entry

    entry = guide_entry(kpi, catalog, language, added)
    typer.echo(f"{entry.title} ({entry.id})")
    for row in entry.rows:
        typer.echo(f"\n{row.label}")
        for text in row.texts:
            typer.echo(f"  {text}")
