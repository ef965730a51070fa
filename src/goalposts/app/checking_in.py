"""Check-ins: when one is due and what is asked, and keeping what people say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.app.goal_forms import MOST_TEXT, read_day, read_number
from goalposts.app.goals import find_goal
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.goals.progress import BEHIND, MET, MISSED
from goalposts.i18n.goal_words import goal_fault
from goalposts.store import check_ins as kept
from goalposts.store.check_ins import CheckIn
from goalposts.store.goals import ACTIVE, CURRENCY, NUMBER, Goal, Target

ROUTINE, FIRST, WHEN_BEHIND, WHEN_REACHED = "routine", "first", "behind", "reached"
EVERY_DAYS = ((35, 7), (130, 14))
"""A goal of up to so many days is looked at every so many days; longer ones every 30."""
_SELDOM = 30


@dataclass(frozen=True, slots=True)
class Prompt:
    """Why somebody should check in: `days` since the last check-in, or since the goal began."""

    code: str
    days: int


def prompt_for(goal: Goal, last: dt.date | None, paces: Iterable[str], today: dt.date) -> Prompt | None:
    """What to ask of a running goal, if a check-in is due.

    A new goal, and one with a target that fell behind or was reached, is asked about after half the time.
    """
    if goal.status != ACTIVE or today < goal.starts_on:
        return None
    begun = max(goal.starts_on, goal.created_at.date())
    every, days = interval(goal), (today - (last or begun)).days
    said = set(paces)
    if last is None:
        return Prompt(FIRST, days) if days * 2 >= every else None
    if days * 2 >= every and said & {BEHIND, MISSED}:
        return Prompt(WHEN_BEHIND, days)
    if days * 2 >= every and MET in said:
        return Prompt(WHEN_REACHED, days)
    return Prompt(ROUTINE, days) if days >= every else None


def interval(goal: Goal) -> int:
    """Days between two check-ins: the shorter a goal, the more often."""
    length = (goal.due_on - goal.starts_on).days + 1 if goal.due_on else _SELDOM * 12
    return next((every for longest, every in EVERY_DAYS if length <= longest), _SELDOM)


def check_in(
    workspace: Workspace, goal_id: int, said: Mapping[str, str], *, person: str, language: str = "en"
) -> CheckIn:
    """Keep what somebody says of a goal: note, obstacle, next_step, day (default today), and a target with its value.

    A value is only taken for a target that no KPI measures. Raises NotFound, and Invalid with every fault.
    """
    goal = find_goal(workspace, goal_id, person)
    faults: list[Fault] = []

    def refuse(column: str, code: str) -> None:
        faults.append(Fault(goal_fault(code, language), column=column, value=said.get(column) or None))

    words = {name: said.get(name, "").strip()[:MOST_TEXT] for name in ("note", "obstacle", "next_step")}
    day = read_day(said.get("day", "")) if said.get("day") else workspace.today()
    if day is None:
        refuse("day", "no_date")
    elif day > workspace.today():
        refuse("day", "future")
    values: dict[str, Any] = {**words, "day": day, "prompt": said.get("prompt", "")[:32]}
    value = said.get("value", "").strip()
    if value:
        target, code = _entered(goal, said.get("target", ""))
        values |= {"target_id": target.id if target else None, "value": read_number(value)}
        if code:
            refuse("target", code)
        if values["value"] is None:
            refuse("value", "no_number")
    elif not any(words.values()):
        refuse("note", "no_note")
    if faults:
        raise Invalid("The check-in was not stored.", faults)
    with workspace.database.transaction() as transaction:
        return kept.add_check_in(transaction, goal.id, values, person=person, now=workspace.now())


def entered_targets(goal: Goal) -> list[Target]:
    """The targets of a goal whose values people enter."""
    return [target for target in goal.targets if not target.kpi and target.kind in (NUMBER, CURRENCY)]


def _entered(goal: Goal, wanted: str) -> tuple[Target | None, str]:
    """The target a value is for, and what is wrong with the choice; the only one there is need not be named."""
    open_ones = entered_targets(goal)
    if not wanted:
        return (open_ones[0], "") if len(open_ones) == 1 else (None, "unknown_target")
    found = next((target for target in goal.targets if str(target.id) == wanted), None)
    if found is None:
        return None, "unknown_target"
    return (found, "") if found in open_ones else (None, "measured")
