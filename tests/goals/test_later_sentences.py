"""Sentences of another author: what is named of each is read rightly, and what is vague is told."""

import datetime as dt
import math
from pathlib import Path

import pytest
import yaml

from goalposts.catalog.files import load_catalog
from goalposts.goals.sentence import read_sentence
from goalposts.goals.smart import judge

TODAY = dt.date(2026, 11, 22)
DATA = Path(__file__).parents[1] / "data" / "sentences" / "later.yaml"
SET = yaml.safe_load(DATA.read_text(encoding="utf-8"))
ROWS = [(language, row) for language, rows in SET.items() for row in rows]


@pytest.mark.parametrize(
    ("language", "row"), ROWS, ids=[f"{language}-{place}" for place, (language, _) in enumerate(ROWS)]
)
def test_what_is_said_is_read(language, row):
    catalog = load_catalog()
    told = judge(read_sentence(row["text"], catalog, today=TODAY), catalog, today=TODAY, language=language).to_dict()
    read = {field: told["draft"][field] for field in row["expect"]}
    assert [field for field, wanted in row["expect"].items() if not _fits(read[field], wanted)] == []
    if row.get("vague"):
        assert not all(told["smart"][name]["ok"] for name in ("specific", "measurable", "time_bound"))
        assert told["rewrite"]


def _fits(read, wanted):
    if isinstance(wanted, list):
        return any(_fits(read, one) for one in wanted)
    if isinstance(wanted, dict):
        return read is not None and all(_fits(read.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, dt.date):
        return read == wanted.isoformat()
    if isinstance(wanted, int | float):
        return read is not None and math.isclose(read, wanted, rel_tol=1e-3)
    return read == wanted
