"""A table of one's own before it is imported: what its columns are taken for, what is in the way, and ten rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from goalposts.app.workspace import Workspace
from goalposts.catalog.dimensions import ITEM_AXES
from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, GoalpostsError, Invalid
from goalposts.i18n import dimension_name
from goalposts.i18n.mapping import conflict_text, meaning_reason, notice_text, target_name
from goalposts.sources.dates import read_dates
from goalposts.sources.generic import best_table, read_generic
from goalposts.sources.headers import normalise
from goalposts.sources.mapping import IGNORE, ROW_KEYS, ColumnMeaning, list_mappings, saved_mapping
from goalposts.sources.numbers import read_numbers
from goalposts.sources.source import Choices, RawFile, RawTable, Reading
from goalposts.sources.tables import read_file
from goalposts.sources.windows import window_of

ROWS_SHOWN = 10
ROWS_CHECKED = 2_000
_SAMPLES = 3
_SAMPLE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column: some of its cells, what it is taken for with options, and how surely and why."""

    header: str
    samples: tuple[str, ...]
    target: str
    options: tuple[str, ...]
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One fact as it would be stored: `line` of the file, and what it is sliced by as "name: value"."""

    line: int
    measure: str
    first: dt.date
    last: dt.date
    window: str
    slices: tuple[str, ...]
    value: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class TablePreview:
    """A table under a mapping: columns, conflicts and notices in the reader's language, and its first facts.

    `checked` of `height` rows were looked at; `facts` came out of them.
    """

    columns: tuple[Column, ...]
    conflicts: tuple[str, ...]
    notices: tuple[str, ...]
    rows: tuple[StoredRow, ...]
    facts: int
    checked: int
    height: int


def preview_table(
    workspace: Workspace, path: Path, choices: Choices, language: str = "en", template: str = ""
) -> TablePreview:
    """The table of a file under `choices.mapping`, else under a saved `template`, else as saved for it or proposed.

    Nothing is stored. Raises what reading the file raises.
    """
    raw = _shortened(read_file(path))
    measures = workspace.catalog.measures
    table, meanings = best_table(raw, measures)
    mapping = _mapping(workspace.home, table, meanings, choices, template)
    conflicts, notices = list(_clashes(mapping, measures, language)), []
    reading = None
    if not conflicts:
        said = replace(choices, mapping=mapping, accept_flags=True)
        try:
            reading = read_generic(raw, said, workspace.now(), workspace.catalog, workspace.home)
        except Invalid as error:
            conflicts += _told(error, language)
        except GoalpostsError as error:
            conflicts.append(conflict_text("other", language, text=str(error)))
        conflicts += _doubts(table, mapping, measures, language)
    if reading is not None:
        conflicts += _unreadable(reading.faults, language)
        named = {target.partition(":")[0] for target in mapping.values()}
        if not named & {"date", "published_on"}:
            notices.append(notice_text("not_dated", language))
    columns = tuple(_column(table, meaning, mapping, measures, language) for meaning in meanings)
    rows, facts = _rows(reading, measures, language) if reading else ((), 0)
    whole = read_height(path, table)
    return TablePreview(columns, tuple(conflicts), tuple(notices), rows, facts, table.cells.height, whole)


def target_label(target: str, measures: Mapping[str, Measure], language: str) -> str:
    """The name of what a column may hold, in the reader's language."""
    if target in measures:
        return measures[target].names[language]
    return target_name(target, language) or dimension_name(target, language)


def read_height(path: Path, table: RawTable) -> int:
    """How many rows the table of a file has."""
    if table.cells.height < ROWS_CHECKED:
        return table.cells.height
    return max(other.cells.height for other in read_file(path).tables if other.headers == table.headers)


def _shortened(raw: RawFile) -> RawFile:
    tables = [replace(t, cells=t.cells.head(ROWS_CHECKED), lines=t.lines[:ROWS_CHECKED]) for t in raw.tables]
    return replace(raw, tables=tuple(tables))


def _mapping(
    home: Path, table: RawTable, meanings: Sequence[ColumnMeaning], choices: Choices, template: str
) -> dict[str, str]:
    """Header -> target for every column of the table."""
    proposed = {meaning.header: meaning.target for meaning in meanings}
    if template:
        saved = next((one.columns for one in list_mappings(home) if one.key == template), {})
        spelled = {normalise(header): target for header, target in saved.items()}
        return {header: spelled.get(normalise(header), IGNORE) for header in table.headers}
    given = choices.mapping or saved_mapping(home, table.headers) or proposed
    spelled = {normalise(header): target for header, target in given.items()}
    return {header: spelled.get(normalise(header), IGNORE) for header in table.headers}


def _column(
    table: RawTable,
    meaning: ColumnMeaning,
    mapping: Mapping[str, str],
    measures: Mapping[str, Measure],
    language: str,
) -> Column:
    cells = table.cells.to_series(table.headers.index(meaning.header)).drop_nulls().unique(maintain_order=True)
    samples = tuple(cell.strip()[:_SAMPLE_LENGTH] for cell in cells.head(_SAMPLES).to_list())
    target, *options = mapping[meaning.header].split(":")
    facts = dict(meaning.facts)
    if "target" in facts:
        facts["target"] = target_label(facts["target"], measures, language)
    reason = meaning_reason(meaning.cause, language, **facts)
    return Column(meaning.header, samples, target, tuple(options), meaning.confidence, reason)


def _clashes(mapping: Mapping[str, str], measures: Mapping[str, Measure], language: str) -> Iterator[str]:
    """What is wrong with the mapping itself."""
    holders = defaultdict(list)
    for header, target in mapping.items():
        if target != IGNORE:
            holders[target.partition(":")[0]].append(header)
    for target, headers in holders.items():
        if len(headers) > 1:
            name = target_label(target, measures, language)
            yield conflict_text("two_columns", language, target=name, headers=", ".join(headers))
    long = holders.keys() & {"measure", "value"}
    if len(long) == 1:
        yield conflict_text("half_long", language)
    elif not long and not holders.keys() & measures.keys() and not holders.keys() & set(ROW_KEYS):
        yield conflict_text("no_measure", language)
    items = sorted(holders.keys() & ITEM_AXES.keys())
    if len(items) > 1:
        yield conflict_text("two_items", language, targets=", ".join(dimension_name(axis, language) for axis in items))


def _doubts(
    table: RawTable, mapping: Mapping[str, str], measures: Mapping[str, Measure], language: str
) -> Iterator[str]:
    """Dates and numbers that can be read in two ways, and nobody said which."""
    for header, said in mapping.items():
        target, *options = said.split(":")
        cells = table.cells.to_series(table.headers.index(header))
        if target in ("date", "published_on"):
            order = next((option for option in options if option in ("dmy", "mdy")), None)
            dates = read_dates(cells, order)  # type: ignore[arg-type]
            if dates.doubtful:
                yield conflict_text("which_order", language, header=header)
            is_open = target == "date" and not {"day", "week", "month"} & set(options)
            if is_open and window_of(dates.values, dates.unit).question:
                yield conflict_text("which_window", language, header=header)
        elif target == "value" or (target in measures and measures[target].unit != "count"):
            is_open = not {"point", "comma"} & set(options)
            if is_open and read_numbers(cells).doubtful == ".":
                yield conflict_text("which_decimal", language, header=header)


def _told(error: Invalid, language: str) -> list[str]:
    """A refusal of the whole table, told once."""
    repeats = [fault for fault in error.faults if fault.line is not None and fault.column is None]
    if repeats:
        return [conflict_text("repeats", language, count=str(len(repeats)))]
    return [conflict_text("other", language, text=fault.message) for fault in error.faults] or [error.message]


def _unreadable(faults: Sequence[Fault], language: str) -> Iterator[str]:
    """Faults of rows, gathered by column."""
    by_column = defaultdict(list)
    for fault in faults:
        by_column[fault.column].append(fault)
    for column, found in by_column.items():
        if column is None:
            yield conflict_text("repeats", language, count=str(len(found)))
        else:
            first = found[0]
            facts = {"count": str(len(found)), "line": str(first.line), "value": (first.value or "")[:_SAMPLE_LENGTH]}
            yield conflict_text("unreadable", language, header=column, **facts)


def _rows(reading: Reading, measures: Mapping[str, Measure], language: str) -> tuple[tuple[StoredRow, ...], int]:
    facts = reading.rows.get("fact_measure", pl.DataFrame())
    if facts.is_empty():
        return (), sum(rows.height for name, rows in reading.rows.items() if name.startswith("fact_"))
    names = {
        "item_id": _names(reading, "dim_item", "item_id", "item_ext"),
        "campaign_id": _names(reading, "dim_campaign", "campaign_id", "name"),
        "segment_id": _names(reading, "dim_segment", "segment_id", "value"),
    }
    shown = [_row(row, names, measures, language) for row in facts.head(ROWS_SHOWN).iter_rows(named=True)]
    return tuple(shown), facts.height


def _names(reading: Reading, table: str, key: str, name: str) -> dict[int, str]:
    frame = reading.rows.get(table)
    if frame is None or name not in frame.columns:
        return {}
    return dict(frame.select(key, name).iter_rows())


def _row(
    row: Mapping[str, object], names: Mapping[str, Mapping[int, str]], measures: Mapping[str, Measure], language: str
) -> StoredRow:
    neutral = {"channel": "", "country_code": "ZZ", "device": "all", "paid_split": "total"}
    slices = [str(held[row[key]]) for key, held in names.items() if row[key] in held]  # type: ignore[index]
    slices += [str(row[column]) for column, none in neutral.items() if row[column] not in (none, None)]
    return StoredRow(
        line=int(row["line"]),  # type: ignore[call-overload]
        measure=measures[str(row["measure_code"])].names[language],
        first=row["period_start"],  # type: ignore[arg-type]
        last=row["period_end"],  # type: ignore[arg-type]
        window=str(row["window_kind"]),
        slices=tuple(slices),
        value=row["value"],  # type: ignore[arg-type]
        currency=row["currency"],  # type: ignore[arg-type]
    )
