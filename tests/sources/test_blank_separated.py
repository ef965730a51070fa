import pytest

from goalposts.sources.blank_separated import read_blank_separated

TEXT = " 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n\n 00021 2 19970102 1 5.0\n"


def test_columns_are_numbered_and_empty_lines_left_out():
    table = read_blank_separated(TEXT, "sales")
    assert table is not None
    assert table.headers == ("column 1", "column 2", "column 3", "column 4", "column 5")
    assert table.cells.rows() == [
        ("00004", "0001", "19970101", "2", "29.33"),
        ("00004", "0001", "19970118", "2", "29.73"),
        ("00021", "2", "19970102", "1", "5.0"),
    ]
    assert list(table.lines) == [1, 2, 4]


def test_rows_of_different_widths_at_the_start_are_no_table():
    assert read_blank_separated(f"{TEXT} 00021 0002 19970101  3\n", "sales") is None


def test_a_short_row_further_down_is_a_fault():
    rows = [f"{n:05d} 19970101 {n}.50" for n in range(40)]
    table = read_blank_separated("\n".join([*rows, "00041 19970101", "00042 19970101 1.00 9"]), "sales")
    assert table is not None
    assert table.cells.height == 40
    assert [(fault.line, fault.message) for fault in table.faults] == [
        (41, "the row has 2 cells where the first rows have 3"),
        (42, "the row has 4 cells where the first rows have 3"),
    ]


@pytest.mark.parametrize(
    "text", ["a b c\n1 2 3\n", "1,2\n3,4\n", "2025-01-01 5\n2025-01-02 6\n", "5\n6\n", "1 2\n", ""]
)
def test_texts_that_are_no_such_table(text):
    assert read_blank_separated(text, "x") is None
