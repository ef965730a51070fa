"""Revisions as pages and commands tell them: with votes, receipts, and what their targets want now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.people import may_see
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import load_improvements
from goalposts.errors import NotFound
from goalposts.goals.revision import plain
from goalposts.i18n.lifecycle import changes_in_words
from goalposts.store.goals import STATUSES as GOAL_STATUSES
from goalposts.store.goals import Goal, Target, find_goal, find_target, list_goals
from goalposts.store.notices import list_receipts
from goalposts.store.people import list_people
from goalposts.store.profile import read_profile
from goalposts.store.records import TrailEntry, list_trail
from goalposts.store.revisions import (
    PENDING,
    TARGET,
    Revision,
    Voice,
    count_votes,
    find_revision,
    list_revisions,
    list_voices,
)
from goalposts.store.sessions import OWNER


@dataclass(frozen=True, slots=True)
class Told:
    """A revision with everything a page tells of it.

    unit: of its values. goal: None for a KPI without one. target: as it is now. moved: the target is no longer what
    `old` says, somebody changed it since. read: (person, when) of those who have read the announcement.
    """

    revision: Revision
    voices: tuple[Voice, ...]
    votes: tuple[int, int]
    unit: str
    goal: Goal | None
    target: Target | None
    moved: bool
    read: tuple[tuple[str, dt.datetime], ...]


def list_told(
    workspace: Workspace,
    viewer: str = OWNER,
    *,
    goal_id: int | None = None,
    kpi: str = "",
    person: str = "",
    statuses: Collection[str] = (),
    ids: Collection[int] = (),
) -> list[Told]:
    """Revisions the viewer may see, newest first, with votes, receipts and what their targets want now."""
    with workspace.database.reading() as transaction:
        found = list_revisions(transaction, goal_id=goal_id, kpi=kpi, person=person, statuses=statuses)
        found = [one for one in found if not ids or one.id in ids]
        goals = {goal.id: goal for goal in list_goals(transaction, statuses=GOAL_STATUSES)}
        owns = _owns(transaction, viewer)
        currency = read_profile(transaction).currency
        voices = list_voices(transaction, [one.id for one in found])
        receipts = list_receipts(transaction, [one.notice_id for one in found if one.notice_id])
        targets = {
            one.subject_id: find_target(transaction, int(one.subject_id)) for one in found if one.subject == TARGET
        }
    told = []
    for one in found:
        goal = goals.get(one.goal_id or 0)
        if goal is not None and not may_see(goal, viewer, owns):
            continue
        target = targets.get(one.subject_id) if one.subject == TARGET else None
        mine = tuple(voice for voice in voices if voice.revision_id == one.id)
        read = tuple(receipts.get(one.notice_id or 0, {}).items())
        unit = unit_of(workspace, one, target, currency)
        told.append(Told(one, mine, count_votes(mine), unit, goal, target, has_moved(one, target), read))
    return told


def find_told(workspace: Workspace, id_: int, viewer: str = OWNER) -> Told:
    """One revision as a page tells it. Raises NotFound."""
    found = list_told(workspace, viewer, ids=[id_])
    if not found:
        raise NotFound("revision", str(id_))
    return found[0]


def trail_of_goal(workspace: Workspace, goal_id: int, viewer: str = OWNER) -> list[TrailEntry]:
    """Every edit of a goal, its targets and its revisions, newest first. Raises NotFound."""
    with workspace.database.reading() as transaction:
        goal = visible_goal(transaction, goal_id, viewer)
        things = [("goal", str(goal.id)), *(("target", str(target.id)) for target in goal.targets)]
        things += [("revision", str(one.id)) for one in list_revisions(transaction, goal_id=goal_id)]
        entries = [entry for kind, id_ in things for entry in list_trail(transaction, subject=kind, subject_id=id_)]
    return sorted(entries, key=lambda entry: -entry.id)


def has_moved(revision: Revision, target: Target | None) -> bool:
    """Whether a revision that waits speaks of a target that is no longer what it was when it was proposed."""
    if target is None or revision.status not in PENDING:
        return False
    return plain(target, revision.old) != dict(revision.old)


def unit_of(workspace: Workspace, revision: Revision, target: Target | None, currency: str) -> str:
    """The unit of the values of a revision; an ISO 4217 code for money."""
    if target is not None:
        return target.unit
    if not revision.kpi:
        return "count"
    unit = workspace.catalog.define(revision.kpi).unit
    return str(revision.new.get("unit") or currency or "XXX") if unit == "currency" else unit


def seen_by(transaction: Session, id_: int, person: str) -> Revision:
    """A revision this person may see. Raises NotFound."""
    revision = find_revision(transaction, id_)
    if revision.goal_id is not None:
        visible_goal(transaction, revision.goal_id, person)
    return revision


def visible_goal(transaction: Session, goal_id: int, person: str) -> Goal:
    """A goal this person may see. Raises NotFound."""
    goal = find_goal(transaction, goal_id)
    if not may_see(goal, person, _owns(transaction, person)):
        raise NotFound("goal", str(goal_id))
    return goal


def _owns(transaction: Session, person: str) -> bool:
    return person == OWNER or any(one.key == person and one.role == OWNER for one in list_people(transaction))


def describe_revision(workspace: Workspace, told: Told, language: str) -> dict[str, Any]:
    """A revision as JSON shows it, in one language; times ISO 8601 in UTC."""
    one = told.revision
    trigger = load_improvements().triggers.get(one.trigger, {}).get(language, one.trigger)
    changes = changes_in_words(one.old, one.new, told.unit, language)
    return {
        "id": one.id,
        "version": one.version,
        "subject": one.subject,
        "subject_id": one.subject_id,
        "goal": {"id": told.goal.id, "name": told.goal.name} if told.goal else None,
        "kpi": one.kpi or None,
        "name": name_of(workspace, one, language),
        "trigger": {"code": one.trigger, "name": trigger},
        "reason": one.reason,
        "wish": one.wish,
        "old": dict(one.old),
        "new": dict(one.new),
        "unit": told.unit,
        "changes": [{"what": label, "from": before, "to": after} for label, before, after in changes],
        "questions": [dict(asked) for asked in one.questions],
        "status": one.status,
        "smart_before": dict(one.smart_before),
        "smart_after": dict(one.smart_after),
        "proposed": {"by": one.created_by, "at": _moment(one.created_at)},
        "votes": {
            "for": told.votes[0],
            "against": told.votes[1],
            "voices": [
                {"person": voice.person, "vote": voice.vote, "text": voice.text, "at": _moment(voice.at)}
                for voice in told.voices
            ],
        },
        "decision": {
            "by": one.decided_by,
            "at": _moment(one.decided_at),
            "reason": one.decision,
            "effective_on": one.effective_on.isoformat() if one.effective_on else None,
        }
        if one.decided_at
        else None,
        "announced": {
            "at": _moment(one.announced_at),
            "read": [{"person": person, "at": _moment(at)} for person, at in told.read],
        }
        if one.announced_at
        else None,
        "moved_since": told.moved,
    }


def name_of(workspace: Workspace, revision: Revision, language: str) -> str:
    """What a revision is about: its KPI in the reader's language, else the name of its target."""
    known = workspace.catalog.kpis.get(revision.kpi.partition("@")[0])
    return workspace.catalog.define(revision.kpi).names[language] if known else revision.name


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
