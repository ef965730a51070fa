"""Who brought a source, how, and why there may be no line of it to show, in words."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

_WAYS = {
    "cli": N_("in the terminal"),
    "web": N_("on the imports page"),
    "python": N_("from Python"),
    "entry": N_("entered by hand"),
    "survey": N_("answered in a survey"),
}
_ABSENCES = {
    "entry": N_("Entered by hand: there is no file behind it."),
    "survey": N_("Answered in a survey: there is no file behind it."),
    "simulated": N_("Simulated for the sample workspace: there is no file behind it."),
    "people": N_("The file is about people, so only counts were kept and not the file."),
    "missing": N_("The kept file is gone from the workspace. Restore its folder “files” from a backup."),
    "unreadable": N_("The kept file cannot be read."),
    "no_line": N_("This fact was worked out from the file as a whole, not from one line."),
    "unknown": N_("No file was kept for this source."),
}
_STATUSES = {
    "final": N_("final"),
    "provisional": N_("provisional"),
    "estimated": N_("estimated"),
    "suppressed": N_("withheld"),
}


def way_text(way: str, language: str) -> str:
    """How something was brought in; empty for a way nobody told."""
    return translation(language).gettext(_WAYS[way]) if way in _WAYS else ""


def absence_text(absence: str, language: str) -> str:
    """Why there is no line to show; empty where there is one."""
    return translation(language).gettext(_ABSENCES[absence]) if absence else ""


def status_text(status: str, language: str) -> str:
    """How final a stored value is; empty for final ones."""
    return "" if status == "final" else translation(language).gettext(_STATUSES.get(status, status))
