"""Surveys: one answer a link, nothing lost, nothing twice, and days nobody answered are known to be zero."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from goalposts.app import surveying
from goalposts.app.courier import Courier
from goalposts.app.surveying import (
    ANSWERS_AN_HOUR,
    close_survey,
    create_survey,
    find_door,
    list_surveys,
    make_links,
    open_path,
    results,
    reword_survey,
    send_answers,
    take_answer,
)
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Invalid, NotFound, Unavailable

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "home", clock=clock) as opened:
        yield opened


def token_of(path: str) -> str:
    return path.removeprefix("/s/")


def answer(workspace: Workspace, token: str, score: int, visitor: str = "v", address: str = "10.0.0.1") -> str | None:
    said = {"comment": " fine ", "language": "ko", "visitor": visitor, "address": address}
    return take_answer(workspace, token, score=score, **said)  # type: ignore[arg-type]


def test_answers_become_nps_day_by_day_and_silent_days_are_zero(workspace: Workspace, clock: Clock) -> None:
    survey = create_survey(workspace, "nps", account="Shop", campaign="Spring")
    tokens = [token_of(path) for path in make_links(workspace, survey.code, 4)]
    for token, score in zip(tokens[:3], (10, 9, 3), strict=True):
        assert answer(workspace, token, score) == "open"
    assert send_answers(workspace) == 3
    clock.now += dt.timedelta(days=3)
    assert answer(workspace, tokens[3], 8) == "open"
    found = results(workspace, survey.code)
    assert (found.count, dict(found.scores)) == (4, {3: 1, 8: 1, 9: 1, 10: 1})
    assert found.answer is not None
    assert found.answer.value == pytest.approx(100 * (2 - 1) / 4)
    days = workspace.ask("nps_promoters", start="2026-03-02", end="2026-03-04", grain="day").rows()
    assert [(day.value, day.state.value) for day in days] == [(2, "measured"), (0, "measured"), (0, "measured")]
    rows = workspace.lake.query(
        "SELECT kind, survey_ext, question_version, scale_min, scale_max, text, language, "
        "f.campaign_id = c.campaign_id "
        "FROM fact_feedback f JOIN dim_campaign c ON c.name = 'Spring'"
    )
    assert set(rows.rows()) == {("nps", "nps-1", 1, 0, 10, "fine", "ko", True)}


def test_an_nps_survey_says_nothing_of_satisfaction(workspace: Workspace) -> None:
    create_survey(workspace, "nps", account="Shop")
    send_answers(workspace)
    assert workspace.ask("csat_responses", start="2026-03-02", end="2026-03-02").rows()[0].value is None


def test_a_link_takes_one_answer_also_of_many_at_once(workspace: Workspace) -> None:
    survey = create_survey(workspace, "csat")
    (path,) = make_links(workspace, survey.code, 1)
    with ThreadPoolExecutor(4) as pool:
        doors = list(pool.map(lambda score: answer(workspace, token_of(path), score), (1, 2, 3, 4)))
    assert sorted(map(str, doors)) == ["open", "used", "used", "used"]
    assert results(workspace, survey.code).count == 1


def test_the_open_link_takes_one_answer_a_visitor_and_so_many_an_hour_from_an_address(
    workspace: Workspace, clock: Clock
) -> None:
    survey = create_survey(workspace, "nps")
    token = token_of(open_path(workspace, survey))
    assert answer(workspace, token, 9, visitor="a") == "open"
    assert answer(workspace, token, 1, visitor="a") == "used"
    for place in range(ANSWERS_AN_HOUR - 1):
        assert answer(workspace, token, 9, visitor=f"b{place}") == "open"
    assert answer(workspace, token, 9, visitor="c") == "busy"
    assert answer(workspace, token, 9, visitor="c", address="10.0.0.2") == "open"
    clock.now += dt.timedelta(minutes=61)
    assert answer(workspace, token, 9, visitor="d") == "open"


def test_neither_tokens_nor_visitors_nor_addresses_are_kept(workspace: Workspace, clock: Clock) -> None:
    survey = create_survey(workspace, "nps")
    paths = [*make_links(workspace, survey.code, 1), open_path(workspace, survey)]
    answer(workspace, token_of(paths[0]), 9, visitor="visitor-secret", address="203.0.113.77")
    answer(workspace, token_of(paths[1]), 9, visitor="visitor-secret", address="203.0.113.77")
    send_answers(workspace)
    workspace.database.close()
    kept = b"".join(file.read_bytes() for file in workspace.home.glob("goalposts.db*"))
    for secret in ("visitor-secret", "203.0.113.77", *map(token_of, paths)):
        assert secret.encode() not in kept
    with workspace.database.engine.connect() as connection:
        asked = "SELECT count(*) FROM survey_answer WHERE address_hash <> ''"
        assert connection.exec_driver_sql(asked).scalar() == 1
    clock.now += dt.timedelta(days=1)
    send_answers(workspace)
    with workspace.database.engine.connect() as connection:
        assert connection.exec_driver_sql(asked).scalar() == 0


def test_answers_wait_in_the_database_when_the_lake_cannot_be_written_and_go_in_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = create_survey(workspace, "nps")
    answer(workspace, token_of(open_path(workspace, survey)), 10)

    def refuse(batches: object) -> None:
        raise Unavailable("no disk")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.lake, "append_all", refuse)
        with pytest.raises(Unavailable):
            send_answers(workspace)
    with monkeypatch.context() as patch:
        patch.setattr(surveying.kept, "mark_sent", refuse_marks)
        with pytest.raises(Unavailable):
            send_answers(workspace)
    assert send_answers(workspace) == 1
    assert send_answers(workspace) == 0
    assert workspace.lake.query("SELECT count(*) FROM fact_feedback").item() == 1


def refuse_marks(*_parts: object) -> None:
    raise Unavailable("killed between the lake and the database")


def test_the_courier_sends_what_waits_when_it_stops(workspace: Workspace) -> None:
    survey = create_survey(workspace, "nps")
    with Courier(workspace, wait=3600):
        answer(workspace, token_of(open_path(workspace, survey)), 10)
    assert workspace.lake.query("SELECT count(*) FROM fact_feedback").item() == 1


def test_a_closed_survey_takes_no_answers_and_covers_no_more_days(workspace: Workspace, clock: Clock) -> None:
    survey = create_survey(workspace, "nps")
    (path,) = make_links(workspace, survey.code, 1)
    answer(workspace, token_of(open_path(workspace, survey)), 10)
    close_survey(workspace, survey.code)
    clock.now += dt.timedelta(days=5)
    assert answer(workspace, token_of(path), 10) == "closed"
    assert send_answers(workspace) == 0
    days = workspace.ask("nps_promoters", start="2026-03-02", end="2026-03-03", grain="day").rows()
    assert [day.value for day in days] == [1, None]
    with pytest.raises(Conflict, match="closed"):
        make_links(workspace, survey.code, 1)


def test_another_text_is_another_version(workspace: Workspace) -> None:
    survey = create_survey(workspace, "csat", code="after-delivery", texts={"en": "How was the delivery?"})
    assert survey.texts["en"] == "How was the delivery?"
    assert "만족" in survey.texts["ko"]
    assert reword_survey(workspace, "after-delivery", {"en": "How was the delivery?"}) == 1
    assert reword_survey(workspace, "after-delivery", {"en": "Were you happy with the delivery?"}) == 2
    answer(workspace, token_of(open_path(workspace, survey)), 5)
    send_answers(workspace)
    assert workspace.lake.query("SELECT question_version, scale_max FROM fact_feedback").rows() == [(2, 5)]


def test_what_cannot_be_asked_or_answered_is_said(workspace: Workspace) -> None:
    with pytest.raises(Invalid, match="NPS or CSAT"):
        create_survey(workspace, "ces")
    with pytest.raises(Invalid, match="small letters"):
        create_survey(workspace, "nps", code="No spaces!")
    survey = create_survey(workspace, "nps", code="one")
    with pytest.raises(Conflict, match="already"):
        create_survey(workspace, "nps", code="one")
    with pytest.raises(Invalid, match="choose one of the numbers"):
        answer(workspace, token_of(open_path(workspace, survey)), 11)
    assert answer(workspace, "nothing", 5) is None
    assert find_door(workspace, "nothing", "", "") is None
    with pytest.raises(NotFound, match="one"):
        results(workspace, "onw")
    assert [one.code for one in list_surveys(workspace)] == ["one"]
