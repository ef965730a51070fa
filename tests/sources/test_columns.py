import polars as pl

from goalposts.sources.columns import Columns, sureness
from goalposts.sources.source import RawTable

FIELDS = {"date": ("Date",), "likes": ("Likes", "좋아요"), "spent": ("Spent",), "name": ("Name",)}


def read(**cells: list[str | None]) -> Columns:
    height = len(next(iter(cells.values())))
    frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
    return Columns(RawTable("t", tuple(cells), frame, range(2, height + 2)), "t.csv", FIELDS)


def test_sureness_needs_every_required_field_and_grows_with_the_others() -> None:
    assert sureness(["Date", "Likes"], FIELDS, ["spent"]) == 0
    assert sureness(["Date", "Likes"], FIELDS, ["date"]) == 0.75
    assert sureness(["date ", "LIKES", "Spent", "name"], FIELDS, ["date"]) == 1


def test_missing_cells_stay_empty_and_wrong_ones_reject_their_row() -> None:
    columns = read(Likes=["1,200", "--", "x", "-3", None])
    columns.counts("likes")
    assert columns.records["likes"].to_list() == [1200, None, None]
    assert [(fault.line, fault.column, fault.value) for fault in columns.faults] == [
        (4, "Likes", "x"),
        (5, "Likes", "-3"),
    ]
    assert columns.lost == 2


def test_counts_that_could_be_decimals_are_thousands() -> None:
    columns = read(좋아요=["1.234", "2.500"])
    columns.counts("likes")
    assert columns.records["likes"].to_list() == [1234, 2500]
    assert columns.doubts == []


def test_money_that_could_be_read_either_way_is_doubted_aloud() -> None:
    columns = read(Spent=["1.234", "2.500"])
    columns.amounts("spent")
    (doubt,) = columns.doubts
    assert doubt.startswith("`Spent`: '.' was read as")


def test_a_row_needs_its_date_and_a_doubtful_order_is_said() -> None:
    columns = read(Date=["03/04/2025", None, "30/02/2025x"])
    columns.days("date", "period_start")
    assert [fault.line for fault in columns.faults] == [4, 3]
    assert columns.records.height == 1


def test_rows_left_out_are_neither_faults_nor_records() -> None:
    columns = read(Name=["Total", "Ann"], Likes=["many", "2"])
    columns.leave_out(columns.cells("name") == "Total")
    columns.counts("likes")
    assert (columns.faults, columns.lost, columns.left_out) == ([], 0, 1)
    assert columns.records["likes"].to_list() == [2]


def test_columns_nobody_asked_for_are_known_by_name() -> None:
    columns = read(Name=["Ann"], Likes=["2"], Mood=["good"], Weather=["fair"])
    columns.texts("name")
    assert columns.unused() == ["Likes", "Mood", "Weather"]
    assert columns.unused(["weather"]) == ["Likes", "Mood"]


def test_values_are_told_apart_or_cut_out_of_the_text() -> None:
    columns = read(Name=["x.com/b/1", "x.com/a/2", "x.com/b/3", None])
    columns.texts("name")
    assert columns.values("name", r"x\.com/(\w)") == ["a", "b"]
    assert columns.values("likes") == []
