"""Own definitions: every save is a new version, faults come at once with their line, the second writer is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from goalposts.app.defining import Draft, editable_text, edition, save_draft, try_draft
from goalposts.app.previewing import preview_draft
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid
from goalposts.settings import read_settings
from goalposts.sources.source import Choices

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LOVE = "names: Love\nformula: likes + shares\nunit: count\n"
HAND_WRITTEN = """# ours
stage: own
kpis:
   # about shares
   shares_k:
      names: Shares
      formula: 1000 * shares / impressions
      unit: score

   # about likes
   likes_k: {names: L, formula: likes}
# end
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=lambda: NOW) as made:
        yield made


def faults_of(workspace: Workspace, draft: Draft) -> list[tuple[int | None, str | None]]:
    with pytest.raises(Invalid) as caught:
        save_draft(workspace, draft)
    return [(fault.line, fault.column) for fault in caught.value.faults]


def test_a_new_kpi_is_valid_from_the_beginning_and_works_at_once(workspace: Workspace) -> None:
    saved = save_draft(workspace, Draft("love", LOVE))
    assert (saved.version, saved.valid_from, saved.own) == (1, dt.date(2000, 1, 1), True)
    assert workspace.catalog.define("love").formula == "likes + shares"
    assert yaml.safe_load((workspace.home / "catalog" / "love.yaml").read_text())["kpis"]["love"]["names"] == "Love"


def test_every_save_adds_a_version_and_changes_none(workspace: Workspace) -> None:
    save_draft(workspace, Draft("love", LOVE))
    save_draft(workspace, Draft("love", LOVE.replace("likes", "comments"), dt.date(2026, 3, 1)))
    save_draft(workspace, Draft("love", LOVE.replace("likes", "saves")))
    told = [(kpi.version, kpi.valid_from, kpi.formula.text) for kpi in workspace.catalog.history["love"]]
    assert told == [
        (1, dt.date(2000, 1, 1), "likes + shares"),
        (2, dt.date(2026, 3, 1), "comments + shares"),
        (3, dt.date(2026, 11, 22), "saves + shares"),
    ]
    assert workspace.catalog.define("love", on=dt.date(2026, 2, 1)).version == "love v1"


def test_a_shipped_kpi_is_followed_by_an_own_version_and_keeps_its_variants(workspace: Workspace) -> None:
    shipped = workspace.catalog.kpis["engagement_rate"]
    text = editable_text(shipped).replace("formula: engagements / impressions", "formula: likes / impressions", 1)
    saved = save_draft(workspace, Draft("engagement_rate", text))
    assert (saved.version, saved.own, saved.dimensions) == (2, True, shipped.dimensions)
    assert workspace.catalog.history["engagement_rate"][0] == shipped
    assert workspace.catalog.define("engagement_rate@followers").formula == "engagements / followers"
    assert workspace.catalog.define("engagement_rate", on=dt.date(2026, 1, 1)).formula == "engagements / impressions"


def test_a_kpi_named_like_its_measure_can_be_followed_too(workspace: Workspace) -> None:
    saved = save_draft(workspace, Draft("impressions", "names: Views\nformula: impressions + video_views\n"))
    assert (saved.version, saved.formula.text) == (2, "impressions + video_views")


def test_an_entry_is_replaced_where_it_stands_and_the_rest_of_the_file_stays(workspace: Workspace) -> None:
    folder = workspace.home / "catalog"
    folder.mkdir()
    file = folder / "bakery.yaml"
    file.write_text(HAND_WRITTEN)
    save_draft(workspace, Draft("shares_k", "names: Shares\nformula: 10 * shares / impressions\nunit: score"))
    before, rest = HAND_WRITTEN.split("   shares_k:")
    text = file.read_text()
    assert text.startswith(before + "   shares_k:")
    assert text.endswith(rest[rest.index("\n   # about likes") :])
    assert sorted(path.name for path in folder.glob("*.yaml")) == ["bakery.yaml"]
    assert workspace.catalog.history["shares_k"][0].formula.text == "1000 * shares / impressions"
    assert workspace.catalog.kpis["likes_k"].version == 1


def test_every_fault_comes_at_once_with_its_line_in_the_draft(workspace: Workspace) -> None:
    draft = Draft("love", "names: Love\nformula: likess + shares\nunit: pieces\ncolour: red\n")
    assert faults_of(workspace, draft) == [(2, "formula"), (3, "unit"), (4, "colour")]
    with pytest.raises(Invalid, match="did you mean 'likes' \\(measure\\)"):
        try_draft(workspace, draft)
    assert not list((workspace.home / "catalog").glob("*.yaml"))


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        (Draft("Bad Name", LOVE), (None, "id")),
        (Draft("love", "names: Love\n formula: likes"), (2, None)),
        (Draft("love", LOVE + "version: 9\n"), (5, "version")),
        (Draft("reach", LOVE, dt.date(1999, 1, 1)), (None, "valid_from")),
    ],
    ids=["name", "no YAML", "version is ours", "before the version it follows"],
)
def test_what_does_not_fit_is_refused(workspace: Workspace, draft: Draft, place: tuple[int | None, str | None]) -> None:
    assert place in faults_of(workspace, draft)


def test_saving_what_is_in_force_already_makes_no_version(workspace: Workspace) -> None:
    save_draft(workspace, Draft("love", LOVE))
    with pytest.raises(Invalid, match="says what the definition in force says"):
        save_draft(workspace, Draft("love", LOVE))
    assert workspace.catalog.kpis["love"].version == 1


def test_the_second_writer_is_told(workspace: Workspace) -> None:
    seen = edition(workspace, "reach")
    first, second = (Draft("reach", f"names: Reach\nformula: {code}\nunit: count\n") for code in ("likes", "shares"))

    def write(draft: Draft) -> bool:
        try:
            save_draft(workspace, draft, seen)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, (first, second))) == [False, True]
    assert workspace.catalog.kpis["reach"].version == 2


def test_another_process_sees_the_new_version(workspace: Workspace) -> None:
    with Workspace(read_settings({}, home=workspace.home), clock=lambda: NOW) as other:
        assert "love" not in other.catalog.kpis
        save_draft(workspace, Draft("love", LOVE))
        assert other.catalog.kpis["love"].version == 1
        assert other.engine.catalog is other.catalog


def test_faults_made_by_hand_leave_the_definitions_in_force(workspace: Workspace) -> None:
    save_draft(workspace, Draft("love", LOVE))
    (workspace.home / "catalog" / "love.yaml").write_text("kpis: [")
    assert workspace.catalog.kpis["love"].formula.text == "likes + shares"


def test_the_preview_answers_by_draft_and_by_what_is_in_force(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "daily.csv"
    file.write_text("Date,Impressions,Likes\n2026-11-20,100,5\n2026-11-21,300,15\n")
    said = Choices(account="Corner", platform="facebook", time_zone="UTC", accept_flags=True)
    assert workspace.import_paths([file], said).ok
    draft = Draft("click_through_rate", "names: CTR\nformula: likes / impressions\nunit: ratio\n")
    tried = preview_draft(workspace, draft)
    assert tried.draft.total.value == 0.05
    assert [answer.value for answer in tried.draft.days[-2:]] == [0.05, 0.05]
    assert tried.current is not None
    assert tried.current.total.value is None
    assert workspace.catalog.kpis["click_through_rate"].version == 1
    assert preview_draft(workspace, Draft("love", LOVE)).current is None
