import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from goalposts.errors import Conflict, NotFound, Overtaken
from goalposts.store.database import Database
from goalposts.store.records import list_trail
from goalposts.store.register import ACTIVE, RETIRED
from goalposts.store.strategies import (
    AUDIENCES,
    CAMPAIGNS,
    CHOSEN_KPIS,
    OBJECTIVES,
    STRATEGIES,
    BudgetLine,
)

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
BY = {"person": "mina", "now": NOW}


@pytest.fixture
def database(tmp_path):
    database = Database.open(tmp_path)
    yield database
    database.close()


def test_a_strategy_with_its_objective_kpi_audience_and_campaign(database):
    with database.transaction() as transaction:
        audience = AUDIENCES.add(
            transaction, {"name": "Parents", "owner": "mina", "values": ("interaction",), "platforms": ["x"]}, **BY
        )
        strategy = STRATEGIES.add(transaction, {"name": "Be known", "owner": "mina"}, **BY)
        objective = OBJECTIVES.add(
            transaction,
            {
                "strategy_id": strategy.id,
                "code": "brand_awareness",
                "name": "Known in Seoul",
                "owner": "mina",
                "audience_id": audience.id,
            },
            **BY,
        )
        chosen = {"objective_id": objective.id, "kpi": "impressions", "where": {"platform": "x"}, "owner": "mina"}
        kpi = CHOSEN_KPIS.add(transaction, {**chosen, "label": "Brand impressions", "reason": "Seen first"}, **BY)
        lines = (BudgetLine("Film", 300.0, "2027-Q1"), BudgetLine("Ads", 700.0))
        CAMPAIGNS.add(
            transaction,
            {"name": "Spring", "owner": "mina", "budget": 1000.0, "currency": "EUR", "budget_lines": lines},
            **BY,
        )
    with database.reading() as transaction:
        assert AUDIENCES.find(transaction, audience.id).values == ("interaction",)
        assert OBJECTIVES.list(transaction) == [objective]
        assert (kpi.label, kpi.where, kpi.channel, kpi.version) == ("Brand impressions", {"platform": "x"}, "", 1)
        (campaign,) = CAMPAIGNS.list(transaction)
        assert campaign.budget_lines == lines
        (trail,) = list_trail(transaction, subject="campaign")
    assert trail.after["budget_lines"] == [
        {"name": "Film", "amount": 300.0, "quarter": "2027-Q1"},
        {"name": "Ads", "amount": 700.0},
    ]


def test_a_change_leaves_a_trail_and_the_second_editor_is_told(database):
    with database.transaction() as transaction:
        strategy = STRATEGIES.add(transaction, {"name": "Be known", "owner": "mina"}, **BY)
        changed = STRATEGIES.change(
            transaction, strategy.id, {"north_star": "reach", "north_star_reason": "Who saw us"}, expected=1, **BY
        )
        assert (changed.north_star, changed.version) == ("reach", 2)
        with pytest.raises(Overtaken) as caught:
            STRATEGIES.change(transaction, strategy.id, {"north_star": "likes"}, expected=1, **BY)
    assert caught.value.clashes == {"north_star": ("reach", "likes")}


def test_what_is_retired_is_listed_only_when_asked_for(database):
    with database.transaction() as transaction:
        strategy = STRATEGIES.add(transaction, {"name": "Old", "owner": "mina"}, **BY)
        STRATEGIES.change(transaction, strategy.id, {"status": RETIRED}, **BY)
        assert STRATEGIES.list(transaction) == []
        assert [found.name for found in STRATEGIES.list(transaction, statuses=(ACTIVE, RETIRED))] == ["Old"]
        with pytest.raises(NotFound):
            STRATEGIES.find(transaction, 99)


def test_nothing_is_stored_without_an_owner(database):
    with pytest.raises((Conflict, IntegrityError)), database.transaction() as transaction:
        STRATEGIES.add(transaction, {"name": "Nobody's"}, **BY)
