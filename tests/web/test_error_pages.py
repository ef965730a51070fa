"""One table from errors to status codes, without gaps."""

from __future__ import annotations

import pytest
from starlette.exceptions import HTTPException

from goalposts import errors
from goalposts.web.error_pages import STATUS, WORDS, status_of
from tests.web.conftest import Visitor


def _tree(kind: type[errors.GoalpostsError]) -> list[type[errors.GoalpostsError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


def test_every_family_of_errors_has_a_status_of_its_own_and_words_for_it() -> None:
    named = [getattr(errors, name) for name in dir(errors)]
    ours = [kind for kind in named if isinstance(kind, type) and issubclass(kind, errors.GoalpostsError)]
    families = {kind for kind in ours if kind.__base__ in (Exception, errors.GoalpostsError)}
    assert families == set(STATUS)
    assert all(status in WORDS for status in STATUS.values())


def test_errors_of_other_rooms_take_the_status_of_their_parent() -> None:
    for kind in _tree(errors.GoalpostsError):
        assert any(parent in STATUS for parent in kind.__mro__)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("KPI", "x"), 404),
        (errors.Invalid("x"), 422),
        (errors.Conflict("x"), 409),
        (errors.NotAllowed("x"), 403),
        (errors.Unavailable("x"), 503),
        (errors.Unsupported("x"), 400),
        (HTTPException(413), 413),
        (ZeroDivisionError(), 500),
    ],
)
def test_the_table(error: Exception, status: int) -> None:
    assert status_of(error) == status


def test_a_page_names_every_fault(owner: Visitor) -> None:
    page = owner.get("/?range=decade&compare=never")
    assert page.status_code == 422
    assert "decade" in page.text
    assert "never" in page.text


def test_an_unknown_kpi_is_answered_with_the_nearest(owner: Visitor) -> None:
    page = owner.get("/kpi/impresions")
    assert page.status_code == 404
    assert "impressions" in page.text
    assert owner.get("/guide/export.pdf").status_code == 404


def test_the_api_answers_in_json_whatever_fails(owner: Visitor) -> None:
    token = {"X-CSRF-Token": owner.form_token}
    unknown = owner.post("/api/v1/ask", json={"kpis": ["impresions"]}, headers=token)
    assert (unknown.status_code, unknown.json()["error"]["kind"]) == (404, "NotFound")
    wrong = owner.post("/api/v1/ask", json={"kpis": ["likes"], "grain": "hour", "by": ["platfrom"]}, headers=token)
    assert wrong.status_code == 422
    assert {fault["column"] for fault in wrong.json()["error"]["faults"]} == {"grain", "by"}
    shape = owner.post("/api/v1/ask", json={"kpis": [], "nonsense": 1}, headers=token)
    assert shape.status_code == 422
    assert {fault["column"] for fault in shape.json()["error"]["faults"]} == {"kpis", "nonsense"}
    assert owner.get("/api/v1/nothing").json()["error"]["message"]


def test_a_fault_of_ours_is_told_without_its_inside(owner: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(owner.app.state.workspace, "imports", broken)
    page = owner.get("/imports")
    assert page.status_code == 500
    assert "secret detail" not in page.text
    assert page.headers["x-frame-options"] == "DENY"
