"""The set of sentences: none crashes, none fills a field wrongly without a question, and reading does not get worse."""

from __future__ import annotations

import pytest
from tools.sentences import LANGUAGES, WRONG, Row, read_set, score

SETS = {language: read_set(language) for language in LANGUAGES}
MOST_READ_OTHERWISE = {"en": 1, "ko": 0, "zh-Hant": 0}
"""How many sentences of each language are read otherwise than expected today: misses, questions, verdicts, rewrites."""

CASES = [
    pytest.param(row, id=f"{language}-{place}") for language in LANGUAGES for place, row in enumerate(SETS[language], 1)
]


@pytest.mark.parametrize("rows", [pytest.param(SETS[language], id=language) for language in LANGUAGES])
def test_the_set_is_large_and_a_third_of_it_is_hard(rows: list[Row]) -> None:
    assert len(rows) >= 130
    assert len({row.text for row in rows}) == len(rows)
    hard = [row for row in rows if row.questions or row.unknown or row.contradiction or False in row.smart.values()]
    assert len(hard) / len(rows) >= 0.3


@pytest.mark.parametrize("row", CASES)
def test_no_field_is_silently_wrong(row: Row) -> None:
    result = score(row)
    assert [name for name, outcome in result.fields.items() if outcome == WRONG] == [], result.faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_does_not_get_worse(language: str) -> None:
    read_otherwise = [(row.text, result.faults) for row in SETS[language] if (result := score(row)).faults]
    assert len(read_otherwise) <= MOST_READ_OTHERWISE[language], read_otherwise
