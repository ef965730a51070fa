"""Questions to the author of a sentence, with the answers to choose from, in the author's language."""

from __future__ import annotations

import datetime as dt

from goalposts.goals.deciding import Open
from goalposts.goals.draft import Asked
from goalposts.goals.reading import Parts
from goalposts.goals.texts import say
from goalposts.i18n.days import format_day, format_period
from goalposts.periods import Period


def question(one: Open, parts: Parts) -> Asked:
    """What to ask, ready to be shown."""
    choices = {value: _label(one.code, value, parts) for value in one.values}
    return Asked(one.code, one.about, _text(one, parts), choices)


def _text(one: Open, parts: Parts) -> str:
    if one.code == "which_kpi":
        for alias in parts.catalog.aliases:
            if set(one.values) <= set(alias.means) and alias.ask:
                return alias.ask[parts.language]
    if one.code == "which_direction" and parts.says_both_ways:
        return say("ask.which_way", parts.language)
    return say(f"ask.{one.code}", parts.language)


def _label(code: str, value: str, parts: Parts) -> str:
    language = parts.language
    if value in parts.catalog.kpis:
        return parts.catalog.kpis[value].names[language]
    if code == "which_platform":
        return parts.catalog.platforms[value].names[language]
    if code == "which_date":
        return format_day(dt.date.fromisoformat(value), language)
    if code == "which_period":
        first, _, last = value.partition("..")
        return format_period(Period(*sorted((dt.date.fromisoformat(first), dt.date.fromisoformat(last)))), language)
    if code == "which_amount" and ": " in value:
        place = int(value.partition(":")[0]) - 1
        start, end = parts.place(parts.wanted[place].span)[0]
        return parts.text[start:end]
    return say(f"choice.{value}", language, default=value)
