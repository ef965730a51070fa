"""States and reasons of answers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from goalposts.i18n.catalogues import N_, translation
from goalposts.i18n.days import format_day
from goalposts.i18n.labels import dimension_name

_NAMES = {
    "measured": N_("measured"),
    "provisional": N_("provisional"),
    "partial": N_("partial"),
    "failed": N_("failed"),
    "unavailable": N_("no data"),
    "no_base": N_("no base"),
}
_MEANINGS = {
    "measured": N_("Every part was reported."),
    "provisional": N_("The source may still change this number."),
    "partial": N_("Part of what belongs to this number is missing."),
    "failed": N_("A source broke, so the number cannot be given."),
    "unavailable": N_("No source held gives this number. It is unknown, not zero."),
    "no_base": N_("The rate has nothing to be divided by, so there is no number."),
}
REASONS = {
    "no_source": N_("no source held gives {measure}"),
    "no_account": N_("no account that was asked about gives {measure}"),
    "not_sliced": N_("{measure} is not broken down by {axes} in any source held"),
    "not_loaded": N_("{measure} was not loaded for these days"),
    "not_window": N_("{measure} is only known for the windows a source reports; none covers exactly this period"),
    "not_added": N_("{measure} of {count} accounts or slices cannot be added; break it down further"),
    "days_missing": N_("{held} of {wanted} days of {measure} are loaded"),
    "late": N_("{measure} of {account} is late: its last data is of {day}"),
    "days_late": N_("{held} of {wanted} days of {measure} are loaded; {account} is late: its last data is of {day}"),
    "failed": N_("loading {measure} has failed since {since}: {detail}"),
    "failed_expired_token": N_(
        "loading {measure} has failed since {since}: the access has expired{detail}; sign in again"
    ),
    "failed_permission": N_("loading {measure} has failed since {since}: the permission to read it is missing{detail}"),
    "failed_retired_metric": N_("loading {measure} has failed since {since}: the platform no longer gives it{detail}"),
    "failed_rate_limit": N_("loading {measure} has failed since {since}: the platform allows no more calls{detail}"),
    "failed_malformed": N_("loading {measure} has failed since {since}: what came cannot be read{detail}"),
    "failed_empty": N_("loading {measure} has failed since {since}: what came holds nothing{detail}"),
    "undated": N_("the rows of {measure} carry no date"),
    "undated_rows": N_("some rows of {measure} carry no date and are in no period"),
    "no_reading": N_("{measure} was not read in this period"),
    "readings_missing": N_("{measure} was read for {held} of {wanted} accounts"),
    "gap": N_("growth of {measure} includes days before the period, because the counter was not read at its start"),
    "not_published": N_("no items published in this period are held for {measure}"),
    "without_part": N_("without {parts}: no source held gives it"),
    "parts_only": N_("only parts by {axes} are held for {measure}; they need not add up to the whole"),
    "suppressed": N_("the source withholds {measure}"),
    "provisional": N_("{measure} may still change at its source"),
    "provisional_until": N_("{measure} may still change at its source until {day}"),
    "read_early": N_("{measure} was read before its source had settled it; bring these days in again"),
    "series_break": N_("{platform} changed what it counts on {day}: before and after do not compare"),
    "definition_changed": N_("{platform} changed what it counts on {day}; this number holds both"),
    "no_base": N_("the divisor is 0"),
    "mixed_currencies": N_("amounts in several currencies cannot be added"),
    "not_a_year": N_("it counts per year: ask for twelve months"),
    "not_yet": N_("{measure} is not due yet"),
    "published": N_("lifetime totals of items published in the period"),
    "left_out": N_("{count} items are excluded from counting"),
    "baseline_unknown": N_("the baseline is not known yet"),
    "no_due_day": N_("no due day is set, so that nothing can be said of the pace"),
    "no_tasks": N_("no task belongs to it yet"),
    "not_entered": N_("nobody has entered a value for these days yet"),
    "without_accounts": N_("without {accounts}, which do not give every part of it"),
}
"""Reason codes of the engine -> the sentence; a test holds it against the engine's own list."""


_CAUSES = {
    "restated": N_("restated"),
    "withdrawn": N_("withdrawn"),
    "definition": N_("new definition"),
    "late": N_("came late"),
}


def cause_name(cause: str, language: str) -> str:
    """Why a value changed, in a word or two."""
    return translation(language).gettext(_CAUSES[cause])


def state_name(state: str, language: str) -> str:
    """The state in a word or two, for a mark beside a number."""
    return translation(language).gettext(_NAMES[state])


def state_meaning(state: str, language: str) -> str:
    """What the state means, in one sentence."""
    return translation(language).gettext(_MEANINGS[state])


def reason_text(reason: str | None, language: str, name_of: Callable[[str], str]) -> str:
    """A reason in the reader's language; `name_of` turns the code of a measure or platform into its name.

    A reason without a code (text of a file) is shown as it is.
    """
    code, facts = getattr(reason, "code", None), getattr(reason, "facts", {})
    if reason is None or code not in REASONS:
        return reason or ""
    spoken = {key: _spoken(key, fact, language, name_of) for key, fact in facts.items()}
    return translation(language).gettext(REASONS[code]).format(**spoken)


def _spoken(key: str, fact: str, language: str, name_of: Callable[[str], str]) -> str:
    if key in ("measure", "parts", "platform"):
        return ", ".join(name_of(code.strip()) for code in fact.split(","))
    if key in ("day", "since"):
        return format_day(dt.date.fromisoformat(fact), language)
    if key == "axes":
        return ", ".join(dimension_name(axis.strip(), language) for axis in fact.split(","))
    return fact
