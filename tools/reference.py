"""Write docs/reference from the code that owns the text; `--check` fails where a page is stale."""

from __future__ import annotations

import datetime as dt
import inspect
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main
from exports_page import exports_page
from sentences import sentences_page

from goalposts.app.definitions import describe_kpi
from goalposts.app.workspace import Workspace
from goalposts.catalog.files import load_catalog
from goalposts.catalog.guide import render_guide
from goalposts.catalog.measure import LANGUAGES
from goalposts.cli.main import EXIT_CODES, UNFORESEEN, app
from goalposts.errors import GoalpostsError
from goalposts.metrics.answer import Answer, State
from goalposts.settings import SETTINGS
from goalposts.sources.source import Choices

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MARK = "<!-- Made by tools/reference.py from the code that owns this text: change it there. -->\n\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check only compare them; 1 = a page is stale or not ours."""
    pages = {name: MARK + text.rstrip() + "\n" for name, text in make_pages()}
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = sorted(name for name in pages.keys() | held.keys() if pages.get(name) != held.get(name))
    if "--check" in arguments:
        if stale:
            print(f"Stale: {', '.join(stale)}. Run: python tools/reference.py", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in pages:
            (FOLDER / name).write_text(pages[name], encoding="utf-8")
        else:
            (FOLDER / name).unlink()
        print(f"{'wrote' if name in pages else 'removed'} docs/reference/{name}")
    return 0


def make_pages() -> Iterator[tuple[str, str]]:
    """Every page by its file name."""
    catalog = load_catalog()
    for language in LANGUAGES:
        name = "kpis.md" if language == "en" else f"kpis.{language}.md"
        yield name, render_guide(catalog, language)
    yield "measures.md", measures()
    yield "commands.md", commands()
    yield "settings.md", settings()
    yield "sources.md", exports_page()
    yield "json.md", json_shapes()
    yield "sentences.md", sentences_page()


def measures() -> str:
    catalog = load_catalog()
    groups = dict.fromkeys(measure.group for measure in catalog.measures.values())
    lines = [
        "# Measures",
        "",
        "A measure is a number that a source reports or that is counted from rows. KPI formulas see only measures.",
        "*additive*: adds up over time and parts. *unique*: counts people, so it is only ever taken from a row of the",
        "very window asked. *level*: read at a moment; adds up over accounts only.",
    ]
    for group in groups:
        lines += ["", f"## {group.replace('_', ' ').capitalize()}", ""] if group else [""]
        lines += ["| code | name | unit | adding up | comes from |", "| --- | --- | --- | --- | --- |"]
        for measure in catalog.measures.values():
            if measure.group == group:
                origin = f"sum of {', '.join(measure.sum_of)}" if measure.sum_of else measure.provider
                cells = (f"`{measure.code}`", measure.names["en"], measure.unit, measure.additivity, origin)
                lines.append(_row(cells))
    return "\n".join(lines)


def commands() -> str:
    lines = ["# Commands", "", "Every command takes `--help`. Results go to stdout, everything else to stderr."]
    for words, command in _commands(typer.main.get_command(app), ["goalposts"]):
        lines += ["", f"## {' '.join(words)}", "", str(command.help).strip(), ""]
        shown = [parameter for parameter in command.params if parameter.name != "help"]
        lines += ["| argument or option | what it does |", "| --- | --- |"] if shown else []
        for parameter in shown:
            is_option = parameter.param_type_name == "option"
            name = ", ".join(parameter.opts) if is_option else str(parameter.metavar or parameter.name).upper()
            lines.append(_row((f"`{name}`", str(parameter.help or ""))))
    lines += ["", "## Exit status", "", "| status | meaning |", "| --- | --- |", "| 0 | it worked |"]
    lines += ["| 1 | a file did not go in |", "| 2 | an option or argument that does not exist |"]
    for kind, code in EXIT_CODES.items():
        if kind is GoalpostsError:
            continue
        lines.append(_row((str(code), str(kind.__doc__).splitlines()[0])))
    lines.append(_row((str(UNFORESEEN), "Something unforeseen: a defect to report.")))
    return "\n".join(lines)


def _commands(command: Any, words: list[str]) -> Iterator[tuple[list[str], Any]]:
    groups = getattr(command, "commands", {})
    if not groups or (len(words) > 1 and command.invoke_without_command):
        yield words, command
    for name, inner in groups.items():
        yield from _commands(inner, [*words, name])


def settings() -> str:
    lines = ["# Settings", "", "Environment variables; an option of a command comes before them.", ""]
    lines += ["| variable | default | what it does |", "| --- | --- | --- |"]
    lines += [_row((f"`{s.variable}`", f"`{s.default}`" if s.default else "", s.help)) for s in SETTINGS]
    return "\n".join(lines)


def json_shapes() -> str:
    moment = dt.datetime(2025, 3, 12, 9, tzinfo=dt.UTC)
    said = Choices(account="Corner Bakery", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "w", clock=lambda: moment) as workspace:
        file = Path(folder) / "daily.csv"
        file.write_text("Date,Impressions,Link clicks\n2025-03-09,1000,20\n2025-03-10,3000,30\n2025-03-11,500,oops\n")
        report = workspace.import_paths([file], said).to_dict()
        period = {"start": "2025-03-10", "end": "2025-03-10"}
        answers = workspace.ask("impressions", **period, by="platform", compare="previous").to_dict()
        explanation = workspace.explain("impressions", **period).to_dict()
        status = [held.to_dict() for held in workspace.status()]
        kpi = describe_kpi(workspace.catalog.kpis["click_through_rate"], workspace.catalog)
        imported = json.loads(json.dumps(report).replace(folder, "exports"))
    states = ", ".join(f"`{state.value}`" for state in State)
    parts = [
        "# JSON",
        "The command line, Python (`.to_dict()`) and HTTP (`/api/v1`) give the same JSON; a run printed the examples.",
        "## An import: `goalposts import --format json`",
        _block(imported),
        "## Answers: `goalposts ask --format json`, `ws.ask(...).to_dict()`, `POST /api/v1/ask`",
        f"{inspect.getdoc(Answer)}\n\nStates, best first: {states}. Dates are ISO 8601; a period holds both its ends.",
        _block(answers),
        "## What stands behind them: `goalposts explain --format json`",
        _block(explanation),
        "## A definition: one element of the list of `goalposts kpis --format json`",
        _block(kpi),
        "## What is held: `accounts` of `goalposts status --format json`",
        _block(status),
    ]
    return "\n\n".join(parts)


def _block(value: Any) -> str:
    return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2)}\n```"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
