"""The very line of a kept file: the cells the importer read, in any shape of file, with little memory for big ones."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from goalposts.errors import NotFound
from goalposts.sources import excerpt
from goalposts.sources.excerpt import read_excerpt
from goalposts.sources.tables import read_file

EXPORTS = Path(__file__).parents[1] / "data" / "exports"
PLAIN = 'Date,Title,Likes\n2026-01-01,"two\nlines",5\n2026-01-02,quiet,6\n2026-01-03,a,7\n2026-01-04,b,8\n'


def test_the_line_is_shown_with_its_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text(PLAIN)
    found = read_excerpt(file, "plain.csv", 0, 4, around=1)
    assert found.headers == ("Date", "Title", "Likes")
    assert found.row == ("2026-01-02", "quiet", "6")
    assert [line for line, _ in found.rows] == [2, 4, 5]
    assert not found.in_sheet


@pytest.mark.parametrize("line", [1, 3, 99])
def test_a_line_that_begins_no_row_is_not_found(tmp_path: Path, line: int) -> None:
    file = tmp_path / "plain.csv"
    file.write_text(PLAIN)
    with pytest.raises(NotFound, match=f"line called '{line}'"):
        read_excerpt(file, "plain.csv", 0, line)


def test_a_table_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    file = tmp_path / "plain.csv"
    file.write_text(PLAIN)
    with pytest.raises(NotFound, match="table called '3'"):
        read_excerpt(file, "plain.csv", 2, 2)


@pytest.mark.parametrize("file", sorted(p for p in EXPORTS.rglob("*") if p.is_file()), ids=lambda p: p.name)
def test_every_row_of_every_export_of_ours_is_found_at_its_line(file: Path) -> None:
    for table in read_file(file).tables:
        for place in {0, table.cells.height // 2, table.cells.height - 1}:
            line = table.lines[place]
            assert read_excerpt(file, file.name, table.part, line).row == table.cells.row(place)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_a_big_file_is_read_around_its_line_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    file = tmp_path / "big.csv"
    lines = [f'2026-01-01,"제목 {place}\n둘째 줄",{place}' for place in range(40_000)]
    file.write_bytes(("날짜,제목,좋아요\n" + "\n".join(lines) + "\n").encode(encoding))
    wanted = {2 + 2 * place: ("2026-01-01", f"제목 {place}\n둘째 줄", str(place)) for place in (0, 1, 25_000, 39_999)}
    whole = {line: read_excerpt(file, "big.csv", 0, line).row for line in wanted}
    monkeypatch.setattr(excerpt, "WHOLE_UP_TO", 1000)
    assert {line: read_excerpt(file, "big.csv", 0, line).row for line in wanted} == wanted == whole
    around = read_excerpt(file, "big.csv", 0, 50_002, around=3)
    assert [line for line, _ in around.rows][-4:] == [50_002, 50_004, 50_006, 50_008]


def test_a_big_file_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "big.csv"
    row = b"2026-01-01,some title that is long enough to weigh something,12345,67890\n"
    with file.open("wb") as out:
        out.write(b"Date,Title,Likes,Shares\n")
        for _ in range(60):
            out.write(row * 10_000)
    tracemalloc.start()
    found = read_excerpt(file, "big.csv", 0, 600_001)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.row[2] == "12345"
    assert file.stat().st_size > 40_000_000
    assert peak < 15_000_000
