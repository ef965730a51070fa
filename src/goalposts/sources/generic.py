"""The generic table: any table of numbers, once a person has confirmed what its columns mean."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import polars as pl

from goalposts.catalog.dimensions import ITEM_AXES, OVERLAPPING_AXES, SEGMENT_AXES
from goalposts.catalog.files import Catalog
from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.sources.columns import Columns
from goalposts.sources.countries import NO_COUNTRY, read_countries
from goalposts.sources.dates import Order, read_dates
from goalposts.sources.facts import Facts
from goalposts.sources.generic_rows import read_rows, row_key, store_rows
from goalposts.sources.headers import split_currency
from goalposts.sources.mapping import (
    ITEM_TEXTS,
    UNNAMED_NUMBERS,
    ColumnMeaning,
    check_mapping,
    propose,
    save_mapping,
    saved_mapping,
)
from goalposts.sources.numbers import read_numbers
from goalposts.sources.settling import note_reading_day, settle_account, settle_currency
from goalposts.sources.source import AskBack, Choices, RawFile, RawTable, Reading, Source
from goalposts.sources.synonyms import DEVICES, PAID
from goalposts.sources.traffic import source_of
from goalposts.sources.windows import window_of

NAME = "generic_table"
UNNAMED_PLATFORM = "manual"
_SURENESS = 0.3


@dataclass(frozen=True, slots=True)
class _Plan:
    """The confirmed meaning of one table: target -> header, target -> option, and the measures among the targets."""

    table: RawTable
    headers: Mapping[str, str]
    options: Mapping[str, frozenset[str]]
    measures: Mapping[str, Measure]
    known: Mapping[str, Measure]

    @property
    def axes(self) -> list[str]:
        slicing = ("campaign", "channel", "country", "device", "paid", *ITEM_AXES, *SEGMENT_AXES)
        return [axis for axis in slicing if axis in self.headers]


def generic_source(catalog: Catalog, home: Path) -> Source:
    """The generic table as a source; saved mappings are looked for in `home`."""
    measures = catalog.measures

    def recognise(raw: RawFile) -> float:
        table, meanings = best_table(raw, measures)
        dated = any(meaning.target.startswith("date") for meaning in meanings)
        numbered = any(_is_number(m, measures) or (dated and m.cause == UNNAMED_NUMBERS) for m in meanings)
        return _SURENESS if numbered or saved_mapping(home, table.headers) is not None else 0.0

    def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
        return read_generic(raw, choices, now, catalog, home)

    return Source(NAME, UNNAMED_PLATFORM, "Generic table", recognise, read)


def remember_mapping(raw: RawFile, choices: Choices, catalog: Catalog, home: Path) -> None:
    """Keep the mapping the person confirmed, or accepted as proposed, for the next table of these columns."""
    table, meanings = best_table(raw, catalog.measures)
    if choices.mapping is not None or saved_mapping(home, table.headers) is None:
        confirmed = choices.mapping or {m.header: m.target for m in meanings}
        save_mapping(home, table.headers, confirmed, choices.mapping_name)


def best_table(raw: RawFile, measures: Mapping[str, Measure]) -> tuple[RawTable, list[ColumnMeaning]]:
    """The table of a file with most columns that can be measures, and what each column is taken for."""
    proposals = [(table, propose(table, measures)) for table in raw.tables]
    return max(proposals, key=lambda pair: sum(_is_number(meaning, measures) for meaning in pair[1]))


def _is_number(meaning: ColumnMeaning, measures: Mapping[str, Measure]) -> bool:
    return meaning.target in measures or meaning.target == "value"


def read_generic(raw: RawFile, choices: Choices, now: dt.datetime, catalog: Catalog, home: Path) -> Reading:
    """Facts of a table by its confirmed mapping, or by the proposed one with a question that shows it."""
    table, meanings = best_table(raw, catalog.measures)
    proposed = {meaning.header: meaning.target for meaning in meanings}
    saved = saved_mapping(home, table.headers)
    mapping = choices.mapping or saved or proposed
    if mapping is proposed and not any(_is_number(meaning, catalog.measures) for meaning in meanings):
        return _asked_what_it_is(raw, choices, table, proposed)
    plan = _plan(table, mapping, catalog.measures)
    facts = _begin(raw, choices, now, plan, catalog)
    if choices.mapping is None and saved is None:
        shown = json.dumps(proposed, ensure_ascii=False)
        doubts = [f"{m.header}: {m.reason}" for m in meanings if m.confidence < 0.9]
        text = f"What do the columns of {raw.name} mean? {shown}" + (f" ({'; '.join(doubts)})" if doubts else "")
        facts.questions.append(AskBack("mapping", text, shown))
    facts.note(
        "The columns were read by the mapping saved for tables of these columns.",
        choices.mapping is None and saved is not None,
    )
    others = [other.name for other in raw.tables if other is not table]
    facts.note(f"Not read: {', '.join(repr(name) for name in others)}.", bool(others))
    columns = Columns(table, raw.name, {target: (header,) for target, header in plan.headers.items()})
    _read_axes(plan, columns)
    if key := row_key(plan.headers):
        read_rows(columns, facts, key, plan.options)
        amounts = [name for name in ("order_amount", "lead_amount") if name in columns]
        told = {*_distinct(columns, "currency"), *(sign for name in amounts for sign in columns.currencies[name])}
        currency = settle_currency(facts, choices, told) if amounts else None
        store_rows(_identified(plan, columns.records, facts), facts, key, currency)
        facts.take(columns)
        return facts.reading(table.cells.height)
    window = _read_window(plan, columns, facts, choices)
    if "measure" in plan.headers:
        _add_long(plan, columns, facts, choices, window)
    else:
        _add_wide(plan, columns, facts, choices, window, raw.delimiter)
    facts.take(columns)
    _refuse_contradictions(plan, facts)
    return facts.reading(table.cells.height)


def _asked_what_it_is(raw: RawFile, choices: Choices, table: RawTable, proposed: Mapping[str, str]) -> Reading:
    """Nothing but a question: the table has days and numbers, and only the person knows what the numbers are."""
    headers = ", ".join(table.headers)
    text = (
        f"{raw.name} is no export known here. It has {table.cells.height:,} rows under: {headers}. "
        "Which measure is in which column?"
    )
    question = AskBack("mapping", text, json.dumps(proposed, ensure_ascii=False), only_a_start=True)
    platform = choices.platform or UNNAMED_PLATFORM
    return Reading(choices.account or "", platform, {}, pl.DataFrame(), table.cells.height, questions=[question])


def _refuse_contradictions(plan: _Plan, facts: Facts) -> None:
    """A table most of whose rows speak of the same thing lacks the column that tells them apart."""
    rejected = {fault.line for fault in facts.faults}
    contradicting = [fault for fault in facts.faults if fault.column is None]
    if 2 * len(contradicting) > plan.table.cells.height:
        text = f"{len(rejected):,} of {plan.table.cells.height:,} rows say other numbers for the same thing."
        raise Invalid(f"{text} Map the column that tells them apart (a date, an item, a campaign).", contradicting[:5])


def _plan(table: RawTable, mapping: Mapping[str, str], known: Mapping[str, Measure]) -> _Plan:
    checked = check_mapping(mapping, table.headers, known)
    headers = {target.partition(":")[0]: header for target, header in checked.items()}
    options = {target.partition(":")[0]: frozenset(target.split(":")[1:]) for target in checked}
    return _Plan(table, headers, options, {code: known[code] for code in headers if code in known}, known)


def _begin(raw: RawFile, choices: Choices, now: dt.datetime, plan: _Plan, catalog: Catalog) -> Facts:
    platform = (choices.platform or UNNAMED_PLATFORM).strip().lower()
    if choices.platform and catalog.platforms and platform not in catalog.platforms:
        raise NotFound(
            "platform", choices.platform, catalog.platforms, f"Known: {', '.join(sorted(catalog.platforms))}."
        )
    zone = "UTC" if {"date", "published_on"} & plan.headers.keys() else None
    facts = settle_account(raw, choices, now, platform, likely_zone=zone)
    if choices.platform is None:
        text = f"Which platform do the numbers of {raw.name} come from? Say it with --platform."
        facts.questions.append(AskBack("platform", text, UNNAMED_PLATFORM))
    return facts


def _read_axes(plan: _Plan, columns: Columns) -> None:
    """Text columns: names as they stand, and words of a closed list turned into its codes."""
    columns.texts("campaign", "channel", *SEGMENT_AXES, *ITEM_TEXTS)
    if "source" in columns:
        columns.set(source=pl.col("source").map_elements(source_of, return_dtype=pl.String))
    for axis in ITEM_AXES:
        if axis in columns:
            columns.keys(axis, f"does not say which {axis}")
            columns.set(item_ext=pl.col(axis))
    _coded(columns, "country", "country_code", read_countries, NO_COUNTRY)
    _coded(columns, "device", "device", lambda cells: _by_words(cells, DEVICES), "other")
    _coded(columns, "paid", "paid_split", lambda cells: _by_words(cells, PAID), "unknown")
    if "published_on" in columns:
        columns.days("published_on", "published_on", _order(plan, "published_on"), required=False)


def _distinct(columns: Columns, field: str) -> list[str]:
    return columns.cells(field).drop_nulls().unique().to_list() if field in columns else []


def _coded(columns: Columns, field: str, into: str, read: Callable[[pl.Series], pl.Series], without: str) -> None:
    """Words of a closed list as codes; an empty cell is `without`, an unknown word a fault."""
    if field not in columns:
        return
    cells = columns.cells(field)
    codes = read(cells)
    columns.reject(codes.is_null() & cells.is_not_null(), cells, field, f"is no known {field}")
    columns.set(**{into: pl.lit(codes).fill_null(without)})


def _by_words(cells: pl.Series, words: Mapping[str, str]) -> pl.Series:
    return cells.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)


def _order(plan: _Plan, target: str) -> Order | None:
    said = plan.options.get(target, frozenset()) & {"dmy", "mdy"}
    return cast(Order, min(said)) if len(said) == 1 else None


def _read_window(plan: _Plan, columns: Columns, facts: Facts, choices: Choices) -> str:
    """The window kind of the rows; period columns are set. Without a date, numbers are counters read on one day."""
    if "date" not in plan.headers:
        note_reading_day(facts, choices)
        return "lifetime"
    cells = columns.cells("date")
    dates = read_dates(cells, _order(plan, "date"))
    header = plan.headers["date"]
    if dates.doubtful:
        text = f"Is {_first(cells)} in `{header}` day/month or month/day? Map the column to date:dmy or date:mdy."
        facts.questions.append(AskBack("mapping", text))
    columns.days("date", "period_start", _order(plan, "date"))
    said = plan.options.get("date", frozenset()) & {"day", "week", "month"}
    window = window_of(columns.records["period_start"], dates.unit, min(said) if len(said) == 1 else "")
    if window.question:
        facts.questions.append(AskBack("mapping", window.question.format(header=header), f"date:{window.kind}"))
    columns.set(period_start=window.start, period_end=window.end)
    one = "seven days" if window.kind == "days_7" else f"one {window.kind}"
    facts.note(f"Each row is {one}, by the dates in `{header}`.")
    return window.kind


def _first(cells: pl.Series) -> str:
    told = cells.drop_nulls()
    return repr(told[0]) if len(told) else "the date"


def _add_wide(plan: _Plan, columns: Columns, facts: Facts, choices: Choices, window: str, delimiter: str) -> None:
    currencies = _currencies(plan, columns, facts, choices)
    for code, measure in plan.measures.items():
        _read_measure(plan, columns, facts, code, measure.unit == "count", delimiter)
    records = _identified(plan, columns.records, facts)
    _add(plan, records, list(plan.measures), facts, window, currencies, columns.lost)


def _read_measure(plan: _Plan, columns: Columns, facts: Facts, field: str, whole: bool, delimiter: str) -> None:
    cells = columns.cells(field)
    said = plan.options.get(field, frozenset())
    sign: Literal[".", ","] | None = "." if "point" in said else "," if "comma" in said else None
    numbers = read_numbers(cells, sign)
    unsure = numbers.doubtful == "." or (numbers.doubtful == "," and delimiter == ";")
    if unsure and whole:
        numbers = read_numbers(cells, "," if numbers.doubtful == "." else ".")
    elif unsure:
        text = (
            f"Is {numbers.doubtful!r} in `{plan.headers[field]}` ({_first(cells)}) a decimal sign or a thousands sign?"
        )
        text += f" Map the column to {field}:point or {field}:comma."
        facts.questions.append(AskBack("mapping", text, f"{field}:{'point' if numbers.decimal == '.' else 'comma'}"))
    columns.reject(numbers.wrong, cells, field, "is not a number")
    columns.set(**{field: pl.lit(numbers.values)})
    hidden = int(numbers.suppressed.sum())
    facts.note(
        f"`{plan.headers[field]}`: {hidden} cells such as '<10' hide their number and were left out.", hidden > 0
    )
    facts.note(f"`{plan.headers[field]}` holds shortened numbers such as 1.2K: they are rounded.", numbers.rounded)
    columns.currencies[field] = numbers.currencies


def _identified(plan: _Plan, records: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    for axis in ITEM_AXES:
        if axis in plan.headers:
            records = facts.with_items(records, axis, ITEM_AXES[axis][0])
    if "campaign" in plan.headers:
        records = facts.with_campaigns(records)
    if "channel" in plan.headers:
        records = records.with_columns(pl.col("channel").fill_null(""))
    segments = [axis for axis in SEGMENT_AXES if axis in plan.headers]
    return facts.with_segments(records, segments) if segments else records


def _add(
    plan: _Plan,
    records: pl.DataFrame,
    codes: list[str],
    facts: Facts,
    window: str,
    currencies: Mapping[str, str],
    lost: int,
) -> None:
    overlapping = OVERLAPPING_AXES & set(plan.axes)
    facts.add(
        records,
        codes,
        axes=plan.axes,
        window=window,
        adds_up=not overlapping,
        currencies=currencies,
        lost=lost,
    )


def _add_long(plan: _Plan, columns: Columns, facts: Facts, choices: Choices, window: str) -> None:
    """One measure a row: each row's measure is a code or a name, in any language."""
    cells = columns.cells("measure")
    names = {name: propose_code(name, plan.known) for name in cells.drop_nulls().unique()}
    codes = cells.replace_strict(names, default=None, return_dtype=pl.String)
    columns.reject(codes.is_null(), cells, "measure", "is no known measure")
    _read_measure(plan, columns, facts, "value", False, "")
    columns.set(code=pl.lit(codes))
    records = _identified(plan, columns.records, facts)
    used = {code: plan.known[code] for code in sorted(set(records["code"].to_list()))}
    money = _Plan(plan.table, plan.headers, plan.options, used, plan.known)
    currencies = _currencies(money, columns, facts, choices)
    for code in used:
        part = records.filter(pl.col("code") == code).rename({"value": code})
        _add(plan, part, [code], facts, window, currencies, columns.lost)


def propose_code(name: str, known: Mapping[str, Measure]) -> str | None:
    """The measure a name or code stands for, or None."""
    table = RawTable("", (name,), pl.DataFrame({name: ["1"]}), [1])
    target = propose(table, known)[0].target
    return target if target in known else None


def _currencies(plan: _Plan, columns: Columns, facts: Facts, choices: Choices) -> dict[str, str]:
    """The currency of each measure of money. Raises Invalid where the table mixes currencies in one column."""
    money = [code for code, measure in plan.measures.items() if measure.unit == "currency"]
    found: dict[str, str] = {}
    said = _distinct(columns, "currency")
    for code in money:
        field = "value" if "measure" in plan.headers else code
        numbers = read_numbers(columns.cells(field).head(100_000))
        _, in_header = split_currency(plan.headers[field])
        told = {*(text.upper() for text in said), *numbers.currencies, *([in_header] if in_header else [])}
        if len(told) > 1:
            fault = Fault(f"the amounts are in {', '.join(sorted(told))}", column=plan.headers[field])
            raise Invalid("Money of several currencies cannot be stored as one measure. Split the file.", [fault])
        found[code] = settle_currency(facts, choices, told)
    return found
