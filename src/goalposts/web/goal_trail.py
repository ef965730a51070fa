"""The trail of a goal in words: who changed what from what to what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goalposts.app.workspace import Workspace
from goalposts.i18n import N_, format_moment
from goalposts.i18n.figures import NO_VALUE
from goalposts.i18n.goal_words import STATUSES, word
from goalposts.i18n.lifecycle import FIELDS, field_text
from goalposts.store.goals import Goal
from goalposts.store.records import CHANGED, CREATED, TrailEntry, list_trail
from goalposts.store.sessions import SCHEDULE
from goalposts.web.goal_view import GoalWords

MOST = 60
_GOAL_FIELDS = {
    "name": N_("Name"),
    "objective_id": N_("Objective"),
    "audience_id": N_("Audience"),
    "campaign_id": N_("Campaign"),
    "owner": N_("Owner"),
    "relevance": N_("Why it matters"),
    "resources": N_("People, time and money"),
    "visibility": N_("Who may see it"),
    "status": N_("State"),
    "confirmed_by": N_("Confirmed by"),
    "starts_on": N_("First day"),
    "due_on": N_("Last day"),
}
_TARGET_FIELDS = {**FIELDS, "done_on": N_("Done on")}
_ACTIONS = {
    CREATED: N_("stored it"),
    CHANGED: N_("changed it"),
    "restricted": N_("restricted who may see it"),
    "opened": N_("opened it to everybody"),
}
_VISIBILITIES = {"everyone": N_("everybody"), "restricted": N_("only its owner")}


def show_trail(workspace: Workspace, goal: Goal, words: GoalWords) -> list[dict[str, Any]]:
    """The edits of a goal and of its targets, newest first, at most 60."""
    with workspace.database.reading() as transaction:
        entries = list_trail(transaction, subject="goal", subject_id=str(goal.id))
        for target in goal.targets:
            entries += list_trail(transaction, subject="target", subject_id=str(target.id))
    newest = sorted(entries, key=lambda entry: entry.id, reverse=True)[:MOST]
    units = {str(target.id): target.unit for target in goal.targets}
    return [_entry(entry, words, units) for entry in newest]


def goal_field(name: str, words: GoalWords) -> str:
    """What a field of a goal is called."""
    return word(_GOAL_FIELDS, name, words.language)


def goal_value(name: str, value: Any, words: GoalWords) -> str:
    """The value of a field of a goal in words."""
    if value in (None, ""):
        return NO_VALUE
    if name in ("owner", "confirmed_by"):
        return words.people.get(str(value), str(value))
    if name == "objective_id":
        return words.objectives.get(int(value), str(value))
    table = {"visibility": _VISIBILITIES, "status": STATUSES}.get(name)
    return word(table, str(value), words.language) if table else str(value)


def _entry(entry: TrailEntry, words: GoalWords, units: Mapping[str, str]) -> dict[str, Any]:
    about_target = entry.subject == "target"
    changes = []
    for name in entry.before:
        if about_target and name in _TARGET_FIELDS:
            unit = units.get(entry.subject_id, "count")
            before, after = (
                field_text(name, side.get(name), unit, words.language) for side in (entry.before, entry.after)
            )
            changes.append((word(_TARGET_FIELDS, name, words.language), before, after))
        elif not about_target and name in _GOAL_FIELDS:
            before, after = (goal_value(name, side.get(name), words) for side in (entry.before, entry.after))
            changes.append((goal_field(name, words), before, after))
    return {
        "who": words.people.get(entry.person, entry.person),
        "when": format_moment(entry.at, words.language),
        "what": word(_ACTIONS, entry.action, words.language),
        "target": entry.name if about_target else "",
        "changes": changes,
        "note": words.say(entry.note) if entry.person == SCHEDULE else entry.note,
        "revision": entry.revision_id,
    }
