"""The five verdicts of a goal as a whole: what its sentences say, and what its author answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goalposts.goals.draft import CRITERIA, Smart
from goalposts.i18n.goal_words import BY_HAND, word
from goalposts.store.goals import Target

_RANK = {False: 0, None: 1, True: 2}


def score_goal(
    smarts: Sequence[Smart], targets: Sequence[Target], language: str, *, relevance: str, confirmed: bool
) -> dict[str, Any]:
    """The verdicts in the JSON of `goalposts smart`: `{"smart": {criterion: {"ok", "reason"}}, "score": 0..5}`.

    Of several sentences the weakest verdict counts. Targets that were typed field by field always have a value, a unit
    and a last day; their author's reason makes them relevant, and their author's word achievable.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in CRITERIA:
        verdicts = [{"ok": one.verdicts[name].ok, "reason": one.verdicts[name].reason} for one in smarts]
        found[name] = min(
            verdicts or [_by_hand(name, targets, language, relevance=relevance, confirmed=confirmed)],
            key=lambda verdict: _RANK[verdict["ok"]],
        )
    return {"smart": found, "score": sum(verdict["ok"] is True for verdict in found.values())}


def _by_hand(name: str, targets: Sequence[Target], language: str, *, relevance: str, confirmed: bool) -> dict[str, Any]:
    reason = word(BY_HAND, name, language)
    if name == "achievable":
        return (
            {"ok": True, "reason": word(BY_HAND, "confirmed", language)}
            if confirmed
            else {"ok": None, "reason": reason}
        )
    if name == "relevant":
        return {"ok": bool(relevance), "reason": relevance or reason}
    ended = all(target.due_on or target.cadence != "once" for target in targets)
    return {"ok": name != "time_bound" or ended, "reason": reason}
