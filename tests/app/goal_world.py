"""A small lake with known likes and followers, an objective, and forms of goals: what tests of goals begin with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from goalposts.app.people import add_person
from goalposts.app.workspace import Workspace
from goalposts.settings import read_settings
from goalposts.sources.source import Choices
from goalposts.store.strategies import OBJECTIVES, STRATEGIES

NOW = dt.datetime(2026, 8, 15, 12, tzinfo=dt.UTC)
BY = {"person": "owner", "now": NOW}
MANUAL = {
    "name": "Launch",
    "t0.kind": "number",
    "t0.text": "Readers",
    "t0.from": "7,000",
    "t0.to": "10,000",
    "t0.due": "2026-12-31",
    "t1.kind": "boolean",
    "t1.text": "Guide published",
    "t2.kind": "currency",
    "t2.text": "Cost of a lead",
    "t2.from": "₺50",
    "t2.to": "₺40",
    "t2.currency": "try",
    "t3.kind": "task",
    "t3.text": "Launch list",
    "t3.tasks": "Photos\nTexts\nPress\nParty",
}
"""X16: a goal with a target of each kind."""


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now


def open_workspace(folder: Path, clock: Clock) -> Workspace:
    """An empty workspace with an objective (1), an owner, and Mina."""
    workspace = Workspace(read_settings({}, home=folder / "home"), clock=clock)
    workspace.home.mkdir(parents=True, exist_ok=True)
    with workspace.database.transaction() as transaction:
        strategy = STRATEGIES.add(transaction, {"name": "Grow", "owner": "owner"}, **BY)
        objective = {"strategy_id": strategy.id, "code": "engagement", "name": "Loved content", "owner": "owner"}
        OBJECTIVES.add(transaction, objective, **BY)
    add_person(workspace, {"name": "Mina"}, key="mina")
    return workspace


def bring_likes(workspace: Workspace, days: dict[dt.date, int], platform: str = "instagram") -> None:
    """Likes of each day of one account."""
    lines = ["Date,Likes", *(f"{day},{likes}" for day, likes in sorted(days.items()))]
    path = workspace.home.parent / f"likes-{min(days)}.csv"
    path.write_text("\n".join(lines) + "\n")
    said = Choices(account="Corner Bakery", platform=platform, time_zone="UTC", accept_flags=True)
    report = workspace.import_paths([path], said)
    assert report.ok, report.to_dict()


def form(**said: Any) -> dict[str, str]:
    """A form of a goal with everything a goal must have; `text` is the sentence of its first target."""
    text = said.pop("text", "")
    whole = {"objective": "1", "relevance": "People share what they love.", "owner": "owner", "confirmed": "yes"}
    return {**whole, "t0.kind": "sentence", "t0.text": text, **{name: str(value) for name, value in said.items()}}
