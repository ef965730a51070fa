"""Revisions in the reader's words: what a page shows of one, of its verdicts, of a clash and of the trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goalposts.app.revisions import Told, name_of
from goalposts.app.wishing import questions_in
from goalposts.app.workspace import Workspace
from goalposts.catalog.improvements import load_improvements
from goalposts.errors import Overtaken
from goalposts.i18n import N_, format_day, format_moment, translation
from goalposts.i18n.goal_words import CRITERIA
from goalposts.i18n.lifecycle import changes_in_words, status_name
from goalposts.store.records import TrailEntry
from goalposts.store.revisions import Revision

MARKS = {"blocked": "failed", "asking": "", "open": "own", "accepted": "good", "rejected": "measured"}
ACTIONS = {
    "created": N_("made"),
    "changed": N_("changed"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "announced": N_("announced"),
    "answered": N_("answered"),
    "restricted": N_("restricted"),
    "opened": N_("opened"),
}
SUBJECTS = {"goal": N_("goal"), "target": N_("target"), "revision": N_("revision")}
_PLAIN = frozenset({"version", "smart", "questions", "smart_before", "smart_after", "mode", "old", "new"})


def shown_revision(
    workspace: Workspace, told: Told, called: Mapping[str, str], viewer: str, language: str
) -> dict[str, Any]:
    """A revision as cards, table and page show it."""
    one = told.revision
    questions = questions_in(workspace, told, viewer, language)
    trigger = load_improvements().triggers.get(one.trigger, {})
    return {
        "id": one.id,
        "version": one.version,
        "name": name_of(workspace, one, language),
        "goal": told.goal,
        "kpi": one.kpi,
        "trigger": trigger.get(language, one.trigger),
        "reason": one.reason,
        "wish": one.wish,
        "changes": changes_in_words(one.old, one.new, told.unit, language),
        "questions": [asked for asked in questions if not asked.get("answer")],
        "answered": [asked for asked in questions if asked.get("answer")],
        "status": status_name(one.status, language),
        "mark": MARKS[one.status],
        "by": called.get(one.created_by, one.created_by),
        "at": format_moment(one.created_at, language),
        "votes": told.votes,
        "voices": [
            {
                "who": called.get(voice.person, voice.person),
                "vote": voice.vote,
                "text": voice.text,
                "at": format_moment(voice.at, language),
            }
            for voice in told.voices
        ],
        "decided_by": called.get(one.decided_by, one.decided_by),
        "decided_at": format_moment(one.decided_at, language) if one.decided_at else "",
        "decision": one.decision,
        "effective_on": format_day(one.effective_on, language) if one.effective_on else "",
        "is_accepted": one.status == "accepted",
        "announced_at": format_moment(one.announced_at, language) if one.announced_at else "",
        "read": [(called.get(person, person), format_moment(at, language)) for person, at in told.read],
        "moved": told.moved,
        "score": (one.smart_before.get("score"), one.smart_after.get("score")),
    }


def shown_smart(revision: Revision, language: str) -> list[dict[str, Any]]:
    """The five verdicts before and after; empty where nothing was judged."""
    say = translation(language).gettext
    before, after = (side.get("smart", {}) for side in (revision.smart_before, revision.smart_after))
    return [
        {"name": say(text), "before": before.get(code, {}).get("ok"), **after[code]}
        for code, text in CRITERIA.items()
        if code in after
    ]


def both_versions(error: Overtaken, told: Told, called: Mapping[str, str], language: str) -> dict[str, Any]:
    """Who was first and when, and each field as it is stored now and as it was wanted."""
    stored = {name: pair[0] for name, pair in error.clashes.items()}
    wanted = {name: pair[1] for name, pair in error.clashes.items()}
    if error.kind == "revision":
        both = _of_revision(stored, wanted, told, language)
    else:
        both = changes_in_words(_whole(stored, told), _whole(wanted, told), told.unit, language)
    return {
        "who": called.get(error.person, error.person),
        "when": format_moment(error.changed_at, language),
        "both": both,
    }


def shown_entry(entry: TrailEntry, called: Mapping[str, str], unit: str, language: str) -> dict[str, Any]:
    """One edit of the trail: who, when, what, and each field before and after; `unit` is that of its values."""
    say = translation(language).gettext
    fields = [name for name in entry.after if name not in _PLAIN]
    old = {name: entry.before.get(name) for name in fields}
    new = {name: entry.after[name] for name in fields}
    changes = changes_in_words(old, new, unit, language) if entry.before else []
    return {
        "who": called.get(entry.person, entry.person),
        "when": format_moment(entry.at, language),
        "what": say(ACTIONS.get(entry.action, entry.action)),
        "subject": say(SUBJECTS.get(entry.subject, entry.subject)),
        "name": entry.name,
        "changes": changes,
        "note": entry.note,
        "revision": entry.revision_id,
    }


def _of_revision(
    stored: Mapping[str, Any], wanted: Mapping[str, Any], told: Told, language: str
) -> list[tuple[str, str, str]]:
    say = translation(language).gettext
    both = []
    if "status" in stored:
        now_is, mine = (status_name(side["status"], language) for side in (stored, wanted))
        both.append((say(N_("Decision")), now_is, mine))
    if "new" in stored:
        both += changes_in_words(stored["new"], wanted["new"], told.unit, language)
    return both


def _whole(values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """With how the change was said, so that a value reads the same on both sides."""
    return {name: values.get(name, told.revision.new.get(name)) for name in {*values, "mode", "operator"}}
