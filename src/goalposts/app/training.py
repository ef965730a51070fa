"""Trainings on KPIs: planned, held with attendance, and who still lacks which KPI."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.app.notices import TRAINING
from goalposts.app.people import names
from goalposts.app.stewards import stewards
from goalposts.app.workspace import Workspace
from goalposts.errors import Conflict, Fault, Invalid
from goalposts.i18n.team import team_fault
from goalposts.store.notices import add_notice
from goalposts.store.people import list_people
from goalposts.store.trainings import (
    CANCELLED,
    HELD,
    PLANNED,
    TRAININGS,
    Training,
    list_attendance,
    set_attendance,
)

MOST_TITLE, MOST_NOTE, MOST_KPIS = 120, 2_000, 40
TRAINED, OUTDATED, LACKING = "trained", "outdated", "lacking"


@dataclass(frozen=True, slots=True)
class Session:
    """A training and the keys of those who were there."""

    training: Training
    attended: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What one person has been told about one KPI.

    state: trained; outdated = trained on `day`, but the definition is younger; lacking = theirs, and never trained.
    is_own: the KPI is theirs, or one of their goals wants it.
    """

    person: str
    kpi: str
    state: str
    day: dt.date | None
    is_own: bool

    @property
    def is_gap(self) -> bool:
        return self.is_own and self.state != TRAINED


def plan_training(
    workspace: Workspace,
    given: Mapping[str, Any],
    *,
    by: str,
    readers: Collection[str] = (),
    language: str = "en",
) -> Training:
    """Plan a training and tell everybody, or `readers`. `given`: title, held_on (date or ISO), trainer, kpis, note.

    Raises Invalid with every fault at once.
    """
    values, faults = _checked(workspace, {"trainer": by, **given}, language)
    if faults:
        raise Invalid("The training was not planned.", faults)
    catalog, now = workspace.catalog, workspace.now()
    with workspace.database.transaction() as transaction:
        training = TRAININGS.add(transaction, values, person=by, now=now)
        told = {
            "title": training.title,
            "day": training.held_on.isoformat(),
            "kpis": [{"id": kpi, "names": dict(catalog.kpis[kpi].names)} for kpi in training.kpis],
        }
        add_notice(
            transaction,
            kind=TRAINING,
            title=training.title,
            body=training.note,
            facts=told,
            readers=readers,
            subject="training",
            subject_id=str(training.id),
            person=by,
            now=now,
        )
    return training


def record_attendance(
    workspace: Workspace, id_: int, people: Collection[str], *, by: str, language: str = "en"
) -> Training:
    """Keep who was there; a training with attendance has been held.

    Raises Invalid for people nobody knows and for a day that has not come, Conflict for one that was cancelled.
    """
    with workspace.database.transaction() as transaction:
        training = TRAININGS.find(transaction, id_)
        if training.status == CANCELLED:
            raise Conflict(f"The training {training.title!r} was cancelled.")
        known = {person.key for person in list_people(transaction)}
        faults = [
            Fault(team_fault("nobody", language), column="people", value=key) for key in people if key not in known
        ]
        if training.held_on > workspace.today():
            day = training.held_on.isoformat()
            faults.append(Fault(team_fault("not_yet_held", language), column="held_on", value=day))
        if faults:
            raise Invalid("The attendance was not kept.", faults)
        set_attendance(transaction, id_, people, person=by, now=workspace.now())
        return TRAININGS.change(transaction, id_, {"status": HELD}, person=by, now=workspace.now())


def cancel_training(workspace: Workspace, id_: int, *, by: str) -> Training:
    """Call a planned training off. Raises Conflict for one that was held."""
    with workspace.database.transaction() as transaction:
        training = TRAININGS.find(transaction, id_)
        if training.status == HELD:
            raise Conflict(f"The training {training.title!r} was held on {training.held_on}.")
        return TRAININGS.change(transaction, id_, {"status": CANCELLED}, person=by, now=workspace.now())


def list_sessions(workspace: Workspace) -> list[Session]:
    """Every training, the latest day first."""
    with workspace.database.reading() as transaction:
        trainings = TRAININGS.list(transaction, statuses=(PLANNED, HELD, CANCELLED))
        there = list_attendance(transaction)
    found = [Session(training, there.get(training.id, ())) for training in trainings]
    return sorted(found, key=lambda one: (one.training.held_on, one.training.id), reverse=True)


def knowledge(workspace: Workspace) -> list[Knowledge]:
    """What everybody who is here knows or should know: every KPI that is theirs, and every one they were trained on."""
    owned, sessions = stewards(workspace), list_sessions(workspace)
    last: dict[tuple[str, str], dt.date] = {}
    for session in reversed(sessions):
        if session.training.status == HELD:
            pairs = ((person, kpi) for person in session.attended for kpi in session.training.kpis)
            last.update(dict.fromkeys(pairs, session.training.held_on))
    with workspace.database.reading() as transaction:
        here = [person.key for person in list_people(transaction) if person.is_here]
    own = {(person, kpi) for kpi, one in owned.items() for person in one.owners}
    catalog = workspace.catalog
    wanted = [(person, kpi) for kpi in catalog.kpis for person in here if (person, kpi) in own or (person, kpi) in last]
    return [_known(workspace, pair, last.get(pair), pair in own) for pair in wanted]


def gaps(workspace: Workspace, person: str = "") -> list[Knowledge]:
    """KPIs of people (or one person) who were never trained on them, or only on an older definition."""
    return [one for one in knowledge(workspace) if one.is_gap and person in ("", one.person)]


def _known(workspace: Workspace, pair: tuple[str, str], day: dt.date | None, is_own: bool) -> Knowledge:
    person, kpi = pair
    if day is None:
        return Knowledge(person, kpi, LACKING, None, is_own)
    is_old = day < workspace.catalog.kpis[kpi].valid_from
    return Knowledge(person, kpi, OUTDATED if is_old else TRAINED, day, is_own)


def _checked(workspace: Workspace, given: Mapping[str, Any], language: str) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []

    def fault(column: str, code: str, value: str = "", **facts: str) -> None:
        faults.append(Fault(team_fault(code, language, **facts), column=column, value=value or None))

    title, note = " ".join(str(given.get("title", "")).split()), str(given.get("note", "")).strip()
    kpis = _kpis(given.get("kpis", ()))
    unknown = [kpi for kpi in kpis if kpi not in workspace.catalog.kpis]
    if not title:
        fault("title", "no_title")
    for column, text, most in (("title", title, MOST_TITLE), ("note", note, MOST_NOTE)):
        if len(text) > most:
            fault(column, "too_long", most=str(most))
    day = _day(given.get("held_on", ""))
    if day is None:
        fault("held_on", "no_day", str(given.get("held_on", "")))
    if not kpis:
        fault("kpis", "no_kpis")
    for kpi in unknown:
        fault("kpis", "no_kpi", kpi)
    if given["trainer"] not in names(workspace):
        fault("trainer", "nobody", str(given["trainer"]))
    return {"title": title, "held_on": day, "trainer": given["trainer"], "kpis": kpis, "note": note}, faults


def _kpis(given: str | Sequence[str]) -> tuple[str, ...]:
    words = given.replace(",", " ").split() if isinstance(given, str) else given
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_KPIS]


def _day(given: str | dt.date) -> dt.date | None:
    try:
        return given if isinstance(given, dt.date) else dt.date.fromisoformat(given.strip())
    except ValueError:
        return None
