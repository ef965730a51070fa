"""What stands behind the answers: definition, SQL, the rows that count, and the files they came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from goalposts.metrics.compile import Statement, compile_plan
from goalposts.metrics.engine import Engine
from goalposts.metrics.evidence import rows_behind, sources_behind
from goalposts.metrics.nodes import Plan
from goalposts.metrics.question import Question

MOST_ROWS = 200


@dataclass(frozen=True)
class Explanation:
    """The evidence for one question; `rows` holds at most MOST_ROWS facts per statement, biggest first."""

    plan: Plan
    statements: Sequence[Statement]
    rows: pl.DataFrame
    row_count: int
    files: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it: question, definitions, sql, rows, row_count, files."""
        return {
            "question": self.plan.question.to_dict(),
            "definitions": [
                {
                    "kpi": planned.definition.asked,
                    "names": dict(planned.definition.names),
                    "formula": planned.definition.formula,
                    "version": planned.definition.version,
                    "unit": planned.definition.unit,
                    "basis": planned.basis.value,
                }
                for planned in self.plan.kpis
            ],
            "sql": [statement.sql for statement in self.statements],
            "rows": [{name: _plain(value) for name, value in row.items()} for row in self.rows.iter_rows(named=True)],
            "row_count": self.row_count,
            "files": list(self.files),
        }


def explain(engine: Engine, question: Question, now: dt.datetime) -> Explanation:
    """Show how `question` is answered and from which facts. `now` is UTC."""
    plan = engine.plan(question, now)
    statements = compile_plan(plan)
    found = [engine.lake.query(sql) for sql in rows_behind(plan, MOST_ROWS)]
    rows = pl.concat(found, how="diagonal_relaxed") if found else pl.DataFrame()
    files = tuple(sorted(rows["file"].drop_nulls().unique())) if len(rows) else ()
    count = sum(int(engine.lake.query(sql)["rows"].sum()) for sql in sources_behind(plan))
    return Explanation(plan, statements, rows, count, files)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
