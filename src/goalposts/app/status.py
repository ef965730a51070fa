"""What a workspace holds of each account, and how fresh it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from goalposts.metrics.coverage import Account
from goalposts.warehouse.lake import Lake


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """One account: the days its files cover, and when we last learned something of it (UTC)."""

    account_id: int
    platform: str
    name: str
    owner_kind: str
    first_day: dt.date
    last_day: dt.date
    measures: int
    files: int
    captured_at: dt.datetime

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it; the id is text, because JSON numbers lose digits beyond 2**53."""
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in (asdict(self) | {"account_id": str(self.account_id)}).items()
        }


def read_status(lake: Lake, accounts: Iterable[Account]) -> list[AccountStatus]:
    """The status of each of `accounts` of which something was loaded, in their order."""
    held = (
        lake.load_log()
        .filter(pl.col("state") != "failed")
        .group_by("account_id")
        .agg(
            pl.min("first_day"),
            pl.max("last_day"),
            pl.n_unique("measure_code").alias("measures"),
            pl.n_unique("source_id").alias("files"),
            pl.max("captured_at"),
        )
    )
    found = {row.pop("account_id"): row for row in held.iter_rows(named=True)}
    return [_status(account, found[account.account_id]) for account in accounts if account.account_id in found]


def _status(account: Account, held: dict[str, Any]) -> AccountStatus:
    learned = held.pop("captured_at").replace(tzinfo=dt.UTC)
    return AccountStatus(
        account.account_id, account.platform, account.name, account.owner_kind, **held, captured_at=learned
    )
