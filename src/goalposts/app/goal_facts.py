"""Goals as JSON tells them: the same for the command line, the API and a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from goalposts.app.goals import list_goals
from goalposts.app.tracking import Tracking, track
from goalposts.app.workspace import Workspace
from goalposts.goals.outlook import Outlook
from goalposts.goals.progress import Hit, Progress
from goalposts.goals.scores import share_of
from goalposts.periods import Period
from goalposts.store.goals import Goal, Target
from goalposts.store.sessions import OWNER
from goalposts.store.strategies import OBJECTIVES


def goals_to_dict(
    workspace: Workspace, viewer: str = OWNER, *, statuses: Sequence[str] = (), odds: bool = False
) -> dict[str, Any]:
    """Every goal this person may see with its progress; `odds` simulates each target anew, else those kept are told."""
    goals = list_goals(workspace, viewer, statuses=statuses) if statuses else list_goals(workspace, viewer)
    return {"goals": tell_goals(workspace, goals, track(workspace, goals, odds=odds))}


def tell_goals(workspace: Workspace, goals: Sequence[Goal], tracking: Tracking) -> list[dict[str, Any]]:
    """Goals with their progress as JSON values: shares 0..1, days ISO 8601, None where something is not known."""
    with workspace.database.reading() as transaction:
        objectives = {one.id: one.name for one in OBJECTIVES.list(transaction)}
    return [_goal(goal, tracking, objectives) for goal in goals]


def _goal(goal: Goal, tracking: Tracking, objectives: Mapping[int, str]) -> dict[str, Any]:
    score = tracking.scores[goal.id]
    return {
        "id": goal.id,
        "version": goal.version,
        "name": goal.name,
        "sentence": goal.sentence,
        "objective": objectives.get(goal.objective_id or 0),
        "owner": goal.owner,
        "relevance": goal.relevance,
        "visibility": goal.visibility,
        "status": goal.status,
        "starts_on": goal.starts_on.isoformat(),
        "due_on": goal.due_on.isoformat() if goal.due_on else None,
        "smart": goal.smart.get("smart", {}),
        "score": goal.smart.get("score", 0),
        "progress": score.share,
        "pace": score.pace,
        "unknown_targets": list(score.unknown),
        "targets": [_target(target, tracking) for target in goal.targets],
    }


def _target(target: Target, tracking: Tracking) -> dict[str, Any]:
    progress, outlook = tracking.progress[target.id], tracking.outlooks.get(target.id)
    day = tracking.outlook_days.get(target.id)
    said = ("id", "name", "kind", "kpi", "operator", "direction", "mode", "amount", "unit", "progress_mode", "cadence")
    return {
        **{name: getattr(target, name) for name in said},
        "where": dict(target.where),
        "weight": target.weight,
        "target_value": progress.wanted,
        "baseline_value": progress.baseline,
        **_progress(target, progress),
        "outlook": _outlook(outlook),
        "outlook_day": day.isoformat() if day else None,
    }


def _progress(target: Target, progress: Progress) -> dict[str, Any]:
    return {
        "window": _window(progress.window),
        "value": progress.value,
        "percent": progress.percent,
        "share": share_of(target, progress),
        "time_gone": progress.expected,
        "pace": progress.pace,
        "gap": progress.gap,
        "change": progress.change,
        "line": progress.line or None,
        "state": progress.state,
        "reason": str(progress.reason) or None,
        "streak": progress.streak,
        "hits": [_hit(hit) for hit in progress.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "window": _window(hit.window),
        "wanted": hit.wanted,
        "value": hit.value,
        "met": hit.met,
        "missed_by": hit.missed_by,
    }


def _outlook(outlook: Outlook | None) -> dict[str, Any] | None:
    return None if outlook is None else {**asdict(outlook), "share": outlook.share}


def _window(window: Period) -> dict[str, str]:
    return {"from": window.start.isoformat(), "to": window.end.isoformat()}
