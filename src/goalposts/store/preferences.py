"""What a person chose about how things are shown (language, theme, comparison), kept by name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.tables import PreferenceRow


def read_preferences(transaction: Session, person: str) -> dict[str, Any]:
    """All choices of a person by name."""
    rows = transaction.scalars(select(PreferenceRow).where(PreferenceRow.person == person))
    return {row.name: row.value for row in rows}


def set_preference(transaction: Session, person: str, name: str, value: Any, *, now: dt.datetime) -> None:
    """Keep one choice (any JSON value) in place of the one before."""
    transaction.merge(PreferenceRow(person=person, name=name, value=value, changed_at=now))
