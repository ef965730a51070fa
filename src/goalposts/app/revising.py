"""Moving goalposts in the open: propose, hear everybody, decide, announce; never without a reason and a trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.rejudging import judged_again
from goalposts.app.revisions import has_moved, seen_by, unit_of, visible_goal
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import load_improvements
from goalposts.errors import Conflict, Fault, Invalid, Overtaken
from goalposts.goals.revision import CHANGEABLE, VALUES, plain, revised_steps, status_of, typed
from goalposts.i18n.lifecycle import fault
from goalposts.store.goals import Target, change_goal, change_target, find_goal, find_target
from goalposts.store.notices import add_notice
from goalposts.store.profile import read_profile
from goalposts.store.records import change, find, list_trail
from goalposts.store.revisions import (
    ACCEPTED,
    CHOSEN_KPI,
    OPEN,
    PENDING,
    REJECTED,
    TARGET,
    Revision,
    Voice,
    add_revision,
    add_voice,
    change_revision,
)
from goalposts.store.strategy_tables import ChosenKpiRow

MOST_TEXT = 1_000
NOTICE = "revision"
_RANK = {False: 0, None: 1, True: 2}


@dataclass(frozen=True, slots=True)
class Wished:
    """A change as it is proposed: of what, its new columns, why, the words it was said in, and what is still open.

    questions: {code, field, text, choices} and `answer` where there is one.
    """

    subject: str
    subject_id: str
    new: Mapping[str, Any]
    reason: str
    wish: str = ""
    questions: Sequence[Mapping[str, Any]] = ()


def propose(
    workspace: Workspace,
    subject: str,
    subject_id: str,
    new: Mapping[str, Any],
    *,
    trigger: str,
    reason: str,
    person: str,
    wish: str = "",
    questions: Sequence[Mapping[str, Any]] = (),
    language: str = "en",
) -> Revision:
    """Store a proposed change; nothing moves yet.

    subject: `target`, `chosen_kpi` (both with their id) or `kpi`. new: columns that shall change (dates ISO 8601 or
    dates); may be empty only while `questions` are open. trigger: a code of the library of improvements. Raises Invalid
    with every fault, and NotFound.
    """
    wished = Wished(subject, subject_id, new, reason, wish, questions)
    return propose_all(workspace, [wished], trigger=trigger, person=person, language=language)[0]


def propose_all(
    workspace: Workspace, wishes: Sequence[Wished], *, trigger: str, person: str, language: str = "en"
) -> list[Revision]:
    """Store several proposed changes, or none of them; see `propose`."""
    prepared, faults = [], []
    for wished in wishes:
        values, wrong = _prepared(workspace, wished, trigger, person, language)
        prepared.append(values)
        faults += wrong
    if faults:
        raise Invalid("Nothing was proposed.", faults)
    with workspace.database.transaction() as transaction:
        return [add_revision(transaction, values, person=person, now=workspace.now()) for values in prepared]


def repropose(
    workspace: Workspace, revision: Revision, wished: Wished, *, person: str, expected: int | None, language: str
) -> Revision:
    """Give a revision that waits what was understood of it now, after a question was answered.

    Raises Invalid with every fault, Conflict once it is decided, and Overtaken when somebody else was first.
    """
    values, faults = _prepared(workspace, wished, revision.trigger, person, language)
    if faults:
        raise Invalid("Nothing was stored.", faults)
    with workspace.database.transaction() as transaction:
        _need_pending(seen_by(transaction, revision.id, person))
        return change_revision(
            transaction,
            revision.id,
            values,
            person=person,
            now=workspace.now(),
            expected=expected,
            action="answered",
        )


def vote(workspace: Workspace, id_: int, *, person: str, vote: int = 0, text: str = "", language: str = "en") -> Voice:
    """Say something to a revision that is not decided: +1, -1, or words alone.

    Raises Invalid, NotFound, and Conflict once it is decided.
    """
    said = text.strip()
    faults = []
    if vote not in (-1, 0, 1) or (vote == 0 and not said):
        faults.append(Fault(fault("no_vote", language), column="vote"))
    if len(said) > MOST_TEXT:
        faults.append(Fault(fault("too_long", language, most=str(MOST_TEXT)), column="text"))
    if faults:
        raise Invalid("Nothing was stored.", faults)
    with workspace.database.transaction() as transaction:
        _need_pending(seen_by(transaction, id_, person))
        return add_voice(transaction, id_, person=person, vote=vote, text=said, now=workspace.now())


def decide(
    workspace: Workspace,
    id_: int,
    *,
    accept: bool,
    reason: str,
    person: str,
    effective_on: dt.date | None = None,
    expected: int | None = None,
    seen_target: int | None = None,
    language: str = "en",
) -> Revision:
    """Accept or reject a revision; accepted, its target changes, and wants what it wanted on days before.

    effective_on: the first day of the new value (default today). expected: the version of the revision that was looked
    at; seen_target: that of its target, for deciding although somebody moved it since the proposal. Raises Invalid,
    NotFound, and Overtaken when somebody decided, or moved the target, first; then nothing is stored.
    """
    day, now = effective_on or workspace.today(), workspace.now()
    with workspace.database.transaction() as transaction:
        revision = seen_by(transaction, id_, person)
        if revision.status in (ACCEPTED, REJECTED):
            clash = {"status": (revision.status, ACCEPTED if accept else REJECTED)}
            decided = revision.decided_at or now
            raise Overtaken("revision", revision.name, revision.decided_by, decided, clash)
        faults = [] if reason.strip() else [Fault(fault("no_reason", language), column="reason")]
        if accept and revision.status != OPEN:
            asked = "; ".join(str(one["text"]) for one in revision.questions)
            faults.append(Fault(fault("questions_open", language, questions=asked), column="decision"))
        if faults:
            raise Invalid("Nothing was decided.", faults)
        values: dict[str, Any] = {"decided_at": now, "decided_by": person, "decision": reason.strip()}
        values |= {"status": ACCEPTED if accept else REJECTED, "effective_on": day if accept else None}
        if accept:
            values |= _apply(transaction, revision, day, person, now, seen_target)
        action = values["status"]
        return change_revision(
            transaction, id_, values, person=person, now=now, expected=expected, action=action, note=reason.strip()
        )


def announce(
    workspace: Workspace, id_: int, *, person: str, note: str = "", readers: Collection[str] = (), language: str = "en"
) -> Revision:
    """Tell everybody (or `readers`) of an accepted revision; who has read it is known from then on.

    Raises NotFound, and Conflict for one that is not accepted or is announced already.
    """
    now = workspace.now()
    with workspace.database.transaction() as transaction:
        revision = seen_by(transaction, id_, person)
        if revision.status != ACCEPTED or revision.announced_at is not None:
            state = "announced" if revision.announced_at else revision.status
            raise Conflict(f"It is {state}; only an accepted change that nobody announced yet can be announced.")
        notice = add_notice(
            transaction,
            kind=NOTICE,
            title=revision.name,
            body=note.strip(),
            facts=_facts(workspace, transaction, revision),
            readers=readers,
            subject="revision",
            subject_id=str(id_),
            person=person,
            now=now,
        )
        values = {"announced_at": now, "notice_id": notice.id}
        return change_revision(transaction, id_, values, person=person, now=now, action="announced")


def _prepared(
    workspace: Workspace, wished: Wished, trigger: str, person: str, language: str
) -> tuple[dict[str, Any], list[Fault]]:
    """The columns of a proposal, judged again where it is a target's; and what is wrong with it."""
    faults = _said_faults(trigger, wished.reason, language)
    asking = status_of(wished.questions) != OPEN
    with workspace.database.reading() as transaction:
        if wished.subject == TARGET:
            target = find_target(transaction, int(wished.subject_id))
            goal = visible_goal(transaction, target.goal_id, person)
            faults += _value_faults(target, wished.new, language, asking=asking)
            values = _of_target(target, wished.new)
        else:
            values = _of_kpi(workspace, transaction, wished)
            if not asking and (not values["new"] or values["old"] == values["new"]):
                faults.append(Fault(fault("nothing_changes", language), column="wanted"))
    if wished.subject == TARGET and not faults:
        before, after = judged_again(workspace, goal, target, values["new"], language)
        values |= {"smart_before": before, "smart_after": after}
    values |= {"subject": wished.subject, "subject_id": wished.subject_id, "trigger": trigger}
    values |= {"reason": wished.reason.strip(), "wish": wished.wish, "status": status_of(wished.questions)}
    return values | {"questions": [dict(asked) for asked in wished.questions]}, faults


def _need_pending(revision: Revision) -> None:
    if revision.status not in PENDING:
        raise Conflict(f"It was {revision.status} by {revision.decided_by} already. Propose another change.")


def _said_faults(trigger: str, reason: str, language: str) -> list[Fault]:
    faults = []
    if trigger not in load_improvements().triggers:
        faults.append(Fault(fault("no_trigger", language), column="trigger", value=trigger))
    if not reason.strip():
        faults.append(Fault(fault("no_reason", language), column="reason"))
    if len(reason) > MOST_TEXT:
        faults.append(Fault(fault("too_long", language, most=str(MOST_TEXT)), column="reason"))
    return faults


def _value_faults(target: Target, new: Mapping[str, Any], language: str, *, asking: bool) -> list[Fault]:
    unknown = [Fault(fault("unknown_field", language), column=name) for name in new if name not in CHANGEABLE]
    if unknown or asking:
        return unknown
    known = plain(target)
    if all(known[name] == value for name, value in _plain_values(new).items()):
        return [Fault(fault("nothing_changes", language), column="wanted")]
    return []


def _of_target(target: Target, new: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a revision of a target: what is wanted stands whole in old and new."""
    values = {name: value for name, value in _plain_values(new).items() if name in CHANGEABLE}
    known = plain(target)
    whole = VALUES if any(name in values for name in VALUES) else ()
    names = dict.fromkeys((*whole, *(name for name in values if known[name] != values[name])))
    return {
        "goal_id": target.goal_id,
        "kpi": target.kpi,
        "name": target.name,
        "old": {name: known[name] for name in names},
        "new": {name: values.get(name, known[name]) for name in names},
    }


def _of_kpi(workspace: Workspace, transaction: Session, wished: Wished) -> dict[str, Any]:
    """The columns of a revision of a chosen KPI, or of a KPI no target holds."""
    old: dict[str, Any] = {}
    kpi = wished.subject_id
    if wished.subject == CHOSEN_KPI:
        row = find(transaction, ChosenKpiRow, int(wished.subject_id))
        old, kpi = {name: getattr(row, name) for name in wished.new}, row.kpi
    name = workspace.catalog.define(kpi).names["en"] if kpi else wished.wish
    return {"kpi": kpi, "name": name, "old": old, "new": _plain_values(wished.new)}


def _apply(
    transaction: Session, revision: Revision, day: dt.date, person: str, now: dt.datetime, seen: int | None
) -> dict[str, Any]:
    """Carry an accepted revision out; the columns of the revision that follow from it."""
    note = revision.reason
    if revision.subject == CHOSEN_KPI:
        row = find(transaction, ChosenKpiRow, int(revision.subject_id))
        change(transaction, row, dict(revision.new), person=person, now=now, note=note, revision_id=revision.id)
        return {}
    if revision.subject != TARGET:
        return {}
    target = find_target(transaction, int(revision.subject_id))
    old = plain(target, revision.old)
    if has_moved(revision, target) and seen != target.version:
        _tell(transaction, revision, target, old)
    new = dict(revision.new)
    steps = revised_steps(target, new, day)
    columns = typed(new) | ({"steps": steps} if steps is not None else {})
    change_target(transaction, target.id, columns, person=person, now=now, note=note, revision_id=revision.id)
    _keep_verdicts(transaction, revision, target, person, now)
    return {"old": old}


def _keep_verdicts(transaction: Session, revision: Revision, target: Target, person: str, now: dt.datetime) -> None:
    """Give the goal the verdicts of its changed target: all of them where it is the only one, else those that fell."""
    goal = find_goal(transaction, target.goal_id)
    fresh = revision.smart_after.get("smart", {})
    kept = dict(goal.smart.get("smart", {}))
    for name, verdict in fresh.items():
        if len(goal.targets) == 1 or _RANK[verdict["ok"]] < _RANK[kept.get(name, {}).get("ok")]:
            kept[name] = verdict
    score = sum(verdict["ok"] is True for verdict in kept.values())
    values = {"smart": {**goal.smart, "smart": kept, "score": score}}
    change_goal(transaction, goal.id, values, person=person, now=now, note=revision.reason)


def _tell(transaction: Session, revision: Revision, target: Target, now_is: Mapping[str, Any]) -> None:
    """Raise Overtaken with what the target holds now and what the revision wants instead."""
    last = list_trail(transaction, subject="target", subject_id=str(target.id), limit=1)[0]
    moved = [name for name in revision.old if revision.old[name] != now_is[name]]
    clashes = {name: (now_is[name], revision.new.get(name)) for name in moved}
    raise Overtaken("target", target.name, last.person, last.at, clashes)


def _facts(workspace: Workspace, transaction: Session, revision: Revision) -> dict[str, Any]:
    """What the notice is worded from, in each reader's language."""
    target = find_target(transaction, int(revision.subject_id)) if revision.subject == TARGET else None
    unit = unit_of(workspace, revision, target, read_profile(transaction).currency)
    known = workspace.catalog.kpis.get(revision.kpi.partition("@")[0])
    names = {"en": revision.name} if target is not None or known is None else dict(known.names)
    return {
        "names": names,
        "old": dict(revision.old),
        "new": dict(revision.new),
        "unit": unit,
        "reason": revision.reason,
        "effective_on": (revision.effective_on or workspace.today()).isoformat(),
    }


def _plain_values(new: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in new.items()}
