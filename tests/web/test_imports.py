"""Uploading: files go in, questions are asked and answered, nothing stays behind."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.web.server import create_app, sign_in_link
from goalposts.web.uploads import LIFE, Uploads, safe_name
from tests.web.conftest import ADDRESS, NOW, Visitor, daily_table, open_workspace


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "home") as made:
        yield made


@pytest.fixture
def visitor(fresh: Workspace) -> Visitor:
    visitor = Visitor(create_app(fresh))
    visitor.get(sign_in_link(fresh, "127.0.0.1", 8420).removeprefix(ADDRESS) + "&lang=en")
    return visitor


def send(visitor: Visitor, name: str, content: str, **said: str) -> str:
    data = {"csrf_token": visitor.form_token, **said}
    answer = visitor.post("/imports?lang=en", data=data, files={"files": (name, content.encode(), "text/csv")})
    assert answer.status_code == 200
    return answer.text


def left_over(workspace: Workspace) -> list[Path]:
    folder = workspace.home / "cache" / "uploads"
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_whose_columns_nobody_knows_is_asked_about_then_imported(fresh: Workspace, visitor: Visitor) -> None:
    page = send(
        visitor, "daily.csv", daily_table(1000, 10, days=3), account="Bakery", platform="facebook", time_zone="UTC"
    )
    assert "waits for an answer" in page
    assert 'name="header.1" value="Date"' in page
    assert len(left_over(fresh)) == 1
    upload = page.split('name="upload" value="')[1].split('"')[0]
    columns = ["Date", "Impressions", "Likes", "Comments", "Shares", "Link clicks"]
    targets = ["date", "impressions", "likes", "", "shares", "link_clicks"]
    said = {f"header.{place}": header for place, header in enumerate(columns, 1)}
    said |= {f"target.{place}": target for place, target in enumerate(targets, 1)}
    said |= {"upload": upload, "account": "Bakery", "platform": "facebook", "time_zone": "UTC", "accept_flags": "yes"}
    done = visitor.post("/imports?lang=en", data={"csrf_token": visitor.form_token, **said}).text
    assert '<span class="mark measured">went in</span>' in done
    assert fresh.ask("impressions").rows()[0].value == 1000 + 1010 + 1020
    assert fresh.ask("comments").rows()[0].value is None
    assert left_over(fresh) == []


def test_rejected_rows_are_named_by_line_and_value_and_kept_in_the_history(fresh: Workspace, visitor: Visitor) -> None:
    table = "Date,Likes\n2026-11-20,5\n2026-11-21,many\n"
    page = send(visitor, "bad.csv", table, account="A", platform="x", time_zone="UTC", accept_flags="yes")
    result = page.split('class="results"')[1].split("</article>")[0]
    assert "<code>many</code>" in result
    assert '<td class="r">3</td>' in result
    assert "many" in visitor.get("/imports?lang=en").text
    assert left_over(fresh) == []


def test_an_unknown_file_says_what_is_known_and_leaves_nothing(fresh: Workspace, visitor: Visitor) -> None:
    page = send(visitor, "notes.csv", "colour,shape\nred,round\n")
    assert "did not go in" in page
    assert left_over(fresh) == []
    assert fresh.accounts() == []


def test_hostile_file_names_stay_text_and_in_their_folder(fresh: Workspace, visitor: Visitor) -> None:
    page = send(visitor, "../../<b>evil</b>.csv", "colour\nred\n")
    assert "<b>evil" not in page
    assert not (fresh.home / "<b>evil<").exists()
    assert left_over(fresh) == []


def test_an_import_without_a_file_says_so(visitor: Visitor) -> None:
    answer = visitor.post("/imports", data={"csrf_token": visitor.form_token})
    assert answer.status_code == 422


@pytest.mark.parametrize("upload", ["0" * 32, "../../etc", ""])
def test_an_upload_that_is_gone_or_no_upload_is_told(upload: str, visitor: Visitor) -> None:
    answer = visitor.post("/imports", data={"csrf_token": visitor.form_token, "upload": upload})
    assert answer.status_code in (404, 422)


def test_an_upload_over_the_limit_is_refused(fresh: Workspace, visitor: Visitor) -> None:
    token = visitor.form_token
    for layer in visitor.app.user_middleware:
        if "upload_limit" in layer.kwargs:
            layer.kwargs["upload_limit"] = 5_000
    visitor.app.middleware_stack = None
    big = visitor.post("/imports", data={"csrf_token": token}, files={"files": ("a.csv", b"x" * 6_000, "text/csv")})
    assert big.status_code == 413
    assert left_over(fresh) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.csv", "report.csv"),
        ("C:\\Users\\me\\보고서.xlsx", "보고서.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..", "upload"),
        ("a\x00b<c>.csv", "a_b_c_.csv"),
        ("", "upload"),
        ("x" * 200 + ".csv", "x" * 80 + ".csv"),
    ],
)
def test_names_of_uploads(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_uploads_of_one_name_are_kept_apart_and_swept_when_old(tmp_path: Path) -> None:
    clock = [NOW]
    uploads = Uploads(tmp_path, lambda: clock[0])
    upload = uploads.keep([("a.csv", io.BytesIO(b"1")), ("a.csv", io.BytesIO(b"2"))])
    assert [path.read_bytes() for path in uploads.files(upload)] == [b"2", b"1"]
    os.utime(tmp_path / upload, (NOW.timestamp(), NOW.timestamp()))
    clock[0] = NOW + LIFE + dt.timedelta(minutes=1)
    uploads.sweep()
    with pytest.raises(NotFound):
        uploads.files(upload)
