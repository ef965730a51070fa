"""`goals`: list them with their progress, add one as a sentence, show one, check in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from goalposts.cli.options import Home, Lang, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table

if TYPE_CHECKING:
    from goalposts.app.workspace import Workspace

_family = typer.Typer(help="Goals with their progress, pace and odds.", invoke_without_command=True)

GoalId = Annotated[int, typer.Argument(metavar="ID", help="Number of the goal.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.add_typer(_family, name="goals")


@_family.callback()
def list_them(
    context: typer.Context,
    odds: Annotated[bool, typer.Option("--odds", help="Work out how likely each target is to be reached.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Closed goals too.")] = False,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """List goals with progress, pace and odds; or do one of the commands below."""
    if context.invoked_subcommand:
        return
    from goalposts.app.goal_facts import goals_to_dict  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        statuses = ("draft", "active", "closed") if everything else ("draft", "active")
        told = goals_to_dict(workspace, statuses=statuses, odds=odds)
        if shape is Shape.JSON:
            print_json(told)
        elif told["goals"]:
            _print_goals(workspace, told["goals"], str(lang or workspace.settings.language))
        else:
            typer.echo('No goal yet. Add one: goalposts goals add "5,000 website visits from Facebook per month" ...')


@_family.command("add")
def add(
    sentence: Annotated[str, typer.Argument(help="The goal as one sentence, in English, Korean or Chinese.")],
    objective: Annotated[str, typer.Option(help="Objective it serves: its number, name or code.")],
    reason: Annotated[str, typer.Option(help="Why it matters for the objective.")],
    owner: Annotated[str, typer.Option(help="Key of whoever answers for it.")],
    name: Annotated[str, typer.Option(help="Short name. Default: the sentence.")] = "",
    answer: Annotated[
        list[str] | None, typer.Option(help="Answer to a question: code=choice; may be given again.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="You have seen the numbers: it can be reached.")] = False,
    restricted: Annotated[bool, typer.Option("--restricted", help="Only you and its owner may see it.")] = False,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Store a goal; without objective, reason or owner, or with a vague sentence, nothing is stored."""
    from goalposts.app.goals import create_goal  # as above
    from goalposts.app.workspace import Workspace
    from goalposts.store.sessions import OWNER

    said = {"t0.kind": "sentence", "t0.text": sentence, "objective": objective, "relevance": reason, "owner": owner}
    said |= {"name": name, "confirmed": "yes" if confirm else "", "visibility": "restricted" if restricted else ""}
    for each in answer or ():
        code, _, choice = each.partition("=")
        said[f"t0.answer.{code.strip()}"] = choice.strip()
    with Workspace.open(home) as workspace:
        goal = create_goal(workspace, said, person=OWNER, language=_language(workspace, lang))
        _tell(workspace, goal.id, shape, lang)


@_family.command("show")
def show(goal_id: GoalId, shape: ShapeOption = Shape.TABLE, lang: Language = None, home: Home = None) -> None:
    """Show one goal with its targets, and how likely each is to be reached."""
    from goalposts.app.workspace import Workspace  # as above

    with Workspace.open(home) as workspace:
        _tell(workspace, goal_id, shape, lang)


@_family.command("check-in")
def check_in(
    goal_id: GoalId,
    note: Annotated[str, typer.Argument(help="What moved the goal.")] = "",
    obstacle: Annotated[str, typer.Option(help="What stands in the way.")] = "",
    next_step: Annotated[str, typer.Option("--next", help="What comes next.")] = "",
    value: Annotated[str, typer.Option(help="What a target that no KPI measures stands at.")] = "",
    target: Annotated[str, typer.Option(help="Number of that target, where there are several.")] = "",
    day: Annotated[str, typer.Option(help="Day it speaks of (2026-11-01). Default: today.")] = "",
    lang: Language = None,
    home: Home = None,
) -> None:
    """Say what moved a goal, what stands in its way and what comes next."""
    from goalposts.app import checking_in  # as above
    from goalposts.app.workspace import Workspace
    from goalposts.store.sessions import OWNER

    said = {"note": note, "obstacle": obstacle, "next_step": next_step, "value": value, "target": target, "day": day}
    with Workspace.open(home) as workspace:
        kept = checking_in.check_in(workspace, goal_id, said, person=OWNER, language=_language(workspace, lang))
    typer.echo(f"Kept for {kept.day}.")


def _language(workspace: Workspace, lang: Lang | None) -> str:
    return str(lang or workspace.settings.language)


def _tell(workspace: Workspace, goal_id: int, shape: Shape, lang: Lang | None) -> None:
    from goalposts.app.goal_facts import tell_goals  # as above
    from goalposts.app.goals import find_goal
    from goalposts.app.tracking import track
    from goalposts.store.sessions import OWNER

    goal = find_goal(workspace, goal_id, OWNER)
    (told,) = tell_goals(workspace, [goal], track(workspace, [goal], odds=True))
    if shape is Shape.JSON:
        print_json(told)
        return
    language = _language(workspace, lang)
    typer.echo(f"{told['id']}. {told['name']} ({told['owner']}): SMART {told['score']}/5")
    for name, verdict in told["smart"].items():
        mark = {True: "yes", False: "no"}.get(verdict["ok"], "open")
        typer.echo(f"  {name}: {mark}. {verdict['reason']}")
    _print_targets(told["targets"], language)


def _print_goals(workspace: Workspace, goals: list[dict[str, Any]], language: str) -> None:
    from goalposts.i18n.goal_words import odds_words, pace_name, percent  # as above

    rows = []
    for goal in goals:
        likely = [t["outlook"]["odds"] for t in goal["targets"] if t["outlook"] and t["outlook"]["odds"] is not None]
        rows.append(
            (
                str(goal["id"]),
                goal["name"],
                goal["owner"],
                goal["objective"] or "",
                f"{goal['score']}/5",
                percent(goal["progress"], language, exact=True),
                pace_name(goal["pace"], language),
                odds_words(min(likely), language) if likely else "",
                goal["due_on"] or "",
            )
        )
    headings = {"id": "right", "goal": "left", "owner": "left", "objective": "left", "SMART": "right"}
    print_table(headings | {"progress": "right", "pace": "left", "odds": "left", "due": "right"}, rows)


def _print_targets(targets: list[dict[str, Any]], language: str) -> None:
    from goalposts.i18n import format_value  # as above
    from goalposts.i18n.goal_words import odds_words, pace_name, percent

    rows = []
    for target in targets:
        odds = (target["outlook"] or {}).get("odds")
        rows.append(
            (
                str(target["id"]),
                target["name"],
                percent(target["percent"], language, exact=True),
                pace_name(target["pace"], language),
                format_value(target["value"], target["unit"], language),
                format_value(target["target_value"], target["unit"], language),
                odds_words(odds, language) if odds is not None else "",
                target["window"]["to"],
                target["reason"] or "",
            )
        )
    headings = {"id": "right", "target": "left", "progress": "right", "pace": "left", "value": "right"}
    print_table(headings | {"wanted": "right", "odds": "left", "until": "right", "why": "left"}, rows)
