import polars as pl
import pytest

from goalposts.catalog.files import load_catalog
from goalposts.errors import Invalid
from goalposts.sources.mapping import check_mapping, fingerprint, propose, save_mapping, saved_mapping
from goalposts.sources.source import RawTable

MEASURES = load_catalog().measures


def table(*headers: str, rows: list[tuple[str, ...]]) -> RawTable:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(headers, pl.String()), orient="row")
    return RawTable("t", headers, frame, range(2, 2 + len(rows)))


def targets(found: RawTable) -> dict[str, str]:
    return {meaning.header: meaning.target for meaning in propose(found, MEASURES)}


@pytest.mark.parametrize(
    "headers",
    [
        ("Date", "Campaign", "Impressions", "Link clicks", "Amount spent (USD)"),
        ("날짜", "캠페인 이름", "노출", "링크 클릭", "지출 금액 (KRW)"),
        ("日期", "行銷活動名稱", "曝光次數", "連結點擊次數", "花費金額 (TWD)"),
    ],
)
def test_headers_in_three_languages(headers):
    found = table(
        *headers, rows=[("2025-03-09", "Spring", "12", "3", "1.50"), ("2025-03-10", "Spring", "13", "4", "2")]
    )
    assert list(targets(found).values()) == ["date", "campaign", "impressions", "link_clicks", "ad_spend"]


def test_contents_overrule_a_header_of_numbers_but_never_drop_a_date():
    found = table("Reach", "Date", "When", rows=[("high", "soon", "2025-03-09"), ("low", "later", "2025-03-10")])
    assert [(m.target, m.reason) for m in propose(found, MEASURES)] == [
        ("ignore", "named like a number, but only 0% of its cells are"),
        ("date", "named like a date, but only 0% of its cells are dates"),
        ("ignore", "`Date` already is date"),
    ]


def test_one_column_for_each_target():
    found = table("Impressions", "Views", rows=[("1", "2")])
    assert targets(found) == {"Impressions": "impressions", "Views": "ignore"}


def test_a_date_beside_items_that_occur_once_is_the_day_they_went_out():
    rows = [("p1", "2025-03-09", "5"), ("p2", "2025-03-10", "6")]
    assert targets(table("Post id", "Date", "Likes", rows=rows))["Date"] == "published_on"
    again = [*rows, ("p1", "2025-03-10", "7")]
    assert targets(table("Post id", "Date", "Likes", rows=again))["Date"] == "date"


def test_a_mapping_names_all_its_faults_at_once():
    mapping = {"Dat": "date", "Likes": "lkes", "Day": "date:ymd", "Reach": "impressions", "Views": "impressions"}
    with pytest.raises(Invalid) as caught:
        check_mapping(mapping, ["Day", "Likes", "Reach", "Views"], MEASURES)
    assert [fault.column for fault in caught.value.faults] == ["Dat", "Likes", "Day", "Views"]
    assert "likes" in caught.value.faults[1].message


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"A": "date"}, "no column is a measure"),
        ({"A": "measure"}, "both"),
        ({"A": "post", "B": "page", "C": "likes"}, "one kind"),
    ],
)
def test_a_mapping_that_stores_nothing_sensible(mapping, words):
    with pytest.raises(Invalid, match=words):
        check_mapping(mapping, ["A", "B", "C"], MEASURES)


def test_mappings_are_kept_by_their_columns(tmp_path):
    assert saved_mapping(tmp_path, ["Date", "Likes"]) is None
    file = save_mapping(tmp_path, ["Date", "Likes"], {"Date": "date:dmy", "Likes": "likes"})
    assert file.name == f"{fingerprint([' likes', 'DATE'])}.json"
    assert saved_mapping(tmp_path, ["LIKES", "Date"]) == {"Date": "date:dmy", "Likes": "likes"}
    file.write_text("{")
    with pytest.raises(Invalid, match="damaged"):
        saved_mapping(tmp_path, ["Date", "Likes"])
