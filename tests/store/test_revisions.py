"""Revisions and voices: stored, listed by what is asked, one vote a person, and a second editor is told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.errors import NotFound, Overtaken
from goalposts.store.database import Database
from goalposts.store.records import list_trail
from goalposts.store.revisions import (
    ACCEPTED,
    OPEN,
    REJECTED,
    add_revision,
    add_voice,
    change_revision,
    count_votes,
    find_revision,
    list_revisions,
    list_voices,
)

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
WISH = {
    "subject": "kpi",
    "subject_id": "conversion_rate",
    "kpi": "conversion_rate",
    "name": "Conversion rate",
    "trigger": "result",
    "reason": "A/B result",
    "old": {"target_value": 0.02},
    "new": {"target_value": 0.03},
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path)
    yield database
    database.close()


def test_a_proposal_is_open_and_its_trail_says_who_and_why(database: Database) -> None:
    with database.transaction() as transaction:
        made = add_revision(transaction, WISH, person="mina", now=NOW)
    assert (made.status, made.created_by, made.created_at, made.version) == (OPEN, "mina", NOW, 1)
    with database.reading() as transaction:
        assert find_revision(transaction, made.id) == made
        (entry,) = list_trail(transaction, subject="revision")
        with pytest.raises(NotFound):
            find_revision(transaction, made.id + 1)
    assert (entry.person, entry.note, entry.after["new"]) == ("mina", "A/B result", {"target_value": 0.03})


def test_a_list_holds_what_is_asked_for_newest_first(database: Database) -> None:
    with database.transaction() as transaction:
        one = add_revision(transaction, WISH, person="mina", now=NOW)
        two = add_revision(transaction, WISH | {"kpi": "csat", "status": "blocked"}, person="tom", now=NOW)
        change_revision(transaction, one.id, {"status": ACCEPTED, "decided_by": "ann"}, person="ann", now=LATER)
        ids = [
            [found.id for found in list_revisions(transaction, **wanted)]  # type: ignore[arg-type]
            for wanted in ({}, {"kpi": "csat"}, {"person": "ann"}, {"statuses": ["blocked"]}, {"goal_id": 9})
        ]
    assert ids == [[two.id, one.id], [two.id], [one.id], [two.id], []]


def test_each_person_has_one_vote_the_latest_and_words_alone_are_none(database: Database) -> None:
    with database.transaction() as transaction:
        made = add_revision(transaction, WISH, person="mina", now=NOW)
        for person, vote, text in (
            ("tom", -1, "too early"),
            ("ann", 1, ""),
            ("tom", 1, "convinced"),
            ("tom", 0, "but watch it"),
            ("joe", -1, ""),
        ):
            add_voice(transaction, made.id, person=person, vote=vote, text=text, now=NOW)
        voices = list_voices(transaction, [made.id])
    assert count_votes(voices) == (2, 1)
    assert [voice.text for voice in voices] == ["too early", "", "convinced", "but watch it", ""]


def test_of_two_who_decide_at_once_the_second_is_told_and_one_decision_stands(database: Database) -> None:
    with database.transaction() as transaction:
        made = add_revision(transaction, WISH, person="mina", now=NOW)
    told: list[Overtaken] = []
    start = threading.Barrier(2)

    def decide(person: str, status: str) -> None:
        start.wait()
        try:
            with database.transaction() as transaction:
                change_revision(transaction, made.id, {"status": status}, person=person, now=LATER, expected=1)
        except Overtaken as error:
            told.append(error)

    threads = [threading.Thread(target=decide, args=pair) for pair in (("ann", ACCEPTED), ("tom", REJECTED))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as transaction:
        stored = find_revision(transaction, made.id)
        edits = list_trail(transaction, subject="revision", subject_id=str(made.id))
    (error,) = told
    assert error.person == stored.changed_by
    assert error.clashes["status"][0] == stored.status
    assert [entry.person for entry in edits] == [stored.changed_by, "mina"]
