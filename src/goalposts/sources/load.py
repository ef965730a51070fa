"""Files into the lake: found, read, recognised, asked about, and appended, each file whole or not at all."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from goalposts.catalog.files import Catalog
from goalposts.errors import Fault, GoalpostsError, Invalid
from goalposts.secrets import people_key
from goalposts.sources import generic
from goalposts.sources.archives import Found, find_files, open_found
from goalposts.sources.delimited import HeaderOnly
from goalposts.sources.detect import SOURCES, detect
from goalposts.sources.failing import EMPTY, MALFORMED, known_account, record_failure
from goalposts.sources.limits import DEFAULT_LIMITS, Limits
from goalposts.sources.report import FileReport, ImportReport
from goalposts.sources.source import Choices, RawFile, RawTable, Reading, Source
from goalposts.sources.tables import FileBytes, read_bytes
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.rawfiles import keep_stream
from goalposts.warehouse.tables import account_identity, identity

METHOD = "csv"
RECORD = "_record"
_STEPS = 4

Progress = Callable[[int, int, str], None]
"""Called with how much is done, how much there is (bytes), and the name of the file at work."""


@dataclass(frozen=True, slots=True)
class Brought:
    """Who brings files in, how (cli, web, python), and what they say of it."""

    person: str = ""
    way: str = ""
    note: str = ""


@dataclass
class _Import:
    """What all files of one import share; `group` files of one folder or zip are read once and shown to each other."""

    lake: Lake
    catalog: Catalog
    home: Path
    choices: Choices
    now: dt.datetime
    limits: Limits
    sources: tuple[Source, ...]
    brought: Brought
    groups: dict[str, dict[str, RawFile]] = field(default_factory=dict)


def import_paths(
    lake: Lake,
    catalog: Catalog,
    home: Path,
    paths: Iterable[Path],
    choices: Choices,
    now: dt.datetime,
    progress: Progress | None = None,
    limits: Limits = DEFAULT_LIMITS,
    brought: Brought = Brought(),
) -> ImportReport:
    """Import files, folders and zips; one transaction for each file, so a faulty one keeps no other from going in.

    A file with open questions is not stored: `choices` answers them, or `choices.accept_flags` accepts what would be
    assumed, which the notes then say. `now` is the moment of capture.
    """
    choices = replace(choices, people_key=people_key(home))
    found = find_files(paths, limits)
    total = sum(max(one.size, 1) for one in found)
    sources = (*SOURCES, generic.generic_source(catalog, home))
    job = _Import(lake, catalog, home, choices, now, limits, sources, brought)
    reports, done = [], 0
    for one in found:

        def step(number: int, done: int = done, one: Found = one) -> None:
            if progress:
                progress(done + max(one.size, 1) * number // _STEPS, total, one.path.name)

        reports.append(_import_one(job, one, found, step))
        done += max(one.size, 1)
        step(_STEPS)
    return ImportReport(tuple(reports))


def _import_one(job: _Import, one: Found, found: Sequence[Found], step: Callable[[int], None]) -> FileReport:
    file, source = None, None
    try:
        step(0)
        file = open_found(one, job.limits)
        raw = replace(read_bytes(file, job.limits), siblings=_siblings(job, one, found))
        step(1)
        source = _recognise(job, raw)
        choices, known = _as_first_time(job, file, source)
        reading = source.read(raw, choices, job.now)
        step(2)
        return _store(job, one, file, raw, source, _with_reading_notes(reading, raw, source, known))
    except HeaderOnly as error:
        source = _recognised_by_headers(job, one, error.tables)
        _record_failure(job, file, source, EMPTY, error)
        return FileReport.failed(str(one.path), error, source.name if source else None)
    except Invalid as error:
        _record_failure(job, file, source, MALFORMED, error)
        return FileReport.failed(str(one.path), error, source.name if source else None)
    except GoalpostsError as error:
        return FileReport.failed(str(one.path), error, source.name if source else None)


def _recognised_by_headers(job: _Import, one: Found, tables: tuple[RawTable, ...]) -> Source | None:
    """The kind of export a file without rows would be."""
    raw = RawFile(one.path, one.path.name, "", "", tables)
    own = [source for source in job.sources if source.expected_headers]
    try:
        return detect(raw, own, job.choices.platform)[0]
    except Invalid:
        return None


def _record_failure(
    job: _Import, file: FileBytes | None, source: Source | None, error_class: str, error: Invalid
) -> None:
    """Tell the load log that a file of a known kind did not go in, where its account is known."""
    if file is None or source is None or not source.expected_headers:
        return
    account_id = known_account(job.lake, source.name)
    if job.choices.account:
        account_id = account_identity(source.platform, job.choices.account)
    if account_id is not None:
        origin = _origin(job, file, source, source.platform, account_id)
        record_failure(job.lake, origin, error_class, error.message)


def _siblings(job: _Import, one: Found, found: Sequence[Found]) -> dict[str, RawFile]:
    """The other readable, small files of the same folder or zip."""
    if not one.group:
        return {}
    if one.group not in job.groups:
        job.groups[one.group] = _read_group([other for other in found if other.group == one.group], job.limits)
    return {name: raw for name, raw in job.groups[one.group].items() if name != one.path.name}


def _read_group(members: Sequence[Found], limits: Limits) -> dict[str, RawFile]:
    group: dict[str, RawFile] = {}
    if len(members) < 2:
        return group
    for member in members:
        if member.size <= limits.sibling and member.error is None:
            try:
                group[member.path.name] = read_bytes(open_found(member, limits), limits)
            except GoalpostsError:
                continue
    return group


def _recognise(job: _Import, raw: RawFile) -> Source:
    if job.choices.mapping is not None:
        return job.sources[-1]
    return detect(raw, job.sources, job.choices.platform)[0]


def _as_first_time(job: _Import, file: FileBytes, source: Source) -> tuple[Choices, dt.date | None]:
    """Choices that date the counters of a file already imported as they were then, so that nothing changes."""
    batches = job.lake.batches()
    same = batches.filter((pl.col("file_hash") == file.sha256) & (pl.col("detected") == source.name))
    if job.choices.read_on is not None or same.is_empty():
        return job.choices, None
    first: dt.datetime = same["captured_at"].min()  # type: ignore[assignment]
    if job.now.tzinfo:
        first = first.replace(tzinfo=dt.UTC).astimezone(job.now.tzinfo)
    return replace(job.choices, read_on=first.date()), first.date()


def _with_reading_notes(reading: Reading, raw: RawFile, source: Source, known: dt.date | None) -> Reading:
    """The reading with what reading the bytes had to say, and the rows that could not be cut into cells."""
    ragged = [fault for table in raw.tables for fault in table.faults]
    if source.about_people:
        ragged = [replace(fault, value=None) for fault in ragged]
    notes = [*raw.notes, *reading.notes]
    if known:
        notes.append(f"This very file came in on {known}; its counters keep that day.")
    return replace(reading, rows_read=reading.rows_read + len(ragged), faults=[*ragged, *reading.faults], notes=notes)


def _store(job: _Import, one: Found, file: FileBytes, raw: RawFile, source: Source, reading: Reading) -> FileReport:
    assumable = job.choices.accept_flags
    unanswered = [q for q in reading.questions if q.only_a_start or not (assumable and q.assumed is not None)]
    assumed = tuple(f"Assumed {q.field}: {q.assumed}." for q in reading.questions if q not in unanswered)
    report = FileReport(
        path=str(one.path),
        detected=source.name,
        account=reading.account_name,
        rows_read=reading.rows_read,
        rows_rejected=_rejected(reading.faults),
        faults=tuple(reading.faults),
        questions=tuple(reading.questions),
        notes=(*assumed, *reading.notes),
    )
    if unanswered:
        return replace(report, status="asked", questions=tuple(unanswered))
    if reading.faults and not _has_facts(reading):
        raise Invalid(f"No row of {raw.name} could be stored.", reading.faults)
    if not source.about_people:
        keep_stream(job.home, io.BytesIO(file.data))
    batch = _batch(job, file, source, reading, report)
    receipt = job.lake.append(batch)
    if source.name == generic.NAME:
        generic.remember_mapping(raw, job.choices, job.catalog, job.home)
    stored = _rows_stored(batch, receipt.records_stored, reading.gathered)
    return replace(
        report,
        rows_stored=stored,
        rows_unchanged=max(0, report.rows_read - report.rows_rejected - stored),
        status="stored" if stored else "unchanged",
        source_id=batch.origin.source_id,
    )


def _rows_stored(batch: Batch, records: int, gathered: int) -> int:
    """How many rows of the file are new: those added up into another one count where every record is new."""
    told = list(batch.records.values())
    return records + gathered if told and records and records == pl.concat(told).n_unique() else records


def _rejected(faults: Sequence[Fault]) -> int:
    """How many records have a fault: each line counts once."""
    return len({fault.line for fault in faults if fault.line is not None})


def _has_facts(reading: Reading) -> bool:
    return any(name.startswith("fact_") and frame.height for name, frame in reading.rows.items())


def _batch(job: _Import, file: FileBytes, source: Source, reading: Reading, report: FileReport) -> Batch:
    account_id = account_identity(reading.platform, reading.account_name)
    origin = replace(
        _origin(job, file, source, reading.platform, account_id),
        rows_read=report.rows_read,
        rows_rejected=report.rows_rejected,
        notes=report.notes,
    )
    records = {name: frame[RECORD] for name, frame in reading.rows.items() if RECORD in frame.columns}
    rows = {name: frame.drop(RECORD, strict=False) for name, frame in reading.rows.items()}
    if account_id in job.lake.accounts()["account_id"]:
        rows["dim_account"] = rows["dim_account"].drop("name", "owner_kind", strict=False)  # a person may have said
    return Batch(origin, rows, reading.load_log, records)


def _origin(job: _Import, file: FileBytes, source: Source, platform: str, account_id: int) -> Origin:
    return Origin(
        source_id=identity(file.sha256, source.name, account_id),
        file_hash=file.sha256,
        file_name=file.name,
        detected=source.name,
        platform=platform,
        method=METHOD,
        account_id=account_id,
        captured_at=job.now,
        person=job.brought.person,
        way=job.brought.way,
        note=job.brought.note,
    )
