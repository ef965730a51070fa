"""Who may let people in, what a link opens, and what ends when somebody leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from goalposts.app.people import (
    add_person,
    edit_person,
    find_person,
    is_owner,
    let_go,
    list_people,
    may_see,
    names,
    person_options,
    sign_in_path,
    take_back,
)
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotAllowed, NotFound, Overtaken
from goalposts.settings import read_settings
from goalposts.store.records import list_trail
from goalposts.store.sessions import SignedIn, find_session, redeem_token
from tests.app.team import Clock, add_team, want


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace(read_settings({}, home=tmp_path), clock=clock) as made:
        yield made


def sign_in(workspace: Workspace, path: str) -> SignedIn:
    token = parse_qs(urlsplit(path).query)["token"][0]
    with workspace.database.transaction() as transaction:
        return redeem_token(transaction, token, workspace.now())


def is_open(workspace: Workspace, session: SignedIn) -> bool:
    with workspace.database.reading() as transaction:
        return find_session(transaction, session.secret, workspace.now()) is not None


def test_the_owner_is_there_from_the_start_and_can_be_named(workspace: Workspace) -> None:
    (owner,) = list_people(workspace)
    assert (owner.key, owner.name, owner.role, owner.is_here) == ("owner", "Workspace owner", "owner", True)
    assert names(workspace, "ko")["owner"] == "작업 공간 소유자"
    edit_person(workspace, "owner", {"name": "Dana  Olsen "}, expected=0)
    assert names(workspace, "ko")["owner"] == "Dana Olsen"
    edit_person(workspace, "owner", {"team": "Marketing"})
    assert (find_person(workspace, "owner").name, find_person(workspace, "owner").team) == ("Dana Olsen", "Marketing")


def test_keys_are_made_of_names_and_never_twice(workspace: Workspace) -> None:
    made = [
        add_person(workspace, {"name": name}).key for name in ("Mina Kim", "Mina Lee", "김서연", "林佳蓉", "Me Too")
    ]
    assert made == ["mina", "mina-2", "person", "person-2", "me-2"]


def test_every_fault_of_a_person_is_told_at_once_and_in_their_language(workspace: Workspace) -> None:
    add_team(workspace)
    given = {"name": "mina kim", "team": "x" * 81, "role": "boss", "language": "fr"}
    with pytest.raises(Invalid) as caught:
        add_person(workspace, given, key="notices", language="ko")
    assert [fault.column for fault in caught.value.faults] == ["name", "team", "role", "language", "key"]
    assert "페이지 주소" in caught.value.faults[-1].message
    for key in ("mina", "Ünal", "1a", "a" * 41):
        with pytest.raises(Invalid):
            add_person(workspace, {"name": "Somebody"}, key=key)
    assert len(list_people(workspace)) == 3


def test_only_owners_manage_people(workspace: Workspace) -> None:
    add_team(workspace)
    for deed in (
        lambda: add_person(workspace, {"name": "Friend"}, by="mina"),
        lambda: edit_person(workspace, "mina", {"role": "owner"}, by="mina"),
        lambda: sign_in_path(workspace, "owner", by="mina"),
        lambda: let_go(workspace, "jo", by="mina"),
        lambda: take_back(workspace, "jo", by="nobody"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    edit_person(workspace, "mina", {"role": "owner"})
    assert add_person(workspace, {"name": "Friend"}, by="mina").role == "member"
    let_go(workspace, "mina")
    assert not is_owner(workspace, "mina")


def test_a_link_opens_one_session_as_that_person_in_their_language(workspace: Workspace, clock: Clock) -> None:
    add_team(workspace)
    path = sign_in_path(workspace, "mina")
    assert parse_qs(urlsplit(path).query)["next"] == ["/?lang=ko"]
    assert sign_in(workspace, path).person == "mina"
    with pytest.raises(NotAllowed):
        sign_in(workspace, path)
    late = sign_in_path(workspace, "jo")
    clock.pass_by(hours=1, seconds=1)
    with pytest.raises(NotAllowed):
        sign_in(workspace, late)


def test_somebody_who_left_is_signed_out_and_stays_out(workspace: Workspace) -> None:
    add_team(workspace)
    session, other = (
        sign_in(workspace, sign_in_path(workspace, "mina")),
        sign_in(workspace, sign_in_path(workspace, "jo")),
    )
    unused = sign_in_path(workspace, "mina")
    assert let_go(workspace, "mina").left_on == workspace.today()
    assert (is_open(workspace, session), is_open(workspace, other)) == (False, True)
    with pytest.raises(NotAllowed):
        sign_in(workspace, unused)
    with pytest.raises(Conflict, match="cannot sign in"):
        sign_in_path(workspace, "mina")
    assert names(workspace)["mina"] == "Mina Kim"
    assert [key for key, _ in person_options(workspace)] == ["owner", "jo"]
    take_back(workspace, "mina")
    assert not is_open(workspace, session)
    assert sign_in(workspace, sign_in_path(workspace, "mina")).person == "mina"


def test_the_one_who_runs_the_workspace_stays_its_owner(workspace: Workspace) -> None:
    with pytest.raises(Conflict):
        let_go(workspace, "owner")
    with pytest.raises(Invalid):
        edit_person(workspace, "owner", {"role": "member"})


def test_two_editors_of_one_person_are_told_and_the_trail_says_who(workspace: Workspace, clock: Clock) -> None:
    add_team(workspace)
    clock.pass_by(minutes=5)
    edit_person(workspace, "mina", {"team": "Social"}, expected=1)
    with pytest.raises(Overtaken) as caught:
        edit_person(workspace, "mina", {"team": "Sales"}, expected=1)
    assert caught.value.clashes == {"team": ("Social", "Sales")}
    with workspace.database.reading() as transaction:
        entry = list_trail(transaction, subject="person")[0]
    assert (entry.person, entry.at, entry.before) == ("owner", clock.now, {"team": "Content"})


def test_a_restricted_goal_is_seen_by_whoever_it_belongs_to_and_owners(workspace: Workspace) -> None:
    goal = want(workspace, "likes", "mina", visibility="restricted")
    seen = {key: may_see(goal, key, is_owner(workspace, key)) for key in ("owner", "mina", "jo")}
    assert seen == {"owner": True, "mina": True, "jo": False}


def test_nobody_of_that_key(workspace: Workspace) -> None:
    add_team(workspace)
    with pytest.raises(NotFound, match="mina"):
        find_person(workspace, "minna")
