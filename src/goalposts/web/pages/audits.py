"""Data health: what the audit found, what to do about it, and what somebody has accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from goalposts.app.auditing import Auditor, accept, measure_name, read_audit, reopen, words_of
from goalposts.app.excluding import count_again, exclude_found, excluded_by, offers_exclusion
from goalposts.app.workspace import Workspace
from goalposts.audits.check import SEVERITIES
from goalposts.audits.checks import CHECKS
from goalposts.errors import Fault, Invalid
from goalposts.i18n import format_day, format_moment, format_number, format_period, translation
from goalposts.i18n.findings import SEVERITY_NAMES, STATE_NAMES, check_title, owner_name
from goalposts.periods import Period
from goalposts.store.audits import OPEN, STATES, Finding
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of

router = APIRouter(include_in_schema=False)

PAGE = "/data/audits"
MARKS = {"error": "failed", "warning": "partial", "notice": "measured"}


@router.get(PAGE)
def audits(request: Request, state: str = OPEN, severity: str = "", account: str = "") -> Response:
    """The findings in one state, gathered by check."""
    workspace: Workspace = request.app.state.workspace
    auditor: Auditor = request.app.state.auditor
    language = language_of(request)
    report = read_audit(workspace)
    state = state if state in STATES else OPEN
    in_state = [finding for finding in report.findings if finding.state == state]
    shown = [f for f in in_state if severity in ("", f.severity) and account in ("", str(f.account_id))]
    return render(
        request,
        "audits.html",
        run=report.run,
        ran_at=format_moment(report.run.started_at, language) if report.run else "",
        run_seconds=format_number(report.run.seconds, language, 1) if report.run else "",
        holds_data=not workspace.lake.batches().is_empty(),
        progress=auditor.progress,
        groups=_groups(workspace, shown, language),
        state=state,
        states=[(code, _say(STATE_NAMES[code], language), _count(report.findings, code)) for code in STATES],
        severity=severity,
        severities=[
            (code, _say(SEVERITY_NAMES[code], language), sum(f.severity == code for f in in_state))
            for code in SEVERITIES
        ],
        account=account,
        accounts=sorted({(f.account, str(f.account_id)) for f in in_state if f.account}),
        cut_off=[check_title(code, language) for code in (report.run.cut_off if report.run else ()) if code in CHECKS],
        checks=len(CHECKS),
    )


@router.get(f"{PAGE}/progress")
def progress(request: Request) -> Response:
    """How far the audit at work is; once it is done the page is loaded again."""
    auditor: Auditor = request.app.state.auditor
    told = auditor.progress
    response = render(request, "_audit_progress.html", progress=told)
    if not told.running:
        response.headers["HX-Refresh"] = "true"
    return response


@router.post(f"{PAGE}/run")
def run(request: Request) -> Response:
    """Begin an audit, unless one is running, and go back to the page."""
    auditor: Auditor = request.app.state.auditor
    auditor.start(request.state.session.person)
    return RedirectResponse(PAGE, status_code=303)


@router.post(f"{PAGE}/{{key}}/accept")
def accept_one(request: Request, key: str, reason: str = Form(""), until: str = Form("")) -> Response:
    """Accept a finding with a reason, until a day or for good."""
    accept(request.app.state.workspace, key, reason, until=_day(until), person=request.state.session.person)
    return RedirectResponse(PAGE, status_code=303)


@router.post(f"{PAGE}/{{key}}/reopen")
def reopen_one(request: Request, key: str) -> Response:
    """Take an acceptance back."""
    reopen(request.app.state.workspace, key)
    return RedirectResponse(f"{PAGE}?state=accepted", status_code=303)


@router.post(f"{PAGE}/{{key}}/exclude")
def exclude_one(request: Request, key: str, reason: str = Form("")) -> Response:
    """Let the items of a finding not count from now on."""
    exclude_found(request.app.state.workspace, key, reason, person=request.state.session.person)
    return RedirectResponse(f"{PAGE}?state=fixed", status_code=303)


@router.post(f"{PAGE}/{{key}}/count-again")
def count_one_again(request: Request, key: str) -> Response:
    """Let the items that a finding had excluded count again."""
    count_again(request.app.state.workspace, key, person=request.state.session.person)
    return RedirectResponse(PAGE, status_code=303)


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        fault = Fault("write the day as 2026-12-31", column="until", value=text[:40])
        raise Invalid("The finding was not accepted.", [fault]) from error


def _groups(workspace: Workspace, findings: Iterable[Finding], language: str) -> list[dict[str, Any]]:
    """One group for each check and severity, with what all its findings share."""
    groups = []
    for (check, severity), members in groupby(findings, key=lambda f: (f.check_code, f.severity)):
        lines = [_line(workspace, finding, language) for finding in members]
        groups.append(
            {
                "check": check,
                "title": lines[0]["text"].title,
                "remedy": lines[0]["text"].remedy,
                "severity": _say(SEVERITY_NAMES[severity], language),
                "mark": MARKS[severity],
                "owner": owner_name(lines[0]["finding"].owner, language),
                "lines": lines,
            }
        )
    return groups


def _line(workspace: Workspace, finding: Finding, language: str) -> dict[str, Any]:
    measure = measure_name(finding.measure, workspace.catalog, language) if finding.measure else ""
    return {
        "finding": finding,
        "text": words_of(finding, workspace.catalog, language),
        "measure": measure,
        "days": _days(finding, language),
        "rows": format_number(finding.rows, language),
        "since": format_moment(finding.first_seen, language),
        "closed": format_moment(finding.fixed_at, language) if finding.fixed_at else "",
        "accepted": format_moment(finding.accepted_at, language) if finding.accepted_at else "",
        "until": format_day(finding.accepted_until, language) if finding.accepted_until else "",
        "examples": _examples(finding),
        "offers": offers_exclusion(finding),
        "excluded": excluded_by(workspace, finding) if finding.state == "fixed" else 0,
    }


def _examples(finding: Finding) -> list[dict[str, Any]]:
    """Lines that show the finding, and each file once where no line is known."""
    return list({(e["file"], e["part"], e["line"]): dict(e) for e in finding.examples if e["file"]}.values())


def _days(finding: Finding, language: str) -> str:
    if finding.first_day is None or finding.last_day is None or finding.last_day < finding.first_day:
        return ""
    return format_period(Period(finding.first_day, finding.last_day), language)


def _count(findings: Iterable[Finding], state: str) -> int:
    return sum(finding.state == state for finding in findings)


def _say(text: str, language: str) -> str:
    return translation(language).gettext(text)
