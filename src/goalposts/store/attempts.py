"""The history of imports: every file somebody tried to bring in, also those that did not go in, with their faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.tables import ImportAttemptRow


@dataclass(frozen=True, slots=True)
class ImportAttempt:
    """One file of one import. `way` is how it came (`cli`, `web`, `python`); `outcome` is the file's JSON report."""

    id: int
    attempted_at: dt.datetime
    person: str
    way: str
    path: str
    went_in: bool
    outcome: Mapping[str, Any]


def record_attempts(
    transaction: Session, outcomes: Sequence[tuple[bool, Mapping[str, Any]]], *, person: str, way: str, now: dt.datetime
) -> None:
    """Keep what became of each file: whether it went in, and its report as JSON shows it."""
    transaction.add_all(
        ImportAttemptRow(
            attempted_at=now, person=person, way=way, path=outcome["path"], went_in=went_in, outcome=dict(outcome)
        )
        for went_in, outcome in outcomes
    )


def list_attempts(transaction: Session, *, limit: int = 200) -> list[ImportAttempt]:
    """The latest attempts, newest first."""
    rows = transaction.scalars(select(ImportAttemptRow).order_by(ImportAttemptRow.id.desc()).limit(limit))
    return [
        ImportAttempt(row.id, row.attempted_at, row.person, row.way, row.path, row.went_in, row.outcome) for row in rows
    ]
