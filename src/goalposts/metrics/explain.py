"""What stands behind the answers: definition, measures, SQL, the rows that count, and who told them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from goalposts.catalog.files import Catalog
from goalposts.metrics.answers import Answers
from goalposts.metrics.compile import Statement, compile_plan
from goalposts.metrics.engine import Engine, answers_of
from goalposts.metrics.evidence import rows_behind
from goalposts.metrics.nodes import Plan, PlannedKpi
from goalposts.metrics.provenance import Provenance, read_provenance
from goalposts.metrics.question import Question
from goalposts.metrics.working import Working, work_out
from goalposts.periods import Grain

MOST_ROWS = 200


@dataclass(frozen=True)
class Explanation:
    """The evidence for one question.

    workings: for a question that is neither cut nor broken down, the formula of each KPI with its numbers put in.
    rows: at most MOST_ROWS facts per statement, biggest first; `row_count` is how many there are in all. sources: every
    file or entry that covers the days asked for, those that gave most rows first.
    """

    plan: Plan
    catalog: Catalog
    answers: Answers
    workings: tuple[Working, ...]
    statements: Sequence[Statement]
    rows: pl.DataFrame
    row_count: int
    sources: tuple[Provenance, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files and entries that gave a row, sorted."""
        return tuple(sorted({source.name for source in self.sources if source.rows}))

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it: question, answers, definitions, sql, rows, row_count, files, sources."""
        return {
            "question": self.plan.question.to_dict(),
            "answers": [answer.to_dict() for answer in self.answers],
            "definitions": self.definitions(),
            "sql": [statement.sql for statement in self.statements],
            "rows": [{name: _plain(value) for name, value in row.items()} for row in self.rows.iter_rows(named=True)],
            "row_count": self.row_count,
            "files": list(self.files),
            "sources": [source.to_dict() for source in self.sources],
        }

    def definitions(self) -> list[dict[str, Any]]:
        """Each KPI's definition with its history, and the measures of its formula with their values, for JSON."""
        return [self._definition(place, planned) for place, planned in enumerate(self.plan.kpis)]

    def _definition(self, place: int, planned: PlannedKpi) -> dict[str, Any]:
        definition, kpi = planned.definition, planned.definition.kpi
        versions = self.catalog.history.get(kpi.id, (kpi,)) if kpi else ()
        valid_from = kpi.valid_from if kpi else self.catalog.measures[definition.formula].valid_from
        return {
            "kpi": definition.asked,
            "names": dict(definition.names),
            "formula": definition.formula,
            "version": definition.version,
            "valid_from": valid_from.isoformat(),
            "history": [
                {"version": past.version, "valid_from": past.valid_from.isoformat(), "formula": past.formula.text}
                for past in versions
            ],
            "unit": definition.unit,
            "basis": planned.basis.value,
            "measures": [term.to_dict() for term in self.workings[place].terms] if self.workings else [],
        }


def explain(engine: Engine, question: Question, now: dt.datetime, most: int = MOST_ROWS) -> Explanation:
    """Show how `question` is answered and from which facts, the `most` largest of each statement. `now` is UTC."""
    plan = engine.plan(question, now)
    evaluation = engine.evaluate(plan)
    single = plan.question.grain is Grain.TOTAL and not plan.question.by
    found = [engine.lake.query(sql) for sql in rows_behind(plan, most)]
    sources = read_provenance(engine.lake, plan)
    return Explanation(
        plan=plan,
        catalog=engine.catalog,
        answers=answers_of(evaluation),
        workings=tuple(work_out(evaluation, planned) for planned in plan.kpis) if single else (),
        statements=compile_plan(plan),
        rows=pl.concat(found, how="diagonal_relaxed") if found else pl.DataFrame(),
        row_count=sum(source.rows for source in sources),
        sources=sources,
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
