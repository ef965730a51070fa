"""Means over items: the formula is worked out for each item alone, then averaged within each cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from goalposts.catalog.expression import Number
from goalposts.metrics.nodes import Calculation, ItemMean, Leaf, Node, Parts

_CELL = ("side", "group", "at")


def mean_of_items(node: ItemMean, frames: Mapping[int, pl.DataFrame | None]) -> pl.DataFrame | None:
    """One row per cell: the mean over its items, how many items had one (`rows`), and their currency.

    An item without a base, or read when younger than the definition allows, takes no part. None where nothing was read.
    """
    held = {atom: frame for atom, frame in frames.items() if frame is not None and len(frame)}
    if not held:
        return None
    keys = [*_CELL, "item_id"]
    wide = pl.concat([frame.select(keys) for frame in held.values()]).unique()
    for atom, frame in held.items():
        columns = {"value": f"v{atom}", "age_days": f"age{atom}"}
        wide = wide.join(frame.select(*keys, *columns).rename(columns), on=keys, how="left")
    ages = [pl.col(f"age{atom}") for atom in held]
    old_enough = pl.max_horizontal(ages).fill_null(node.min_age_days) >= node.min_age_days
    values = wide.filter(old_enough).select(*_CELL, _expression(node.of, held).alias("value"))
    values = values.filter(pl.col("value").is_not_null() & pl.col("value").is_finite())
    means = values.group_by(_CELL).agg(pl.col("value").mean(), pl.len().cast(pl.Float64).alias("rows"))
    return means.sort(_CELL).with_columns(pl.lit(_currency(held.values())).alias("currency"))


def _expression(node: Node, held: Mapping[int, pl.DataFrame]) -> pl.Expr:
    if isinstance(node, Number):
        return pl.lit(node.value)
    if isinstance(node, Leaf):
        return pl.col(f"v{node.atom}") if node.atom in held else pl.lit(None, dtype=pl.Float64)
    if isinstance(node, Parts):
        parts = [_expression(leaf, held) for leaf in node.leaves]
        return pl.when(pl.any_horizontal([p.is_not_null() for p in parts])).then(pl.sum_horizontal(parts))
    if isinstance(node, Calculation):
        left, right = _expression(node.left, held), _expression(node.right, held)
        signs = {"+": left + right, "-": left - right, "*": left * right, "/": left / pl.when(right != 0).then(right)}
        return signs[node.sign]
    raise TypeError(f"{type(node).__name__} has no value for one item")


def _currency(frames: Iterable[pl.DataFrame]) -> str | None:
    codes = {
        code for frame in frames if "currency" in frame.columns for code in frame["currency"].drop_nulls().unique()
    }
    return codes.pop() if len(codes) == 1 else None
