"""Answers in words: states, changes and their judgement."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from goalposts.metrics.answer import Answer, Basis, Compared, Lineage, State
from goalposts.web.cells import judge, show

DAY = dt.date(2026, 11, 21)
BEFORE = Compared("previous", DAY, DAY, 100.0, State.MEASURED, 20.0, 0.2)
ANSWER = Answer(
    "likes", DAY, DAY, {}, 120.0, "count", State.MEASURED, None, 500.0, False, Basis.ACTIVITY, BEFORE, Lineage("v1", ())
)


@pytest.mark.parametrize(
    ("absolute", "relative", "direction", "n", "unit", "judgement"),
    [
        (20, 0.2, "up", 500, "count", "good"),
        (-20, -0.2, "up", 500, "count", "bad"),
        (20, 0.2, "down", 500, "USD", "bad"),
        (-20, -0.2, "down", 500, "USD", "good"),
        (20, 0.2, "context", 500, "count", "neutral"),
        (0.5, 0.005, "up", 500, "count", "neutral"),
        (0.02, 0.4, "up", 29, "ratio", "neutral"),
        (0.02, 0.4, "up", 30, "ratio", "good"),
        (0, None, "up", 500, "count", "neutral"),
        (5, None, "up", 500, "count", "good"),
    ],
)
def test_good_and_bad_are_not_up_and_down(
    absolute: float, relative: float | None, direction: str, n: float, unit: str, judgement: str
) -> None:
    assert judge(absolute, relative, direction, n, unit) == judgement


def test_a_measured_value_is_silent() -> None:
    shown = show(ANSWER, "up", "en", str)
    assert (shown.figure.short, shown.marked, shown.reason) == ("120", False, "")
    assert shown.change is not None
    assert (shown.change.text, shown.change.arrow, shown.change.word) == ("+20.0%", "▲", "better")
    assert shown.before_period == "Nov 21, 2026"


@pytest.mark.parametrize("state", [state for state in State if state is not State.MEASURED])
def test_every_other_state_is_marked_in_every_language(state: State) -> None:
    marks = {show(replace(ANSWER, state=state), "up", language, str).mark for language in ("en", "ko", "zh-Hant")}
    assert len(marks) == 3


def test_an_unknown_value_is_a_dash_with_its_reason_and_never_zero() -> None:
    shown = show(replace(ANSWER, value=None, state=State.UNAVAILABLE, reason="no file", compare=None), "up", "en", str)
    assert shown.figure.short == "–"
    assert shown.why == "No source held gives this number. It is unknown, not zero. no file"
    assert shown.change is None


def test_zero_is_zero() -> None:
    assert show(replace(ANSWER, value=0.0, compare=None), "up", "en", str).figure.short == "0"


def test_a_running_period_says_so() -> None:
    shown = show(replace(ANSWER, incomplete=True), "up", "en", str)
    assert (shown.state, shown.mark) == ("running", "still running")


def test_what_rounds_to_nothing_has_no_arrow() -> None:
    nearly = replace(BEFORE, change_absolute=-0.00001, change_relative=-0.0001)
    shown = show(replace(ANSWER, unit="ratio", value=0.04, compare=nearly), "up", "en", str)
    assert shown.change is not None
    assert (shown.change.text, shown.change.arrow) == ("0 pp", "●")
