"""What the past, the pace and published figures say of a target before it is stored, in sentences with numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from goalposts.app.benchmarking import obstacle_of, own_benchmarks
from goalposts.app.live_data import NONE, live_data
from goalposts.app.target_drafts import goal_around, target_of_draft
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.goals.attain import FEWEST_WINDOWS
from goalposts.goals.benchmark_position import BELOW, positions_of
from goalposts.goals.draft import Draft
from goalposts.goals.outlook import Outlook
from goalposts.goals.windows import is_change
from goalposts.i18n import format_number, format_value
from goalposts.i18n.composing import base_name, say_of_goal
from goalposts.store.goals import BOOLEAN, RELATIVE, TASK, Target
from goalposts.store.profile import Profile


def unsettled(draft: Draft) -> str:
    """What has to be settled before anything can be said of the target, as a code of `i18n.composing`; '' = nothing."""
    if draft.kpi is None:
        return "" if draft.target_type in (BOOLEAN, TASK) else "settle_kpi"
    return "settle_amount" if draft.change is None and draft.target_value is None else ""


def prospects(
    workspace: Workspace, draft: Draft, day: dt.date, language: str, profile: Profile, *, held: bool
) -> tuple[bool, list[str]]:
    """Whether the target lies far beyond the past, and what there is to say of it.

    Of a draft with nothing `unsettled`. Says so where nothing is held, and where the history is too short or too full
    of holes for odds; never a number that nothing stands behind.
    """
    if draft.kpi is None:
        return False, [say_of_goal("by_hand", language)]
    if not held or live_data(workspace, draft.kpi, draft.scope.get("platform", "")).state == NONE:
        return False, [say_of_goal("no_data", language)]
    target = target_of_draft(workspace, draft, profile)
    outlook = _outlook(workspace, target, day)
    told = [
        _wanted(target, language),
        *_past(target, outlook, language),
        _position(workspace, target, day, language, profile.sector),
    ]
    return outlook.far_beyond, [sentence for sentence in told if sentence]


def _outlook(workspace: Workspace, target: Target, day: dt.date) -> Outlook:
    """The outlook of a target that is not stored; without a last day there is nothing to look ahead to.

    Where the baseline is not over yet, a relative change still has its share of past windows; odds it has none.
    """
    if target.due_on is None and target.cadence == "once":
        return Outlook()
    found = _tracked(workspace, target, day)
    if found is not None:
        return found
    past = None
    if target.mode == RELATIVE and target.target_value is None:
        past = _tracked(workspace, replace(target, target_value=1.0), day)
    if past is None:
        return Outlook(problem="baseline_open" if is_change(target) else "no_data")
    never = past.reached == 0 and past.windows >= FEWEST_WINDOWS
    return Outlook(
        windows=past.windows, reached=past.reached, far_beyond=never, problem=past.problem or "baseline_open"
    )


def _tracked(workspace: Workspace, target: Target, day: dt.date) -> Outlook | None:
    goal = goal_around((target,), workspace.now())
    return track(workspace, [goal], today=day, odds=True).outlooks.get(goal.targets[0].id)


def _wanted(target: Target, language: str) -> str:
    """What a change comes to, once its baseline is known for good."""
    if target.target_value is None or target.baseline_value is None:
        return ""
    wanted, baseline = (format_value(v, target.unit, language) for v in (target.target_value, target.baseline_value))
    return say_of_goal("wanted", language, wanted=wanted, baseline=baseline)


def _past(target: Target, outlook: Outlook, language: str) -> list[str]:
    def written(value: float | None) -> str:
        return format_value(value, target.unit, language)

    told = [say_of_goal("far_beyond", language)] if outlook.far_beyond else []
    if outlook.windows:
        share = format_value(outlook.share, "ratio", language)
        counts = {
            "reached": format_number(outlook.reached, language),
            "windows": format_number(outlook.windows, language),
        }
        told.append(say_of_goal("share", language, share=share, **counts))
    if outlook.needed_per_week is not None and outlook.needed_per_week > 0:
        code = "pace_needed" if outlook.recent_per_week is None else "pace"
        paces = {"needed": written(outlook.needed_per_week), "recent": written(outlook.recent_per_week)}
        told.append(say_of_goal(code, language, **paces))
    if outlook.odds is not None:
        landing = {"low": written(outlook.low), "middle": written(outlook.middle), "high": written(outlook.high)}
        told.append(say_of_goal("odds", language, odds=_odds(outlook.odds, language), **landing))
    if outlook.problem:
        told.append(say_of_goal(outlook.problem, language))
    return told


def _odds(odds: float, language: str) -> str:
    """Whole percent; simulated odds are never told as certain."""
    if 0.01 <= odds <= 0.99 or odds in (0.0, 1.0):
        return f"{format_number(100 * odds, language)}%"
    return "<1%" if odds < 0.01 else ">99%"


def _position(workspace: Workspace, target: Target, day: dt.date, language: str, sector: str) -> str:
    """Where the target stands among published figures that have the denominator of our KPI."""
    if target.target_value is None:
        return ""
    marks = (*own_benchmarks(workspace), *workspace.catalog.benchmarks)
    usable = [m for m in marks if m.kpi == target.kpi and obstacle_of(workspace.catalog, m) is None]
    about = {"platform": str(target.where.get("platform", "")), "industry": sector, "unit": target.unit}
    found = positions_of(target.target_value, target.kpi, usable, on=day, **about)
    if not found or found[0].is_stale:
        return ""
    position = found[0]
    fresh = [mark for mark in position.marks if mark not in position.stale]
    mark = fresh[0] if position.where == BELOW else fresh[-1]
    facts = {"value": format_value(mark.value, mark.unit, language), "source": mark.source, "year": str(mark.year)}
    return say_of_goal(f"benchmark_{position.where}", language, base=base_name(mark.base, language), **facts)
