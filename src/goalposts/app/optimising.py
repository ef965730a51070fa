"""The optimisation table: every target with its gap, what stands in its way, what may help, and the task."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from goalposts.app.goals import list_goals
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import Suggestion, load_improvements
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.goals.optimisation import Derived, Gap, Held, derive, gap_of
from goalposts.goals.pace import is_reached, lower_is_better
from goalposts.i18n.lifecycle import assumed, exact, fault, gap_text, listed, reached_text
from goalposts.store.goals import ACTIVE, CURRENCY, NUMBER, Goal, Target
from goalposts.store.optimisation import Improvement, list_improvements, save_improvement
from goalposts.store.people import list_people
from goalposts.store.sessions import OWNER
from goalposts.store.tasks import Task, add_task, change_task, list_tasks

MOST_TEXT = 500
MEASURED, START = "measured", "start"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    current: the value now, or the start value while nothing is measured yet (current_is says which; '' without any).
    wanted: of the window that runs; gap: None where either is not known. percent: of the way, 0..1. line: what people
    wrote, None before anybody did. ideas: from the library.
    """

    goal: Goal
    target: Target
    current: float | None
    current_is: str
    wanted: float | None
    gap: Gap | None
    lower_is_better: bool
    percent: float | None
    pace: str
    line: Improvement | None
    task: Task | None
    ideas: tuple[Suggestion, ...]

    def suggestion(self, language: str) -> str:
        """What people wrote, else the ideas of the library."""
        written = self.line.suggestion if self.line else ""
        return written or listed((idea.text[language] for idea in self.ideas), language)

    @property
    def is_reached(self) -> bool:
        """Whether the value is already as good as what is wanted."""
        known = self.current is not None and self.wanted is not None
        return known and is_reached(self.target, self.current or 0.0, self.wanted or 0.0)

    def gap_text(self, language: str) -> str:
        """The gap with its sign and share, in words; '' while it is not known."""
        if self.gap is None:
            return ""
        if self.is_reached:
            return reached_text(abs(self.gap.absolute), self.target.unit, language)
        gap, unit = self.gap, self.target.unit
        return gap_text(gap.absolute, gap.relative, gap.points, unit, language, lower_is_better=self.lower_is_better)


@dataclass(frozen=True, slots=True)
class Table:
    """Every line, and what follows for other KPIs if all targets hold."""

    rows: tuple[Row, ...]
    derived: tuple[Derived, ...]

    def to_dict(self, workspace: Workspace, language: str) -> dict[str, Any]:
        """The table as JSON shows it, in one language; values in the unit of their KPI (ratios 0..1)."""
        return {
            "rows": [_row(workspace, row, language) for row in self.rows],
            "if_all_hold": [_derived(workspace, one, language) for one in self.derived],
        }


def optimisation_table(workspace: Workspace, viewer: str = OWNER, *, target_ids: Collection[int] = ()) -> Table:
    """The lines of every running target that is a number or an amount, or of `target_ids`."""
    goals = list_goals(workspace, viewer, statuses=[ACTIVE])
    tracking = track(workspace, goals)
    with workspace.database.reading() as transaction:
        lines = list_improvements(transaction)
        tasks = {task.id: task for task in list_tasks(transaction)}
    rows = []
    for goal in goals:
        for target in goal.targets:
            is_wanted = not target_ids or target.id in target_ids
            if is_wanted and target.status == ACTIVE and target.kind in (NUMBER, CURRENCY):
                line = lines.get(target.id)
                task = tasks.get(line.task_id) if line and line.task_id else None
                rows.append(_of_target(goal, target, tracking.progress.get(target.id), line, task))
    held = [one for row in rows if (one := _held(row))]
    return Table(tuple(rows), tuple(derive(held, workspace.catalog)))


def find_row(workspace: Workspace, target_id: int, viewer: str = OWNER) -> Row:
    """The line of one target. Raises NotFound."""
    rows = optimisation_table(workspace, viewer, target_ids=[target_id]).rows
    if not rows:
        raise NotFound("target", str(target_id), hint="The optimisation table lists those it can be asked for.")
    return rows[0]


def save_line(
    workspace: Workspace,
    target_id: int,
    said: Mapping[str, str],
    *,
    person: str,
    expected: int | None = None,
    language: str = "en",
) -> Improvement:
    """Write down obstacle, suggestion and action of a target; an action becomes a task with `owner` and `due`.

    expected: the version of the line that was looked at, 0 where there was none. Raises Invalid with every fault,
    NotFound, and Overtaken when somebody else was first.
    """
    row = find_row(workspace, target_id, person)
    now = workspace.now()
    texts = {name: " ".join(said.get(name, "").split()) for name in ("obstacle", "suggestion", "action", "owner")}
    with workspace.database.transaction() as transaction:
        people = {one.key for one in list_people(transaction) if one.is_here} | {OWNER}
        due, faults = _due(said.get("due", "").strip(), language)
        faults += [
            Fault(fault("too_long", language, most=str(MOST_TEXT)), column=name)
            for name, text in texts.items()
            if len(text) > MOST_TEXT
        ]
        if texts["owner"] and texts["owner"] not in people:
            faults.append(Fault(fault("nobody", language), column="owner", value=texts["owner"]))
        if not texts["action"] and (due or (row.task and not texts["action"])):
            faults.append(Fault(fault("task_no_title", language), column="action"))
        if faults:
            raise Invalid("Nothing was stored.", faults)
        line = save_improvement(transaction, target_id, texts, person=person, now=now, expected=expected)
        if not texts["action"]:
            return line
        task = {"title": texts["action"], "assignee": texts["owner"], "due_on": due}
        if line.task_id:
            change_task(transaction, line.task_id, task, person=person, now=now)
            return line
        place = {"goal_id": row.goal.id, "target_id": target_id, "list_name": row.goal.name}
        made = add_task(transaction, {**task, **place}, person=person, now=now)
        return save_improvement(transaction, target_id, {"task_id": made.id}, person=person, now=now)


def _of_target(goal: Goal, target: Target, progress: Any, line: Improvement | None, task: Task | None) -> Row:
    value = progress.value if progress else None
    baseline = progress.baseline if progress else target.baseline_value
    current = value if value is not None else baseline
    wanted = progress.wanted if progress else target.target_value
    return Row(
        goal=goal,
        target=target,
        current=current,
        current_is=MEASURED if value is not None else START if current is not None else "",
        wanted=wanted,
        gap=gap_of(current, wanted, target.unit) if current is not None and wanted is not None else None,
        lower_is_better=lower_is_better(target),
        percent=progress.percent if progress else None,
        pace=progress.pace if progress else "",
        line=line,
        task=task,
        ideas=tuple(load_improvements().suggested(target.kpi)) if target.kpi else (),
    )


def _held(row: Row) -> Held | None:
    target = row.target
    if row.current is None or row.wanted is None or not target.kpi:
        return None
    wanted = row.current if row.is_reached else row.wanted
    return Held(target.kpi, target.unit, row.current, wanted, target.cadence, target.where)


def _due(text: str, language: str) -> tuple[dt.date | None, list[Fault]]:
    try:
        return (dt.date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [Fault(fault("no_day", language), column="due", value=text)]


def _row(workspace: Workspace, row: Row, language: str) -> dict[str, Any]:
    target, unit, gap = row.target, row.target.unit, row.gap
    known = workspace.catalog.define(target.kpi).names[language] if target.kpi else target.name
    return {
        "target_id": target.id,
        "goal": {"id": row.goal.id, "name": row.goal.name},
        "kpi": target.kpi or None,
        "name": known,
        "where": dict(target.where),
        "unit": unit,
        "cadence": target.cadence,
        "lower_is_better": row.lower_is_better,
        "current": row.current,
        "current_is": row.current_is or None,
        "target": row.wanted,
        "gap": asdict(gap) if gap else None,
        "reached": row.is_reached,
        "progress": row.percent,
        "pace": row.pace or None,
        "text": {
            "current": exact(row.current, unit, language),
            "target": exact(row.wanted, unit, language),
            "gap": row.gap_text(language),
        },
        "obstacle": row.line.obstacle if row.line else "",
        "suggestion": row.suggestion(language),
        "ideas": [{"id": idea.id, "text": idea.text[language]} for idea in row.ideas],
        "action": row.line.action if row.line else "",
        "task": _task(row.task),
        "version": row.line.version if row.line else 0,
    }


def _task(task: Task | None) -> dict[str, Any] | None:
    if task is None:
        return None
    due = task.due_on.isoformat() if task.due_on else None
    return {"id": task.id, "title": task.title, "assignee": task.assignee, "due": due, "status": task.status}


def _derived(workspace: Workspace, one: Derived, language: str) -> dict[str, Any]:
    return {
        "kpi": one.kpi,
        "name": workspace.catalog.define(one.kpi).names[language],
        "unit": one.unit,
        "cadence": one.cadence,
        "current": one.current,
        "target": one.wanted,
        "of": list(one.of),
        "formula": one.formula,
        "assumes": one.assumes or None,
        "text": {
            "current": exact(one.current, one.unit, language),
            "target": exact(one.wanted, one.unit, language),
            "assumes": assumed(one.assumes, language),
        },
    }
