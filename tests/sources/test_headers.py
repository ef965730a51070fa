import pytest

from goalposts.sources.headers import find_header, match_headers, normalise, split_currency


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("  Post   ID ", "post id"),
        ("\ufeffDate", "date"),
        ("共有された回数\\", "共有された回数"),
        ("CTR（全部）", "ctr(全部)"),
        ("ＣＴＲ", "ctr"),
    ],
)
def test_one_spelling(header, expected):
    assert normalise(header) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Amount spent (USD)", ("amount spent", "USD")),
        ("지출 금액 (KRW)", ("지출 금액", "KRW")),
        ("花費金額（TWD）", ("花費金額", "TWD")),
        ("Click through rate (CTR)", ("click through rate (ctr)", None)),
        ("Spent", ("spent", None)),
    ],
)
def test_the_currency_inside_a_header(header, expected):
    assert split_currency(header) == expected


def test_exact_before_longer():
    assert find_header(["Cost / conv.", "Cost"], ["Cost"]) == "Cost"
    assert find_header(["Cost / conv."], ["Cost"]) is None
    assert find_header(["Amount spent (USD)"], ["Amount spent"]) == "Amount spent (USD)"
    assert find_header(["Clicks (organic)", "Clicks (sponsored)"], ["Clicks"]) is None
    assert find_header(["Reactions, Comments and Shares"], ["Reactions"]) is None


def test_no_header_serves_two_fields():
    synonyms = {"spend": ["Amount spent"], "usd": ["Amount spent (USD)"]}
    assert match_headers(["Amount spent (USD)"], synonyms) == {"usd": "Amount spent (USD)"}
