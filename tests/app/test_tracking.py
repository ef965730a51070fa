"""Tracking goals: what the facts, people and tasks say of every target, at once, and what is kept of it."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from goalposts.app.tracker import SCHEDULE, Tracker, fix_baselines
from goalposts.app.tracking import Tracking, track
from goalposts.app.tracking_series import series_of
from goalposts.app.workspace import Workspace
from goalposts.goals.progress import Progress
from goalposts.periods import Grain, Period
from goalposts.settings import read_settings
from goalposts.store.check_ins import add_check_in
from goalposts.store.goals import Goal, add_goal, add_target, change_target, find_goal, find_target
from goalposts.store.progress import list_outcomes, newest_outcomes
from goalposts.store.records import list_trail
from goalposts.store.tasks import add_task
from tests.metrics.bench import Bench

NOON = dt.time(12, tzinfo=dt.UTC)
FIRST = dt.date(2026, 1, 1)
QUARTER = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30))


class Clock:
    def __init__(self, day: str) -> None:
        self.set(day)

    def set(self, day: str) -> None:
        self.now = dt.datetime.combine(dt.date.fromisoformat(day), NOON)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-08-16")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 likes a day on Instagram and 10 on Facebook until 30 June, 120 and 12 from then to 15 August; followers."""
    home = tmp_path_factory.mktemp("tracking") / "home"
    bench = Bench(home)
    for platform, scale in (("instagram", 10), ("facebook", 1)):
        days = [FIRST + dt.timedelta(n) for n in range((dt.date(2026, 8, 16) - FIRST).days)]
        rows = [("likes", f"{day}", float(scale * (12 if day >= QUARTER.start else 10))) for day in days]
        rows += [("impressions", f"{day}", float(scale * 500)) for day in days]
        rows += [("link_clicks", f"{day}", float(scale * 5)) for day in days]
        bench.put(*rows, platform=platform, captured=dt.datetime(2026, 8, 16, 6))
    readings = [("followers", f"2026-{month:02}-01", 1_000.0 * month) for month in range(1, 9)]
    bench.put(*readings, platform="instagram", window="instant", captured=dt.datetime(2026, 8, 16, 6))
    bench.lake.close()
    return home


@pytest.fixture
def workspace(filled: Path, tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    home = shutil.copytree(filled, tmp_path / "home")
    with Workspace(read_settings({}, home=home), clock=clock) as made:
        yield made


def a_goal(workspace: Workspace, *targets: dict[str, Any]) -> Goal:
    with workspace.database.transaction() as transaction:
        own = {"name": "Goal", "owner": "owner", "status": "active", "starts_on": QUARTER.start}
        goal = add_goal(transaction, own, person="owner", now=workspace.now())
        for number, values in enumerate(targets):
            days = {"starts_on": QUARTER.start, "due_on": QUARTER.end}
            target = {"name": f"T{number}", "kind": "number", "position": number} | days | values
            add_target(transaction, goal.id, target, person="owner", now=workspace.now())
        return find_goal(transaction, goal.id)


def tracked(workspace: Workspace, *targets: dict[str, Any], **more: Any) -> tuple[Tracking, list[Progress]]:
    goal = a_goal(workspace, *targets)
    found = track(workspace, [goal], **more)
    return found, [found.progress[target.id] for target in goal.targets]


LIKES = {
    "kpi": "likes",
    "where": {"platform": "instagram"},
    "operator": "increase_by",
    "mode": "relative_pct",
    "amount": 20.0,
}


def test_a_change_is_held_against_the_quarter_before(workspace: Workspace) -> None:
    _, (found,) = tracked(workspace, LIKES)
    assert (found.baseline, found.wanted, found.value) == (9_100.0, pytest.approx(10_920.0), 46 * 120.0)
    assert (found.percent, found.expected) == (pytest.approx(5_520 / 10_920), 0.5)
    assert (found.pace, found.state) == ("on_pace", "provisional")


def test_accounts_and_all_of_them_are_told_apart_and_rates_are_ratios_of_sums(workspace: Workspace) -> None:
    rate = {"kpi": "click_through_rate", "operator": "at_least", "unit": "ratio", "progress_mode": "improvement"}
    _, (everyone, facebook, ratio) = tracked(
        workspace,
        {"kpi": "likes", "target_value": 10_000.0},
        {"kpi": "likes", "where": {"platform": "facebook"}, "target_value": 1_000.0},
        rate | {"target_value": 0.02},
    )
    assert (everyone.value, facebook.value) == (46 * 132.0, 46 * 12.0)
    assert (ratio.value, ratio.baseline, ratio.percent) == (pytest.approx(0.01), pytest.approx(0.01), pytest.approx(0))


def test_every_value_is_the_answer_the_engine_gives(workspace: Workspace) -> None:
    where = {"platform": "instagram"}
    subjects: list[tuple[str, dict[str, str]]] = [
        ("likes", {}),
        ("likes", where),
        ("click_through_rate", where),
        ("followers", {}),
    ]
    subjects += [("impressions", {"platform": "facebook"}), ("engagement_rate", {}), ("link_clicks", {})]
    targets = [{"kpi": kpi, "where": at, "target_value": 1.0, "cadence": "per_month"} for kpi, at in subjects]
    _, found = tracked(workspace, *targets)
    for (kpi, at), progress in zip(subjects, found, strict=True):
        for window, value in [(progress.window, progress.value), *((hit.window, hit.value) for hit in progress.hits)]:
            (answer,) = workspace.ask(kpi, period=window, where=at).rows()
            assert value == (None if answer.value is None else pytest.approx(answer.value)), (kpi, at, window)
        assert progress.state == workspace.ask(kpi, period=progress.window, where=at).rows()[0].state


def test_months_have_hits_and_a_level_is_its_last_reading(workspace: Workspace) -> None:
    monthly = {"kpi": "likes", "where": {"platform": "instagram"}, "cadence": "per_month", "operator": "at_least"}
    followers = {"kpi": "followers", "target_value": 9_000.0, "progress_mode": "improvement", "operator": "reach"}
    begin = {"starts_on": dt.date(2026, 5, 1), "due_on": None}
    _, (months, level) = tracked(workspace, monthly | begin | {"target_value": 3_500.0}, followers)
    assert [(hit.value, hit.met) for hit in months.hits] == [(3_100.0, False), (3_000.0, False), (3_720.0, True)]
    assert (months.streak, months.window.start) == (1, dt.date(2026, 8, 1))
    assert (level.value, level.baseline, level.percent) == (8_000.0, 6_000.0, pytest.approx(2 / 3))


def test_data_that_stops_pauses_the_pace_over_the_days_that_are_known(workspace: Workspace, clock: Clock) -> None:
    clock.set("2026-09-10")
    _, (found,) = tracked(workspace, LIKES)
    assert (found.pace, found.state) == ("paused", "partial")
    assert (found.expected, found.value) == (0.5, 5_520.0)
    assert "late" in found.reason


def test_what_no_source_gives_is_paused_and_left_out_of_the_score(workspace: Workspace) -> None:
    tracking, (likes, visits, unknown) = tracked(
        workspace,
        {"kpi": "likes", "target_value": 12_144.0},
        {"kpi": "website_visits", "target_value": 5.0},
        {"kpi": "no_such_kpi", "target_value": 5.0},
    )
    assert (visits.pace, visits.value, unknown.pace) == ("paused", None, "paused")
    assert "no_such_kpi" in unknown.reason
    (score,) = tracking.scores.values()
    assert (score.share, score.unknown) == (pytest.approx(0.5), (visits.target_id, unknown.target_id))
    assert likes.percent == pytest.approx(0.5)


def test_people_and_tasks_say_what_no_kpi_measures(workspace: Workspace) -> None:
    goal = a_goal(
        workspace,
        {"kpi": "", "target_value": 10.0, "baseline_value": 0.0, "progress_mode": "improvement"},
        {"kind": "task"},
        {"kind": "boolean", "done_on": dt.date(2026, 8, 1)},
        {"kpi": "", "target_value": 10.0},
    )
    by_hand, tasks, done, silent = (target.id for target in goal.targets)
    with workspace.database.transaction() as transaction:
        for day, value in ((dt.date(2026, 7, 20), 2.0), (dt.date(2026, 8, 10), 5.0)):
            said = {"target_id": by_hand, "day": day, "value": value}
            add_check_in(transaction, goal.id, said, person="owner", now=workspace.now())
        for number in range(4):
            task: dict[str, Any] = {"title": f"Task {number}", "goal_id": goal.id, "target_id": tasks}
            finished = {"done_on": dt.date(2026, 8, 2), "done_by": "owner", "status": "done"} if number < 3 else {}
            add_task(transaction, task | finished, person="owner", now=workspace.now())
    found = track(workspace, [goal])
    assert [found.progress[id_].percent for id_ in (by_hand, tasks, done, silent)] == [0.5, 0.75, 1.0, None]
    assert found.progress[silent].reason == "nobody has entered a value for these days yet"
    assert found.scores[goal.id].share == pytest.approx(0.75)


def test_a_day_that_is_past_is_judged_by_the_days_before_it(workspace: Workspace) -> None:
    _, (found,) = tracked(workspace, LIKES, today=dt.date(2026, 7, 11))
    assert (found.value, found.expected) == (1_200.0, pytest.approx(10 / 92))


def test_a_change_of_the_target_or_of_the_facts_is_seen_at_once(workspace: Workspace) -> None:
    goal = a_goal(workspace, {"kpi": "likes", "target_value": 10_000.0})
    target = goal.targets[0].id
    assert track(workspace, [goal]).progress[target].wanted == 10_000.0
    with workspace.database.transaction() as transaction:
        change_target(transaction, target, {"target_value": 20_000.0}, person="owner", now=workspace.now())
        goal = find_goal(transaction, goal.id)
    assert track(workspace, [goal]).progress[target].wanted == 20_000.0


def test_odds_are_worked_out_kept_and_shown_without_simulating(workspace: Workspace) -> None:
    goal = a_goal(workspace, {"kpi": "likes", "where": {"platform": "instagram"}, "target_value": 8_000.0})
    target = goal.targets[0].id
    assert track(workspace, [goal]).outlooks == {}
    worked_out = track(workspace, [goal], odds=True)
    outlook = worked_out.outlooks[target]
    assert outlook.odds is not None
    assert outlook.odds > 0.9
    assert (outlook.windows, outlook.reached) == (2, 2)
    shown = track(workspace, [goal])
    assert shown.outlooks[target] == outlook
    assert shown.outlook_days[target] == dt.date(2026, 8, 16)
    with workspace.database.transaction() as transaction:
        (kept,) = list_outcomes(transaction, target, since=FIRST)
        assert kept.outcome["progress"]["pace"] == shown.progress[target].pace
        change_target(transaction, target, {"target_value": 90_000.0}, person="owner", now=workspace.now())
        goal = find_goal(transaction, goal.id)
    assert track(workspace, [goal]).outlooks == {}, "odds of another target are not shown"


def test_a_baseline_is_kept_once_it_is_settled(workspace: Workspace, clock: Clock) -> None:
    clock.set("2026-06-20")
    goal = a_goal(workspace, LIKES)
    target = goal.targets[0].id
    assert fix_baselines(workspace) == [], "the quarter it starts from still runs"
    clock.set("2026-08-16")
    (fixed,) = fix_baselines(workspace)
    assert (fixed.baseline_value, fixed.target_value) == (9_100.0, pytest.approx(10_920.0))
    assert (fixed.baseline_from, fixed.baseline_to) == (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
    with workspace.database.reading() as transaction:
        (entry,) = list_trail(transaction, subject="target", subject_id=str(target), person=SCHEDULE)
        assert entry.after["baseline_value"] == 9_100.0
    assert fix_baselines(workspace) == []


def test_the_tracker_works_again_when_something_changed(workspace: Workspace, clock: Clock) -> None:
    goal = a_goal(workspace, LIKES)
    tracker = Tracker(workspace)
    assert tracker.is_due()
    tracker.refresh()
    assert not tracker.is_due()
    with workspace.database.transaction() as transaction:
        kept = newest_outcomes(transaction, [goal.targets[0].id])
        assert kept[goal.targets[0].id].target_version == find_target(transaction, goal.targets[0].id).version
        change_target(transaction, goal.targets[0].id, {"weight": 2.0}, person="owner", now=workspace.now())
    assert tracker.is_due()
    tracker.refresh()
    clock.set("2026-08-17")
    assert tracker.is_due()


def test_inside_with_the_tracker_works_by_itself(workspace: Workspace) -> None:
    goal = a_goal(workspace, {"kpi": "likes", "target_value": 8_000.0})
    done = threading.Event()
    tracker = Tracker(workspace, every=3_600)
    tracker.refreshed = done.set
    with tracker:
        assert done.wait(60)
        assert not tracker.is_due()
    with workspace.database.reading() as transaction:
        assert set(newest_outcomes(transaction, [goal.targets[0].id])) == {goal.targets[0].id}


def test_the_trend_of_a_flow_adds_up_beside_its_line_and_band(workspace: Workspace) -> None:
    goal = a_goal(workspace, LIKES | {"baseline_value": 9_100.0, "target_value": 10_920.0})
    series = series_of(workspace, goal, goal.targets[0])
    assert (series.kind, series.grain, len(series.points)) == ("total", Grain.DAY, 46)
    assert (series.points[0].value, series.points[-1].total) == (120.0, 5_520.0)
    assert {mark.value for mark in series.line} == {10_920.0}
    last = series.band[-1]
    assert (last.day, last.low, last.high) == (QUARTER.end, pytest.approx(10_374.0), pytest.approx(11_466.0))


def test_the_trend_of_a_recurring_target_has_a_point_for_each_window(workspace: Workspace) -> None:
    begin = {"starts_on": dt.date(2026, 6, 1), "due_on": None}
    goal = a_goal(workspace, {"kpi": "likes", "cadence": "per_month", "target_value": 4_000.0} | begin)
    series = series_of(workspace, goal, goal.targets[0])
    assert [point.value for point in series.points] == [3_300.0, 4_092.0, 1_980.0]
    assert [(mark.day.month, mark.value) for mark in series.line] == [(6, 4_000.0), (7, 4_000.0), (8, 4_000.0)]
