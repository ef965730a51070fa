"""A form of a goal: read field by field, with every fault at once beside its field.

Fields of the goal have plain names (`owner`), those of its targets a place in front (`t0.text`, `t1.text`), and answers
to questions about a sentence end in the question's code (`t0.answer.relative_or_points`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goalposts.errors import Fault, Invalid
from goalposts.i18n.figures import NO_VALUE
from goalposts.i18n.goal_words import goal_fault
from goalposts.periods import parse_period
from goalposts.store.base import Edited
from goalposts.store.goals import BOOLEAN, CURRENCY, KINDS, LINES, NUMBER, TASK, VISIBILITIES, Step
from goalposts.store.strategy_tables import AudienceRow, CampaignRow, ObjectiveRow

SENTENCE = "sentence"
"""A target said as a sentence, which the composer reads; the other kinds are those of `store.goals`."""

FORM_KINDS = (SENTENCE, *KINDS)
MOST_TEXT, MOST_TARGETS = 2_000, 12

_PLACE = re.compile(r"t(\d{1,2})\.(?:text|kind)")
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:[,'  ]\d{3})+|\d+)(?:\.\d+)?")
_SIGNS = "$€£¥₩₺₹NT元원"
_STEP = re.compile(r"\s*([\dQW\- ]*?\d)\s*[:=\t]\s*(\S.*)")
_TIES: tuple[tuple[str, type[Edited], str], ...] = (
    ("objective", ObjectiveRow, "unknown_objective"),
    ("audience", AudienceRow, "unknown_audience"),
    ("campaign", CampaignRow, "unknown_campaign"),
)


@dataclass(frozen=True, slots=True)
class TargetForm:
    """One target as it was typed; `columns` are those of `store.goals.Target` that need no reading of a sentence."""

    place: int
    kind: str
    text: str
    answers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """The field of the form that is called `name` for this target."""
        return f"t{self.place}.{name}"


def read_goal(
    transaction: Session, said: Mapping[str, str], people: Collection[str], language: str
) -> tuple[dict[str, Any], list[Fault]]:
    """The goal's own columns, and what is wrong with them. A goal without objective, reason or owner is refused.

    Objective, audience and campaign are named by id, by name or (objectives) by code.
    """
    faults: list[Fault] = []

    def refuse(column: str, code: str, **facts: str) -> None:
        faults.append(Fault(goal_fault(code, language, **facts), column=column, value=said.get(column) or None))

    values: dict[str, Any] = {name: _text(said, name) for name in ("name", "relevance", "owner", "resources")}
    for name, row, code in _TIES:
        wanted = _text(said, name)
        values[f"{name}_id"] = _id_of(transaction, row, wanted)
        if wanted and values[f"{name}_id"] is None:
            refuse(name, code, known=", ".join(each.name for each in _known(transaction, row)) or NO_VALUE)
    if not _text(said, "objective"):
        refuse("objective", "no_objective")
    if not values["relevance"]:
        refuse("relevance", "no_relevance")
    if not values["owner"]:
        refuse("owner", "no_owner")
    elif values["owner"] not in people:
        refuse("owner", "unknown_person", person=values["owner"])
    wish = said.get("visibility", "")
    values["visibility"] = wish if wish in VISIBILITIES else VISIBILITIES[0]
    return values, faults


def read_targets(
    said: Mapping[str, str], today: dt.date, language: str, *, needed: bool = True
) -> tuple[list[TargetForm], list[Fault]]:
    """The targets of a form, those left blank not among them, and what is wrong with them."""
    targets, faults = [], list[Fault]()
    for place in target_places(said):
        if not _text(said, f"t{place}.text"):
            continue
        target, wrong = _read_target(said, place, today, language)
        targets.append(target)
        faults += wrong
    if needed and not targets:
        faults.append(Fault(goal_fault("no_target", language), column="t0.text"))
    return targets, faults


def target_places(said: Mapping[str, str]) -> list[int]:
    """The places of the targets in a form, in order; a form without any has the first."""
    found = {int(match[1]) for name in said if (match := _PLACE.fullmatch(name))}
    return sorted(place for place in found if place < MOST_TARGETS) or [0]


def read_number(text: str) -> float | None:
    """A number as people write it: grouped or not, with or without a sign of money; None for anything else."""
    bare = text.strip().strip(_SIGNS).strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare):
        return None
    return float(re.sub(r"[,'  ]", "", bare).replace("−", "-"))


def read_day(text: str) -> dt.date | None:
    """A day in ISO 8601; None for anything else."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _read_target(said: Mapping[str, str], place: int, today: dt.date, language: str) -> tuple[TargetForm, list[Fault]]:
    reading = _Reading(said, place, language)
    kind = reading.text("kind")
    kind = kind if kind in FORM_KINDS else SENTENCE
    start, due = reading.day("start"), reading.day("due")
    if start and due and due < start:
        reading.refuse("due", "backwards")
    columns: dict[str, Any] = {"starts_on": start, "due_on": due, "weight": reading.weight()}
    columns |= {"steps": reading.steps(today), "lines": reading.lines()}
    if kind in (NUMBER, CURRENCY):
        columns |= reading.way(kind)
    if kind in (BOOLEAN, TASK):
        columns |= {"target_value": 1.0}
    stem = f"t{place}.answer."
    answers = {name.removeprefix(stem): value for name, value in said.items() if name.startswith(stem) and value}
    return TargetForm(place, kind, reading.text("text"), answers, columns), reading.faults


def _id_of(transaction: Session, row: type[Edited], wanted: str) -> int | None:
    """The record that is named by its id, its name or its code; None where there is none, or more than one."""
    if wanted.isascii() and wanted.isdigit():
        known = transaction.get(row, int(wanted))
        return known.id if known else None
    same = [
        each.id
        for each in _known(transaction, row)
        if wanted.casefold() in (each.name.casefold(), getattr(each, "code", ""))
    ]
    return same[0] if wanted and len(same) == 1 else None


def _known(transaction: Session, row: type[Edited]) -> list[Any]:
    """The records of a register that are in use."""
    return list(transaction.scalars(select(row).where(row.status == "active")))  # type: ignore[attr-defined]


class _Reading:
    """One target's fields, and the faults found in them so far."""

    def __init__(self, said: Mapping[str, str], place: int, language: str) -> None:
        self.said, self.place, self.language = said, place, language
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        return _text(self.said, f"t{self.place}.{name}")

    def refuse(self, name: str, code: str, **facts: str) -> None:
        message = goal_fault(code, self.language, **facts)
        self.faults.append(Fault(message, column=f"t{self.place}.{name}", value=self.text(name) or None))

    def number(self, name: str) -> float | None:
        value = read_number(self.text(name))
        if value is None and self.text(name):
            self.refuse(name, "no_number")
        return value

    def day(self, name: str) -> dt.date | None:
        found = read_day(self.text(name))
        if found is None and self.text(name):
            self.refuse(name, "no_date")
        return found

    def weight(self) -> float:
        if not self.text("weight"):
            return 1.0
        value = read_number(self.text("weight"))
        if value is None or value <= 0:
            self.refuse("weight", "no_weight")
        return value or 1.0

    def lines(self) -> dict[str, float]:
        found = {name: self.number(name) for name in LINES}
        return {name: value for name, value in found.items() if value is not None}

    def steps(self, today: dt.date) -> tuple[Step, ...]:
        found = []
        for line in filter(str.strip, self.text("steps").splitlines()):
            match = _STEP.fullmatch(line)
            value = read_number(match[2]) if match else None
            try:
                period = parse_period(match[1].strip(), today) if match else None
            except Invalid:
                period = None
            if period is None or value is None:
                self.refuse("steps", "bad_steps", line=line.strip()[:60])
                continue
            found.append(Step(period.start, period.end, value))
        return tuple(sorted(found, key=lambda step: step.start))

    def way(self, kind: str) -> dict[str, Any]:
        """From where to where, of a target whose value people enter."""
        start, end = self.number("from"), self.number("to")
        if not self.text("to"):
            self.refuse("to", "no_value")
        if start is not None and start == end:
            self.refuse("to", "same_values")
        unit = self.text("currency").upper() if kind == CURRENCY else "count"
        if not re.fullmatch(r"[A-Z]{3}|count", unit):
            self.refuse("currency", "no_currency")
        down = start is not None and end is not None and end < start
        return {
            "baseline_value": start if start is not None else 0.0,
            "target_value": end,
            "amount": end,
            "unit": unit,
            "direction": "down" if down else "up",
            "progress_mode": "improvement",
        }


def _text(said: Mapping[str, str], name: str) -> str:
    return said.get(name, "").strip()[:MOST_TEXT]
