import datetime as dt

import pytest

from goalposts.app.goals import list_goals
from goalposts.app.plan_importing import import_plan
from goalposts.app.revisions import list_told
from goalposts.app.tracking import track
from goalposts.app.workspace import Workspace
from goalposts.demo.plan import sample_plan
from goalposts.store.sessions import OWNER

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    noon = dt.datetime.combine(TODAY, dt.time(12), dt.UTC)
    with Workspace.open(tmp_path_factory.mktemp("sample") / "home", clock=lambda: noon) as workspace:
        workspace.build_demo()
        yield workspace


@pytest.mark.parametrize("today", [dt.date(2026, 1, 1), dt.date(2024, 2, 29), dt.date(2026, 12, 31), TODAY])
def test_the_plan_is_a_plan_file_without_faults_on_every_day(tmp_path, today):
    noon = dt.datetime.combine(today, dt.time(12), dt.UTC)
    with Workspace.open(tmp_path, clock=lambda: noon) as workspace:
        import_plan(workspace, sample_plan(today))
        assert import_plan(workspace, sample_plan(today)) == []


def test_every_target_of_the_sample_says_where_it_stands(sample):
    goals = list_goals(sample, OWNER)
    tracking = track(sample, goals)
    paces = {target.name: tracking.progress[target.id].pace for goal in goals for target in goal.targets}
    assert set(paces.values()) >= {"met", "ahead", "behind"}
    assert paces["Brewing guide is online"] == "met"
    visits = next(target for goal in goals for target in goal.targets if target.name == "Facebook visits")
    assert {hit.met for hit in tracking.progress[visits.id].hits} >= {True, False}
    assert tracking.outlooks[visits.id].odds is not None


def test_one_goalpost_was_moved_and_one_waits(sample):
    told = list_told(sample)
    assert sorted(one.revision.status for one in told) == ["accepted", "open"]
    moved = next(one for one in told if one.revision.status == "accepted")
    assert moved.revision.announced_at is not None
