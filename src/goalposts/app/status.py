"""What a workspace holds of each account, and how fresh it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from goalposts.app.freshness import DayState, Freshness, Load, cover_days, judge_freshness, runs_of
from goalposts.catalog.platforms import Platform
from goalposts.metrics.coverage import READINGS, Account
from goalposts.periods import Period
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import FACT_EXPOSURE, NO_DAY


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One account: the days its files cover, and when we last learned something of it (UTC).

    kinds: what its files were read as. strip: the state of each of the last 90 days, the newest, `today`, last.
    """

    account_id: int
    platform: str
    name: str
    owner_kind: str
    brand: str
    time_zone: str
    currency: str
    first_day: dt.date | None
    last_day: dt.date | None
    measures: int
    files: int
    captured_at: dt.datetime | None
    kinds: tuple[str, ...]
    freshness: Freshness
    strip: tuple[DayState, ...]
    today: dt.date

    @property
    def runs(self) -> list[tuple[DayState, Period]]:
        """The strip as spans of days of one state."""
        return list(runs_of(self.strip, self.today))

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it; the id is text, because JSON numbers lose digits beyond 2**53."""
        told = asdict(self) | {"account_id": str(self.account_id), "kinds": list(self.kinds)}
        del told["strip"], told["today"]
        days = [{"state": state, "from": str(span.start), "to": str(span.end)} for state, span in self.runs]
        return {name: _plain(value) for name, value in told.items()} | {"days": days}


def read_status(
    lake: Lake, accounts: Iterable[Account], platforms: Mapping[str, Platform], now: dt.datetime
) -> list[AccountStatus]:
    """The status of each of `accounts`, in their order; one of which nothing was ever loaded is among them."""
    loads, counts = _read_log(lake)
    described = {row["account_id"]: row for row in lake.accounts().iter_rows(named=True)}
    kinds: dict[int, set[str]] = defaultdict(set)
    for account_id, detected in lake.batches().select("account_id", "detected").iter_rows():
        kinds[account_id].add(detected)
    found = []
    for account in accounts:
        id_, own = account.account_id, described.get(account.account_id, {})
        platform = platforms.get(account.platform)
        lag, restate = (platform.lag_hours, platform.restate_days) if platform else (0, 0)
        good = [load for load in loads[id_] if load.state != "failed"]
        dated = [load for load in good if load.first != NO_DAY]
        found.append(
            AccountStatus(
                account_id=id_,
                platform=account.platform,
                name=account.name,
                owner_kind=account.owner_kind,
                brand=own.get("brand") or "",
                time_zone=own.get("time_zone") or "",
                currency=own.get("currency") or "",
                first_day=min((load.first for load in dated), default=None),
                last_day=max((load.last for load in dated), default=None),
                **counts.get(id_, {"measures": 0, "files": 0}),
                captured_at=max((load.captured_at.replace(tzinfo=dt.UTC) for load in good), default=None),
                kinds=tuple(sorted(kinds[id_])),
                freshness=judge_freshness(loads[id_], lag, restate, now),
                strip=cover_days(loads[id_], now.date()),
                today=now.date(),
            )
        )
    return found


def _read_log(lake: Lake) -> tuple[dict[int, list[Load]], dict[int, dict[str, int]]]:
    """The distinct loads of each account, and how many measures and files it has."""
    log = lake.load_log()
    columns = ("first_day", "last_day", "state", "captured_at", "error_class", "reason")
    reading = pl.col("window_kind").is_in(READINGS).alias("is_reading")
    goes_on = (pl.col("table_name") != FACT_EXPOSURE.name).alias("goes_on")
    distinct = log.select("account_id", *columns, reading, goes_on).unique().sort(pl.all())
    loads: dict[int, list[Load]] = defaultdict(list)
    for account_id, first, last, state, captured_at, error, reason, *kind in distinct.iter_rows():
        loads[account_id].append(Load(first, last, state, captured_at, error or "", reason or "", *kind))
    counted = (
        log.filter(pl.col("state") != "failed")
        .group_by("account_id")
        .agg(pl.n_unique("measure_code").alias("measures"), pl.n_unique("source_id").alias("files"))
    )
    return loads, {row.pop("account_id"): row for row in counted.iter_rows(named=True)}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=dt.UTC)
    return value.isoformat() if isinstance(value, dt.date) else value
