"""What is wrong with a form of the strategy pages, in the reader's language."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

FAULTS = {
    "no_name": N_("give it a name"),
    "name_taken": N_("another one has this name already"),
    "too_long": N_("is longer than %(most)s letters"),
    "no_owner": N_("say who answers for it"),
    "unknown_person": N_("%(person)s is nobody who works here"),
    "no_date": N_("is not a date that exists"),
    "backwards": N_("ends before it starts"),
    "unknown_choice": N_("is none of the choices"),
    "no_objective_kind": N_("choose the kind of objective"),
    "no_strategy": N_("choose the strategy it belongs to"),
    "no_kpi": N_("choose a KPI"),
    "unknown_kpi": N_("%(kpi)s is no KPI known here"),
    "no_reason": N_("say in a sentence why this KPI is relevant here, not why it is easy to get"),
    "short_reason": N_("say more: at least %(least)s letters that name what the KPI tells about the objective"),
    "needs_confirmation": N_("this KPI is not known to serve this objective; tick the box below if you mean it"),
    "chosen_already": N_("is chosen for this objective already"),
    "no_number": N_("is not a number"),
    "below_zero": N_("is below zero"),
    "no_currency": N_("write the currency as three letters, such as KRW"),
    "budget_line": N_("line %(line)s: write a name, then = and an amount, for example: Ads 2027-Q1 = 500"),
    "over_budget": N_("the parts come to %(parts)s, more than the budget"),
    "no_month": N_("is no month from 1 to 12"),
    "where": N_("write dimension=value, for example platform=instagram"),
    "where_dimension": N_("%(dimension)s is no dimension; closest: %(nearest)s"),
}
"""Code -> what is wrong, as `plan_fault` fills it in."""


def plan_fault(code: str, language: str = "en", **facts: str) -> str:
    """What is wrong with a field, in one language."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text
