"""Who told the facts behind a plan: which file or entry, brought by whom and when, and whether it still stands."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from goalposts.metrics.evidence import sources_behind
from goalposts.metrics.lineage import sources_covering
from goalposts.metrics.nodes import Plan
from goalposts.warehouse.lake import Lake
from goalposts.warehouse.literals import utc

SIMULATED = "simulated:"
"""How the file hash of the sample's simulated sources begins: they have no file."""

Kind = Literal["file", "entry", "survey", "simulated", "unknown"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """One source. `rows`: how many of its facts the answer reads; 0 = it covers days asked for and told nothing.

    Moments are UTC. `withdrawn_at` is set where it was taken back after the moment that the question asks about.
    """

    source_id: int
    name: str
    sha256: str
    detected: str
    account_id: int
    person: str
    way: str
    note: str
    captured_at: dt.datetime | None
    rows: int
    withdrawn_at: dt.datetime | None = None
    withdrawn_by: str = ""
    withdrawn_because: str = ""

    @property
    def kind(self) -> Kind:
        """What it is: a file, figures somebody typed, answers of a survey, or the sample's simulation."""
        if self.way == "entry":
            return "entry"
        if self.way == "survey":
            return "survey"
        if self.sha256.startswith(SIMULATED):
            return "simulated"
        return "file" if len(self.sha256) == 64 else "unknown"

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it; ids are texts, because JSON numbers lose digits beyond 2**53."""
        told = asdict(self) | {"source_id": str(self.source_id), "account_id": str(self.account_id), "kind": self.kind}
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in told.items()}


def read_provenance(lake: Lake, plan: Plan) -> tuple[Provenance, ...]:
    """Every source behind a plan: those that gave rows, most first, then those that cover its days without one."""
    rows: Counter[int] = Counter()
    for sql in sources_behind(plan):
        rows.update(dict(lake.query(sql).iter_rows()))
    wanted = sources_covering(plan) | rows.keys()
    taken_back = _withdrawn_after(lake, plan.question.as_of)
    held = {row["source_id"]: row for row in lake.batches().iter_rows(named=True) if row["source_id"] in wanted}
    found = [_provenance(id_, held.get(id_, {}), rows[id_], taken_back.get(id_, {})) for id_ in wanted]
    return tuple(sorted(found, key=lambda source: (-source.rows, source.name, source.source_id)))


def find_provenance(lake: Lake, source_id: int) -> Provenance | None:
    """One source by its id, withdrawn or not; None where no such source was ever brought in."""
    held = lake.batches().filter(pl.col("source_id") == source_id)
    if held.is_empty():
        return None
    taken_back = _withdrawn_after(lake, dt.datetime.min)
    return _provenance(source_id, held.row(0, named=True), 0, taken_back.get(source_id, {}))


def _provenance(id_: int, row: dict[str, Any], rows: int, taken_back: dict[str, Any]) -> Provenance:
    return Provenance(
        source_id=id_,
        name=row.get("file_name") or str(id_),
        sha256=row.get("file_hash") or "",
        detected=row.get("detected") or "",
        account_id=row.get("account_id") or 0,
        person=row.get("person") or "",
        way=row.get("way") or "",
        note=row.get("note") or "",
        captured_at=row.get("captured_at"),
        rows=rows,
        withdrawn_at=taken_back.get("withdrawn_at"),
        withdrawn_by=taken_back.get("person") or "",
        withdrawn_because=taken_back.get("reason") or "",
    )


def _withdrawn_after(lake: Lake, moment: dt.datetime | None) -> dict[int, dict[str, Any]]:
    """By source its last withdrawal after `moment`; what is read now was not withdrawn, so None asks for none."""
    if moment is None:
        return {}
    log = lake.query("SELECT source_id, withdrawn_at, person, reason FROM withdrawal ORDER BY withdrawn_at")
    return {row["source_id"]: row for row in log.iter_rows(named=True) if row["withdrawn_at"] > utc(moment)}
