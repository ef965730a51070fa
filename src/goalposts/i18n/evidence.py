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

_CONTENTS = {
    "question.json": N_("what was asked"),
    "answer.json": N_("the answer: value, state, reason, files"),
    "measures.json": N_("the formula, and each measure in it with its value and state"),
    "definition.yaml": N_("the definition in that version, and its measures"),
    "statements.sql": N_("the SQL that was run"),
    "rows.csv": N_("the rows that count, each with its file (path), table (part, from 0) and line"),
    "sources.json": N_("each file or entry: who brought it, when and how"),
    "files/": N_("the files as they came in, unchanged"),
    "manifest.json": N_("the SHA-256 of every part"),
}
_CHECKS = (
    N_("Compare a file's SHA-256 with manifest.json: “sha256sum FILE” (Windows: “certutil -hashfile FILE SHA256”)."),
    N_("Take a row of rows.csv, open the file named in “path” and go to “line”: the figure stands there."),
    N_("Add up rows.csv by “measure”, put the sums into the formula of definition.yaml, and compare with answer.json."),
)


def way_text(way: str, language: str) -> str:
    """How something was brought in; empty for a way nobody told."""
    return translation(language).gettext(_WAYS[way]) if way in _WAYS else ""


def absence_text(absence: str, language: str) -> str:
    """Why there is no line to show; empty where there is one."""
    return translation(language).gettext(_ABSENCES[absence]) if absence else ""


def status_text(status: str, language: str) -> str:
    """How final a stored value is; empty for final ones."""
    return "" if status == "final" else translation(language).gettext(_STATUSES.get(status, status))


def package_readme(kpis: str, period: str, language: str) -> str:
    """The README of a zip of evidence: what is in it, and how to check it."""
    say = translation(language).gettext
    width = max(map(len, _CONTENTS))
    return "\n".join(
        [
            say("Evidence for %(kpis)s, %(period)s") % {"kpis": kpis, "period": period or say("all days held")},
            "",
            *(f"{name.ljust(width)}  {say(text)}" for name, text in _CONTENTS.items()),
            "",
            say("How to check it:"),
            *(f"{number}. {say(text)}" for number, text in enumerate(_CHECKS, start=1)),
            "",
        ]
    )
