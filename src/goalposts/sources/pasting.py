"""Cells pasted from a spreadsheet to figures: the header tells what is what, and every doubt is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import polars as pl

from goalposts.catalog.measure import Measure
from goalposts.errors import Fault, Invalid
from goalposts.i18n.entering import entry_fault
from goalposts.periods import Period
from goalposts.sources.dates import Order, read_dates
from goalposts.sources.delimited import read_delimited
from goalposts.sources.entry import Figure
from goalposts.sources.generic import propose_code
from goalposts.sources.headers import split_currency
from goalposts.sources.limits import Limits
from goalposts.sources.mapping import IGNORE, UNNAMED_NUMBERS, propose
from goalposts.sources.numbers import read_numbers
from goalposts.sources.source import RawTable
from goalposts.sources.windows import window_of

LIMITS = Limits(file=1_000_000, unpacked=1_000_000)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What the person says beside the cells; empty = as the cells show it."""

    measure: str = ""
    currency: str = ""
    order: Order | None = None
    decimal: Literal[".", ","] | None = None
    window: str = ""
    language: str = "en"


@dataclass(slots=True)
class Pasted:
    """The figures found, every fault (with the pasted line and column), and the columns nobody asked for."""

    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def read_paste(text: str, measures: Mapping[str, Measure], said: Said) -> Pasted:
    """Read pasted cells; nothing is raised: what cannot be read is among the faults."""
    pasted = Pasted()
    lines = text.replace("\r\n", "\n").strip("\n")
    try:
        tables, _ = read_delimited(_with_header(lines, said), LIMITS)
    except Invalid as error:
        code = "no_rows" if lines.strip() and "\n" not in lines.strip() else "no_table"
        first = error.faults[0] if error.faults else Fault("")
        pasted.faults.append(Fault(entry_fault(code, said.language), line=first.line, value=first.value))
        return pasted
    table = tables[0]
    for fault in table.faults:
        pasted.faults.append(Fault(entry_fault("ragged", said.language), line=fault.line, value=fault.value))
    _read_table(table, measures, said, pasted)
    return pasted


def _with_header(text: str, said: Said) -> str:
    """Two columns without a header are days and the measure that was chosen."""
    first, _, _ = text.partition("\n")
    sign = "\t" if "\t" in first else ","
    cells = [cell.strip() for cell in first.split(sign)]
    bare = said.measure and len(cells) == 2 and not read_dates(pl.Series(cells[:1])).wrong.any()
    return f"date{sign}{said.measure}\n{text}" if bare else text


def _read_table(table: RawTable, measures: Mapping[str, Measure], said: Said, pasted: Pasted) -> None:
    meanings = propose(table, measures)
    targets = {m.target.partition(":")[0]: m.header for m in meanings if m.target != IGNORE}
    if "published_on" in targets:
        targets.setdefault("date", targets.pop("published_on"))
    columns = {code: header for code, header in targets.items() if code in measures}
    unnamed = [m.header for m in meanings if m.cause == UNNAMED_NUMBERS]
    if not columns and said.measure and len(unnamed) == 1:
        columns = {said.measure: unnamed[0]}
    is_long = {"measure", "value"} <= targets.keys()
    if "date" not in targets:
        pasted.faults.append(Fault(entry_fault("no_date_column", said.language)))
    if not columns and not is_long:
        pasted.faults.append(Fault(entry_fault("no_measure_column", said.language)))
    if pasted.faults and ("date" not in targets or not (columns or is_long)):
        return
    used = {targets["date"], targets.get("currency"), *columns.values()}
    used |= {targets["measure"], targets["value"]} if is_long else set()
    pasted.ignored = [header for header in table.headers if header not in used]
    periods = _periods(table, targets["date"], said, pasted)
    currencies = _texts(table, targets["currency"]) if "currency" in targets else [None] * table.cells.height
    if is_long:
        codes = [propose_code(name, measures) or name if name else "" for name in _texts(table, targets["measure"])]
        _add(table, targets["value"], codes, periods, currencies, said, pasted, whole=False)
        return
    for code, header in columns.items():
        whole = code in measures and measures[code].unit == "count"
        _add(table, header, [code] * table.cells.height, periods, currencies, said, pasted, whole=whole)


def _texts(table: RawTable, header: str) -> list[str | None]:
    return _cells(table, header).to_list()


def _cells(table: RawTable, header: str) -> pl.Series:
    return table.cells.to_series(table.headers.index(header)).cast(pl.String).str.strip_chars()


def _periods(table: RawTable, header: str, said: Said, pasted: Pasted) -> list[Period | None]:
    """The window of each row; None where it cannot be read."""
    cells = _cells(table, header)
    dates = read_dates(cells, said.order)
    if dates.doubtful:
        example = next((cell for cell in cells if cell), "")
        pasted.faults.append(Fault(entry_fault("which_order", said.language), column=header, value=example))
    window = window_of(dates.values, dates.unit, said.window)
    if window.question:
        pasted.faults.append(Fault(entry_fault("which_window", said.language), column=header))
    spans = pl.DataFrame({"period_start": dates.values}).select(window.start.alias("first"), window.end.alias("last"))
    for row in (dates.wrong | cells.is_null()).arg_true():
        code = "no_date" if cells[row] else "empty_date"
        fault = Fault(entry_fault(code, said.language), line=table.lines[row], column=header, value=cells[row])
        pasted.faults.append(fault)
    return [Period(first, last) if first else None for first, last in spans.iter_rows()]


def _add(
    table: RawTable,
    header: str,
    codes: Sequence[str],
    periods: Sequence[Period | None],
    currencies: Sequence[str | None],
    said: Said,
    pasted: Pasted,
    *,
    whole: bool,
) -> None:
    """The figures of one column of numbers; an empty cell is no figure. In whole numbers a lone sign groups digits."""
    cells = _cells(table, header)
    numbers = read_numbers(cells, said.decimal)
    if numbers.doubtful and whole:
        numbers = read_numbers(cells, "," if numbers.doubtful == "." else ".")
    elif numbers.doubtful == ".":
        example = next((cell for cell in cells if cell and numbers.doubtful in cell), "")
        pasted.faults.append(Fault(entry_fault("which_decimal", said.language), column=header, value=example))
    for row in (numbers.wrong | numbers.suppressed).arg_true():
        told = (cells[row] or "")[:_SHOWN]
        fault = Fault(entry_fault("no_number", said.language), line=table.lines[row], column=header, value=told)
        pasted.faults.append(fault)
    sign = numbers.currencies[0] if len(numbers.currencies) == 1 else None
    everywhere = split_currency(header)[1] or sign or said.currency.strip().upper() or None
    for row, (value, code, period) in enumerate(_told(numbers.values, codes, periods)):
        if value is not None and period is not None:
            own = (currencies[row] or "").strip().upper() or everywhere
            pasted.figures.append(Figure(code, period, value, own, table.lines[row]))


def _told(
    values: pl.Series, codes: Sequence[str], periods: Sequence[Period | None]
) -> Iterator[tuple[Decimal | None, str, Period | None]]:
    return zip(values.to_list(), codes, periods, strict=True)
