"""What people are told, who has read it, and that new definitions are told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.defining import Draft, save_draft
from goalposts.app.notices import (
    announce,
    describe_notices,
    inbox,
    read_notices,
    tell,
    tell_of_definitions,
    unread_count,
)
from goalposts.app.people import add_person, let_go
from goalposts.app.workspace import CATALOG_FOLDER, Workspace
from goalposts.errors import Invalid
from goalposts.settings import read_settings
from tests.app.team import Clock, add_team

LOVE = "names: {en: Love, ko: 사랑, zh-Hant: 喜愛}\nformula: likes + shares\nunit: count\n"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=clock) as made:
        add_team(made)
        yield made


def test_everybody_but_the_one_who_tells_it_has_it_to_read(workspace: Workspace, clock: Clock) -> None:
    notice = tell(workspace, " Prices rise ", "From December on.", by="jo")
    assert {key: unread_count(workspace, key) for key in ("owner", "mina", "jo")} == {"owner": 1, "mina": 1, "jo": 0}
    clock.pass_by(minutes=3)
    assert read_notices(workspace, "mina", [notice.id]) == 1
    clock.pass_by(minutes=3)
    assert read_notices(workspace, "mina") == 0
    (told,) = inbox(workspace, "mina")
    assert (told.notice.title, told.is_new, told.waiting) == ("Prices rise", False, ("owner",))
    assert told.read == (("mina", told.read_at),)
    assert told.read_at is not None
    assert (told.read_at - notice.at).total_seconds() == 180


def test_a_notice_for_some_is_seen_by_them_alone(workspace: Workspace) -> None:
    tell(workspace, "About the raise", readers=["mina"], by="owner")
    assert [unread_count(workspace, key) for key in ("mina", "jo")] == [1, 0]
    assert inbox(workspace, "jo") == []
    assert inbox(workspace, "owner")[0].waiting == ("mina",)


def test_what_was_told_before_somebody_came_and_after_they_left_waits_for_nobody(
    workspace: Workspace, clock: Clock
) -> None:
    tell(workspace, "Old news", by="owner")
    clock.pass_by(days=1)
    add_person(workspace, {"name": "Newcomer"}, key="newcomer")
    let_go(workspace, "jo")
    assert unread_count(workspace, "newcomer") == 0
    (told,) = inbox(workspace, "newcomer")
    assert (told.is_new, told.waiting) == (False, ("mina",))


def test_faults_of_a_message_come_at_once(workspace: Workspace) -> None:
    let_go(workspace, "jo")
    with pytest.raises(Invalid) as caught:
        tell(workspace, " ", "x" * 4001, readers=["jo"], by="owner")
    assert [fault.column for fault in caught.value.faults] == ["title", "body", "readers"]
    assert inbox(workspace, "owner") == []


def test_a_saved_definition_is_told_once_with_what_changed(workspace: Workspace) -> None:
    save_draft(workspace, Draft("love", LOVE), person="mina")
    save_draft(workspace, Draft("love", LOVE.replace("shares", "comments")), person="jo")
    changed, new = describe_notices(workspace, "owner", "en")
    assert (new["title"], new["by"], new["subject_id"]) == ("New KPI: Love", "Mina Kim", "love")
    assert changed["title"].startswith("New definition of Love, valid from ")
    assert "likes + shares and is now likes + comments" in changed["body"]
    assert describe_notices(workspace, "owner", "ko")[1]["title"] == "새 KPI: 사랑"
    assert tell_of_definitions(workspace) == 0


def test_a_definition_changed_in_a_file_is_told_too(workspace: Workspace) -> None:
    folder = workspace.home / CATALOG_FOLDER
    folder.mkdir()
    (folder / "ours.yaml").write_text("kpis:\n  love:\n" + "".join(f"    {line}\n" for line in LOVE.splitlines()))
    assert tell_of_definitions(workspace) == 1
    assert tell_of_definitions(workspace) == 0
    (told,) = describe_notices(workspace, "mina", "zh-Hant")
    assert (told["title"], told["by"], told["unread"]) == ("新 KPI：喜愛", "", True)


def test_a_kind_nobody_knows_is_shown_as_it_was_written(workspace: Workspace) -> None:
    announce(workspace, kind="odd", title="Title", body="Body", facts={"x": 1}, person="owner")
    (told,) = describe_notices(workspace, "mina", "ko")
    assert (told["title"], told["body"]) == ("Title", "Body")
