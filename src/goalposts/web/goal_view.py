"""Goals as pages show them: progress over all targets, pace, verdicts, owner and objective in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from goalposts.app.workspace import Workspace
from goalposts.catalog.files import Catalog
from goalposts.goals.outlook import Outlook
from goalposts.goals.progress import Progress
from goalposts.goals.scores import goal_score
from goalposts.i18n import Figure, figure, format_day, translation
from goalposts.i18n.goal_words import CRITERIA, STATUSES, percent, word
from goalposts.store.goals import Goal, Target
from goalposts.web.target_view import Bar, Pace, ShownTarget, bar, code_name, show_pace, target_name


@dataclass(frozen=True)
class ShownGoal:
    """One goal, ready for a template; `exact` is its progress with decimals.

    odds, landing: those of its least likely target.
    """

    goal: Goal
    owner: str
    objective: str
    percent: str
    exact: str
    bar: Bar
    pace: Pace
    due: str
    status: str
    score: int
    criteria: Sequence[tuple[str, bool | None, str]]
    targets: Sequence[ShownTarget]
    unknown: str
    odds: str = ""
    landing: str = ""
    why_no_odds: str = ""


@dataclass(frozen=True)
class GoalWords:
    """What putting goals into words needs to know: the workspace, the language, today, and names by key."""

    workspace: Workspace
    catalog: Catalog
    language: str
    today: dt.date
    people: Mapping[str, str]
    objectives: Mapping[int, str]

    @property
    def say(self) -> Callable[[str], str]:
        return translation(self.language).gettext

    def goal(self, goal: Goal, progress: Mapping[int, Progress], outlooks: Mapping[int, Outlook]) -> ShownGoal:
        """A goal with its targets; those that were not tracked are left out."""
        score = goal_score(goal.targets, progress)
        shown = [
            ShownTarget(target, progress[target.id], outlooks.get(target.id), self.catalog, self.language, self.today)
            for target in goal.targets
            if target.id in progress
        ]
        weights = sum(each.target.weight for each in shown)
        expected = sum(t.target.weight * t.progress.expected for t in shown) / weights if weights else None
        likely = [each for each in shown if each.odds]
        least = min(likely, key=_chance) if likely else None
        return ShownGoal(
            goal=goal,
            owner=self.people.get(goal.owner, goal.owner),
            objective=self.objectives.get(goal.objective_id or 0, ""),
            percent=percent(score.share, self.language),
            exact=percent(score.share, self.language, exact=True),
            bar=bar(score.share, expected, score.pace, self.language),
            pace=show_pace(score.pace, self.language),
            due=format_day(goal.due_on, self.language) if goal.due_on else self.say("no end"),
            status=word(STATUSES, goal.status, self.language),
            score=int(goal.smart.get("score", 0)),
            criteria=self._criteria(goal),
            targets=shown,
            unknown=self._unknown(len(score.unknown)) if len(shown) > 1 else "",
            odds=least.odds if least else "",
            landing=least.landing if least else "",
            why_no_odds="" if least else next((each.why_no_odds for each in shown if each.why_no_odds), ""),
        )

    def target_name(self, target: Target) -> str:
        """What a target is called in the reader's language."""
        return target_name(target, self.catalog, self.language)

    def figure(self, value: float | None, target: Target) -> Figure:
        """A value in the unit of a target."""
        return figure(value, target.unit, self.language)

    def name_of(self, code: str) -> str:
        """The name of a platform or a measure."""
        return code_name(code, self.catalog, self.language)

    def _criteria(self, goal: Goal) -> list[tuple[str, bool | None, str]]:
        """The five criteria: name, verdict and reason."""
        verdicts = goal.smart.get("smart", {})
        found = ((name, verdicts.get(code, {})) for code, name in CRITERIA.items())
        return [(self.say(name), verdict.get("ok"), verdict.get("reason", "")) for name, verdict in found]

    def _unknown(self, count: int) -> str:
        if not count:
            return ""
        text = translation(self.language).ngettext(
            "%(num)s target is not known and left out", "%(num)s targets are not known and left out", count
        )
        return text % {"num": count}


def _chance(shown: ShownTarget) -> float:
    return shown.outlook.odds or 0.0 if shown.outlook else 0.0
