"""Questions that differ in their accounts and windows, answered as one: scopes are its groups, windows its buckets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.expression import Condition, Number
from goalposts.catalog.platforms import Platform
from goalposts.metrics.arrays import Arrays
from goalposts.metrics.cells import Flags, Ints
from goalposts.metrics.evaluate import Evaluation
from goalposts.metrics.nodes import STORED, Atom, Calculation, Leaf, Node, Parts, Pick, Plan, PlannedKpi, Shape
from goalposts.metrics.reads import Slot
from goalposts.metrics.reason import Reason
from goalposts.metrics.stretches import Stretches, WindowArrays, split_stretches, stretches_sql
from goalposts.periods import Period, calendar_unit
from goalposts.warehouse.lake import Lake

Where = tuple[Condition, ...]


def of_rows(where: Iterable[Condition]) -> Where:
    """The conditions that are about rows, not about whole accounts."""
    return tuple(c for c in where if not DIMENSIONS[c.dimension].column.startswith("account."))


@dataclass(frozen=True)
class WindowPlan(Plan):
    """A plan whose buckets are windows of any kind; its side spans all of them."""

    windows: tuple[Period, ...] = ()

    @cached_property
    def buckets(self) -> tuple[tuple[Period | None, ...], ...]:
        return (self.windows,)

    def over(self, windows: Sequence[Period], kpis: Sequence[PlannedKpi]) -> WindowPlan:
        """Some of its KPIs over other windows."""
        span = Period(min(w.start for w in windows), max(w.end for w in windows))
        question = replace(self.question, kpis=tuple(k.definition.asked for k in kpis), period=span, where=())
        return replace(self, question=question, sides=(span,), kpis=tuple(kpis), windows=tuple(windows))


def can_join(plan: Plan, planned: PlannedKpi) -> bool:
    """Whether a KPI is made of sums, readings and figures of whole windows alone, so that windows can share rows."""
    return all(
        _can_share(pick, plan.atoms[atom]) for atom in _atoms(planned.node) for pick in plan.atoms[atom].picks
    ) and _is_plain(planned.node)


def _can_share(pick: Pick, atom: Atom) -> bool:
    if atom.dimensions:
        return False
    if pick.shape is Shape.SUM:
        return all(holding.window in ("day", "week", "month", "quarter", "year") for holding in pick.holdings)
    if pick.shape is Shape.PUBLISHED:
        return atom.measure.item_dated == "published" and atom.measure.additivity != "unique"
    whole = pick.table == STORED and all(not holding.cut for holding in pick.holdings)
    if pick.shape is Shape.LEVEL:
        return whole and all(holding.window == "instant" for holding in pick.holdings)
    return pick.shape is Shape.UNIQUE and whole


def _is_plain(node: Node) -> bool:
    if isinstance(node, Calculation):
        return _is_plain(node.left) and _is_plain(node.right)
    return isinstance(node, Number | Leaf | Parts)


def _atoms(node: Node) -> list[int]:
    if isinstance(node, Calculation):
        return _atoms(node.left) + _atoms(node.right)
    if isinstance(node, Parts):
        return [leaf.atom for leaf in node.leaves]
    return [node.atom] if isinstance(node, Leaf) else []


@dataclass(frozen=True)
class _Part:
    """One atom of one KPI in every scope: the atom as planned there."""

    by_scope: Mapping[int, Atom]

    @cached_property
    def picks(self) -> dict[int, Pick]:
        return {pick.account_id: pick for atom in self.by_scope.values() for pick in atom.picks}

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Parts with the same key are one: the same facts, of the same accounts in every scope."""
        atom = next(iter(self.by_scope.values()))
        accounts = ((s, tuple(sorted(p.account_id for p in a.picks))) for s, a in sorted(self.by_scope.items()))
        return atom.code, atom.stored, of_rows(atom.where), tuple(accounts)

    def takes(self, atom: Atom) -> bool:
        """Whether a scope's accounts are read as in the scopes before."""
        known = next(iter(self.by_scope.values()))
        return (atom.code, of_rows(atom.where)) == (known.code, of_rows(known.where)) and all(
            self.picks.get(pick.account_id, pick) == pick for pick in atom.picks
        )


@dataclass
class Joint:
    """KPIs of several scopes that become one plan: atoms with the picks of all scopes, and whose each pick is."""

    scopes: list[Where] = field(default_factory=list)
    notes: dict[tuple[str, int], Reason | None] = field(default_factory=dict)
    _planned: dict[str, PlannedKpi] = field(default_factory=dict)
    _parts: dict[str, list[_Part]] = field(default_factory=dict)

    def add(self, plan: Plan, planned: PlannedKpi, where: Where) -> bool:
        """Take one KPI of one scope in; False where its accounts are read in another way than in a scope before."""
        name, atoms = planned.definition.asked, [plan.atoms[number] for number in _atoms(planned.node)]
        node = _renumbered(planned.node, list(range(len(atoms))))
        known = self._parts.get(name)
        if known is not None and (
            self._planned[name].node != node or not all(part.takes(a) for part, a in zip(known, atoms, strict=True))
        ):
            return False
        if where not in self.scopes:
            self.scopes.append(where)
        scope = self.scopes.index(where)
        before: Sequence[Mapping[int, Atom]] = [part.by_scope for part in known] if known else [{}] * len(atoms)
        self._parts[name] = [_Part({**by, scope: atom}) for by, atom in zip(before, atoms, strict=True)]
        self._planned[name] = replace(planned, node=node, size=None, note=None)
        self.notes[name, scope] = planned.note
        return True

    def joined(self, like: Plan, windows: Sequence[Period]) -> Joined:
        """The plan of all of it over `windows`."""
        parts = {part.key: part for own in self._parts.values() for part in own}
        number = {key: place for place, key in enumerate(parts)}
        atoms, owners = [], {}
        for part in parts.values():
            picks = {account: replace(pick) for account, pick in part.picks.items()}
            first = next(iter(part.by_scope.values()))
            atoms.append(replace(first, where=of_rows(first.where), picks=tuple(picks.values()), missing=None))
            for account, pick in picks.items():
                concerned = [any(p.account_id == account for p in a.picks) for a in self._of(part)]
                owners[id(pick)] = np.array(concerned)
        kpis = [
            replace(planned, node=_renumbered(planned.node, [number[part.key] for part in self._parts[name]]))
            for name, planned in self._planned.items()
        ]
        missing = [[atom.missing for atom in self._of(part)] for part in parts.values()]
        plan = WindowPlan(like.question, (None,), tuple(kpis), tuple(atoms), like.coverage, like.now, like.breaks)
        return Joined(plan.over(windows, kpis), self.scopes, owners, missing)

    def _of(self, part: _Part) -> Iterator[Atom]:
        """The atom of a part in each scope; without any pick where the KPI is not wanted there."""
        blank = replace(next(iter(part.by_scope.values())), picks=(), missing=None)
        return (part.by_scope.get(scope, blank) for scope in range(len(self.scopes)))


@dataclass(frozen=True)
class Joined:
    """A joint plan, its scopes, the scopes of every pick (by its identity), and why atoms have none, by scope."""

    plan: WindowPlan
    scopes: Sequence[Where]
    owners: Mapping[int, Flags]
    missing: Sequence[Sequence[Reason | None]]


def _renumbered(node: Node, numbers: Sequence[int]) -> Node:
    """The node with its atoms, from left to right, renamed."""
    names = iter(numbers)

    def renamed(each: Node) -> Node:
        if isinstance(each, Leaf):
            return Leaf(next(names))
        if isinstance(each, Parts):
            return Parts(each.name, tuple(Leaf(next(names)) for _ in each.leaves))
        if isinstance(each, Calculation):
            left = renamed(each.left)
            return Calculation(each.sign, left, renamed(each.right))
        return each

    return renamed(node)


def read_joint(lake: Lake, plan: WindowPlan) -> dict[int, Stretches]:
    """The rows of every atom of a joint plan: one statement for each table and set of conditions."""
    gathered: dict[tuple[Slot, int], dict[int, list[Pick]]] = defaultdict(dict)
    read_as: dict[tuple[Slot, int, str, int], Pick] = {}
    for number, atom in enumerate(plan.atoms):
        by_slot: dict[Slot, list[Pick]] = defaultdict(list)
        for pick in atom.picks:
            shape = pick.shape if pick.shape is Shape.PUBLISHED else Shape.SUM
            by_slot[Slot(shape, pick.table, atom.where, (), "")].append(pick)
        for slot, picks in by_slot.items():
            round_ = 0
            while any(read_as.get((slot, round_, atom.stored, p.account_id), p) != p for p in picks):
                round_ += 1
            gathered[slot, round_][number] = picks
            read_as |= {(slot, round_, atom.stored, pick.account_id): pick for pick in picks}
    found: dict[int, Stretches] = {}
    for (slot, _), atoms in gathered.items():
        picked = [(plan.atoms[number], pick) for number, own in atoms.items() for pick in own]
        money = any(atom.measure.unit == "currency" for atom, _ in picked)
        frame = lake.query(stretches_sql(plan, slot, picked, plan.windows, currency=money))
        rows = split_stretches(frame, plan.windows)
        for number in atoms:
            read = rows.get(plan.atoms[number].stored)
            if read is not None:
                found[number] = read if number not in found else _both(found[number], read)
    return found


def _both(one: Stretches, other: Stretches) -> Stretches:
    names = Stretches.__dataclass_fields__
    return Stretches(*(np.concatenate((getattr(one, name), getattr(other, name))) for name in names))


class JointEvaluation(Evaluation):
    """The cells of a joint plan: shape (1, scopes, windows)."""

    def __init__(
        self, joined: Joined, plan: WindowPlan, rows: Mapping[int, Stretches], platforms: Mapping[str, Platform]
    ) -> None:
        super().__init__(plan, platforms, [])
        self._all, self._stretches, self._owners = joined, rows, joined.owners

    @cached_property
    def groups(self) -> pl.DataFrame:
        return pl.DataFrame({"group": list(range(len(self._all.scopes)))}, schema={"group": pl.Int64})

    @cached_property
    def shape(self) -> tuple[int, int, int]:
        return 1, len(self._all.scopes), len(self.plan.buckets[0])

    def members(self, picks: Sequence[Pick]) -> Flags:
        if not picks:
            return np.zeros((0, self.shape[1]), dtype=bool)
        return np.stack([self._owners[id(pick)] for pick in picks])

    def why_nothing(self, index: int) -> Ints:
        code = self.plan.atoms[index].measure.code
        reasons = [reason or Reason("no_account", measure=code) for reason in self._all.missing[index]]
        return np.array([self.reasons.index(reason) for reason in reasons])[None, :, None]

    def read(self, index: int, shape: Shape) -> Arrays:
        atom = self.plan.atoms[index]
        members = {pick.account_id: self._owners[id(pick)] for pick in atom.picks if pick.shape is shape}
        starts, ends = self.edges
        return WindowArrays(
            self.shape,
            shape,
            self._stretches.get(index),
            (starts[0], ends[0]),
            members,
            self.currencies,
            at_start=atom.measure.level_at == "start",
        )

    @cached_property
    def _window(self) -> str:
        """The calendar unit all windows are; '' where they differ."""
        units = {calendar_unit(window) for window in self.plan.buckets[0] if window}
        unit = units.pop() if len(units) == 1 else None
        return str(unit) if unit else ""
