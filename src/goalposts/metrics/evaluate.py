"""From the small result of the statements to cells: calendar, coverage and formula, all on arrays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.expression import Number
from goalposts.catalog.platforms import Platform
from goalposts.metrics import cells as cell
from goalposts.metrics.arrays import Arrays
from goalposts.metrics.cells import Cells, Flags, Ints, Reasons
from goalposts.metrics.compile import Statement
from goalposts.metrics.coverage import day_number
from goalposts.metrics.facts import Facts
from goalposts.metrics.items import mean_of_items
from goalposts.metrics.judges import JUDGES
from goalposts.metrics.nodes import Atom, ItemMean, Leaf, Node, Parts, Pick, Plan, Shape, Spread, leaves
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain, bucket_start, calendar_unit


@dataclass
class Evaluation:
    """One plan with the frames its statements answered; turns nodes into Cells of shape (sides, groups, buckets)."""

    plan: Plan
    platforms: Mapping[str, Platform]
    results: Sequence[tuple[Statement, pl.DataFrame]]
    reasons: Reasons = field(default_factory=Reasons)
    currencies: list[str] = field(default_factory=list)
    _atoms: dict[int, Cells] = field(default_factory=dict)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """Every combination of breakdown values seen on any side, plus accounts that should have been; sorted.

        Where nothing at all was seen there is one combination of None, so that the reason has a cell to stand in.
        """
        by = self.plan.question.by
        if not by:
            return pl.DataFrame({"group": [0]}, schema={"group": pl.Int64})
        names = [f"d{i}" for i in range(len(by))]
        seen = [frame.select(names) for _, frame in self.results if len(frame)]
        if set(by) <= {n for n, d in DIMENSIONS.items() if d.column.startswith("account.")}:
            seen.append(self._account_groups(by, names))
        if not any(len(frame) for frame in seen):
            nothing = pl.DataFrame({name: [None] for name in names}, schema=dict.fromkeys(names, pl.String))
            return nothing.with_columns(pl.lit(0, dtype=pl.Int64).alias("group"))
        unique = pl.concat(seen, how="vertical_relaxed").unique().sort(names, nulls_last=True)
        return unique.with_row_index("group").with_columns(pl.col("group").cast(pl.Int64))

    def _account_groups(self, by: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        picked = sorted({pick.account_id for atom in self.plan.atoms for pick in atom.picks})
        accounts = [self.plan.coverage.accounts[a] for a in picked]
        columns = [DIMENSIONS[n].column.removeprefix("account.") for n in by]
        values = {n: [getattr(a, c) for a in accounts] for n, c in zip(names, columns, strict=True)}
        return pl.DataFrame(values, schema=dict.fromkeys(names, pl.String))

    @cached_property
    def shape(self) -> cell.Shape3:
        """Sides, groups, buckets."""
        return len(self.plan.sides), len(self.groups), len(self.plan.buckets[0])

    @cached_property
    def bucket_index(self) -> pl.DataFrame:
        """side, bucket's calendar start -> bucket number."""
        grain = self.plan.question.grain
        rows = [
            (side, None if grain is Grain.TOTAL or b is None else bucket_start(b.start, grain), i)
            for side, found in enumerate(self.plan.buckets)
            for i, b in enumerate(found)
            if b is not None or self.plan.sides[side] is None
        ]
        return pl.DataFrame(rows, schema={"side": pl.Int32, "bucket": pl.Date, "at": pl.Int64}, orient="row")

    def placed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with `group` and `at` columns: which cell each row belongs to."""
        frame = frame.with_columns(pl.col("bucket").cast(pl.Date))
        if "side" in frame.columns:
            frame = frame.with_columns(pl.col("side").cast(pl.Int32))
        on = ["bucket"] if self.plan.told_apart else ["side", "bucket"]
        frame = frame.join(self.bucket_index, on=on, nulls_equal=True)
        names = [f"d{i}" for i in range(len(self.plan.question.by))]
        if not names:
            return frame.with_columns(pl.lit(0, dtype=pl.Int64).alias("group"))
        return frame.join(self.groups, on=names, nulls_equal=True)

    def node(self, node: Node) -> Cells:
        """The cells of a planned formula."""
        if isinstance(node, Number):
            return cell.constant(self.shape, node.value)
        if isinstance(node, Leaf):
            return self.atom(node.atom)
        if isinstance(node, Parts):
            return self._parts(node)
        if isinstance(node, ItemMean):
            frames = {leaf.atom: self.frame_of(leaf.atom, Shape.ITEMS) for leaf in leaves(node.of)}
            return self._present(self.arrays(mean_of_items(node, frames)), self._why_no_items(node))
        if isinstance(node, Spread):
            return self._spread(node)
        no_base, mixed = self.reasons.index(Reason("no_base")), self.reasons.index(Reason("mixed_currencies"))
        with np.errstate(invalid="ignore", divide="ignore"):
            return cell.calculate(node.sign, self.node(node.left), self.node(node.right), no_base, mixed)

    def atom(self, index: int) -> Cells:
        """The cells of one measure: its statements' rows, and what the load log says where there are none."""
        if index not in self._atoms:
            atom = self.plan.atoms[index]
            parts = [self._part(index, atom, shape) for shape in sorted({p.shape for p in atom.picks})]
            self._atoms[index] = self._joined(atom, parts, self.why_nothing(index))
        return self._atoms[index]

    def why_nothing(self, index: int) -> int | Ints:
        """The reason of cells that no account of an atom concerns; arrays spread over the cells."""
        atom = self.plan.atoms[index]
        return self.reasons.index(atom.missing or Reason("no_account", measure=atom.measure.code))

    def _joined(self, atom: Atom, parts: Sequence[Cells], nothing: int | Ints) -> Cells:
        if not parts:
            return cell.unavailable(self.shape, nothing)
        if len(parts) == 1:
            joined = parts[0]
        else:
            lacking = self.reasons.index(Reason("not_loaded", measure=atom.measure.code))
            mixed = self.reasons.index(Reason("mixed_currencies"))
            joined = cell.add_parts(parts, lambda flags: np.full(flags.shape[1:], lacking), mixed)
        absent = joined.rank == cell.ABSENT
        rank = np.where(absent, cell.UNAVAILABLE, joined.rank)
        return Cells(joined.value, rank, np.where(absent, nothing, joined.cause), joined.rows, joined.currency)

    @cached_property
    def _placed(self) -> list[tuple[Statement, dict[object, pl.DataFrame]]]:
        """Every result with its rows put into their cells, split by measure."""
        return [
            (
                statement,
                {key[0]: part for key, part in self.placed(frame).partition_by("measure_code", as_dict=True).items()},
            )
            for statement, frame in self.results
        ]

    def frame_of(self, index: int, shape: Shape) -> pl.DataFrame | None:
        """The placed rows of one atom from the statements of one shape, one row per cell (and item)."""
        code = self.plan.atoms[index].stored
        frames = [
            parts[code]
            for statement, parts in self._placed
            if statement.shape is shape and statement.atoms.get(code) == index and code in parts
        ]
        if len(frames) < 2:
            return frames[0] if frames else None
        whole = pl.concat(frames, how="diagonal_relaxed")
        cells = [name for name in ("side", "group", "at", "item_id") if name in whole.columns]
        summed = [pl.col(name).sum() for name in ("value", "rows", "keys") if name in whole.columns]
        largest = [
            pl.col(n).max() for n in ("worst", "currency", "currencies", "days_off", "age_days") if n in whole.columns
        ]
        return whole.group_by(cells).agg(*summed, *largest)

    def read(self, index: int, shape: Shape) -> Arrays:
        """What the statements of one shape read of an atom, over the cells."""
        return self.arrays(self.frame_of(index, shape))

    def arrays(self, frame: pl.DataFrame | None) -> Arrays:
        """The frame's columns over the cells."""
        return Arrays(self.shape, frame, self.currencies)

    def _part(self, index: int, atom: Atom, shape: Shape) -> Cells:
        picks = [pick for pick in atom.picks if pick.shape is shape]
        arrays, members = self.read(index, shape), self.members(picks)
        due = [self.due_before(self.plan.coverage.accounts[pick.account_id].platform) for pick in picks]
        facts = Facts(
            measure=atom.measure,
            picks=picks,
            members=members,
            due=due,
            edges=self.edges,
            arrays=arrays,
            undated=self.plan.sides[0] is None,
            window=self._window,
            today=day_number(self.plan.moment.date()),
            accounts=self.plan.coverage.accounts,
        )
        cells = JUDGES[shape](facts, self.reasons)
        concerned = np.broadcast_to(np.any(members, axis=0, keepdims=True)[:, :, None], self.shape)
        rank = np.where(concerned | (arrays.rows > 0), cells.rank, cell.ABSENT)
        return self._marked(atom, picks, arrays, replace(cells, rank=rank))

    def _marked(self, atom: Atom, picks: Sequence[Pick], arrays: Arrays, cells: Cells) -> Cells:
        """What every shape has in common: overlapping parts, withheld values, currencies, values still moving."""
        code = atom.measure.code
        overlapping = sorted({axis for pick in picks for axis in pick.overlapping})
        if overlapping:
            cause = self.reasons.index(Reason("parts_only", axes=", ".join(overlapping), measure=code))
            cells = cells.worsened(cells.known, cell.PARTIAL, cause)
        withheld = self.reasons.index(Reason("suppressed", measure=code))
        cells = cells.worsened(arrays.suppressed & np.isnan(arrays.value), cell.UNAVAILABLE, withheld)
        cells = cells.worsened(arrays.suppressed, cell.PARTIAL, withheld)
        cells = cells.worsened(arrays.mixed, cell.UNAVAILABLE, self.reasons.index(Reason("mixed_currencies")))
        moving = self.reasons.index(Reason("provisional", measure=code))
        return cells.worsened(arrays.provisional, cell.PROVISIONAL, moving)

    def members(self, picks: Sequence[Pick]) -> Flags:
        """Which picks (first axis) concern which groups: all, unless the breakdown is by something of the account."""
        flags = np.ones((len(picks), self.shape[1]), dtype=bool)
        accounts = self.plan.coverage.accounts
        for position, name in enumerate(self.plan.question.by):
            column = DIMENSIONS[name].column
            if not column.startswith("account."):
                continue
            values = self.groups[f"d{position}"].to_numpy()
            attribute = column.removeprefix("account.")
            own = np.array([getattr(accounts[p.account_id], attribute) for p in picks], dtype=object)
            flags &= own[:, None] == values[None, :]
        return flags

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """First day, and day after the last, of every bucket: shape (sides, buckets); equal where there is none."""
        starts = np.zeros((self.shape[0], self.shape[2]), dtype=np.int64)
        ends = starts.copy()
        for side, found in enumerate(self.plan.buckets):
            for i, bucket in enumerate(found):
                if bucket is not None:
                    starts[side, i], ends[side, i] = day_number(bucket.start), day_number(bucket.end) + 1
        return starts, ends

    def due_before(self, platform: str) -> int:
        """The first day whose figures the platform need not have delivered yet."""
        known = self.platforms.get(platform)
        lag = dt.timedelta(hours=known.lag_hours if known else 0)
        return day_number((self.plan.moment - lag).date())

    @property
    def _window(self) -> str:
        """The calendar unit that the buckets are; '' for any other span."""
        side, grain = self.plan.sides[0], self.plan.question.grain
        unit = grain if grain is not Grain.TOTAL or side is None else calendar_unit(side)
        return "" if unit in (None, Grain.TOTAL) else str(unit)

    def _parts(self, node: Parts) -> Cells:
        """A derived sum; names in the reason are the measures that are lacking."""
        cells = [self.atom(leaf.atom) for leaf in node.leaves]
        atoms = [self.plan.atoms[leaf.atom] for leaf in node.leaves]
        cells = [self._with_gaps(atom, part, atoms) for atom, part in zip(atoms, cells, strict=True)]
        codes = [atom.measure.code for atom in atoms]

        def missing(flags: Flags) -> Ints:
            bits = (flags * (1 << np.arange(len(codes)))[:, None, None, None]).sum(axis=0)
            causes = np.full(bits.shape, -1, dtype=np.int64)
            for pattern in np.unique(bits[bits > 0]):
                names = ", ".join(code for i, code in enumerate(codes) if pattern >> i & 1)
                causes[bits == pattern] = self.reasons.index(Reason("without_part", parts=names))
            return causes

        return cell.add_parts(cells, missing, self.reasons.index(Reason("mixed_currencies")))

    def _with_gaps(self, atom: Atom, part: Cells, atoms: Sequence[Atom]) -> Cells:
        """A social part that some account of its sisters does not give makes the sum partial there."""
        if atom.measure.group != "social" or not atom.picks:
            return part
        everyone = {pick.account_id: pick for other in atoms for pick in other.picks}
        own = {pick.account_id for pick in atom.picks}
        lacking = [pick for account, pick in everyone.items() if account not in own]
        if not lacking:
            return part
        concerned = np.broadcast_to(np.any(self.members(lacking), axis=0, keepdims=True)[:, :, None], self.shape)
        cause = self.reasons.index(Reason("without_part", parts=atom.measure.code))
        return part.worsened(concerned & part.known, cell.PARTIAL, cause)

    def _spread(self, node: Spread) -> Cells:
        atom = self.plan.atoms[node.atom]
        frames = [self.frame_of(node.atom, shape) for shape in sorted({p.shape for p in atom.picks})]
        rows = [frame.select("side", "group", "at", "value") for frame in frames if frame is not None and len(frame)]
        if not rows:
            cause = atom.missing or Reason("not_loaded", measure=atom.measure.code)
            return cell.unavailable(self.shape, self.reasons.index(cause))
        squares = (
            pl.concat(rows)
            .group_by("side", "group", "at")
            .agg((1 - (pl.col("value") / pl.col("value").sum()).pow(2).sum()).alias("value"), pl.len().alias("rows"))
        )
        return self._present(self.arrays(squares), Reason("not_loaded", measure=atom.measure.code))

    def _why_no_items(self, node: ItemMean) -> Reason:
        atoms = [self.plan.atoms[leaf.atom] for leaf in leaves(node.of)]
        missing = [atom.missing for atom in atoms if atom.missing]
        return missing[0] if missing else Reason("not_published", measure=atoms[0].measure.code)

    def _present(self, arrays: Arrays, otherwise: Reason) -> Cells:
        """Measured where rows were read, else unavailable."""
        read = (arrays.rows > 0) & ~np.isnan(arrays.value)
        rank = np.where(read, cell.MEASURED, cell.UNAVAILABLE)
        cause = np.where(read, -1, self.reasons.index(otherwise))
        return Cells(np.where(read, arrays.value, np.nan), rank, cause, arrays.rows, arrays.currency)
