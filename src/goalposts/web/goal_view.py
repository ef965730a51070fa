"""Goals and targets as pages show them: figures, bar, pace, odds and landing, each in the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from goalposts.app.workspace import Workspace
from goalposts.goals.outlook import Outlook
from goalposts.goals.pace import is_reached, lower_is_better
from goalposts.goals.progress import MET, MISSED, NOT_STARTED, Hit, Progress
from goalposts.goals.scope import where_of
from goalposts.goals.scores import goal_score, share_of
from goalposts.goals.windows import is_change
from goalposts.i18n import (
    N_,
    Figure,
    figure,
    format_day,
    format_number,
    format_period,
    reason_text,
    translation,
    value_name,
)
from goalposts.i18n.figures import NO_VALUE
from goalposts.i18n.goal_words import CADENCES, CRITERIA, LINES, PACES, STATUSES, odds_words, pace_name, percent, word
from goalposts.periods import Period
from goalposts.store.goals import BOOLEAN, IMPROVEMENT, POINTS, RELATIVE, TASK, Goal, Target

_JUDGED = {"ahead": "good", "on_pace": "good", "met": "good", "at_risk": "doubt", "behind": "bad", "missed": "bad"}
_PROBLEMS = {
    "not_enough_history": N_("not enough history to say how likely it is"),
    "gaps": N_("too many days are missing to say how likely it is"),
    "no_data": N_("no data to say how likely it is"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar: how far it is filled and where time says it should be, 0..100; None = not known."""

    filled: float | None
    marker: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Pace:
    """A pace as sign, word and colour; the colour never speaks alone."""

    code: str
    word: str
    sign: str
    colour: str


@dataclass(frozen=True, slots=True)
class ShownHit:
    """One window of a recurring target that is over, as a sign that says aloud what it stands for."""

    sign: str
    colour: str
    title: str


@dataclass(frozen=True)
class ShownTarget:
    """One target, ready for a template. `stands` is where it is and what that is held against."""

    target: Target
    progress: Progress
    name: str
    percent: str
    bar: Bar
    pace: Pace
    stands: str
    said: str
    window: str
    due: str
    reason: str
    explain: str
    value: Figure
    wanted: Figure
    baseline: Figure
    line: str
    streak: str
    odds: str = ""
    landing: str = ""
    pace_needed: str = ""
    why_no_odds: str = ""
    weight: str = ""
    hits: Sequence[ShownHit] = ()
    last_hit: str = ""


@dataclass(frozen=True)
class ShownGoal:
    """One goal, ready for a template; `exact` is its progress with decimals."""

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
        shown = [self.target(t, progress[t.id], outlooks.get(t.id)) for t in goal.targets if t.id in progress]
        weights = sum(each.target.weight for each in shown)
        expected = sum(t.target.weight * t.progress.expected for t in shown) / weights if weights else None
        likely = [each for each in shown if each.odds]
        verdicts = goal.smart.get("smart", {})
        least = min(likely, key=lambda each: outlooks[each.target.id].odds or 0.0) if likely else None
        unknown = translation(self.language).ngettext(
            "%(num)s target is not known and left out", "%(num)s targets are not known and left out", len(score.unknown)
        )
        return ShownGoal(
            goal=goal,
            owner=self.people.get(goal.owner, goal.owner),
            objective=self.objectives.get(goal.objective_id or 0, ""),
            percent=percent(score.share, self.language),
            exact=percent(score.share, self.language, exact=True),
            bar=_bar(score.share, expected, score.pace, self.language),
            pace=self.pace(score.pace),
            due=format_day(goal.due_on, self.language) if goal.due_on else self.say("no end"),
            status=word(STATUSES, goal.status, self.language),
            score=int(goal.smart.get("score", 0)),
            criteria=[
                (self.say(name), verdicts.get(code, {}).get("ok"), verdicts.get(code, {}).get("reason", ""))
                for code, name in CRITERIA.items()
            ],
            targets=shown,
            unknown=unknown % {"num": len(score.unknown)} if score.unknown else "",
            odds=least.odds if least else "",
            landing=least.landing if least else "",
            why_no_odds="" if least else next((each.why_no_odds for each in shown if each.why_no_odds), ""),
        )

    def target(self, target: Target, progress: Progress, outlook: Outlook | None) -> ShownTarget:
        """One target with where it stands, and where it will land where odds were worked out."""
        share = share_of(target, progress)
        ways = progress.percent if progress.percent is not None else share
        return ShownTarget(
            target=target,
            progress=progress,
            name=self.target_name(target),
            percent=percent(ways, self.language, exact=True),
            bar=_bar(ways, progress.expected, progress.pace, self.language),
            pace=self.pace(progress.pace),
            stands=self._stands(target, progress),
            said=self._said(target, progress),
            window=format_period(progress.window, self.language),
            due=format_day(progress.window.end, self.language),
            reason=reason_text(progress.reason, self.language, self.name_of) if progress.reason else "",
            explain=self._explain(target, progress.window),
            value=self.figure(progress.value, target),
            wanted=self.figure(progress.wanted, target),
            baseline=self.figure(progress.baseline, target),
            line=word(LINES, progress.line, self.language) if progress.line else "",
            streak=self._streak(progress),
            odds=self.odds(outlook, progress),
            landing=self._landing(target, progress, outlook),
            pace_needed=self._pace_needed(target, progress, outlook),
            why_no_odds="" if progress.pace in (MET, MISSED) else self.problem(outlook),
            weight=format_number(target.weight, self.language, 2),
            hits=[self._hit(hit, target) for hit in progress.hits],
            last_hit=self._hit_words(progress.hits[-1], target) if progress.hits else "",
        )

    def target_name(self, target: Target) -> str:
        """What a target is called: a name of the KPI in the reader's language with its scope, or what people wrote."""
        catalog = self.workspace.catalog
        known = catalog.kpis.get(target.kpi.partition("@")[0])
        if known is None or target.name not in known.names.values():
            return target.name
        scope = [self._scope_value(name, str(value)) for name, value in target.where.items() if name != "items"]
        return " · ".join([known.names[self.language], *scope])

    def _scope_value(self, name: str, value: str) -> str:
        known = self.workspace.catalog.platforms.get(value) if name in ("platform", "source") else None
        return known.names[self.language] if known else value_name(name, value, self.language)

    def pace(self, code: str) -> Pace:
        return Pace(code, pace_name(code, self.language), PACES[code][1], _JUDGED.get(code, "calm"))

    def figure(self, value: float | None, target: Target) -> Figure:
        return figure(value, target.unit, self.language)

    def odds(self, outlook: Outlook | None, progress: Progress) -> str:
        """How likely the target is to be reached; '' where nothing is left to say."""
        if outlook is None or outlook.odds is None or progress.pace in (MET, MISSED):
            return ""
        return odds_words(outlook.odds, self.language)

    def problem(self, outlook: Outlook | None) -> str:
        """Why no odds are given; '' where there are."""
        return self.say(_PROBLEMS[outlook.problem]) if outlook and outlook.problem in _PROBLEMS else ""

    def _stands(self, target: Target, progress: Progress) -> str:
        words = {
            "value": self.figure(progress.value, target).short,
            "wanted": self.figure(progress.wanted, target).short,
        }
        if target.kind == BOOLEAN:
            day = format_day(target.done_on, self.language) if target.done_on else ""
            return self.say("done on %(day)s") % {"day": day} if day else self.say("not done yet")
        if target.kind == TASK:
            return self.say("%(value)s of %(wanted)s tasks done") % words
        if target.progress_mode == IMPROVEMENT and progress.baseline is not None:
            words["baseline"] = self.figure(progress.baseline, target).short
            return self.say("%(value)s now, from %(baseline)s to %(wanted)s") % words
        if lower_is_better(target):
            return self.say("%(value)s of at most %(wanted)s") % words
        return self.say("%(value)s of %(wanted)s") % words

    def _said(self, target: Target, progress: Progress) -> str:
        """How the target was set: "+20 % on 10,000 (Jul – Sep 2026), every month"."""
        parts = []
        if is_change(target) and target.amount is not None:
            parts.append(self._change(target, progress))
        if target.cadence != "once":
            parts.append(word(CADENCES, target.cadence, self.language))
        if target.steps:
            parts.append(self.say("a target of its own in each period"))
        return ", ".join(parts)

    def _change(self, target: Target, progress: Progress) -> str:
        down = target.operator == "decrease_by" or (target.operator != "increase_by" and target.direction == "down")
        amount = format_number(abs(target.amount or 0), self.language, 2)
        if target.mode == RELATIVE:
            amount = percent(abs(target.amount or 0) / 100, self.language, exact=True)
        elif target.mode == POINTS:
            amount = self.say("%(points)s pp") % {"points": amount}
        base = self.baseline(progress, target)
        return self.say("%(change)s on %(baseline)s") % {"change": ("−" if down else "+") + amount, "baseline": base}

    def baseline(self, progress: Progress, target: Target) -> str:
        """What a change is counted from, with its days; or that it is not known yet."""
        if progress.baseline is None:
            return self.say("a baseline that is not known yet")
        text = self.figure(progress.baseline, target).short
        if target.baseline_from is None:
            return text
        days = Period(target.baseline_from, target.baseline_to or target.baseline_from)
        return f"{text} ({format_period(days, self.language)})"

    def _streak(self, progress: Progress) -> str:
        text = translation(self.language).ngettext(
            "met %(num)s time in a row", "met %(num)s times in a row", progress.streak
        )
        return text % {"num": progress.streak} if progress.streak else ""

    def _hit(self, hit: Hit, target: Target) -> ShownHit:
        sign, colour = ("?", "calm") if hit.met is None else ("✓", "good") if hit.met else ("✕", "bad")
        return ShownHit(sign, colour, self._hit_words(hit, target))

    def _hit_words(self, hit: Hit, target: Target) -> str:
        """ "Jun 1 – 30, 2026: 4,200 of 5,000, missed by 800 (−16 %)"."""
        words = {
            "window": format_period(hit.window, self.language),
            "value": self.figure(hit.value, target).short,
            "wanted": self.figure(hit.wanted, target).short,
        }
        if hit.met is None:
            return self.say("%(window)s: %(value)s of %(wanted)s, not known yet") % words
        if hit.met or hit.missed_by is None:
            return self.say("%(window)s: %(value)s of %(wanted)s, met") % words
        words["gap"] = self.figure(abs(hit.missed_by), target).short
        words["share"] = percent(-hit.missed_by / hit.wanted, self.language) if hit.wanted else NO_VALUE
        return self.say("%(window)s: %(value)s of %(wanted)s, missed by %(gap)s (%(share)s)") % words

    def _landing(self, target: Target, progress: Progress, outlook: Outlook | None) -> str:
        """ "At this pace 92 % on 31 Dec: 11,040 (10,200 to 11,900)", of what is wanted."""
        if outlook is None or outlook.middle is None or progress.pace in (MET, MISSED, NOT_STARTED):
            return ""
        low, high = sorted((outlook.low or outlook.middle, outlook.high or outlook.middle))
        words = {
            "percent": percent(way_of(target, progress, outlook.middle), self.language),
            "day": format_day(progress.window.end, self.language),
            "value": self.figure(outlook.middle, target).short,
            "low": self.figure(low, target).short,
            "high": self.figure(high, target).short,
        }
        return self.say("At this pace %(percent)s on %(day)s: %(value)s (%(low)s to %(high)s)") % words

    def _pace_needed(self, target: Target, progress: Progress, outlook: Outlook | None) -> str:
        if outlook is None or outlook.needed_per_week is None or progress.pace in (MET, MISSED):
            return ""
        needed = self.figure(outlook.needed_per_week, target).short
        if outlook.recent_per_week is None:
            return self.say("%(needed)s a week needed") % {"needed": needed}
        recent = self.figure(outlook.recent_per_week, target).short
        return self.say("%(needed)s a week needed, %(recent)s in the last four weeks") % {
            "needed": needed,
            "recent": recent,
        }

    def _explain(self, target: Target, window: Period) -> str:
        """The address query of the evidence behind the value; '' where people enter it."""
        if not target.kpi:
            return ""
        until = max(min(window.end, self.today), window.start)
        query: dict[str, Any] = {"kpi": target.kpi, "range": "custom", "from": str(window.start), "to": str(until)}
        query |= {"compare": "off"}
        where = where_of(target.kpi, target.where, self.workspace.catalog)
        return urlencode(query | {f"where.{name}": value for name, value in where.items()})

    def name_of(self, code: str) -> str:
        catalog = self.workspace.catalog
        if code in catalog.platforms:
            return catalog.platforms[code].names[self.language]
        return catalog.measures[code].names[self.language] if code in catalog.measures else code


def way_of(target: Target, progress: Progress, value: float) -> float | None:
    """The share of the way that `value` would be, as `progress.percent` counts it."""
    wanted, start = progress.wanted, progress.baseline
    if wanted is None:
        return None
    if target.progress_mode != IMPROVEMENT:
        return value / wanted if wanted > 0 else float(is_reached(target, value, wanted))
    if start is None:
        return None
    sign = -1 if lower_is_better(target) else 1
    span = sign * (wanted - start)
    return sign * (value - start) / span if span > 0 else float(is_reached(target, value, wanted))


def _bar(share: float | None, expected: float | None, pace: str, language: str) -> Bar:
    filled = None if share is None else round(100 * min(max(share, 0.0), 1.0), 1)
    shows_time = expected is not None and pace not in (NOT_STARTED, MET, MISSED)
    marker = round(100 * min(max(expected or 0.0, 0.0), 1.0), 1) if shows_time else None
    say = translation(language).gettext
    words = {"done": percent(share, language), "pace": pace_name(pace, language)}
    text = say("%(done)s of the way, %(pace)s") % words
    if marker is not None:
        text = say("%(done)s of the way, %(pace)s; %(time)s of the time is gone") % (
            words | {"time": percent(expected, language)}
        )
    return Bar(filled, marker, text)
