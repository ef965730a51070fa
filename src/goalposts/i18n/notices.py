"""What notices say, in the reader's language, made of the facts they carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from goalposts.i18n.catalogues import N_, translation
from goalposts.i18n.days import format_day
from goalposts.i18n.lifecycle import revision_words

Words = tuple[str, str]

SUBJECTS = {
    "kpi": N_("KPI"),
    "goal": N_("Goal"),
    "report": N_("Report"),
    "content": N_("Content"),
    "other": N_("In general"),
}
STATUSES = {"new": N_("new"), "planned": N_("planned"), "done": N_("done"), "declined": N_("declined")}

NEW_KPI = N_("New KPI: %(name)s")
CHANGED_KPI = N_("New definition of %(name)s, valid from %(day)s")
FORMULA_CHANGED = N_("The formula was %(before)s and is now %(after)s.")
TRAINING = N_("Training on %(day)s: %(title)s")
EXPLAINED = N_("KPIs explained: %(kpis)s.")
SUGGESTED = N_("Suggestion on %(about)s")
ANSWERED = N_("Your suggestion on %(about)s: %(status)s")


def notice_words(kind: str, title: str, body: str, facts: Mapping[str, Any], language: str = "en") -> Words:
    """Title and body of a notice; one of a kind we do not know is shown as it was written."""
    made = _MADE.get(kind)
    return made(title, body, facts, language) if made else (title, body)


def status_name(status: str, language: str = "en") -> str:
    """What became of a suggestion, in a word."""
    return translation(language).gettext(STATUSES[status])


def subject_name(subject: str, language: str = "en") -> str:
    """What a suggestion can be on, in a word."""
    return translation(language).gettext(SUBJECTS[subject])


def _new_kpi(_title: str, _body: str, facts: Mapping[str, Any], language: str) -> Words:
    say = translation(language).gettext
    return say(NEW_KPI) % {"name": _in(facts["names"], language)}, _in(facts["definitions"], language)


def _changed_kpi(_title: str, _body: str, facts: Mapping[str, Any], language: str) -> Words:
    say = translation(language).gettext
    day = format_day(dt.date.fromisoformat(facts["valid_from"]), language)
    title = say(CHANGED_KPI) % {"name": _in(facts["names"], language), "day": day}
    before, after = facts["formula_before"], facts["formula"]
    moved = say(FORMULA_CHANGED) % {"before": before, "after": after} if before != after else ""
    return title, " ".join(filter(None, (_in(facts["definitions"], language), moved)))


def _training(title: str, body: str, facts: Mapping[str, Any], language: str) -> Words:
    say = translation(language).gettext
    day = format_day(dt.date.fromisoformat(facts["day"]), language)
    kpis = say(N_(", ")).join(_in(kpi["names"], language) for kpi in facts["kpis"])
    return say(TRAINING) % {"day": day, "title": title}, " ".join(filter(None, (say(EXPLAINED) % {"kpis": kpis}, body)))


def _suggested(_title: str, body: str, facts: Mapping[str, Any], language: str) -> Words:
    return translation(language).gettext(SUGGESTED) % {"about": _about(facts, language)}, body


def _answered(_title: str, body: str, facts: Mapping[str, Any], language: str) -> Words:
    told = {"about": _about(facts, language), "status": status_name(facts["status"], language)}
    return translation(language).gettext(ANSWERED) % told, body


def _about(facts: Mapping[str, Any], language: str) -> str:
    return _in(facts["about"], language) or subject_name(facts["subject"], language)


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")


_MADE: dict[str, Callable[[str, str, Mapping[str, Any], str], Words]] = {
    "kpi_new": _new_kpi,
    "kpi_changed": _changed_kpi,
    "revision": revision_words,
    "training": _training,
    "feedback_new": _suggested,
    "feedback_answer": _answered,
}
