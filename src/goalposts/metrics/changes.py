"""What changed since a moment: answers as they were known then against answers as they are known now, and why."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from goalposts.errors import NotFound
from goalposts.metrics.answer import Answer, State
from goalposts.metrics.answers import Answers
from goalposts.metrics.causes import CAUSES, Causes
from goalposts.metrics.engine import Engine
from goalposts.metrics.question import Question

__all__ = ["CAUSES", "Change", "changes_since"]

_COMPLETE = (State.MEASURED, State.PROVISIONAL)
_Key = tuple[str, tuple[tuple[str, str | int | None], ...], dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell whose value is not what it was; `old_value` or `new_value` None = not known at that moment.

    causes: of `CAUSES`. sources: names of the files that brought the change or were withdrawn. was_complete: nothing
    was missing then, so that the difference is a correction and no late arrival. versions: definitions, old and new.
    """

    kpi: str
    by: Mapping[str, str | int | None]
    period_start: dt.date | None
    period_end: dt.date | None
    unit: str
    old_value: float | None
    old_state: State
    new_value: float | None
    new_state: State
    change_relative: float | None
    causes: tuple[str, ...]
    sources: tuple[str, ...]
    was_complete: bool
    versions: tuple[str, str]

    @property
    def size(self) -> float:
        """How large it is: the relative difference; endless where there was or is no number to divide by."""
        return math.inf if self.change_relative is None else abs(self.change_relative)

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def changes_since(engine: Engine, question: Question, since: dt.datetime, now: dt.datetime) -> list[Change]:
    """The cells of a question whose value differs between `since` and its `as_of` (default `now`).

    Corrections of what was complete come first, then what was not, each the largest first. Times are UTC. Buckets that
    began after `since` are news and not changes, and so is a slice that had no source then. A KPI that was not yet
    defined then is left out.
    """
    question = _asked(engine, question, since)
    if not question.kpis or question.period is None:
        return []
    old = engine.answer(replace(question, as_of=since), now)
    new = engine.answer(question, now)
    gone = engine.gone(since, question.as_of)
    found = list(_compared(old, new, Causes(old.plan, new.plan, gone), since.date()))
    return sorted(found, key=_order)


def _order(change: Change) -> tuple[object, ...]:
    return not change.was_complete, -change.size, change.kpi, str(change.period_start), str(change.by)


def _asked(engine: Engine, question: Question, since: dt.datetime) -> Question:
    kpis = []
    for kpi in question.kpis:
        try:
            engine.catalog.define(kpi, on=since.date())
        except NotFound:
            engine.catalog.define(kpi)
            continue
        kpis.append(kpi)
    period = question.period or engine.coverage(question.as_of).period
    return replace(question, kpis=tuple(kpis), period=period, compare=None)


def _compared(old: Answers, new: Answers, causes: Causes, known_until: dt.date) -> Iterator[Change]:
    before = {_key(answer): answer for answer in old.rows()}
    for answer in new.rows():
        if answer.period_start and answer.period_start >= known_until:
            continue
        was = before.pop(_key(answer), None) or _unknown(answer)
        if not _same(was.value, answer.value) and causes.had_source(answer):
            yield _change(was, answer, causes)
    for was in before.values():
        if was.value is not None:
            yield _change(was, _unknown(was), causes)


def _change(was: Answer, now: Answer, causes: Causes) -> Change:
    relative = None
    if was.value and now.value is not None:
        relative = (now.value - was.value) / abs(was.value)
    complete = was.state in _COMPLETE and not was.incomplete and not causes.grew(now)
    found, sources = causes.of(was, now, complete)
    return Change(
        kpi=now.kpi,
        by=now.by,
        period_start=now.period_start,
        period_end=now.period_end,
        unit=now.unit if now.value is not None else was.unit,
        old_value=was.value,
        old_state=was.state,
        new_value=now.value,
        new_state=now.state,
        change_relative=relative,
        causes=found,
        sources=sources,
        was_complete=complete,
        versions=(was.lineage.definition_version, now.lineage.definition_version),
    )


def _key(answer: Answer) -> _Key:
    return answer.kpi, tuple(answer.by.items()), answer.period_start, answer.period_end


def _unknown(answer: Answer) -> Answer:
    """The same cell at the other moment, when nothing of its slice was known."""
    return replace(answer, value=None, state=State.UNAVAILABLE, reason=None, n=None, incomplete=False)


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)


def _plain(value: object) -> object:
    if isinstance(value, State):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return dict(value) if isinstance(value, Mapping) else value
