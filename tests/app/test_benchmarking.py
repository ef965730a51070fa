"""Benchmarks beside our own numbers: only what has the same denominator, and figures of one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.benchmarking import Compared, check_benchmark, compare_all, own_benchmarks, save_benchmark
from goalposts.app.workspace import Workspace
from goalposts.catalog.benchmarks import load_benchmarks
from goalposts.errors import Conflict, Invalid
from goalposts.settings import read_settings
from goalposts.sources.source import Choices

NOW = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)
GIVEN = {
    "kpi": "click_through_rate", "value": "0.01", "unit": "ratio", "base": "impressions", "statistic": "mean",
    "source": "Our agency", "published": "2026-01-31", "platform": "facebook",
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    file = tmp_path / "daily.csv"
    file.write_text("Date,Impressions,Link clicks,Ad spend\n2026-03-09,1000,20,5\n2026-03-10,3000,30,5\n")
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: NOW) as made:
        said = Choices(account="Corner", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)
        assert made.import_paths([file], said).ok
        yield made


def of(workspace: Workspace, **changes: str) -> Compared:
    mark = check_benchmark(workspace, "ours", GIVEN | changes)
    return compare_all(workspace, [mark])[1][0]


def test_a_rate_of_the_same_denominator_is_compared_and_judged(workspace: Workspace) -> None:
    told = of(workspace)
    assert told.answer is not None
    assert (told.answer.value, told.obstacle, told.is_better) == (50 / 4000, None, True)
    assert of(workspace, value="0.5").is_better is False


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"base": "followers"}, "other_base"),
        ({"base": "own"}, "own_base"),
        ({"platform": "instagram"}, "no_value"),
        ({"kpi": "cost_per_click", "base": "clicks", "unit": "USD"}, "no_value"),
    ],
)
def test_what_cannot_be_compared_says_why(workspace: Workspace, changes: dict[str, str], obstacle: str) -> None:
    told = of(workspace, **changes)
    assert (told.answer, told.obstacle, told.is_better) == (None, obstacle, None)


def test_every_shipped_figure_is_compared_or_says_why_not(workspace: Workspace) -> None:
    period, told = compare_all(workspace, load_benchmarks())
    assert period is not None
    assert len(told) == 100
    assert all((one.answer is None) != (one.obstacle is None) for one in told)
    assert {one.obstacle for one in told if one.mark.change} == {"change"}
    assert all(one.per_post for one in told if one.mark.base == "followers" and not one.mark.change)


def test_an_own_figure_is_kept_and_can_be_changed(workspace: Workspace) -> None:
    save_benchmark(workspace, "ours", GIVEN, is_new=True)
    (mark,) = own_benchmarks(workspace)
    assert (mark.code, mark.own, mark.value, mark.platform, mark.year) == ("ours", True, 0.01, "facebook", 2026)
    with pytest.raises(Conflict, match="already"):
        save_benchmark(workspace, "ours", GIVEN, is_new=True)
    save_benchmark(workspace, "ours", GIVEN | {"value": "0.02"}, is_new=False)
    assert own_benchmarks(workspace)[0].value == 0.02


def test_every_fault_comes_at_once_with_its_field(workspace: Workspace) -> None:
    given = GIVEN | {"kpi": "click_thru_rate", "value": "1 %", "base": "follower", "published": "soon", "source": ""}
    with pytest.raises(Invalid, match="did you mean followers") as caught:
        check_benchmark(workspace, "Ours!", given)
    assert {fault.column for fault in caught.value.faults} == {"code", "kpi", "value", "base", "published", "source"}


def test_the_name_of_a_shipped_figure_is_taken(workspace: Workspace) -> None:
    with pytest.raises(Invalid, match="a benchmark we ship has this name"):
        save_benchmark(workspace, "rival_iq_2022", GIVEN, is_new=True)


def test_a_file_with_faults_is_told_with_its_lines(workspace: Workspace) -> None:
    folder = workspace.home / "catalog" / "benchmarks"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("bad:\n  kpi: reach\n  source: x\n  colour: red\n  rows: none\n")
    with pytest.raises(Invalid) as caught:
        own_benchmarks(workspace)
    assert {(fault.file, fault.line) for fault in caught.value.faults} == {
        ("bad.yaml", 2),
        ("bad.yaml", 4),
        ("bad.yaml", 5),
    }
    assert workspace.catalog.kpis
