"""Sources, definitions and benchmarks as pages: what stands there, what is stored, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.app.workspace import Workspace
from goalposts.sources.source import Choices
from goalposts.warehouse.tables import account_identity
from goalposts.web.server import create_app, sign_in_link
from tests.web.conftest import ADDRESS, HOSTILE, Visitor, daily_table, open_workspace

CORNER = account_identity("facebook", "Corner")
LOVE = {
    "id": "love",
    "mode": "form",
    "formula": "likes + shares",
    "names.en": "Love",
    "unit": "count",
    "direction": "up",
}
FIGURE = {
    "code": "ours", "is_new": "yes", "kpi": "click_through_rate", "value": "0.01", "unit": "ratio",
    "base": "impressions", "statistic": "mean", "source": "Our agency", "published": "2026-01-31",
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """One account with ten days; pages may change it."""
    file = tmp_path / "facebook.csv"
    file.write_text(daily_table(1000, 10, days=10))
    with open_workspace(tmp_path / "home") as made:
        said = Choices(account="Corner", platform="facebook", time_zone="UTC", accept_flags=True)
        assert made.import_paths([file], said).ok
        yield made


@pytest.fixture
def owner(workspace: Workspace) -> Visitor:
    visitor = Visitor(create_app(workspace))
    visitor.get(sign_in_link(workspace, "127.0.0.1", 8420).removeprefix(ADDRESS))
    return visitor


def send(owner: Visitor, path: str, form: dict[str, str]) -> tuple[int, str]:
    answer = owner.post(path, data={"csrf_token": owner.form_token, **form})
    return answer.status_code, answer.text


def test_sources_show_days_freshness_and_what_is_not_said(owner: Visitor) -> None:
    page = owner.get("/data?lang=en").text
    assert "Newest day: Nov 21, 2026 (1 day ago)" in page
    assert "loaded: Nov 12 – 21, 2026" in page.replace("\u2009", " ")
    assert '<rect class="loaded" x="79" width="10"' in page
    assert "not said" in page


@pytest.mark.parametrize(("language", "heading"), [("ko", "소스"), ("zh-Hant", "來源")])
def test_sources_speak_the_readers_language(language: str, heading: str, owner: Visitor) -> None:
    assert f"<h1>{heading}</h1>" in owner.get(f"/data?lang={language}").text


def test_an_account_is_edited_and_faults_stand_beside_their_field(owner: Visitor, workspace: Workspace) -> None:
    status, page = send(owner, f"/data/accounts/{CORNER}", {"name": HOSTILE, "time_zone": "Asia/Soul"})
    assert status == 422
    assert f'id="fault-{CORNER}-time_zone"' in page
    assert "Asia/Seoul" in page
    assert "<script>alert" not in page
    status, _ = send(owner, f"/data/accounts/{CORNER}", {"brand": HOSTILE, "time_zone": "Asia/Seoul"})
    assert status == 303
    assert "<script>alert" not in owner.get("/data").text
    assert workspace.lake.accounts()["time_zone"].to_list() == ["Asia/Seoul"]
    assert owner.post(f"/data/accounts/{CORNER}", data={"brand": "x"}).status_code == 403


def test_empty_pages_teach(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as empty:
        visitor = Visitor(create_app(empty))
        visitor.get(sign_in_link(empty, "127.0.0.1", 8420).removeprefix(ADDRESS))
        assert "No source yet" in visitor.get("/data?lang=en").text
        assert "No KPI of your own yet" in visitor.get("/data/definitions?which=own&lang=en").text
        assert "No benchmark of your own yet" in visitor.get("/data/benchmarks?which=own&lang=en").text
        assert "no number of ours for it" in visitor.get("/data/benchmarks?lang=en").text


def test_a_draft_is_checked_and_answered_while_it_is_typed(owner: Visitor, workspace: Workspace) -> None:
    _, good = send(owner, "/data/definitions/try", LOVE)
    total = workspace.ask(["likes", "shares"], start="2026-10-25", end="2026-11-21").rows()
    assert f"{sum(answer.value or 0 for answer in total):,.0f}" in good
    assert "<svg" in good
    _, bad = send(owner, "/data/definitions/try", LOVE | {"formula": "likess", "unit": "pieces"})
    assert "2 faults" in bad
    assert "did you mean &#39;likes&#39;" in bad
    assert "love" not in workspace.catalog.kpis


def test_a_definition_is_saved_as_a_version_and_the_second_writer_is_told(owner: Visitor, workspace: Workspace) -> None:
    assert send(owner, "/data/definitions", LOVE)[0] == 303
    assert workspace.catalog.kpis["love"].version == 1
    page = owner.get("/data/definitions/love/edit?lang=en").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert send(owner, "/data/definitions", LOVE | {"formula": "likes", "seen": seen})[0] == 303
    status, page = send(owner, "/data/definitions?lang=en", LOVE | {"formula": "shares", "seen": seen})
    assert (status, workspace.catalog.kpis["love"].version) == (409, 2)
    assert "Somebody was faster" in page
    assert ">shares</textarea>" in page
    shown = owner.get("/data/definitions/love?lang=en").text
    assert shown.index("<strong>v2</strong>") < shown.index("<strong>v1</strong>")
    assert "likes + shares" in shown


def test_a_definition_as_yaml_keeps_what_was_typed_when_it_has_faults(owner: Visitor) -> None:
    text = f"names: {{en: Love}}\nformula: likes +\n# {HOSTILE}\n"
    status, page = send(owner, "/data/definitions?lang=en", {"id": "love", "mode": "yaml", "text": text})
    assert status == 422
    assert "line 2" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_definitions_are_found_in_any_language_and_filtered(owner: Visitor) -> None:
    send(owner, "/data/definitions", LOVE)
    assert 'href="/data/definitions/bounce_rate"' in owner.get("/data/definitions", params={"q": "이탈률"}).text
    own = owner.get("/data/definitions?which=own").text
    assert 'href="/data/definitions/love"' in own
    assert 'href="/data/definitions/bounce_rate"' not in own
    assert owner.get("/data/definitions/nothing_such").status_code == 404


def test_benchmarks_are_filtered_marked_and_beside_our_number(owner: Visitor) -> None:
    page = owner.get("/data/benchmarks?kpi=click_through_rate&lang=en").text
    assert "2 figures of 100" in page
    assert page.count(">1.9617%</span>") == 1
    assert "a change against the year before" in page
    assert "out of date" in owner.get("/data/benchmarks?lang=en").text


def test_an_own_benchmark_is_checked_saved_and_edited(owner: Visitor) -> None:
    assert "4 faults" in send(owner, "/data/benchmarks/try?lang=en", {"code": "ours", "kpi": "reech"})[1]
    assert "1.9617%" in send(owner, "/data/benchmarks/try?lang=en", FIGURE)[1]
    assert send(owner, "/data/benchmarks", FIGURE)[0] == 303
    assert send(owner, "/data/benchmarks", FIGURE)[0] == 409
    assert 'value="Our agency"' in owner.get("/data/benchmarks/ours/edit").text
    assert owner.get("/data/benchmarks/rival_iq_2022/edit").status_code == 404
    assert send(owner, "/data/benchmarks", FIGURE | {"is_new": "", "source": HOSTILE})[0] == 303
    assert "<script>alert" not in owner.get("/data/benchmarks?which=own").text
