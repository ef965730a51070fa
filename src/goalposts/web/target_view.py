"""One target as pages show it: where it stands, how it was set, its odds, its landing and its history, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from goalposts.catalog.files import Catalog
from goalposts.goals.outlook import Outlook
from goalposts.goals.pace import is_reached, lower_is_better
from goalposts.goals.progress import MET, MISSED, NOT_STARTED, Hit, Progress
from goalposts.goals.scope import where_of
from goalposts.goals.scores import share_of
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
from goalposts.i18n.goal_words import CADENCES, LINES, PACES, odds_words, pace_name, percent, word
from goalposts.periods import Period
from goalposts.store.goals import BOOLEAN, IMPROVEMENT, POINTS, RELATIVE, TASK, Target

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
    """One target with its progress; every text is made when a template first asks for it."""

    target: Target
    progress: Progress
    outlook: Outlook | None
    catalog: Catalog
    language: str
    today: dt.date

    @property
    def say(self) -> Callable[[str], str]:
        return translation(self.language).gettext

    @cached_property
    def name(self) -> str:
        return target_name(self.target, self.catalog, self.language)

    @cached_property
    def percent(self) -> str:
        return percent(self._way, self.language)

    @cached_property
    def bar(self) -> Bar:
        return bar(self._way, self.progress.expected, self.progress.pace, self.language)

    @cached_property
    def pace(self) -> Pace:
        return show_pace(self.progress.pace, self.language)

    @property
    def value(self) -> Figure:
        return self.figure(self.progress.value)

    @property
    def weight(self) -> str:
        return format_number(self.target.weight, self.language, 2)

    @property
    def window(self) -> str:
        return format_period(self.progress.window, self.language)

    @property
    def line(self) -> str:
        """The best line that is reached; ''."""
        return word(LINES, self.progress.line, self.language) if self.progress.line else ""

    @cached_property
    def reason(self) -> str:
        """Why the value is not plainly measured."""
        return reason_text(self.progress.reason, self.language, self._name_of) if self.progress.reason else ""

    @cached_property
    def stands(self) -> str:
        """Where it is, and what that is held against."""
        target, progress = self.target, self.progress
        words = {"value": self.value.short, "wanted": self.figure(progress.wanted).short}
        if target.kind == BOOLEAN:
            day = format_day(target.done_on, self.language) if target.done_on else ""
            return self.say("done on %(day)s") % {"day": day} if day else self.say("not done yet")
        if target.kind == TASK:
            return self.say("%(value)s of %(wanted)s tasks done") % words
        if target.progress_mode == IMPROVEMENT and progress.baseline is not None:
            words["baseline"] = self.figure(progress.baseline).short
            return self.say("%(value)s now, from %(baseline)s to %(wanted)s") % words
        if lower_is_better(target):
            return self.say("%(value)s of at most %(wanted)s") % words
        return self.say("%(value)s of %(wanted)s") % words

    @property
    def said(self) -> str:
        """How it was set: "+20 % on 10,000 (Jul – Sep 2026), every month"."""
        parts = []
        if is_change(self.target) and self.target.amount is not None:
            parts.append(self._change(abs(self.target.amount)))
        if self.target.cadence != "once":
            parts.append(word(CADENCES, self.target.cadence, self.language))
        if self.target.steps:
            parts.append(self.say("a target of its own in each period"))
        return ", ".join(parts)

    @cached_property
    def odds(self) -> str:
        """How likely it is to be reached; '' where nothing is left to say."""
        if self.outlook is None or self.outlook.odds is None or self.is_decided:
            return ""
        return odds_words(self.outlook.odds, self.language)

    @property
    def why_no_odds(self) -> str:
        """Why no odds are given; '' where there are."""
        if self.outlook is None or self.is_decided:
            return ""
        return self.say(_PROBLEMS[self.outlook.problem]) if self.outlook.problem in _PROBLEMS else ""

    @cached_property
    def landing(self) -> str:
        """ "At this pace 92 % on 31 Dec: 11,040 (10,200 to 11,900)", of what is wanted."""
        outlook = self.outlook
        if outlook is None or outlook.middle is None or self.is_decided or self.progress.pace == NOT_STARTED:
            return ""
        low, high = (outlook.middle if end is None else end for end in (outlook.low, outlook.high))
        words = {
            "percent": percent(way_of(self.target, self.progress, outlook.middle), self.language),
            "day": format_day(self.progress.window.end, self.language),
            "value": self.figure(outlook.middle).short,
            "low": self.figure(min(low, high)).short,
            "high": self.figure(max(low, high)).short,
        }
        return self.say("At this pace %(percent)s on %(day)s: %(value)s (%(low)s to %(high)s)") % words

    @property
    def pace_needed(self) -> str:
        outlook = self.outlook
        if outlook is None or outlook.needed_per_week is None or self.is_decided:
            return ""
        words = {"needed": self.figure(outlook.needed_per_week).short}
        if outlook.recent_per_week is None:
            return self.say("%(needed)s a week needed") % words
        words["recent"] = self.figure(outlook.recent_per_week).short
        return self.say("%(needed)s a week needed, %(recent)s in the last four weeks") % words

    @property
    def streak(self) -> str:
        count = self.progress.streak
        text = translation(self.language).ngettext("met %(num)s time in a row", "met %(num)s times in a row", count)
        return text % {"num": count} if count else ""

    @property
    def hits(self) -> Sequence[ShownHit]:
        """The windows that are over, oldest first."""
        signs: Mapping[bool | None, tuple[str, str]] = {None: ("?", "calm"), True: ("✓", "good"), False: ("✕", "bad")}
        return [ShownHit(*signs[hit.met], self._hit_words(hit)) for hit in self.progress.hits]

    @property
    def last_hit(self) -> str:
        return self._hit_words(self.progress.hits[-1]) if self.progress.hits else ""

    @property
    def explain(self) -> str:
        """The address query of the evidence behind the value; '' where people enter it."""
        if not self.target.kpi:
            return ""
        window = self.progress.window
        until = max(min(window.end, self.today), window.start)
        query: dict[str, Any] = {"kpi": self.target.kpi, "range": "custom", "compare": "off"}
        query |= {"from": str(window.start), "to": str(until)}
        where = where_of(self.target.kpi, self.target.where, self.catalog)
        return urlencode(query | {f"where.{name}": value for name, value in where.items()})

    @property
    def is_decided(self) -> bool:
        """Whether it is met or missed, so that no odds are left."""
        return self.progress.pace in (MET, MISSED)

    def figure(self, value: float | None) -> Figure:
        return figure(value, self.target.unit, self.language)

    @property
    def _way(self) -> float | None:
        known = self.progress.percent
        return known if known is not None else share_of(self.target, self.progress)

    def _change(self, amount: float) -> str:
        target = self.target
        down = target.operator == "decrease_by" or (target.operator != "increase_by" and target.direction == "down")
        text = format_number(amount, self.language, 2)
        if target.mode == RELATIVE:
            text = percent(amount / 100, self.language, exact=True)
        elif target.mode == POINTS:
            text = self.say("%(points)s pp") % {"points": text}
        words = {"change": ("−" if down else "+") + text, "baseline": self._baseline()}
        return self.say("%(change)s on %(baseline)s") % words

    def _baseline(self) -> str:
        """What a change is counted from, with its days; or that it is not known yet."""
        if self.progress.baseline is None:
            return self.say("a baseline that is not known yet")
        text, first = self.figure(self.progress.baseline).short, self.target.baseline_from
        if first is None:
            return text
        return f"{text} ({format_period(Period(first, self.target.baseline_to or first), self.language)})"

    def _hit_words(self, hit: Hit) -> str:
        """ "Jun 1 – 30, 2026: 4,200 of 5,000, missed by 800 (−16 %)"."""
        words = {
            "window": format_period(hit.window, self.language),
            "value": self.figure(hit.value).short,
            "wanted": self.figure(hit.wanted).short,
        }
        if hit.met is None:
            return self.say("%(window)s: %(value)s of %(wanted)s, not known yet") % words
        if hit.met or hit.missed_by is None:
            return self.say("%(window)s: %(value)s of %(wanted)s, met") % words
        words["gap"] = self.figure(abs(hit.missed_by)).short
        words["share"] = percent(-hit.missed_by / hit.wanted, self.language) if hit.wanted else NO_VALUE
        return self.say("%(window)s: %(value)s of %(wanted)s, missed by %(gap)s (%(share)s)") % words

    def _name_of(self, code: str) -> str:
        return code_name(code, self.catalog, self.language)


def target_name(target: Target, catalog: Catalog, language: str) -> str:
    """What a target is called: a name of the KPI in the reader's language with its scope, or what people wrote."""
    known = catalog.kpis.get(target.kpi.partition("@")[0])
    if known is None or target.name not in known.names.values():
        return target.name
    scope = []
    for name, value in target.where.items():
        platform = catalog.platforms.get(str(value)) if name in ("platform", "source") else None
        if name != "items":
            scope.append(platform.names[language] if platform else value_name(name, str(value), language))
    return " · ".join([known.names[language], *scope])


def code_name(code: str, catalog: Catalog, language: str) -> str:
    """The name of a platform or a measure; a code we do not know as it is."""
    if code in catalog.platforms:
        return catalog.platforms[code].names[language]
    return catalog.measures[code].names[language] if code in catalog.measures else code


def show_pace(code: str, language: str) -> Pace:
    """A pace as sign, word and colour."""
    return Pace(code, pace_name(code, language), PACES[code][1], _JUDGED.get(code, "calm"))


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


def bar(share: float | None, expected: float | None, pace: str, language: str) -> Bar:
    """A bar with its marker of time, which a target that is over or has not begun does not have."""
    filled = None if share is None else round(100 * min(max(share, 0.0), 1.0), 1)
    shows_time = expected is not None and pace not in (NOT_STARTED, MET, MISSED)
    marker = round(100 * min(max(expected or 0.0, 0.0), 1.0), 1) if shows_time else None
    say = translation(language).gettext
    words = {"done": percent(share, language), "pace": pace_name(pace, language)}
    if share is None:
        return Bar(filled, marker, say("how far is not known, %(pace)s") % words)
    if marker is None:
        return Bar(filled, marker, say("%(done)s of the way, %(pace)s") % words)
    words["time"] = percent(expected, language)
    return Bar(filled, marker, say("%(done)s of the way, %(pace)s; %(time)s of the time is gone") % words)
