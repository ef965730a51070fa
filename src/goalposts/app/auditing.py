"""Auditing a workspace: run the checks, keep what they find, accept findings, and do it every day while serving."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any

import duckdb

from goalposts.app.workspace import Workspace
from goalposts.audits.check import Found
from goalposts.audits.checks import chosen
from goalposts.audits.rules import read_rules, ruled
from goalposts.audits.runner import Progress, run_checks
from goalposts.catalog.benchmarks import load_benchmarks
from goalposts.catalog.files import Catalog
from goalposts.errors import GoalpostsError, Unavailable
from goalposts.i18n.findings import FindingText, finding_text
from goalposts.store.audits import (
    STATES,
    AuditRun,
    Finding,
    accept_finding,
    last_audit,
    list_findings,
    record_audit,
    reopen_finding,
)
from goalposts.store.sessions import OWNER, SCHEDULE

log = logging.getLogger("goalposts.audit")

EVERY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The latest audit and the findings as they stand, errors first."""

    run: AuditRun | None
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """What waits for somebody."""
        return tuple(finding for finding in self.findings if finding.state == "open")

    @property
    def ok(self) -> bool:
        """No error is open."""
        return not any(finding.severity == "error" for finding in self.open)


def run_audit(
    workspace: Workspace, checks: Iterable[str] = (), *, person: str = OWNER, progress: Progress | None = None
) -> AuditReport:
    """Check everything that is known now (or only `checks`), and bring the findings up to date.

    Raises NotFound for an unknown check, Invalid for an `audits.yaml` that cannot be used.
    """
    started_at, begun = workspace.now(), time.perf_counter()
    wanted = tuple(checks)
    rules = read_rules(workspace.home)
    everything = chosen(wanted)
    outcome = run_checks(
        workspace.lake,
        ruled(everything, rules),
        workspace.catalog.measures,
        today=workspace.today(),
        benchmarks=load_benchmarks(),
        progress=progress,
    )
    with workspace.database.transaction() as transaction:
        record_audit(
            transaction,
            [_columns(found) for found in outcome.found],
            checks=[check.code for check in everything],
            cut_off=outcome.cut_off,
            person=person,
            started_at=started_at,
            seconds=round(time.perf_counter() - begun, 3),
        )
    report = read_audit(workspace)
    if not wanted:
        return report
    return AuditReport(report.run, tuple(f for f in report.findings if f.check_code in wanted))


def read_audit(workspace: Workspace) -> AuditReport:
    """The findings as the latest audit left them; nothing is checked."""
    with workspace.database.reading() as transaction:
        return AuditReport(last_audit(transaction), tuple(list_findings(transaction, states=STATES)))


def accept(
    workspace: Workspace, key: str, reason: str, *, until: dt.date | None = None, person: str = OWNER
) -> Finding:
    """Accept a finding with a reason; see `store.audits.accept_finding` for what is raised."""
    with workspace.database.transaction() as transaction:
        return accept_finding(transaction, key, person=person, reason=reason, now=workspace.now(), until=until)


def reopen(workspace: Workspace, key: str) -> Finding:
    """Take an acceptance back."""
    with workspace.database.transaction() as transaction:
        return reopen_finding(transaction, key)


def words_of(finding: Finding, catalog: Catalog, language: str) -> FindingText:
    """The words of a finding: what was looked for, expected and found, and what to do."""
    return finding_text(
        finding.check_code, finding.facts, finding.rows, language, lambda code: measure_name(code, catalog, language)
    )


def measure_name(code: str, catalog: Catalog, language: str) -> str:
    """The name of a measure; a code the catalog does not know stands for itself."""
    measure = catalog.measures.get(code)
    return measure.names[language] if measure else code


def describe_finding(finding: Finding, catalog: Catalog, language: str) -> dict[str, Any]:
    """A finding as JSON shows it; ids are text, because JSON numbers lose digits beyond 2**53."""
    plain = asdict(finding) | {"account_id": str(finding.account_id), "examples": list(finding.examples)}
    shown = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in plain.items()}
    return shown | asdict(words_of(finding, catalog, language))


def _columns(found: Found) -> dict[str, Any]:
    """A finding as the database keeps it."""
    return {
        "key": found.key,
        "check_code": found.check,
        "severity": found.severity,
        "owner": found.owner,
        "account_id": found.account_id,
        "account": found.account,
        "platform": found.platform,
        "measure": found.measure,
        "subject": found.subject,
        "first_day": found.first_day,
        "last_day": found.last_day,
        "rows": found.rows,
        "facts": dict(found.facts),
        "examples": [
            {"file": place.file, "source_id": str(place.source_id), "part": place.part, "line": place.line}
            for place in found.examples
        ],
    }


@dataclass(frozen=True, slots=True)
class AuditProgress:
    """How far an audit is: checks done, checks in all, the check at work; `failure` tells why the last one stopped."""

    running: bool
    done: int = 0
    total: int = 0
    check: str = ""
    failure: str = ""


class Auditor:
    """Runs one audit at a time in the background: when asked, and (inside `with`) whenever the last is a day old."""

    def __init__(self, workspace: Workspace, *, scheduled: bool = False) -> None:
        self._workspace, self._scheduled = workspace, scheduled
        self._guard = threading.Lock()
        self._progress = AuditProgress(running=False)
        self._worker: threading.Thread | None = None
        self._ended = threading.Event()
        self._clock: threading.Thread | None = None
        self.finished: Callable[[], None] = lambda: None
        """Called after every audit, whatever became of it."""

    @property
    def progress(self) -> AuditProgress:
        """How far the audit at work is."""
        return self._progress

    def start(self, person: str) -> bool:
        """Begin an audit; False when one is running already."""
        with self._guard:
            if self._progress.running:
                return False
            self._progress = AuditProgress(running=True)
            self._worker = threading.Thread(target=self._run, args=(person,), name="audit", daemon=True)
            self._worker.start()
            return True

    def wait(self) -> None:
        """Until the audit at work is done."""
        if self._worker is not None:
            self._worker.join()

    def is_due(self) -> bool:
        """Whether the last audit is a day old, or there was none and something is held."""
        with self._workspace.database.reading() as transaction:
            last = last_audit(transaction)
        if last is None:
            return not self._workspace.lake.batches().is_empty()
        return self._workspace.now() - last.started_at >= EVERY

    def _run(self, person: str) -> None:
        failure = ""
        try:
            run_audit(self._workspace, person=person, progress=self._advance)
        except (GoalpostsError, duckdb.Error) as error:
            failure = str(error)
            log.warning("the audit did not finish: %s", error)
        finally:
            self._progress = AuditProgress(running=False, failure=failure)
            self.finished()

    def _advance(self, done: int, total: int, check: str) -> None:
        if self._ended.is_set():
            raise Unavailable("The server was stopped.")
        self._progress = AuditProgress(True, done, total, check)

    def _tick(self) -> None:
        while not self._ended.is_set():
            try:
                if self.is_due():
                    self.start(SCHEDULE)
            except (GoalpostsError, duckdb.Error) as error:
                log.warning("no audit now: %s", error)
            self._ended.wait(3600)

    def __enter__(self) -> Auditor:
        if self._scheduled:
            self._clock = threading.Thread(target=self._tick, name="audit-clock", daemon=True)
            self._clock.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._ended.set()
        if self._clock is not None:
            self._clock.join()
        self.wait()
