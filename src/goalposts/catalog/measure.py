"""A measure: a coded number that a source reports or that is counted from rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "ko", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "ko", "zh-Hant")

Text = Mapping[str, str]
"""The same words in each of LANGUAGES."""

Unit = Literal["count", "currency", "seconds", "score", "rank", "ratio", "points", "years", "per_year"]
Additivity = Literal["additive", "unique", "level"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as `measures.yaml` defines it.

    additivity: `additive` adds over time and slices; `unique` is only ever taken from a row of the very window asked;
    `level` is read at a moment (`level_at` the start or the end of the period) and adds over accounts only.
    item_dated: how lifetime counters of items enter a period: by `activity` (growth between two readings) or by
    `published` (the whole counter belongs to the day the item went out, as for a sent message).
    sum_of: other measures this one is the sum of (a derived sum; nothing is stored under its own code); a part that no
    source gives leaves the sum `partial`, never silently smaller.
    provider: `stored`, or the row-level fact table it is counted from.
    rows_of: the measure whose stored rows are read when this one is only another reading of them (`followers_start`).
    """

    code: str
    names: Text
    unit: Unit
    additivity: Additivity
    direction: Literal["up", "down", "context"] = "up"
    provider: str = "stored"
    sum_of: tuple[str, ...] = ()
    level_at: Literal["start", "end"] = "end"
    item_dated: Literal["activity", "published"] = "activity"
    group: str = ""
    rows_of: str = ""
    version: int = 1
    valid_from: dt.date = dt.date(2000, 1, 1)
    definitions: Text = field(default_factory=dict)
    own: bool = False
