from pathlib import Path

import pytest

from goalposts.errors import GoalpostsError, Invalid, NotAllowed, NotFound, Unavailable, Unsupported
from goalposts.sources import tables
from goalposts.sources.limits import Limits
from goalposts.sources.tables import FileBytes, load_bytes, read_bytes, read_file

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"
KOREAN = "날짜,노출수,메모\n2025-03-09,12,봄 신상품 공개\n2025-03-10,15,할인 행사 안내\n"
CHINESE = "日期,曝光次數,備註\n2025-03-09,12,春季新品上市\n2025-03-10,15,優惠活動開跑\n"
FRENCH = "date,likes,note\n2025-03-09,12,été à la plage\n2025-03-10,15,déjà vu très bon\n"


def read(data: bytes | str, name: str = "table.csv", limits: Limits = Limits()):
    return read_bytes(FileBytes(Path(name), name, data.encode() if isinstance(data, str) else data, "0" * 64), limits)


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (KOREAN, "utf-8", "utf-8"),
        (KOREAN, "utf-8-sig", "utf-8"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-16-le"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (KOREAN, "cp949", "cp949"),
        (CHINESE, "big5", "big5"),
        (CHINESE, "utf-8", "utf-8"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "mac_roman", "mac_roman"),
    ],
)
def test_encodings(text, encoding, told):
    if encoding == "utf-16-le":
        text = text.replace("봄 신상품 공개", "ascii mostly").replace("할인 행사 안내", "and more ascii here")
    raw = read(text.encode(encoding))
    assert raw.encoding == told
    lines = [line.split(",") for line in text.splitlines()]
    assert raw.tables[0].headers == tuple(lines[0])
    assert raw.tables[0].cells.rows() == [tuple(line) for line in lines[1:]]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("дата,лайки,текст\n2025-03-09,12,весна пришла рано\n2025-03-10,15,скидки на всё\n", "cp1251"),
        ("日付,いいね,投稿\n2025-03-09,12,春の新商品を公開しました\n", "cp932"),
        (FRENCH, "cp1252"),
    ],
)
def test_an_encoding_the_bytes_do_not_prove_is_told(text, encoding):
    raw = read(text.encode(encoding))
    assert raw.tables[0].headers == tuple(text.splitlines()[0].split(","))
    assert raw.notes == (f"The encoding was taken for {encoding}: look at names and texts.",)


def test_letters_of_dos_pasted_into_windows_text_are_read_as_letters():
    lines = [f"{n},été à la réserve, très bon accueil" for n in range(30)]
    data = ("id,note\n" + "\n".join(lines)).encode("cp1252").replace(b"tr\xe8s", b"tr\x8as").replace(b"\xe9t", b"\x82t")
    raw = read(data.replace(b"serve, tr", b"serve tr"))
    assert raw.encoding == "cp1252 with letters of cp850"
    assert raw.tables[0].cells["note"].unique().to_list() == ["été à la réserve très bon accueil"]
    assert raw.notes == ("The encoding was taken for cp1252 with letters of cp850: look at names and texts.",)


def test_the_french_survey_is_french():
    path = SHARED / "nps/nps.csv"
    if not path.exists():
        pytest.skip("the real file nps/nps.csv is not beside this checkout")
    texts = read_file(path).tables[0].cells["explication"].drop_nulls()
    assert "développe" in texts[3]
    assert texts.str.contains("[\u0600-\u06ff\u0400-\u04ff]").sum() == 0
    assert texts.str.contains("é").sum() > 2_000


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter):
    text = "Date,Likes,Note\n2025-03-09,1,a\n2025-03-10,2,b\n".replace(",", delimiter)
    raw = read(text)
    assert raw.delimiter == delimiter
    assert raw.tables[0].cells.rows() == [("2025-03-09", "1", "a"), ("2025-03-10", "2", "b")]


def test_decimal_commas_do_not_win_over_semicolons():
    raw = read("Datum;Kosten\n01.03.2025;1,5\n02.03.2025;2,25\n")
    assert raw.delimiter == ";"
    assert raw.tables[0].cells["Kosten"].to_list() == ["1,5", "2,25"]


def test_quoted_line_breaks_count_as_one_record_and_lines_stay_physical():
    (table,) = read('Id,Text,Likes\n1,"one\ntwo\nthree",5\n\n2,"a ""b"", c",6\n3,plain,7\n').tables
    assert table.cells.rows() == [("1", "one\ntwo\nthree", "5"), ("2", 'a "b", c', "6"), ("3", "plain", "7")]
    assert list(table.lines) == [2, 6, 7]


def test_quotes_inside_plain_cells_are_read_by_the_slow_way():
    (table,) = read('Id,Size,Text\n1,5" screen,x\n2,"7,5"" screen",y\n').tables
    assert table.cells.rows() == [("1", '5" screen', "x"), ("2", '7,5" screen', "y")]
    assert list(table.lines) == [2, 3]


def test_preamble_lines_are_kept_apart():
    (table,) = read("# Report\n# Start: 20250301\n\nEvent,Count\nopen,5\nclose,6\n").tables
    assert table.headers == ("Event", "Count")
    assert table.preamble == ("# Report", "# Start: 20250301")
    assert list(table.lines) == [5, 6]
    (dashes,) = read("----------,,\nDay,Users,Sessions\n2025-03-09,1,2\n").tables
    assert (dashes.headers, list(dashes.lines)) == (("Day", "Users", "Sessions"), [3])


def test_several_tables_in_one_file_of_comments():
    text = "# One\n\nDay,Users\n0001,5\n\n# Two\n# Start\n\nCity,Users\nSeoul,3\nTaipei,2\n"
    one, two = read(text).tables
    assert (one.headers, one.cells.rows(), list(one.lines)) == (("Day", "Users"), [("0001", "5")], [4])
    assert (two.headers, two.cells.rows()) == (("City", "Users"), [("Seoul", "3"), ("Taipei", "2")])
    assert list(two.lines) == [10, 11]


def test_ragged_rows_are_faults_with_their_line_and_the_rest_is_read():
    (table,) = read("A,B,C\n1,2,3\n1,2\n4,5,6\n7,8,9,10\n1,2,3,\n").tables
    assert table.cells.rows() == [("1", "2", "3"), ("4", "5", "6"), ("1", "2", "3")]
    assert [(fault.line, fault.message) for fault in table.faults] == [
        (3, "the row has 2 cells where the header has 3"),
        (5, "the row has 4 cells where the header has 3"),
    ]
    assert list(table.lines) == [2, 4, 6]


def test_long_ids_and_formulas_stay_text():
    (table,) = read("Post id,Text,Likes\n1891234567890123456,=cmd()|' /C calc'!A0,3\n").tables
    assert table.cells.rows() == [("1891234567890123456", "=cmd()|' /C calc'!A0", "3")]


def test_empty_cells_are_none_quoted_or_not():
    (table,) = read('A,B,C\n1,,3\n"",x,""\n').tables
    assert table.cells.rows() == [("1", None, "3"), (None, "x", None)]


def test_old_mac_line_ends_and_no_last_line_end():
    assert read("A,B\r1,2\r3,4").tables[0].cells.rows() == [("1", "2"), ("3", "4")]
    assert read("A,B\r\n1,2\r\n3,4").tables[0].cells.rows() == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \n\n", "empty"),
        (b"Date,Likes\n", "only a header"),
        (b"Date,Likes\n1,2\x00\n", "zero bytes"),
        (b"1,2\n3,4\n", "no row of headers"),
        (b"Date,Likes,likes \n1,2,3\n", "cannot be told apart"),
        (b'Id,Text\n1,"open\n2,x\n', "never closes"),
        ("Note,Likes\nsüß und schön,1\n".encode() + "Málaga,2\n".encode("latin1"), "mixes UTF-8"),
    ],
)
def test_hostile_text_is_refused_with_a_message(data, words):
    with pytest.raises(Invalid, match=words):
        read(data)


def test_an_open_quote_names_its_line():
    with pytest.raises(Invalid) as caught:
        read('Id,Text\n1,fine\n2,"open\n3,x\n')
    assert caught.value.faults[0].line == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"<?xml version='1.0'?><rss/>", "neither a workbook nor an Atom feed"),
    ],
)
def test_other_kinds_of_file_are_named(data, words):
    with pytest.raises(Unsupported, match=words):
        read(data)


def test_a_broken_zip():
    with pytest.raises(Invalid, match="damaged"):
        read(b"PK\x03\x04 and nothing more")


def test_a_line_without_end_is_refused_before_it_is_held(tmp_path, monkeypatch):
    file = tmp_path / "long.csv"
    with file.open("wb") as sparse:
        sparse.write(b"A,B\n")
        sparse.truncate(1_000_000_000)
    monkeypatch.setattr(tables, "_BLOCK", 1 << 16)
    with pytest.raises(Invalid, match="never ends") as caught:
        load_bytes(file, Limits(file=2_000_000_000, line=1_000_000))
    assert caught.value.faults[0].line == 2


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(NotFound):
        read_file(tmp_path / "absent.csv")
    with pytest.raises(Unsupported, match="folder"):
        read_file(tmp_path)
    (tmp_path / "big.csv").write_bytes(b"A,B\n" * 1000)
    with pytest.raises(Invalid, match="larger than"):
        read_file(tmp_path / "big.csv", Limits(file=1000))


def test_a_file_without_permission(tmp_path, monkeypatch):
    file = tmp_path / "secret.csv"
    file.write_text("A,B\n1,2\n")

    def refused(self, *_, **__):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refused)  # the owner of the tests may be root, who may read everything
    with pytest.raises(NotAllowed, match="may not be read"):
        read_file(file)


def test_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    file = tmp_path / "growing.csv"
    file.write_text("A,B\n1,2\n")

    def grow(running: int, block: bytes) -> int:
        with file.open("a") as more:
            more.write("3,4\n")
        monkeypatch.undo()
        return 0

    monkeypatch.setattr(tables, "_line_so_far", grow)
    with pytest.raises(Unavailable, match="changed while"):
        load_bytes(file)


@pytest.mark.parametrize("size", [3, 51, 75])
def test_a_file_cut_short_is_refused(size):
    whole = 'Id,"Text",Likes\n1,"a\nb",5\n2,"c ""d""",6\n'.encode("utf-16")
    assert len(read(whole).tables[0].cells) == 2
    with pytest.raises(GoalpostsError):
        read(whole[:size])


@pytest.mark.parametrize(
    ("path", "shape", "encoding"),
    [
        ("exports/x_twitter/account_analytics_content_2024-11-21_2025-02-19.csv", (141, 17), "utf-8"),
        ("instagram_reach/Instagram data.csv", (119, 13), "cp1252"),
        ("facebook_metrics/dataset_Facebook.csv", (500, 19), "utf-8"),
        ("airline_tweets/Tweets.csv", (8810, 6), "utf-8"),
        ("exports/ga4/traffic_acquisition_hourly.csv", (3182, 10), "utf-8"),
        ("exports/mailchimp/campaigns.csv", (872, 26), "utf-8"),
    ],
)
def test_real_files(path, shape, encoding):
    if not (SHARED / path).exists():
        pytest.skip("the shared data lie beside the checkout only where the project is developed")
    raw = read_file(SHARED / path)
    assert (raw.tables[0].cells.shape, raw.encoding) == (shape, encoding)
    assert raw.tables[0].faults == ()
