"""What is said of figures entered by hand and of the columns of a table, in the reader's language."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

FAULTS = {
    "no_account": N_("say whose figures these are"),
    "no_platform": N_("%(platform)s is no platform known here"),
    "no_measure": N_("%(measure)s is no measure; closest: %(nearest)s"),
    "is_a_sum": N_("is made of parts; enter those instead: %(parts)s"),
    "other_reading": N_("is another reading of %(measure)s; enter that"),
    "needs_currency": N_("money needs a currency, such as KRW"),
    "no_currency": N_("%(currency)s is no currency code; write three letters, such as KRW"),
    "no_number": N_("is not a number"),
    "below_zero": N_("is below zero"),
    "no_date": N_("is not a date that exists"),
    "empty_date": N_("no date is given"),
    "not_yet": N_("has not come yet"),
    "backwards": N_("ends before it starts"),
    "twice": N_("is given twice for the same days"),
    "which_order": N_("may be day/month or month/day; choose the order of dates"),
    "which_decimal": N_("may be a decimal or a thousands sign; choose the decimal sign"),
    "which_window": N_("each row may be a day or a longer window; choose what a row is"),
    "given_by_file": N_(
        "%(file)s gives this figure already, and a file is never overruled by hand. Take that import back first, or "
        "enter the figure for an account of its own."
    ),
    "given_otherwise": N_(
        "%(file)s gives this measure in another way (%(way)s), and a figure for the whole would not count beside it. "
        "Enter it for an account of its own."
    ),
    "no_date_column": N_("no column holds dates"),
    "no_measure_column": N_("no column is named like a measure; choose the measure above"),
    "no_rows": N_("nothing was pasted below the header"),
    "no_table": N_("this is no table: paste cells with a first row that names them"),
    "ragged": N_("the row has another number of cells than the header"),
}
"""Code -> what is wrong with a figure, as `entry_fault` fills it in."""

GROUPS = {
    "ads": N_("Advertising"),
    "cost": N_("Costs"),
    "crm": N_("Customer records"),
    "customers": N_("Customers"),
    "email": N_("E-mail"),
    "experiments": N_("Experiments"),
    "feedback": N_("Feedback"),
    "mentions": N_("Mentions"),
    "revenue": N_("Revenue"),
    "search": N_("Search"),
    "social": N_("Social media"),
    "web": N_("Website"),
    "work": N_("Team work"),
    "": N_("Our own"),
}
"""Group of a measure -> the heading it stands under in lists to choose from."""


def entry_fault(code: str, language: str = "en", **facts: str) -> str:
    """What is wrong with an entered figure, in one language."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text


def group_name(group: str, language: str) -> str:
    """The heading of a group of measures; a group of one's own is shown as it is."""
    return translation(language).gettext(GROUPS[group]) if group in GROUPS else group
