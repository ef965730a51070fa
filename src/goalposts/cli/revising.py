"""`revise`, `review` and `optimise`: moving goalposts in the open, the quarterly review, the optimisation table."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

import typer

from goalposts.cli.options import Home, Lang, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table

revise = typer.Typer(no_args_is_help=True, help="Change a target or a KPI: propose, vote, decide, announce.")

Number = Annotated[int, typer.Argument(metavar="REVISION", help="Number of the revision; `revise list` shows it.")]
Person = Annotated[str, typer.Option("--by", help="Key of the person who does it.")]
Trigger = Annotated[
    str,
    typer.Option(
        help="strategy, market, product, trend, competitor, customer, result, review or correction.", metavar="TRIGGER"
    ),
]


class Verdict(StrEnum):
    """What becomes of a revision."""

    ACCEPT = "accept"
    REJECT = "reject"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    revise.command("list")(list_all)
    revise.command("propose")(propose)
    revise.command("answer")(answer)
    revise.command("vote")(vote)
    revise.command("decide")(decide)
    revise.command("announce")(announce)
    app.add_typer(revise, name="revise")
    app.command("review")(review)
    app.command("optimise")(optimise)


def list_all(
    goal: Annotated[int, typer.Option(help="Only of the goal of this number.")] = 0,
    kpi: Annotated[str, typer.Option(help="Only of this KPI.")] = "",
    person: Annotated[str, typer.Option(help="Only what this person proposed or decided.")] = "",
    status: Annotated[list[str] | None, typer.Option(help="blocked, asking, open, accepted or rejected.")] = None,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """List every change of a target or KPI: who moved which goalpost, from what to what, and why; newest first."""
    from goalposts.app.revisions import list_told  # heavy rooms load when a command runs
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        found = list_told(workspace, goal_id=goal or None, kpi=kpi, person=person, statuses=status or ())
        _show(workspace, found, shape, lang)


def propose(
    rows: Annotated[
        list[str], typer.Argument(metavar="ROW...", help="'KPI, reason, new target'; with --target what is wanted.")
    ],
    target: Annotated[int, typer.Option(help="Number of the target that shall change.")] = 0,
    reason: Annotated[str, typer.Option(help="Why, for rows that do not say it.")] = "",
    trigger: Trigger = "review",
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Propose changes, one a row: 'conversion rate, A/B result, 5 % improvement'. Nothing moves before a decision."""
    from goalposts.app.revisions import list_told  # as above
    from goalposts.app.wishing import propose_wishes
    from goalposts.app.workspace import Workspace
    from goalposts.store.goals import find_target

    with Workspace.open(home) as workspace:
        wanted = None
        if target:
            with workspace.database.reading() as transaction:
                wanted = find_target(transaction, target)
        said: dict[str, Any] = {"trigger": trigger, "person": by, "reason": reason, "target": wanted}
        made = propose_wishes(workspace, "\n".join(rows), **said, language=_language(workspace, lang))
        _show(workspace, list_told(workspace, by, ids=[one.id for one in made])[::-1], shape, lang)


def answer(
    number: Number,
    answers: Annotated[list[str], typer.Argument(metavar="CODE=ANSWER...", help="amount='to 15,000', ...")],
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Answer what a revision asks, so that it can be decided."""
    from goalposts.app.wishing import answer as answer_revision  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        given = {code.strip(): value for code, _, value in (text.partition("=") for text in answers)}
        answer_revision(workspace, number, given, person=by, language=_language(workspace, lang))
        _show_one(workspace, number, by, shape, lang)


def vote(
    number: Number,
    for_it: Annotated[bool | None, typer.Option("--for/--against", help="A vote; without one, words alone.")] = None,
    say: Annotated[str, typer.Option(help="What you think of it.")] = "",
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Vote on a revision, or say something to it; the latest vote of a person counts."""
    from goalposts.app.revising import vote as give_vote  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        weight = 0 if for_it is None else 1 if for_it else -1
        give_vote(workspace, number, person=by, vote=weight, text=say, language=_language(workspace, lang))
        _show_one(workspace, number, by, shape, lang)


def decide(
    number: Number,
    verdict: Annotated[Verdict, typer.Argument(help="accept or reject.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept for good.")],
    since: Annotated[
        dt.datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day it counts.")
    ] = None,
    although_moved: Annotated[
        bool, typer.Option("--although-moved", help="Also when somebody moved the target since it was proposed.")
    ] = False,
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Accept a revision, which moves the target, or reject it. Days before keep the target they had."""
    from goalposts.app.revising import decide as decide_revision  # as above
    from goalposts.app.revisions import find_told
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        told = find_told(workspace, number, by)
        decide_revision(
            workspace,
            number,
            accept=verdict is Verdict.ACCEPT,
            reason=reason,
            person=by,
            effective_on=since.date() if since else None,
            seen_target=told.target.version if although_moved and told.target else None,
            language=_language(workspace, lang),
        )
        _show_one(workspace, number, by, shape, lang)


def announce(
    number: Number,
    note: Annotated[str, typer.Option(help="What you add in your own words.")] = "",
    to: Annotated[list[str] | None, typer.Option(help="Keys of who shall read it. Default: everybody.")] = None,
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Tell everybody of an accepted revision; `revise list` shows who has read it."""
    from goalposts.app.revising import announce as announce_revision  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        language = _language(workspace, lang)
        announce_revision(workspace, number, person=by, note=note, readers=to or (), language=language)
        _show_one(workspace, number, by, shape, lang)


def review(
    subject: Annotated[str, typer.Argument(help="target or chosen_kpi, to decide on one.")] = "",
    number: Annotated[str, typer.Argument(help="Its number; the list shows it.")] = "",
    decision: Annotated[str, typer.Argument(help="keep, change, improve or retire.")] = "",
    reason: Annotated[str, typer.Option(help="Why it is decided so.")] = "",
    wanted: Annotated[str, typer.Option(help="What a change is to, such as 18,000.")] = "",
    checklist: Annotated[bool, typer.Option("--checklist", help="Show the four important areas instead.")] = False,
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Review every KPI and target in use this quarter: evidence, what is proposed, what is due; or decide on one."""
    from goalposts.app.checklists import important_areas  # as above
    from goalposts.app.reviewing import decide as decide_review
    from goalposts.app.reviewing import review_quarter, review_to_dict
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        language = _language(workspace, lang)
        if checklist:
            _show_areas([area.to_dict(language) for area in important_areas(workspace, by)], shape)
        elif subject:
            said: dict[str, Any] = {"reason": reason, "wanted": wanted, "person": by, "language": language}
            done = review_to_dict(decide_review(workspace, subject, number, decision, **said))
            print_json(done) if shape is Shape.JSON else typer.echo(f"{done['decision']}: {done['reason']}")
        else:
            quarter = review_quarter(workspace, by)
            looks = [look.to_dict(workspace, language) for look in quarter.looks]
            days = {"from": quarter.period.start.isoformat(), "to": quarter.period.end.isoformat()}
            _show_looks({"quarter": days, "rows": looks}, shape)


def optimise(
    target: Annotated[int, typer.Option(help="Number of a target to write a line for.")] = 0,
    obstacle: Annotated[str, typer.Option(help="What stands in its way.")] = "",
    suggestion: Annotated[str, typer.Option(help="What may help.")] = "",
    action: Annotated[str, typer.Option(help="What is done; it becomes a task.")] = "",
    assignee: Annotated[str, typer.Option("--owner", help="Key of the person who does it.")] = "",
    due: Annotated[str, typer.Option(help="Until when, such as 2026-12-10.")] = "",
    by: Person = "owner",
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """Show the optimisation table: KPI, current, target, gap, obstacle, suggestion, action; or write a line of it."""
    from goalposts.app.optimising import optimisation_table, save_line  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        language = _language(workspace, lang)
        if target:
            said = {"obstacle": obstacle, "suggestion": suggestion, "action": action, "owner": assignee, "due": due}
            save_line(workspace, target, said, person=by, language=language)
        table = optimisation_table(workspace, by).to_dict(workspace, language)
    if shape is Shape.JSON:
        print_json(table)
        return
    columns = {"target": "left", "KPI": "left", "current": "right", "wanted": "right", "gap": "right", "way": "right"}
    columns |= {"obstacle": "left", "suggestion": "left", "action": "left"}
    print_table(columns, [_table_line(row) for row in table["rows"]])
    for one in table["if_all_hold"]:
        texts = one["text"]
        typer.echo(f"{one['name']}: {texts['current']} → {texts['target']} ({one['formula']})")


def _language(workspace: Any, lang: Lang | None) -> str:
    return str(lang.value if lang else workspace.settings.language)


def _show_one(workspace: Any, number: int, by: str, shape: Shape, lang: Lang | None) -> None:
    from goalposts.app.revisions import find_told  # as above

    _show(workspace, [find_told(workspace, number, by)], shape, lang)


def _show(workspace: Any, found: list[Any], shape: Shape, lang: Lang | None) -> None:
    from goalposts.app.revisions import describe_revision  # as above

    told = [describe_revision(workspace, one, _language(workspace, lang)) for one in found]
    if shape is Shape.JSON:
        print_json(told)
        return
    columns = {"number": "left", "KPI": "left", "reason": "left", "change": "left", "state": "left", "by": "left"}
    print_table(columns | {"votes": "left"}, [_line(one) for one in told])


def _line(one: dict[str, Any]) -> list[str]:
    changes = "; ".join(f"{change['what']}: {change['from']} → {change['to']}" for change in one["changes"])
    asked = "; ".join(str(question["text"]) for question in one["questions"] if not question.get("answer"))
    votes = f"+{one['votes']['for']} −{one['votes']['against']}"
    state = f"{one['status']}: {asked}" if asked else one["status"]
    return [str(one["id"]), one["name"], one["reason"], changes or one["wish"], state, one["proposed"]["by"], votes]


def _show_areas(rows: list[dict[str, Any]], shape: Shape) -> None:
    if shape is Shape.JSON:
        print_json({"checklist": "important_areas", "rows": rows})
        return
    columns = {"area": "left", "state": "left", "what is there": "left", "advice": "left"}
    print_table(columns, [[row["name"], row["state"], row["facts"], row["advice"]] for row in rows])


def _show_looks(told: dict[str, Any], shape: Shape) -> None:
    if shape is Shape.JSON:
        print_json(told)
        return
    columns = {"what": "left", "number": "left", "KPI": "left", "due": "left", "proposed": "left", "because": "left"}
    rows = [
        [row["subject"], row["id"], row["name"], row["due_on"], row["proposal"], row["reasons"][0]["text"]]
        for row in told["rows"]
    ]
    print_table(columns, rows)


def _table_line(row: dict[str, Any]) -> list[str]:
    text = row["text"]
    way = "" if row["progress"] is None else f"{row['progress']:.0%}"
    names = [str(row["target_id"]), row["name"], text["current"], text["target"], text["gap"] or "", way]
    return [*names, row["obstacle"], row["suggestion"], row["action"]]
