"""What is said about a goal while it is written: its data, what the past says of it, and what it is for."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

SAID = {
    "live": N_("Data for it is held up to %(day)s."),
    "stale": N_("Data for it ended on %(day)s: bring in what came since."),
    "not_connected": N_("No source held gives it."),
    "nothing_held": N_("Nothing is connected yet."),
    "connect": N_("Connect %(exports)s."),
    "no_export": N_("Import a table of your own, or enter the figures by hand."),
    "settle_kpi": N_("First it has to be clear which KPI is meant."),
    "settle_amount": N_("First it has to be clear how much is wanted."),
    "by_hand": N_("No KPI speaks for it, so there are no numbers to judge it by."),
    "wanted": N_("That is %(wanted)s, from %(baseline)s."),
    "share": N_("%(reached)s of %(windows)s earlier periods of this length did it (%(share)s)."),
    "odds": N_(
        "Going on as before it would land at %(middle)s (8 times in 10 between %(low)s and %(high)s); "
        "the odds of reaching the target are %(odds)s."
    ),
    "pace": N_("It takes %(needed)s a week; the last four weeks brought %(recent)s a week."),
    "pace_needed": N_("It takes %(needed)s a week."),
    "far_beyond": N_("Warning: this lies far beyond everything your data shows."),
    "not_enough_history": N_("There is not enough history to give odds."),
    "gaps": N_("Too many days are unknown to give odds."),
    "baseline_open": N_("The period it starts from is not over, so there are no odds yet."),
    "no_data": N_("No history of it is held, so nothing is said about its odds."),
    "benchmark_above": N_("The target is above the benchmark of %(value)s (%(source)s, %(year)s; base: %(base)s)."),
    "benchmark_below": N_("The target is below the benchmark of %(value)s (%(source)s, %(year)s; base: %(base)s)."),
    "benchmark_between": N_(
        "The target is within the benchmarks, up to %(value)s (%(source)s, %(year)s; base: %(base)s)."
    ),
    "confirm": N_("Is it within reach of your people, time and budget? That is for you to confirm."),
    "confirmed": N_("You have confirmed that it can be reached."),
    "ask_objective": N_("Which objective does it serve, and why? Choose one and write the reason."),
    "ask_reason": N_("Write why it matters for “%(objective)s”."),
    "unrelated": N_("%(kpi)s says little about “%(objective)s”: choose a KPI that does, or another objective."),
}
"""Code of a sentence -> the sentence."""

BASES = {
    "followers": N_("followers, per post"),
    "impressions": N_("impressions"),
    "delivered": N_("delivered e-mails"),
    "opens": N_("opens"),
    "clicks": N_("clicks"),
    "leads": N_("leads"),
    "own": N_("a base of its own"),
    "sent": N_("sent e-mails"),
}
"""What a benchmark is divided by."""


def say_of_goal(code: str, language: str, **facts: str) -> str:
    """One sentence of `SAID` in a language, with its facts."""
    return translation(language).gettext(SAID[code]) % facts


def base_name(base: str, language: str) -> str:
    """What a benchmark is divided by, in words."""
    return translation(language).gettext(BASES[base]) if base in BASES else base


def joined(sentences: list[str], language: str) -> str:
    """Sentences one after the other."""
    return ("" if language == "zh-Hant" else " ").join(filter(None, sentences))
