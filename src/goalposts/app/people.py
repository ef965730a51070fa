"""People who work here: let in by a one-time link, named everywhere, and shut out when they leave."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Fault, Invalid, NotAllowed
from goalposts.i18n import LOCALES, translation
from goalposts.i18n.team import owner_name, team_fault
from goalposts.store import people as kept
from goalposts.store.goals import Goal
from goalposts.store.people import MEMBER, ROLES, Person
from goalposts.store.sessions import OWNER, SCHEDULE, end_all_sessions, issue_token

LONGEST = 80
PAGES = frozenset({"me", "new", "notices", "training", "tasks", "feedback"})
"""Keys nobody can have, for they are addresses of pages."""

_KEY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def list_people(workspace: Workspace, language: str = "en", *, everybody: bool = True) -> list[Person]:
    """The owner first, then by name; without `everybody` only those who are here."""
    with workspace.database.reading() as transaction:
        people = kept.list_people(transaction)
    return [_named(person, language) for person in people if everybody or person.is_here]


def find_person(workspace: Workspace, key: str, language: str = "en") -> Person:
    """One person. Raises NotFound."""
    with workspace.database.reading() as transaction:
        return _named(kept.find_person(transaction, key), language)


def names(workspace: Workspace, language: str = "en") -> Mapping[str, str]:
    """Key -> name of everybody, those who left included; a key that is not in it is shown as it is."""
    say = translation(language).gettext
    known = {person.key: person.name for person in list_people(workspace, language)}
    return {**known, SCHEDULE: say("Goalposts itself")}


def person_options(workspace: Workspace, language: str = "en") -> list[tuple[str, str]]:
    """(key, name) of everybody who is here, to choose from in a form."""
    return [(person.key, person.name) for person in list_people(workspace, language, everybody=False)]


def is_owner(workspace: Workspace, key: str) -> bool:
    """Whether a person may do what only owners may."""
    with workspace.database.reading() as transaction:
        return _has_role(transaction, key)


def may_see(goal: Goal, person: str, owns: bool) -> bool:
    """Everybody sees every goal; a restricted one is for whoever it belongs to and for owners (`owns`)."""
    return goal.visibility != "restricted" or owns or person in (goal.owner, goal.created_by)


def add_person(
    workspace: Workspace, given: Mapping[str, str], *, key: str = "", by: str = OWNER, language: str = "en"
) -> Person:
    """Let somebody in; `given`: name, team, role (default member), language. Without a key one is made of the name.

    Raises NotAllowed unless `by` is an owner, and Invalid with every fault at once.
    """
    with workspace.database.transaction() as transaction:
        _need_owner(transaction, by)
        people = kept.list_people(transaction)
        taken = {person.key for person in people}
        wanted = key.strip().lower() or _free_key(given.get("name", ""), taken)
        blank = Person(0, 0, wanted, "", "", MEMBER, "", None, None)
        made, faults = _checked(blank, given, people, language)
        faults += _key_faults(wanted, taken, language)
        if faults:
            raise Invalid("Nobody was added.", faults)
        values = {name: getattr(made, name) for name in ("key", "name", "team", "role", "language", "left_on")}
        return kept.add_person(transaction, values, person=by, now=workspace.now())


def edit_person(
    workspace: Workspace,
    key: str,
    given: Mapping[str, str],
    *,
    by: str = OWNER,
    expected: int | None = None,
    language: str = "en",
) -> Person:
    """Change name, team, role or language; those not given stay.

    Raises NotAllowed unless `by` is an owner, Invalid with every fault at once, NotFound, and Overtaken when somebody
    else was first.
    """
    with workspace.database.transaction() as transaction:
        _need_owner(transaction, by)
        before = kept.find_person(transaction, key)
        made, faults = _checked(before, given, kept.list_people(transaction), language)
        if key == OWNER and made.role != OWNER:
            faults.append(Fault(team_fault("owner_stays", language), column="role", value=made.role))
        if faults:
            raise Invalid("Nothing was changed.", faults)
        values = {name: getattr(made, name) for name in ("name", "team", "role", "language") if name in given}
        return kept.change_person(transaction, key, values, person=by, now=workspace.now(), expected=expected)


def sign_in_path(workspace: Workspace, key: str, *, by: str = OWNER) -> str:
    """The path of a link that signs one browser in as this person, once, within the hour. It is shown once.

    Raises NotAllowed unless `by` is an owner, NotFound, and Conflict for somebody who left.
    """
    with workspace.database.transaction() as transaction:
        _need_owner(transaction, by)
        person = kept.find_person(transaction, key)
        if not person.is_here:
            raise Conflict(f"{person.name} left on {person.left_on} and cannot sign in. Take them back first.")
        token = issue_token(transaction, workspace.now(), person=key)
    first = {"token": token}
    return "/sign-in?" + urlencode(first | ({"next": f"/?lang={person.language}"} if person.language else {}))


def let_go(workspace: Workspace, key: str, *, by: str = OWNER) -> Person:
    """Somebody left: their sessions end, their unused links are worthless, and what they did stays under their name.

    Raises NotAllowed unless `by` is an owner, NotFound, and Conflict for the person who runs the workspace.
    """
    with workspace.database.transaction() as transaction:
        _need_owner(transaction, by)
        if key == OWNER:
            raise Conflict("The person who runs the workspace cannot leave it. Give them another name instead.")
        end_all_sessions(transaction, key, workspace.now())
        left = kept.find_person(transaction, key).left_on or workspace.today()
        return kept.change_person(transaction, key, {"left_on": left}, person=by, now=workspace.now())


def take_back(workspace: Workspace, key: str, *, by: str = OWNER) -> Person:
    """Somebody who left is here again, and needs a new link. Raises NotAllowed and NotFound."""
    with workspace.database.transaction() as transaction:
        _need_owner(transaction, by)
        return kept.change_person(transaction, key, {"left_on": None}, person=by, now=workspace.now())


def _has_role(transaction: Session, key: str) -> bool:
    return key == OWNER or any(
        one.key == key and one.role == OWNER and one.is_here for one in kept.list_people(transaction)
    )


def _need_owner(transaction: Session, by: str) -> None:
    if not _has_role(transaction, by):
        raise NotAllowed("Only an owner of the workspace can do this. Ask one of them.")


def _named(person: Person, language: str) -> Person:
    return person if person.name else replace(person, name=owner_name(language))


def _checked(
    before: Person, given: Mapping[str, str], people: list[Person], language: str
) -> tuple[Person, list[Fault]]:
    """The person with what was given, and everything that is wrong with it."""
    words = {name: " ".join(given.get(name, getattr(before, name)).split()) for name in ("name", "team")}
    words["role"] = given.get("role", "").strip() or before.role
    words["language"] = given.get("language", before.language).strip()
    faults = []

    def fault(column: str, code: str, **facts: str) -> None:
        faults.append(Fault(team_fault(code, language, **facts), column=column, value=words[column][:LONGEST] or None))

    others = {one.name.casefold() for one in people if one.key != before.key and one.is_here}
    if not words["name"] and before.key != OWNER:
        fault("name", "no_name")
    elif words["name"].casefold() in others:
        fault("name", "name_taken")
    for name in ("name", "team"):
        if len(words[name]) > LONGEST:
            fault(name, "too_long", most=str(LONGEST))
    if words["role"] not in ROLES:
        fault("role", "no_role")
    if words["language"] and words["language"] not in LOCALES:
        fault("language", "no_language")
    made = replace(before, name=words["name"], team=words["team"], role=words["role"], language=words["language"])
    return made, faults


def _key_faults(key: str, taken: set[str], language: str) -> list[Fault]:
    if not _KEY.fullmatch(key):
        code = "bad_key"
    elif key in taken:
        code = "key_taken"
    elif key in PAGES:
        code = "key_reserved"
    else:
        return []
    return [Fault(team_fault(code, language), column="key", value=key[:LONGEST])]


def _free_key(name: str, taken: set[str]) -> str:
    """A key made of the first word of a name in Latin letters, or `person`, with a number where it is taken."""
    words = re.findall(r"[a-z][a-z0-9]*", name.lower())
    root = words[0][:30] if words else "person"
    candidates = (root if number == 1 else f"{root}-{number}" for number in range(1, len(taken) + 3))
    return next(key for key in candidates if key not in taken and key not in PAGES)
