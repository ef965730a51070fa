"""Goals: made of a form, shown to those who may see them, edited and closed.

What a target wants (value, last day, KPI) is changed by a revision; see `revising`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.goal_forms import SENTENCE, TargetForm, read_goal, read_targets
from goalposts.app.goal_reading import Answers, make_targets, read_sentences, score, score_again
from goalposts.app.people import may_see
from goalposts.app.target_drafts import columns_of
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Fault, Invalid, NotFound
from goalposts.i18n.goal_words import goal_fault
from goalposts.store import goals as kept
from goalposts.store.goal_tables import GoalRow
from goalposts.store.goals import ACTIVE, BOOLEAN, CLOSED, DRAFT, RETIRED, TASK, Goal, Target
from goalposts.store.people import list_people
from goalposts.store.records import find, leave_trail, list_trail
from goalposts.store.sessions import OWNER
from goalposts.store.tasks import Task, add_task

RUNNING = (DRAFT, ACTIVE)
EVERYONE, RESTRICTED = kept.VISIBILITIES


def create_goal(workspace: Workspace, said: Mapping[str, str], *, person: str, language: str = "en") -> Goal:
    """Store a goal with the targets of a form (see `goal_forms`), their baselines taken from the facts.

    Raises Invalid with every fault at once: without objective, reason or owner, with a vague sentence or an open
    question nothing is stored.
    """
    with workspace.database.reading() as transaction:
        people = {one.key for one in list_people(transaction) if one.is_here}
        values, faults = read_goal(transaction, said, people, language)
    forms, wrong = read_targets(said, workspace.today(), language)
    answers = Answers(values["objective_id"], values["relevance"], bool(said.get("confirmed")))
    smarts, vague = read_sentences(workspace, forms, language, answers)
    faults += wrong + vague
    if faults:
        raise Invalid("The goal was not stored.", faults)
    targets = make_targets(workspace, forms, smarts, language)
    now = workspace.now()
    first = next((form for form in forms if form.kind == SENTENCE), None)
    values |= {
        "name": values["name"] or forms[0].text,
        "sentence": first.text if first else "",
        "confirmed_by": person if answers.confirmed else "",
        "confirmed_at": now if answers.confirmed else None,
        "starts_on": min(target.starts_on for target in targets),
        "due_on": _last_day(targets),
        "smart": score(list(smarts.values()), targets, answers, language, first.answers if first else {}),
        "status": ACTIVE,
    }
    with workspace.database.transaction() as transaction:
        goal = kept.add_goal(transaction, values, person=person, now=now)
        for place, (form, target) in enumerate(zip(forms, targets, strict=True)):
            _store(transaction, goal, form, target, place, said, person=person, now=now)
        if goal.visibility == RESTRICTED:
            _log_visibility(transaction, goal.id, EVERYONE, RESTRICTED, person=person, now=now)
        return kept.find_goal(transaction, goal.id)


def add_targets(workspace: Workspace, id_: int, said: Mapping[str, str], *, person: str, language: str = "en") -> Goal:
    """Give a goal the further targets of a form.

    Raises NotFound, Conflict for a goal that is closed, and Invalid with every fault.
    """
    goal = find_goal(workspace, id_, person)
    if goal.status not in RUNNING:
        raise Conflict(f"The goal {goal.name!r} is {goal.status} and takes no more targets.")
    forms, faults = read_targets(said, workspace.today(), language)
    answers = Answers(goal.objective_id, goal.relevance, bool(goal.confirmed_by))
    smarts, vague = read_sentences(workspace, forms, language, answers)
    if faults or vague:
        raise Invalid("The target was not stored.", [*faults, *vague])
    targets = make_targets(workspace, forms, smarts, language, due=goal.due_on)
    now = workspace.now()
    with workspace.database.transaction() as transaction:
        for place, (form, target) in enumerate(zip(forms, targets, strict=True), len(goal.targets)):
            _store(transaction, goal, form, target, place, said, person=person, now=now)
        days: dict[str, Any] = {"starts_on": min(goal.starts_on, *(t.starts_on for t in targets))}
        days |= {"due_on": _last_day([*goal.targets, *targets])}
        return kept.change_goal(transaction, id_, days, person=person, now=now)


def edit_goal(
    workspace: Workspace,
    id_: int,
    said: Mapping[str, str],
    *,
    person: str,
    expected: int | None = None,
    language: str = "en",
) -> Goal:
    """Change what a goal is about: name, objective, reason, audience, campaign, owner, resources, visibility.

    Raises Invalid with every fault, NotFound, and Overtaken when somebody else was first.
    """
    goal = find_goal(workspace, id_, person)
    now = workspace.now()
    with workspace.database.reading() as transaction:
        people = {one.key for one in list_people(transaction) if one.is_here} | {goal.owner}
        values, faults = read_goal(transaction, said, people, language)
    if not values["name"]:
        faults.append(Fault(goal_fault("no_name", language), column="name"))
    if faults:
        raise Invalid("The goal was not stored.", faults)
    answers = Answers(values["objective_id"], values["relevance"], bool(said.get("confirmed") or goal.confirmed_by))
    verdicts: dict[str, Any] = {"smart": score_again(workspace, goal, answers, language)}
    if said.get("confirmed") and not goal.confirmed_by:
        verdicts |= {"confirmed_by": person, "confirmed_at": now}
    with workspace.database.transaction() as transaction:
        values = own_edits(transaction, "goal", goal, values, expected)
        if expected is not None and expected != goal.version:
            kept.change_goal(transaction, id_, values, person=person, now=now, expected=expected)
        changed = kept.change_goal(transaction, id_, values | verdicts, person=person, now=now)
        if changed.visibility != goal.visibility:
            _log_visibility(transaction, id_, goal.visibility, changed.visibility, person=person, now=now)
    return changed


def close_goal(workspace: Workspace, id_: int, *, person: str, note: str = "", retire: bool = False) -> Goal:
    """End a goal: closed is done with and stays in the overview, retired is given up. Raises NotFound."""
    find_goal(workspace, id_, person)
    values = {"status": RETIRED if retire else CLOSED}
    with workspace.database.transaction() as transaction:
        return kept.change_goal(transaction, id_, values, person=person, now=workspace.now(), note=note)


def reopen_goal(workspace: Workspace, id_: int, *, person: str) -> Goal:
    """Let a closed or retired goal run again. Raises NotFound."""
    find_goal(workspace, id_, person)
    with workspace.database.transaction() as transaction:
        return kept.change_goal(transaction, id_, {"status": ACTIVE}, person=person, now=workspace.now())


def mark_target(workspace: Workspace, goal_id: int, target_id: int, *, person: str, done: bool) -> Target:
    """Say that a target of the kind done-or-not is done today, or is not. Raises NotFound and Conflict."""
    goal = find_goal(workspace, goal_id, person)
    target = target_of(goal, target_id)
    if target.kind != BOOLEAN:
        raise Conflict(f"The target {target.name!r} is measured; it cannot be marked as done.")
    values = {"done_on": workspace.today() if done else None}
    with workspace.database.transaction() as transaction:
        return kept.change_target(transaction, target.id, values, person=person, now=workspace.now())


def list_goals(workspace: Workspace, viewer: str, *, statuses: Sequence[str] = (*RUNNING, CLOSED)) -> list[Goal]:
    """The goals a person may see, oldest first."""
    with workspace.database.reading() as transaction:
        owns = is_owner(transaction, viewer)
        return [goal for goal in kept.list_goals(transaction, statuses=statuses) if may_see(goal, viewer, owns)]


def find_goal(workspace: Workspace, id_: int, viewer: str) -> Goal:
    """One goal. Raises NotFound, also for a restricted goal this person may not see."""
    with workspace.database.reading() as transaction:
        goal = kept.find_goal(transaction, id_)
        if not may_see(goal, viewer, is_owner(transaction, viewer)):
            raise NotFound("goal", str(id_))
    return goal


def target_of(goal: Goal, id_: int) -> Target:
    """A target of a goal. Raises NotFound."""
    found = next((target for target in goal.targets if target.id == id_), None)
    if found is None:
        raise NotFound("target", str(id_))
    return found


def is_owner(transaction: Session, key: str) -> bool:
    """Whether a person may see what is restricted."""
    return any(one.key == key and one.role == OWNER for one in list_people(transaction))


def own_edits(
    transaction: Session, subject: str, now: Goal | Task, values: Mapping[str, Any], expected: int | None
) -> dict[str, Any]:
    """What an editor changed of what they saw: a form sends every field, and those left as they were are no edits.

    `now` is the record as it is stored, `expected` the version the form was filled from.
    """
    if expected is None:
        return dict(values)
    seen = {name: getattr(now, name) for name in values}
    for entry in list_trail(transaction, subject=subject, subject_id=str(now.id)):
        if entry.after["version"] > expected:
            seen |= entry.before
    return {name: value for name, value in values.items() if _as_kept(value) != _as_kept(seen[name])}


def _as_kept(value: Any) -> Any:
    """Days as the trail keeps them."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _store(
    transaction: Session,
    goal: Goal,
    form: TargetForm,
    target: Target,
    place: int,
    said: Mapping[str, str],
    *,
    person: str,
    now: dt.datetime,
) -> None:
    """One target, and the tasks it is made of where it is a list of tasks."""
    columns: dict[str, Any] = columns_of(target) | {"position": place}
    stored = kept.add_target(transaction, goal.id, columns, person=person, now=now)
    if stored.kind != TASK:
        return
    for at, title in enumerate(filter(None, map(str.strip, said.get(form.at("tasks"), "").splitlines()))):
        values: dict[str, Any] = {
            "title": title,
            "list_name": goal.name,
            "assignee": goal.owner,
            "due_on": stored.due_on,
        }
        values |= {"goal_id": goal.id, "target_id": stored.id, "position": at}
        add_task(transaction, values, person=person, now=now)


def _last_day(targets: Sequence[Target]) -> dt.date | None:
    """The last day of the last target; None where one has no end."""
    days = [target.due_on for target in targets]
    return None if None in days else max(day for day in days if day)


def _log_visibility(transaction: Session, id_: int, before: str, after: str, *, person: str, now: dt.datetime) -> None:
    """Restricting a goal is the exception: it stands in the trail as an entry of its own."""
    row = find(transaction, GoalRow, id_)
    action = "restricted" if after == RESTRICTED else "opened"
    changed = {"visibility": before}, {"visibility": after}
    leave_trail(transaction, row, action, *changed, person=person, now=now)
