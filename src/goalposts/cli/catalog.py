"""`kpis`, `guide export` and `catalog check`: the definitions."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goalposts.cli.options import Home, Lang, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table
from goalposts.errors import Invalid, NotFound

if TYPE_CHECKING:
    from goalposts.catalog.files import Catalog
    from goalposts.catalog.kpi import Kpi


class GuideShape(StrEnum):
    """What a guide can be exported as."""

    MARKDOWN = "md"
    HTML = "html"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("kpis")(kpis)
    guide = typer.Typer(help="The KPI guide.", no_args_is_help=True)
    guide.command("export")(export_guide)
    app.add_typer(guide, name="guide")
    definitions = typer.Typer(help="Your own KPIs and measures.", no_args_is_help=True)
    definitions.command("check")(check)
    app.add_typer(definitions, name="catalog")


def kpis(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="One KPI, by id or another name.")] = None,
    search: Annotated[str | None, typer.Option(help="Words to look for, in any language.")] = None,
    lang: Language = None,
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """List the KPIs, or show one: what it means, its formula, how to read it."""
    from goalposts.app.workspace import Workspace  # the heavy rooms load when a command runs, not for --help
    from goalposts.catalog.guide import kpi_to_dict

    with Workspace.open(home) as workspace:
        catalog, language = workspace.catalog, str(lang or workspace.settings.language)
        found = _found(catalog, name, search)
        if shape is Shape.JSON:
            shown = [kpi_to_dict(kpi, catalog) for kpi in found]
            print_json(shown[0] if name else shown)
        elif name:
            _print_kpi(found[0], language)
        else:
            _print_list(found, language)


def export_guide(
    folder: Annotated[Path, typer.Option("--to", help="Folder to write into.")] = Path(),
    lang: Annotated[
        list[Lang] | None, typer.Option("--lang", help="Language; may be given again. Default: all.")
    ] = None,
    shape: Annotated[GuideShape, typer.Option("--format", help="Markdown or one HTML page.")] = GuideShape.MARKDOWN,
    home: Home = None,
) -> None:
    """Write the KPI guide as files, one for each language."""
    from goalposts.app.workspace import Workspace  # as for `kpis`
    from goalposts.catalog.guide import guide_html, guide_markdown

    with Workspace.open(home) as workspace:
        write = guide_html if shape is GuideShape.HTML else guide_markdown
        folder.mkdir(parents=True, exist_ok=True)
        for language in map(str, lang or list(Lang)):
            path = folder / f"kpi-guide.{language}.{shape}"
            path.write_text(write(workspace.catalog, language), encoding="utf-8")
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
    typer.echo(f"No fault in {len(list(folder.glob('*.yaml')))} files. KPIs of your own: {', '.join(own) or 'none'}.")


def _found(catalog: Catalog, name: str | None, search: str | None) -> list[Kpi]:
    if search:
        return catalog.find(search)
    if not name:
        return list(catalog.kpis.values())
    definition = catalog.define(name)
    if definition.kpi is None:
        raise Invalid(f"{name!r} is a measure; `goalposts ask {name}` answers it. `goalposts kpis` shows KPIs only.")
    return [definition.kpi]


def _print_list(found: list[Kpi], language: str) -> None:
    columns = dict.fromkeys(("id", "name", "stage", "unit", "better", "formula"), "left")
    print_table(columns, [(k.id, k.names[language], k.stage, k.unit, k.direction, k.formula.text) for k in found])


def _print_kpi(kpi: Kpi, language: str) -> None:
    typer.echo(f"{kpi.names[language]} ({kpi.id}, version {kpi.version})")
    typer.echo(f"\n{kpi.definitions[language]}\n\n  = {kpi.formula.text}\n")
    for variant, formula in kpi.variants.items():
        typer.echo(f"  {kpi.id}@{variant} = {formula.text}")
    for text in (kpi.why_it_matters, kpi.how_measured, kpi.pitfalls):
        if text.get(language):
            typer.echo(f"\n{text[language]}")
    facts = {
        "unit": kpi.unit,
        "better": kpi.direction,
        "stage": kpi.stage,
        "channels": ", ".join(kpi.channels),
        "break down by": ", ".join(kpi.dimensions),
        "source": ", ".join(kpi.source),
    }
    typer.echo("")
    for label, fact in facts.items():
        if fact:
            typer.echo(f"{label}: {fact}")
