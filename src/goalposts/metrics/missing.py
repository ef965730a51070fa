"""Why days behind a sum are not there: their load failed, they are late, not due yet, or were never loaded."""

from __future__ import annotations

import numpy as np

from goalposts.metrics import cells as cell
from goalposts.metrics.cells import Flags, Ints, Reasons
from goalposts.metrics.coverage import Holding, date_of
from goalposts.metrics.facts import Facts
from goalposts.metrics.reason import Reason
from goalposts.metrics.tally import Tally


def causes_of(facts: Facts, reasons: Reasons, rank: Ints, days: Tally) -> Ints:
    """The cause of every cell of a sum that is not whole; -1 for the others."""
    code = facts.measure.code
    cause = np.full(rank.shape, -1, dtype=np.int64)
    partial, unknown = rank == cell.PARTIAL, rank == cell.UNAVAILABLE
    cause[unknown] = reasons.index(Reason("not_loaded", measure=code))
    cause[unknown & (days.wanted <= 0)] = reasons.index(Reason("not_yet", measure=code))
    failed = (rank == cell.FAILED) | partial & (days.failed > 0)
    missing = (unknown | partial) & ~failed
    late = missing & (days.late > 0) & (days.held + days.late >= days.wanted)
    for number in np.unique(days.late_of[late & unknown]):
        cause[late & unknown & (days.late_of == number)] = reasons.index(Reason("late", **_stopped(facts, number)))
    _set_days(facts, reasons, cause, partial & ~failed, np.where(late, days.late_of, -1), days)
    if failed.any():
        _set_failures(facts, reasons, cause, failed)
    return cause


def _set_days(facts: Facts, reasons: Reasons, cause: Ints, short: Flags, late_of: Ints, days: Tally) -> None:
    """How many days a partial sum has; and whose data stopped, where nothing else is missing."""
    seen = np.stack([days.held[short], days.wanted[short], late_of[short]], axis=1)
    for held, wanted, number in np.unique(seen.astype(np.int64), axis=0).tolist():
        count = {"held": held, "wanted": wanted}
        if number < 0:
            reason = Reason("days_missing", measure=facts.measure.code, **count)
        else:
            reason = Reason("days_late", **_stopped(facts, number), **count)
        cause[short & (days.held == held) & (days.wanted == wanted) & (late_of == number)] = reasons.index(reason)


def _stopped(facts: Facts, number: int) -> dict[str, object]:
    pick = facts.picks[number]
    last = date_of(int(pick.holdings[0].spans[-1, 1]) - 1)
    return {"measure": facts.measure.code, "account": facts.accounts[pick.account_id].name, "day": last}


def _set_failures(facts: Facts, reasons: Reasons, cause: Ints, failed: Flags) -> None:
    """Each failed cell gets the failure that began first of those that touch it."""
    begun = np.full(cause.shape, np.inf)
    starts, ends = facts.edges
    for number, pick in enumerate(facts.picks):
        for holding in pick.holdings:
            for first, after in holding.failed_spans.tolist():
                touched = np.ones(starts.shape, dtype=bool) if facts.undated else (starts < after) & (ends > first)
                hit = failed & facts.members[number][None, :, None] & touched[:, None, :] & (first < begun)
                if hit.any():
                    cause[hit] = reasons.index(_failure(facts.measure.code, holding, first))
                    begun[hit] = first


def _failure(code: str, holding: Holding, first: int) -> Reason:
    load = next(load for load in holding.loads if load.state == "failed" and load.first <= first <= load.last)
    detail = load.reason or ""
    if load.error in (None, "", "other"):
        return Reason("failed", measure=code, since=date_of(first), detail=detail or "no reason given")
    return Reason(f"failed_{load.error}", measure=code, since=date_of(first), detail=f" ({detail})" if detail else "")
