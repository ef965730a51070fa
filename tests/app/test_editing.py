"""What a person says of an account: checked, kept when the next file comes in, never written over another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.editing import edit_account, read_attributes
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotFound
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.warehouse.tables import account_identity

NOW = dt.datetime(2026, 3, 12, 9, tzinfo=dt.UTC)
CORNER = account_identity("facebook", "Corner")


def bring(workspace: Workspace, folder: Path, account: str, day: int) -> None:
    file = folder / f"{account}{day}.csv"
    file.write_text(f"Date,Impressions\n2026-03-{day:02},100\n")
    said = Choices(account=account, platform="facebook", time_zone="UTC", accept_flags=True)
    assert workspace.import_paths([file], said).ok


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: NOW) as made:
        bring(made, tmp_path, "Corner", 9)
        bring(made, tmp_path, "Rival", 9)
        yield made


def test_a_competitor_leaves_our_numbers_for_all_days(workspace: Workspace) -> None:
    assert workspace.ask("impressions", period="2026-03-09").rows()[0].value == 200
    edit_account(workspace, account_identity("facebook", "Rival"), {"owner_kind": "competitor", "brand": "Rival Inc"})
    assert workspace.ask("impressions", period="2026-03-09").rows()[0].value == 100
    (theirs,) = workspace.ask("impressions", period="2026-03-09", where={"brand": "Rival Inc"}).rows()
    assert theirs.value == 100


def test_what_was_said_stays_when_the_next_file_comes_in(workspace: Workspace, tmp_path: Path) -> None:
    said = edit_account(workspace, CORNER, {"name": "Corner Bakery", "owner_kind": "competitor", "currency": "krw"})
    assert (said.name, said.currency) == ("Corner Bakery", "KRW")
    bring(workspace, tmp_path, "Corner", 10)
    assert read_attributes(workspace, CORNER) == said


def test_an_attribute_can_be_taken_away(workspace: Workspace) -> None:
    edit_account(workspace, CORNER, {"brand": "Bakery"})
    assert edit_account(workspace, CORNER, {"brand": ""}).brand == ""
    assert read_attributes(workspace, CORNER).brand == ""


def test_every_fault_comes_at_once_and_nothing_is_stored(workspace: Workspace) -> None:
    before = read_attributes(workspace, CORNER)
    given = {"name": " ", "brand": "x" * 121, "owner_kind": "mine", "time_zone": "Asia/Soul", "currency": "WON"}
    with pytest.raises(Invalid, match="Asia/Seoul") as caught:
        edit_account(workspace, CORNER, given)
    assert [fault.column for fault in caught.value.faults] == ["name", "brand", "owner_kind", "time_zone", "currency"]
    assert read_attributes(workspace, CORNER) == before


def test_two_accounts_of_one_platform_cannot_share_a_name(workspace: Workspace) -> None:
    with pytest.raises(Invalid, match="has this name"):
        edit_account(workspace, CORNER, {"name": "RIVAL"})


def test_the_second_writer_is_told(workspace: Workspace) -> None:
    seen = read_attributes(workspace, CORNER).digest
    edit_account(workspace, CORNER, {"brand": "First"}, seen)
    with pytest.raises(Conflict, match="somebody else"):
        edit_account(workspace, CORNER, {"brand": "Second"}, seen)
    assert read_attributes(workspace, CORNER).brand == "First"


def test_an_account_that_is_not_there_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        edit_account(workspace, 5, {"brand": "x"})
