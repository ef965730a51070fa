"""Large lakes for the benchmarks, made in place by DuckDB: 60 accounts with totals, 60 with country rows only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from goalposts.warehouse import connection
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import FACT_MEASURE, account_identity, identity

MEASURES = (
    "impressions", "likes", "comments", "shares", "link_clicks", "saves", "video_views", "profile_visits",
    "follows_gained", "follows_lost", "inbound_messages", "posts_published", "sessions", "page_views", "signups",
    "orders",
)  # fmt: skip
PLATFORMS = ("facebook", "instagram", "x", "linkedin", "youtube", "tiktok", "pinterest", "bluesky", "mastodon", "ga4")
FIRST, DAYS = dt.date(2024, 6, 1), 730
ACCOUNTS = 120


def lake_with(rows: int, folder: Path) -> Path:
    """The workspace folder of a lake with about `rows` rows of fact_measure, made when absent (minutes for 100 M)."""
    home = folder / f"lake-{rows // 1_000_000}M"
    if (home / "made").exists():
        return home
    with Lake.open(home) as lake:
        lake.append(_frame_batch())
    _fill(home, rows)
    (home / "made").touch()
    return home


def _accounts() -> list[dict[str, object]]:
    return [
        {
            "account_id": account_identity(PLATFORMS[n % 10], f"account {n}"),
            "platform": PLATFORMS[n % 10],
            "account_ext": f"account {n}",
            "name": f"account {n}",
            "owner_kind": "own",
        }
        for n in range(ACCOUNTS)
    ]


def _frame_batch() -> Batch:
    """The accounts and what the load log says of them; the facts follow in bulk."""
    origin = Origin(identity("benchmark"), "0" * 64, "benchmark", "benchmark", "manual", "sql", 1, _MADE)
    log = [
        {
            "measure_code": code, "account_id": account["account_id"], "cut": "country" if n % 2 else "",
            "window_kind": "day", "table_name": "fact_measure", "adds_up": True,
            "first_day": FIRST, "last_day": FIRST + dt.timedelta(DAYS - 1), "state": "loaded",
        }
        for n, account in enumerate(_accounts()) for code in MEASURES
    ]  # fmt: skip
    return Batch(origin, {"dim_account": pl.DataFrame(_accounts())}, pl.DataFrame(log))


_MADE = dt.datetime(2026, 6, 1)


def _fill(home: Path, rows: int) -> None:
    countries = max(1, round((rows - 60 * len(MEASURES) * DAYS) / (60 * len(MEASURES) * DAYS)))
    db = connection.connect(home, "6GB")
    db.execute("USE lake")
    accounts = pl.DataFrame(_accounts()).with_row_index("n")
    db.register("accounts", accounts.to_arrow())
    columns = {
        "measure_code": "$code", "account_id": "account_id", "cut": "CASE WHEN n % 2 = 1 THEN 'country' ELSE '' END",
        "window_kind": "'day'", "period_start": "day", "period_end": "day",
        "country_code": "CASE WHEN n % 2 = 1 THEN 'C' || country ELSE 'ZZ' END",
        "source_kind": "platform || '/sql'", "device": "'all'", "paid_split": "'total'", "status": "'final'",
        "channel": "''", "item_id": "0", "campaign_id": "0", "segment_id": "0", "currency": "NULL",
        "value": "(hash(n, day, country, $code) % 1000)::DECIMAL(24,6)",
        "source_id": str(identity("benchmark")), "captured_at": "TIMESTAMP '2026-06-01'",
        "known_from": "TIMESTAMP '2026-06-01'", "part": "0", "line": "0",
    }  # fmt: skip
    select = ", ".join(f"{columns[name]} AS {name}" for name in FACT_MEASURE.columns)
    for code in sorted(MEASURES):
        db.execute(
            f"""INSERT INTO fact_measure SELECT {select}
            FROM accounts, (SELECT DATE '{FIRST}' + range::INTEGER AS day FROM range({DAYS})) AS days,
              range({countries}) AS slices(country)
            WHERE n % 2 = 1 OR country = 0 ORDER BY account_id, day""",
            {"code": code},
        )
    db.close()
