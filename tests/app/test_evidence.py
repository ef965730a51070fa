"""From an answer to the very line of the file, and everything behind it as a zip that checks out."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from goalposts.app import evidence_zip
from goalposts.app.evidence import look_at_line
from goalposts.app.evidence_zip import write_evidence
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.metrics.answer import State
from goalposts.metrics.working import Term
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.warehouse.batch import Batch, Origin
from goalposts.warehouse.rawfiles import path_of
from goalposts.warehouse.tables import account_identity
from tests.sources.workbooks import xlsx

NOW = dt.datetime(2026, 6, 12, 9, tzinfo=dt.UTC)
DAILY = "Date,Impressions,Likes\n2026-03-09,1000,20\n2026-03-10,3000,30\n"
POSTS = 'Post,Title,Likes\np1,"=HYPERLINK(1)",50\np2,Quiet,5\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A page with daily figures, another account in a workbook, and posts with a title that looks like a formula."""
    rows: list[list[object]] = [["Date", "Impressions"], ["2026-03-09", 7], ["2026-03-10", 8]]
    content = {"daily.csv": DAILY.encode(), "other.xlsx": xlsx({"Page": rows}), "posts.csv": POSTS.encode()}
    said = {
        "daily.csv": ("Corner", "facebook"),
        "other.xlsx": ("Rival", "instagram"),
        "posts.csv": ("Corner posts", "linkedin"),
    }
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: NOW) as made:
        for name, data in content.items():
            (tmp_path / name).write_bytes(data)
            account, platform = said[name]
            choices = Choices(account=account, platform=platform, time_zone="UTC", accept_flags=True)
            report = made.import_paths([tmp_path / name], choices, way="cli")
            assert report.ok, report.to_dict()
        yield made


def package(workspace: Workspace, *kpis: str, language: str = "en", **parts: Any) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_evidence(workspace, workspace.question(kpis, **parts), language, target)
    return zipfile.ZipFile(target)


def test_the_formula_comes_with_its_numbers_and_their_states(workspace: Workspace) -> None:
    found = workspace.explain("engagement_rate", period="2026-03-09..2026-03-10", where={"platform": "facebook"})
    (working,) = found.workings
    engagements, sign, impressions = working.steps
    assert isinstance(engagements, Term)
    assert isinstance(impressions, Term)
    assert (engagements.code, engagements.value, engagements.state) == ("engagements", 50, State.PARTIAL)
    assert [(part.code, part.value) for part in engagements.parts] == [
        ("likes", 50),
        ("comments", None),
        ("shares", None),
    ]
    assert (sign, impressions.code, impressions.value, impressions.state) == ("/", "impressions", 4000, State.MEASURED)
    assert found.answers.rows()[0].value == 50 / 4000


def test_brackets_stand_where_the_formula_needs_them(workspace: Workspace) -> None:
    steps = workspace.explain("nps").workings[0].steps
    words = [step if isinstance(step, str) else "1" if isinstance(step, float) else step.code[4:7] for step in steps]
    assert " ".join(words) == "1 * ( pro - det ) / ( pro + pas + det )"


def test_a_question_cut_into_buckets_has_no_single_working(workspace: Workspace) -> None:
    assert workspace.explain("impressions", period="2026-03-09..2026-03-10", grain="day").workings == ()


def test_every_row_leads_to_its_line(workspace: Workspace) -> None:
    found = workspace.explain("impressions", by="platform")
    seen = {}
    for row in found.rows.iter_rows(named=True):
        line = look_at_line(workspace, int(row["source"]), row["part"], row["line"])
        assert line.excerpt is not None
        assert float(line.excerpt.row[1] or "") == row["value"]
        seen[line.source.name, line.line] = (line.excerpt.in_sheet, line.account)
    assert seen == {
        ("daily.csv", 2): (False, "Corner"),
        ("daily.csv", 3): (False, "Corner"),
        ("other.xlsx", 2): (True, "Rival"),
        ("other.xlsx", 3): (True, "Rival"),
    }


def test_a_line_says_who_brought_it_and_what_was_stored_from_it(workspace: Workspace) -> None:
    row = workspace.explain("impressions", where={"platform": "facebook"}).rows.row(0, named=True)
    line = look_at_line(workspace, int(row["source"]), row["part"], row["line"])
    assert (line.source.person, line.source.way, line.source.captured_at) == ("owner", "cli", NOW.replace(tzinfo=None))
    told = dict(line.facts.select("measure", "value").iter_rows())
    assert told == {"impressions": 3000, "likes": 30}
    assert line.to_dict()["rows"][-1] == {"line": 3, "cells": ["2026-03-10", "3000", "30"]}


def test_a_file_that_is_gone_is_said_and_a_source_that_never_was_is_not_found(workspace: Workspace) -> None:
    row = workspace.explain("impressions", where={"platform": "facebook"}).rows.row(0, named=True)
    (source,) = [s for s in workspace.explain("impressions", where={"platform": "facebook"}).sources if s.rows]
    path_of(workspace.home, source.sha256).unlink()
    line = look_at_line(workspace, int(row["source"]), row["part"], row["line"])
    assert (line.excerpt, line.absence) == (None, "missing")
    manifest = json.loads(package(workspace, "impressions").read("manifest.json"))
    assert [entry["name"] for entry in manifest["left_out"]] == ["daily.csv"]
    with pytest.raises(NotFound):
        look_at_line(workspace, 1, 0, 1)


@pytest.mark.parametrize("way", ["entry", "survey"])
def test_what_was_typed_in_has_no_line_and_says_so(workspace: Workspace, way: str) -> None:
    account = account_identity("manual", "Team")
    fact = {
        "measure_code": "leads", "account_id": account, "cut": "", "window_kind": "day", "source_kind": "manual/entry",
        "period_start": NOW.date(), "period_end": NOW.date(), "value": 3, "status": "final",
    }  # fmt: skip
    frame = pl.DataFrame([fact], schema_overrides={"value": pl.Decimal(24, 6)})
    log = pl.DataFrame(
        [
            {
                "measure_code": "leads", "account_id": account, "cut": "", "window_kind": "day", "adds_up": True,
                "table_name": "fact_measure", "first_day": NOW.date(), "last_day": NOW.date(), "state": "loaded",
            }
        ]
    )  # fmt: skip
    origin = Origin(
        77, "typed", "typed", "entry", "manual", "entry", account, NOW, 1, person="mina", way=way, note="by phone"
    )
    team = pl.DataFrame([{"account_id": account, "platform": "manual", "name": "Team", "owner_kind": "own"}])
    workspace.lake.append(Batch(origin, {"fact_measure": frame, "dim_account": team}, log))
    found = workspace.explain("leads", where={"platform": "manual"})
    line = look_at_line(workspace, 77, 0, 0)
    assert (line.excerpt, line.absence, line.source.note, line.source.person) == (None, way, "by phone", "mina")
    assert found.row_count == 1


def test_a_covered_day_without_a_row_is_evidence_too(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "gap.csv").write_text("Date,Likes\n2026-02-01,5\n2026-02-03,6\n")
    said = Choices(account="Gap", platform="x", time_zone="UTC", accept_flags=True)
    assert workspace.import_paths([tmp_path / "gap.csv"], said).ok
    found = workspace.explain("likes", period="2026-02-03..2026-02-04", where={"platform": "x"})
    assert [(source.name, source.rows) for source in found.sources] == [("gap.csv", 1)]


def test_the_zip_holds_everything_and_its_hashes_check_out(workspace: Workspace) -> None:
    found = package(workspace, "impressions", period="2026-03-09..2026-03-10", where={"platform": "facebook"})
    manifest = json.loads(found.read("manifest.json"))
    told = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    assert told == {name: hashlib.sha256(found.read(name)).hexdigest() for name in found.namelist() if name in told}
    assert set(found.namelist()) == {*told, "manifest.json"}
    (raw,) = [name for name in found.namelist() if name.startswith("files/")]
    assert found.read(raw).decode() == DAILY
    rows = list(csv.DictReader(io.StringIO(found.read("rows.csv").decode())))
    assert [(row["line"], row["value"], row["path"]) for row in rows] == [("3", "3000.0", raw), ("2", "1000.0", raw)]
    (answer,) = json.loads(found.read("answer.json"))
    assert answer["value"] == sum(float(row["value"]) for row in rows)
    assert manifest["rows"] == {"complete": True, "in_all": 2, "in_rows_csv": 2}
    assert "formula: impressions" in found.read("definition.yaml").decode()
    assert "SELECT" in found.read("statements.sql").decode()


def test_the_zip_has_no_file_of_another_account_and_no_key(workspace: Workspace) -> None:
    (workspace.home / "keys").mkdir(exist_ok=True)
    (workspace.home / "keys" / "secret").write_text("do not tell")
    found = package(workspace, "impressions", where={"platform": "facebook"})
    everything = b"".join(found.read(name) for name in found.namelist())
    assert b"do not tell" not in everything
    assert not [name for name in found.namelist() if "other" in name or "posts" in name]


def test_the_same_question_gives_the_same_bytes(workspace: Workspace) -> None:
    made = []
    for _ in range(2):
        target = io.BytesIO()
        write_evidence(workspace, workspace.question("engagement_rate", as_of="2026-06-12"), "ko", target)
        made.append(target.getvalue())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "How to check it:"), ("ko", "확인 방법:"), ("zh-Hant", "查核方式：")],
)
def test_the_readme_speaks_the_readers_language(workspace: Workspace, language: str, words: str) -> None:
    text = package(workspace, "impressions", language=language).read("README.txt").decode()
    assert words in text
    assert "manifest.json" in text


def test_titles_cannot_be_taken_for_formulas_by_a_spreadsheet(workspace: Workspace) -> None:
    text = package(workspace, "likes", where={"platform": "linkedin"}).read("rows.csv").decode()
    items = {row["item"] for row in csv.DictReader(io.StringIO(text))}
    assert items == {"'=HYPERLINK(1)", "Quiet"}


def test_rows_beyond_the_bound_are_counted_not_hidden(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_zip, "MOST_ROWS", 1)
    found = package(workspace, "impressions", where={"platform": "facebook"})
    assert json.loads(found.read("manifest.json"))["rows"] == {"complete": False, "in_all": 2, "in_rows_csv": 1}


def test_raw_files_beyond_the_bound_are_named_and_left_out(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence_zip, "MOST_BYTES", 10)
    found = package(workspace, "impressions", where={"platform": "facebook"})
    assert [entry["why"] for entry in json.loads(found.read("manifest.json"))["left_out"]] == ["too large"]
    assert not [name for name in found.namelist() if name.startswith("files/")]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c.csv", "..", "\x00", "x" * 300])
def test_a_file_name_leads_nowhere(name: str) -> None:
    kept = evidence_zip._safe_name(name)
    assert kept
    assert not {"/", "\\", "\x00"} & set(kept)
    assert kept not in ("..", ".")
    assert len(kept) <= 100
