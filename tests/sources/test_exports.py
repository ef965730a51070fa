"""What holds for every kind of export: recognised by one source only, and never a crash, whatever its cells hold."""

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from goalposts.catalog.files import load_catalog
from goalposts.sources.detect import SOURCES, detect
from goalposts.sources.source import Choices, RawFile
from goalposts.sources.tables import read_file
from tests.sources.exports import NOW, OWN, check_contract

FILES = sorted(path for path in OWN.rglob("*") if path.suffix in (".csv", ".xls") and path.stat().st_size < 100_000)
KNOWN = [path for path in FILES if path.parent == OWN or "search_console" in path.parent.name]
BESIDE = ("Filters", "필터", "篩選器", "フィルタ")
TABLES = [path for path in KNOWN if path.stem not in BESIDE]
ONE_LANGUAGE = [path for path in TABLES if path.parent.name not in ("search_console_ja", "search_console_zh")]


def with_cells(raw: RawFile, cell: str | None, rows: int) -> RawFile:
    tables = []
    for table in raw.tables:
        cells = pl.DataFrame({name: [cell] * rows for name in table.cells.columns}, schema=table.cells.schema)
        tables.append(replace(table, cells=cells, lines=range(2, rows + 2)))
    return replace(raw, tables=tuple(tables))


def named(path: Path) -> str:
    return str(path.relative_to(OWN))


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_one_source_is_sure_of_it(path: Path) -> None:
    raw = read_file(path)
    assert [source.name for source in SOURCES if source.recognise(raw) > 0] == [detect(raw)[0].name]


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_headers_without_rows_hold_nothing(path: Path) -> None:
    raw = with_cells(read_file(path), None, 0)
    reading = detect(raw)[0].read(raw, Choices(), NOW)
    check_contract(reading)
    assert (reading.rows_read, reading.faults) == (0, [])
    assert reading.load_log.is_empty()


@pytest.mark.parametrize("cell", [None, "=cmd()", "2025-02-30", "-1", "1e999", "\u202e", "9" * 40])
@pytest.mark.parametrize("path", ONE_LANGUAGE, ids=named)
def test_senseless_cells_are_faults_or_missing_never_a_crash(path: Path, cell: str | None) -> None:
    raw = with_cells(read_file(path), cell, 2)
    reading = detect(raw)[0].read(raw, Choices(), NOW)
    check_contract(reading)
    facts = reading.rows.get("fact_measure")
    counted = set() if facts is None else set(facts["measure_code"]) - {"posts_published"}
    assert not counted


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_the_language_of_its_headers_is_one_the_source_names(path: Path) -> None:
    raw = read_file(path)
    headers = " ".join(header for table in raw.tables for header in table.headers)
    languages = detect(raw)[0].languages
    assert "ko" in languages or not re.search("[가-힣]", headers)
    assert "ja" in languages or not re.search("[ぁ-ゖァ-ヶ]", headers)
    assert {"zh-Hant", "ja"} & {*languages} or not re.search("[\u4e00-\u9fff]", headers)


@pytest.mark.parametrize("path", TABLES, ids=named)
def test_every_measure_is_in_the_catalog_and_money_alone_has_a_currency(path: Path) -> None:
    raw = read_file(path)
    measures = load_catalog().measures
    reading = detect(raw)[0].read(raw, Choices(), NOW)
    assert set(reading.load_log["measure_code"]) <= set(measures)
    facts = reading.rows.get("fact_measure", pl.DataFrame(schema={"measure_code": pl.String, "currency": pl.String}))
    for code, currency in facts.select("measure_code", "currency").unique().iter_rows():
        assert (currency is not None) == (measures[code].unit == "currency")
