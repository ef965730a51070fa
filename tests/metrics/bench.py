"""A small lake for tests of the engine: facts go in by the handful, questions come out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from goalposts.catalog.files import load_catalog
from goalposts.metrics.answer import Answer
from goalposts.metrics.answers import Answers
from goalposts.metrics.engine import Engine
from goalposts.metrics.question import read_question
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.tables import account_identity, campaign_identity, identity, item_identity, segment_identity

NOW = dt.datetime(2026, 6, 5, 12)
Row = tuple[str, str, float | None]
"""Measure, date (or "first..last"), value."""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Bench:
    """Puts facts in and asks; `now` can be moved."""

    def __init__(self, home: Path, own: Path | None = None) -> None:
        self.lake = Lake.open(home)
        self.engine = Engine(self.lake, load_catalog(own))
        self.now = NOW
        self.count = 0

    def put(
        self,
        *rows: Row,
        platform: str = "facebook",
        account: str = "Page",
        owner: str = "own",
        cut: str = "",
        window: str = "day",
        item: Mapping[str, Any] | None = None,
        campaign: str | None = None,
        objective: str | None = None,
        segment: Mapping[str, str] | None = None,
        captured: dt.datetime = dt.datetime(2026, 8, 1),
        covers: tuple[str, str] | None = None,
        state: str = "loaded",
        error: str | None = None,
        file: str | None = None,
        currency: str | None = None,
        status: str = "final",
        **slices: str,
    ) -> None:
        """Store rows as one file of one account; `covers` are the days the load log claims (default: the rows' own)."""
        account_id = account_identity(platform, account)
        item_id = item_identity(account_id, cut.split("+")[0], item["item_ext"]) if item else 0
        campaign_id = campaign_identity(campaign) if campaign else 0
        segment_id = segment_identity(dict(segment)) if segment else 0
        self.count += 1
        name = file or f"file{self.count}.csv"
        source = identity(name, account_id)
        spans = [(code, *_span(when), value) for code, when, value in rows]
        facts = [
            {
                "measure_code": code, "account_id": account_id, "cut": cut, "window_kind": window,
                "period_start": first, "period_end": last, "item_id": item_id, "campaign_id": campaign_id,
                "channel": slices.get("channel", ""), "segment_id": segment_id,
                "country_code": slices.get("country", "ZZ"), "device": slices.get("device", "all"),
                "paid_split": slices.get("paid", "total"), "source_kind": f"{platform}/csv", "value": value,
                "currency": currency, "status": status,
            }
            for code, first, last, value in spans if value is not None or status == "suppressed"
        ]  # fmt: skip
        log = [row | {"error_class": error} for row in _log(spans, covers, account_id, cut, window, state)]
        tables: dict[str, list[dict[str, Any]]] = {
            "dim_account": [
                {"account_id": account_id, "platform": platform, "account_ext": account, "name": account,
                 "brand": "Brand", "owner_kind": owner}
            ]
        }  # fmt: skip
        if item:
            tables["dim_item"] = [{"item_id": item_id, "account_id": account_id, "item_kind": "post", **item}]
        if campaign:
            tables["dim_campaign"] = [{"campaign_id": campaign_id, "name": campaign, "objective_code": objective}]
        if segment:
            tables["dim_segment"] = [{"segment_id": segment_id, "value": "", **segment}]
        frames = {table: pl.DataFrame(content) for table, content in tables.items()}
        if facts:
            frames["fact_measure"] = pl.DataFrame(
                facts, schema_overrides={"value": pl.Decimal(24, 6), "currency": pl.String}, infer_schema_length=None
            )
        origin = Origin(source, name, name, "test", platform, "csv", account_id, captured, len(rows))
        self.lake.append(Batch(origin, frames, pl.DataFrame(log, infer_schema_length=None)))

    def posts(
        self, *posts: Mapping[str, Any], read: str = "2026-05-01", platform: str = "facebook", **more: Any
    ) -> None:
        """Store posts: `item_ext`, `published_on` and attributes beside their lifetime counters."""
        attributes = {"item_ext", "published_on", "content_type", "weekday", "hour", "title", "theme"}
        for post in posts:
            item = {name: value for name, value in post.items() if name in attributes}
            if "published_on" in item:
                item["published_on"] = day(item["published_on"])
            rows = [(code, read, value) for code, value in post.items() if code not in attributes]
            self.put(*rows, platform=platform, cut="post", window="lifetime", item=item, **more)

    def ask(self, kpis: str | Sequence[str], **question: Any) -> Answers:
        asked = read_question(kpis, today=self.now.date(), **question)
        return self.engine.answer(asked, self.now)

    def one(self, kpi: str, **question: Any) -> Answer:
        rows = self.ask(kpi, **question).rows()
        assert len(rows) == 1, rows
        return rows[0]


def _span(when: str) -> tuple[dt.date, dt.date]:
    first, _, last = when.partition("..")
    return day(first), day(last or first)


def _log(
    spans: Sequence[tuple[str, dt.date, dt.date, float | None]],
    covers: tuple[str, str] | None,
    account_id: int,
    cut: str,
    window: str,
    state: str,
) -> list[dict[str, Any]]:
    rows = []
    for code in dict.fromkeys(code for code, *_ in spans):
        own = [(first, last) for c, first, last, _ in spans if c == code]
        for first, last in [(day(covers[0]), day(covers[1]))] if covers else own:
            rows.append(
                {
                    "measure_code": code, "account_id": account_id, "cut": cut, "window_kind": window,
                    "table_name": "fact_measure", "adds_up": not cut or cut == "post" or "channel" in cut,
                    "first_day": first, "last_day": last, "state": state,
                    "reason": "token expired" if state == "failed" else None,
                }
            )  # fmt: skip
    return rows
