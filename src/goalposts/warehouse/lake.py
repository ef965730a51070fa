"""The warehouse of one workspace: open it, ask it, append to it. Many processes may do so at the same time."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import duckdb
import numpy as np
import polars as pl

from goalposts.errors import Conflict, Invalid, NotFound, Unavailable
from goalposts.warehouse import compaction, connection, exclusions, failures, migrations, rebuild, withdrawals
from goalposts.warehouse.batch import Batch, Origin, Receipt
from goalposts.warehouse.failures import LoadFailure
from goalposts.warehouse.keys import SUPERSEDED
from goalposts.warehouse.literals import literal, utc
from goalposts.warehouse.lock import write_lock
from goalposts.warehouse.placing import NEW, REPEATED, RESTATED, UNCHANGED, Placed, place
from goalposts.warehouse.staging import BATCH, schema, stage
from goalposts.warehouse.tables import DIM_ACCOUNT, DIMENSION_TABLES, FACTS, LOAD_LOG
from goalposts.warehouse.upsert import record_coverage, record_imports, upsert
from goalposts.warehouse.withdrawals import Withdrawn

LOCK_TIMEOUT_SECONDS = 300.0


class Lake:
    """Facts, dimensions and their history, in `<home>/lake`.

    Reads never wait and see what other processes have committed. Every write is one transaction under one file lock.
    """

    def __init__(self, home: Path, memory_limit: str, lock_timeout: float) -> None:
        self.home = home
        self._lock_file = home / "lake" / "write.lock"
        self._lock_timeout = lock_timeout
        self._cached: dict[str, tuple[int, pl.DataFrame]] = {}
        self._seen: tuple[object, int] = (None, 0)
        self._idle: list[duckdb.DuckDBPyConnection] = []
        self._guard = threading.Lock()
        if connection.catalog_file(home).exists():
            self._connection = connection.connect(home, memory_limit)
        else:
            with write_lock(self._lock_file, "making the lake", lock_timeout):
                self._connection = connection.connect(home, memory_limit)
        try:
            self._bring_up_to_date()
        except BaseException:
            self._connection.close()
            raise

    @classmethod
    def open(cls, home: Path, memory_limit: str = "1GB", lock_timeout: float = LOCK_TIMEOUT_SECONDS) -> Lake:
        """The lake of a workspace; it is made, or brought to the present schema, where needed.

        Raises Unsupported for a lake made by a newer Goalposts, Unavailable when it cannot be reached.
        """
        return cls(Path(home), memory_limit, lock_timeout)

    def __enter__(self) -> Lake:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lake; closing twice is allowed."""
        self._connection.close()

    def snapshot(self) -> int:
        """The number of the newest commit of any process: equal numbers mean equal answers. Costs microseconds."""
        stamp = compaction.stamp(connection.catalog_file(self.home))
        seen, number = self._seen
        if seen == stamp:
            return number
        with self._reading() as cursor:
            number = compaction.newest_snapshot(cursor)
        self._seen = (stamp, number)
        return number

    def query(self, sql: str, parameters: Sequence[object] | None = None) -> pl.DataFrame:
        """The rows a SELECT gives, on the newest state; any number of threads may ask at once."""
        with self._reading() as cursor:
            if not parameters:
                return cursor.execute(sql).pl()
            cursor.execute(f"PREPARE question AS {sql}")
            return cursor.execute(f"EXECUTE question({', '.join(map(literal, parameters))})").pl()

    def append(self, batch: Batch) -> Receipt:
        """Store one batch whole or not at all; see `append_all`."""
        return self.append_all([batch])[0]

    def append_all(self, batches: Sequence[Batch]) -> list[Receipt]:
        """Store all batches in one transaction, and say for each what became of its facts.

        A value that is known stores nothing; a changed one moves the old row to the history; a row captured earlier
        than what is known goes to its place in the history. Raises Invalid (nothing stored) for rows that do not fit
        or contradict each other, Unavailable when the lock or the disk is not to be had.
        """
        known_tables = {table.name: table for table in (*FACTS, *DIMENSION_TABLES)}
        for name in sorted({name for batch in batches for name in batch.rows}):
            if name not in known_tables:
                raise NotFound("lake table", name, known_tables)
        staged = {table.name: stage(table, batches) for table in (*FACTS, *DIMENSION_TABLES, LOAD_LOG)}
        with self._writing(f"import of {len(batches)} files") as cursor:
            known = _known_sources(cursor, batches)
            told_at: dict[int, dt.datetime] = dict(known.iter_rows())
            listed = withdrawals.listed_at(cursor, [batch.origin for batch in batches], told_at)
            snapshot = compaction.newest_snapshot(cursor)
            placed = {
                table.name: place(cursor, table, staged[table.name], known, snapshot)
                for table in FACTS
                if not staged[table.name].is_empty()
            }
            for table in DIMENSION_TABLES:
                upsert(cursor, table, staged[table.name])
            counts = [_counts(list(placed.values()), number) for number in range(len(batches))]
            records = [_records_stored(placed, batch, number) for number, batch in enumerate(batches)]
            news = [n for n, b in enumerate(batches) if _is_news(b.origin, counts[n], told_at, listed)]
            if news:
                in_file = [_in_file(batches[n], counts[n], records[n]) for n in news]
                record_imports(cursor, [batches[n] for n in news], in_file, listed)
                record_coverage(cursor, staged[LOAD_LOG.name].filter(pl.col(BATCH).is_in(news)))
        snapshot = self.snapshot()
        return [
            Receipt(new, unchanged, restated, snapshot, stored)
            for (unchanged, new, restated), stored in zip(counts, records, strict=True)
        ]

    def load_log(self, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Which days each file covered or failed to, as known now or at `as_of`; without what was withdrawn by then."""
        return withdrawals.standing(self._small("load_log"), self._small("withdrawal"), as_of)

    def batches(self) -> pl.DataFrame:
        """The files that were read in, one row each; `withdrawn_at` (UTC) is null unless the source is withdrawn."""
        return withdrawals.with_withdrawn_at(self._small("import_batch"), self._small("withdrawal"))

    def withdrawals(self) -> pl.DataFrame:
        """What was taken back, when (UTC), by whom and why; a source may be in it more than once."""
        return self._small("withdrawal")

    def withdraw(self, source_ids: Sequence[int], *, at: dt.datetime, person: str, reason: str) -> Withdrawn:
        """Take back what these sources told: it does not count from `at` on, and earlier moments still show it.

        Where another source told something before, that counts again. All of it or nothing, in one transaction.
        Reading a withdrawn file in again brings it back. Raises NotFound for an unknown source, Conflict for one that
        is withdrawn already.
        """
        with self._writing(f"withdrawal of {len(source_ids)} imports") as cursor:
            filled = compaction.filled(cursor)
            tables = [table for table in FACTS if table.name in filled or table.name + SUPERSEDED in filled]
            moment = withdrawals.record(cursor, tables, source_ids, at, person, reason)
            snapshot = compaction.newest_snapshot(cursor)
            undone = [rebuild.withdraw(cursor, table, source_ids, snapshot) for table in tables]
        gone, replaced, kept = (sum(counts) for counts in zip((0, 0, 0), *undone, strict=True))
        return Withdrawn(len(set(source_ids)), gone, replaced, kept, moment, self.snapshot())

    def exclusions(self, as_of: dt.datetime | None = None) -> pl.DataFrame:
        """Items that do not count now, or did not at `as_of`, with since when (UTC), by whom and why."""
        return exclusions.standing(self._small("exclusion"), as_of)

    def exclude_items(
        self, account_id: int, items: Collection[int], *, at: dt.datetime, person: str, reason: str
    ) -> int:
        """Let these items of an account not count from `at` on; how many counted before. Their facts stay.

        Raises Invalid without a reason.
        """
        with self._writing(f"exclusion of {len(items)} items") as cursor:
            return exclusions.exclude(cursor, account_id, items, at, person, reason)

    def count_again(self, account_id: int, *, at: dt.datetime) -> int:
        """Let every excluded item of an account count again from `at` on; how many that are."""
        with self._writing("end of an exclusion") as cursor:
            return exclusions.count_again(cursor, account_id, at)

    def record_failures(self, failed: Sequence[LoadFailure]) -> None:
        """Write loads that failed into the load log, with their class. Raises Invalid with every fault."""
        rows = failures.log_rows(failed)
        if not rows.is_empty():
            with self._writing(f"record of {len(failed)} failed loads") as cursor:
                failures.record(cursor, rows)

    def accounts(self) -> pl.DataFrame:
        """Every account, property, list or site the facts speak of."""
        return self._small("dim_account")

    def describe_account(self, account_id: int, **attributes: str) -> None:
        """Say what files do not say of an account: columns of `dim_account`; '' takes an attribute away."""
        row = {"account_id": account_id, **attributes}
        with self._writing("change of an account") as cursor:
            upsert(cursor, DIM_ACCOUNT, pl.DataFrame([row], schema=schema(DIM_ACCOUNT)))

    def compact(self, grace_minutes: float = 10) -> None:
        """Merge small files and forget old snapshots; facts and their history stay as they are.

        Files no longer needed are removed `grace_minutes` later, so that no running question loses them.
        """
        with write_lock(self._lock_file, "compaction", self._lock_timeout), self._reading() as cursor, _translated():
            compaction.compact(cursor, grace_minutes)

    def _small(self, table: str) -> pl.DataFrame:
        snapshot = self.snapshot()
        held = self._cached.get(table)
        if held is None or held[0] != snapshot:
            held = self._cached[table] = (snapshot, self.query(f"SELECT * FROM {table} ORDER BY ALL"))
        return held[1]

    def _bring_up_to_date(self) -> None:
        with self._reading() as cursor:
            if migrations.is_current(cursor):
                return
        with write_lock(self._lock_file, "migration", self._lock_timeout), self._reading() as cursor, _translated():
            migrations.migrate(cursor)

    @contextmanager
    def _reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._guard:
            cursor = self._idle.pop() if self._idle else None
        if cursor is None:
            cursor = connection.cursor(self._connection)
        yield cursor
        with self._guard:
            self._idle.append(cursor)

    @contextmanager
    def _writing(self, purpose: str) -> Iterator[duckdb.DuckDBPyConnection]:
        with write_lock(self._lock_file, purpose, self._lock_timeout), self._reading() as cursor, _translated():
            cursor.execute("BEGIN")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            with suppress(duckdb.Error):  # the rows are in; what could not be tidied now is tried after the next write
                if compaction.is_due(cursor):
                    compaction.compact(cursor)


@contextmanager
def _translated() -> Iterator[None]:
    """Errors of the database as ours, with what to do."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        raise Unavailable(
            f"The lake could not be written; nothing was stored. Free disk space or memory, then try again. ({error})"
        ) from error
    except duckdb.TransactionException as error:
        raise Conflict(f"Another writer changed the lake; nothing was stored. Try again. ({error})") from error
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise Invalid(f"A value does not fit the lake; nothing was stored. ({error})") from error


def _known_sources(cursor: duckdb.DuckDBPyConnection, batches: Sequence[Batch]) -> pl.DataFrame:
    ids = ", ".join(str(batch.origin.source_id) for batch in batches) or "NULL"
    return cursor.execute(f"SELECT source_id, captured_at AS told_at FROM import_batch WHERE source_id IN ({ids})").pl()


def _counts(placed: Sequence[Placed], batch: int) -> tuple[int, int, int]:
    """Rows unchanged, new and restated of one batch over all fact tables."""
    return (
        sum(p.count(batch, UNCHANGED, REPEATED) for p in placed),
        sum(p.count(batch, NEW) for p in placed),
        sum(p.count(batch, RESTATED) for p in placed),
    )


def _records_stored(placed: Mapping[str, Placed], batch: Batch, number: int) -> int:
    """How many records of the file gave a row that was not known."""
    told = [
        batch.records[name].filter(pl.Series(np.isin(rows.outcome[rows.batch == number], (NEW, RESTATED))))
        for name, rows in placed.items()
        if name in batch.records and len(batch.records[name])
    ]
    return int(pl.concat(told).n_unique()) if told else 0


def _in_file(batch: Batch, counts: tuple[int, int, int], records: int) -> tuple[int, int]:
    """(stored, unchanged) for the list of imports: records of the file where it told them, else rows."""
    unchanged, new, restated = counts
    if not batch.records:
        return new + restated, unchanged
    return records, batch.origin.rows_read - batch.origin.rows_rejected - records


def _is_news(
    origin: Origin, counts: tuple[int, int, int], told_at: Mapping[int, dt.datetime], listed: Mapping[int, dt.datetime]
) -> bool:
    """Whether a file says anything: a row, or that it was read, for the first time or again after its withdrawal."""
    told = told_at.get(origin.source_id)
    return counts[1:] != (0, 0) or told is None or utc(origin.captured_at) < told or listed[origin.source_id] != told
