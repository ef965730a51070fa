"""What is true of the brand as a whole: sector, business model, fiscal year, currency, priorities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.store.review_tables import TrailRow
from goalposts.store.strategy_tables import ProfileRow


@dataclass(frozen=True, slots=True)
class Profile:
    """fiscal_start: month 1 to 12; currency: ISO 4217 or ''; priorities: codes of objectives, first things first.

    focus: what is worked on first (audience, content, channels, measuring).
    """

    company: str = ""
    sector: str = ""
    business_model: str = ""
    currency: str = ""
    fiscal_start: int = 1
    priorities: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()


def read_profile(transaction: Session) -> Profile:
    """The answers given so far."""
    kept = {row.name: row.value for row in transaction.scalars(select(ProfileRow))}
    kept |= {name: tuple(kept[name]) for name in ("priorities", "focus") if name in kept}
    return Profile(**{name: value for name, value in kept.items() if name in Profile.__dataclass_fields__})


def set_profile(transaction: Session, values: Mapping[str, Any], *, person: str, now: dt.datetime) -> Profile:
    """Keep answers by name, with a trail; names that are not given stay as they are."""
    for name, value in values.items():
        if name not in Profile.__dataclass_fields__:
            raise ValueError(f"the profile has no {name}")
        kept = list(value) if isinstance(value, tuple) else value
        row = transaction.get(ProfileRow, name)
        before = row.value if row else None
        if before == kept:
            continue
        transaction.merge(ProfileRow(name=name, value=kept, changed_at=now, changed_by=person))
        transaction.add(
            TrailRow(
                at=now,
                person=person,
                subject="profile",
                subject_id=name,
                name=name,
                action="changed",
                before={name: before},
                after={name: kept},
                note="",
                revision_id=None,
            )
        )
    transaction.flush()
    return read_profile(transaction)
