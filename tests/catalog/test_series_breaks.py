"""Series breaks: what ships, what a workspace may add, and faults that say where and what."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.series_breaks import KINDS
from goalposts.errors import Invalid

BREAKS = load_catalog().series_breaks


def test_every_break_names_known_measures_and_says_what_to_do_in_three_languages() -> None:
    catalog = load_catalog()
    for found in BREAKS:
        assert found.platform in catalog.platforms
        assert set(found.measures) <= set(catalog.measures)
        assert found.kind in KINDS
        assert len({found.what[language] for language in LANGUAGES}) == 3
        assert len({found.todo[language] for language in LANGUAGES}) == 3
        assert found.source
        assert not found.own
    assert [found.on for found in BREAKS] == sorted(found.on for found in BREAKS)


@pytest.mark.parametrize(
    ("platform", "measure", "day"),
    [
        ("instagram", "impressions", dt.date(2025, 4, 21)),
        ("facebook", "impressions", dt.date(2025, 11, 15)),
        ("facebook", "reach", dt.date(2026, 6, 15)),
        ("youtube", "video_views", dt.date(2025, 3, 31)),
        ("meta_ads", "conversions", dt.date(2026, 1, 12)),
    ],
)
def test_the_great_changes_ship(platform: str, measure: str, day: dt.date) -> None:
    assert [b.splits for b in BREAKS if (b.platform, b.on) == (platform, day) and measure in b.measures] == [True]


def test_a_limit_is_told_but_splits_nothing() -> None:
    assert [found.splits for found in BREAKS if found.kind == "limited"] == [False]


def test_a_workspace_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "series_breaks:\n  new_tag:\n    platform: ga4\n    measures: [sessions]\n    on: 2026-02-01\n"
        "    kind: redefined\n    what: The tag moved to the shop's own server.\n",
        encoding="utf-8",
    )
    (own,) = (found for found in load_catalog(tmp_path).series_breaks if found.own)
    assert (own.id, own.platform, own.measures, own.on) == ("new_tag", "ga4", ("sessions",), dt.date(2026, 2, 1))
    assert own.what["ko"] == "The tag moved to the shop's own server."
    assert own.to_dict()["date"] == "2026-02-01"


def test_every_fault_of_a_break_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "series_breaks:\n  bad:\n    platform: gaa4\n    measures: [sessions]\n    on: 2026-02-31\n    kind: changed\n"
        "    what: x\n  worse:\n    platform: ga4\n    measures: [session]\n    on: 2026-02-01\n    kind: retired\n"
        "    what: x\n  facebook_views_2025:\n    platform: ga4\n    measures: [sessions]\n    on: 2026-02-01\n"
        "    kind: retired\n    what: x\n",
        encoding="utf-8",
    )
    with pytest.raises(Invalid) as caught:
        load_catalog(tmp_path)
    told = {(fault.line, fault.message.partition(";")[0].partition(", line")[0]) for fault in caught.value.faults}
    assert told == {
        (3, "'gaa4' is not allowed here"),
        (5, "expected a date that exists, written like 2026-01-31"),
        (6, "'changed' is not allowed here"),
        (8, "there is no measure 'session'"),
        (14, "defined already in series_breaks.yaml"),
    }
