"""What is answered: one cell per KPI, bucket and slice, each with its state and its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How far a value can be trusted, best first; in a formula the worst of its parts wins."""

    MEASURED = "measured"
    PROVISIONAL = "provisional"
    PARTIAL = "partial"
    FAILED = "failed"
    UNAVAILABLE = "unavailable"
    NO_BASE = "no_base"


class Basis(StrEnum):
    """What the value counts: activity inside the period, or lifetime totals of items published in it."""

    ACTIVITY = "activity"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Compared:
    """The value a cell is held against, with the period it belongs to.

    `change_relative` is None where the earlier value is 0 or unknown; for ratios `change_absolute` is in points (0..1).
    Across a series break no change is given, unless the question forces it; `reason` says which break.
    """

    label: str
    period_start: dt.date
    period_end: dt.date
    value: float | None
    state: State
    change_absolute: float | None
    change_relative: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Lineage:
    """Which definition was used and which files were read for this cell."""

    definition_version: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One cell. `value` is None exactly when the state is failed, unavailable or no_base.

    `n` is the size of the base: the divisor of a ratio, the items of a mean, else the number of rows read.
    `incomplete` is true while the bucket still runs or its source has not had time to report.
    `unit` is `currency` spelt as its ISO 4217 code (XXX = the source names none).
    """

    kpi: str
    period_start: dt.date | None
    period_end: dt.date | None
    by: Mapping[str, str | int | None]
    value: float | None
    unit: str
    state: State
    reason: str | None
    n: float | None
    incomplete: bool
    basis: Basis
    compare: Compared | None
    lineage: Lineage

    def to_dict(self) -> dict[str, Any]:
        """The cell as JSON shows it; whole numbers come without a fraction."""
        cell = _fields(self)
        cell["by"] = dict(self.by)
        cell["compare"] = _fields(self.compare) if self.compare else None
        cell["lineage"] = _fields(self.lineage)
        return {name: _plain(value) for name, value in cell.items()}


def _fields(value: Answer | Compared | Lineage) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
