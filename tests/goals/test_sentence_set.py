"""The set of sentences: none crashes, none fills a field wrongly without a question, and reading does not get worse."""

from __future__ import annotations

import pytest
from tools.sentences import LANGUAGES, WRONG, Result, read_set, score

SETS = {language: read_set(language) for language in LANGUAGES}
CASES = [(language, place) for language in LANGUAGES for place in range(len(SETS[language]))]


@pytest.fixture(scope="module")
def results() -> dict[str, list[Result]]:
    return {language: [score(row) for row in rows] for language, rows in SETS.items()}


def test_the_set_is_large_and_a_third_of_it_is_hard() -> None:
    for rows in SETS.values():
        assert len(rows) >= 110
        assert len({row.text for row in rows}) == len(rows)
        hard = [row for row in rows if row.questions or row.unknown or row.contradiction or False in row.smart.values()]
        assert len(hard) / len(rows) >= 0.3


@pytest.mark.parametrize(("language", "place"), CASES)
def test_no_field_is_silently_wrong(language: str, place: int) -> None:
    result = score(SETS[language][place])
    assert [name for name, outcome in result.fields.items() if outcome == WRONG] == [], result.row.text
