"""The words of a survey in three languages: the questions we propose, and what the ends of each scale mean."""

from __future__ import annotations

from goalposts.i18n.catalogues import LOCALES, N_, translation

QUESTIONS = {
    "nps": N_("How likely are you to recommend us to a friend or colleague?"),
    "csat": N_("How satisfied are you with us overall?"),
}
SCORES = {
    "nps": {0: N_("not at all likely"), 10: N_("extremely likely")},
    "csat": {
        1: N_("very dissatisfied"),
        2: N_("dissatisfied"),
        3: N_("neither"),
        4: N_("satisfied"),
        5: N_("very satisfied"),
    },
}


def default_question(kind: str) -> dict[str, str]:
    """The question we propose for a kind of survey, by language."""
    return {language: translation(language).gettext(QUESTIONS[kind]) for language in LOCALES}


def score_name(kind: str, score: int, language: str) -> str:
    """What a score means, where it has a name."""
    name = SCORES[kind].get(score)
    return translation(language).gettext(name) if name else ""
