"""What goals, targets, paces and milestones are called, and what is wrong with a form of a goal."""

from __future__ import annotations

from functools import lru_cache

from babel import numbers

from goalposts.i18n.catalogues import LOCALES, N_, translation
from goalposts.i18n.figures import MINUS, NO_VALUE

_SURE = 0.99
PACES = {
    "not_started": (N_("not started"), "○"),
    "ahead": (N_("ahead"), "▲"),
    "on_pace": (N_("on pace"), "●"),
    "at_risk": (N_("at risk"), "◆"),
    "behind": (N_("behind"), "▼"),
    "paused": (N_("paused"), "◌"),
    "met": (N_("met"), "✓"),
    "missed": (N_("missed"), "✕"),
}
"""Pace -> its word, and the sign that stands beside it, so that colour never speaks alone."""

KINDS = {
    "number": N_("a number"),
    "boolean": N_("done or not"),
    "currency": N_("an amount of money"),
    "task": N_("a list of tasks"),
}
CADENCES = {
    "once": N_("once"),
    "per_day": N_("every day"),
    "per_week": N_("every week"),
    "per_month": N_("every month"),
    "per_quarter": N_("every quarter"),
    "per_year": N_("every year"),
}
STATUSES = {
    "draft": N_("draft"),
    "active": N_("running"),
    "closed": N_("closed"),
    "retired": N_("retired"),
}
CRITERIA = {
    "specific": N_("Specific"),
    "measurable": N_("Measurable"),
    "achievable": N_("Achievable"),
    "relevant": N_("Relevant"),
    "time_bound": N_("Time-bound"),
}
LINES = {"minimum": N_("minimum"), "good": N_("good"), "excellent": N_("excellent")}
MILESTONES = {
    "way_25": N_("a quarter of the way"),
    "way_50": N_("half of the way"),
    "way_75": N_("three quarters of the way"),
    "minimum": N_("the minimum line"),
    "good": N_("the line for good"),
    "excellent": N_("the line for excellent"),
    "met": N_("the target is met"),
    "beaten": N_("the target is beaten"),
}
PROMPTS = {
    "routine": N_("Time to look: the last check-in was %(days)s days ago."),
    "first": N_("Nobody has checked in yet. What is the plan?"),
    "behind": N_("A target is behind. What stands in the way?"),
    "reached": N_("A target was reached. What worked?"),
}
"""Why a check-in is asked for."""

BY_HAND = {
    "specific": N_("It says what is to be reached."),
    "measurable": N_("People enter its value in check-ins, or tick it off."),
    "achievable": N_("No KPI speaks for it: its author has to say that it can be reached."),
    "confirmed": N_("No KPI speaks for it; its author says that it can be reached."),
    "relevant": N_("Its author has to write why it matters."),
    "time_bound": N_("It has a last day."),
}
"""What is said of each criterion where a target was typed field by field."""

EXAMPLES = {
    "en": (
        "Increase Instagram post likes by 20% next quarter",
        "5,000 website visits from Facebook per month",
        "Reach 10,000 followers on X within six months",
    ),
    "ko": (
        "다음 분기에 인스타그램 게시물 좋아요를 20% 늘리기",
        "매월 페이스북에서 웹사이트 방문 5,000회 달성",
        "6개월 이내에 트위터 팔로어 10,000명 도달",
    ),
    "zh-Hant": (
        "下個季度將 Instagram 貼文的按讚數增加 20%",
        "每月從 Facebook 帶來 5,000 次網站造訪",
        "在六個月內讓 X 追蹤者達到 10,000 人",
    ),
}
"""Sentences that the composer understands, in the language of the reader."""

FAULTS = {
    "no_name": N_("give the goal a name"),
    "no_objective": N_("choose the objective this goal serves"),
    "unknown_objective": N_("choose an objective that exists: %(known)s"),
    "no_relevance": N_("say why this goal matters for the objective; a goal is not saved without a reason"),
    "no_owner": N_("say who answers for this goal"),
    "unknown_person": N_("%(person)s is nobody known here"),
    "unknown_audience": N_("choose an audience that exists: %(known)s"),
    "unknown_campaign": N_("choose a campaign that exists: %(known)s"),
    "no_target": N_("a goal needs a target: write it as a sentence, or add one of another kind"),
    "no_text": N_("say what the target is"),
    "no_number": N_("write a number such as 1,200 or 3.5"),
    "no_date": N_("write a day such as 2027-03-31"),
    "backwards": N_("the last day comes before the first"),
    "no_value": N_("give the value to reach"),
    "no_weight": N_("write a weight above 0"),
    "no_currency": N_("write three letters of a currency, such as KRW"),
    "same_values": N_("start and target are the same, so there is no way to go"),
    "bad_steps": N_("write one line for each span, such as 2027-01: 3,000; this line cannot be read: %(line)s"),
    "vague": N_("this is too vague to be a goal: %(reason)s"),
    "better": N_("a sentence that can be checked: %(sentence)s"),
    "unanswered": N_("answer the question below: %(question)s"),
    "no_note": N_("say something: what moved the goal, what stands in the way, or what comes next"),
    "unknown_target": N_("choose a target of this goal"),
    "measured": N_("this target is measured by its KPI; its value cannot be entered"),
    "no_why": N_("say why it worked, so that it can be done again"),
    "no_title": N_("say what is to be done"),
    "future": N_("this day has not come yet"),
}
"""Code -> what is wrong with a form of a goal, as `goal_fault` fills it in."""


def goal_fault(code: str, language: str, **facts: str) -> str:
    """What is wrong, in the reader's language."""
    return translation(language).gettext(FAULTS[code]) % facts


def pace_name(pace: str, language: str) -> str:
    """A pace in a word or two."""
    return translation(language).gettext(PACES[pace][0])


def milestone_name(kind: str, language: str) -> str:
    """What was reached: "half of the way", "3 in a row"."""
    say = translation(language)
    if kind.startswith("streak_"):
        count = int(kind.removeprefix("streak_"))
        return say.ngettext("%(num)s time in a row", "%(num)s times in a row", count) % {"num": count}
    return say.gettext(MILESTONES[kind])


def word(words: dict[str, str], code: str, language: str) -> str:
    """The word for a code of one of the tables of this module; a code we do not know as it is."""
    return translation(language).gettext(words[code]) if code in words else code


def odds_words(odds: float, language: str) -> str:
    """ "78 % likely"; nothing that has not happened is certain, so beyond 99 % only "more than" is said."""
    say = translation(language).gettext
    if odds > _SURE:
        return say("more than %(odds)s likely") % {"odds": percent(_SURE, language)}
    if odds < 1 - _SURE:
        return say("less than %(odds)s likely") % {"odds": percent(1 - _SURE, language)}
    return say("%(odds)s likely") % {"odds": percent(odds, language)}


@lru_cache(maxsize=4_096)
def percent(value: float | None, language: str, *, exact: bool = False) -> str:
    """A share as a whole percent, or with up to two decimals; "–" where it is not known."""
    if value is None:
        return NO_VALUE
    pattern = "#,##0.##%" if exact else "#,##0%"
    return numbers.format_percent(value, pattern, locale=LOCALES[language]).replace("-", MINUS)
