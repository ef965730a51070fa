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
        by_hand = {"ok": _by_hand(name, targets, relevance, confirmed), "reason": word(BY_HAND, name, language)}
        found[name] = min(verdicts or [by_hand], key=lambda verdict: _RANK[verdict["ok"]])
    return {"smart": found, "score": sum(verdict["ok"] is True for verdict in found.values())}


def _by_hand(name: str, targets: Sequence[Target], relevance: str, confirmed: bool) -> bool | None:
    if name == "achievable":
        return True if confirmed else None
    if name == "relevant":
        return bool(relevance)
    return name != "time_bound" or all(target.due_on or target.cadence != "once" for target in targets)
