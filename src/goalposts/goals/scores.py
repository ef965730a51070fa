"""One number and one word for a goal of several targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goalposts.goals.pace import is_budget
from goalposts.goals.progress import AHEAD, AT_RISK, BEHIND, MET, MISSED, NOT_STARTED, ON_PACE, PAUSED, Progress
from goalposts.store.goals import Target

_WORST_FIRST = (MISSED, BEHIND, AT_RISK, PAUSED, ON_PACE, AHEAD, MET, NOT_STARTED)


@dataclass(frozen=True, slots=True)
class GoalScore:
    """share: 0..1, the weighted mean of the targets that are known; None when none is. unknown: ids left out of it.

    weight_known: the share of the weights that the mean is made of.
    """

    share: float | None
    pace: str
    unknown: tuple[int, ...] = ()
    weight_known: float = 1.0


def goal_score(targets: Sequence[Target], progress: Mapping[int, Progress]) -> GoalScore:
    """The score of a goal: each target capped to 0..1 and weighted, the pace that of its worst target with a weight.

    A target whose share is not known is left out and named, never counted as 0.
    """
    weighing = [target for target in targets if target.weight > 0 and target.id in progress]
    shares = {target.id: share_of(target, progress[target.id]) for target in weighing}
    known = [(target.weight, share) for target in weighing if (share := shares[target.id]) is not None]
    all_weights, weights = sum(target.weight for target in weighing), sum(weight for weight, _ in known)
    words = {progress[target.id].pace for target in weighing} or {NOT_STARTED}
    return GoalScore(
        share=sum(weight * share for weight, share in known) / weights if weights else None,
        pace=next(word for word in _WORST_FIRST if word in words),
        unknown=tuple(id_ for id_, share in shares.items() if share is None),
        weight_known=weights / all_weights if all_weights else 0.0,
    )


def share_of(target: Target, progress: Progress) -> float | None:
    """How much of a target is done, 0..1; None while that is not known.

    A budget is kept in full as long as no more of it is used than of its time, and after that in part.
    """
    if progress.pace == MET:
        return 1.0
    if progress.percent is None:
        return None
    if not is_budget(target):
        return min(max(progress.percent, 0.0), 1.0)
    return 1.0 if progress.percent <= progress.expected else min(progress.expected / progress.percent, 1.0)
