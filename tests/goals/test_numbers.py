"""Numbers in the forms of three languages, and which of them stay open."""

from __future__ import annotations

import pytest

from goalposts.goals.numbers import number_at


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10,000", 10_000),
        ("1.234.567", 1_234_567),
        ("1,234.5", 1_234.5),
        ("1.234,5", 1_234.5),
        ("10'000", 10_000),
        ("10 000", 10_000),
        ("2,5", 2.5),
        ("0.125", 0.125),
        ("10k", 10_000),
        ("1.2m", 1_200_000),
        ("2 million", 2_000_000),
        ("1.5bn", 1_500_000_000),
        ("ten thousand", 10_000),
        ("five hundred", 500),
        ("two hundred and fifty", 250),
        ("a hundred", 100),
        ("half a million", 500_000),
        ("1만", 10_000),
        ("1만 2천", 12_000),
        ("2만5천", 25_000),
        ("3천만", 30_000_000),
        ("1억 5,000만", 150_000_000),
        ("백만 명", 1_000_000),
        ("이십 퍼센트", 20),
        ("1.2萬", 12_000),
        ("1萬2千", 12_000),
        ("3千", 3_000),
        ("五千", 5_000),
        ("一萬五千", 15_000),
        ("十二", 12),
        ("三十", 30),
        ("兩百", 200),
        ("二〇二七", 2027),
    ],
)
def test_a_number_is_read_whole(text: str, value: float) -> None:
    found = number_at(text, 0)
    assert found is not None
    assert found[1].value == pytest.approx(value)
    assert found[1].other is None


@pytest.mark.parametrize(("text", "value", "other"), [("10.000", 10, 10_000), ("1,2345", 1.2345, 12_345)])
def test_a_number_that_can_be_read_in_two_ways_keeps_both(text: str, value: float, other: float) -> None:
    found = number_at(text, 0)
    assert found is not None
    assert (found[1].value, found[1].other) == (value, other)


@pytest.mark.parametrize(("text", "at", "sign"), [("+20%", 0, "+"), ("by -10 %", 3, "-"), ("5", 0, "")])
def test_a_sign_is_kept(text: str, at: int, sign: str) -> None:
    found = number_at(text, at)
    assert found is not None
    assert found[1].sign == sign


@pytest.mark.parametrize(("text", "at"), [("10-20", 2), ("likes", 0), ("일정", 0), ("일관성", 0), ("-", 0)])
def test_what_is_no_number_is_none(text: str, at: int) -> None:
    assert number_at(text, at) is None
