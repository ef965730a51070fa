"""The answers to one question: arrays inside, cells, frames, JSON and a notebook table outside."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.metrics.answer import Answer, Compared, Lineage
from goalposts.metrics.breaks import NOWHERE, Crossings
from goalposts.metrics.cells import STATES, Cells, Flags, Floats
from goalposts.metrics.coverage import day_number
from goalposts.metrics.lineage import FileIndex, held_period
from goalposts.metrics.nodes import Plan, PlannedKpi
from goalposts.metrics.question import Question
from goalposts.metrics.reason import MINOR, Reason
from goalposts.periods import Period

if TYPE_CHECKING:
    import pandas as pd


NO_CODE = "XXX"
"""ISO 4217 for "no currency": the source names none, or nothing is known."""


@dataclass(frozen=True)
class Column:
    """The cells of one KPI, how big each base is, whether its buckets still run, and the series breaks it crosses."""

    planned: PlannedKpi
    cells: Cells
    size: Floats
    running: Flags
    crossings: Crossings | None = None


@dataclass(frozen=True)
class Answers:
    """Everything a question was answered with; cells come in the order KPI, breakdown, bucket."""

    plan: Plan
    groups: pl.DataFrame
    columns: Sequence[Column]
    reasons: Sequence[Reason]
    currencies: Sequence[str]

    @property
    def question(self) -> Question:
        return self.plan.question

    def rows(self) -> list[Answer]:
        """Every cell as a value object."""
        return self._rows

    @cached_property
    def _rows(self) -> list[Answer]:
        return [answer for column in self.columns for answer in self._of(column)]

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.rows())

    def __len__(self) -> int:
        return len(self.columns) * len(self.groups) * len(self.plan.buckets[0])

    def to_dict(self) -> dict[str, Any]:
        """The question, its answers, and the series breaks that touch them, as JSON shows them."""
        return {
            "question": self.question.to_dict(),
            "answers": [answer.to_dict() for answer in self.rows()],
            "breaks": [{**found.to_dict(), "kpis": kpis} for found, kpis in self.breaks()],
        }

    def breaks(self) -> list[tuple[SeriesBreak, list[str]]]:
        """The series breaks within the days asked for, each with the KPIs it touches, oldest first."""
        found = {each.id: each for column in self.columns if column.crossings for each in column.crossings.breaks}
        kpis = {id_: [c.planned.definition.asked for c in self.columns if _crosses(c, id_)] for id_ in found}
        return [(each, kpis[each.id]) for each in sorted(found.values(), key=lambda each: (each.on, each.id))]

    def to_polars(self) -> pl.DataFrame:
        """One row per cell: kpi, period, breakdowns, value, unit, state, reason, n, incomplete and the comparison."""
        return pl.concat([self._frame(column) for column in self.columns], how="vertical_relaxed")

    def to_pandas(self) -> pd.DataFrame:
        """`to_polars` as a pandas frame; needs the `pandas` extra."""
        return self.to_polars().to_pandas()

    def _repr_html_(self) -> str:
        head = ["kpi", "period", *self.question.by, "value", "unit", "state", "reason"]
        lines = [
            [a.kpi, _span(a), *map(str, a.by.values()), _number(a), a.unit, a.state.value, a.reason or ""]
            for a in self.rows()[:200]
        ]
        cells = ("".join(f"<td>{html.escape(text)}</td>" for text in line) for line in lines)
        body = "".join(f"<tr>{line}</tr>" for line in cells)
        more = f"<p>… {len(self) - 200} more</p>" if len(self) > 200 else ""
        return f"<table><tr>{''.join(f'<th>{html.escape(h)}</th>' for h in head)}</tr>{body}</table>{more}"

    def _of(self, column: Column) -> Iterator[Answer]:
        by_names = self.question.by
        slices = [dict(zip(by_names, row, strict=True)) for row in self.groups.drop("group").iter_rows()]
        if not by_names:
            slices = [{}] * len(self.groups)
        for group, by in enumerate(slices):
            for at, bucket in enumerate(self.plan.buckets[0]):
                yield self._cell(column, group, at, by, bucket)

    def _cell(
        self, column: Column, group: int, at: int, by: Mapping[str, str | int | None], bucket: Period | None
    ) -> Answer:
        cells, where = column.cells, (0, group, at)
        state, value = STATES[cells.rank[where]], _float(cells.value[where])
        period = bucket or self._held(column)
        return Answer(
            kpi=column.planned.definition.asked,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            by=by,
            value=value,
            unit=self.unit(column, group, at),
            state=state,
            reason=self.said(column, group, at),
            n=_float(column.size[where]),
            incomplete=bool(column.running[group, at]),
            basis=column.planned.basis,
            compare=self._compared(column, group, at, value),
            lineage=Lineage(column.planned.definition.version, self._files(column, by, bucket)),
        )

    def said(self, column: Column, group: int, at: int) -> Reason | None:
        """What is to be said of a cell beside its value."""
        cause = self._reason(column, int(column.cells.cause[0, group, at]))
        if column.crossings and (cause is None or cause.code in MINOR):
            return column.crossings.mixture(group, at) or cause
        return cause

    def _reason(self, column: Column, cause: int) -> Reason | None:
        """What is to be said of a cell; that a value may still change is said only where nothing else is."""
        note = column.planned.note
        found = self.reasons[cause] if cause >= 0 else None
        return note if found is None or (note and found.code in MINOR) else found

    def unit(self, column: Column, group: int, at: int) -> str:
        """The unit of a cell; money as its ISO 4217 code."""
        unit = column.planned.definition.unit
        if unit != "currency":
            return unit
        index = int(column.cells.currency[0, group, at])
        return self.currencies[index] if index >= 0 else NO_CODE

    def _compared(self, column: Column, group: int, at: int, value: float | None) -> Compared | None:
        comparison = self.question.compare
        if comparison is None or len(self.plan.sides) < 2:
            return None
        before = self.plan.buckets[1][at]
        if before is None:
            return None
        cells, where = column.cells, (1, group, at)
        earlier, state = _float(cells.value[where]), STATES[cells.rank[where]]
        absolute = value - earlier if value is not None and earlier is not None else None
        reason = column.crossings.refusal(group, at) if column.crossings else None
        if reason is not None and not self.question.across_breaks:
            absolute = None
        relative = absolute / abs(earlier) if absolute is not None and earlier else None
        return Compared(comparison.value, before.start, before.end, earlier, state, absolute, relative, reason)

    def _held(self, column: Column) -> Period | None:
        """For a question without a period: the days that the sources used do cover; None for undated counters."""
        return self._spans[column.planned.definition.asked]

    @cached_property
    def _spans(self) -> dict[str, Period | None]:
        return {c.planned.definition.asked: held_period(self.plan, c.planned) for c in self.columns}

    def _files(self, column: Column, by: Mapping[str, str | int | None], bucket: Period | None) -> tuple[str, ...]:
        return self._lineage[column.planned.definition.asked].files(by, bucket)

    @cached_property
    def _lineage(self) -> dict[str, FileIndex]:
        return {c.planned.definition.asked: FileIndex(self.plan, c.planned) for c in self.columns}

    def _frame(self, column: Column) -> pl.DataFrame:
        _, groups, length = column.cells.value.shape
        cells = column.cells
        flat = {
            "kpi": np.repeat(column.planned.definition.asked, groups * length),
            "value": cells.value[0].ravel(),
            "rank": cells.rank[0].ravel(),
            "cause": cells.cause[0].ravel(),
            "currency": cells.currency[0].ravel(),
            "n": column.size[0].ravel(),
            "incomplete": column.running.ravel(),
        }
        frame = pl.DataFrame(flat).with_columns(pl.col("value", "n").fill_nan(None))
        periods = [bucket or self._held(column) for bucket in self.plan.buckets[0]] * groups
        said = [self._reason(column, cause) for cause in (*range(len(self.reasons)), -1)]
        reasons = pl.Series([reason and str(reason) for reason in said], dtype=pl.String)
        units = pl.Series([*self.currencies, NO_CODE], dtype=pl.String)
        unit = column.planned.definition.unit
        slices = self.groups.drop("group")[np.repeat(np.arange(groups), length)]
        by = [slices[name].alias(asked) for name, asked in zip(slices.columns, self.question.by, strict=False)]
        frame = frame.with_columns(
            pl.Series("period_start", [p and p.start for p in periods], dtype=pl.Date),
            pl.Series("period_end", [p and p.end for p in periods], dtype=pl.Date),
            pl.Series("state", STATES, dtype=pl.String).gather(frame["rank"]).alias("state"),
            reasons.gather((frame["cause"] % len(reasons)).cast(pl.UInt32)).alias("reason"),
            (
                units.gather((frame["currency"].clip(-1) % len(units)).cast(pl.UInt32)).alias("unit")
                if unit == "currency"
                else pl.lit(unit).alias("unit")
            ),
            *by,
        )
        names = ["kpi", "period_start", "period_end", *self.question.by, "value", "unit", "state", "reason"]
        frame = frame.select(*names, "n", "incomplete")
        if column.crossings:
            both = [column.crossings.mixture(group, at) for group in range(groups) for at in range(length)]
            mixed = pl.Series([both_ and str(both_) for both_ in both], dtype=pl.String)
            frame = frame.with_columns(pl.coalesce("reason", mixed).alias("reason"))
        return self._with_comparison(frame, column) if len(self.plan.sides) > 1 else frame

    def _with_comparison(self, frame: pl.DataFrame, column: Column) -> pl.DataFrame:
        groups = len(self.groups)
        before = list(self.plan.buckets[1]) * groups
        earlier = pl.Series("compare_value", column.cells.value[1].ravel()).fill_nan(None)
        change = frame["value"] - earlier
        if column.crossings and not self.question.across_breaks:
            change = pl.select(pl.when(pl.Series(column.crossings.between.ravel()) == NOWHERE).then(change)).to_series()
        return frame.with_columns(
            pl.Series("compare_start", [p and p.start for p in before], dtype=pl.Date),
            pl.Series("compare_end", [p and p.end for p in before], dtype=pl.Date),
            earlier,
            change.alias("change_absolute"),
            pl.when(earlier != 0).then(change / earlier.abs()).alias("change_relative"),
        )


def running(buckets: Sequence[Period | None], due: Sequence[int], members: Flags) -> Flags:
    """Which buckets still run, or whose sources have not had time to report: shape (groups, buckets).

    `due` holds, per account, the first day not yet due; `members` says which groups each account belongs to.
    """
    ends = np.array([day_number(bucket.end) if bucket else -1 for bucket in buckets])
    late = ends[None, :] >= np.array(due, dtype=np.int64)[:, None]
    return np.asarray((members[:, :, None] & late[:, None, :]).any(axis=0))


def _crosses(column: Column, id_: str) -> bool:
    return column.crossings is not None and any(each.id == id_ for each in column.crossings.breaks)


def _float(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _span(answer: Answer) -> str:
    if answer.period_start is None or answer.period_end is None:
        return ""
    return str(Period(answer.period_start, answer.period_end))


def _number(answer: Answer) -> str:
    return "–" if answer.value is None else f"{answer.value:,.4g}" if abs(answer.value) < 10 else f"{answer.value:,.2f}"
