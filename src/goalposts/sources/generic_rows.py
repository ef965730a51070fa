"""Somebody's own table of orders, leads or answers: rows that are counted, instead of numbers that are given.

Which it is, is told by the target only that kind has: `order_amount`, `lead`, `nps_score`, `csat_score` or `rating`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import polars as pl

from goalposts.sources.columns import Columns
from goalposts.sources.dates import Order
from goalposts.sources.facts import Facts
from goalposts.sources.mapping import ROW_KEYS, SCALES
from goalposts.sources.row_ids import row_ids
from goalposts.sources.source import AskBack
from goalposts.warehouse.tables import identity

_WON = ("1", "true", "won", "y", "yes", "예", "성사", "是", "成交")
_NOT_WON = ("0", "false", "lost", "n", "no", "open", "아니요", "실패", "否", "未成交")
_ANSWERS = {
    "nps_score": ("nps", 0, ("nps_promoters", "nps_passives", "nps_detractors")),
    "csat_score": ("csat", 1, ("csat_responses", "csat_satisfied", "csat_score_sum")),
    "rating": ("review", 1, ("reviews", "reviews_positive", "rating_sum")),
}
"""Target -> kind of feedback, least score of its scale, and the measures it gives."""


def row_key(targets: Collection[str]) -> str | None:
    """The target that makes a table one of rows, or None for a table of numbers."""
    return next((name for name in ROW_KEYS if name in targets), None)


def read_rows(columns: Columns, facts: Facts, key: str, options: Mapping[str, Collection[str]]) -> None:
    """Read what only rows have: when they happened, who, how much."""
    if "date" in columns:
        said = options.get("date", ())
        order: Order | None = "dmy" if "dmy" in said else "mdy" if "mdy" in said else None
        columns.days("date", "day", order, required=False)
        columns.set(happened_at=pl.coalesce("day_time", pl.col("day").cast(pl.Datetime("us"))))
    else:
        columns.set(happened_at=pl.lit(None, dtype=pl.Datetime("us")))
    columns.texts("order", "customer")
    columns.amounts("order_amount", "lead_amount")
    columns.counts("order_quantity")
    if key == "lead":
        columns.keys("lead", "does not say which lead")
        _read_outcome(columns)
    if key in _ANSWERS:
        _read_score(columns, facts, key, next((int(one) for one in options.get(key, ()) if one in SCALES), None))


def _read_outcome(columns: Columns) -> None:
    if "won" not in columns:
        columns.set(outcome=pl.lit("open"))
        return
    cells = columns.cells("won")
    words = cells.str.to_lowercase()
    known = words.is_in([*_WON, *_NOT_WON]) | cells.is_null()
    columns.reject(~known.fill_null(True), cells, "won", "is neither yes nor no")
    columns.set(
        outcome=pl.when(pl.lit(words.is_in(_WON)).fill_null(False)).then(pl.lit("won")).otherwise(pl.lit("open"))
    )


def _read_score(columns: Columns, facts: Facts, key: str, scale: int | None) -> None:
    """Scores and their scale, which is asked for except for NPS: the highest score found may not be its end."""
    columns.counts(key)
    _, least, _ = _ANSWERS[key]
    if key == "nps_score":
        most = 10
    elif scale:
        most = scale
    else:
        found = int(columns.frame[key].max() or 0)  # type: ignore[arg-type]
        most = next((int(one) for one in SCALES if found <= int(one)), int(SCALES[-1]))
        text = f"Up to which number does `{columns.headers[key]}` go? Map the column to {key}:5, {key}:7 or {key}:10."
        facts.questions.append(AskBack("mapping", text, f"{key}:{most}"))
    outside = ~columns.frame[key].is_between(least, most).fill_null(True)
    columns.reject(outside, columns.cells(key), key, f"is not between {least} and {most}")
    columns.set(scale_min=pl.lit(least), scale_max=pl.lit(most))


def store_rows(records: pl.DataFrame, facts: Facts, key: str, currency: str | None) -> None:
    """Add the records as orders, leads or answers; what the table does not have, no measure is counted from."""
    money = pl.lit(currency, dtype=pl.String).alias("currency")
    write: dict[str, Callable[[pl.DataFrame, Facts], None]] = {"order_amount": _orders, "lead": _leads}
    if key in _ANSWERS:
        _answers(records, facts, key)
    else:
        write[key](records.with_columns(money), facts)
    missing = int(records["happened_at"].null_count())
    facts.note(f"{missing:,} rows have no date: they count where no period is asked for.", missing > 0)


def _orders(records: pl.DataFrame, facts: Facts) -> None:
    account_id, gives = facts.account.account_id, ["orders", "revenue"]
    records = records.filter(pl.col("order_amount").is_not_null())
    if "order" in records.columns:
        records = _one_per_order(records, facts)
        ids = pl.Series([identity("order", account_id, order) for order in records["order"]], dtype=pl.Int64)
    else:
        said = [
            name for name in ("happened_at", "customer", "order_amount", "order_quantity") if name in records.columns
        ]
        ids = row_ids(records, "order", account_id, said)
        facts.note("Orders have no numbers of their own: an order is known by what its row says.")
    if "customer" in records.columns:
        gives += ["new_customers", "active_customers", "repeat_customers"]
        records = facts.with_customers(records.with_columns(customer_ext="customer"))
    if "order_quantity" in records.columns:
        gives.append("items_sold")
        records = records.with_columns(quantity=pl.col("order_quantity").cast(pl.Int32))
    rows = records.with_columns(
        ids.alias("revenue_id"), event=pl.lit("order"), occurred_at="happened_at", amount="order_amount"
    )
    facts.add_rows("fact_revenue", rows, "occurred_at", gives=gives, undated=True)


def _one_per_order(records: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Rows of one order number are lines of one order: their amounts and pieces are added."""
    records = records.with_columns(order=pl.col("order").fill_null(pl.format("row {}", "_record")))
    summed = [pl.col(name).sum() for name in ("order_amount", "order_quantity") if name in records.columns]
    held = [name for name in records.columns if name not in ("order", "order_amount", "order_quantity")]
    whole = records.group_by("order", maintain_order=True).agg(*summed, *(pl.col(name).first() for name in held))
    lines = records.height - whole.height
    facts.note(f"{lines:,} rows are further lines of an order: they were added to it.", lines > 0)
    return whole


def _leads(records: pl.DataFrame, facts: Facts) -> None:
    account_id = facts.account.account_id
    first = records.unique("lead", keep="first", maintain_order=True)
    repeats = records.height - first.height
    facts.note(f"{repeats:,} rows repeat a lead and were left out.", repeats > 0)
    ids = pl.Series([identity("lead", account_id, lead) for lead in first["lead"]], dtype=pl.Int64)
    rows = first.with_columns(ids.alias("lead_id"), lead_ext=pl.lit(None, pl.String), created_at="happened_at")
    if "lead_amount" in rows.columns:
        rows = rows.rename({"lead_amount": "amount"})
    facts.add_rows("fact_lead", rows, "created_at", gives=("leads", "leads_won"), undated=True)


def _answers(records: pl.DataFrame, facts: Facts, key: str) -> None:
    kind, _, gives = _ANSWERS[key]
    records = records.filter(pl.col(key).is_not_null())
    exact = pl.Decimal(12, 4)
    rows = records.with_columns(
        row_ids(records, "feedback", facts.account.account_id, ("happened_at", key)).alias("feedback_id"),
        kind=pl.lit(kind),
        answered_at="happened_at",
        score=pl.col(key).cast(exact),
        scale_min=pl.col("scale_min").cast(exact),
        scale_max=pl.col("scale_max").cast(exact),
    )
    facts.add_rows("fact_feedback", rows, "answered_at", gives=gives, undated=True)
