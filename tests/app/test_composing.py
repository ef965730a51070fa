"""A sentence judged with what the workspace holds, has reached and aims for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from goalposts.app.benchmarking import save_benchmark
from goalposts.app.composing import compose
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.periods import DAY
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.store.profile import set_profile
from goalposts.store.strategies import OBJECTIVES, STRATEGIES

NOW = dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)
GROWTH = "Increase Facebook impressions by 20% in Q2 2027"
QUARTERS = (1000, 1250, 1260, 1270, 1600, 1580, 1600, 1620, 1640)
"""Impressions a day in the quarters from 2024-Q4 on: two of the eight changes are +20 % or more."""
BY = {"person": "owner", "now": NOW}


def table(daily: Sequence[int], first: dt.date) -> str:
    lines = ["Date,Impressions,Link clicks"]
    lines += [f"{first + place * DAY},{shown},{shown // 50}" for place, shown in enumerate(daily)]
    return "\n".join(lines) + "\n"


def by_quarter() -> str:
    """Nine quarters until 2026-12-31, each with as many impressions a day as `QUARTERS` says."""
    first, last = dt.date(2024, 10, 1), dt.date(2026, 12, 31)
    days = [first + place * DAY for place in range((last - first).days + 1)]
    return table([QUARTERS[(d.year - 2024) * 4 + (d.month - 1) // 3 - 3] for d in days], first)


def filled(home: Path, text: str) -> Workspace:
    file = home.parent / "daily.csv"
    file.write_text(text)
    workspace = Workspace(read_settings({}, home=home), clock=lambda: NOW)
    said = Choices(account="Corner", platform="facebook", time_zone="UTC", currency="EUR", accept_flags=True)
    assert workspace.import_paths([file], said).ok
    return workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Nine quarters of one Facebook page; read it only."""
    with filled(tmp_path_factory.mktemp("composing") / "home", by_quarter()) as made:
        yield made


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace whose folder is not there yet."""
    with Workspace(read_settings({}, home=tmp_path / "home"), clock=lambda: NOW) as made:
        yield made


def objective(workspace: Workspace, code: str) -> int:
    with workspace.database.transaction() as transaction:
        strategy = STRATEGIES.add(transaction, {"name": "Be known", "owner": "owner"}, **BY)
        values = {"strategy_id": strategy.id, "code": code, "name": "Known in town", "owner": "owner"}
        return OBJECTIVES.add(transaction, values, **BY).id


def test_without_a_workspace_only_the_sentence_is_judged_and_nothing_is_made(fresh: Workspace) -> None:
    smart = compose(fresh, "Increase Instagram post likes by 20% next quarter", today=dt.date(2026, 11, 22))
    measurable, achievable = smart.verdicts["measurable"], smart.verdicts["achievable"]
    assert measurable.ok is True
    assert "Nothing is connected yet. Connect Meta Business Suite: Instagram" in measurable.reason
    assert achievable.ok is None
    assert "No history of it is held" in achievable.reason
    assert not fresh.home.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Increase brand love by 20% next quarter", "First it has to be clear which KPI is meant."),
        ("Increase Instagram likes next quarter", "First it has to be clear how much is wanted."),
        (
            "Publish the KPI guide by 31 January 2027",
            "No KPI speaks for it, so there are no numbers to judge it by. Is",
        ),
        ("Grow X followers to 9,000 by 30 June 2027", "No history of it is held"),
    ],
)
def test_nothing_is_invented_where_something_is_open(fresh: Workspace, text: str, told: str) -> None:
    verdict = compose(fresh, text).verdicts["achievable"]
    assert verdict.ok is None
    assert verdict.reason.startswith(told)


def test_an_export_of_another_platform_is_not_proposed(fresh: Workspace) -> None:
    reason = compose(fresh, "Grow X followers to 9,000 by 30 June 2027").verdicts["measurable"].reason
    assert reason.endswith("Import a table of your own, or enter the figures by hand.")


def test_two_of_eight_quarters_reached_it(workspace: Workspace) -> None:
    verdict = compose(workspace, GROWTH).verdicts["achievable"]
    assert verdict.ok is None
    assert verdict.reason.startswith("2 of 8 earlier periods of this length did it (25.0%).")
    assert "The period it starts from is not over, so there are no odds yet." in verdict.reason
    assert verdict.reason.endswith("That is for you to confirm.")


def test_what_was_never_done_warns_with_numbers_until_the_author_confirms(workspace: Workspace) -> None:
    sentence = "Reach 5,000,000 Facebook impressions in Q1 2027"
    verdict = compose(workspace, sentence).verdicts["achievable"]
    assert verdict.ok is False
    assert "Warning: this lies far beyond everything your data shows. 0 of" in verdict.reason
    assert "It takes 388.9K a week; the last four weeks brought 11.5K a week." in verdict.reason
    confirmed = compose(workspace, sentence, confirmed=True).verdicts["achievable"]
    assert confirmed.ok is True
    assert "Warning" in confirmed.reason


def test_a_change_is_told_in_numbers_once_its_baseline_is_over(workspace: Workspace) -> None:
    reason = compose(workspace, "Increase Facebook impressions by 20% in Q1 2027").verdicts["achievable"].reason
    assert reason.startswith("That is 181.1K, from 150.9K.")


def test_a_short_history_is_no_history(tmp_path: Path) -> None:
    with filled(tmp_path / "home", table([100] * 12, dt.date(2026, 12, 20))) as few:
        verdict = compose(few, GROWTH).verdicts["achievable"]
        assert verdict.ok is None
        assert "There is not enough history to give odds." in verdict.reason
        assert "%" not in verdict.reason


def test_a_kpi_nothing_gives_is_not_measurable_here(workspace: Workspace) -> None:
    assert "Data for it is held up to Dec 31, 2026." in compose(workspace, GROWTH).verdicts["measurable"].reason
    verdict = compose(workspace, "Grow LinkedIn followers to 10,000 by 30 June 2027").verdicts["measurable"]
    assert verdict.ok is False
    assert "No source held gives it. Connect LinkedIn" in verdict.reason


def test_data_that_ended_long_ago_is_not_live(workspace: Workspace) -> None:
    verdict = compose(workspace, "Reach 100,000 Facebook impressions in Q4 2027", today=dt.date(2027, 8, 1))
    assert verdict.verdicts["measurable"].ok is False
    assert "ended on Dec 31, 2026" in verdict.verdicts["measurable"].reason


def test_relevant_takes_an_objective_the_kpi_serves_and_a_reason(tmp_path: Path) -> None:
    with filled(tmp_path / "home", table([100] * 40, dt.date(2026, 11, 22))) as own:
        known, leads = objective(own, "brand_awareness"), objective(own, "leads")
        asked = compose(own, GROWTH).verdicts["relevant"]
        assert (asked.ok, asked.reason[:15]) == (None, "Which objective")
        assert compose(own, GROWTH, objective_id=known).verdicts["relevant"].ok is None
        assert compose(own, GROWTH, objective_id=known, relevance="  ").verdicts["relevant"].ok is None
        served = compose(own, GROWTH, objective_id=known, relevance="Nobody knows us yet")
        assert served.verdicts["relevant"].ok is True
        refused = compose(own, GROWTH, objective_id=leads, relevance="It looks good").verdicts["relevant"]
        assert refused.ok is False
        assert refused.reason.startswith("Impressions says little about “Known in town”")
        with pytest.raises(NotFound):
            compose(own, GROWTH, objective_id=999)


def test_quarters_follow_the_fiscal_year_and_money_the_currency_of_the_brand(tmp_path: Path) -> None:
    with filled(tmp_path / "home", table([100] * 40, dt.date(2026, 11, 22))) as own:
        with own.database.transaction() as transaction:
            set_profile(transaction, {"fiscal_start": 2, "currency": "TRY"}, **BY)
        draft = compose(own, "Raise revenue to 50,000 next quarter").draft
        assert (draft.start, draft.due) == (dt.date(2027, 2, 1), dt.date(2027, 4, 30))
        assert draft.currency in ("TRY", None)


def test_a_target_is_set_beside_a_figure_of_the_same_base(tmp_path: Path) -> None:
    mark = {"kpi": "click_through_rate", "value": "0.03", "unit": "ratio", "base": "impressions"}
    mark |= {"statistic": "mean", "source": "Our agency", "published": "2026-06-30", "platform": "facebook"}
    with filled(tmp_path / "home", table([100] * 40, dt.date(2026, 11, 22))) as own:
        save_benchmark(own, "ours", mark, is_new=True)
        sentence = "Raise Facebook CTR to {} by 30 June 2027"
        for rate, word in (("4%", "above"), ("2%", "below")):
            reason = compose(own, sentence.format(rate)).verdicts["achievable"].reason
            assert f"The target is {word} the benchmark of 3.0% (Our agency, 2026; base: impressions)." in reason


@pytest.mark.parametrize("language", ["en", "ko", "zh-Hant"])
def test_reasons_speak_the_language_that_is_asked_for(workspace: Workspace, language: str) -> None:
    reasons = {one: compose(workspace, GROWTH, language=one).verdicts["achievable"].reason for one in ("en", language)}
    assert (reasons["en"] == reasons[language]) is (language == "en")


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 100_000, "=HYPERLINK(1)", "🚀" * 3000])
def test_no_text_breaks_it(fresh: Workspace, text: str) -> None:
    smart = compose(fresh, text)
    assert smart.draft.kpi is None
    assert smart.score == 0
