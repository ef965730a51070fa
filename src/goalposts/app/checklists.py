"""Checklists whose state the workspace itself tells: the four important areas, and the steps for a weak KPI."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from goalposts.app.goals import list_goals
from goalposts.app.live_data import NONE, live_data
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import Area, WeakStep, load_improvements
from goalposts.errors import GoalpostsError, NotFound
from goalposts.i18n.lifecycle import area_facts
from goalposts.store.audits import count_open, last_audit
from goalposts.store.checklists import Mark, list_marks, set_mark
from goalposts.store.goals import ACTIVE, Goal, Target
from goalposts.store.sessions import OWNER
from goalposts.store.strategies import CHOSEN_KPIS

IMPORTANT_AREAS = "important_areas"
DONE, PARTLY, MISSING, BY_HAND = "done", "partly", "missing", "by_hand"
STATES = (DONE, PARTLY, MISSING, BY_HAND)
AUDIT_DAYS = 7
_BREAKDOWNS = {
    "audience": ("age", "country", "device"),
    "content": ("content_type",),
    "channels": ("channel", "platform"),
}


@dataclass(frozen=True, slots=True)
class AreaState:
    """One of the four areas: what the workspace shows of it, the facts behind that, and what somebody marked.

    state: done, partly, missing, or by_hand where only people can tell and nobody has ticked it.
    """

    area: Area
    state: str
    code: str
    facts: Mapping[str, Any]
    mark: Mark | None

    def to_dict(self, language: str) -> dict[str, Any]:
        """The row as JSON shows it, in one language."""
        return {
            "area": self.area.id,
            "name": self.area.name[language],
            "advice": self.area.advice[language],
            "state": self.state,
            "facts": area_facts(self.code, self.facts, language),
            "numbers": {name: _plain(value) for name, value in self.facts.items()},
            "mark": mark_to_dict(self.mark),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """One step for a weak KPI, where to look for it here, and what somebody marked."""

    step: WeakStep
    link: str
    mark: Mark | None


def important_areas(workspace: Workspace, viewer: str = OWNER) -> list[AreaState]:
    """The four rows with their state as the workspace shows it now."""
    goals = list_goals(workspace, viewer, statuses=[ACTIVE])
    with workspace.database.reading() as transaction:
        chosen = CHOSEN_KPIS.list(transaction)
        audit, errors = last_audit(transaction), count_open(transaction)["error"]
        marks = list_marks(transaction, IMPORTANT_AREAS)
    fresh = [status.freshness.state in ("fresh", "due") for status in workspace.status() if status.owner_kind == "own"]
    audited = audit.started_at if audit else None
    told = {
        "goal_setting": _goals(goals),
        "kpi_choice": _choice([one.reason for one in chosen], [_is_live(workspace, one.kpi) for one in chosen]),
        "data_tracking": _tracking(fresh, audited, errors, workspace.now()),
        "reporting": (BY_HAND, "reporting", {}),
    }
    return [_area(area, told[area.id], marks.get(area.id)) for area in load_improvements().areas]


def mark_area(workspace: Workspace, area: str, *, done: bool, note: str, person: str) -> Mark:
    """Tick one of the four areas, or take the tick away. Raises NotFound."""
    known = [one.id for one in load_improvements().areas]
    return _mark(workspace, IMPORTANT_AREAS, area, known, done=done, note=note, person=person)


def weak_steps(workspace: Workspace, goal: Goal, target: Target) -> list[Step]:
    """The seven steps for a target that is behind, each with where to look."""
    with workspace.database.reading() as transaction:
        marks = list_marks(transaction, _weak(target.id))
    steps = load_improvements().weak_steps
    return [Step(step, _link(workspace, goal, target, step.look), marks.get(step.id)) for step in steps]


def mark_step(workspace: Workspace, target_id: int, step: str, *, done: bool, note: str, person: str) -> Mark:
    """Tick a step for a weak KPI, or take the tick away. Raises NotFound."""
    known = [one.id for one in load_improvements().weak_steps]
    return _mark(workspace, _weak(target_id), step, known, done=done, note=note, person=person)


def mark_to_dict(mark: Mark | None) -> dict[str, Any] | None:
    """A mark as JSON shows it."""
    if mark is None:
        return None
    return {"done": mark.done, "note": mark.note, "person": mark.person, "at": mark.at.isoformat()}


def _mark(
    workspace: Workspace, checklist: str, item: str, known: list[str], *, done: bool, note: str, person: str
) -> Mark:
    if item not in known:
        raise NotFound("item of the checklist", item, known)
    said = " ".join(note.split())[:500]
    with workspace.database.transaction() as transaction:
        return set_mark(transaction, checklist, item, done=done, note=said, person=person, now=workspace.now())


def _weak(target_id: int) -> str:
    return f"weak-{target_id}"


def _area(area: Area, told: tuple[str, str, Mapping[str, Any]], mark: Mark | None) -> AreaState:
    state, code, facts = told
    if state == BY_HAND and mark is not None and mark.done:
        state = DONE
    return AreaState(area, state, code, facts, mark)


def _goals(goals: list[Goal]) -> tuple[str, str, Mapping[str, Any]]:
    met = sum(goal.smart.get("score") == 5 for goal in goals)
    code = "goals" if goals else "no_goals"
    return _share(met, len(goals)), code, {"met": met, "count": len(goals)}


def _choice(reasons: list[str], live: list[bool]) -> tuple[str, str, Mapping[str, Any]]:
    whole = sum(bool(reason.strip()) and is_live for reason, is_live in zip(reasons, live, strict=True))
    facts = {"count": len(reasons), "reasons": sum(bool(reason.strip()) for reason in reasons), "live": sum(live)}
    return _share(whole, len(reasons)), "choice" if reasons else "no_choice", facts


def _tracking(
    fresh: list[bool], audited: dt.datetime | None, errors: int, now: dt.datetime
) -> tuple[str, str, Mapping[str, Any]]:
    facts: dict[str, Any] = {"count": len(fresh), "fresh": sum(fresh), "audited": audited, "errors": errors}
    if not fresh:
        return MISSING, "no_data", facts
    checked = audited is not None and now - audited <= dt.timedelta(days=AUDIT_DAYS)
    state = DONE if all(fresh) and checked and not errors else PARTLY if any(fresh) or checked else MISSING
    return state, "data" if audited else "data_unchecked", facts


def _share(met: int, count: int) -> str:
    return DONE if count and met == count else PARTLY if met else MISSING


def _is_live(workspace: Workspace, kpi: str) -> bool:
    try:
        return live_data(workspace, kpi).state != NONE
    except GoalpostsError:
        return False  # a definition that is gone: nothing measures it any more


def _link(workspace: Workspace, goal: Goal, target: Target, look: str) -> str:
    if look == "goal":
        return f"/goals/{goal.id}"
    if look == "data" or not target.kpi:
        return "/data/audits"
    if look == "experiments":
        return "/kpi/experiment_conversion_rate"
    scope = {name: str(value) for name, value in target.where.items() if name == "platform"}
    kpi = workspace.catalog.define(target.kpi).kpi
    by = next((name for name in _BREAKDOWNS.get(look, ()) if kpi and name in kpi.dimensions), "")
    query = urlencode(scope | ({"by": by} if by else {}))
    return f"/kpi/{target.kpi}" + (f"?{query}" if query else "")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value
