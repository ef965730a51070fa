"""The quarterly review: the four important areas, everything in use with evidence and a proposal, and decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from goalposts.app.checklists import AreaState, important_areas, mark_area
from goalposts.app.people import names
from goalposts.app.reviewing import Look, Quarter, decide, name_of, review_quarter
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.goals.review import DECISIONS, Evidence
from goalposts.i18n import format_day, format_moment, format_number, format_period, state_name, translation
from goalposts.i18n.goal_words import PACES
from goalposts.i18n.lifecycle import area_facts, area_state_name, decision_name, rule_text
from goalposts.periods import DAY
from goalposts.store.reviews import Review
from goalposts.web.rendering import render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

PAGE = "/goals/review"
_MARKS = {"done": "good", "partly": "", "missing": "failed", "by_hand": "measured"}
_PROPOSALS = {"keep": "good", "change": "own", "improve": "", "retire": "failed"}


@router.get(PAGE)
def review(request: Request) -> Response:
    """Everything in use, what waits longest first; `day` chooses another quarter."""
    return _page(request)


@router.post(PAGE)
async def decide_one(request: Request) -> Response:
    """Keep what was decided for one thing in use."""
    form = await request.form()
    wanted = ("subject", "id", "decision", "reason", "wanted")
    return await run_in_threadpool(_decide, request, {name: str(form.get(name, "")) for name in wanted})


@router.post(PAGE + "/areas/{area}")
async def mark(request: Request, area: str) -> Response:
    """Tick one of the four areas, or take the tick away."""
    form = await request.form()
    done, note = form.get("done") == "yes", str(form.get("note", ""))
    workspace, me = _workspace(request), person_of(request)
    await run_in_threadpool(mark_area, workspace, area, done=done, note=note, person=me)
    return RedirectResponse(f"{PAGE}#areas", status_code=303)


def _decide(request: Request, said: Mapping[str, str]) -> Response:
    try:
        done = decide(
            _workspace(request),
            said["subject"],
            said["id"],
            said["decision"],
            reason=said["reason"],
            wanted=said["wanted"],
            person=person_of(request),
            language=language_of(request),
        )
    except Invalid as error:
        return _page(request, said=said, faults=error.faults)
    place = f"/goals/revisions/{done.revision_id}" if done.revision_id else f"{PAGE}#{said['subject']}-{said['id']}"
    return RedirectResponse(place, status_code=303)


def _page(request: Request, said: Mapping[str, str] | None = None, faults: Sequence[Fault] = ()) -> Response:
    workspace, language, me = _workspace(request), language_of(request), person_of(request)
    quarter = review_quarter(workspace, me, day=_day(request.query_params.get("day", "")))
    called = names(workspace, language)
    looks = sorted(quarter.looks, key=lambda look: (look.done, not look.overdue, look.due_on))
    first = quarter.next_due
    return render(
        request,
        "review.html",
        status=422 if faults else 200,
        areas=[_area(area, called, language) for area in important_areas(workspace, me)],
        looks=[_look(workspace, look, called, language) for look in looks],
        overdue=sum(look.overdue for look in looks),
        done=sum(look.done for look in looks),
        next_due=_next(workspace, first, language) if first else "",
        period=format_period(quarter.period, language),
        before=(quarter.period.start - DAY).isoformat(),
        after=(quarter.period.end + DAY).isoformat() if quarter.period.end < workspace.today() else "",
        reviews=_past(workspace, quarter, called, language),
        decisions=[(code, decision_name(code, language)) for code in DECISIONS],
        said={"subject": "", "id": "", "decision": "", "reason": "", "wanted": "", **(said or {})},
        faults=faults,
    )


def _area(area: AreaState, called: Mapping[str, str], language: str) -> dict[str, Any]:
    mark = area.mark
    return {
        "id": area.area.id,
        "name": area.area.name[language],
        "advice": area.area.advice[language],
        "state": area_state_name(area.state, language),
        "mark": _MARKS[area.state],
        "facts": area_facts(area.code, area.facts, language),
        "done": bool(mark and mark.done),
        "note": mark.note if mark else "",
        "by": f"{called.get(mark.person, mark.person)}, {format_moment(mark.at, language)}" if mark else "",
    }


def _look(workspace: Workspace, look: Look, called: Mapping[str, str], language: str) -> dict[str, Any]:
    used, last = look.used, look.last
    return {
        "subject": used.subject,
        "id": used.subject_id,
        "name": name_of(workspace, used, language),
        "kpi": used.kpi,
        "goal": used.goal,
        "due": format_day(look.due_on, language),
        "overdue": look.overdue,
        "done": look.done,
        "proposal": decision_name(look.proposal.decision, language),
        "code": look.proposal.decision,
        "mark": _PROPOSALS[look.proposal.decision],
        "reasons": [rule_text(one.code, one.facts, language) for one in look.proposal.because],
        "evidence": _evidence(used.evidence, language),
        "last": _review(last, called, language) if last else None,
    }


def _evidence(evidence: Evidence, language: str) -> list[tuple[str, str]]:
    """The evidence as labelled words."""
    say = translation(language).gettext
    told = [(say("Serves"), ", ".join(evidence.objectives) or say("no objective"))]
    if evidence.windows:
        share = f"{format_number(100 * evidence.met / evidence.windows, language)}%"
        counts = {"share": share, "met": evidence.met, "windows": evidence.windows}
        told.append((say("Hit rate"), say("%(share)s (%(met)s of %(windows)s periods)") % counts))
    if evidence.pace:
        word, _ = PACES[evidence.pace]
        told.append((say("Pace"), say(word)))
    data = state_name(evidence.state, language) if evidence.state else say("no data")
    late = [say("late")] if evidence.late else []
    count = translation(language).ngettext("%(num)s open finding", "%(num)s open findings", evidence.findings)
    open_ = [count % {"num": evidence.findings}] if evidence.findings else []
    told.append((say("Data"), " · ".join([data, *late, *open_])))
    use = {"goals": evidence.goals, "targets": evidence.targets}
    told.append((say("In use by"), say("goals: %(goals)s, targets: %(targets)s") % use))
    if evidence.north_star:
        told.append((say("North star"), say("yes")))
    if evidence.benchmark:
        words = {"better": say("better than the published figure"), "worse": say("worse than the published figure")}
        told.append((say("Benchmark"), words[evidence.benchmark]))
    return told


def _past(workspace: Workspace, quarter: Quarter, called: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """Every look of the quarter, the newest first."""
    known = {
        (look.used.subject, look.used.subject_id): name_of(workspace, look.used, language) for look in quarter.looks
    }
    return [
        _review(review, called, language) | {"name": known[review.subject, review.subject_id]}
        for review in quarter.reviews
    ]


def _review(review: Review, called: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "decision": decision_name(review.decision, language),
        "proposal": decision_name(review.proposal, language),
        "reason": review.reason,
        "by": called.get(review.person, review.person),
        "at": format_moment(review.at, language),
        "revision": review.revision_id,
    }


def _next(workspace: Workspace, look: Look, language: str) -> str:
    say = translation(language).gettext
    words = {"name": name_of(workspace, look.used, language), "day": format_day(look.due_on, language)}
    return say("%(name)s, by %(day)s") % words


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        fault = Fault("expected a date such as 2026-01-31", column="day", value=text)
        raise Invalid("The address asks for a day that does not exist.", [fault]) from error


def _workspace(request: Request) -> Workspace:
    found: Workspace = request.app.state.workspace
    return found
