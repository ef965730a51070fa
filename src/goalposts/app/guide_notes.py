"""What the workspace adds to a KPI of the guide: whose it is, which objective it serves, who was trained on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.app.people import names
from goalposts.app.stewards import Steward, stewards
from goalposts.app.training import LACKING, OUTDATED, TRAINED, Knowledge, knowledge
from goalposts.app.workspace import Workspace
from goalposts.catalog.guide import Row, say

Person = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Note:
    """Of one KPI. People are (key, name); trained are those whose training covers the definition in force, outdated
    those who were trained on an older one, untrained those whose KPI it is and who were never trained.
    """

    owners: tuple[Person, ...] = ()
    labels: tuple[str, ...] = ()
    objectives: tuple[tuple[int, str], ...] = ()
    goals: tuple[tuple[int, str], ...] = ()
    trained: tuple[Person, ...] = ()
    outdated: tuple[Person, ...] = ()
    untrained: tuple[Person, ...] = ()


def guide_notes(workspace: Workspace, language: str = "en") -> Mapping[str, Note]:
    """KPI id -> its note; KPIs nobody owns, wants or was trained on are not in it."""
    owned, called = stewards(workspace), names(workspace, language)
    known: dict[str, list[Knowledge]] = {}
    for one in knowledge(workspace):
        known.setdefault(one.kpi, []).append(one)
    return {kpi: _note(owned.get(kpi, Steward()), known.get(kpi, ()), called) for kpi in [*owned, *known]}


def describe_note(note: Note) -> dict[str, Any]:
    """A note as plain data."""

    def people(found: Sequence[Person]) -> list[dict[str, str]]:
        return [{"key": key, "name": name} for key, name in found]

    return {
        "owners": people(note.owners),
        "labels": list(note.labels),
        "objectives": [{"id": id_, "name": name} for id_, name in note.objectives],
        "goals": [{"id": id_, "name": name} for id_, name in note.goals],
        "trained": people(note.trained),
        "trained_on_older_definition": people(note.outdated),
        "not_trained": people(note.untrained),
    }


def guide_rows(note: Note, language: str) -> tuple[Row, ...]:
    """A note as rows of a guide entry; what there is nothing to say of is left out."""
    told = (
        ("owner", [name for _, name in note.owners]),
        ("label", note.labels),
        ("objective", [name for _, name in note.objectives]),
        ("goals", [name for _, name in note.goals]),
        ("trained", [name for _, name in note.trained]),
        ("not_trained", [name for _, name in (*note.untrained, *note.outdated)]),
    )
    return tuple(Row(say(key, language), tuple(texts)) for key, texts in told if texts)


def _note(steward: Steward, known: Sequence[Knowledge], called: Mapping[str, str]) -> Note:
    def people(keys: Sequence[str]) -> tuple[Person, ...]:
        return tuple((key, called.get(key, key)) for key in keys)

    by_state = {
        state: people([one.person for one in known if one.state == state]) for state in (TRAINED, OUTDATED, LACKING)
    }
    return Note(
        people(steward.owners),
        steward.labels,
        steward.objectives,
        steward.goals,
        by_state[TRAINED],
        by_state[OUTDATED],
        by_state[LACKING],
    )
