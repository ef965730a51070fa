"""A plan file put into a workspace: what would be added and changed, and the same done, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.plan_file import describe_plan, paths_of, records_of
from goalposts.app.plan_reading import read_plan_file
from goalposts.app.plan_shape import PROFILE, SECTION_OF, SEPARATOR, Column, Entry, Path, PlanFile
from goalposts.app.planning import KINDS
from goalposts.app.strategy import plan_within
from goalposts.app.workspace import Workspace
from goalposts.store.goals import Step, add_goal, add_target, change_goal, change_target
from goalposts.store.people import add_person, change_person
from goalposts.store.profile import set_profile
from goalposts.store.sessions import OWNER
from goalposts.store.strategies import BudgetLine
from goalposts.store.tasks import add_task, change_task

ADD, CHANGE, ABSENT, KEPT = "add", "change", "absent", "kept"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What the file does to one record: add it, change fields of it (before, after), or nothing.

    absent: it is in the workspace and not in the file; it stays. kept: it is there already, and only additions were
    asked for.
    """

    action: str
    kind: str
    name: str
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    line: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it; values as text."""
        told = {name: [_said(before), _said(after)] for name, (before, after) in self.fields.items()}
        return {"action": self.action, "kind": self.kind, "name": self.name, "line": self.line, "fields": told}


def import_plan(
    workspace: Workspace, content: bytes, *, person: str = OWNER, dry_run: bool = False, file: str = "plan.yaml"
) -> list[PlanChange]:
    """Read a plan file in. Every change leaves its trail; what the file does not hold is told, never deleted.

    With `dry_run` nothing is changed. Raises Invalid with every fault and its line; then nothing was changed either.
    """
    with workspace.database.transaction() as transaction:
        known = {"person": {OWNER}}
        for entry in describe_plan(plan_within(transaction)).entries:
            known.setdefault(entry.kind, set()).add(entry.name)
        read = read_plan_file(content, workspace.catalog, known, file)
        return put_plan(workspace, transaction, read, person=person, dry_run=dry_run, note=file)


def put_plan(
    workspace: Workspace,
    transaction: Session,
    wanted: PlanFile,
    *,
    person: str,
    dry_run: bool = False,
    only_add: bool = False,
    note: str = "",
) -> list[PlanChange]:
    """Bring a plan into the store inside a transaction; with `only_add` what is there stays as it is."""
    changes = _compare(transaction, wanted, only_add=only_add)
    if not dry_run:
        _Putting(workspace, transaction, person, note).put(wanted, changes)
    return changes


def _compare(transaction: Session, wanted: PlanFile, *, only_add: bool) -> list[PlanChange]:
    held = describe_plan(plan_within(transaction))
    there = {(entry.kind, entry.path): entry for entry in held.entries}
    changes = []
    if not only_add:
        profile = {n: (held.profile[n], v) for n, v in wanted.profile.items() if held.profile[n] != v}
        changes += [PlanChange(CHANGE, "profile", "", profile)] if profile else []
    told = set()
    for entry in wanted.entries:
        told.add((entry.kind, entry.path))
        before = there.get((entry.kind, entry.path))
        if before is None:
            changes.append(PlanChange(ADD, entry.kind, entry.name, line=entry.line))
        elif only_add:
            changes.append(PlanChange(KEPT, entry.kind, entry.name, line=entry.line))
        elif fields := {n: (before.values[n], v) for n, v in entry.values.items() if before.values[n] != v}:
            changes.append(PlanChange(CHANGE, entry.kind, entry.name, fields, entry.line))
    if only_add:
        return changes
    for entry in held.entries:
        is_part = bool(SECTION_OF[entry.kind].parent)
        section_is_there = entry.kind in wanted.kinds
        above = (SECTION_OF[entry.kind].parent, entry.path[:-1]) in told
        if section_is_there and (entry.kind, entry.path) not in told and (above or not is_part):
            changes.append(PlanChange(ABSENT, entry.kind, entry.name))
    return changes


class _Putting:
    """Adds and changes records in the order of the file; `ids` grows with every record that is added."""

    def __init__(self, workspace: Workspace, transaction: Session, person: str, note: str) -> None:
        self.transaction, self.person, self.note, self.now = transaction, person, note, workspace.now()
        records = records_of(plan_within(transaction))
        self.ids: dict[str, dict[Path, int]] = {
            kind: {path: id_ for id_, path in found.items()} for kind, found in paths_of(records).items()
        }

    def put(self, wanted: PlanFile, changes: list[PlanChange]) -> None:
        actions = {(change.kind, change.name): change for change in changes if change.action in (ADD, CHANGE)}
        if ("profile", "") in actions:
            columns = {column.name: wanted.profile[column.name] for column in PROFILE if column.name in wanted.profile}
            set_profile(self.transaction, columns, person=self.person, now=self.now)
        for entry in wanted.entries:
            change = actions.get((entry.kind, entry.name))
            if change is not None and change.action == ADD:
                self._add(entry)
            elif change is not None:
                self._change(entry, set(change.fields))

    def _add(self, entry: Entry) -> None:
        section = SECTION_OF[entry.kind]
        values = self._stored(entry, set(entry.values))
        if section.parent:
            values[f"{section.parent}_id"] = self.ids[section.parent][entry.path[:-1]]
        by: dict[str, Any] = {"person": self.person, "now": self.now}
        if entry.kind == "person":
            is_owner = entry.path[-1] == OWNER
            if is_owner:
                change_person(self.transaction, OWNER, {**values, "role": OWNER}, **by)
            else:
                add_person(self.transaction, values, **by)
            return
        if entry.kind == "target":
            goal = values.pop("goal_id")
            values["position"] = sum(path[:-1] == entry.path[:-1] for path in self.ids["target"])
            made: Any = add_target(self.transaction, goal, values, note=self.note, **by)
        elif entry.kind == "goal":
            made = add_goal(self.transaction, values, note=self.note, **by)
        elif entry.kind == "task":
            made = add_task(self.transaction, values, **by)
        else:
            made = KINDS[entry.kind].add(self.transaction, values, note=self.note, **by)
        self.ids[entry.kind][entry.path] = made.id

    def _change(self, entry: Entry, fields: set[str]) -> None:
        values = self._stored(entry, fields)
        by: dict[str, Any] = {"person": self.person, "now": self.now}
        if entry.kind == "person":
            change_person(self.transaction, entry.path[-1], values, **by)
            return
        id_ = self.ids[entry.kind][entry.path]
        if entry.kind == "task":
            change_task(self.transaction, id_, values, **by)
            return
        changing: Mapping[str, Callable[..., Any]] = {"goal": change_goal, "target": change_target}
        change = changing[entry.kind] if entry.kind in changing else KINDS[entry.kind].change
        change(self.transaction, id_, values, note=self.note, **by)

    def _stored(self, entry: Entry, fields: set[str]) -> dict[str, Any]:
        """The named values of an entry as the store keeps them."""
        section = SECTION_OF[entry.kind]
        columns = {column.name: column for column in section.columns} | {section.label: Column(section.label)}
        names = [name for name in columns if name in fields]
        return {columns[name].stored_as: self._value(columns[name], entry.values[name]) for name in names}

    def _value(self, column: Column, value: Any) -> Any:
        if column.kind == "ref":
            names = {SEPARATOR.join(path): id_ for path, id_ in self.ids[column.refers].items()}
            return names[value] if value else None
        if column.kind == "smart":
            met = {name: {"ok": name in value, "reason": ""} for name in column.allowed}
            return {"smart": met, "score": len(value)} if value else {}
        if column.kind == "budget_lines":
            return tuple(BudgetLine(**line) for line in value)
        if column.kind == "steps":
            return tuple(Step(**step) for step in value)
        return value


def _said(value: Any) -> str:
    """A value as one text."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_said(one)}" for name, one in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(_said(one) for one in value)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
