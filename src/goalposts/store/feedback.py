"""Suggestions of members on KPIs, goals, reports and content, and what became of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from goalposts.store.people_tables import FeedbackRow
from goalposts.store.register import Register

NEW, PLANNED, DONE, DECLINED = "new", "planned", "done", "declined"
STATUSES = (NEW, PLANNED, DONE, DECLINED)
KPI, GOAL, REPORT, CONTENT, OTHER = "kpi", "goal", "report", "content", "other"
SUBJECTS = (KPI, GOAL, REPORT, CONTENT, OTHER)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One suggestion. subject_id: id of the KPI or goal, else what it is about in words ('' = in general)."""

    id: int
    version: int
    subject: str
    subject_id: str
    text: str
    answer: str
    status: str
    created_at: dt.datetime
    created_by: str
    changed_at: dt.datetime
    changed_by: str


FEEDBACK = Register(FeedbackRow, Feedback, {"subject_id": "", "answer": "", "status": NEW}, read={}, write={})
