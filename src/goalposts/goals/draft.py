"""What a sentence was understood to say: a draft of one target, where each part stands in the text, and what to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]
"""From the first character to the one after the last, in Unicode code points of the text as given."""

CRITERIA = ("specific", "measurable", "achievable", "relevant", "time_bound")


@dataclass(frozen=True, slots=True)
class Change:
    """A target said as a change: `amount` as said (20.0 for 20 % or 20 points), mode as `store.goals.MODES`."""

    amount: float
    mode: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a change starts from.

    kind: `previous_period` (the whole calendar unit before; start and end are its days), `current` (the level on the
    day
    the target starts) or `given` (a value in the sentence: "from 7,000 to 10,000").
    """

    kind: str
    start: dt.date | None = None
    end: dt.date | None = None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something the sentence leaves open: the field it is about, what to ask the author, and answers to choose from.

    code: a stable word such as `relative_or_points`, `visits_or_visitors`, `which_kpi`, `which_base`, `which_period`.
    choices: value to set -> label in the author's language.
    """

    code: str
    about: str
    text: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One SMART criterion: True, False, or None where the author has yet to answer; and why, in their language."""

    ok: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One target as understood; None or '' where the sentence does not say.

    scope: dimension -> value: platform (of `catalog/platforms.yaml`), items ("post", "video", "email" ...),
    content_type,
    country, channel, device, paid, audience. operator, target_type, change.mode, cadence: the words of `store.goals`.
    target_value: in the unit of the KPI (ratios 0..1), None for a relative change. currency: ISO 4217.
    start, due: days of the workspace's calendar. spans: field -> where it was read; `scope.platform` for parts.
    unknown: words nothing was made of; they are told, never dropped.
    """

    text: str
    language: str
    kpi: str | None = None
    scope: Mapping[str, str] = field(default_factory=dict)
    target_type: str = "number"
    operator: str | None = None
    direction: str | None = None
    target_value: float | None = None
    currency: str | None = None
    change: Change | None = None
    baseline: Baseline | None = None
    start: dt.date | None = None
    due: dt.date | None = None
    cadence: str | None = None
    progress_mode: str | None = None
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    unknown: tuple[Span, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The draft as JSON shows it."""
        change = {"amount": self.change.amount, "mode": self.change.mode} if self.change else None
        return {
            "kpi": self.kpi,
            "scope": dict(self.scope),
            "target_type": self.target_type,
            "operator": self.operator,
            "direction": self.direction,
            "target_value": self.target_value,
            "currency": self.currency,
            "change": change,
            "baseline": self._baseline(),
            "start": self.start.isoformat() if self.start else None,
            "due": self.due.isoformat() if self.due else None,
            "cadence": self.cadence,
            "progress_mode": self.progress_mode,
        }

    def _baseline(self) -> dict[str, Any] | None:
        if self.baseline is None:
            return None
        start, end = self.baseline.start, self.baseline.end
        return {
            "kind": self.baseline.kind,
            "start": start.isoformat() if start else None,
            "end": end.isoformat() if end else None,
            "value": self.baseline.value,
        }


@dataclass(frozen=True, slots=True)
class Smart:
    """A draft with its five verdicts, what to ask the author, and a better sentence where this one is vague.

    rewrite: sentences in the author's language that would pass, best first; empty where nothing is wrong.
    """

    draft: Draft
    verdicts: Mapping[str, Verdict]
    questions: tuple[Asked, ...] = ()
    rewrite: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """How many of the five criteria are met."""
        return sum(verdict.ok is True for verdict in self.verdicts.values())

    def to_dict(self) -> dict[str, Any]:
        """The JSON of `goalposts smart --format json`."""
        text = self.draft.text
        return {
            "text": text,
            "language": self.draft.language,
            "draft": self.draft.to_dict(),
            "smart": {name: {"ok": v.ok, "reason": v.reason} for name, v in self.verdicts.items()},
            "score": self.score,
            "questions": [
                {"code": q.code, "field": q.about, "text": q.text, "choices": dict(q.choices)} for q in self.questions
            ],
            "rewrite": self.rewrite[0] if self.rewrite else None,
            "rewrites": list(self.rewrite),
            "spans": {name: [list(span) for span in spans] for name, spans in self.draft.spans.items()},
            "unknown": [{"text": text[start:end], "span": [start, end]} for start, end in self.draft.unknown],
        }
