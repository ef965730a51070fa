"""The one engine behind page, chart, API, command line and notebook."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from goalposts.catalog.files import Catalog
from goalposts.metrics.answers import Answers, Column, running
from goalposts.metrics.breaks import Crossings, find_crossings
from goalposts.metrics.cells import UNAVAILABLE
from goalposts.metrics.compile import compile_plan
from goalposts.metrics.coverage import Coverage, read_coverage
from goalposts.metrics.evaluate import Evaluation
from goalposts.metrics.lineage import not_a_year, picks_of
from goalposts.metrics.nodes import Plan, PlannedKpi
from goalposts.metrics.plan import plan_question
from goalposts.metrics.question import Question
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain, Period
from goalposts.warehouse.changes import changed_facts
from goalposts.warehouse.history import relation
from goalposts.warehouse.lake import Lake

_KEPT_ANSWERS = 256
_KEPT_NOTES = 8

_Key = tuple[int, dt.datetime, Question]


class Engine:
    """Answers questions over one lake with one catalog; keeps answers for as long as the lake stays unchanged."""

    def __init__(self, lake: Lake, catalog: Catalog) -> None:
        self.lake, self.catalog = lake, catalog
        self._answers: OrderedDict[_Key, Answers] = OrderedDict()
        self._coverage: dict[dt.datetime | None, tuple[int, Coverage]] = {}
        self._gone: dict[tuple[int, dt.datetime, dt.datetime | None], pl.DataFrame] = {}
        self._notes: OrderedDict[Hashable, dict[Any, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, question: Question, now: dt.datetime) -> Answers:
        """Answer every KPI of the question in one pass over the facts. `now` is UTC.

        Raises NotFound for an unknown KPI and Invalid for a question that cannot be asked.
        """
        key = (self.lake.snapshot(), now.replace(minute=0, second=0, microsecond=0), question)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        plan = self.plan(question, now)
        answers = answers_of(self.evaluate(plan))
        with self._lock:
            self._answers[key] = answers
            while len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return answers

    def forget(self) -> None:
        """Let go of every answer; what is held stays known."""
        with self._lock:
            self._answers.clear()
            self._notes.clear()

    def notes(self, about: Hashable) -> dict[Any, Any]:
        """A place to keep what was made of answers `about` something, for as long as the lake stays unchanged."""
        key = (self.lake.snapshot(), about)
        with self._lock:
            found = self._notes.setdefault(key, {})
            self._notes.move_to_end(key)
            while len(self._notes) > _KEPT_NOTES:
                self._notes.popitem(last=False)
        return found

    def plan(self, question: Question, now: dt.datetime) -> Plan:
        """What the question would read, without reading it."""
        coverage = self.coverage(question.as_of)
        if question.grain is not Grain.TOTAL and question.period is None:
            held = coverage.period or self._published_period(question.as_of)
            question = replace(question, period=held) if held else question
        return plan_question(question, self.catalog, coverage, now)

    def coverage(self, as_of: dt.datetime | None = None) -> Coverage:
        """What is (or was) held; kept until the lake changes."""
        snapshot = self.lake.snapshot()
        kept = self._coverage.get(as_of)
        if kept is None or kept[0] != snapshot:
            lake = self.lake
            small = (lake.load_log(as_of), lake.accounts(), lake.batches())
            read = read_coverage(*small, self.catalog.platforms, lake.exclusions(as_of))
            kept = (snapshot, read)
            with self._lock:
                self._coverage = {at: k for at, k in self._coverage.items() if k[0] == snapshot}
                self._coverage[as_of] = kept
        return kept[1]

    def gone(self, since: dt.datetime, until: dt.datetime | None = None) -> pl.DataFrame:
        """The rows of `changed_facts` between two moments; kept until the lake changes."""
        key = (self.lake.snapshot(), since, until)
        if key not in self._gone:
            tables = {h.table for held in self.coverage(since).holdings.values() for h in held}
            found = changed_facts(self.lake, since, until, tables=tables)
            with self._lock:
                self._gone = {known: kept for known, kept in self._gone.items() if known[0] == key[0]} | {key: found}
            return found
        return self._gone[key]

    def _published_period(self, as_of: dt.datetime | None) -> Period | None:
        known = ""
        if as_of is not None:
            known = f" WHERE item_id IN (SELECT item_id FROM {relation('fact_measure', as_of)})"
        dates = f"SELECT min(published_on), max(published_on) FROM dim_item{known}"
        first, last = self.lake.query(dates).row(0)
        return Period(first, last) if first else None

    def evaluate(self, plan: Plan) -> Evaluation:
        """Read what the plan wants, ready to be put into its formulas."""
        return Evaluation(plan, self.catalog.platforms, [(s, self.lake.query(s.sql)) for s in compile_plan(plan)])


def answers_of(evaluation: Evaluation) -> Answers:
    """Every KPI of an evaluated plan as answers."""
    columns = [column_of(evaluation, planned) for planned in evaluation.plan.kpis]
    return Answers(evaluation.plan, evaluation.groups, columns, evaluation.reasons.known, evaluation.currencies)


def column_of(evaluation: Evaluation, planned: PlannedKpi) -> Column:
    """The cells of one KPI with what is to be known about them."""
    cells = evaluation.node(planned.node)
    if planned.definition.kpi and planned.definition.kpi.annual:
        too_short = np.broadcast_to(not_a_year(evaluation.plan, planned)[:, None, :], evaluation.shape)
        cells = cells.worsened(too_short, UNAVAILABLE, evaluation.reasons.index(Reason("not_a_year")))
    size = (
        evaluation.node(planned.size).value if planned.size is not None else np.where(cells.known, cells.rows, np.nan)
    )
    picks = {pick.account_id: pick for pick in picks_of(evaluation.plan, planned)}
    accounts = evaluation.plan.coverage.accounts
    due = [evaluation.due_before(accounts[account].platform) for account in picks]
    members = evaluation.members(list(picks.values()))
    still = running(evaluation.plan.buckets[0], due, members)
    crossings = _crossings(evaluation, planned) if evaluation.plan.breaks else None
    return Column(planned, cells, size, still, crossings)


def _crossings(evaluation: Evaluation, planned: PlannedKpi) -> Crossings | None:
    picks = picks_of(evaluation.plan, planned)
    return find_crossings(evaluation.plan, planned, picks, evaluation.members(picks), evaluation.edges)
