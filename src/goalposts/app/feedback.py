"""Suggestions: anybody makes them, whoever they concern answers them, and whoever made them is told."""

from __future__ import annotations

from collections.abc import Collection

from goalposts.app.notices import FEEDBACK_ANSWER, FEEDBACK_NEW
from goalposts.app.people import is_owner, may_see
from goalposts.app.stewards import steward
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotAllowed, NotFound
from goalposts.i18n.team import team_fault
from goalposts.store.feedback import DECLINED, FEEDBACK, GOAL, KPI, NEW, STATUSES, SUBJECTS, Feedback
from goalposts.store.goals import find_goal
from goalposts.store.notices import add_notice
from goalposts.store.sessions import OWNER

MOST_TEXT = 2_000
MOST_ABOUT = 120


def suggest(
    workspace: Workspace, text: str, *, subject: str, subject_id: str = "", by: str, language: str = "en"
) -> Feedback:
    """Make a suggestion on a KPI, a goal (by id), a report or content (in words), or anything else.

    Whoever it concerns is told. Raises Invalid with every fault at once.
    """
    said, about = text.strip(), " ".join(subject_id.split())
    faults = []
    if not said:
        faults.append(Fault(team_fault("no_text", language), column="text"))
    elif len(said) > MOST_TEXT:
        faults.append(Fault(team_fault("too_long", language, most=str(MOST_TEXT)), column="text"))
    if subject not in SUBJECTS or not _exists(workspace, subject, about, by) or len(about) > MOST_ABOUT:
        faults.append(Fault(team_fault("no_subject", language), column="subject", value=f"{subject} {about}"[:80]))
    if faults:
        raise Invalid("The suggestion was not kept.", faults)
    facts = _facts(workspace, subject, about, NEW)
    concerned = [key for key in responsible(workspace, subject, about) if key != by]
    with workspace.database.transaction() as transaction:
        values = {"subject": subject, "subject_id": about, "text": said}
        made = FEEDBACK.add(transaction, values, person=by, now=workspace.now())
        if concerned:
            add_notice(
                transaction,
                kind=FEEDBACK_NEW,
                title=said[:MOST_ABOUT],
                body=said,
                facts=facts,
                readers=concerned,
                subject="feedback",
                subject_id=str(made.id),
                person=by,
                now=workspace.now(),
            )
    return made


def answer(
    workspace: Workspace,
    id_: int,
    status: str,
    text: str = "",
    *,
    by: str,
    expected: int | None = None,
    language: str = "en",
) -> Feedback:
    """Say what becomes of a suggestion; whoever made it is told. To decline one needs a reason.

    Raises NotAllowed unless `by` is an owner or whoever it concerns, Invalid, NotFound, and Overtaken.
    """
    said = text.strip()
    with workspace.database.reading() as transaction:
        before = FEEDBACK.find(transaction, id_)
    if not may_answer(workspace, before, by):
        raise NotAllowed("Only an owner, or whoever the suggestion concerns, can answer it.")
    faults = []
    if status not in STATUSES:
        faults.append(Fault(team_fault("no_status", language), column="status", value=status[:40]))
    if status == DECLINED and not said:
        faults.append(Fault(team_fault("no_answer", language), column="answer"))
    if len(said) > MOST_TEXT:
        faults.append(Fault(team_fault("too_long", language, most=str(MOST_TEXT)), column="answer"))
    if faults:
        raise Invalid("The answer was not kept.", faults)
    facts = _facts(workspace, before.subject, before.subject_id, status)
    with workspace.database.transaction() as transaction:
        values = {"status": status, "answer": said}
        now = workspace.now()
        made = FEEDBACK.change(transaction, id_, values, person=by, now=now, expected=expected)
        if made.version != before.version and made.created_by != by:
            add_notice(
                transaction,
                kind=FEEDBACK_ANSWER,
                title=made.text[:MOST_ABOUT],
                body=said,
                facts=facts,
                readers=[made.created_by],
                subject="feedback",
                subject_id=str(made.id),
                person=by,
                now=now,
            )
    return made


def list_feedback(
    workspace: Workspace, *, statuses: Collection[str] = STATUSES, subject: str = "", subject_id: str = ""
) -> list[Feedback]:
    """Suggestions, new ones first, then the latest first."""
    with workspace.database.reading() as transaction:
        found = FEEDBACK.list(transaction, statuses=statuses)
    kept = [one for one in found if subject in ("", one.subject) and subject_id in ("", one.subject_id)]
    return sorted(kept, key=lambda one: (one.status != NEW, -one.id))


def responsible(workspace: Workspace, subject: str, subject_id: str) -> tuple[str, ...]:
    """Keys of those a suggestion concerns: owners of the KPI or goal, else whoever runs the workspace."""
    if subject == KPI:
        return steward(workspace, subject_id).owners or (OWNER,)
    if subject == GOAL and subject_id.isdigit():
        with workspace.database.reading() as transaction:
            return (find_goal(transaction, int(subject_id)).owner or OWNER,)
    return (OWNER,)


def may_answer(workspace: Workspace, feedback: Feedback, by: str) -> bool:
    """Owners may answer all; everybody else what concerns them."""
    return is_owner(workspace, by) or by in responsible(workspace, feedback.subject, feedback.subject_id)


def _exists(workspace: Workspace, subject: str, subject_id: str, by: str) -> bool:
    if subject == KPI:
        return subject_id in workspace.catalog.kpis
    if subject != GOAL:
        return True
    try:
        with workspace.database.reading() as transaction:
            goal = find_goal(transaction, int(subject_id))
    except (NotFound, ValueError):
        return False
    return may_see(goal, by, is_owner(workspace, by))


def _facts(workspace: Workspace, subject: str, subject_id: str, status: str) -> dict[str, object]:
    """What a notice about a suggestion needs to be told in any language."""
    about: dict[str, str] = {}
    if subject == KPI:
        about = dict(workspace.catalog.kpis[subject_id].names)
    elif subject == GOAL:
        with workspace.database.reading() as transaction:
            about = {"en": find_goal(transaction, int(subject_id)).name}
    elif subject_id:
        about = {"en": subject_id}
    return {"subject": subject, "about": about, "status": status}
