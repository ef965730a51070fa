"""What is wrong with something said of the team, in the reader's language, and the words for roles and states."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

FAULTS = {
    "no_title": N_("say in a few words what it is about"),
    "too_long": N_("at most %(most)s letters"),
    "nobody": N_("nobody here has this key"),
    "no_name": N_("a person needs a name"),
    "name_taken": N_("somebody else here has this name; add a team or an initial so that you can tell them apart"),
    "bad_key": N_("small letters, digits and hyphens, a letter first, at most 40"),
    "key_taken": N_("this key is taken and stays so, for everything a person did is kept under it"),
    "key_reserved": N_("this key is the address of a page; choose another"),
    "no_role": N_("allowed: owner, member"),
    "no_language": N_("allowed: en, ko, zh-Hant"),
    "owner_stays": N_("whoever runs the workspace keeps the role of an owner"),
    "no_day": N_("is not a date that exists"),
    "no_kpi": N_("there is no KPI of this name"),
    "no_kpis": N_("choose at least one KPI that is explained"),
    "not_yet_held": N_("a training that has not been held yet has no attendance"),
    "no_text": N_("write what you suggest"),
    "no_status": N_("allowed: new, planned, done, declined"),
    "no_answer": N_("say why, so that whoever suggested it understands"),
    "no_subject": N_("there is no such KPI, goal, report or post"),
}
"""Code -> what is wrong, as `team_fault` fills it in."""

ROLES = {"owner": N_("owner"), "member": N_("member")}


def team_fault(code: str, language: str = "en", **facts: str) -> str:
    """What is wrong, in one language."""
    text = translation(language).gettext(FAULTS[code])
    return text % facts if facts else text


def owner_name(language: str = "en") -> str:
    """What the owner is called as long as nobody gave them a name."""
    return translation(language).gettext(N_("Workspace owner"))


def role_name(role: str, language: str = "en") -> str:
    """A role in words."""
    return translation(language).gettext(ROLES[role])
