"""Many KPIs, each in windows and under conditions of its own, measured in as few passes over the facts as it takes."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from goalposts.catalog.expression import Condition
from goalposts.metrics.answer import State
from goalposts.metrics.answers import Answers, Column
from goalposts.metrics.cells import STATES, Floats
from goalposts.metrics.coverage import day_number
from goalposts.metrics.engine import Engine
from goalposts.metrics.lineage import picks_of
from goalposts.metrics.nodes import Shape
from goalposts.metrics.question import Question
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain, Period, calendar_unit


@dataclass(frozen=True, slots=True)
class Ask:
    """One KPI in one window under conditions."""

    kpi: str
    where: tuple[Condition, ...]
    window: Period


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an answer says of one window. known: the share of the window's days (0..1) that are loaded, None where days
    do not add up to the value (levels, items). incomplete: the window still runs, or its sources may still report."""

    value: float | None
    state: State
    reason: Reason | None
    unit: str
    incomplete: bool
    known: float | None


_COUNTED = (Shape.SUM, Shape.DISTINCT)


def measure(engine: Engine, asks: Collection[Ask], now: dt.datetime) -> dict[Ask, Measurement]:
    """Every ask as the engine answers it; `now` is UTC. Raises NotFound for an unknown KPI."""
    found: dict[Ask, Measurement] = {}
    for question, wanted in _questions(asks):
        answers = engine.answer(question, now)
        for column in answers.columns:
            _take(answers, column, wanted, found)
    return found


def _questions(asks: Collection[Ask]) -> list[tuple[Question, dict[tuple[str, Period], Ask]]]:
    """Asks that one question answers: units of one calendar grain together, any other window by itself."""
    grouped: dict[tuple[tuple[Condition, ...], Grain, Period | None], list[Ask]] = defaultdict(list)
    for ask in asks:
        unit = calendar_unit(ask.window)
        key = (ask.where, unit or Grain.TOTAL, None if unit else ask.window)
        grouped[key].append(ask)
    made = []
    for (where, grain, _), same in grouped.items():
        span = Period(min(ask.window.start for ask in same), max(ask.window.end for ask in same))
        kpis = tuple(dict.fromkeys(ask.kpi for ask in same))
        made.append((Question(kpis, span, grain, where=where), {(ask.kpi, ask.window): ask for ask in same}))
    return made


def _take(
    answers: Answers,
    column: Column,
    wanted: Mapping[tuple[str, Period], Ask],
    found: dict[Ask, Measurement],
) -> None:
    cells, known = column.cells, known_days(answers, column)
    for at, bucket in enumerate(answers.plan.buckets[0]):
        ask = wanted.get((column.planned.definition.asked, bucket)) if bucket else None
        if ask is None:
            continue
        value, share = float(cells.value[0, 0, at]), float(known[at])
        found[ask] = Measurement(
            value=None if math.isnan(value) else value,
            state=STATES[cells.rank[0, 0, at]],
            reason=answers.said(column, 0, at),
            unit=answers.unit(column, 0, at),
            incomplete=bool(column.running[0, at]),
            known=None if math.isnan(share) else share,
        )


def known_days(answers: Answers, column: Column) -> Floats:
    """Per bucket the share of its days that are loaded, over all accounts; NaN where days do not add up."""
    buckets = [bucket for bucket in answers.plan.buckets[0] if bucket]
    picks = picks_of(answers.plan, column.planned)
    if not picks or any(pick.shape not in _COUNTED for pick in picks):
        return np.full(len(buckets), np.nan)
    starts = np.array([day_number(bucket.start) for bucket in buckets])
    ends = np.array([day_number(bucket.end) + 1 for bucket in buckets])
    held = sum(pick.holdings[0].days_in(starts, ends) for pick in picks)
    return np.asarray(held / (len(picks) * (ends - starts)))
