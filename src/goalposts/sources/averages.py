"""The whole totals behind a column of averages, where the file gives enough digits to be sure of them."""

from __future__ import annotations

import polars as pl

_SURE = 0.1
_PLAIN = r"^\d+(?:\.\d+)?$"


def rebuild_totals(averages: pl.Series, counts: pl.Series) -> pl.Series | None:
    """Average × count of each row as a whole number; null where either is missing.

    None where one row leaves a doubt: the digits written are too few for its count, the product is no whole number
    within their rounding, or a cell is no plain decimal number. Trailing zeros may have been dropped, so the longest
    cell tells how many digits were written.
    """
    text = averages.str.strip_chars()
    told = text.drop_nulls()
    if told.is_empty() or not told.str.contains(_PLAIN).all():
        return None
    longest = int(told.str.len_chars().max())  # type: ignore[arg-type]
    frame = pl.DataFrame({"average": text.cast(pl.Float64), "count": counts.cast(pl.Float64), "text": text})
    decimals = (longest - pl.col("text").str.extract(r"^(\d+)").str.len_chars().cast(pl.Int64) - 1).clip(lower_bound=0)
    frame = frame.with_columns(
        (pl.col("average") * pl.col("count")).alias("product"),
        (pl.col("count") * (0.5 * pl.lit(10.0).pow(-decimals) + 1e-9)).alias("rounding"),
    ).with_columns(pl.col("product").round(0).alias("total"))
    off = (pl.col("product") - pl.col("total")).abs() > pl.col("rounding")
    doubtful = frame.select((off | (pl.col("rounding") >= _SURE)).fill_null(False).any()).item()
    return None if doubtful else frame["total"].cast(pl.Int64)
