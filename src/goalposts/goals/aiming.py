"""What a target wants: its operator and direction, the value or the change, and how its progress is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from goalposts.catalog.kpi import Kpi
from goalposts.goals.amounts import MONEY, PERCENT, PLAIN, POINTS, Amount, Wanted
from goalposts.goals.baselines import baseline_of_change, given_baseline
from goalposts.goals.deciding import Work
from goalposts.goals.draft import Baseline, Change, Draft
from goalposts.goals.measuring import can_be, fits, kpi_value
from goalposts.goals.timing import Timing

_VERBS = ("up", "down", "improve", "reach", "obtain", "gain", "keep")
_MOVING = frozenset({"up", "down", "improve"})
_CHANGING = _MOVING | {"more", "less"}
_FLOWS = ("A", "U")


def aim(work: Work, draft: Draft, kpi: Kpi | None, wanted: Wanted | None, timing: Timing) -> Draft:
    """The draft with operator, direction, change or value, baseline and mode of progress."""
    verbs = work.parts.verbs
    for kind in _VERBS:
        work.mark("operator", *verbs.get(kind, ()))
    if wanted and (wanted.part != "bare" or not work.spans["operator"]):
        work.mark("operator", wanted.span)
    direction = _direction(work, kpi, wanted)
    draft = _with_money(work, draft, kpi, wanted)
    if kpi is not None:
        draft = replace(draft, progress_mode="accrual" if kpi.additivity in _FLOWS else "improvement")
    if wanted is None:
        moved = "decrease_by" if direction == "down" else "increase_by"
        return replace(draft, direction=direction, operator=moved if _CHANGING & set(verbs) else None)
    operator = _operator(work, kpi, wanted, direction, timing)
    if operator in ("increase_by", "decrease_by") or (operator is None and _is_change(kpi, wanted.amount)):
        return _changed(work, replace(draft, operator=operator), kpi, wanted, timing)
    direction = {"at_most": "down", "at_least": "up"}.get(operator or "", direction)
    return _fixed(work, replace(draft, operator=operator, direction=direction), kpi, wanted)


def _with_money(work: Work, draft: Draft, kpi: Kpi | None, wanted: Wanted | None) -> Draft:
    said = wanted.amount.currency if wanted is not None and wanted.amount.kind == MONEY else ""
    if not said and (kpi is None or kpi.unit != "currency"):
        return draft
    return replace(draft, target_type="currency", currency=said or work.parts.currency or None)


def _direction(work: Work, kpi: Kpi | None, wanted: Wanted | None) -> str | None:
    """Up or down, as said; asked where the sentence contradicts itself or what is good for the KPI."""
    verbs = work.parts.verbs
    good = kpi.direction if kpi and kpi.direction != "context" else None
    said = _said_directions(verbs, wanted)
    if "negation" in verbs:
        bound = wanted is not None and wanted.part in _BOUNDS
        said = {_TURNED[_PARTS[wanted.part]]} if wanted is not None and bound else {"up", "down"}
    if not said:
        improved = (good or "up") if "improve" in verbs or "gain" in verbs else None
        return improved or good or ("up" if kpi else None)
    if len(said) == 1 and good in (None, *said):
        return next(iter(said))
    if len(said) > 1:
        work.problems.append("both_ways")
    asked = work.ask("which_direction", "direction", ("up", "down"))
    return asked or (good if len(said) > 1 else next(iter(said)))


def _said_directions(verbs: Mapping[str, object], wanted: Wanted | None) -> set[str]:
    said = {kind for kind in ("up", "down") if kind in verbs}
    if wanted is None:
        return said or {way for kind, way in _PARTS.items() if kind in verbs}
    amount = wanted.amount
    if wanted.part == "pair" and wanted.start is not None:
        if amount.value != wanted.start.value:
            said.add("up" if amount.value > wanted.start.value else "down")
    elif amount.sign and not _is_level(verbs, wanted):
        said.add("up" if amount.sign == "+" else "down")
    elif amount.times and amount.value > 1:
        said.add("up")
    elif not said and (wanted.part in _PARTS or amount.times):
        said.add(_PARTS.get(wanted.part, "down"))
    return said


_PARTS = {"at_least": "up", "at_most": "down", "more": "up", "less": "down"}
_BOUNDS = ("at_least", "at_most")
_TURNED = {"up": "down", "down": "up"}


def _is_level(verbs: Mapping[str, object], wanted: Wanted) -> bool:
    """A signed amount that is to be reached is a level (an NPS of -10), not a change."""
    return wanted.part == "to" or (wanted.part == "bare" and "reach" in verbs)


def _operator(work: Work, kpi: Kpi | None, wanted: Wanted, direction: str | None, timing: Timing) -> str | None:
    verbs, amount = work.parts.verbs, wanted.amount
    moves = bool(_MOVING & set(verbs))
    moved = "decrease_by" if direction == "down" else "increase_by"
    if wanted.part in _BOUNDS and not (moves and wanted.by):
        return _bound(work, wanted, direction)
    if wanted.part == "pair":
        return "reach"
    if wanted.part == "up_to":
        return "reach" if moves or (kpi is not None and kpi.direction == "up") else "at_most"
    if amount.times or wanted.part in ("by", "more", "less"):
        return moved
    if wanted.part == "to" or _is_level(verbs, wanted):
        return "reach"
    more = bool({"gain", "fresh"} & set(verbs)) and kpi is not None and kpi.additivity == "L"
    if moves or amount.sign or more:
        return moved
    if _is_change(kpi, amount):
        return work.ask("increase_or_reach", "operator", ("increase_by", "decrease_by"))
    flow = kpi is not None and kpi.additivity in _FLOWS
    once = kpi is not None and not flow and "keep" not in verbs and timing.cadence in (None, "once")
    if "reach" in verbs or ("obtain" in verbs and not flow) or once:
        return "reach"
    if kpi is not None and kpi.unit == "currency" and kpi.direction == "context":
        return "at_most"
    return "at_most" if direction == "down" else "at_least"


def _bound(work: Work, wanted: Wanted, direction: str | None) -> str:
    """The bound as said; turned around by "not", and by the author's answer about the direction."""
    if "negation" in work.parts.verbs or "which_direction" in work.answers:
        return "at_most" if direction == "down" else "at_least"
    return wanted.part


def _is_change(kpi: Kpi | None, amount: Amount) -> bool:
    """A percentage of something that is no ratio, and percentage points, can only be a change."""
    if amount.kind == POINTS:
        return kpi is None or kpi.unit not in ("points", "score")
    return amount.kind == PERCENT and kpi is not None and kpi.unit not in ("ratio", "score")


def _changed(work: Work, draft: Draft, kpi: Kpi | None, wanted: Wanted, timing: Timing) -> Draft:
    change = _change(work, kpi, wanted)
    direction = {"increase_by": "up", "decrease_by": "down"}.get(draft.operator or "")
    work.mark("change", *wanted.amount_spans)
    draft = replace(draft, direction=direction, change=change, baseline=baseline_of_change(work, kpi, wanted, timing))
    if change is None:
        return draft
    if change.amount == 0:
        work.problems.append("target_is_baseline")
    if direction == "down" and change.mode == "relative_pct" and change.amount > 100:
        work.problems.append("beyond_bounds")
    if draft.baseline is None or draft.baseline.value is None:
        return draft
    turn, base = (-1 if direction == "down" else 1), draft.baseline.value
    steps = {"relative_pct": base * change.amount / 100, "percentage_points": change.amount / 100}
    return replace(draft, target_value=round(base + turn * steps.get(change.mode, change.amount), 12))


def _change(work: Work, kpi: Kpi | None, wanted: Wanted) -> Change | None:
    amount = wanted.amount
    if amount.times:
        return Change(_percent_of(amount.value, wanted.part, work), "relative_pct")
    unit = kpi.unit if kpi is not None else ""
    if amount.kind == POINTS and unit in ("", "ratio"):
        return Change(amount.value, "percentage_points")
    if amount.kind == PERCENT:
        modes = ("relative_pct", "percentage_points")
        mode = work.ask("relative_or_points", "change", modes) if unit == "ratio" else None
        return Change(amount.value, mode or "relative_pct")
    if amount.kind == PLAIN and unit == "ratio":
        modes_of = {"percent": "relative_pct", "points": "percentage_points"}
        answer = work.ask("percent_or_points", "change", tuple(modes_of))
        return Change(amount.value, modes_of[answer]) if answer else None
    if kpi is not None and not fits(kpi, amount):
        work.problems.append("unit_mismatch")
        return None
    return Change(amount.value, "absolute")


def _percent_of(factor: float, part: str, work: Work) -> float:
    """Doubled is +100 %, cut by a third is 33.3 %, cut to a third is 66.7 %."""
    if factor > 1:
        return round((factor - 1) * 100, 6)
    left = 1 - factor if part == "to" and "down" in work.parts.verbs else factor
    return round(left * 100, 6)


def _fixed(work: Work, draft: Draft, kpi: Kpi | None, wanted: Wanted) -> Draft:
    """A value to be reached, kept above or kept below; 20 % of nobody knows what may be a change just as well."""
    if kpi is None and wanted.amount.kind == PERCENT and wanted.part == "bare":
        return draft
    if kpi is None and wanted.amount.kind == PERCENT and not work.parts.subject.meanings:
        return draft
    value = kpi_value(kpi, wanted.amount)
    if value is None and wanted.amount.kind == PLAIN and kpi is not None and kpi.unit == "ratio":
        meant = work.ask("percent_meant", "target_value", (f"{wanted.amount.value:.15g}%",))
        value = wanted.amount.value / 100 if meant else None
    elif value is None:
        work.problems.append("unit_mismatch")
    if value is not None and wanted.amount.sign == "-":
        value = -value
    if value is not None and kpi is not None and not can_be(kpi, value):
        work.problems.append("beyond_bounds")
    level = kpi is not None and kpi.additivity not in _FLOWS
    baseline = Baseline("current") if level and draft.operator == "reach" else None
    given = given_baseline(work, kpi, wanted)
    if given is None:
        return replace(draft, target_value=value, baseline=baseline)
    if given.value == value and value is not None:
        work.problems.append("target_is_baseline")
    return replace(draft, target_value=value, baseline=given, progress_mode="improvement")
