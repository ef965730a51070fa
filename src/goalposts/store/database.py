"""Our own state in one SQL database: open it, bring it to the newest schema, and hand out transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from goalposts.errors import Conflict, Fault, Invalid, Unavailable, Unsupported

REVISION = "0005"
"""The newest migration; a database that stands there opens without loading Alembic (a test compares)."""

_BUSY_SECONDS = 15


class Database:
    """The database of one workspace. One request, command or job is one `transaction`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, home: Path, url: str = "") -> Database:
        """Open `<home>/goalposts.db`, or the database at `url`, and migrate it to the newest schema.

        Raises Invalid for a URL that cannot be read, Unavailable when the database does not answer, Unsupported when
        a newer Goalposts wrote it.
        """
        if not url:
            home.mkdir(parents=True, exist_ok=True)
        database = cls(_engine(url or f"sqlite:///{home / 'goalposts.db'}"))
        with _translated():
            database._migrate()
        return database

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything inside is stored together, or nothing is when it raises.

        Waits for other writers; raises Unavailable when they take too long and Conflict when a rule of the tables
        (such as a unique name) would be broken.
        """
        with _translated(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view that never waits for a writer; what it changes is not kept."""
        with _translated(), Session(self.engine.execution_options(reading=True), expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _migrate(self) -> None:
        with self.engine.connect() as connection:
            if _revision(connection) == REVISION:
                return
        with self.engine.begin() as connection:
            if _revision(connection) != REVISION:
                _upgrade(connection)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        allowed = "allowed: sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME (with psycopg installed)"
        raise Invalid("DATABASE_URL cannot be used.", [Fault(f"{error}; {allowed}")]) from error
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Write-ahead log and foreign keys; our own BEGIN instead of the driver's."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    """Writers take their turn at the start, so that none finds itself locked out half-way."""
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command  # only a database that is behind pays for loading Alembic
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", "goalposts.store:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Unsupported(
            f"The database was written by another version of Goalposts ({error}). Use the newest Goalposts with it."
        ) from error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unavailable(f"The database cannot be used now: {error.orig}. Try again in a moment.") from error
    except IntegrityError as error:
        raise Conflict(f"Somebody else changed this at the same time: {error.orig}.") from error
