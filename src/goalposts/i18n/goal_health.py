"""The checks of the goal health page: what each looks for, what a breach means, why it matters, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goalposts.i18n.catalogues import N_, translation


@dataclass(frozen=True, slots=True)
class CheckText:
    """title: what is checked. what: the breach, with facts to fill in. why: what it leads to. fix: the remedy."""

    title: str
    what: str
    why: str
    fix: str


CHECKS: Mapping[str, CheckText] = {
    "no_north_star": CheckText(
        N_("Every strategy has one north star"),
        N_("The strategy “%(name)s” has no north star."),
        N_("Without one KPI that decides, every team picks the number that suits it."),
        N_("Choose the north star"),
    ),
    "objective_without_kpi": CheckText(
        N_("Every objective has a KPI"),
        N_("No KPI was chosen for the objective “%(name)s”."),
        N_("Nobody can tell whether it is getting closer."),
        N_("Choose KPIs"),
    ),
    "objective_without_goal": CheckText(
        N_("Every objective has a goal"),
        N_("The objective “%(name)s” has no goal."),
        N_("An objective without an amount and a date is a wish."),
        N_("Set a goal"),
    ),
    "vanity_only": CheckText(
        N_("No objective rests on vanity figures alone"),
        N_("“%(name)s” is watched by %(kpis)s only: easy to raise, but no proof of the objective."),
        N_("The figures can grow while the business does not."),
        N_("Choose an outcome KPI"),
    ),
    "wrong_metric": CheckText(
        N_("KPIs serve the objective they stand under"),
        N_("%(kpi)s says little about the objective “%(name)s”."),
        N_("Work follows what is measured, and leads away from the objective."),
        N_("Check the choice"),
    ),
    "no_data": CheckText(
        N_("Chosen KPIs have live data"),
        N_("%(kpi)s cannot be measured: nothing gives %(missing)s."),
        N_("A KPI nobody can measure is never reviewed, only argued about."),
        N_("Connect: %(connect)s"),
    ),
    "unmeasurable": CheckText(
        N_("Every goal can be measured"),
        N_("The goal “%(name)s” has no target that a KPI measures."),
        N_("Its progress is an opinion."),
        N_("Give it a KPI"),
    ),
    "no_objective_link": CheckText(
        N_("Every goal serves an objective of the business"),
        N_("The goal “%(name)s” belongs to no objective."),
        N_("Nobody can say why it is worth the effort."),
        N_("Link an objective"),
    ),
    "not_smart": CheckText(
        N_("Every goal is SMART, five of five"),
        N_("The goal “%(name)s” meets %(score)s of 5 criteria; missing: %(missing)s."),
        N_("What is vague cannot be missed, so it cannot be reached either."),
        N_("Make it SMART"),
    ),
    "no_review": CheckText(
        N_("Goals are reviewed at least every 92 days"),
        N_("The goal “%(name)s” was last looked at %(days)s days ago."),
        N_("Markets change each quarter, and goals that nobody reviews steer by an old map."),
        N_("Review it"),
    ),
    "no_owner": CheckText(
        N_("Everything has an owner who works here"),
        N_("Nobody answers for “%(name)s”."),
        N_("What belongs to everybody is done by nobody."),
        N_("Name an owner"),
    ),
    "campaign_without_goal": CheckText(
        N_("Every campaign has a goal before it starts"),
        N_("The campaign “%(name)s” started on %(day)s without a goal."),
        N_("After the start, any result can be called a success."),
        N_("Set a goal for it"),
    ),
    "opposite": CheckText(
        N_("No two goals pull a KPI both ways"),
        N_("“%(name)s” wants %(kpi)s to go up, “%(other)s” wants it to go down, in the same days."),
        N_("One of the two must fail, whatever the team does."),
        N_("Settle which one counts"),
    ),
}
"""Check -> its texts, in the order they are shown."""


def check_text(code: str, language: str, facts: Mapping[str, str]) -> CheckText:
    """The texts of a check in one language, facts filled in."""
    say, text = translation(language).gettext, CHECKS[code]
    return CheckText(say(text.title), say(text.what) % facts, say(text.why), say(text.fix) % facts)


def check_title(code: str, language: str) -> str:
    """What a check looks for."""
    return translation(language).gettext(CHECKS[code].title)
