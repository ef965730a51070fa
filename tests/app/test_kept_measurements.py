"""What the facts said of targets is kept: used only while it must be the same, and then equal in every field."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goalposts.app import tracking
from goalposts.app.tracking import Tracking, track
from goalposts.app.workspace import Workspace
from goalposts.goals.progress import Progress
from goalposts.metrics.reason import Reason
from goalposts.settings import read_settings
from goalposts.store import database
from goalposts.store.check_ins import add_check_in
from goalposts.store.goals import Goal, add_goal, add_target, change_target, list_goals
from goalposts.store.profile import set_profile
from goalposts.store.revisions import add_revision
from goalposts.store.tasks import add_task
from tests.metrics.bench import Bench

FIRST, QUARTER = dt.date(2026, 2, 1), dt.date(2026, 7, 1)
NIGHT = dt.datetime(2026, 8, 16, 0, 30, tzinfo=dt.UTC)
BY = {"person": "owner", "now": NIGHT}
CHANGE = {"operator": "increase_by", "mode": "relative_pct", "amount": 20.0}
BETTER = {"progress_mode": "improvement"}
ONCE = {"due_on": dt.date(2026, 9, 30)}
MONTHS = {"cadence": "per_month", "starts_on": dt.date(2026, 4, 1)}
FACEBOOK = {"where": {"platform": "facebook"}}
TARGETS: dict[str, dict[str, Any]] = {
    "a change of a sum": {"kpi": "likes", **CHANGE, **ONCE},
    "a sum every month": {"kpi": "likes", **FACEBOOK, **MONTHS, "target_value": 300.0},
    "a budget every week": {"kpi": "link_clicks", "cadence": "per_week", "operator": "at_most", "target_value": 400.0},
    "a budget": {"kpi": "marketing_spend", "operator": "at_most", "target_value": 400.0, **ONCE},
    "a sum that improves": {"kpi": "impressions", **CHANGE, **BETTER, **ONCE},
    "a sum that improves every quarter": {"kpi": "impressions", "cadence": "per_quarter", **CHANGE, **BETTER},
    "a ratio": {"kpi": "click_through_rate", "unit": "ratio", **BETTER, **CHANGE, **ONCE},
    "a ratio every month": {"kpi": "engagement_rate", **FACEBOOK, **BETTER, **MONTHS, "target_value": 0.02},
    "a level": {"kpi": "followers", "target_value": 9_000.0, **BETTER, **ONCE},
    "no due day": {"kpi": "likes", "target_value": 9_000.0},
    "nobody gives it": {"kpi": "website_visits", "target_value": 5.0, **ONCE},
    "nobody knows it": {"kpi": "no_such_kpi", "target_value": 5.0, **ONCE},
    "by hand": {"kpi": "", "target_value": 10.0, "baseline_value": 0.0, **BETTER, **ONCE},
    "tasks": {"kind": "task", **ONCE},
    "done or not": {"kind": "boolean", "done_on": dt.date(2026, 8, 1), **ONCE},
}
LOVE = "kpis: {{love: {{names: Love, formula: {}, unit: count}}}}\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake whose Instagram stops early and whose Facebook lacks a month, and a goal with a target of every kind."""
    home = tmp_path_factory.mktemp("kept") / "home"
    bench = Bench(home)
    days = [FIRST + dt.timedelta(n) for n in range((dt.date(2026, 8, 15) - FIRST).days)]
    for platform, own in (("instagram", days[:-9]), ("facebook", [day for day in days if day.month != 5])):
        for measure, value in (("likes", 10.0), ("impressions", 700.0), ("link_clicks", 7.0)):
            bench.put(
                *((measure, f"{day}", value) for day in own), platform=platform, captured=dt.datetime(2026, 8, 15)
            )
    readings = [("followers", f"2026-{month:02}-03", 1_000.0 * month) for month in range(2, 9)]
    bench.put(*readings, platform="instagram", window="instant", captured=dt.datetime(2026, 8, 15))
    bench.lake.close()
    (home / "catalog").mkdir()
    (home / "catalog" / "love.yaml").write_text(LOVE.format("likes"))
    with Workspace(read_settings({}, home=home), clock=lambda: NIGHT) as workspace:
        _plan(workspace)
    return home


def _plan(workspace: Workspace) -> None:
    with workspace.database.transaction() as transaction:
        goal = add_goal(transaction, {"name": "Goal", "owner": "owner", "status": "active", "starts_on": QUARTER}, **BY)
        for name, values in TARGETS.items():
            add_target(transaction, goal.id, {"name": name, "kind": "number", "starts_on": QUARTER} | values, **BY)


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return shutil.copytree(filled, tmp_path / "home")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the targets of KPIs that the engine was asked for."""
    names: list[str] = []
    read = tracking.read_targets

    def listening(workspace: Workspace, targets: Any, *rest: Any, **more: Any) -> Any:
        names.extend(target.name for target in targets if target.kpi)
        return read(workspace, targets, *rest, **more)

    monkeypatch.setattr(tracking, "read_targets", listening)
    return names


def look(home: Path, now: dt.datetime = NIGHT, **more: Any) -> Tracking:
    """What a new process would say."""
    with Workspace(read_settings({}, home=home), clock=lambda: now) as workspace:
        return track(workspace, goals_of(workspace), **more)


def goals_of(workspace: Workspace) -> list[Goal]:
    with workspace.database.reading() as transaction:
        return list_goals(transaction)


def told(progress: Mapping[int, Progress]) -> dict[int, dict[str, Any]]:
    """Every field, and of a reason also what it is translated from."""
    reasons = {id_: one.reason for id_, one in progress.items()}
    said = {id_: (why.code, why.facts) if isinstance(why, Reason) else (why, type(why)) for id_, why in reasons.items()}
    names = Progress.__dataclass_fields__
    return {id_: {"said": said[id_]} | {name: getattr(one, name) for name in names} for id_, one in progress.items()}


OF_KPIS = [name for name, values in TARGETS.items() if values.get("kpi")]


@pytest.mark.parametrize("odds", [False, True])
def test_a_new_process_asks_nothing_and_says_the_same(home: Path, asked: list[str], odds: bool) -> None:
    fresh = look(home, odds=odds)
    assert sorted(asked) == sorted(OF_KPIS)
    asked.clear()
    kept = look(home, odds=odds)
    assert asked == []
    assert told(kept.progress) == told(fresh.progress)
    assert kept.scores == fresh.scores
    states = {progress.state for progress in fresh.progress.values()}
    assert {"partial", "unavailable", "measured", "provisional"} <= states
    assert any(progress.hits for progress in fresh.progress.values())


def bring(home: Path) -> None:
    bench = Bench(home)
    bench.put(("likes", "2026-08-13", 500.0), platform="facebook", captured=dt.datetime(2026, 8, 16))
    bench.lake.close()


def define(home: Path) -> None:
    (home / "catalog" / "love.yaml").write_text(LOVE.format("likes + link_clicks"))


def begin_in_february(home: Path) -> None:
    with Workspace(read_settings({}, home=home)) as workspace, workspace.database.transaction() as transaction:
        set_profile(transaction, {"fiscal_start": 2}, **BY)


def nothing(home: Path) -> None:
    assert home.is_dir()


@pytest.mark.parametrize(
    ("happens", "later"),
    [
        pytest.param(bring, dt.timedelta(0), id="import"),
        pytest.param(define, dt.timedelta(0), id="definition"),
        pytest.param(begin_in_february, dt.timedelta(0), id="fiscal year"),
        pytest.param(nothing, dt.timedelta(days=1), id="day"),
        pytest.param(nothing, dt.timedelta(hours=1), id="hour a day is due"),
    ],
)
def test_what_may_change_a_measurement_is_measured_anew(
    home: Path, asked: list[str], happens: Callable[[Path], None], later: dt.timedelta
) -> None:
    look(home, odds=True)
    happens(home)
    asked.clear()
    found = look(home, NIGHT + later)
    assert sorted(asked) == sorted(OF_KPIS)
    with sqlite3.connect(home / "goalposts.db") as connection:
        connection.execute("DELETE FROM target_progress")
    assert told(look(home, NIGHT + later).progress) == told(found.progress)


def test_an_import_is_seen_and_an_hour_without_a_due_day_is_not(home: Path, asked: list[str]) -> None:
    before = look(home)
    asked.clear()
    look(home, NIGHT.replace(minute=59))
    assert asked == []
    bring(home)
    after = look(home)
    (change,) = (id_ for id_, name in enumerate(TARGETS, start=1) if name == "a change of a sum")
    assert (after.progress[change].value or 0) - (before.progress[change].value or 0) == 490.0


def test_a_changed_target_alone_is_measured_anew(home: Path, asked: list[str]) -> None:
    look(home)
    with Workspace(read_settings({}, home=home)) as workspace, workspace.database.transaction() as transaction:
        change_target(transaction, 2, {"where": {"platform": "instagram"}}, **BY)
    asked.clear()
    look(home)
    assert asked == ["a sum every month"]


def test_what_people_say_is_seen_at_once(home: Path, asked: list[str]) -> None:
    before = look(home)
    ids = {name: id_ for id_, name in enumerate(TARGETS, start=1)}
    accepted = {"subject": "target", "subject_id": f"{ids['a sum every month']}", "name": "More", "trigger": "result"}
    accepted |= {"reason": "It was easy.", "status": "accepted", "old": {"target_value": 200.0}}
    decided = {"new": {"target_value": 300.0}, "effective_on": dt.date(2026, 7, 1), "decided_at": NIGHT}
    with Workspace(read_settings({}, home=home)) as workspace, workspace.database.transaction() as transaction:
        value = {"target_id": ids["by hand"], "day": dt.date(2026, 8, 10), "value": 5.0}
        add_check_in(transaction, 1, value, **BY)
        add_task(transaction, {"title": "Task", "goal_id": 1, "target_id": ids["tasks"]}, **BY)
        add_revision(transaction, accepted | decided, **BY)
    asked.clear()
    after = look(home)
    assert asked == []
    assert [before.progress[ids[name]].value for name in ("by hand", "tasks")] == [None, None]
    assert [after.progress[ids[name]].value for name in ("by hand", "tasks")] == [5.0, 0.0]
    wanted = [[hit.wanted for hit in each.progress[ids["a sum every month"]].hits] for each in (before, after)]
    assert wanted == [[300.0] * 4, [200.0] * 3 + [300.0]]


def test_days_of_the_past_and_unsaved_targets_are_neither_kept_nor_read(home: Path, asked: list[str]) -> None:
    past = dt.date(2026, 7, 20)
    with Workspace(read_settings({}, home=home), clock=lambda: NIGHT) as workspace:
        (goal,) = goals_of(workspace)
        unsaved = replace(goal, targets=(replace(goal.targets[0], id=0),))
        for _ in range(2):
            track(workspace, [goal], today=past)
            track(workspace, [unsaved])
            workspace.engine.forget()
    assert sorted(asked) == sorted([*OF_KPIS, goal.targets[0].name] * 2)
    with sqlite3.connect(home / "goalposts.db") as connection:
        assert connection.execute("SELECT count(*) FROM target_progress").fetchone() == (0,)


def test_a_locked_database_is_logged_and_the_page_comes_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0)
    with Workspace(read_settings({}, home=home), clock=lambda: NIGHT) as workspace:
        goals = goals_of(workspace)
        writer = sqlite3.connect(home / "goalposts.db", isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with caplog.at_level(logging.WARNING, logger="goalposts.tracking"):
            found = track(workspace, goals, odds=True)
        writer.close()
    assert len(found.progress) == len(TARGETS)
    assert [record.getMessage().partition(" were not kept")[0] for record in caplog.records] == ["measurements", "odds"]
    assert told(look(home, odds=True).progress) == told(found.progress)
