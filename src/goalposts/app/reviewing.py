"""The quarterly review: what is in use and due, what is proposed for it, and what people decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from goalposts.app.review_evidence import InUse, gather
from goalposts.app.revising import Wished, propose_all
from goalposts.app.target_drafts import read_calendar
from goalposts.app.wishing import propose_wishes
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid, NotFound
from goalposts.goals.review import CHANGE, DECISIONS, RETIRE, Proposal, due_on, is_overdue, propose
from goalposts.goals.revision import AMOUNT
from goalposts.i18n.lifecycle import fault, question_text, rule_text
from goalposts.periods import DAY, Grain, Period
from goalposts.store.goals import change_goal
from goalposts.store.reviews import Review, add_review, last_reviews, list_reviews
from goalposts.store.revisions import TARGET, Revision
from goalposts.store.sessions import OWNER

TRIGGER = "review"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing in use as the review shows it: what is known, what is proposed, when it is due, what was decided last.

    done: it was reviewed in the quarter that is shown.
    """

    used: InUse
    proposal: Proposal
    due_on: dt.date
    overdue: bool
    last: Review | None
    done: bool

    def to_dict(self, workspace: Workspace, language: str) -> dict[str, Any]:
        """The look as JSON shows it, in one language."""
        used = self.used
        return {
            "subject": used.subject,
            "id": used.subject_id,
            "kpi": used.kpi or None,
            "name": name_of(workspace, used, language),
            "goal": {"id": used.goal.id, "name": used.goal.name} if used.goal else None,
            "looked_on": used.looked_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "overdue": self.overdue,
            "reviewed_this_quarter": self.done,
            "evidence": used.evidence.to_dict(),
            "proposal": self.proposal.decision,
            "reasons": [
                {"code": one.code, "text": rule_text(one.code, one.facts, language)} for one in self.proposal.because
            ],
            "last": review_to_dict(self.last) if self.last else None,
        }


@dataclass(frozen=True, slots=True)
class Quarter:
    """The review of one quarter of the workspace's calendar: everything in use, and every look of the quarter."""

    period: Period
    looks: tuple[Look, ...]
    reviews: tuple[Review, ...]

    @property
    def next_due(self) -> Look | None:
        """What is due next: overdue things first."""
        return min((look for look in self.looks), key=lambda look: look.due_on, default=None)


def review_quarter(workspace: Workspace, viewer: str = OWNER, *, day: dt.date | None = None) -> Quarter:
    """Everything in use with proposals, and the looks of the quarter that holds `day` (default today)."""
    today = workspace.today()
    _, calendar = read_calendar(workspace)
    period = calendar.unit(day or today, Grain.QUARTER)
    used = gather(workspace, viewer)
    known = {(one.subject, one.subject_id) for one in used}
    with workspace.database.reading() as transaction:
        last = last_reviews(transaction)
        of_quarter = list_reviews(transaction, since=_start(period.start), before=_start(period.end + DAY))
    reviews = tuple(review for review in of_quarter if (review.subject, review.subject_id) in known)
    done = {(review.subject, review.subject_id) for review in reviews}
    looks = [_look(one, last.get((one.subject, one.subject_id)), today, done) for one in used]
    return Quarter(period, tuple(looks), reviews)


def decide(
    workspace: Workspace,
    subject: str,
    subject_id: str,
    decision: str,
    *,
    reason: str,
    person: str,
    wanted: str = "",
    language: str = "en",
) -> Review:
    """Keep what was decided for one thing in use: keep, change, improve or retire.

    `change` and `retire` open a revision; `wanted` says what a change is to ("18,000"), without it the revision asks.
    Raises Invalid with every fault at once, and NotFound.
    """
    faults = [] if reason.strip() else [Fault(fault("no_reason", language), column="reason")]
    if decision not in DECISIONS:
        choices = ", ".join(DECISIONS)
        faults.append(Fault(fault("no_decision", language, choices=choices), column="decision", value=decision))
    if faults:
        raise Invalid("Nothing was decided.", faults)
    used = find_in_use(workspace, subject, subject_id, person)
    revision = None
    if decision in (CHANGE, RETIRE):
        revision = _revision(workspace, used, decision, reason, wanted, person, language)
    now = workspace.now()
    with workspace.database.transaction() as transaction:
        if used.goal is not None:
            change_goal(transaction, used.goal.id, {"reviewed_at": now}, person=person, now=now, note=reason.strip())
        return add_review(
            transaction,
            subject,
            subject_id,
            proposal=propose(used.evidence).decision,
            decision=decision,
            reason=reason.strip(),
            evidence=used.evidence.to_dict(),
            person=person,
            now=now,
            revision_id=revision.id if revision else None,
        )


def find_in_use(workspace: Workspace, subject: str, subject_id: str, viewer: str = OWNER) -> InUse:
    """One thing in use. Raises NotFound."""
    found = [one for one in gather(workspace, viewer) if (one.subject, one.subject_id) == (subject, subject_id)]
    if not found:
        raise NotFound("target or KPI in use", f"{subject} {subject_id}"[:80], hint="The review lists them.")
    return found[0]


def name_of(workspace: Workspace, used: InUse, language: str) -> str:
    """What it is called: the label of a chosen KPI, the KPI's name, or that of a target without one."""
    if used.chosen is not None and used.chosen.label:
        return used.chosen.label
    known = workspace.catalog.kpis.get(used.kpi.partition("@")[0])
    return workspace.catalog.define(used.kpi).names[language] if known else used.name


def review_to_dict(review: Review) -> dict[str, Any]:
    """A review as JSON shows it."""
    return {
        "id": review.id,
        "subject": review.subject,
        "subject_id": review.subject_id,
        "at": review.at.isoformat(timespec="seconds"),
        "person": review.person,
        "proposal": review.proposal,
        "decision": review.decision,
        "reason": review.reason,
        "evidence": dict(review.evidence),
        "revision": review.revision_id,
    }


def _revision(
    workspace: Workspace, used: InUse, decision: str, reason: str, wanted: str, person: str, language: str
) -> Revision:
    """The revision a decision opens; one without an amount asks for it."""
    said: dict[str, Any] = {"trigger": TRIGGER, "person": person, "language": language}
    if decision == RETIRE:
        wished = Wished(used.subject, used.subject_id, {"status": "retired"}, reason)
        return propose_all(workspace, [wished], **said)[0]
    if used.target is not None and wanted.strip():
        return propose_wishes(workspace, wanted, reason=reason, target=used.target, **said)[0]
    if wanted.strip():
        name = workspace.catalog.define(used.kpi).names[language]
        return propose_wishes(workspace, f"{name} | {reason} | {wanted}", **said)[0]
    subject, subject_id = (TARGET, used.subject_id) if used.target else ("kpi", used.kpi)
    asked = {"code": AMOUNT, "field": "target_value", "text": question_text(AMOUNT, language), "choices": {}}
    name = used.name or workspace.catalog.define(used.kpi).names[language]
    return propose_all(workspace, [Wished(subject, subject_id, {}, reason, name, [asked])], **said)[0]


def _look(used: InUse, last: Review | None, today: dt.date, done: Collection[tuple[str, str]]) -> Look:
    return Look(
        used=used,
        proposal=propose(used.evidence),
        due_on=due_on(used.looked_on),
        overdue=is_overdue(used.looked_on, today),
        last=last,
        done=(used.subject, used.subject_id) in done,
    )


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
