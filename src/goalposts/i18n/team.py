"""What is wrong with something said of the team, in the reader's language, and the words for roles and states."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

FAULTS = {
    "no_title": N_("say in a few words what it is about"),
    "too_long": N_("at most %(most)s letters"),
    "nobody": N_("nobody here has this key"),
}
"""Code -> what is wrong, as `team_fault` fills it in."""


def team_fault(code: str, language: str = "en", **facts: str) -> str:
    """What is wrong, in one language."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text
