"""What each column of a person's own table means: proposed with reasons, confirmed by the person, saved for next time.

A target is a measure code, an axis (`campaign`, `post`, `age`, ...), something said of an item (`title`,
`published_on`), `measure` and `value` of a long table, `date`, `currency` or `ignore`. Options may follow a colon each:
`date:dmy`, `date:week`, `date:mdy:month`, and for numbers `:point` or `:comma`, the decimal sign.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from goalposts.catalog.dimensions import ITEM_AXES, SEGMENT_AXES
from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, Invalid, NotFound, nearest
from goalposts.i18n.mapping import meaning_reason
from goalposts.sources.dates import read_dates
from goalposts.sources.headers import normalise, split_currency
from goalposts.sources.numbers import MISSING, read_numbers
from goalposts.sources.source import RawTable
from goalposts.sources.synonyms import AXIS_WORDS, MEASURE_WORDS

IGNORE = "ignore"
ITEM_TEXTS = ("title", "url", "content_type")
DATE_OPTIONS = ("dmy", "mdy", "day", "week", "month")
NUMBER_OPTIONS = ("point", "comma")
_OTHER_TARGETS = (
    "date",
    "campaign",
    "channel",
    "country",
    "device",
    "paid",
    "published_on",
    "currency",
    "measure",
    "value",
)
ROW_KEYS = ("order_amount", "lead", "nps_score", "csat_score", "rating")
"""Targets that make a table one of orders, leads or answers, which are counted."""

ROW_TARGETS = (*ROW_KEYS, "order", "order_quantity", "customer", "won", "lead_amount")
SCALES = ("5", "7", "10")
"""Options of `csat_score` and `rating`: the highest score of the scale, which begins at 1."""

AXES = (*_OTHER_TARGETS, *ITEM_AXES, *SEGMENT_AXES, *ITEM_TEXTS, *ROW_TARGETS)
MOST_NAME = 80
_SAMPLE = 500
UNNAMED_NUMBERS = "unnamed_numbers"


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """What a column is taken for: `confidence` 0..1, and why (a code of `i18n.mapping.REASONS` and its facts)."""

    header: str
    target: str
    confidence: float
    cause: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Why, in English."""
        return meaning_reason(self.cause, **self.facts)


def propose(table: RawTable, measures: Mapping[str, Measure]) -> list[ColumnMeaning]:
    """A meaning for every column, from its header and from what its cells hold; at most one column for each target."""
    words = _words(measures)
    sample = table.cells.head(_SAMPLE)
    taken: dict[str, str] = {}
    found = []
    for place, header in enumerate(table.headers):
        meaning = _meaning(header, sample.to_series(place), words, measures)
        target = meaning.target.partition(":")[0]
        if target in taken:
            meaning = ColumnMeaning(header, IGNORE, 0.5, "taken", {"header": taken[target], "target": target})
        elif target != IGNORE:
            taken[target] = header
        found.append(meaning)
    if "value" in taken and "measure" not in taken:
        found = [ColumnMeaning(m.header, IGNORE, 0.5, UNNAMED_NUMBERS) if m.target == "value" else m for m in found]
    return _as_publishing_day(found, table)


def _words(measures: Mapping[str, Measure]) -> dict[str, tuple[str, float]]:
    """Normalised header -> target and how surely; everyday words win over the names of measures."""
    words: dict[str, tuple[str, float]] = {}
    for target, texts in AXIS_WORDS.items():
        words |= {normalise(text): (target, 0.9) for text in (target, *texts)}
    for code, texts in MEASURE_WORDS.items():
        if code in measures:
            words |= {normalise(text): (code, 0.9) for text in texts}
    for code, measure in measures.items():
        if not measure.sum_of:
            for text in (code, code.replace("_", " "), *measure.names.values()):
                words.setdefault(normalise(text), (code, 1.0))
    return words


def _meaning(
    header: str, cells: pl.Series, words: Mapping[str, tuple[str, float]], measures: Mapping[str, Measure]
) -> ColumnMeaning:
    told = cells.str.strip_chars().drop_nulls()
    told = told.filter(~told.str.to_lowercase().is_in(MISSING))
    bare, _ = split_currency(header)
    target, sure = words.get(normalise(header)) or words.get(bare) or (IGNORE, 0.0)
    if told.is_empty():
        return ColumnMeaning(header, IGNORE, 1.0, "empty")
    if target in ("date", "published_on"):
        if (dated := _dated(told)) < 0.5:
            return ColumnMeaning(header, target, 0.5, "few_dates", {"share": f"{dated:.0%}"})
    elif target in measures or target == "value":
        if (numeric := _numeric(told)) < 0.5:
            return ColumnMeaning(header, IGNORE, 0.6, "few_numbers", {"share": f"{numeric:.0%}"})
    elif not sure:
        return _by_cells(header, told)
    return ColumnMeaning(header, target, sure, "by_header", {"target": target})


def _by_cells(header: str, told: pl.Series) -> ColumnMeaning:
    """A column whose header says nothing: dates are recognised, numbers and texts are not guessed at."""
    if _numeric(told) > 0.95:
        return ColumnMeaning(header, IGNORE, 0.5, UNNAMED_NUMBERS)
    if (dated := _dated(told)) > 0.95:
        return ColumnMeaning(header, "date", 0.7, "by_cells", {"share": f"{dated:.0%}"})
    return ColumnMeaning(header, IGNORE, 0.5, "unnamed_text")


def _numeric(told: pl.Series) -> float:
    return 1 - _share(read_numbers(told).wrong)


def _dated(told: pl.Series) -> float:
    return 1 - _share(read_dates(told).wrong)


def _share(flags: pl.Series) -> float:
    return float(flags.sum()) / max(1, len(flags))


def _as_publishing_day(found: list[ColumnMeaning], table: RawTable) -> list[ColumnMeaning]:
    """A date beside items that each occur once is the day they went out, not a day of activity."""
    items = [meaning for meaning in found if meaning.target in ITEM_AXES]
    if len(items) != 1 or any(meaning.target == "published_on" for meaning in found):
        return found
    column = table.cells.to_series(table.headers.index(items[0].header))
    if column.n_unique() < len(column) or len(column) < 2:
        return found
    facts = {"target": items[0].target}
    return [
        ColumnMeaning(meaning.header, "published_on", 0.7, "published", facts) if meaning.target == "date" else meaning
        for meaning in found
    ]


def check_mapping(
    mapping: Mapping[str, str], headers: Sequence[str], measures: Mapping[str, Measure]
) -> dict[str, str]:
    """Target -> `header` of a confirmed mapping, without what is ignored; Invalid with every fault of it.

    Headers are compared as `normalise` spells them; options stay with their target.
    """
    spelled = {normalise(header): header for header in headers}
    faults, found, seen = [], {}, dict[str, str]()
    stored = [code for code, measure in measures.items() if not measure.sum_of]
    for header, target in mapping.items():
        name, *options = target.split(":")
        allowed = _options_of(name)
        if normalise(header) not in spelled:
            close = ", ".join(nearest(header, headers)) or ", ".join(headers[:8])
            faults.append(Fault(f"the table has no such column (it has: {close})", column=header))
        elif name == IGNORE:
            continue
        elif name not in stored and name not in AXES:
            close = ", ".join(nearest(name, [*stored, *AXES])) or "a measure code, an axis or `ignore`"
            faults.append(Fault(f"{name!r} is no target (closest: {close})", column=header, value=target))
        elif wrong := [option for option in options if option not in allowed]:
            text = f"{wrong[0]!r} is no option of {name} (allowed: {', '.join(allowed)})"
            faults.append(Fault(text, column=header, value=target))
        elif name in seen:
            faults.append(Fault(f"{name} already is the column {seen[name]!r}", column=header, value=target))
        else:
            seen[name] = header
            found[target] = spelled[normalise(header)]
    faults += _missing(set(seen), stored)
    if faults:
        raise Invalid("The mapping of the columns does not fit the table.", faults)
    return found


def _options_of(name: str) -> tuple[str, ...]:
    if name in ("date", "published_on"):
        return DATE_OPTIONS
    return SCALES if name in ("csat_score", "rating") else NUMBER_OPTIONS


def _missing(names: set[str], stored: Sequence[str]) -> list[Fault]:
    long, rows = names & {"measure", "value"}, names & set(ROW_TARGETS)
    if rows:
        return _unfit_rows(rows, names & {*stored, "measure", "value"})
    if len(long) == 1:
        return [Fault("a long table needs both a `measure` and a `value` column")]
    if not long and not names & set(stored):
        return [Fault("no column is a measure, so there is nothing to store")]
    if len(names & set(ITEM_AXES)) > 1:
        return [Fault(f"a row can speak of one kind of item only: {', '.join(sorted(names & set(ITEM_AXES)))}")]
    return []


def _unfit_rows(rows: set[str], numbers: set[str]) -> list[Fault]:
    keys = sorted(rows & set(ROW_KEYS))
    if numbers:
        return [
            Fault(f"rows that are counted ({', '.join(sorted(rows))}) cannot hold {', '.join(sorted(numbers))} too")
        ]
    if len(keys) != 1:
        told = ", ".join(keys) or ", ".join(sorted(rows))
        return [Fault(f"a table of rows needs exactly one of {', '.join(ROW_KEYS)} (it has: {told})")]
    return []


def fingerprint(headers: Sequence[str]) -> str:
    """What tables of the same columns share, whatever their order."""
    text = "\x1f".join(sorted(normalise(header) for header in headers))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def saved_mapping(home: Path, headers: Sequence[str]) -> dict[str, str] | None:
    """The mapping confirmed for tables of these columns, or None. Raises Invalid for a damaged file."""
    file = _file(home, headers)
    if not file.is_file():
        return None
    try:
        columns = json.loads(file.read_text(encoding="utf-8"))["columns"]
        return {str(header): str(target) for header, target in columns.items()}
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise Invalid(f"The saved mapping {file.name} is damaged. Delete it and confirm the mapping again.") from error


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """A mapping kept for tables of some columns; `key` names its file, `name` is what the person called it."""

    key: str
    name: str
    columns: Mapping[str, str]


def save_mapping(home: Path, headers: Sequence[str], mapping: Mapping[str, str], name: str = "") -> Path:
    """Keep a confirmed mapping for tables of these columns in place of an earlier one; no name keeps the old name."""
    file = _file(home, headers)
    file.parent.mkdir(parents=True, exist_ok=True)
    before = next((saved.name for saved in list_mappings(home) if saved.key == file.stem), "")
    fresh = file.with_suffix(".new")
    content = {"name": " ".join(name.split())[:MOST_NAME] or before, "columns": dict(mapping)}
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(file)
    return file


def list_mappings(home: Path) -> list[SavedMapping]:
    """Every saved mapping that can be read, those with names first."""
    found = []
    for file in sorted((home / "mappings").glob("*.json")):
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            columns = {str(header): str(target) for header, target in content["columns"].items()}
            found.append(SavedMapping(file.stem, str(content.get("name", "")), columns))
        except (ValueError, KeyError, AttributeError, TypeError):
            found.append(SavedMapping(file.stem, "", {}))
    return sorted(found, key=lambda saved: (not saved.name, saved.name, saved.key))


def delete_mapping(home: Path, key: str) -> None:
    """Forget a saved mapping: the next table of its columns is asked about again. Raises NotFound."""
    known = {saved.key for saved in list_mappings(home)}
    if key not in known:
        raise NotFound("mapping", key[:40], hint="It may be deleted already.")
    (home / "mappings" / f"{key}.json").unlink(missing_ok=True)


def _file(home: Path, headers: Sequence[str]) -> Path:
    return home / "mappings" / f"{fingerprint(headers)}.json"
