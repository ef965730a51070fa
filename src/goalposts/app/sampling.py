"""The sample workspace's plan: its goals, and what its team has said, decided and learned about them so far."""

from __future__ import annotations

import datetime as dt

from goalposts.app.checking_in import check_in
from goalposts.app.goals import list_goals
from goalposts.app.plan_importing import import_plan
from goalposts.app.revising import announce, decide, propose, vote
from goalposts.app.tracking import track
from goalposts.app.training import plan_training, record_attendance
from goalposts.app.workspace import Workspace
from goalposts.demo.plan import PLAN_FILE, sample_plan
from goalposts.periods import DAY
from goalposts.store.goals import Goal, Target
from goalposts.store.sessions import OWNER

LIKES, VISITS, SHOP = "More likes on Instagram", "Visits from Facebook every month", "A better shop"


def add_sample_plan(workspace: Workspace) -> None:
    """Fill a workspace that holds the sample's facts with its plan; everything is said by people who do not exist."""
    import_plan(workspace, sample_plan(workspace.today()), file=PLAN_FILE)
    goals = {goal.name: goal for goal in list_goals(workspace, OWNER)}
    _check_in(workspace, goals)
    _revise(workspace, goals)
    _train(workspace)
    track(workspace, list_goals(workspace, OWNER), odds=True)


def _check_in(workspace: Workspace, goals: dict[str, Goal]) -> None:
    said = [
        (LIKES, "mina", 16, "The brewing film of the first week brought half of the likes.", "", "Two more films."),
        (VISITS, "wei", 9, "Link posts on Tuesdays bring most visits.", "The shop was slow on two days.", ""),
        (SHOP, "wei", 2, "The short address form is live.", "Payment by phone waits for the bank.", "Call the bank."),
    ]
    for name, person, ago, note, obstacle, next_step in said:
        words = {"note": note, "obstacle": obstacle, "next_step": next_step}
        day = (workspace.today() - ago * DAY).isoformat()
        check_in(workspace, goals[name].id, {**words, "day": day}, person=person)


def _revise(workspace: Workspace, goals: dict[str, Goal]) -> None:
    """One goalpost that was moved and announced, and one that waits for a decision."""
    visits, likes = goals[VISITS].targets[0], goals[LIKES].targets[0]
    moved = propose(
        workspace,
        "target",
        str(visits.id),
        {"amount": 3200.0, "target_value": 3200.0},
        trigger="result",
        reason="Link posts work: October was met by far.",
        person="wei",
    )
    vote(workspace, moved.id, person="mina", vote=1, text="We can do that with two link posts a week.")
    vote(workspace, moved.id, person="jun", vote=1)
    day = _first_of_next_month(workspace.today())
    decide(workspace, moved.id, accept=True, reason="Ambitious, and within reach.", person=OWNER, effective_on=day)
    announce(workspace, moved.id, person=OWNER, note="From next month we want 3,200 visits from Facebook.")
    _propose_less(workspace, likes)


def _propose_less(workspace: Workspace, likes: Target) -> None:
    waiting = propose(
        workspace,
        "target",
        str(likes.id),
        {"amount": 15.0},
        trigger="trend",
        reason="Instagram shows fewer posts of brands since last month.",
        person="mina",
    )
    vote(workspace, waiting.id, person="jun", vote=-1, text="Let us see the effect of the two new films first.")


def _train(workspace: Workspace) -> None:
    held = {"title": "What our numbers mean", "held_on": workspace.today() - 20 * DAY, "trainer": OWNER}
    training = plan_training(
        workspace, {**held, "kpis": ["impressions", "engagement_rate", "conversion_rate"]}, by=OWNER
    )
    record_attendance(workspace, training.id, ["mina", "wei"], by=OWNER)


def _first_of_next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)
