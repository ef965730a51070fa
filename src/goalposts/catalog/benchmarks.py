"""Published reference figures for KPIs, each with what it was measured on and how far it can be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files as package_files
from typing import Any

from goalposts.catalog.documents import Document
from goalposts.catalog.measure import Text
from goalposts.errors import Invalid
from goalposts.periods import add_months

STALE_AFTER_MONTHS = 24
MACHINE_OPENS_SINCE = dt.date(2021, 9, 20)
"""Since Apple Mail privacy, machines open mail: open rates before and after do not compare."""

STATISTICS = ("median", "mean", "unstated")
BASES = ("followers", "impressions", "delivered", "opens", "clicks", "leads", "own", "sent")
_ROW = ("kpi", "value", "base", "unit", "platform", "industry", "data_from", "data_to")
_SERIES = (
    *("kpi", "base", "platform", "country", "unit", "change", "statistic", "source", "year", "published"),
    *("data_from", "data_to", "evidence", "caveat", "rows"),
)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One figure.

    kpi: id or `id@variant`. value: a ratio as 0..1, money in `unit`; with `change` it is the change against the year
    before, not a level. base: what the rate is divided by; figures of different bases never compare. evidence: `P` the
    publisher's own page was seen, `S` the figure was seen quoted by others. platform, industry, country '' = all.
    """

    kpi: str
    value: float
    base: str
    statistic: str
    source: str
    year: int
    published: dt.date
    evidence: str
    platform: str = ""
    industry: str = ""
    country: str = ""
    unit: str = "ratio"
    change: bool = False
    data_from: dt.date | None = None
    data_to: dt.date | None = None
    caveat: Text = field(default_factory=dict)
    code: str = ""
    own: bool = False

    def is_stale(self, on: dt.date) -> bool:
        """Whether its data ended (or, where that is unknown, it came out) more than 24 months before `on`."""
        return add_months(self.data_to or self.published, STALE_AFTER_MONTHS) < on

    def compares_with(self, other: Benchmark) -> bool:
        """Whether the two may stand side by side: same KPI, base, statistic, unit and, for opens, same side of 2021."""
        return self._likeness() == other._likeness()

    @property
    def is_quoted(self) -> bool:
        """Seen only as quoted by others."""
        return self.evidence == "S"

    def _likeness(self) -> tuple[Any, ...]:
        opens = self.kpi.startswith(("email_open_rate", "click_to_open_rate"))
        before = opens and (self.data_to or self.published) < MACHINE_OPENS_SINCE
        return self.kpi, self.base, self.statistic, self.unit, self.change, before


@cache
def load_benchmarks() -> tuple[Benchmark, ...]:
    """Every figure we ship, in the order of the file."""
    document = Document("benchmarks.yaml")
    content = package_files("goalposts.catalog").joinpath("benchmarks.yaml").read_bytes()
    found = _read(document, content, own=False)
    if document.faults:
        raise Invalid("The benchmarks cannot be read.", document.faults)
    return found


def read_benchmarks(files: Mapping[str, bytes]) -> tuple[Benchmark, ...]:
    """The figures a workspace adds, file by file. Raises Invalid with every fault of every file."""
    documents = [(Document(name), content) for name, content in sorted(files.items())]
    found = [mark for document, content in documents for mark in _read(document, content, own=True)]
    faults = [fault for document, _ in documents for fault in document.faults]
    if faults:
        raise Invalid("The benchmarks cannot be read.", faults)
    return tuple(found)


def _read(document: Document, content: bytes, *, own: bool) -> tuple[Benchmark, ...]:
    found: list[Benchmark] = []
    for code, (_, node) in document.pairs(document.root(content, trusted=not own), "").items():
        series = document.fields(node, code, _SERIES, ("rows", "source", "year", "evidence"))
        rows = series["rows"].value if "rows" in series else ()
        if not isinstance(rows, list):
            document.fault(series["rows"], f"{code}.rows", "expected a list of figures, each with a value")
            continue
        for row in rows:
            fields = {**series, **document.fields(row, code, _ROW)}
            if _is_whole(document, code, row, fields):
                found.append(replace(_benchmark(document, code, fields), code=code, own=own))
    return tuple(found)


def _is_whole(document: Document, code: str, row: Any, fields: Mapping[str, Any]) -> bool:
    missing = [name for name in ("kpi", "value", "source", "year") if name not in fields]
    for name in missing:
        document.fault(row, f"{code}.{name}", "this key is missing", value="")
    return not missing


def _benchmark(document: Document, code: str, fields: dict[str, Any]) -> Benchmark:
    unset = dt.date(2000, 1, 1)
    days = {name: document.day(fields.get(name), code, unset) for name in ("published", "data_from", "data_to")}
    return Benchmark(
        kpi=document.text(fields.get("kpi"), code),
        value=document.decimal(fields.get("value"), code) or 0.0,
        base=document.choice(fields.get("base"), code, BASES, "own"),
        statistic=document.choice(fields.get("statistic"), code, STATISTICS, "unstated"),
        source=document.text(fields.get("source"), code),
        year=document.whole(fields.get("year"), code, 0),
        published=days["published"]
        if "published" in fields
        else dt.date(min(max(document.whole(fields["year"], code, 1), 1), 9999), 12, 31),
        evidence=document.choice(fields.get("evidence"), code, ("P", "S"), "S"),
        platform=document.text(fields.get("platform"), code),
        industry=document.text(fields.get("industry"), code),
        country=document.text(fields.get("country"), code),
        unit=document.text(fields.get("unit"), code) or "ratio",
        change=document.flag(fields.get("change"), code),
        data_from=days["data_from"] if "data_from" in fields else None,
        data_to=days["data_to"] if "data_to" in fields else None,
        caveat=document.texts(fields.get("caveat"), code),
    )
