"""One person's work: goals with progress, tasks, KPIs, what their work moves, and what they still have to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goalposts.app.goals import RUNNING, list_goals
from goalposts.app.notices import Told, inbox
from goalposts.app.people import find_person
from goalposts.app.stewards import Steward, affected, stewards
from goalposts.app.tasks import read_work
from goalposts.app.tracking import Tracking, track
from goalposts.app.training import Knowledge, gaps
from goalposts.app.workspace import Workspace
from goalposts.store.goals import Goal
from goalposts.store.people import Person
from goalposts.store.tasks import Task


@dataclass(frozen=True, slots=True)
class Effect:
    """A KPI somebody's work moves: through tasks of theirs, and through goals of their own."""

    kpi: str
    tasks: tuple[Task, ...]
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class Member:
    """What there is to say of one person, as far as the viewer may see it.

    goals: their own that run. work_goals: goals by id, for the tasks. kpis: those they own, with their stewards.
    notices: unread ones, told to the person alone.
    """

    person: Person
    goals: tuple[Goal, ...]
    tracking: Tracking
    tasks: tuple[Task, ...]
    work_goals: Mapping[int, Goal]
    kpis: Mapping[str, Steward]
    effects: tuple[Effect, ...]
    gaps: tuple[Knowledge, ...]
    notices: tuple[Told, ...]


def read_member(workspace: Workspace, key: str, viewer: str, language: str = "en") -> Member:
    """The page of a person as `viewer` may see it. Raises NotFound."""
    person = find_person(workspace, key, language)
    visible = list_goals(workspace, viewer, statuses=RUNNING)
    goals = tuple(goal for goal in visible if goal.owner == key)
    work = read_work(workspace, viewer, assignee=key)
    own = {kpi: one for kpi, one in stewards(workspace).items() if key in one.owners}
    return Member(
        person=person,
        goals=goals,
        tracking=track(workspace, goals),
        tasks=work.tasks,
        work_goals=work.goals,
        kpis=own,
        effects=effects(goals, work.tasks, work.goals),
        gaps=tuple(gaps(workspace, key)),
        notices=tuple(told for told in inbox(workspace, key) if told.is_new) if key == viewer else (),
    )


def effects(goals: Sequence[Goal], tasks: Sequence[Task], known: Mapping[int, Goal]) -> tuple[Effect, ...]:
    """Which KPIs work moves: a task moves the KPI of its target, or where that has none, those of its goal."""
    by_task: dict[str, list[Task]] = {}
    by_goal: dict[str, list[Goal]] = {}
    for task in tasks:
        goal = known.get(task.goal_id or 0)
        for kpi in _moved(task, goal) if goal else ():
            by_task.setdefault(kpi, []).append(task)
    for goal in goals:
        for kpi in affected(goal):
            by_goal.setdefault(kpi, []).append(goal)
    return tuple(
        Effect(kpi, tuple(by_task.get(kpi, ())), tuple(by_goal.get(kpi, ())))
        for kpi in dict.fromkeys([*by_goal, *by_task])
    )


def _moved(task: Task, goal: Goal) -> tuple[str, ...]:
    own = [target.kpi.partition("@")[0] for target in goal.targets if target.id == task.target_id and target.kpi]
    return tuple(own) or affected(goal)
