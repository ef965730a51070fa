"""Google Analytics 4: reports and explorations as CSV, one or several tables in a file, in any interface language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from goalposts.catalog.dimensions import cut_of
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.ga4_sections import Section, compared, recognise, sections_of
from goalposts.sources.ga4_slices import (
    ADDITIVE,
    AXES,
    PEOPLE,
    SEGMENTS,
    add_engagement,
    add_people,
    add_slices,
    grouped,
    item_of,
)
from goalposts.sources.ga4_words import AVERAGES, COUNTS, EVENTS, EVERYBODY, MONEY, RATES, UNIQUES
from goalposts.sources.headers import normalise
from goalposts.sources.settling import Span, settle_account, settle_currency, settle_period
from goalposts.sources.source import AskBack, Choices, RawFile, Reading, Source

_OF_SESSIONS = {"sessions", "engaged_sessions"}


def _overlap(slices: Sequence[str]) -> bool:
    """Whether one session is counted in several rows: it has many events and pages, but one landing page."""
    return "event" in slices or ("landing" not in slices and bool({"page", "page_title"} & {*slices}))


class _Reader:
    """Reads the sections of one file into its facts, each figure once."""

    def __init__(self, raw: RawFile, choices: Choices, facts: Facts, sections: Sequence[Section]) -> None:
        self.raw, self.choices, self.facts, self.sections = raw, choices, facts, sections
        self.taken: set[tuple[str, str, str]] = set()
        self.span: Span | None = None
        self.currency: str | None = None
        self.rows_read = 0

    def read(self, section: Section) -> None:
        """One table: its slices as axes, its numbers as measures, its total row as the whole."""
        columns, facts = section.columns, self.facts
        columns.counts(*COUNTS, *UNIQUES)
        columns.amounts(*MONEY)
        add_engagement(facts, columns)
        add_people(facts, section)
        totals = section.is_total
        add_slices(facts, section, totals)
        window = self._dates(section, totals)
        columns.set(_total=pl.lit(totals))
        records = columns.records
        whole = records.filter("_total")
        before = len(self.taken)
        self._add(section, records.filter(~pl.col("_total")), window)
        if whole.height == 1:
            self._keep(whole, (), window, True, columns.lost)
        columns.used |= set(section.lost_slices)
        facts.take(columns, silent=[*RATES, *AVERAGES])
        if len(self.taken) > before or columns.faults:
            self.rows_read += columns.table.cells.height - columns.left_out
        else:
            facts.note("Tables that say again what another table of the file says are counted once.")

    def _dates(self, section: Section, totals: pl.Series) -> str:
        columns = section.columns
        if section.dated:
            columns.leave_out(totals)
            self.facts.note("Total rows are left out: the days add up to them.", bool(totals.any()))
        if section.dated == "nth_day" and section.days:
            cells = columns.cells("nth_day")
            numbers = cells.cast(pl.Int64, strict=False)
            columns.reject(~numbers.is_between(0, 36_500).fill_null(False), cells, "nth_day", "is no day")
            start = pl.lit(section.days[0])
            columns.set(period_start=start + pl.duration(days=pl.lit(numbers.clip(0, 36_500))))
            return "day"
        if section.dated in ("hour", "date"):
            columns.days(section.dated, "period_start")
            self.facts.note("Hours are added up into days: the lake keeps no hours.", section.dated == "hour")
            return "day"
        span = self._span(section)
        columns.set(period_start=pl.lit(span.first), period_end=pl.lit(span.last))
        return span.window

    def _span(self, section: Section) -> Span:
        if section.days:
            first, last = section.days
            return Span("day" if first == last else "custom", first, last)
        if self.span is None:
            self.span = settle_period(self.facts, self.choices)
        return self.span

    def _add(self, section: Section, records: pl.DataFrame, window: str) -> None:
        facts, lost = self.facts, section.columns.lost
        if section.slices == ("event",) and not section.lost_slices:
            self._named_events(records, window, lost)
        records = grouped(facts, records, section)
        if "item_ext" in records.columns:
            records = facts.with_items(records, *item_of(section))
        if "campaign" in section.slices:
            records = facts.with_campaigns(records)
        segments = [axis for axis in SEGMENTS if axis in records.columns]
        if segments:
            records = facts.with_segments(records, segments)
        axes = tuple(dict.fromkeys(axis for field in section.slices for axis in AXES[field]))
        self._keep(records, axes, window, not self._only_top(section), lost, _overlap(section.slices))

    def _only_top(self, section: Section) -> bool:
        """Whether a table of days shows fewer slices than the table beside it: a chart of the largest ones."""
        if not section.dated or not section.slices:
            return False
        beside = [one for one in self.sections if one.slices == section.slices and not one.dated]
        top = any(section.values() < one.values() for one in beside)
        self.facts.note(f"The days of {section.name} are those of the largest ones only: they do not add up.", top)
        return top

    def _named_events(self, records: pl.DataFrame, window: str, lost: int) -> None:
        """What Google's own events count for the whole property."""
        if "event_count" not in records.columns:
            return
        named = records.with_columns(
            pl.col("behaviour").replace_strict(EVENTS, default=None, return_dtype=pl.String).alias("_measure")
        ).drop_nulls("_measure")
        for (measure,), rows in named.group_by("_measure", maintain_order=True):
            dates = [name for name in ("period_start", "period_end") if name in rows.columns]
            sums = rows.group_by(dates, maintain_order=True).agg(
                *(pl.col(name).first() for name in PLACE), pl.col("event_count").sum().alias(str(measure))
            )
            self._keep(sums, (), window, True, lost)
        text = "Events that Google documents are stored as page views, downloads and forms of the property too."
        self.facts.note(text, named.height > 0)

    def _keep(
        self,
        records: pl.DataFrame,
        axes: tuple[str, ...],
        window: str,
        adds_up: bool,
        lost: int,
        overlapping: bool = False,
    ) -> None:
        """Add what no table before gave for this cut and these days."""
        days = "day" if window == "day" else str(records.select("period_start", "period_end").unique().rows())
        for of_sessions in (False, True):
            wanted = []
            for name in (*ADDITIVE, *PEOPLE, "downloads", "form_starts", "form_submits"):
                if name in records.columns and (name in _OF_SESSIONS) == of_sessions:
                    key = (name, cut_of(*axes), days)
                    if key not in self.taken:
                        self.taken.add(key)
                        wanted.append(name)
            wanted = [name for name in wanted if name != "revenue" or self._sold(records)]
            if wanted:
                money = {"revenue": self.currency} if self.currency else None
                whole = adds_up and not (overlapping and of_sessions)
                self.facts.add(records, wanted, axes=axes, window=window, adds_up=whole, currencies=money, lost=lost)

    def _sold(self, records: pl.DataFrame) -> bool:
        """Whether any revenue is measured: a property without a shop writes 0 everywhere, which is no zero."""
        if not (records["revenue"] != 0).any():
            self.facts.note("Revenue is 0 in every row, as GA4 writes where no sales are measured: not stored.")
            return False
        if self.currency is None:
            self.currency = settle_currency(self.facts, self.choices)
        return True


def read(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """Days where the rows have days, else the days the comments name; users are those of the very window and slice."""
    sections, name, unknown = sections_of(raw)
    facts = settle_account(raw, choices, now, "ga4", names=[name], likely_zone="UTC")
    chosen, others = compared(sections)
    _say_comparison(facts, choices, chosen, others)
    kept: list[Section] = []
    left_out: list[Section] = []
    for section in sections:
        if section.comparison in (None, chosen):
            (left_out if section.lost_slices and len(sections) > 1 else kept).append(section)
    reader = _Reader(raw, choices, facts, kept)
    for section in sorted(kept, key=lambda one: -len(one.columns.headers)):
        reader.read(section)
    slices = [*(header for one in left_out for header in one.lost_slices), *unknown]
    named = ", ".join(f"`{header}`" for header in dict.fromkeys(slices))
    facts.note(f"Tables not stored, for they are cut by what is no slice here: {named}.", bool(slices))
    facts.note("Rates are not stored: they follow from sessions, engaged sessions, events and users.")
    facts.note("Users are people: stored for the very days and slice of their row, never added up.")
    facts.faults.sort(key=lambda fault: fault.line or 0)
    return facts.reading(reader.rows_read)


def _say_comparison(facts: Facts, choices: Choices, chosen: str | None, others: Sequence[str]) -> None:
    facts.note(f"Comparisons not stored: {', '.join(others)}.", bool(others))
    if chosen is None or normalise(chosen) in EVERYBODY:
        return
    facts.note(f"The figures are of “{chosen}”, as the file calls it.")
    if choices.account is None:
        text = (
            f"{facts.file} holds only “{chosen}”. Export it for all users, or give this part an account of its own "
            "with --account."
        )
        facts.questions = [AskBack("account", text)]


GA4 = Source(
    name="ga4",
    platform="ga4",
    title="Google Analytics 4 report or exploration",
    recognise=recognise,
    read=read,
    expected_headers=(
        "Session primary channel group (Default channel group)", "Event name", "City", "Country", "Device category",
        "Page path and screen class", "Landing page", "Session campaign", "Date", "Nth day", "Date + hour (YYYYMMDDHH)",
        "Sessions", "Engaged sessions", "Views", "Event count", "Key events", "Total users", "Active users",
        "New users", "Total revenue", "Average engagement time per session",
    ),
    languages=("en", "ko", "zh-Hant", "ja",),
)  # fmt: skip
