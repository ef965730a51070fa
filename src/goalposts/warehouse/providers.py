"""Row-level facts read as measures: one query per table gives rows shaped exactly like `fact_measure`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import polars as pl

from goalposts.errors import NotFound
from goalposts.warehouse.history import relation
from goalposts.warehouse.literals import literal
from goalposts.warehouse.tables import NO_DAY, UNDATED

_ITEM_AXES = ("ad", "document", "email", "form", "keyword", "page", "post")
_SEGMENT_AXES = (
    "age",
    "arm",
    "behaviour",
    "company_size",
    "experiment",
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
    "source",
)


@dataclass(frozen=True, slots=True)
class _Provider:
    """queries: SQL file -> measures it gives. on_request: those that only some sources can know from their rows."""

    queries: Mapping[str, tuple[str, ...]]
    axes: tuple[str, ...]
    on_request: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        return tuple(code for codes in self.queries.values() for code in codes)


_PROVIDERS = {
    "fact_feedback": _Provider(
        {
            "provider_feedback.sql": (
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
            )
        },
        ("campaign", "country", *_ITEM_AXES, *_SEGMENT_AXES),
    ),
    "fact_lead": _Provider(
        {
            "provider_lead.sql": (
                "leads",
                "qualified_leads",
                "leads_won",
                "deals_won",
                "deals_lost",
                "deals_won_amount",
            )
        },
        ("campaign", "channel", "country", *_ITEM_AXES, *_SEGMENT_AXES),
    ),
    "fact_revenue": _Provider(
        {
            "provider_revenue.sql": (
                "orders",
                "revenue",
                "items_sold",
                "gross_profit",
                "new_customers",
                "active_customers",
                "repeat_customers",
                "mrr_new",
                "mrr_expansion",
                "mrr_contraction",
                "mrr_churn",
                "mrr_reactivation",
                "mrr",
            ),
            "provider_customer.sql": ("customers_start", "customers_end", "customers_lost"),
        },
        ("campaign", "channel", "country", *_ITEM_AXES),
        on_request=("mrr", "customers_start", "customers_end", "customers_lost"),
    ),
    "fact_mention": _Provider(
        {
            "provider_mention.sql": (
                "mentions",
                "tags",
                "pr_mentions",
                "mentions_positive",
                "mentions_neutral",
                "mentions_negative",
                "influencer_mentions",
                "classified_sharers",
                "icp_sharers",
            ),
            "provider_backlink.sql": ("backlinks", "linking_domains", "quality_referring_domains"),
        },
        ("campaign",),
        on_request=("classified_sharers", "icp_sharers", "backlinks", "linking_domains", "quality_referring_domains"),
    ),
    "fact_touchpoint": _Provider(
        {"provider_touchpoint.sql": ("sessions", "users", "conversions", "converting_users", "conversion_value")},
        ("campaign", "channel", *_ITEM_AXES),
    ),
    "fact_path": _Provider(
        {"provider_path.sql": ("conversions", "conversion_value", "journeys", "journeys_lost")},
        (),
    ),
    "fact_exposure": _Provider(
        {
            "provider_exposure.sql": (
                "experiment_exposures",
                "experiment_units",
                "experiment_visits",
                "experiment_conversions",
                "experiment_value",
            )
        },
        ("country", *_SEGMENT_AXES),
    ),
}

PROVIDERS = tuple(_PROVIDERS)
"""The row-level tables that can be read as measures."""

MEMBER = "member"
"""The column beside those of `fact_measure` by which the rows of a unique measure are told apart; 0 = nobody."""

TIMES = {"repeat_customers": 2}
"""How many rows make a member count, where that is more than one."""


def provider_relation(table: str, as_of: dt.datetime | None = None, measures: Iterable[str] | None = None) -> str:
    """SQL to stand behind FROM: a row-level table as rows of `fact_measure` and `member`, now or as known at `as_of`.

    measures: leaves out the queries that give none of them (default: all). Rows are dated by the source's own clock;
    those without a date have the window kind `undated`. Levels come as movements: the level at a moment is the sum of
    all of them up to it.
    """
    provider = _provider(table)
    wanted = set(provider.measures if measures is None else measures)
    filled = {
        "{cut}": literal(provider_cut(table)),
        "{source}": relation(table, as_of),
        "{window}": f"CASE WHEN day IS NULL THEN {literal(UNDATED)} ELSE 'day' END",
        "{day}": f"coalesce(day, {literal(NO_DAY)})",
        "{no_day}": literal(NO_DAY),
    }
    texts = [_text(file) for file, codes in provider.queries.items() if wanted.intersection(codes)]
    for word, text in filled.items():
        texts = [query.replace(word, text) for query in texts]
    return "(" + "\nUNION ALL\n".join(texts) + ")"


def provider_cut(table: str) -> str:
    """The axes by which the rows of a table can be told apart, written as a cut; its parts always add up."""
    return "+".join(sorted(_provider(table).axes))


def provider_measures(table: str) -> tuple[str, ...]:
    """Codes of the measures a table gives."""
    return _provider(table).measures


def log_rows(
    table: str,
    account_id: int,
    source_id: int,
    first_day: dt.date | None,
    last_day: dt.date | None,
    measures: Iterable[str] | None = None,
    undated: int = 0,
    window: str = "day",
) -> pl.DataFrame:
    """The load log of a file of row-level facts: each of its measures is known for each of these days.

    measures: what the file can speak of; by default all that any rows of the table can tell, without those that need a
    whole history (levels) or that not every source knows. undated: how many of its rows carry no date, which makes the
    days partial. Without days there are undated rows alone. window: the kind of window the days are, where a row is the
    sum of them all.
    """
    provider = _provider(table)
    codes = tuple(measures) if measures is not None else _without(provider.measures, provider.on_request)
    reason = f"{undated} rows carry no date" if undated else ""
    spans = [(window, first_day, last_day, "partial" if undated else "loaded", reason)] if first_day else []
    if undated or not first_day:
        spans.append((UNDATED, NO_DAY, NO_DAY, "loaded", ""))
    rows = [
        {
            "source_id": source_id,
            "measure_code": code,
            "account_id": account_id,
            "cut": provider_cut(table),
            "window_kind": kind,
            "table_name": table,
            "adds_up": True,
            "first_day": first,
            "last_day": last,
            "state": state,
            "reason": why,
        }
        for code in codes
        for kind, first, last, state, why in spans
    ]
    return pl.DataFrame(rows)


def _without(codes: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in others)


def _provider(table: str) -> _Provider:
    if table not in _PROVIDERS:
        raise NotFound("row-level table", table, _PROVIDERS)
    return _PROVIDERS[table]


@cache
def _text(file: str) -> str:
    """The query without its comment lines, so that it may stand inside another one on a single line."""
    lines = resources.files("goalposts.warehouse").joinpath("sql", file).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))
