"""What a revision changes: wishes taken apart, old and new values side by side, and old values kept for old days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from goalposts.catalog.kpi import Definition
from goalposts.goals.draft import Asked, Baseline, Change, Draft
from goalposts.goals.windows import is_change, value_of_change
from goalposts.periods import DAY
from goalposts.store.goals import ABSOLUTE, ACCRUAL, Step, Target
from goalposts.store.revisions import ACCEPTED, ASKING, BLOCKED, OPEN, TARGET, Revision

CHANGEABLE = (
    *("name", "kind", "kpi", "where", "operator", "direction", "mode", "amount", "target_value", "unit"),
    *("progress_mode", "baseline_value", "baseline_from", "baseline_to", "cadence", "starts_on", "due_on"),
    *("steps", "lines", "weight", "status"),
)
"""Columns of a target that a revision may change."""

VALUES = ("operator", "mode", "amount", "target_value")
"""The columns that together say what is wanted."""

AMOUNT = "amount"
"""Code of the question that blocks a revision: nothing says how much."""

_DAYS = ("baseline_from", "baseline_to", "starts_on", "due_on")
_ROWS = re.compile(r"[\n;；·]+")
_FIELDS = re.compile(r"\s*(?:[|\t，、]|,(?!\d{3}(?!\d)))\s*")


@dataclass(frozen=True, slots=True)
class Wish:
    """One row of an update table as somebody wrote it: which KPI, why, and what is wanted; '' where it is not said."""

    text: str
    kpi: str
    reason: str
    wanted: str

    @property
    def sentence(self) -> str:
        """What the reader of sentences is given."""
        return f"{self.kpi} {self.wanted}".strip()


def split_wishes(text: str) -> list[Wish]:
    """The rows of an update table: one a line (or between `;`), each `KPI, reason, new target`.

    Two parts are a KPI and what is wanted; one part is a sentence of its own.
    """
    return [_wish(row.strip()) for row in _ROWS.split(text) if row.strip()]


def _wish(row: str) -> Wish:
    parts = [part for part in _FIELDS.split(row) if part]
    if len(parts) < 2:
        return Wish(row, row, "", "")
    return Wish(row, parts[0], ", ".join(parts[1:-1]), parts[-1])


def values_of(draft: Draft, definition: Definition, target: Target | None = None) -> dict[str, Any]:
    """The columns a draft gives a target: only what it says, and what that comes to from the target's baseline."""
    values: dict[str, Any] = {}
    direction = draft.direction or (target.direction if target else definition.direction)
    if direction in ("up", "down") and (target is not None or direction != definition.direction):
        values["direction"] = direction
    if draft.change:
        way = "increase_by" if direction != "down" else "decrease_by"
        operator = draft.operator if draft.operator in ("increase_by", "decrease_by") else way
        values |= {"operator": operator, "mode": draft.change.mode, "amount": draft.change.amount}
        values["target_value"] = _comes_to(values, definition, target)
    elif draft.target_value is not None:
        operator = draft.operator or "reach"
        values |= {"operator": operator, "mode": ABSOLUTE}
        values |= {"amount": draft.target_value, "target_value": draft.target_value}
    if draft.currency:
        values["unit"] = draft.currency
    if target is not None:
        known = plain(target)
        return {name: value for name, value in values.items() if known.get(name) != value}
    return values


def _comes_to(values: Mapping[str, Any], definition: Definition, target: Target | None) -> float | None:
    if target is None:
        return None
    changed = replace(target, **{**values, "target_value": None}, unit=target.unit or definition.unit)
    return value_of_change(changed, target.baseline_value)


def has_amount(draft: Draft) -> bool:
    """Whether the draft says how much."""
    return draft.change is not None or draft.target_value is not None


def status_of(questions: Collection[Mapping[str, Any]]) -> str:
    """Blocked without an amount, asking while any other question has no `answer` yet, else open."""
    waiting = [asked["code"] for asked in questions if not asked.get("answer")]
    return BLOCKED if AMOUNT in waiting else ASKING if waiting else OPEN


def kept_questions(asked: Iterable[Asked]) -> list[Asked]:
    """The questions that concern what is wanted; when and how often is already settled by the target."""
    about_time = ("start", "due", "cadence", "baseline")
    return [one for one in asked if one.about not in about_time]


def plain(target: Target, names: Iterable[str] = CHANGEABLE) -> dict[str, Any]:
    """Columns of a target as JSON keeps them."""
    return {name: _plain(getattr(target, name)) for name in names}


def typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a revision's `new` as a target takes them."""
    found = dict(values)
    for name in _DAYS:
        if isinstance(found.get(name), str):
            found[name] = dt.date.fromisoformat(found[name])
    if "steps" in found:
        found["steps"] = tuple(_step(step) for step in found["steps"])
    return found


def draft_of(target: Target, text: str = "", language: str = "en") -> Draft:
    """A target as the draft it would be, so that it can be judged again."""
    change = Change(target.amount, target.mode) if is_change(target) and target.amount is not None else None
    known = target.baseline_value is not None or target.baseline_from is not None
    kind = "given" if target.baseline_value is not None else "previous_period"
    return Draft(
        text=text or target.name,
        language=language,
        kpi=target.kpi or None,
        scope={name: str(value) for name, value in target.where.items()},
        target_type=target.kind,
        operator=target.operator,
        direction=target.direction,
        target_value=target.target_value,
        currency=target.unit if target.kind == "currency" else None,
        change=change,
        baseline=Baseline(kind, target.baseline_from, target.baseline_to, target.baseline_value) if known else None,
        start=target.starts_on,
        due=target.due_on,
        cadence=target.cadence,
        progress_mode=target.progress_mode,
    )


def revised_steps(target: Target, values: Mapping[str, Any], effective_on: dt.date) -> tuple[Step, ...] | None:
    """The steps of a target once its value is revised from a day on: begun ones stay, later ones keep their shape.

    None where there is nothing to revise: no steps, no new value, or steps that the revision itself gives.
    """
    wanted = values.get("target_value")
    if not target.steps or "steps" in values or wanted is None:
        return None
    before = [step for step in target.steps if step.start < effective_on]
    after = [step for step in target.steps if step.start >= effective_on]
    if target.cadence == "once" and target.progress_mode == ACCRUAL:
        planned = sum(step.value for step in after)
        left = float(wanted) - sum(step.value for step in before)
        factor = left / planned if planned else 0.0
        return tuple(before + [replace(step, value=step.value * factor) for step in after])
    last = max(target.steps, key=lambda step: step.start).value
    factor = float(wanted) / (target.target_value or last) if (target.target_value or last) else 0.0
    return tuple(before + [replace(step, value=step.value * factor) for step in after])


def earlier_values(target: Target, revisions: Sequence[Revision]) -> tuple[Step, ...]:
    """What a target wanted on days before its accepted revisions took effect, oldest first.

    Windows that are over keep the target they had. A value that was a change of an unknown baseline is left out.
    """
    mine = [one for one in revisions if (one.subject, one.subject_id) == (TARGET, str(target.id))]
    done = [(one.decided_at, one.effective_on, one) for one in mine if one.status == ACCEPTED]
    timeline: list[tuple[dt.date, float | None]] = []
    for _, day, revision in sorted(done, key=lambda entry: (entry[0], entry[2].id)):
        if day is None or "target_value" not in revision.old:
            continue
        timeline = timeline or [(dt.date.min, revision.old["target_value"])]
        timeline = [(since, value) for since, value in timeline if since < day]
        timeline.append((day, revision.new.get("target_value")))
    return tuple(
        Step(since, until - DAY, float(value)) for (since, value), (until, _) in pairwise(timeline) if value is not None
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [{"start": s.start.isoformat(), "end": s.end.isoformat(), "value": s.value} for s in value]
    return dict(value) if isinstance(value, Mapping) else value


def _step(step: Step | Mapping[str, Any]) -> Step:
    if isinstance(step, Step):
        return step
    start, end = dt.date.fromisoformat(step["start"]), dt.date.fromisoformat(step["end"])
    return Step(start, end, float(step["value"]))
