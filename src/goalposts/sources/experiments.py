"""Results of experiments, one row per unit: the MineThatData e-mail challenge, and tests of two landing pages."""

from __future__ import annotations

import datetime as dt

import polars as pl

from goalposts.sources.columns import Columns, surest, tables_like
from goalposts.sources.countries import NO_COUNTRY, read_countries
from goalposts.sources.facts import Facts
from goalposts.sources.row_ids import row_ids
from goalposts.sources.settling import settle_account, settle_currency
from goalposts.sources.source import Choices, RawFile, Reading, Source

_EMAIL = {
    "arm": ("segment",),
    "visited": ("visit",),
    "converted": ("conversion",),
    "value": ("spend",),
    "recency": ("recency",),
    "history_segment": ("history_segment",),
    "history": ("history",),
    "mens": ("mens",),
    "womens": ("womens",),
    "zip_code": ("zip_code",),
    "newbie": ("newbie",),
    "channel": ("channel",),
}
_EMAIL_GIVES = (
    "experiment_exposures",
    "experiment_units",
    "experiment_visits",
    "experiment_conversions",
    "experiment_value",
)
_PAGE = {
    "unit": ("user_id",),
    "exposed": ("timestamp",),
    "arm": ("group",),
    "shown": ("landing_page",),
    "converted": ("converted",),
}
_PAGE_GIVES = ("experiment_exposures", "experiment_units", "experiment_conversions")
_COUNTRIES = {"unit": ("user_id",), "country": ("country",)}
_SHOWN = {"control": "old_page", "treatment": "new_page"}


def read_email_test(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One unit per row with its arm and what it did in the two weeks after; the file has no days and no ids."""
    (table,) = tables_like(raw, _EMAIL, _EMAIL)[:1]
    columns = Columns(table, raw.name, _EMAIL)
    columns.keys("arm", "does not say which arm")
    _flags(columns, "visited", "converted")
    columns.amounts("value")
    described = ("recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel")
    columns.texts(*described)
    facts = settle_account(raw, choices, now, "manual")
    currency = settle_currency(facts, choices, columns.currencies["value"], likely="USD")
    records = columns.records.with_columns(
        currency=pl.lit(currency), exposed_at=pl.lit(None, dtype=pl.Datetime("us")), shown=pl.col("arm")
    )
    said = ("arm", "visited", "converted", "value", *described)
    ids = row_ids(records, "exposure", facts.account.account_id, said)
    records = records.with_columns(ids.alias("exposure_id"), unit_key=_people(facts, ids.cast(pl.String)))
    _store(facts, records, _EMAIL_GIVES)
    facts.note("The file has no days: its rows answer questions without a period.")
    facts.note("The file has no ids of customers: each row is a unit of its own.")
    facts.note("What is known of customers from before the test (recency, history, zip code, ...) is not stored.")
    facts.take(columns)
    return facts.reading(table.cells.height)


def read_page_test(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """One exposure per row, with the arm of the unit and the page it was shown; countries come from a sister file."""
    (table,) = tables_like(raw, _PAGE, _PAGE)[:1]
    columns = Columns(table, raw.name, _PAGE)
    columns.keys("unit", "does not say who")
    columns.keys("arm", "does not say which arm")
    columns.texts("shown")
    _flags(columns, "converted")
    _moments(columns)
    facts = settle_account(raw, choices, now, "manual", likely_zone="UTC")
    records = _with_countries(columns.records, raw, facts)
    ids = row_ids(records, "exposure", facts.account.account_id, ("unit", "exposed_at", "arm", "shown"))
    records = records.with_columns(ids.alias("exposure_id"), unit_key=_people(facts, records["unit"]))
    _store(facts, records, _PAGE_GIVES)
    expected = records["arm"].replace_strict(_SHOWN, default=None, return_dtype=pl.String)
    mismatched = int((records["shown"] != expected).fill_null(False).sum())
    text = (
        f"{mismatched:,} rows show another page than that of their group; they are stored as they are, marked by both."
    )
    facts.note(text, mismatched > 0)
    repeated = records.height - records["unit"].n_unique()
    facts.note(f"{repeated:,} rows are of a unit that was exposed before.", repeated > 0)
    facts.take(columns)
    return facts.reading(table.cells.height)


def _people(facts: Facts, ids: pl.Series) -> pl.Series:
    name = facts.account.name
    return pl.Series([facts.person(f"{name}\x1f{one}") for one in ids], dtype=pl.String)


def _flags(columns: Columns, *fields: str) -> None:
    """Columns of 0 and 1 as no and yes."""
    for field in fields:
        cells = columns.cells(field)
        columns.reject(~cells.is_in(["0", "1"]).fill_null(False), cells, field, "is neither 0 nor 1")
        columns.set(**{field: pl.lit(cells == "1")})


def _moments(columns: Columns) -> None:
    """Times with fractions of a second, as they stand: there are hundreds of thousands of different ones."""
    cells = columns.cells("exposed")
    moments = cells.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    columns.reject(moments.is_null(), cells, "exposed", "is not a time that exists (2017-01-21 22:11:48.556739)")
    columns.set(exposed_at=pl.lit(moments))


def _with_countries(records: pl.DataFrame, raw: RawFile, facts: Facts) -> pl.DataFrame:
    for name, sister in raw.siblings.items():
        for table in sister.tables:
            if table.headers == ("user_id", "country"):
                cells = table.cells.unique("user_id", keep="first", maintain_order=True)
                codes = cells.with_columns(country_code=read_countries(cells["country"]).fill_null(NO_COUNTRY))
                facts.note(f"Countries come from {name} beside it.")
                pairs = codes.select(pl.col("user_id").alias("unit"), "country_code")
                known = records.join(pairs, on="unit", how="left", maintain_order="left")
                return known.with_columns(pl.col("country_code").fill_null(NO_COUNTRY))
    return records


def _store(facts: Facts, records: pl.DataFrame, gives: tuple[str, ...]) -> None:
    records = records.with_columns(experiment=pl.lit(facts.account.name))
    records = facts.with_segments(records, ["experiment", "arm"])
    facts.add_rows("fact_exposure", records, "exposed_at", gives=gives, undated=True)


def read_countries_alone(raw: RawFile, choices: Choices, now: dt.datetime) -> Reading:
    """No facts: which country a unit is of says something only together with the exposures beside it."""
    facts = settle_account(raw, choices, now, "manual", likely_name=raw.path.stem)
    facts.questions.clear()
    facts.note(
        "It says the country of each unit and holds no numbers: it is read with the exposures in its folder or zip."
    )
    return facts.reading(sum(table.cells.height for table in raw.tables))


EMAIL_TEST = Source(
    name="email_experiment",
    platform="manual",
    title="E-mail experiment (MineThatData challenge)",
    recognise=lambda raw: surest(raw, _EMAIL, _EMAIL),
    read=read_email_test,
    expected_headers=tuple(words[0] for words in _EMAIL.values()),
)
PAGE_TEST = Source(
    name="landing_page_experiment",
    platform="manual",
    title="Landing page experiment (one row per exposure)",
    recognise=lambda raw: surest(raw, _PAGE, _PAGE),
    read=read_page_test,
    expected_headers=tuple(words[0] for words in _PAGE.values()),
)
UNIT_COUNTRIES = Source(
    name="unit_countries",
    platform="manual",
    title="Countries of the units of an experiment",
    recognise=lambda raw: float(any(table.headers == ("user_id", "country") for table in raw.tables)),
    read=read_countries_alone,
    expected_headers=tuple(words[0] for words in _COUNTRIES.values()),
)
