"""Telling people what is new, and who has read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.app.people import names
from goalposts.app.workspace import Workspace
from goalposts.catalog.kpi import Kpi
from goalposts.errors import Fault, Invalid
from goalposts.i18n.notices import notice_words
from goalposts.i18n.team import team_fault
from goalposts.store import notices as kept
from goalposts.store.notices import Notice
from goalposts.store.people import Person, list_people
from goalposts.store.sessions import OWNER

KPI_NEW, KPI_CHANGED = "kpi_new", "kpi_changed"
REVISION, TRAINING, MESSAGE = "revision", "training", "message"
FEEDBACK_NEW, FEEDBACK_ANSWER = "feedback_new", "feedback_answer"
MOST_TITLE, MOST_BODY = 200, 4_000


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as one person finds it, and who else has read it.

    read_at: when this person read it; is_new: they should still read it. read: (person, when) in order of reading;
    waiting: keys of those it is for who are here and have not read it.
    """

    notice: Notice
    read_at: dt.datetime | None
    is_new: bool
    read: tuple[tuple[str, dt.datetime], ...]
    waiting: tuple[str, ...]


def announce(
    workspace: Workspace,
    *,
    kind: str,
    title: str,
    body: str,
    person: str,
    facts: Mapping[str, Any] | None = None,
    readers: Iterable[str] = (),
    subject: str = "",
    subject_id: str = "",
) -> Notice:
    """Tell everybody, or `readers`, that something happened.

    Opens a transaction of its own: call it after yours has ended, or use `store.notices.add_notice` inside yours.
    """
    with workspace.database.transaction() as transaction:
        return kept.add_notice(
            transaction,
            kind=kind,
            title=title,
            body=body,
            facts=facts,
            readers=readers,
            subject=subject,
            subject_id=subject_id,
            person=person,
            now=workspace.now(),
        )


def tell(
    workspace: Workspace, title: str, body: str = "", *, readers: Iterable[str] = (), by: str, language: str = "en"
) -> Notice:
    """Tell people something in one's own words. Raises Invalid with every fault at once."""
    said, more, wanted = title.strip(), body.strip(), tuple(dict.fromkeys(readers))
    with workspace.database.reading() as transaction:
        here = {one.key for one in list_people(transaction) if one.is_here}
    faults = []
    if not said:
        faults.append(Fault(team_fault("no_title", language), column="title"))
    for column, text, most in (("title", said, MOST_TITLE), ("body", more, MOST_BODY)):
        if len(text) > most:
            faults.append(Fault(team_fault("too_long", language, most=str(most)), column=column))
    faults += [Fault(team_fault("nobody", language), column="readers", value=key) for key in wanted if key not in here]
    if faults:
        raise Invalid("Nobody was told.", faults)
    return announce(workspace, kind=MESSAGE, title=said, body=more, readers=wanted, person=by)


def inbox(workspace: Workspace, person: str, *, limit: int = 200) -> list[Told]:
    """What a person was told, newest first, with who has read it."""
    with workspace.database.reading() as transaction:
        told = [notice for notice in kept.list_notices(transaction, limit=limit) if notice.is_for(person)]
        receipts = kept.list_receipts(transaction, [notice.id for notice in told])
        fresh = set(kept.list_unread(transaction, person))
        people = [one for one in list_people(transaction) if one.is_here]
    return [
        Told(
            notice,
            receipts[notice.id].get(person),
            notice.id in fresh,
            tuple(receipts[notice.id].items()),
            tuple(one.key for one in people if _should_read(one, notice) and one.key not in receipts[notice.id]),
        )
        for notice in told
    ]


def read_notices(workspace: Workspace, person: str, ids: Collection[int] | None = None) -> int:
    """Keep that a person has read these notices (default: all that are unread); how many were new to them."""
    with workspace.database.transaction() as transaction:
        fresh = kept.list_unread(transaction, person)
        wanted = fresh if ids is None else [id_ for id_ in fresh if id_ in set(ids)]
        return kept.mark_read(transaction, wanted, person, workspace.now())


def unread_count(workspace: Workspace, person: str) -> int:
    """How many notices wait for a person, `store.notices.MOST_COUNTED` at most."""
    with workspace.database.reading() as transaction:
        return len(kept.list_unread(transaction, person))


def tell_of_definitions(workspace: Workspace, person: str = "") -> int:
    """Tell everybody of KPIs of our own that are new or have a version nobody was told of; how many there were.

    Safe to repeat. person: whoever saved them; '' = they were changed in a file.
    """
    catalog = workspace.catalog
    own = [kpi for kpi in catalog.kpis.values() if kpi.own]
    if not own:
        return 0
    with workspace.database.transaction() as transaction:
        told = kept.list_notices(transaction, kinds=(KPI_NEW, KPI_CHANGED), limit=10_000)
        known = {(notice.subject_id, notice.facts["version"]) for notice in told}
        fresh = [kpi for kpi in own if (kpi.id, kpi.version) not in known]
        for kpi in fresh:
            earlier = [past for past in catalog.history.get(kpi.id, ()) if past.version < kpi.version]
            kept.add_notice(
                transaction,
                kind=KPI_CHANGED if earlier else KPI_NEW,
                title=kpi.names["en"],
                body=kpi.definitions.get("en", ""),
                facts=_of_definition(kpi, earlier[-1].formula.text if earlier else ""),
                subject="kpi",
                subject_id=kpi.id,
                person=person,
                now=workspace.now(),
            )
    return len(fresh)


def describe_notices(workspace: Workspace, person: str, language: str = "en") -> list[dict[str, Any]]:
    """What a person was told as plain data, in one language, with names and times (ISO 8601, UTC)."""
    called = names(workspace, language)
    found = []
    for told in inbox(workspace, person):
        notice = told.notice
        title, body = notice_words(notice.kind, notice.title, notice.body, notice.facts, language)
        found.append(
            {
                "id": notice.id,
                "kind": notice.kind,
                "at": notice.at.isoformat(timespec="seconds"),
                "by": called.get(notice.person, notice.person),
                "title": title,
                "body": body,
                "subject": notice.subject,
                "subject_id": notice.subject_id,
                "unread": told.is_new,
                "read_at": told.read_at.isoformat(timespec="seconds") if told.read_at else None,
                "read": [
                    {"person": called.get(key, key), "at": at.isoformat(timespec="seconds")} for key, at in told.read
                ],
                "waiting": [called.get(key, key) for key in told.waiting],
            }
        )
    return found


def _of_definition(kpi: Kpi, before: str) -> dict[str, Any]:
    return {
        "version": kpi.version,
        "valid_from": kpi.valid_from.isoformat(),
        "names": dict(kpi.names),
        "definitions": dict(kpi.definitions),
        "formula": kpi.formula.text,
        "formula_before": before,
    }


def _should_read(person: Person, notice: Notice) -> bool:
    """Those it is for who were here when it was told, but not who told it."""
    was_here = person.created_at is None or person.key == OWNER or person.created_at <= notice.at
    return notice.is_for(person.key) and person.key != notice.person and was_here
