"""Pages of facts: one ledger gathers what one simulated file of one account says, and becomes a batch for the lake."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from goalposts.demo.calendar import Calendar
from goalposts.periods import Period
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.providers import log_rows
from goalposts.warehouse.tables import FACT_MEASURE, account_identity, identity

BRAND = "Maru Tea (simulated)"
LABEL = "simulated"
CURRENCY = "USD"

Array = np.ndarray[Any, Any]

_LAYOUT = pl.DataFrame(
    schema={
        "measure_code": pl.String,
        "cut": pl.String,
        "window_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "item_id": pl.Int64,
        "segment_id": pl.Int64,
        "campaign_id": pl.Int64,
        "channel": pl.String,
        "country_code": pl.String,
        "device": pl.String,
        "paid_split": pl.String,
        "value": pl.Decimal(24, 6),
        "currency": pl.String,
    }
).schema
_NEUTRAL = {
    "item_id": 0,
    "segment_id": 0,
    "campaign_id": 0,
    "channel": "",
    "country_code": "ZZ",
    "device": "all",
    "paid_split": "total",
}


@dataclass(frozen=True)
class Account:
    """An account of the sample world; `name` always says that it is simulated."""

    platform: str
    name: str
    brand: str = BRAND
    owner_kind: str = "own"
    time_zone: str = "Asia/Seoul"

    @cached_property
    def id(self) -> int:
        return account_identity(self.platform, self.name)

    def row(self) -> dict[str, object]:
        """The account as a row of dim_account."""
        return {
            "account_id": self.id,
            "platform": self.platform,
            "account_ext": self.name,
            "name": self.name,
            "brand": self.brand,
            "owner_kind": self.owner_kind,
            "time_zone": self.time_zone,
            "currency": CURRENCY,
            "industry_code": "food_beverage",
            "country": "KR",
        }


@dataclass
class Ledger:
    """What one file says: rows for lake tables, and the days it covers."""

    account: Account
    file: str
    captured_at: dt.datetime
    tables: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    loads: list[pl.DataFrame] = field(default_factory=list)

    @property
    def source_id(self) -> int:
        return identity("demo", self.file, self.account.id)

    def measure(
        self,
        code: str,
        values: Array,
        first: Array,
        last: Array | None = None,
        *,
        window: str = "day",
        cut: str = "",
        covers: Period | None = None,
        adds_up: bool = True,
        currency: str | None = None,
        slices: Mapping[str, Array | str] | None = None,
    ) -> None:
        """Add rows of one measure. `covers`: the days known; None = only the very windows of the rows.

        Money is given in whole cents.
        """
        held = np.asarray(values) / 100 if currency else np.asarray(values)
        columns: dict[str, Any] = {"value": pl.Series(held, dtype=pl.Float64).round(6).cast(pl.Decimal(24, 6))}
        columns |= {"period_start": _dates(first), "period_end": _dates(first if last is None else last)}
        fixed = {"measure_code": code, "cut": cut, "window_kind": window, "currency": currency} | _NEUTRAL
        for name, given in (slices or {}).items():
            if isinstance(given, str):
                fixed[name] = given
            else:
                columns[name] = pl.Series(given)
                del fixed[name]
        frame = pl.DataFrame(columns).with_columns(pl.lit(v, dtype=_LAYOUT[k]).alias(k) for k, v in fixed.items())
        self.add(FACT_MEASURE.name, frame.select(_LAYOUT.names()))
        spans = [covers] if covers else _spans(frame)
        self.cover(code, spans, cut=cut, window=window, adds_up=adds_up)

    def daily(self, calendar: Calendar, measures: Mapping[str, Array], covers: list[Period]) -> None:
        """Add day rows of several measures, one value a day, for the days of `covers` only."""
        keep = np.any([calendar.inside(span) for span in covers], axis=0)
        for code, values in measures.items():
            self.measure(code, values[keep], calendar.dates[keep], covers=covers[0])
            self.cover(code, covers[1:])

    def add(self, table: str, frame: pl.DataFrame) -> None:
        """Add rows of any lake table."""
        self.tables.setdefault(table, []).append(frame)

    def cover(
        self,
        code: str,
        spans: list[Period],
        *,
        cut: str = "",
        window: str = "day",
        adds_up: bool = True,
        state: str = "loaded",
        reason: str = "",
    ) -> None:
        """Say for which days a measure is known (or, with state `failed`, why it is not)."""
        if spans:
            self.loads.append(
                pl.DataFrame(
                    {
                        "first_day": pl.Series([s.start for s in spans], dtype=pl.Date),
                        "last_day": pl.Series([s.end for s in spans], dtype=pl.Date),
                    }
                ).select(
                    pl.lit(self.source_id).alias("source_id"),
                    pl.lit(code).alias("measure_code"),
                    pl.lit(self.account.id).alias("account_id"),
                    pl.lit(cut).alias("cut"),
                    pl.lit(window).alias("window_kind"),
                    pl.lit(FACT_MEASURE.name).alias("table_name"),
                    pl.lit(adds_up).alias("adds_up"),
                    "first_day",
                    "last_day",
                    pl.lit(state).alias("state"),
                    pl.lit(reason).alias("reason"),
                )
            )

    def events(self, table: str, frame: pl.DataFrame, covers: Period, account: Account | None = None) -> None:
        """Add row-level facts, known for every day of `covers`."""
        if frame.height:
            self.add(table, frame)
        self.loads.append(log_rows(table, (account or self.account).id, self.source_id, covers.start, covers.end))

    def batch(self) -> Batch:
        """Everything gathered, ready for the lake."""
        self.add("dim_account", pl.DataFrame([self.account.row()]))
        rows = {table: pl.concat(frames, how="vertical_relaxed") for table, frames in self.tables.items()}
        origin = Origin(
            source_id=self.source_id,
            file_hash=f"simulated:{self.source_id:016x}",
            file_name=self.file,
            detected="demo",
            platform=self.account.platform,
            method="demo",
            account_id=self.account.id,
            captured_at=self.captured_at,
            rows_read=sum(frame.height for table, frame in rows.items() if table.startswith("fact_")),
            notes=("Simulated: these numbers belong to no real business.",),
        )
        if not self.loads:
            return Batch(origin, rows)
        return Batch(origin, rows, pl.concat(self.loads, how="vertical_relaxed").unique(maintain_order=True))


@dataclass(frozen=True)
class Part:
    """One subject of the world: its batches, and what happened on each day counted apart from them (money in cents)."""

    batches: list[Batch]
    daily: dict[str, Array] = field(default_factory=dict)


def generator(seed: int, subject: str) -> np.random.Generator:
    """The random numbers of one subject: what one subject draws never moves another."""
    return np.random.default_rng([seed, identity(subject) % 2**32])


def _dates(days: Array) -> pl.Series:
    return pl.Series(np.asarray(days, dtype="datetime64[D]"))


def _spans(frame: pl.DataFrame) -> list[Period]:
    pairs = frame.select("period_start", "period_end").unique(maintain_order=True)
    return [Period(first, last) for first, last in pairs.iter_rows()]
