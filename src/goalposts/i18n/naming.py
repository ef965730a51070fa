"""Advice on names of KPIs, goals and targets, in the reader's language."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

FAULTS = {
    "empty": N_("It needs a name."),
    "too_short": N_("Too short to say what is counted."),
    "too_long": N_("Longer than %(most)s letters: it will be cut in charts. Say the rest in the description."),
    "all_caps": N_("Capital letters are hard to read and look like an acronym."),
    "bare_acronym": N_("Not everybody knows %(acronym)s: write it out, and put the acronym behind it."),
    "unknown_acronym": N_("%(acronym)s is in no glossary: write it out."),
    "vague": N_("It could be the name of anything: say what is counted, where and for whom."),
    "no_unit_ratio": N_("It is a percentage: say so with a word such as rate or share."),
    "no_unit_currency": N_("It is money: say so with a word such as cost, revenue or value."),
    "no_unit_seconds": N_("It is a length of time: say so."),
    "no_time": N_("It does not say in which time."),
    "duplicate": N_("%(other)s is called almost the same: readers would mistake one for the other."),
}
"""Code -> advice, as `naming_fault` fills it in."""

PER = {
    "per_day": N_("%(name)s per day"),
    "per_week": N_("%(name)s per week"),
    "per_month": N_("%(name)s per month"),
    "per_quarter": N_("%(name)s per quarter"),
    "per_year": N_("%(name)s per year"),
}


def naming_fault(code: str, language: str = "en", **facts: str) -> str:
    """What is unclear about a name, in one language."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text


def per_name(name: str, cadence: str, language: str = "en") -> str:
    """A name with its time; '' for a target that is due once."""
    return translation(language).gettext(PER[cadence]) % {"name": name} if cadence in PER else ""
