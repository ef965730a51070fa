"""Wishes taken apart, the columns a draft gives, and old values that stay in force for old days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.goals.draft import Asked, Change, Draft
from goalposts.goals.revision import (
    Wish,
    draft_of,
    earlier_values,
    kept_questions,
    plain,
    revised_steps,
    split_wishes,
    status_of,
    typed,
    values_of,
)
from goalposts.periods import DAY
from goalposts.store.goals import NEW_TARGET, Step, Target
from goalposts.store.revisions import ACCEPTED, REJECTED, Revision

CATALOG = load_catalog()
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
FIRST, SECOND, THIRD = (dt.date(2026, month, 1) for month in (3, 5, 7))


def target(**values: Any) -> Target:
    columns = NEW_TARGET | {"name": "Visits", "kind": "number", "kpi": "website_traffic", "status": "active"}
    columns |= {"starts_on": dt.date(2026, 1, 1), "due_on": dt.date(2026, 12, 31), "steps": ()}
    return Target(**(columns | {"id": 7, "version": 3, "goal_id": 1} | values))


def revision(id_: int, old: float | None, new: float | None, on: dt.date, **values: Any) -> Revision:
    columns: dict[str, Any] = {
        "id": id_,
        "version": 2,
        "subject": "target",
        "subject_id": "7",
        "goal_id": 1,
        "kpi": "website_traffic",
        "name": "Visits",
        "trigger": "review",
        "reason": "too easy",
        "wish": "",
        "old": {"target_value": old},
        "new": {"target_value": new},
        "questions": (),
        "smart_before": {},
        "smart_after": {},
        "status": ACCEPTED,
        "effective_on": on,
        "decided_at": NOW + dt.timedelta(days=id_),
        "decided_by": "ann",
        "decision": "agreed",
        "announced_at": None,
        "notice_id": None,
        "created_at": NOW,
        "created_by": "mina",
        "changed_at": NOW,
        "changed_by": "ann",
    }
    return Revision(**(columns | values))


@pytest.mark.parametrize(
    ("row", "kpi", "reason", "wanted"),
    [
        ("website traffic, new SEO strategy, increase", "website traffic", "new SEO strategy", "increase"),
        ("conversion rate, A/B result, 5 % improvement", "conversion rate", "A/B result", "5 % improvement"),
        ("customer satisfaction, new service policy, 4.5/5", "customer satisfaction", "new service policy", "4.5/5"),
        ("website traffic, spring, SEO, 15,000", "website traffic", "spring, SEO", "15,000"),
        ("웹사이트 트래픽, 새로운 SEO 전략, 증가", "웹사이트 트래픽", "새로운 SEO 전략", "증가"),
        ("轉換率，A/B 測試結果，提升 5%", "轉換率", "A/B 測試結果", "提升 5%"),
        ("網站流量、新的 SEO 策略、增加", "網站流量", "新的 SEO 策略", "增加"),
        ("website traffic | new strategy | 15,000", "website traffic", "new strategy", "15,000"),
        ("website traffic, 15,000", "website traffic", "", "15,000"),
        ("15,000 website visits a month", "15,000 website visits a month", "", ""),
    ],
)
def test_a_row_is_a_kpi_a_reason_and_what_is_wanted(row: str, kpi: str, reason: str, wanted: str) -> None:
    assert split_wishes(row) == [Wish(row, kpi, reason, wanted)]


def test_rows_stand_on_lines_or_between_semicolons() -> None:
    rows = split_wishes("a, b, 1\n\n c, d, 2 ; e, f, 3；g, h, 4 · i, j, 5")
    assert [(row.kpi, row.wanted) for row in rows] == [("a", "1"), ("c", "2"), ("e", "3"), ("g", "4"), ("i", "5")]
    assert split_wishes("  \n ") == []


@pytest.mark.parametrize(
    ("questions", "status"),
    [
        ([], "open"),
        ([{"code": "amount"}], "blocked"),
        ([{"code": "relative_or_points"}], "asking"),
        ([{"code": "relative_or_points"}, {"code": "amount"}], "blocked"),
        ([{"code": "amount", "answer": "15,000"}], "open"),
        ([{"code": "amount", "answer": "5%"}, {"code": "relative_or_points"}], "asking"),
    ],
)
def test_open_questions_hold_a_revision_up(questions: list[dict[str, str]], status: str) -> None:
    assert status_of(questions) == status


def test_questions_of_time_are_left_to_the_target() -> None:
    asked = [Asked("which_period", "due", ""), Asked("relative_or_points", "change", ""), Asked("base", "baseline", "")]
    assert [one.code for one in kept_questions(asked)] == ["relative_or_points"]


def test_a_value_becomes_the_target() -> None:
    definition = CATALOG.define("website_traffic")
    draft = Draft("", "en", kpi="website_traffic", operator="reach", target_value=15_000)
    assert values_of(draft, definition, target(target_value=10_000.0, amount=10_000.0)) == {
        "amount": 15_000,
        "target_value": 15_000,
    }
    assert values_of(draft, definition)["operator"] == "reach"


@pytest.mark.parametrize(
    ("mode", "baseline", "value"),
    [("relative_pct", 0.02, 0.021), ("percentage_points", 0.02, 0.07), ("relative_pct", None, None)],
)
def test_a_change_comes_to_a_value_from_the_start_value(mode: str, baseline: float | None, value: float | None) -> None:
    draft = Draft("", "en", kpi="conversion_rate", change=Change(5.0, mode))
    rate = target(kpi="conversion_rate", unit="ratio", baseline_value=baseline, target_value=0.05)
    values = values_of(draft, CATALOG.define("conversion_rate"), rate)
    assert (values["operator"], values["mode"], values["amount"]) == ("increase_by", mode, 5.0)
    assert values["target_value"] == (value if value is None else pytest.approx(value))


def test_less_is_a_decrease_where_less_is_better() -> None:
    draft = Draft("", "en", kpi="customer_acquisition_cost", change=Change(20.0, "relative_pct"), currency="TRY")
    cost = target(kpi="customer_acquisition_cost", unit="TRY", direction="down", baseline_value=50.0)
    values = values_of(draft, CATALOG.define("customer_acquisition_cost"), cost)
    assert (values["operator"], values["target_value"]) == ("decrease_by", pytest.approx(40))


def test_columns_go_to_json_and_back() -> None:
    steps = (Step(FIRST, FIRST + 30 * DAY, 5.0),)
    one = target(steps=steps, where={"platform": "facebook"}, lines={"good": 9.0})
    kept = plain(one)
    assert kept["due_on"] == "2026-12-31"
    assert kept["steps"] == [{"start": "2026-03-01", "end": "2026-03-31", "value": 5.0}]
    assert replace(target(), **typed(kept)) == one


def test_old_days_keep_the_value_they_had() -> None:
    revisions = [revision(2, 12.0, 15.0, SECOND), revision(1, 10.0, 12.0, FIRST)]
    assert earlier_values(target(), revisions) == (
        Step(dt.date.min, FIRST - DAY, 10.0),
        Step(FIRST, SECOND - DAY, 12.0),
    )


def test_a_later_decision_for_an_earlier_day_replaces_what_was_decided_before() -> None:
    revisions = [revision(1, 10.0, 12.0, SECOND), revision(2, 12.0, 15.0, FIRST), revision(3, 15.0, 9.0, THIRD)]
    assert earlier_values(target(), revisions) == (
        Step(dt.date.min, FIRST - DAY, 10.0),
        Step(FIRST, THIRD - DAY, 15.0),
    )


@pytest.mark.parametrize(
    "other",
    [
        revision(1, 10.0, 12.0, FIRST, status=REJECTED),
        revision(1, 10.0, 12.0, FIRST, subject_id="8"),
        revision(1, 10.0, 12.0, FIRST, subject="kpi"),
        revision(1, None, 12.0, FIRST),
        replace(revision(1, 1, 1, FIRST), old={"due_on": "2026-12-31"}, new={"due_on": "2027-01-31"}),
    ],
    ids=["rejected", "other target", "a KPI", "value not known", "last day"],
)
def test_nothing_else_gives_days_another_value(other: Revision) -> None:
    assert earlier_values(target(), [other]) == ()


def month(number: int, value: float) -> Step:
    start = dt.date(2026, number, 1)
    return Step(start, dt.date(2026, number + 1, 1) - DAY, value)


def test_steps_that_began_stay_and_later_ones_keep_their_shape() -> None:
    steps = (month(2, 100.0), month(3, 200.0), month(4, 300.0))
    once = target(steps=steps, target_value=600.0, progress_mode="accrual")
    assert revised_steps(once, {"target_value": 1_100.0}, FIRST) == (month(2, 100.0), month(3, 400.0), month(4, 600.0))
    assert revised_steps(once, {"target_value": 1_100.0}, FIRST + DAY) == (
        month(2, 100.0),
        month(3, 200.0),
        month(4, 800.0),
    )
    monthly = target(steps=steps, target_value=300.0, cadence="per_month")
    assert revised_steps(monthly, {"target_value": 600.0}, FIRST) == (month(2, 100.0), month(3, 400.0), month(4, 600.0))
    assert revised_steps(monthly, {"due_on": "2027-01-31"}, FIRST) is None
    assert revised_steps(target(), {"target_value": 5.0}, FIRST) is None
    assert revised_steps(once, {"target_value": 5.0, "steps": []}, FIRST) is None


def test_a_target_is_judged_as_the_draft_it_would_be() -> None:
    one = target(
        operator="increase_by", mode="relative_pct", amount=20.0, baseline_value=10_000.0, target_value=12_000.0
    )
    draft = draft_of(one, language="ko")
    assert (draft.kpi, draft.change, draft.language) == ("website_traffic", Change(20.0, "relative_pct"), "ko")
    assert draft.baseline is not None
    assert (draft.baseline.kind, draft.baseline.value, draft.due) == ("given", 10_000.0, dt.date(2026, 12, 31))
    assert draft_of(target(target_value=5.0, amount=5.0)).change is None
