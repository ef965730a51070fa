"""Uploading: files go in, questions are asked and answered, nothing stays behind."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.sources.mapping import list_mappings, save_mapping
from goalposts.web.server import create_app, sign_in_link
from goalposts.web.uploads import LIFE, Uploads, safe_name
from tests.web.conftest import ADDRESS, NOW, Visitor, daily_table, open_workspace

ALL_SAID = {"account": "A", "platform": "x", "time_zone": "UTC", "accept_flags": "yes"}


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
    assert '<option value="impressions" selected>Impressions</option>' in page
    assert "No conflicts" in page
    assert len(left_over(fresh)) == 1
    upload = page.split('name="upload" value="')[1].split('"')[0]
    columns = ["Date", "Impressions", "Likes", "Comments", "Shares", "Link clicks"]
    targets = ["date", "impressions", "likes", "", "shares", "link_clicks"]
    said = {f"header.{place}": header for place, header in enumerate(columns, 1)}
    said |= {f"target.{place}": target for place, target in enumerate(targets, 1)}
    said |= {"file": "daily.csv", "waiting": "daily.csv", "mapping_name": "Shop, daily"}
    said |= {"upload": upload, "account": "Bakery", "platform": "facebook", "time_zone": "UTC", "accept_flags": "yes"}
    done = visitor.post("/imports?lang=en", data={"csrf_token": visitor.form_token, **said}).text
    assert '<span class="mark measured">went in</span>' in done
    assert fresh.ask("impressions").rows()[0].value == 1000 + 1010 + 1020
    assert fresh.ask("comments").rows()[0].value is None
    assert left_over(fresh) == []
    assert "Shop, daily" in done
    assert [saved.name for saved in list_mappings(fresh.home)] == ["Shop, daily"]


def waiting(page: str) -> dict[str, str]:
    """The hidden fields and chosen targets of the editor on a page."""
    fields = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.split('class="card answers"')[1])
    )
    for place, select in re.findall(r'<select name="target\.(\d+)"(.*?)</select>', page):
        chosen = re.search(r'value="(\w+)" selected', select)
        fields[f"target.{place}"] = chosen[1] if chosen else "ignore"
    return fields


def test_the_editor_shows_conflicts_as_the_person_changes_columns(fresh: Workspace, visitor: Visitor) -> None:
    table = "Day,Aufrufe,Reactions,Spend\n03/02/2025,800,12,1.250\n03/03/2025,x,20,1.300\n"
    page = send(visitor, "own.csv", table, account="A", platform="x", time_zone="UTC", currency="EUR")
    assert "Day: choose whether the day or the month comes first." in page
    assert "Spend: choose the decimal sign." in page
    fields = waiting(page)
    assert fields["target.2"] == "ignore"
    token = {"X-CSRF-Token": visitor.form_token}

    def change(**said: str) -> str:
        data = fields | {"account": "A", "platform": "x", "currency": "EUR"} | said
        answer = visitor.post("/imports/mapping?lang=en", data=data, headers=token)
        assert answer.status_code == 200
        return answer.text

    clash = change(**{"target.2": "likes"})
    assert "Two columns hold Likes: Aufrufe, Reactions." in clash
    assert "Nothing yet: resolve the conflicts first." in clash
    read = change(**{"target.2": "impressions", "order.1": "mdy", "decimal.4": "comma"})
    assert "Aufrufe: 1 cells cannot be read, the first in line 3 (x)." in read
    assert '<td class="r">1,250 EUR</td>' in read
    none = change(**{"target.3": "ignore", "target.4": "ignore"})
    assert "No column is a measure" in none
    undated = change(**{"target.1": "ignore", "target.3": "likes", "target.4": "ignore"})
    assert "No column holds dates" in undated


def test_a_template_fills_the_columns_and_can_be_deleted(fresh: Workspace, visitor: Visitor) -> None:
    save_mapping(fresh.home, ["Day", "Views", "Extra"], {"Day": "date:dmy", "Views": "impressions"}, "Agency")
    (saved,) = list_mappings(fresh.home)
    page = send(visitor, "own.csv", "Day,Views,Hearts\n02.03.2025,800,12\n", account="A", platform="x", time_zone="UTC")
    fields = waiting(page)
    assert (fields["target.2"], fields["target.3"]) == ("impressions", "ignore")
    token = {"X-CSRF-Token": visitor.form_token}
    fields |= {"target.2": "likes", "template": saved.key}
    chosen = visitor.post("/imports/mapping?lang=en", data=fields, headers=token).text
    assert '<option value="impressions" selected>' in chosen
    assert '<option value="dmy" selected>' in chosen
    fields |= {"target.2": "likes", "template_in_use": saved.key}
    assert '<option value="likes" selected>' in visitor.post("/imports/mapping", data=fields, headers=token).text
    done = visitor.post("/imports/templates/delete", data={"csrf_token": visitor.form_token, "key": saved.key})
    assert done.status_code == 303
    assert list_mappings(fresh.home) == []
    again = visitor.post("/imports/templates/delete", data={"csrf_token": visitor.form_token, "key": "../../etc"})
    assert again.status_code == 404


def test_a_mapping_touches_no_other_file_of_the_upload(fresh: Workspace, visitor: Visitor) -> None:
    files = [
        ("files", ("a.csv", b"Day,Foo\n2025-03-02,800\n", "text/csv")),
        ("files", ("b.csv", b"Day,Bar\n2025-03-02,7\n", "text/csv")),
    ]
    said = {
        "csrf_token": visitor.form_token,
        "account": "A",
        "platform": "x",
        "time_zone": "UTC",
        "accept_flags": "yes",
    }
    page = visitor.post("/imports?lang=en", data=said, files=files).text
    fields = said | waiting(page) | {"target.1": "date", "target.2": "impressions", "waiting": ["a.csv", "b.csv"]}
    page = visitor.post("/imports?lang=en", data=fields).text
    assert "Undo this import" in page
    fields = said | waiting(page) | {"target.1": "date", "target.2": "likes"}
    assert (fields["file"], fields["waiting"]) == ("b.csv", "b.csv")
    visitor.post("/imports", data=fields)
    assert (fresh.ask("impressions").rows()[0].value, fresh.ask("likes").rows()[0].value) == (800, 7)
    assert left_over(fresh) == []


def test_a_table_inside_a_zip_is_asked_about_too(fresh: Workspace, visitor: Visitor) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/own.csv", "Day,Foo\n2025-03-02,800\n")
    said = {
        "csrf_token": visitor.form_token,
        "account": "A",
        "platform": "x",
        "time_zone": "UTC",
        "accept_flags": "yes",
    }
    page = visitor.post("/imports", data=said, files={"files": ("all.zip", packed.getvalue(), "application/zip")}).text
    fields = said | waiting(page) | {"target.1": "date", "target.2": "likes"}
    assert fields["file"] == "own.csv"
    visitor.post("/imports", data=fields)
    assert fresh.ask("likes").rows()[0].value == 800


def test_an_import_is_listed_with_its_note_and_can_be_taken_back(fresh: Workspace, visitor: Visitor) -> None:
    said = {"account": "A", "platform": "x", "time_zone": "UTC", "accept_flags": "yes", "note": "from the agency"}
    page = send(visitor, "daily.csv", daily_table(1000, 10, days=3), **said)
    address = page.split('<a href="/imports/withdraw?source=')[1].split('"')[0]
    listed = visitor.get("/imports?lang=en").text.split('id="lake"')[1]
    assert "from the agency" in listed
    look = visitor.get(f"/imports/withdraw?source={address}&lang=en").text
    assert "<dt>Rows</dt><dd>15</dd>" in look
    assert "Nov 19" in look
    refused = visitor.post(
        "/imports/withdraw", data={"csrf_token": visitor.form_token, "source": address, "reason": " "}
    )
    assert refused.status_code == 422
    assert fresh.ask("impressions").rows()[0].value is not None
    said = {"csrf_token": visitor.form_token, "source": address, "reason": "<b>wrong page</b>"}
    done = visitor.post("/imports/withdraw", data=said)
    assert done.status_code == 303
    page = visitor.get(done.headers["location"].partition("#")[0]).text
    assert "does not count any more" in page
    assert "&lt;b&gt;wrong page&lt;/b&gt;" in page
    assert fresh.ask("impressions").rows()[0].value is None
    assert visitor.post("/imports/withdraw", data=said).status_code == 409
    assert visitor.get("/imports/withdraw?source=1").status_code == 404
    assert visitor.get("/imports/withdraw?source=nonsense").status_code == 404


def test_rejected_rows_are_named_by_line_and_value_and_kept_in_the_history(fresh: Workspace, visitor: Visitor) -> None:
    table = "Date,Likes\n2026-11-20,5\n2026-11-21,many\n"
    page = send(visitor, "bad.csv", table, account="A", platform="x", time_zone="UTC", accept_flags="yes")
    result = page.split('class="results"')[1].split("</article>")[0]
    assert "<code>many</code>" in result
    assert '<td class="r">3</td>' in result
    assert "many" in visitor.get("/imports?lang=en").text
    assert left_over(fresh) == []


def test_the_days_of_a_file_without_dates_are_asked_and_answered(fresh: Workspace, visitor: Visitor) -> None:
    table = "Page,Sessions,Pageviews,Unique Pageviews,Bounce Rate\n/,7,9,8,50%\n/a,2,3,3,0%\n"
    said = {"account": "Blog", "time_zone": "UTC", "platform": "ga4"}
    page = send(visitor, "pages.csv", table, **said)
    assert "Which days does it cover?" in page
    assert "If you do not say otherwise: undated" in page
    assert "The day cannot be read" in send_days(visitor, page, said, "last summer", "2018-06-30")
    done = send_days(visitor, page, said, "2018-06-01", "2018-06-30")
    assert '<span class="mark measured">went in</span>' in done
    assert fresh.ask("sessions", period="2018-06").rows()[0].value == 9


def send_days(visitor: Visitor, page: str, said: dict[str, str], first: str, last: str) -> str:
    upload = page.split('name="upload" value="')[1].split('"')[0]
    days = {"csrf_token": visitor.form_token, "upload": upload, "first_day": first, "last_day": last}
    return visitor.post("/imports?lang=en", data={**days, **said}).text


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
