"""Printing: formulas are defused, numbers are not touched, and nothing is cut."""

from __future__ import annotations

from typing import Any

import pytest

from goalposts.cli.output import print_csv, print_json, print_table, safe_cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=cmd()", "'=cmd()"),
        ("+1", "'+1"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("a=b", "a=b"),
        (-5, -5),
        (-0.25, -0.25),
        (None, None),
    ],
)
def test_texts_cannot_be_formulas(cell: Any, safe: Any) -> None:
    assert safe_cell(cell) == safe


def test_csv_quotes_what_needs_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_csv(["a", "b"], [["=x", -1], ['say "hi", now', None]])
    assert capsys.readouterr().out == 'a,b\r\n\'=x,-1\r\n"say ""hi"", now",\r\n'


def test_json_keeps_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"이름": "跳出率"})
    assert capsys.readouterr().out == '{\n  "이름": "跳出率"\n}\n'


def test_tables_take_text_literally(capsys: pytest.CaptureFixture[str]) -> None:
    print_table({"name": "left"}, [["[red]not markup[/red] :smile:"], ["x" * 150]])
    out = capsys.readouterr().out
    assert "[red]not markup[/red] :smile:" in out
    assert "x" * 150 in out
