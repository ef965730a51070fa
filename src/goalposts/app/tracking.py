"""How far every target of some goals is: one pass over the facts for all of them, and the odds where they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.tracking_kept import keep, only_logged, read_kept, stamp_of
from goalposts.app.tracking_odds import outlooks_of
from goalposts.app.tracking_values import Entered, read_targets
from goalposts.app.workspace import Workspace
from goalposts.goals.calendar import Calendar
from goalposts.goals.outlook import Outlook
from goalposts.goals.pace import Measured, by_odds, progress_of
from goalposts.goals.progress import Progress
from goalposts.goals.revision import earlier_values
from goalposts.goals.scores import GoalScore, goal_score
from goalposts.store.check_ins import list_values
from goalposts.store.goals import TASK, Goal, Target
from goalposts.store.profile import read_profile
from goalposts.store.progress import Outcome, keep_outcomes, newest_outcomes
from goalposts.store.revisions import ACCEPTED, list_revisions
from goalposts.store.tasks import count_done


@dataclass(frozen=True)
class Tracking:
    """Where goals stand on a day: progress and outlook by target id, scores by goal id.

    outlooks: worked out now where odds were asked, else as they were last kept for the same window and the same version
    of the target; outlook_days says of which day. A target without one is not in it.
    """

    day: dt.date
    progress: Mapping[int, Progress]
    outlooks: Mapping[int, Outlook]
    outlook_days: Mapping[int, dt.date]
    scores: Mapping[int, GoalScore]


def track(workspace: Workspace, goals: Iterable[Goal], *, today: dt.date | None = None, odds: bool = False) -> Tracking:
    """Progress of every target of `goals` on the day `today` (default: the workspace's), and the score of each goal.

    With `odds` the outlook of every target that a KPI measures is simulated anew and kept (targets that are stored
    only); without, the one kept last is shown. What the facts say on the workspace's own day is kept too, and serves
    until they, a definition or the target change. Nothing is raised for what cannot be measured: it is paused, with
    the reason; nor for a database that is too busy to keep anything.
    """
    day, found = today or workspace.today(), list(goals)
    targets = [target for goal in found for target in goal.targets]
    with workspace.database.reading() as transaction:
        calendar = Calendar(read_profile(transaction).fiscal_start)
        entered = _entered(transaction, targets, day)
        kept = newest_outcomes(transaction, [target.id for target in targets])
    plain = _judged(workspace, targets, entered, day, calendar)
    if odds:
        outlooks = outlooks_of(workspace, targets, plain, today=day, calendar=calendar)
        days = dict.fromkeys(outlooks, day)
    else:
        outlooks, days = _kept(targets, plain, kept)
    progress = {id_: _with_odds(found, outlooks.get(id_)) for id_, found in plain.items()}
    if odds:
        _keep(workspace, targets, progress, outlooks, day)
    return Tracking(
        day=day,
        progress=progress,
        outlooks=outlooks,
        outlook_days=days,
        scores={goal.id: goal_score(goal.targets, progress) for goal in found},
    )


def _judged(
    workspace: Workspace, targets: Sequence[Target], entered: Entered, day: dt.date, calendar: Calendar
) -> dict[int, Progress]:
    """Progress without odds; of stored targets of KPIs it is kept in memory for as long as the facts stay unchanged."""
    stamp = stamp_of(workspace, calendar)
    notes = workspace.engine.notes(("progress", stamp, day))
    keys = {t.id: (t.id, t.version, entered.earlier.get(t.id, ())) for t in targets if t.kpi and t.id > 0}
    missing = [target for target in targets if keys.get(target.id) not in notes]
    measured = _measured(workspace, missing, entered, day, calendar, stamp)
    found = {}
    for target in targets:
        key = keys.get(target.id)
        if target.id in measured:
            found[target.id] = progress_of(target, measured[target.id], today=day, calendar=calendar)
            if key is not None:
                notes[key] = found[target.id]
        else:
            found[target.id] = notes[key]
    return found


def _measured(
    workspace: Workspace, targets: Sequence[Target], entered: Entered, day: dt.date, calendar: Calendar, stamp: str
) -> dict[int, Measured]:
    """What is known of targets: of stored ones, on the workspace's own day, what was kept for as long as it holds."""
    lasting = [t for t in targets if t.kpi and t.id > 0] if day == workspace.today() else []
    kept = read_kept(workspace, lasting, stamp) if lasting else {}
    others = [target for target in targets if target.id not in kept]
    measured = read_targets(workspace, others, entered, today=day, calendar=calendar) if others else {}
    fresh = [target for target in lasting if target.id not in kept]
    if fresh and stamp_of(workspace, calendar) == stamp:
        keep(workspace, fresh, measured, stamp)
    found = {id_: replace(each, earlier=entered.earlier.get(id_, ())) for id_, each in kept.items()}
    return measured | found


def _with_odds(progress: Progress, outlook: Outlook | None) -> Progress:
    if outlook is None or outlook.odds is None:
        return progress
    return replace(progress, pace=by_odds(progress.pace, outlook.odds))


def _entered(transaction: Session, targets: Sequence[Target], day: dt.date) -> Entered:
    by_hand = [target.id for target in targets if not target.kpi]
    tasks = [target.id for target in targets if target.kind == TASK]
    accepted = list_revisions(transaction, statuses=(ACCEPTED,))
    revised = {revision.subject_id for revision in accepted}
    return Entered(
        values=list_values(transaction, by_hand) if by_hand else {},
        tasks=count_done(transaction, tasks, until=day) if tasks else {},
        earlier={t.id: earlier_values(t, accepted) for t in targets if str(t.id) in revised},
    )


def _kept(
    targets: Sequence[Target], progress: Mapping[int, Progress], kept: Mapping[int, Outcome]
) -> tuple[dict[int, Outlook], dict[int, dt.date]]:
    """Outlooks that were worked out before, as long as they speak of the same target and the same window."""
    outlooks, days = {}, {}
    for target in targets:
        outcome = kept.get(target.id)
        if outcome is None or outcome.target_version != target.version:
            continue
        told = outcome.outcome.get("outlook")
        if told and outcome.outcome["window_start"] == progress[target.id].window.start.isoformat():
            outlooks[target.id], days[target.id] = Outlook(**told), outcome.day
    return outlooks, days


def _keep(
    workspace: Workspace,
    targets: Sequence[Target],
    progress: Mapping[int, Progress],
    outlooks: Mapping[int, Outlook],
    day: dt.date,
) -> None:
    now, snapshot = workspace.now(), workspace.snapshot()
    outcomes = [
        Outcome(target.id, day, snapshot, target.version, now, _outcome(progress[target.id], outlooks.get(target.id)))
        for target in targets
        if target.id > 0
    ]
    if outcomes:
        with only_logged("odds"), workspace.database.transaction() as transaction:
            keep_outcomes(transaction, outcomes)


def _outcome(progress: Progress, outlook: Outlook | None) -> dict[str, Any]:
    """What is kept of a target's day, as JSON."""
    names = ("value", "wanted", "percent", "expected", "pace", "state")
    return {
        "window_start": progress.window.start.isoformat(),
        "progress": {name: getattr(progress, name) for name in names},
        "outlook": asdict(outlook) if outlook else None,
    }
