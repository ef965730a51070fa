"""Many KPIs, each in windows and under conditions of its own, measured in as few passes over the facts as it takes."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from goalposts.metrics.answer import State
from goalposts.metrics.answers import Answers, Column
from goalposts.metrics.cells import STATES, Flags, Floats
from goalposts.metrics.coverage import day_number
from goalposts.metrics.engine import Engine, column_of
from goalposts.metrics.lineage import picks_of
from goalposts.metrics.nodes import Plan, Shape
from goalposts.metrics.question import Question
from goalposts.metrics.reason import MINOR, Reason
from goalposts.metrics.together import Joint, JointEvaluation, Where, WindowPlan, can_join, of_rows, read_joint
from goalposts.periods import Grain, Period, calendar_unit


class Subject(NamedTuple):
    """One KPI under conditions."""

    kpi: str
    where: Where


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an answer says of one window.

    known: the share of the window's days (0..1) that are loaded, None where days do not add up to the value (levels,
    items). incomplete: the window still runs, or its sources may still report.
    """

    value: float | None
    state: State
    reason: Reason | None
    unit: str
    incomplete: bool
    known: float | None


Wanted = Mapping[Subject, Collection[Period]]
Measured = dict[Subject, dict[Period, Measurement]]
_COUNTED = (Shape.SUM, Shape.DISTINCT)


def measure(engine: Engine, wanted: Wanted, now: dt.datetime) -> Measured:
    """Every subject in every window it is wanted in, as the engine answers it; `now` is UTC.

    KPIs made of sums, readings and figures of whole windows share statements over all accounts and windows; the others
    are asked together as far as a calendar unit allows. Raises NotFound for an unknown KPI.
    """
    found: Measured = {subject: {} for subject in wanted}
    left = dict(wanted)
    for like, joint, taken in _joints(engine, wanted, now):
        _measure_joint(engine, like, joint, taken, found)
        for subject in taken:
            left.pop(subject)
    for question, asked in _questions(left):
        answers = engine.answer(question, now)
        for column in answers.columns:
            subject = Subject(column.planned.definition.asked, question.where)
            members = np.ones((len(picks_of(answers.plan, column.planned)), 1), dtype=bool)
            known = _known_days(answers.plan, column, members)
            found[subject] |= {
                bucket: _measurement(answers, column, 0, at, known, answers.said(column, 0, at))
                for at, bucket in enumerate(answers.plan.buckets[0])
                if bucket in asked[subject.kpi]
            }
    return found


_Taken = dict[Subject, Collection[Period]]


def _joints(engine: Engine, wanted: Wanted, now: dt.datetime) -> Iterable[tuple[Plan, Joint, _Taken]]:
    """Subjects that can be read together, by the conditions on their rows."""
    by_where: dict[Where, list[str]] = defaultdict(list)
    for kpi, where in wanted:
        by_where[where].append(kpi)
    joints: dict[Where, tuple[Plan, Joint, _Taken]] = {}
    for where, kpis in by_where.items():
        windows = [window for kpi in kpis for window in wanted[Subject(kpi, where)]]
        span = Period(min(w.start for w in windows), max(w.end for w in windows))
        plan = engine.plan(Question(tuple(kpis), span, where=where), now)
        _, joint, taken = joints.setdefault(of_rows(where), (plan, Joint(), {}))
        for planned in plan.kpis:
            if can_join(plan, planned) and joint.add(plan, planned, where):
                subject = Subject(planned.definition.asked, where)
                taken[subject] = wanted[subject]
    return (each for each in joints.values() if each[2])


def _measure_joint(engine: Engine, like: Plan, joint: Joint, taken: _Taken, found: Measured) -> None:
    """One reading for all; figures of whole windows (different people) are judged unit by unit."""
    joined = joint.joined(like, sorted({window for own in taken.values() for window in own}))
    rows = read_joint(engine.lake, joined.plan)
    for plan in _by_unit(joined.plan):
        evaluation = JointEvaluation(joined, plan, rows, engine.catalog.platforms)
        columns = [column_of(evaluation, planned) for planned in plan.kpis]
        answers = Answers(plan, evaluation.groups, columns, evaluation.reasons.known, evaluation.currencies)
        place = {window: at for at, window in enumerate(plan.windows)}
        for column in columns:
            kpi = column.planned.definition.asked
            known = _known_days(plan, column, evaluation.members(picks_of(plan, column.planned)))
            for group, where in enumerate(joint.scopes):
                subject, note = Subject(kpi, where), joint.notes.get((kpi, group))
                for window in taken.get(subject, ()):
                    if (at := place.get(window, -1)) < 0:
                        continue
                    said = answers.said(column, group, at)
                    if note is not None and (said is None or said.code in MINOR):
                        said = note
                    found[subject][window] = _measurement(answers, column, group, at, known, said)


def _by_unit(plan: WindowPlan) -> Iterator[WindowPlan]:
    """The KPIs over all windows; those that count people over the windows of each calendar unit."""
    unique = [any(pick.shape is Shape.UNIQUE for pick in picks_of(plan, planned)) for planned in plan.kpis]
    others = [planned for planned, counts in zip(plan.kpis, unique, strict=True) if not counts]
    people = [planned for planned, counts in zip(plan.kpis, unique, strict=True) if counts]
    if others:
        yield plan.over(plan.windows, others)
    units: dict[Grain | None, list[Period]] = defaultdict(list)
    for window in plan.windows:
        units[calendar_unit(window)].append(window)
    for windows in units.values() if people else ():
        yield plan.over(windows, people)


def _questions(wanted: Wanted) -> list[tuple[Question, dict[str, set[Period]]]]:
    """Questions that answer several windows each: units of one calendar grain together, any other window by itself."""
    grouped: dict[tuple[Where, Grain, Period | None], dict[str, set[Period]]] = defaultdict(lambda: defaultdict(set))
    for subject, windows in wanted.items():
        for window in windows:
            unit = calendar_unit(window)
            grouped[subject.where, unit or Grain.TOTAL, None if unit else window][subject.kpi].add(window)
    made = []
    for (where, grain, _), asked in grouped.items():
        days = [window for windows in asked.values() for window in windows]
        span = Period(min(window.start for window in days), max(window.end for window in days))
        made.append((Question(tuple(asked), span, grain, where=where), dict(asked)))
    return made


def _measurement(
    answers: Answers, column: Column, group: int, at: int, known: Floats, reason: Reason | None
) -> Measurement:
    value, share = float(column.cells.value[0, group, at]), float(known[group, at])
    return Measurement(
        value=None if math.isnan(value) else value,
        state=STATES[column.cells.rank[0, group, at]],
        reason=reason,
        unit=answers.unit(column, group, at),
        incomplete=bool(column.running[group, at]),
        known=None if math.isnan(share) else share,
    )


def _known_days(plan: Plan, column: Column, members: Flags) -> Floats:
    """Per scope and window the share of its days that are loaded, over all accounts; NaN where days do not add up."""
    buckets: Sequence[Period] = [bucket for bucket in plan.buckets[0] if bucket]
    picks = picks_of(plan, column.planned)
    if not picks or any(pick.shape not in _COUNTED for pick in picks):
        return np.full((members.shape[1] if picks else len(column.running), len(buckets)), np.nan)
    starts = np.array([day_number(bucket.start) for bucket in buckets])
    ends = np.array([day_number(bucket.end) + 1 for bucket in buckets])
    held = np.stack([pick.holdings[0].days_in(starts, ends) for pick in picks])
    days = members.T.astype(float) @ np.broadcast_to(ends - starts, held.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((members.T.astype(float) @ held) / days)
