"""SMART judged again at every update: the five verdicts on a target as it is, and as a revision would make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from goalposts.app.live_data import NONE, live_data
from goalposts.app.prospects import prospects
from goalposts.app.target_drafts import read_calendar
from goalposts.app.workspace import Workspace
from goalposts.goals.draft import Verdict
from goalposts.goals.revision import draft_of, plain, typed
from goalposts.i18n.lifecycle import field_text, smart_text, wanted_text
from goalposts.store.goals import BOOLEAN, TASK, Goal, Target
from goalposts.store.profile import Profile

_BY_HAND = (BOOLEAN, TASK)


def judged_again(
    workspace: Workspace, goal: Goal, target: Target, new: Mapping[str, Any], language: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The verdicts on a target as it is, and with `new` columns: `{"smart": {criterion: {"ok", "reason"}}, "score"}`.

    Achievable is refused far beyond what the past has shown, and open while the author has not confirmed the goal.
    """
    profile, _ = read_calendar(workspace)
    changed = replace(target, **typed(new))
    return (
        _judged(workspace, goal, target, profile, language),
        _judged(workspace, goal, changed, profile, language),
    )


def _judged(workspace: Workspace, goal: Goal, target: Target, profile: Profile, language: str) -> dict[str, Any]:
    verdicts = {
        "specific": _specific(workspace, target, language),
        "measurable": _measurable(workspace, target, language),
        "achievable": _achievable(workspace, goal, target, profile, language),
        "relevant": Verdict(bool(goal.relevance), goal.relevance or smart_text("no_relevance", language)),
        "time_bound": _time_bound(target, language),
    }
    return {
        "smart": {name: {"ok": verdict.ok, "reason": verdict.reason} for name, verdict in verdicts.items()},
        "score": sum(verdict.ok is True for verdict in verdicts.values()),
    }


def _specific(workspace: Workspace, target: Target, language: str) -> Verdict:
    if target.kind in _BY_HAND:
        return Verdict(True, target.name)
    if target.amount is None and target.target_value is None:
        return Verdict(False, smart_text("no_amount", language))
    known = workspace.catalog.define(target.kpi).names[language] if target.kpi else target.name
    return Verdict(True, f"{known}: {wanted_text(plain(target), target.unit, language)}")


def _measurable(workspace: Workspace, target: Target, language: str) -> Verdict:
    if not target.kpi:
        return Verdict(True, smart_text("by_hand", language))
    live = live_data(workspace, target.kpi, str(target.where.get("platform", "")))
    if live.state == NONE:
        return Verdict(False, smart_text("no_data", language))
    day = field_text("due_on", live.until, target.unit, language)
    return Verdict(True, smart_text("live", language, day=day))


def _achievable(workspace: Workspace, goal: Goal, target: Target, profile: Profile, language: str) -> Verdict:
    if target.kind in _BY_HAND or not target.kpi:
        told, far = [smart_text("by_hand", language)], False
    else:
        draft = draft_of(target, language=language)
        far, told = prospects(workspace, draft, workspace.today(), language, profile, held=True)
    ok = False if far else True if goal.confirmed_by else None
    return Verdict(ok, " ".join(told))


def _time_bound(target: Target, language: str) -> Verdict:
    if target.due_on is not None:
        return Verdict(True, field_text("due_on", target.due_on, target.unit, language))
    if target.cadence != "once":
        return Verdict(True, field_text("cadence", target.cadence, target.unit, language))
    return Verdict(False, smart_text("no_last_day", language))
