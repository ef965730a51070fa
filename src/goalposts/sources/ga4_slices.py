"""Rows of a Google Analytics 4 table: their slices, the people and seconds they tell, one row for each slice."""

from __future__ import annotations

import polars as pl

from goalposts.sources.averages import rebuild_totals
from goalposts.sources.columns import Columns
from goalposts.sources.countries import NO_COUNTRY, read_countries
from goalposts.sources.facts import PLACE, Facts
from goalposts.sources.ga4_sections import Section, raw_cells
from goalposts.sources.ga4_words import CHANNELS, COUNTS, MONEY
from goalposts.sources.headers import normalise
from goalposts.sources.synonyms import DEVICES
from goalposts.sources.traffic import channel_of, source_of

ADDITIVE = (*COUNTS, *MONEY, "engagement_seconds")
PEOPLE = ("users", "new_users")
AXES = {
    "channel": ("channel",), "event": ("behaviour",), "city": ("region",), "country": ("country",),
    "device": ("device",), "page": ("page",), "page_title": ("page",), "landing": ("page",),
    "campaign": ("campaign",), "source_medium": ("channel", "source"), "source": ("source",),
}  # fmt: skip
"""Slice -> axes of the facts; source and medium together tell the channel."""
SEGMENTS = ("behaviour", "region", "source")
_KEYS = (
    "period_start", "period_end", "channel", "behaviour", "region", "source", "country_code", "device", "campaign",
    "item_ext",
)  # fmt: skip


def add_engagement(facts: Facts, columns: Columns) -> None:
    """Seconds of engagement, where the averages have digits enough to prove them."""
    for field, base in (("per_session", "sessions"), ("per_user", "active_users")):
        if field not in columns:
            continue
        header = columns.headers[field]
        totals = rebuild_totals(columns.cells(field), columns.frame[base]) if base in columns else None
        if totals is None:
            facts.note(f"`{header}` is not stored: the whole behind the average cannot be told exactly.")
        elif "engagement_seconds" not in columns.frame.columns:
            columns.set(engagement_seconds=pl.lit(totals))
            facts.note(
                f"Active time is `{header}` × `{columns.headers[base]}`, which gives whole seconds in every row."
            )


def add_people(facts: Facts, section: Section) -> None:
    """One column of users: all of them where the file tells it, else the active ones."""
    columns, kept = section.columns, not section.lost_slices and section.dated != "hour"
    for field in ("total_users", "active_users"):
        if field in columns and "users" not in columns.frame.columns:
            columns.set(users=pl.col(field))
            facts.note(f"`{columns.headers[field]}` is stored as users.", kept)
        elif field in columns:
            facts.note(f"`{columns.headers[field]}` is not stored beside all users.")


def item_of(section: Section) -> tuple[str, str]:
    """What tells items apart (landing page, path or title) and their kind."""
    if "landing" in section.slices:
        return "landing_page", "landing_page"
    return ("page" if "page" in section.slices else "page_title"), "page"


def add_slices(facts: Facts, section: Section, totals: pl.Series) -> None:
    """The key columns of the slices; a word that is no country or device known here is a fault."""
    columns = section.columns
    for field in section.slices:
        cells = raw_cells(columns, field)
        if field == "channel":
            columns.set(channel=pl.lit(_channels(cells)))
            others = sorted(
                set(cells.drop_nulls()) - {name for name in cells.drop_nulls() if normalise(name) in CHANNELS}
            )
            facts.note(f"Channels kept under GA4's own name: {', '.join(others)}.", bool(others))
        elif field in ("country", "device"):
            told = columns.cells(field).set(totals, None)
            known = read_countries(told) if field == "country" else _devices(told)
            columns.reject(known.is_null() & told.is_not_null(), told, field, f"is no {field} known here")
            none = NO_COUNTRY if field == "country" else "other"
            columns.set(**{"country_code" if field == "country" else "device": pl.lit(known).fill_null(none)})
        elif field in ("event", "city"):
            columns.set(**{AXES[field][0]: pl.lit(cells)})
        elif field in ("source", "source_medium"):
            _set_source(columns, cells, "channel" not in section.slices and field == "source_medium")
        elif field == "campaign":
            columns.set(campaign=pl.lit(columns.cells(field)))
        elif field == "page_title":
            columns.set(
                title=pl.lit(cells), **({} if {"page", "landing"} & {*section.slices} else {"item_ext": pl.lit(cells)})
            )
        else:
            columns.set(item_ext=pl.lit(cells), url=pl.lit(cells))


def _set_source(columns: Columns, cells: pl.Series, tells_channel: bool) -> None:
    """Who sent the visit, and the channel where source and medium stand together ("l.facebook.com / referral")."""
    told = {text: text.partition(" / ") for text in cells.drop_nulls().unique()}
    senders = {text: source_of(source) for text, (source, _, _) in told.items()}
    columns.set(source=pl.lit(cells.replace_strict(senders, default="", return_dtype=pl.String).fill_null("")))
    if tells_channel:
        channels = {text: channel_of(senders[text], medium) for text, (_, _, medium) in told.items()}
        columns.set(channel=pl.lit(cells.replace_strict(channels, default="", return_dtype=pl.String).fill_null("")))


def _channels(cells: pl.Series) -> pl.Series:
    names = {name: CHANNELS.get(normalise(name), name) for name in cells.drop_nulls().unique()}
    return cells.replace_strict(names, default="", return_dtype=pl.String).fill_null("")


def _devices(cells: pl.Series) -> pl.Series:
    words = {**DEVICES, "smart tv": "other", "console": "other", "wearable": "other"}
    return cells.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)


def grouped(facts: Facts, records: pl.DataFrame, section: Section) -> pl.DataFrame:
    """One row for each slice; people are kept only where a single row speaks of them."""
    people = [name for name in PEOPLE if name in records.columns]
    named = ", ".join(f"`{header}`" for header in section.lost_slices)
    facts.note(f"Rows are added up over {named}, which is no slice here.", bool(named))
    if section.lost_slices or section.dated == "hour":
        records = records.drop(people)
        facts.note(f"Users are not stored: people cannot be added up over {named or 'hours'}.", bool(people))
        people = []
    keys = [name for name in _KEYS if name in records.columns]
    if not records.select(keys).is_duplicated().any():
        return records
    sums = [name for name in ADDITIVE if name in records.columns]
    facts.gathered += records.height - records.select(keys).n_unique()
    facts.note("Users are not stored where several rows make one slice: people cannot be added up.", bool(people))
    return records.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).first() for name in (*PLACE, "title", "url") if name in records.columns),
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in sums),
        *(pl.when(pl.len() == 1).then(pl.col(name).first()).alias(name) for name in people),
    )
