"""Row-level facts read as measures: one query per table gives rows shaped exactly like `fact_measure`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

from goalposts.errors import NotFound
from goalposts.warehouse.history import relation
from goalposts.warehouse.literals import literal

_ITEM_AXES = ("ad", "document", "email", "form", "keyword", "page", "post")
_SEGMENT_AXES = (
    "age",
    "behaviour",
    "company_size",
    "follower_status",
    "gender",
    "icp",
    "industry",
    "interest",
    "job_function",
    "journey_stage",
    "language",
    "region",
    "search_appearance",
    "seniority",
)


@dataclass(frozen=True, slots=True)
class _Provider:
    file: str
    axes: tuple[str, ...]
    measures: tuple[str, ...]


_PROVIDERS = {
    "fact_feedback": _Provider(
        "provider_feedback.sql",
        ("campaign", "country", *_ITEM_AXES, *_SEGMENT_AXES),
        (
            "nps_promoters",
            "nps_passives",
            "nps_detractors",
            "csat_responses",
            "csat_satisfied",
            "csat_score_sum",
            "reviews",
            "reviews_positive",
            "rating_sum",
            "recall_responses",
            "recall_yes",
        ),
    ),
    "fact_lead": _Provider(
        "provider_lead.sql",
        ("campaign", "channel", "country", *_ITEM_AXES, *_SEGMENT_AXES),
        ("leads", "qualified_leads", "deals_won", "deals_lost", "deals_won_amount"),
    ),
    "fact_revenue": _Provider(
        "provider_revenue.sql",
        ("campaign", "channel", "country", *_ITEM_AXES),
        (
            "orders",
            "revenue",
            "items_sold",
            "gross_profit",
            "new_customers",
            "mrr_new",
            "mrr_expansion",
            "mrr_contraction",
            "mrr_churn",
            "mrr_reactivation",
        ),
    ),
    "fact_mention": _Provider(
        "provider_mention.sql",
        ("campaign",),
        (
            "mentions",
            "tags",
            "pr_mentions",
            "mentions_positive",
            "mentions_neutral",
            "mentions_negative",
            "influencer_mentions",
        ),
    ),
}

PROVIDERS = tuple(_PROVIDERS)
"""The row-level tables that can be read as measures."""


def provider_relation(table: str, as_of: dt.datetime | None = None) -> str:
    """SQL to stand behind FROM: a row-level table as rows of `fact_measure`, now or as known at `as_of`."""
    provider = _provider(table)
    text = _text(provider.file)
    filled = text.replace("{cut}", literal(provider_cut(table))).replace("{source}", relation(table, as_of))
    return f"({filled})"


def provider_cut(table: str) -> str:
    """The axes by which the rows of a table can be told apart, written as a cut; its parts always add up."""
    return "+".join(sorted(_provider(table).axes))


def provider_measures(table: str) -> tuple[str, ...]:
    """Codes of the measures a table gives."""
    return _provider(table).measures


def log_rows(table: str, account_id: int, source_id: int, first_day: dt.date, last_day: dt.date) -> pl.DataFrame:
    """The load log of a file of row-level facts: each of its measures is known for each of these days."""
    rows = [
        {
            "source_id": source_id,
            "measure_code": code,
            "account_id": account_id,
            "cut": provider_cut(table),
            "window_kind": "day",
            "table_name": table,
            "adds_up": True,
            "first_day": first_day,
            "last_day": last_day,
            "state": "loaded",
            "reason": "",
        }
        for code in provider_measures(table)
    ]
    return pl.DataFrame(rows)


def _provider(table: str) -> _Provider:
    if table not in _PROVIDERS:
        raise NotFound("row-level table", table, _PROVIDERS)
    return _PROVIDERS[table]


@cache
def _text(file: str) -> str:
    """The query without its comment lines, so that it may stand inside another one on a single line."""
    lines = resources.files("goalposts.warehouse").joinpath("sql", file).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
