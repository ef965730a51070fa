"""Journeys added up by path: undated, or of the days the person says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import goalposts
from goalposts.metrics.answer import State
from goalposts.sources.source import Choices
from tests.sources.exports import OWN


@pytest.mark.parametrize(
    ("first", "last", "grain"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 31), "month"),
        (dt.date(2026, 1, 5), dt.date(2026, 1, 20), "total"),
        (dt.date(2026, 1, 5), dt.date(2026, 1, 5), "day"),
    ],
)
def test_the_days_a_person_says_are_answered_whole_and_only_whole(
    tmp_path: Path, first: dt.date, last: dt.date, grain: str
) -> None:
    with goalposts.open(tmp_path / "home") as workspace:
        choices = Choices(account="Paths", currency="EUR", first_day=first, last_day=last, accept_flags=True)
        assert workspace.import_paths([OWN / "journey_paths.csv"], choices).ok
        (row,) = workspace.ask("conversions", start=first, end=last, grain=grain).rows()
        assert (row.value, row.state) == (6, State.MEASURED)
        half = workspace.ask("conversions", start=first, end=first).rows()[0]
        assert half.value == (6 if first == last else None)
        assert workspace.ask("conversion_value").rows()[0].value == 60
