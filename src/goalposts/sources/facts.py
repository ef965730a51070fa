"""From records to facts: the wide rows a source has read become long fact rows, dimension rows and load log.

A record is one row of a file. Its frame has `_record` (its number in the file, from 1), `_line`, `_part`, the key
columns its cut needs (`item_id`, `campaign_id`, `segment_id`, `country_code`, `device`, `paid_split`, dates) and one
numeric column per measure. An empty cell makes no fact. `_record` stays beside the facts so that the loader can count
records.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from goalposts.catalog.dimensions import cut_of
from goalposts.errors import Fault
from goalposts.sources.columns import Columns
from goalposts.sources.headers import normalise
from goalposts.sources.source import AskBack, Reading
from goalposts.warehouse.providers import log_rows, provider_measures
from goalposts.warehouse.tables import (
    DIM_CUSTOMER,
    DIM_ITEM,
    DIM_SEGMENT,
    FACTS,
    account_identity,
    campaign_identity,
    identity,
    item_identity,
    segment_identity,
    segment_value,
)

METHOD = "csv"
EXACT = pl.Decimal(24, 6)
COUNTERS = ("lifetime", "instant")

_DATES = ("period_start", "period_end")
PLACE = ("_record", "_line", "_part")
"""Where in its file a record stands."""
_DESCRIBED = {
    "dim_item": "item_id",
    "dim_campaign": "campaign_id",
    "dim_segment": "segment_id",
    "dim_customer": "customer_id",
}
ROW_TABLES = {table.name: table for table in FACTS if table.name != "fact_measure"}
"""The row-level tables by name."""
_NEUTRAL: dict[str, object] = {
    "item_id": 0, "campaign_id": 0, "channel": "", "segment_id": 0,
    "country_code": "ZZ", "device": "all", "paid_split": "total",
}  # fmt: skip
_LOG_SCHEMA = {
    "measure_code": pl.String, "account_id": pl.Int64, "cut": pl.String, "window_kind": pl.String,
    "table_name": pl.String, "adds_up": pl.Boolean, "first_day": pl.Date, "last_day": pl.Date,
    "state": pl.String, "reason": pl.String,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """Whose numbers a file holds; `time_zone` is the one its days and hours are written in, None = not known."""

    platform: str
    name: str
    time_zone: str | None = None
    currency: str | None = None

    @property
    def account_id(self) -> int:
        """The id of the account in the lake."""
        return account_identity(self.platform, self.name)


@dataclass
class Facts:
    """Collects the records of one file and makes a Reading of them.

    `read_on` dates lifetime counters, `people_key` hashes people's ids. Faults, open questions and notes are added as
    they are met.
    """

    account: Account
    file: str
    read_on: dt.date
    people_key: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    questions: list[AskBack] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gathered: int = 0
    _frames: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    _log: list[dict[str, object]] = field(default_factory=list)

    def note(self, text: str, when: bool = True) -> None:
        """Say once what was assumed or left out, if it happened at all."""
        if when and text not in self.notes:
            self.notes.append(text)

    def take(self, columns: Columns, silent: Iterable[str] = ()) -> None:
        """Keep the faults and doubts of a table, and name the columns nobody stores.

        silent: fields the source has a note of its own about.
        """
        self.faults += columns.faults
        for doubt in columns.doubts:
            self.note(doubt)
        unused = columns.unused(columns.headers[name] for name in silent if name in columns)
        self.note(f"Not stored: {', '.join(f'`{header}`' for header in unused)}.", bool(unused))

    def withhold(self, columns: Columns, personal: Iterable[str]) -> None:
        """Say which columns hold personal data, whose cells are never read."""
        words = {normalise(word) for word in personal}
        held = [header for header in columns.table.headers if normalise(header) in words]
        columns.used.update(held)
        self.note(f"Personal data is not kept: {', '.join(f'`{header}`' for header in held)}.", bool(held))

    def with_items(self, records: pl.DataFrame, axis: str, kind: str) -> pl.DataFrame:
        """`records` with `item_id` made from `item_ext`; every column named as in `dim_item` describes the item.

        A weekday (1 = Monday) is taken from `published_on` unless it is given; `kind` counts where a record names no
        `item_kind` of its own.
        """
        account_id = self.account.account_id
        records = _with_ids(records, "item_ext", "item_id", lambda ext: item_identity(account_id, axis, ext))
        described = [name for name in DIM_ITEM.columns if name in records.columns]
        items = records.select(described).unique("item_id", keep="first", maintain_order=True)
        if "published_on" in described and "weekday" not in described:
            items = items.with_columns(pl.col("published_on").dt.weekday().alias("weekday"))
        item_kind = pl.col("item_kind").fill_null(kind) if "item_kind" in described else pl.lit(kind).alias("item_kind")
        self._frames.setdefault("dim_item", []).append(
            items.with_columns(pl.lit(account_id).alias("account_id"), item_kind)
        )
        return records

    def with_campaigns(self, records: pl.DataFrame, column: str = "campaign") -> pl.DataFrame:
        """`records` with `campaign_id` made from the campaign's name; no name means no campaign (0)."""
        records = _with_ids(records, column, "campaign_id", campaign_identity)
        campaigns = records.select("campaign_id", pl.col(column).alias("name")).drop_nulls("name")
        self._frames.setdefault("dim_campaign", []).append(campaigns.unique("campaign_id", maintain_order=True))
        return records.with_columns(pl.col("campaign_id").fill_null(0))

    def with_segments(self, records: pl.DataFrame, axes: Sequence[str]) -> pl.DataFrame:
        """`records` with `segment_id` made from the columns `axes`, computed once for each distinct slice."""
        slices = records.select(axes).unique(maintain_order=True)
        named = [{axis: value for axis, value in row.items() if value is not None} for row in slices.to_dicts()]
        slices = slices.with_columns(
            pl.Series("segment_id", [segment_identity(values) for values in named], dtype=pl.Int64),
            pl.Series("value", [segment_value(values) for values in named], dtype=pl.String),
        )
        described = [name for name in DIM_SEGMENT.columns if name in slices.columns]
        self._frames.setdefault("dim_segment", []).append(slices.select(described))
        return records.join(slices.drop("value"), on=list(axes), how="left", nulls_equal=True, maintain_order="left")

    def add(
        self,
        records: pl.DataFrame,
        measures: Sequence[str],
        *,
        axes: Sequence[str] = (),
        window: str = "lifetime",
        adds_up: bool = True,
        currencies: Mapping[str, str] | None = None,
        covers: tuple[dt.date, dt.date] | None = None,
        lost: int = 0,
        lacks: str = "",
    ) -> None:
        """Turn records of one cut and one kind of window into facts and load log.

        currencies: measure -> ISO code, for money. covers: the days the file speaks for where it leaves out days
        without data. lost: how many records were rejected before, which makes counters and slices partial. lacks: what
        this kind of file never holds, which makes all of it partial.
        """
        if window in COUNTERS:
            records = records.with_columns(pl.lit(self.read_on).alias(name) for name in _DATES)
        elif window == "day":
            records = records.with_columns(pl.col("period_start").alias("period_end"))
        measures = [name for name in measures if name in records.columns]
        records = self._without_repeats(records, measures)
        cut = cut_of(*axes)
        for measure in measures:
            self._cover(records, measure, cut, window, adds_up, covers, lost, lacks)
        self._frames.setdefault("fact_measure", []).append(self._long(records, measures, cut, window, currencies or {}))

    def add_rows(
        self,
        table: str,
        records: pl.DataFrame,
        day: str,
        *,
        gives: Collection[str] = (),
        covers: tuple[dt.date, dt.date] | None = None,
        undated: bool = False,
        window: str = "day",
    ) -> None:
        """Keep records as rows of a row-level table (orders, leads, answers, mentions), whose id they carry.

        Columns are named as in the table. day: the column that dates a row. gives: the measures these rows can be
        counted for (default: all of the table's). covers: the days the file speaks for, where that is more than from
        the first to the last day it holds. undated: rows without that day count where no period is asked for (else they
        have not happened yet). window: the kind of window of rows that are sums of all the days covered.
        """
        held = [name for name in ROW_TABLES[table].columns if name in records.columns]
        account = [] if "account_id" in held else [pl.lit(self.account.account_id, dtype=pl.Int64).alias("account_id")]
        place = (
            pl.col("_part").cast(pl.Int16).alias("part"),
            pl.col("_line").cast(pl.Int32).alias("line"),
            pl.col("_record").cast(pl.Int64),
        )
        self._frames.setdefault(table, []).append(records.select(*held, *account, *place))
        dated = pl.col(day).cast(pl.Date)
        first, last = covers or records.select(dated.min().alias("first"), dated.max().alias("last")).row(0)
        dateless = int(records[day].null_count()) if undated else 0
        measures = [code for code in provider_measures(table) if code in gives] if gives else None
        if first is None and not dateless:
            return
        for number in records["account_id"].unique().sort() if "account_id" in held else [self.account.account_id]:
            log = log_rows(table, number, 0, first, last, measures, dateless, window)
            self._log += log.drop("source_id").to_dicts()

    def person(self, ext: str) -> str:
        """A key for a person that is the same in every file of this workspace and leads nobody back to them."""
        return hashlib.blake2b(ext.encode(), digest_size=16, key=self.people_key).hexdigest()

    def with_accounts(self, records: pl.DataFrame, column: str, owner_kind: str) -> pl.DataFrame:
        """`records` with `account_id` made from an account's name, on the platform of the file's own account."""
        platform = self.account.platform
        records = _with_ids(records, column, "account_id", lambda name: account_identity(platform, name))
        named = records.select("account_id", pl.col(column).alias("name")).unique("account_id", maintain_order=True)
        described = {"platform": platform, "owner_kind": owner_kind, "time_zone": self.account.time_zone}
        accounts = named.with_columns(
            pl.col("name").alias("account_ext"),
            *(pl.lit(value, dtype=pl.String).alias(name) for name, value in described.items()),
        )
        self._frames.setdefault("dim_account", []).append(accounts)
        return records

    def with_customers(self, records: pl.DataFrame, column: str = "customer_ext") -> pl.DataFrame:
        """`records` with `customer_id`; every column named as in `dim_customer` describes the customer.

        The customer's own id is hashed with the workspace's key before it is kept, so that it leads back to nobody.
        """
        account_id = self.account.account_id
        records = _with_ids(
            records, column, "customer_id", lambda ext: identity("customer", account_id, self.person(ext))
        )
        described = [name for name in DIM_CUSTOMER.columns if name in records.columns and name != "customer_ext"]
        customers = records.select(described).drop_nulls("customer_id").unique("customer_id", maintain_order=True)
        hashed = pl.col("customer_id").cast(pl.String).alias("customer_ext")
        self._frames.setdefault("dim_customer", []).append(customers.with_columns(hashed))
        return records.with_columns(pl.col("customer_id").fill_null(0))

    def reading(self, rows_read: int) -> Reading:
        """Everything collected, one frame for each lake table."""
        account = {
            "account_id": [self.account.account_id],
            "platform": [self.account.platform],
            "account_ext": [self.account.name],
            "name": [self.account.name],
            "owner_kind": ["own"],
            "time_zone": [self.account.time_zone],
            "currency": [self.account.currency],
        }
        own = pl.DataFrame(account, schema_overrides={"time_zone": pl.String, "currency": pl.String})
        accounts = pl.concat([own, *self._frames.get("dim_account", [])], how="diagonal_relaxed")
        rows = {"dim_account": accounts.unique("account_id", keep="first", maintain_order=True)}
        for table, key in _DESCRIBED.items():
            if table in self._frames:
                joined = pl.concat(self._frames[table], how="diagonal_relaxed")
                rows[table] = joined.unique(key, keep="first", maintain_order=True)
        for table in ("fact_measure", *ROW_TABLES):
            if table in self._frames:
                rows[table] = pl.concat(self._frames[table], how="diagonal_relaxed")
        return Reading(
            account_name=self.account.name,
            platform=self.account.platform,
            rows=rows,
            load_log=pl.DataFrame(self._log, schema=_LOG_SCHEMA),
            rows_read=rows_read,
            faults=self.faults,
            questions=self.questions,
            notes=self.notes,
            gathered=self.gathered,
        )

    def _long(
        self, records: pl.DataFrame, measures: Sequence[str], cut: str, window: str, currencies: Mapping[str, str]
    ) -> pl.DataFrame:
        keys = [name for name in _NEUTRAL if name in records.columns]
        long = (
            records.lazy()
            .select(*PLACE, *_DATES, *keys, *(pl.col(name).cast(EXACT) for name in measures))
            .unpivot(measures, index=[*PLACE, *_DATES, *keys], variable_name="measure_code")
            .drop_nulls("value")
        )
        code = pl.col("measure_code")
        return long.select(
            code,
            pl.lit(self.account.account_id, dtype=pl.Int64).alias("account_id"),
            pl.lit(cut).alias("cut"),
            pl.lit(window).alias("window_kind"),
            *_DATES,
            *(pl.col(name) if name in keys else _literal(name, value) for name, value in _NEUTRAL.items()),
            pl.lit(f"{self.account.platform}/{METHOD}").alias("source_kind"),
            "value",
            code.replace_strict(dict(currencies), default=None, return_dtype=pl.String).alias("currency"),
            pl.lit("final").alias("status"),
            pl.col("_part").cast(pl.Int16).alias("part"),
            pl.col("_line").cast(pl.Int32).alias("line"),
            pl.col("_record").cast(pl.Int64),
        ).collect()

    def _without_repeats(self, records: pl.DataFrame, measures: Sequence[str]) -> pl.DataFrame:
        """Keep the first of records that speak of the same thing; a repeat with other numbers is a fault."""
        key = [name for name in (*_DATES, *_NEUTRAL) if name in records.columns]
        if not records.select(key).is_duplicated().any():
            return records
        first = records.unique(key, keep="first", maintain_order=True)
        repeats = records.join(first.select("_record"), on="_record", how="anti", maintain_order="left")
        both = repeats.join(first.select(*key, "_line", *measures), on=key, suffix="_first", maintain_order="left")
        same = pl.all_horizontal(pl.lit(True), *(pl.col(name).eq_missing(pl.col(f"{name}_first")) for name in measures))
        other = both.filter(~same)
        for line, first_line in other.select("_line", "_line_first").iter_rows():
            text = f"says other numbers than line {first_line} for the same thing; the first one is kept"
            self.faults.append(Fault(text, file=self.file, line=line))
        count = len(both) - len(other)
        self.note(f"{count} rows repeat an earlier row exactly and were counted once.", count > 0)
        return first

    def _cover(
        self,
        records: pl.DataFrame,
        measure: str,
        cut: str,
        window: str,
        adds_up: bool,
        covers: tuple[dt.date, dt.date] | None,
        lost: int,
        lacks: str,
    ) -> None:
        held = records.filter(pl.col(measure).is_not_null())
        if held.is_empty():
            return
        empty = len(records) - len(held)
        holes_show = window == "day" and not cut and covers is None
        whole = not lacks and (holes_show or not (empty or lost))
        reason = None if whole else lacks or f"{empty} empty cells and {lost} rejected rows of {len(records) + lost}"
        for first, last in [covers] if covers else _spans(held, window):
            self._log.append(
                {
                    "measure_code": measure, "account_id": self.account.account_id, "cut": cut,
                    "window_kind": window, "table_name": "fact_measure", "adds_up": adds_up,
                    "first_day": first, "last_day": last, "state": "loaded" if whole else "partial", "reason": reason,
                }
            )  # fmt: skip


def _spans(held: pl.DataFrame, window: str) -> list[tuple[dt.date, dt.date]]:
    """The windows covered: days that follow each other as one span, other windows as they are."""
    if window != "day":
        return held.select(_DATES).unique().sort(_DATES).rows()
    days = held.select(pl.col("period_start").unique().sort())
    runs = days.with_columns(
        (pl.col("period_start").diff() != dt.timedelta(days=1)).fill_null(True).cum_sum().alias("run")
    )
    spans = runs.group_by("run", maintain_order=True).agg(
        pl.col("period_start").first().alias("first"), pl.col("period_start").last().alias("last")
    )
    return spans.select("first", "last").rows()


def _with_ids(records: pl.DataFrame, column: str, into: str, identify: Callable[[str], int]) -> pl.DataFrame:
    """`records` with the id of each value of `column`, computed once for each distinct value; null stays null."""
    distinct = records[column].drop_nulls().unique()
    ids = pl.DataFrame({column: distinct, into: pl.Series([identify(value) for value in distinct], dtype=pl.Int64)})
    return records.join(ids, on=column, how="left", maintain_order="left")


def _literal(name: str, value: object) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int64 if name.endswith("_id") else pl.String).alias(name)
