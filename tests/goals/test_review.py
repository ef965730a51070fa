"""The rules of a review as a table: each rule alone, which goes before which, and when a review is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from goalposts.goals.progress import AHEAD, BEHIND, MET, MISSED, ON_PACE, PAUSED, Hit, Progress
from goalposts.goals.review import (
    CHANGE,
    IMPROVE,
    KEEP,
    RETIRE,
    RULES,
    Evidence,
    count_hits,
    due_on,
    is_overdue,
    propose,
    worst_pace,
)
from goalposts.periods import Period

HEALTHY = Evidence(met=3, missed=2, pace=ON_PACE, state="measured", objectives=("Awareness",), goals=1, targets=1)


@pytest.mark.parametrize(
    ("changes", "decision", "code"),
    [
        ({}, KEEP, "healthy"),
        ({"state": "provisional"}, KEEP, "healthy"),
        ({"state": ""}, IMPROVE, "no_data"),
        ({"state": "unavailable"}, KEEP, "healthy"),
        ({"state": "failed"}, IMPROVE, "data_broken"),
        ({"errors": 1, "findings": 1}, IMPROVE, "data_broken"),
        ({"late": True}, IMPROVE, "data_late"),
        ({"pace": PAUSED, "state": "partial"}, IMPROVE, "data_missing"),
        ({"objectives": (), "goals": 0, "targets": 0}, RETIRE, "unused"),
        ({"objectives": ()}, CHANGE, "no_objective"),
        ({"objectives": (), "north_star": True}, KEEP, "healthy"),
        ({"ended": True, "pace": MET}, CHANGE, "ended_met"),
        ({"ended": True, "pace": MISSED}, CHANGE, "ended_missed"),
        ({"met": 4, "missed": 0}, CHANGE, "too_easy"),
        ({"met": 9, "missed": 1}, CHANGE, "too_easy"),
        ({"met": 8, "missed": 2}, KEEP, "healthy"),
        ({"met": 3, "missed": 0}, KEEP, "healthy"),
        ({"met": 0, "missed": 4}, CHANGE, "too_hard"),
        ({"met": 1, "missed": 4}, CHANGE, "too_hard"),
        ({"met": 0, "missed": 3}, KEEP, "healthy"),
        ({"pace": BEHIND}, IMPROVE, "behind"),
        ({"pace": AHEAD, "benchmark": "worse"}, IMPROVE, "below_benchmark"),
        ({"findings": 2}, IMPROVE, "findings"),
        ({"targets": 0, "pace": ""}, IMPROVE, "no_target"),
    ],
)
def test_each_rule(changes: dict[str, object], decision: str, code: str) -> None:
    proposal = propose(replace(HEALTHY, **changes))  # type: ignore[arg-type]
    assert (proposal.decision, proposal.because[0].code) == (decision, code)


def test_broken_data_goes_before_every_judgement_and_all_reasons_are_told() -> None:
    proposal = propose(Evidence(met=0, missed=6, pace=BEHIND, state="failed", findings=3, errors=2, targets=1, goals=1))
    assert proposal.decision == IMPROVE
    assert [because.code for because in proposal.because] == [
        "data_broken",
        "no_objective",
        "too_hard",
        "behind",
        "findings",
    ]
    assert proposal.because[0].facts["errors"] == 2
    assert proposal.because[2].facts["windows"] == 6


def test_no_two_rules_have_one_code() -> None:
    codes = [code for code, _, _ in RULES]
    assert len(codes) == len(set(codes))


def test_windows_nobody_knows_count_in_neither() -> None:
    day = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    hits = [Hit(day, 5, value, met) for value, met in ((6.0, True), (4.0, False), (None, None), (5.0, True))]
    assert count_hits(hits) == (2, 1)
    assert Evidence().hit_rate is None
    assert Evidence(met=2, missed=1).hit_rate == pytest.approx(2 / 3)


def test_the_pace_that_needs_most_care_counts() -> None:
    day = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    progresses = [Progress(n, day, 1, 0, 2, 0.5, 0.5, pace, "measured") for n, pace in enumerate((AHEAD, BEHIND, MET))]
    assert worst_pace(progresses) == BEHIND
    assert worst_pace(progresses[:1]) == AHEAD
    assert worst_pace([]) == ""


@pytest.mark.parametrize(
    ("today", "overdue"),
    [
        (dt.date(2026, 4, 1), False),
        (dt.date(2026, 4, 2), False),
        (dt.date(2026, 4, 3), False),
        (dt.date(2026, 4, 4), True),
    ],
)
def test_a_review_is_overdue_after_92_days(today: dt.date, overdue: bool) -> None:
    set_on = dt.date(2026, 1, 1)
    assert due_on(set_on) == dt.date(2026, 4, 3)
    assert is_overdue(set_on, today) is overdue


def test_evidence_as_json_says_what_is_not_known() -> None:
    told = Evidence(state="measured", goals=2).to_dict()
    assert told["hit_rate"] is None
    assert told["use"] == {"goals": 2, "targets": 0, "reports": None, "north_star": False}
    assert told["data"]["state"] == "measured"
