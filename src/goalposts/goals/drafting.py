"""The parts of a sentence become one draft: what is plain is set, what is open is asked, nothing is chosen silently."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from goalposts.catalog.kpi import Kpi
from goalposts.goals.amounts import PERCENT, PLAIN, POINTS, Amount, Wanted
from goalposts.goals.calendar import GRAIN_OF
from goalposts.goals.draft import Baseline, Change, Draft, Span
from goalposts.goals.measuring import fits, kpi_value
from goalposts.goals.reading import Parts
from goalposts.goals.subjects import kin
from goalposts.goals.timing import Timing, settle_time
from goalposts.periods import Comparison, Period, compared

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """Something to ask: the values to choose from, what they stand for where words are needed."""

    code: str
    about: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, what it leaves open, and codes of what is wrong with it."""

    draft: Draft
    opens: tuple[Open, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass
class _Work:
    """What is decided so far."""

    parts: Parts
    answers: Answers
    opens: list[Open] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    def ask(self, code: str, about: str, values: tuple[str, ...] = ()) -> str | None:
        """The author's answer; None, and the question kept, where there is none yet."""
        answer = self.answers.get(code)
        if answer is not None and (not values or answer in values):
            return answer
        self.opens.append(Open(code, about, values))
        return None

    def mark(self, name: str, *places: Span) -> None:
        """Where a field was read, in the folded text."""
        known = self.spans.get(name, ())
        self.spans[name] = known + tuple(p for p in self.parts.place(*places) if p not in known)


def draft_of(parts: Parts, answers: Answers) -> Drafted:
    """The draft of the parts of a sentence with what the author answered so far."""
    work = _Work(parts, answers, problems=list(parts.problems))
    kpi = _kpi(work)
    draft = Draft(text=parts.text, language=parts.language, kpi=kpi.id if kpi else None, scope=_scope(work))
    timing = settle_time(parts, work.ask)
    work.problems += [code for code in timing.problems if code not in work.problems]
    for name, places in timing.spans.items():
        work.mark(name, *places)
    draft = replace(draft, start=timing.start, due=timing.due, cadence=timing.cadence)
    if kpi is None and "do" in parts.verbs and not parts.wanted and not parts.subject.meanings:
        return _finished(work, replace(draft, target_type="boolean", operator="reach", direction="up", unknown=()))
    wanted = _wanted(work, kpi)
    draft = _measured(work, draft, kpi, wanted, timing)
    return _finished(work, replace(draft, unknown=parts.place(*parts.unknown)))


def _finished(work: _Work, draft: Draft) -> Drafted:
    return Drafted(replace(draft, spans=work.spans), tuple(work.opens), tuple(dict.fromkeys(work.problems)))


def _kpi(work: _Work) -> Kpi | None:
    subject, catalog = work.parts.subject, work.parts.catalog
    work.mark("kpi", *subject.spans.get("kpi", ()))
    if not subject.meanings:
        return None
    key = "+".join(subject.meanings)
    code, *values = kin()["open"].get(key, ("",))
    if len(subject.meanings) == 1 and not code:
        return catalog.kpis[key]
    if code:
        known = tuple(id_ for id_ in values if id_ in catalog.kpis)
    else:
        code, known = "which_kpi", subject.meanings
    chosen = work.ask(code, "kpi", known)
    first = subject.meanings[0]
    return catalog.kpis[chosen or first] if chosen or first in kin()["taken_when_open"] else None


def _scope(work: _Work) -> dict[str, str]:
    found = {}
    for name, values in work.parts.subject.scope.items():
        work.mark(f"scope.{name}", *work.parts.subject.spans.get(f"scope.{name}", ()))
        chosen = values[0] if len(values) == 1 else work.ask(f"which_{name}", f"scope.{name}", values)
        if chosen is not None:
            found[name] = chosen
    return found


def _wanted(work: _Work, kpi: Kpi | None) -> Wanted | None:
    """The one amount of the sentence, its dots and percent signs made plain where the KPI says how."""
    found = work.parts.wanted
    work.mark("target_value", *(one.span for one in found))
    if not found:
        return None
    one = found[0]
    if len(found) > 1 or one.part == "either":
        values = _listed(found)
        chosen = work.ask("which_amount", "target_value", values)
        if chosen is None:
            return None
        one = found[values.index(chosen)] if len(found) > 1 else _end_of(one, values.index(chosen))
    amount = one.amount
    if amount.other is None:
        return one
    if kpi is not None and kpi.unit == "count" and amount.kind == PLAIN:
        return replace(one, amount=replace(amount, value=amount.other, other=None))
    said = work.ask("which_number", "target_value", (f"{amount.value:.15g}", f"{amount.other:.15g}"))
    return replace(one, amount=replace(amount, value=float(said), other=None)) if said else None


def _listed(found: tuple[Wanted, ...]) -> tuple[str, ...]:
    if len(found) == 1 and found[0].start:
        return (f"{found[0].start.value:.15g}", f"{found[0].amount.value:.15g}")
    return tuple(f"{i + 1}: {one.amount.value:.15g}" for i, one in enumerate(found))


def _end_of(one: Wanted, place: int) -> Wanted:
    amount = one.start if place == 0 and one.start else one.amount
    return replace(one, part="bare", start=None, amount=replace(amount, kind=one.amount.kind))


def _measured(work: _Work, draft: Draft, kpi: Kpi | None, wanted: Wanted | None, timing: Timing) -> Draft:
    """The draft with operator, change, value, baseline and mode of progress."""
    verbs = work.parts.verbs
    for kind in ("up", "down", "improve", "reach", "obtain", "gain", "keep"):
        work.mark("operator", *verbs.get(kind, ()))
    work.mark("operator", *((wanted.span,) if wanted and wanted.part not in ("bare",) else ()))
    direction = _direction(work, kpi, wanted)
    money = wanted is not None and wanted.amount.kind == "money"
    if (kpi is not None and kpi.unit == "currency") or (kpi is None and money):
        code = (wanted.amount.currency if wanted else "") or work.parts.currency
        draft = replace(draft, target_type="currency", currency=code or None)
    if kpi is not None:
        draft = replace(draft, progress_mode="accrual" if kpi.additivity in ("A", "U") else "improvement")
    if wanted is None:
        operator = {"up": "increase_by", "down": "decrease_by"}.get(direction or "")
        return replace(
            draft, direction=direction, operator=operator if set(verbs) & {"up", "down", "improve"} else None
        )
    if not work.spans["operator"]:
        work.mark("operator", wanted.span)
    operator = _operator(work, kpi, wanted, direction, timing)
    if operator in ("increase_by", "decrease_by"):
        return _changed(work, replace(draft, operator=operator), kpi, wanted, timing)
    return _fixed(work, replace(draft, operator=operator, direction=direction), kpi, wanted)


def _direction(work: _Work, kpi: Kpi | None, wanted: Wanted | None) -> str | None:
    """Up or down, as said; checked against what is good for the KPI."""
    verbs = work.parts.verbs
    good = kpi.direction if kpi and kpi.direction != "context" else None
    said = _said_direction(verbs, wanted, good)
    if said is None or (good is not None and said == good):
        return said or good or ("up" if kpi else None)
    bound = wanted is not None and wanted.part in ("at_least", "at_most")
    if good is None or (bound and not {"up", "down"} & set(verbs)):
        return said
    return work.ask("which_direction", "direction", ("up", "down")) or said


def _said_direction(verbs: Mapping[str, object], wanted: Wanted | None, good: str | None) -> str | None:
    said = {kind for kind in ("up", "down") if kind in verbs}
    if wanted is not None:
        factor = wanted.amount.value if wanted.amount.times else None
        bounds = {"at_least": "up", "at_most": "down", "more": "up", "less": "down"}
        sign = {"+": "up", "-": "down"}.get(wanted.amount.sign)
        if wanted.part == "pair" and wanted.start:
            rising = wanted.amount.value > wanted.start.value
            said |= {"up" if rising else "down"} if wanted.amount.value != wanted.start.value else set()
        elif sign or factor is not None:
            said |= {sign} if sign else ({"up"} if factor and factor > 1 else set())
        elif not said and wanted.part in bounds:
            said = {bounds[wanted.part]}
        if factor is not None and factor < 1 and not said:
            said = {"down"}
    if len(said) == 1:
        return said.pop()
    if said:
        return "down" if good == "up" else "up"
    return (good or "up") if "improve" in verbs or "gain" in verbs else None


def _operator(work: _Work, kpi: Kpi | None, wanted: Wanted, direction: str | None, timing: Timing) -> str | None:
    verbs, amount = work.parts.verbs, wanted.amount
    moved = "decrease_by" if direction == "down" else "increase_by"
    if wanted.part in ("at_least", "at_most"):
        return wanted.part if not ({"up", "down", "improve"} & set(verbs)) or not _is_change(kpi, amount) else moved
    if wanted.part == "pair":
        return "reach"
    if amount.times or wanted.part in ("by", "more", "less") or amount.sign:
        return moved
    if wanted.part == "to":
        return "reach"
    if {"up", "down", "improve"} & set(verbs):
        return moved
    if "gain" in verbs and kpi is not None and kpi.additivity == "L":
        return moved
    if _is_change(kpi, amount):
        return work.ask("increase_or_reach", "operator", ("increase_by", "decrease_by"))
    flow = kpi is not None and kpi.additivity in ("A", "U")
    if "reach" in verbs or ("obtain" in verbs and not flow):
        return "reach"
    return "at_most" if direction == "down" else "at_least"


def _is_change(kpi: Kpi | None, amount: Amount) -> bool:
    """A percentage of something that is no ratio, and points, can only be a change."""
    if amount.kind == POINTS:
        return kpi is None or kpi.unit != "points"
    return amount.kind == PERCENT and kpi is not None and kpi.unit not in ("ratio", "score")


def _changed(work: _Work, draft: Draft, kpi: Kpi | None, wanted: Wanted, timing: Timing) -> Draft:
    change = _change(work, kpi, wanted)
    direction = "down" if draft.operator == "decrease_by" else "up"
    work.mark("change", wanted.span)
    draft = replace(draft, direction=direction, change=change, baseline=_baseline(work, kpi, wanted, timing))
    if change is None or draft.baseline is None or draft.baseline.value is None:
        return draft
    turn, base = (-1 if direction == "down" else 1), draft.baseline.value
    steps = {"relative_pct": base * change.amount / 100, "percentage_points": change.amount / 100}
    return replace(draft, target_value=base + turn * steps.get(change.mode, change.amount))


def _change(work: _Work, kpi: Kpi | None, wanted: Wanted) -> Change | None:
    amount = wanted.amount
    if amount.times:
        return Change(_percent_of(amount.value, wanted.part, work), "relative_pct")
    if amount.kind == POINTS:
        if kpi is not None and kpi.unit not in ("ratio", "points"):
            work.problems.append("unit_mismatch")
            return None
        return Change(amount.value, "absolute" if kpi is not None and kpi.unit == "points" else "percentage_points")
    if amount.kind == PERCENT:
        if kpi is not None and kpi.unit == "ratio":
            mode = work.ask("relative_or_points", "change", ("relative_pct", "percentage_points"))
            return Change(amount.value, mode or "relative_pct")
        return Change(amount.value, "relative_pct")
    if kpi is not None and kpi.unit == "ratio":
        modes = {"percent": "relative_pct", "points": "percentage_points"}
        mode = work.ask("percent_or_points", "change", tuple(modes))
        return Change(amount.value, modes[mode]) if mode else None
    if kpi is not None and not fits(kpi, amount):
        work.problems.append("unit_mismatch")
        return None
    return Change(amount.value, "absolute")


def _percent_of(factor: float, part: str, work: _Work) -> float:
    """Doubled is +100 %, cut by a third is 33.3 %, cut to a third is 66.7 %."""
    if factor > 1:
        return round((factor - 1) * 100, 6)
    left = 1 - factor if part == "to" and "down" in work.parts.verbs else factor
    return round(left * 100, 6)


def _fixed(work: _Work, draft: Draft, kpi: Kpi | None, wanted: Wanted) -> Draft:
    """A value to be reached, kept above or kept below."""
    value = kpi_value(kpi, wanted.amount)
    if value is None and wanted.amount.kind == PLAIN and kpi is not None and kpi.unit == "ratio":
        meant = work.ask("percent_meant", "target_value", (f"{wanted.amount.value:.15g}%",))
        value = wanted.amount.value / 100 if meant else None
    elif value is None:
        work.problems.append("unit_mismatch")
    level = kpi is not None and kpi.additivity not in ("A", "U")
    baseline = Baseline("current") if level and draft.operator == "reach" else None
    mode = draft.progress_mode
    if wanted.start is not None:
        start = wanted.start if wanted.start.kind != PLAIN else replace(wanted.start, kind=wanted.amount.kind)
        baseline, mode = Baseline("given", value=kpi_value(kpi, start)), "improvement"
        work.mark("baseline", wanted.span)
        if baseline.value == value:
            work.problems.append("target_is_baseline")
    return replace(draft, target_value=value, baseline=baseline, progress_mode=mode)


def _baseline(work: _Work, kpi: Kpi | None, wanted: Wanted, timing: Timing) -> Baseline:
    if wanted.start is not None:
        return Baseline("given", value=kpi_value(kpi, wanted.start))
    against = work.parts.times.against
    if against is not None:
        work.mark("baseline", *work.parts.times.spans.get("against", ()))
    if isinstance(against, Period):
        return Baseline("previous_period", against.start, against.end)
    if against == "last_year":
        before = _year_before(timing, work)
        return Baseline("previous_period", before.start, before.end)
    if kpi is not None and kpi.additivity == "L":
        return Baseline("current")
    before_this = _unit_before(timing, work)
    return Baseline("previous_period", *((before_this.start, before_this.end) if before_this else (None, None)))


def _unit_before(timing: Timing, work: _Work) -> Period | None:
    """The whole calendar unit before, or as many days or months before the first."""
    calendar = work.parts.calendar
    if timing.cadence in GRAIN_OF and timing.start is not None:
        return calendar.previous_unit(timing.start, GRAIN_OF[timing.cadence])
    if timing.start is None or timing.due is None or timing.due < timing.start:
        return None
    period = Period(timing.start, timing.due)
    grain = calendar.grain_of(period)
    if grain is not None:
        return calendar.previous_unit(period.start, grain)
    return compared(period, Comparison.PREVIOUS, work.parts.today)[1]


def _year_before(timing: Timing, work: _Work) -> Period:
    today: dt.date = work.parts.today
    if timing.start is None or timing.due is None or timing.due < timing.start:
        return work.parts.calendar.previous_unit(today, GRAIN_OF["per_year"])
    return compared(Period(timing.start, timing.due), Comparison.LAST_YEAR, today)[1]
