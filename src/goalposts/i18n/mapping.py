"""What is said of the columns of somebody's own table, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from goalposts.i18n.catalogues import N_, translation

REASONS = {
    "taken": N_("`%(header)s` already is %(target)s"),
    "empty": N_("the column is empty"),
    "few_dates": N_("named like a date, but only %(share)s of its cells are dates"),
    "few_numbers": N_("named like a number, but only %(share)s of its cells are"),
    "by_header": N_("the header is a name of %(target)s"),
    "unnamed_numbers": N_("numbers, but no measure has this name"),
    "by_cells": N_("%(share)s of its cells are dates"),
    "unnamed_text": N_("text, but nothing known has this name"),
    "published": N_("every %(target)s occurs once, so the date is taken for the day it went out"),
}
"""Why a column is taken for something."""

CONFLICTS = {
    "two_columns": N_("Two columns hold %(target)s: %(headers)s. Keep one, and leave the other out."),
    "no_measure": N_("No column is a measure, so there is nothing to store. Choose what the numbers are."),
    "half_long": N_("A table with one measure a row needs both the measure’s name and its value."),
    "two_items": N_("A row can speak of one kind of item only: %(targets)s."),
    "unreadable": N_("%(header)s: %(count)s cells cannot be read, the first in line %(line)s (%(value)s)."),
    "which_order": N_("%(header)s: choose whether the day or the month comes first."),
    "which_window": N_("%(header)s: choose whether a row is a day, a week or a month."),
    "which_decimal": N_("%(header)s: choose the decimal sign."),
    "repeats": N_("%(count)s rows say other numbers for the same thing; a column that tells them apart is missing."),
    "other": N_("%(text)s"),
}
"""What keeps rows of the table from being stored."""

NOTICES = {
    "not_dated": N_("No column holds dates: the numbers are taken for counters read today."),
}
TARGETS = {
    "ignore": N_("Leave out"),
    "date": N_("Date"),
    "published_on": N_("Day it went out"),
    "currency": N_("Currency"),
    "measure": N_("Name of the measure"),
    "value": N_("Value of the measure"),
    "title": N_("Title"),
    "url": N_("Address (URL)"),
    "content_type": N_("Content type"),
    "order_amount": N_("Amount of the order"),
    "order": N_("Order number"),
    "order_quantity": N_("Pieces in the order"),
    "customer": N_("Customer"),
    "lead": N_("Lead"),
    "won": N_("Won or not"),
    "lead_amount": N_("Amount of the lead"),
    "nps_score": N_("Answer to recommend (0 to 10)"),
    "csat_score": N_("Answer of satisfaction"),
    "rating": N_("Rating of a review"),
}
"""Targets that are neither measures nor dimensions."""


def meaning_reason(cause: str, language: str = "en", **facts: str) -> str:
    """Why a column is taken for something, in one language."""
    return _filled(REASONS[cause], language, facts)


def conflict_text(code: str, language: str, **facts: str) -> str:
    """What keeps rows from being stored, in one language."""
    return _filled(CONFLICTS[code], language, facts)


def notice_text(code: str, language: str) -> str:
    """What the reader should know, in one language."""
    return translation(language).gettext(NOTICES[code])


def target_name(target: str, language: str) -> str | None:
    """The name of a target of its own kind; None for a measure or a dimension."""
    return translation(language).gettext(TARGETS[target]) if target in TARGETS else None


def _filled(text: str, language: str, facts: Mapping[str, str]) -> str:
    said = translation(language).gettext(text)
    return said % facts if facts else said
