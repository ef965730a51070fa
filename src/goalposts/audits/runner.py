"""Running checks: one statement each, over what is known now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Template
from typing import Any

from goalposts.audits.check import Check, Fact, Found, Place
from goalposts.audits.scope import scope
from goalposts.catalog.benchmarks import Benchmark
from goalposts.catalog.measure import Measure
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.literals import literal
from goalposts.warehouse.tables import identity

MOST_FINDINGS = 200
"""Of one check; the largest come first."""
EXAMPLES = 5

Progress = Callable[[int, int, str], None]
"""Called with how many checks are done, how many there are, and the code of the one at work."""

_WHOLE = """
SELECT account_id, measure, subject, min(first_day) AS first_day, max(last_day) AS last_day,
  CAST(sum(n) AS BIGINT) AS rows, arg_max(facts, weight) AS facts,
  arg_max(struct_pack(source_id := source_id, part := part, line := line), weight, {examples}) AS examples
FROM ({sql}) AS wrong
GROUP BY account_id, measure, subject ORDER BY rows DESC, account_id, measure, subject LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks found. `cut_off`: checks with more findings than are told, so that none of theirs is closed."""

    found: tuple[Found, ...]
    checks: tuple[str, ...]
    cut_off: tuple[str, ...]


def run_checks(
    lake: Lake,
    checks: Sequence[Check],
    measures: Mapping[str, Measure],
    *,
    today: dt.date,
    benchmarks: Iterable[Benchmark] = (),
    progress: Progress | None = None,
) -> Outcome:
    """Run each check over the lake as it is now; `today` decides what is late, stale or in the future."""
    names = scope(measures, benchmarks, today, lake.load_log())
    accounts = {row["account_id"]: row for row in lake.accounts().iter_rows(named=True)}
    files = dict(lake.batches().select("source_id", "file_name").iter_rows())
    found: list[Found] = []
    cut_off = []
    for place, check in enumerate(checks):
        if progress:
            progress(place, len(checks), check.code)
        rows = lake.query(statement(check, names)).to_dicts()
        if len(rows) > MOST_FINDINGS:
            cut_off.append(check.code)
        found += [_found(check, row, accounts, files) for row in rows[:MOST_FINDINGS]]
    if progress:
        progress(len(checks), len(checks), "")
    return Outcome(tuple(found), tuple(check.code for check in checks), tuple(cut_off))


def statement(check: Check, names: Mapping[str, str]) -> str:
    """The one SELECT of a check: its rows gathered to findings, with the rows that show each best."""
    sql = Template(check.sql).substitute(names, tolerance=literal(check.tolerance))
    return _WHOLE.format(sql=sql.strip(), examples=EXAMPLES, most=MOST_FINDINGS + 1)


def finding_key(check: str, account_id: int, measure: str, subject: str) -> str:
    """The name of a finding, the same in every audit."""
    return f"{identity('finding', check, account_id, measure, subject):016x}"


def _found(check: Check, row: Mapping[str, Any], accounts: Mapping[int, Any], files: Mapping[int, str]) -> Found:
    account = accounts.get(row["account_id"], {})
    return Found(
        key=finding_key(check.code, row["account_id"], row["measure"], row["subject"]),
        check=check.code,
        severity=check.severity,
        owner=check.owner,
        account_id=row["account_id"],
        account=account.get("name") or account.get("account_ext") or "",
        platform=account.get("platform") or "",
        measure=row["measure"],
        subject=row["subject"],
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
        rows=row["rows"],
        facts={name: _plain(value) for name, value in row["facts"].items()},
        examples=tuple(
            Place(place["source_id"], files.get(place["source_id"], ""), place["part"] or 0, place["line"] or 0)
            for place in row["examples"]
            if place["source_id"]
        ),
    )


def _day(value: dt.date | dt.datetime | None) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def _plain(value: object) -> Fact:
    """A fact as JSON keeps it: a day as its ISO text, money and counts as floats."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)
