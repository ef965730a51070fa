"""What a check is, and what it finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")

OWNERS = ("data", "web", "ads", "social", "email", "sales", "research")
"""Who usually mends a finding; `audits.yaml` of the workspace may name a person instead."""


@dataclass(frozen=True, slots=True)
class Check:
    """One SELECT over the lake that lists what is wrong.

    Each row of `sql` is something wrong: account_id, measure ('' = none), subject (what else tells findings apart),
    first_day, last_day, source_id, part, line (0 = no line), n (how many rows it stands for), weight (the row with the
    largest one tells the facts) and facts (a struct for the texts). `$name` stands for a value or relation of
    `scope.py`, `$tolerance` for `tolerance` or what the workspace set instead.
    """

    code: str
    severity: Severity
    owner: str
    sql: str
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A row that shows the finding: its file and, where the file is known by lines, table (from 0) and line."""

    source_id: int
    file: str
    part: int
    line: int


Fact = str | float | int | None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that is wrong: all rows of one check that share account, measure and subject.

    `key` is made from these, so the next audit knows the finding again. Days are those of the account, None = no day.
    """

    key: str
    check: str
    severity: Severity
    owner: str
    account_id: int
    account: str
    platform: str
    measure: str
    subject: str
    first_day: dt.date | None
    last_day: dt.date | None
    rows: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
    examples: tuple[Place, ...] = ()
