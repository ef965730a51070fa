"""Milestones: found in the progress of a goal, each kept once, and celebrated with why it worked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from goalposts.app.goal_forms import MOST_TEXT
from goalposts.app.goals import find_goal
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.goals.pace import is_budget, is_reached
from goalposts.goals.progress import MET, Hit, Progress
from goalposts.i18n.goal_words import goal_fault
from goalposts.store import milestones as kept
from goalposts.store.goals import BOOLEAN, LINES, TASK, Goal, Target
from goalposts.store.milestones import Milestone

WAYS = (25, 50, 75)
BEATEN_BY = 0.05
"""A target is beaten, and not only met, when the value is 5 % of it better than what was wanted."""
STREAKS = (3, 6, 12, 24, 52)
GREAT = ("met", "beaten", "excellent")


@dataclass(frozen=True, slots=True)
class Reached:
    """Something a target has reached in the window that began on `period_start`."""

    kind: str
    period_start: dt.date
    value: float | None
    on: dt.date


def celebrate(workspace: Workspace, goals: Sequence[Goal], progress: Mapping[int, Progress]) -> list[Milestone]:
    """Keep every milestone of these goals that is not kept yet, and return the new ones.

    `progress` is that of their targets by id. Looking again finds nothing twice.
    """
    today, now = workspace.today(), workspace.now()
    found = [
        (goal.id, target.id, reached)
        for goal in goals
        for target in goal.targets
        if target.id in progress
        for reached in milestones_of(target, progress[target.id], today)
    ]
    if not found:
        return []
    with workspace.database.reading() as transaction:
        known = {
            (one.target_id, one.kind, one.period_start)
            for one in kept.list_milestones(transaction, {goal_id for goal_id, _, _ in found})
        }
    fresh = [each for each in found if (each[1], each[2].kind, each[2].period_start) not in known]
    if not fresh:
        return []
    with workspace.database.transaction() as transaction:
        added = [
            kept.add_milestone(transaction, goal_id, target_id, _columns(reached), now=now)
            for goal_id, target_id, reached in fresh
        ]
    return [one for one in added if one is not None]


def milestones_of(target: Target, progress: Progress, today: dt.date) -> list[Reached]:
    """What a target has reached: parts of the way, lines, the target itself, windows in a row."""
    start = progress.window.start
    if today < start:
        return []
    until = min(today, progress.window.end)
    kinds = [*_ways(target, progress), *_lines(target, progress), *_ends(target, progress)]
    found = [Reached(kind, start, progress.value, until) for kind in kinds]
    for hit in progress.hits:
        if hit.met and hit.window.start != start:
            found.append(Reached("met", hit.window.start, hit.value, hit.window.end))
    return [*found, *_streaks(progress)]


def tell_why(
    workspace: Workspace, goal_id: int, id_: int, said: Mapping[str, str], *, person: str, language: str = "en"
) -> Milestone:
    """Keep why a milestone was reached (why_it_worked) and how to do it again (repeat_by).

    Raises NotFound, and Invalid when nothing is said.
    """
    goal = find_goal(workspace, goal_id, person)
    words = {name: said.get(name, "").strip()[:MOST_TEXT] for name in ("why_it_worked", "repeat_by")}
    if not words["why_it_worked"]:
        raise Invalid("Nothing was stored.", [Fault(goal_fault("no_why", language), column="why_it_worked")])
    with workspace.database.transaction() as transaction:
        if id_ not in {one.id for one in kept.list_milestones(transaction, [goal.id])}:
            raise NotFound("milestone", str(id_))
        return kept.tell_why(transaction, id_, **words, person=person, now=workspace.now())


def list_milestones(workspace: Workspace, goal_ids: Sequence[int]) -> list[Milestone]:
    """The milestones of these goals, newest first."""
    with workspace.database.reading() as transaction:
        return kept.list_milestones(transaction, goal_ids)


def _ways(target: Target, progress: Progress) -> Iterator[str]:
    """The last part of the way that is behind; of a budget, using it up is no success."""
    if progress.percent is None or progress.pace == MET or is_budget(target) or target.kind == BOOLEAN:
        return
    reached = [way for way in WAYS if progress.percent * 100 >= way]
    yield from (f"way_{way}" for way in reached[-1:])


def _lines(target: Target, progress: Progress) -> Iterator[str]:
    value = progress.value
    if value is not None and not is_budget(target):
        yield from (name for name in LINES if name in target.lines and is_reached(target, value, target.lines[name]))


def _ends(target: Target, progress: Progress) -> Iterator[str]:
    if progress.pace != MET:
        return
    yield "met"
    if target.kind == TASK or progress.value is None or not progress.wanted:
        return
    better = abs(progress.value - progress.wanted) / abs(progress.wanted)
    if better >= BEATEN_BY and is_reached(target, progress.value, progress.wanted):
        yield "beaten"


def _streaks(progress: Progress) -> Iterator[Reached]:
    """Windows met in a row: the milestone belongs to the window that made it so many."""
    row: list[Hit] = []
    for hit in progress.hits:
        row = [*row, hit] if hit.met else row if hit.met is None else []
        met = sum(each.met is True for each in row)
        if hit.met and met in STREAKS:
            yield Reached(f"streak_{met}", hit.window.start, hit.value, hit.window.end)


def _columns(reached: Reached) -> dict[str, object]:
    return {
        "kind": reached.kind,
        "period_start": reached.period_start,
        "value": reached.value,
        "reached_on": reached.on,
    }
