"""The database: schema, transactions, several processes, and clear words when it cannot be used."""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from goalposts.errors import Conflict, Invalid, Unavailable, Unsupported
from goalposts.store.database import REVISION, Database
from goalposts.store.preferences import read_preferences, set_preference
from goalposts.store.schema import METADATA
from goalposts.store.tables import PreferenceRow

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


def test_migrations_make_exactly_the_models(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    database.close()


def test_the_revision_that_skips_alembic_is_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", "goalposts.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_a_transaction_that_raises_keeps_nothing(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.transaction() as transaction:
        set_preference(transaction, "owner", "theme", "light", now=NOW)

    def change_then_fail() -> None:
        with database.transaction() as transaction:
            set_preference(transaction, "owner", "theme", "dark", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_then_fail()
    with database.reading() as transaction:
        assert read_preferences(transaction, "owner") == {"theme": "light"}
    database.close()


def test_preferences_are_replaced_and_kept_apart_by_person(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    for person, theme in (("owner", "dark"), ("owner", "light"), ("guest", "dark")):
        with database.transaction() as transaction:
            set_preference(transaction, person, "theme", theme, now=NOW)
    with database.reading() as transaction:
        assert read_preferences(transaction, "owner") == {"theme": "light"}
        assert read_preferences(transaction, "guest") == {"theme": "dark"}
    database.close()


def test_the_file_is_in_wal_mode_and_opens_again(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    Database.open(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "goalposts.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_broken_rule_of_the_tables_is_a_conflict(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    row = {"person": "owner", "name": "theme", "value": "dark", "changed_at": NOW}
    with database.transaction() as transaction:
        transaction.add(PreferenceRow(**row))
    with pytest.raises(Conflict, match="at the same time"), database.transaction() as transaction:
        transaction.add(PreferenceRow(**row))
    database.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.transaction() as writing:
        set_preference(writing, "owner", "theme", "dark", now=NOW)
        writing.flush()
        with database.reading() as transaction:
            assert read_preferences(transaction, "owner") == {}
    database.close()


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    database = Database.open(tmp_path)
    with database.transaction() as transaction:
        transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(Unsupported, match="another version of Goalposts"):
        Database.open(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "nosuch://host/db"])
def test_an_unreadable_url_says_what_is_allowed(tmp_path: Path, url: str) -> None:
    with pytest.raises(Invalid, match="allowed: sqlite:///PATH"):
        Database.open(tmp_path, url)


def test_a_folder_in_place_of_the_file_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "goalposts.db").mkdir()
    with pytest.raises(Unavailable, match="cannot be used now"):
        Database.open(tmp_path)


def test_processes_may_open_a_new_workspace_together(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from goalposts.store.database import Database; "
    code += "Database.open(Path(sys.argv[1])).close()"
    racers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(3)]
    assert [racer.wait(timeout=60) for racer in racers] == [0, 0, 0]
