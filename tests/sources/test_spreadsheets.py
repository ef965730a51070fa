import io
import zipfile
from pathlib import Path

import pytest

from goalposts.errors import GoalpostsError, Invalid, Unsupported
from goalposts.sources.limits import Limits
from goalposts.sources.tables import FileBytes, read_bytes, read_file
from tests.sources.workbooks import spreadsheet_ml, xlsx

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data" / "exports"
BOMB = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def read(data: bytes, limits: Limits = Limits()):
    return read_bytes(FileBytes(Path("book.xls"), "book.xls", data, "0" * 64), limits)


def test_a_sentence_above_the_header_and_every_sheet():
    raw = read(
        xlsx(
            {
                "Metrics": [["All times are UTC."], ["Date", "Impressions", "Clicks"], ["03/09/2025", 12, 1.5]],
                "Posts": [["Id", "Likes"], ["1891234567890123456", 7], [None, None], ["1891234567890123457", 8.0]],
                "Empty": [],
            }
        )
    )
    metrics, posts = raw.tables
    assert (metrics.headers, metrics.preamble) == (("Date", "Impressions", "Clicks"), ("All times are UTC.",))
    assert (metrics.cells.rows(), list(metrics.lines)) == ([("03/09/2025", "12", "1.5")], [3])
    assert posts.cells.rows() == [("1891234567890123456", "7"), ("1891234567890123457", "8")]
    assert list(posts.lines) == [2, 4]


def test_repeated_headers_of_a_sheet_are_numbered_and_told():
    raw = read(xlsx({"S": [["Day", "Views", "views "], ["2025-03-09", 1, 2]]}))
    assert raw.tables[0].headers == ("Day", "Views", "views (2)")
    assert raw.notes == ("Sheet 'S': The header 'views' stands over 2 columns.",)


def test_a_workbook_in_xml():
    raw = read(spreadsheet_ml([["Post ID", "Likes"], ["1_2", "5.0"], ["1_3", "6"]]))
    assert (raw.encoding, raw.tables[0].cells.rows()) == ("SpreadsheetML", [("1_2", "5"), ("1_3", "6")])


@pytest.mark.parametrize("before", [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd">'])
def test_entities_are_never_expanded(before):
    with pytest.raises(Invalid, match="entities"):
        read(spreadsheet_ml([["A", "B"], ["1", "2"]], before))


def test_broken_workbooks():
    with pytest.raises(Invalid, match="broken"):
        read(spreadsheet_ml([["A", "B"], ["x", "2"]])[:-30])
    with pytest.raises(Invalid, match="cannot be opened"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(Invalid, match="no table with rows"):
        read(xlsx({"S": []}))
    with pytest.raises(Unsupported, match="web page"):
        read(b"<html><body><table><tr><td>Date</td></tr></table></body></html>")


def test_a_workbook_that_is_a_bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)
    with pytest.raises(Invalid, match="would unpack"):
        read(buffer.getvalue())


@pytest.mark.parametrize("cut", [10, 200, 900])
def test_any_cut_of_a_workbook_is_refused_by_us(cut):
    with pytest.raises(GoalpostsError):
        read(xlsx({"S": [["A", "B"], ["x", 2]]})[:cut])


@pytest.mark.parametrize(
    ("path", "sheet", "shape"),
    [
        ("linkedin_page/NPLF LinkedIn Q1.xls", "Update metrics (aggregated)", (91, 20)),
        ("facebook_page_posts/Facebook Posts Q2.xls", "Key Metrics", (64, 34)),
        ("x_twitter_legacy_daily/NPLF Twitter Q1.xls", "NPLF Twitter May", (31, 38)),
    ],
)
def test_real_workbooks(path, sheet, shape):
    if not (SHARED / path).exists():
        pytest.skip("the shared data lie beside the checkout only where the project is developed")
    (table,) = [table for table in read_file(SHARED / path).tables if table.name == sheet]
    assert table.cells.shape == shape
