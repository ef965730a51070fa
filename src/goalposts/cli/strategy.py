"""`strategy`, `suggest` and `health`: what is planned, which KPIs fit, and whether the plan is sound."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goalposts.cli.options import Home, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table
from goalposts.errors import Unavailable

if TYPE_CHECKING:
    from goalposts.app.suggesting import Suggestion

strategy = typer.Typer(no_args_is_help=True, help="Strategy, objectives, KPIs, campaigns and goals as one plan.")


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    strategy.command("show")(show)
    strategy.command("export")(export)
    strategy.command("import")(take)
    strategy.command("template")(template)
    app.add_typer(strategy, name="strategy")
    app.command("suggest")(suggest)
    app.command("health")(health)


def show(lang: Language = None, shape: ShapeOption = Shape.TABLE, home: Home = None) -> None:
    """Show strategies with their north star, and their objectives with KPIs and goals."""
    from goalposts.app.strategy import budgets, read_plan  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace
    from goalposts.i18n import format_value

    with Workspace.open(home) as workspace:
        plan, language = read_plan(workspace), str(lang or workspace.settings.language)
    told: list[dict[str, Any]] = [
        {
            "strategy": one.name,
            "owner": one.owner,
            "north_star": one.north_star or None,
            "objectives": [
                {
                    "objective": objective.name,
                    "kind": objective.code,
                    "owner": objective.owner,
                    "kpis": [{"kpi": k.kpi, "label": k.label or None} for k in plan.kpis_of(objective)],
                    "goals": [goal.name for goal in plan.goals_of(objective)],
                }
                for objective in plan.objectives_of(one)
            ],
        }
        for one in plan.strategies
    ]
    totals = budgets(plan.campaigns)
    if shape is Shape.JSON:
        print_json({"strategies": told, "campaigns": len(plan.campaigns), "budget": totals})
        return
    for one in told:
        typer.echo(f"{one['strategy']} ({one['owner']}), north star: {one['north_star'] or 'none'}")
        columns = {"objective": "left", "kind": "left", "owner": "left", "KPIs": "left", "goals": "left"}
        print_table(columns, [_line(objective) for objective in one["objectives"]])
    if not told:
        typer.echo("No strategy yet. `goalposts strategy template marketing_plan` adds one to begin with.")
    if totals:
        typer.echo(f"Budget: {', '.join(format_value(v, code or 'XXX', language) for code, v in totals.items())}")


def _line(objective: dict[str, Any]) -> list[str]:
    kpis = ", ".join(str(kpi["label"] or kpi["kpi"]) for kpi in objective["kpis"])
    return [objective["objective"], objective["kind"], objective["owner"], kpis, ", ".join(objective["goals"])]


def export(home: Home = None) -> None:
    """Print the whole plan as one YAML file, in an order that stays the same."""
    from goalposts.app.plan_file import export_plan  # as for `show`
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        sys.stdout.write(export_plan(workspace))


def take(
    file: Annotated[Path, typer.Argument(help="The plan file; - reads it from standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be added and changed.")] = False,
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """Read a plan file in, all of it or nothing. What the file does not hold is listed, never deleted."""
    from goalposts.app.plan_importing import import_plan  # as for `show`
    from goalposts.app.workspace import Workspace

    name = "plan.yaml" if str(file) == "-" else file.name
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror}.") from error
    with Workspace.open(home) as workspace:
        changes = import_plan(workspace, content, dry_run=dry_run, file=name)
    _print_changes([change.to_dict() for change in changes], shape)


def template(
    code: Annotated[
        str | None, typer.Argument(metavar="[CODE]", help="Which one, such as marketing_plan. Default: list.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be added.")] = False,
    budget: Annotated[float | None, typer.Option(min=0, help="Budget of the year, for the marketing plan.")] = None,
    lang: Language = None,
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """List the templates, or add the records of one; what is there already stays as it is."""
    from goalposts.app.plan_templates import DEFAULT_BUDGET, Wish, apply_template  # as for `show`
    from goalposts.app.workspace import Workspace
    from goalposts.catalog.templates import load_templates
    from goalposts.store.sessions import OWNER

    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        if code is None:
            rows = [(one.code, one.names[language], one.what[language]) for one in load_templates().values()]
            print_table({"template": "left", "name": "left", "adds": "left"}, rows)
            return
        wish = Wish(OWNER, language, DEFAULT_BUDGET if budget is None else budget)
        changes = apply_template(workspace, code, wish, person=OWNER, dry_run=dry_run)
    _print_changes([change.to_dict() for change in changes], shape)


def _print_changes(changes: list[dict[str, Any]], shape: Shape) -> None:
    if shape is Shape.JSON:
        print_json(changes)
        return
    if not changes:
        typer.echo("Nothing changes.")
        return
    words = {"add": "new", "change": "changed", "absent": "not in the file, stays", "kept": "there already, stays"}
    rows = [
        (words[c["action"]], c["kind"], c["name"], "; ".join(f"{n}: {a} -> {b}" for n, (a, b) in c["fields"].items()))
        for c in changes
    ]
    print_table({"effect": "left", "what": "left", "name": "left", "fields": "left"}, rows)


def suggest(
    objective: Annotated[
        str | None,
        typer.Argument(metavar="[OBJECTIVE]", help="A kind of objective, or words: 'raise brand awareness'."),
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="seo, ppc, social, email, website, or a platform such as instagram.")
    ] = None,
    audience: Annotated[str | None, typer.Option(help="An audience of yours, or what it values: interaction.")] = None,
    lang: Language = None,
    shape: ShapeOption = Shape.TABLE,
    home: Home = None,
) -> None:
    """Suggest KPIs for an objective, channel or audience, each with its reason and whether you have data for it."""
    from goalposts.app import suggesting  # as for `show`
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        found = suggesting.suggest(
            workspace, objective=objective, channel=channel, audience=audience, language=language
        )
    if shape is Shape.JSON:
        print_json([one.to_dict() for one in found])
        return
    columns = {"KPI": "left", "label": "left", "data": "left", "why": "left"}
    print_table(columns, [(one.kpi, one.label, _data(one), one.reason) for one in found])


def _data(one: Suggestion) -> str:
    if not one.available:
        return "not available: " + next(term.text for term in one.terms if not term.available)
    if one.connect:
        titles = ", ".join(export.title for export in one.connect.exports)
        other = (
            "a survey" if one.connect.survey else "figures by hand" if one.connect.by_hand else "a table of your own"
        )
        return f"connect: {titles or other}"
    return f"since {one.live.since}" if one.live.since else one.live.state


def health(lang: Language = None, shape: ShapeOption = Shape.TABLE, home: Home = None) -> None:
    """Look for the common mistakes in what is planned. Exit status 1: something was found."""
    from goalposts.app.goal_health import check_health  # as for `show`
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        language = str(lang or workspace.settings.language)
        told = check_health(workspace, language=language).to_dict(language)
    if shape is Shape.JSON:
        print_json(told)
    elif told["healthy"]:
        typer.echo(f"No common mistake was found in {len(told['checks'])} checks.")
    else:
        columns = {"check": "left", "what": "left", "why": "left", "fix": "left"}
        print_table(columns, [[one[name] for name in columns] for one in told["breaches"]])
    if not told["healthy"]:
        raise typer.Exit(1)
