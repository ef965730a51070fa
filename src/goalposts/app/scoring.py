"""The five verdicts of a goal as a whole: what its sentences say, and what its author answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goalposts.goals.draft import CRITERIA, Smart
from goalposts.i18n.goal_words import BY_HAND, word
from goalposts.store.goals import Target

_RANK = {False: 0, None: 1, True: 2}


def score_goal(
    relevance: str,
    confirmed: bool,
    smarts: Sequence[Smart],
    targets: Sequence[Target],
    language: str,
    *,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The verdicts in the JSON of `goalposts smart`: `{"smart": {criterion: {"ok", "reason"}}, "score": 0..5}`.

    Of several sentences the weakest verdict counts; `before` are verdicts kept where no sentence is read again. The
    goal is relevant for the reason its author wrote, and achievable once they confirmed it in view of the numbers.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in CRITERIA:
        verdicts = [{"ok": one.verdicts[name].ok, "reason": one.verdicts[name].reason} for one in smarts]
        if not verdicts and before and "smart" in before:
            verdicts = [dict(before["smart"][name])]
        found[name] = min(verdicts or [_by_hand(name, targets, language)], key=lambda verdict: _RANK[verdict["ok"]])
    found["achievable"]["ok"] = True if confirmed else None
    if relevance:
        found["relevant"] = {"ok": True, "reason": relevance}
    return {"smart": found, "score": sum(verdict["ok"] is True for verdict in found.values())}


def _by_hand(name: str, targets: Sequence[Target], language: str) -> dict[str, Any]:
    """The verdict on targets that were typed field by field: a value, a unit and a last day are always there."""
    ended = all(target.due_on or target.cadence != "once" for target in targets)
    ok = {"specific": True, "measurable": True, "time_bound": ended}.get(name)
    return {"ok": ok, "reason": word(BY_HAND, name, language)}
