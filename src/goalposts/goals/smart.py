"""Five verdicts on a sentence, each with its reason in the author's language, and better sentences for a vague one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Kpi
from goalposts.goals.draft import CRITERIA, Smart, Span, Verdict
from goalposts.goals.reading import MOST_LETTERS
from goalposts.goals.rewriting import amount_words, rewrites, what_words
from goalposts.goals.sentence import Understood, apply_answers
from goalposts.goals.texts import say
from goalposts.i18n.days import format_day, format_period
from goalposts.periods import Period

UNREAD = ("too_long", "empty")
_OPEN_KPI = frozenset({"which_kpi", "visits_or_visitors", "which_base"})
_OPEN_AMOUNT = frozenset(
    {"which_amount", "which_number", "percent_meant", "percent_or_points", "increase_or_reach", "which_direction"}
)
_OPEN_TIME = frozenset({"which_period", "which_date", "which_cadence"})
_PLACED = frozenset({"platform", "items", "content_type", "campaign", "channel", "paid", "device", "country"})


def judge(
    understood: Understood,
    catalog: Catalog,
    *,
    today: dt.date,
    language: str = "",
    achievable: Verdict | None = None,
    relevant: Verdict | None = None,
) -> Smart:
    """The draft with its verdicts, questions and rewrites.

    Achievable and relevant cannot be read from a sentence: they stay open (None) unless the caller brings a verdict.
    `language` shows all of it in another language than that of the sentence.
    """
    if language and language != understood.parts.language:
        understood = apply_answers(replace(understood, parts=replace(understood.parts, language=language)), {})
    judging = _Judging(understood, catalog)
    verdicts = {
        "specific": judging.specific(),
        "measurable": judging.measurable(),
        "achievable": achievable or Verdict(None, judging.say("asked.achievable")),
        "relevant": relevant or Verdict(None, judging.say("asked.relevant")),
        "time_bound": judging.time_bound(today),
    }
    failed = tuple(name for name in CRITERIA if verdicts[name].ok is False)
    better = rewrites(understood, catalog) if failed and judging.unread != "too_long" else ()
    return Smart(understood.draft, verdicts, understood.questions, better)


class _Judging:
    """The three criteria a sentence itself can meet."""

    def __init__(self, understood: Understood, catalog: Catalog) -> None:
        self._understood, self._draft = understood, understood.draft
        self._catalog, self._language = catalog, understood.parts.language
        self._open = {question.code for question in understood.questions}
        self._kpi: Kpi | None = catalog.kpis.get(self._draft.kpi or "")
        self.unread = next((code for code in UNREAD if code in understood.problems), "")

    def say(self, code: str, **facts: str) -> str:
        return say(code, self._language, **facts)

    def specific(self) -> Verdict:
        if self.unread:
            return self._not_read()
        if self._draft.target_type == "boolean":
            return Verdict(True, self.say("specific.ok_task"))
        if self._kpi is None and self._understood.parts.subject.meanings:
            return Verdict(False, self._which_kpi())
        if "which_direction" in self._open and self._understood.parts.says_both_ways:
            return Verdict(False, self.say("specific.both_ways"))
        if self._kpi is not None and "which_direction" in self._open:
            if "both_ways" in self._understood.problems:
                return Verdict(False, self.say("specific.both_ways"))
            good = self.say(f"good.{self._kpi.direction}")
            return Verdict(False, self.say("specific.against", kpi=self._kpi.names[self._language], good=good))
        missing = self._missing()
        if missing:
            joint = self.say("missing.joint")
            told = joint.join(self.say(f"missing.{code}") for code in missing)
            return Verdict(False, self.say("specific.lacking", missing=told))
        what = what_words(self._understood, self._kpi, self._language)
        return Verdict(True, self.say("specific.ok", what=what, amount=self._amount()))

    def _missing(self) -> list[str]:
        missing = [] if self._kpi else ["kpi"]
        social = self._kpi is not None and "social" in self._kpi.channels and "web" not in self._kpi.channels
        placed = _PLACED & set(self._draft.scope)
        if (social or self._kpi is None) and not placed:
            missing.append("where")
        if not self._understood.parts.wanted:
            missing.append("amount")
        return missing

    def _which_kpi(self) -> str:
        parts = self._understood.parts
        names = ", ".join(self._catalog.kpis[id_].names[self._language] for id_ in parts.subject.meanings)
        spans = self._draft.spans.get("kpi", ())
        if parts.subject.several or len(spans) != 1:
            return self.say("specific.too_many", kpis=names)
        return self.say("specific.several", word=self._words(spans[0]), kpis=names)

    def _words(self, span: Span) -> str:
        return self._draft.text[span[0] : span[1]]

    def _amount(self) -> str:
        return amount_words(self._draft, self._kpi, self._language)

    def measurable(self) -> Verdict:
        if self.unread:
            return self._not_read()
        if self._draft.target_type == "boolean":
            return Verdict(True, self.say("measurable.ok_task"))
        if self._kpi is None:
            code = "open_kpi" if self._understood.parts.subject.meanings else "no_kpi"
            return Verdict(False, self.say(f"measurable.{code}"))
        if not self._understood.parts.wanted:
            return Verdict(False, self.say("measurable.no_amount"))
        facts = {"kpi": self._kpi.names[self._language], "unit": self.say(f"unit.{self._kpi.unit}")}
        if "unit_mismatch" in self._understood.problems:
            return Verdict(False, self.say("measurable.unit_mismatch", **facts))
        if "unknown_unit" in self._understood.problems:
            return Verdict(False, self.say("measurable.unknown_unit"))
        if "beyond_bounds" in self._understood.problems:
            return Verdict(False, self.say("measurable.beyond_bounds", **facts))
        if "target_is_baseline" in self._understood.problems:
            return Verdict(False, self.say("measurable.target_is_baseline"))
        if self._open & (_OPEN_AMOUNT - {"which_direction"}):
            return Verdict(False, self.say("measurable.open_amount"))
        return Verdict(True, self.say("measurable.ok", **facts))

    def time_bound(self, today: dt.date) -> Verdict:
        if self.unread:
            return self._not_read()
        for code, span in self._understood.parts.times.faults:
            return Verdict(False, self.say(f"time_bound.{code}", word=self._words(*self._understood.parts.place(span))))
        start, due, cadence = self._draft.start, self._draft.due, self._draft.cadence
        if self._open & _OPEN_TIME:
            return Verdict(False, self.say("time_bound.open"))
        if due is not None and due < today:
            return Verdict(False, self.say("time_bound.past_due", due=format_day(due, self._language)))
        if start is not None and due is not None and due < start:
            return Verdict(False, self.say("time_bound.ends_before_start"))
        period = format_period(Period(start, due), self._language) if start and due else ""
        if cadence not in (None, "once"):
            facts = {"cadence": self.say(f"choice.{cadence}"), "period": period}
            if period:
                return Verdict(True, self.say("time_bound.repeated_until", **facts))
            return Verdict(
                True, self.say("time_bound.repeated", start=format_day(start or today, self._language), **facts)
            )
        if period:
            return Verdict(True, self.say("time_bound.window", period=period))
        return Verdict(False, self.say("time_bound.none"))

    def _not_read(self) -> Verdict:
        return Verdict(False, self.say(f"unread.{self.unread}", most=str(MOST_LETTERS)))
