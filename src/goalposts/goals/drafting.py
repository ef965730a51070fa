"""The parts of a sentence become one draft: what is plain is set, what is open is asked, nothing is chosen silently."""

from __future__ import annotations

from dataclasses import dataclass, replace

from goalposts.catalog.kpi import Kpi
from goalposts.goals.aiming import aim
from goalposts.goals.amounts import PLAIN, Wanted
from goalposts.goals.deciding import Answers, Open, Work
from goalposts.goals.draft import Draft, Span
from goalposts.goals.reading import Parts
from goalposts.goals.subjects import kin
from goalposts.goals.timing import settle_time

TASKS = "tasks_completed"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, what it leaves open, and codes of what is wrong with it."""

    draft: Draft
    opens: tuple[Open, ...] = ()
    problems: tuple[str, ...] = ()


def draft_of(parts: Parts, answers: Answers) -> Drafted:
    """The draft of the parts of a sentence with what the author answered so far."""
    work = Work(parts, answers, problems=list(parts.problems))
    kpi = _kpi(work)
    draft = Draft(text=parts.text, language=parts.language, kpi=kpi.id if kpi else None, scope=_scope(work))
    timing = settle_time(parts, work.ask)
    work.problems += [code for code in timing.problems if code not in work.problems]
    for name, places in timing.spans.items():
        work.mark(name, *places)
    draft = replace(draft, start=timing.start, due=timing.due, cadence=timing.cadence)
    if kpi is None and "do" in parts.verbs and not parts.subject.meanings and _is_task(parts):
        return _finished(
            work, replace(draft, target_type="boolean", scope={}, operator="reach", direction="up", unknown=())
        )
    draft = replace(draft, unknown=parts.place(*parts.unknown))
    if kpi is not None and kpi.id == TASKS and all(one.amount.kind == PLAIN for one in parts.wanted):
        return _finished(work, replace(draft, target_type="task", operator="reach", direction="up"))
    return _finished(work, aim(work, draft, kpi, _wanted(work, kpi), timing))


def _is_task(parts: Parts) -> bool:
    """Something to be done rather than measured: no amount, or one that only counts what is to be done."""
    return all(one.part == "bare" and one.amount.kind == PLAIN for one in parts.wanted)


def _finished(work: Work, draft: Draft) -> Drafted:
    return Drafted(replace(draft, spans=work.spans), tuple(work.opens), tuple(dict.fromkeys(work.problems)))


def _kpi(work: Work) -> Kpi | None:
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


def _scope(work: Work) -> dict[str, str]:
    found = {}
    for name, values in work.parts.subject.scope.items():
        work.mark(f"scope.{name}", *work.parts.subject.spans.get(f"scope.{name}", ()))
        if name == "campaign":
            values = tuple(_as_given(work, span) for span in work.parts.subject.spans[f"scope.{name}"])
        chosen = values[0] if len(values) == 1 else work.ask(f"which_{name}", f"scope.{name}", values)
        if chosen is not None:
            found[name] = chosen
    return found


def _as_given(work: Work, span: Span) -> str:
    start, end = work.parts.place(span)[0]
    return work.parts.text[start:end].strip("\"'“”‘’「」『』《》«» ")


def _wanted(work: Work, kpi: Kpi | None) -> Wanted | None:
    """The one amount of the sentence, its dots and percent signs made plain where the KPI says how."""
    found = work.parts.wanted
    work.mark("target_value", *(place for one in found for place in one.amount_spans))
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
