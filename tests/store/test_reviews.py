"""Reviews: kept for good, listed by moment, the latest of each thing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from goalposts.store.database import Database
from goalposts.store.reviews import Review, add_review, last_reviews, list_reviews

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


def test_looks_are_kept_and_the_latest_of_each_thing_is_known(tmp_path: Path) -> None:
    database = Database.open(tmp_path)

    def look(subject_id: str, days_ago: int, decision: str) -> Review:
        with database.transaction() as transaction:
            return add_review(
                transaction,
                "target",
                subject_id,
                proposal="keep",
                decision=decision,
                reason="on its way",
                evidence={"hit_rate": 0.5},
                person="mina",
                now=NOW - dt.timedelta(days=days_ago),
            )

    old, other, new = look("1", 100, "keep"), look("2", 50, "retire"), look("1", 3, "change")
    with database.reading() as transaction:
        assert list_reviews(transaction) == [new, other, old]
        since = NOW - dt.timedelta(days=60)
        assert list_reviews(transaction, since=since) == [new, other]
        assert list_reviews(transaction, before=since) == [old]
        assert last_reviews(transaction) == {("target", "1"): new, ("target", "2"): other}
    assert (new.person, new.evidence, new.revision_id) == ("mina", {"hit_rate": 0.5}, None)
    database.close()
