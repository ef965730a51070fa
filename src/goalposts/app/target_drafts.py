"""Targets before they are stored: what a draft or a form comes to in the columns of a target, and its baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from goalposts.app.goal_forms import TargetForm
from goalposts.app.tracking_values import is_sure, read_baselines
from goalposts.app.workspace import Workspace
from goalposts.catalog.kpi import Definition
from goalposts.goals.calendar import Calendar
from goalposts.goals.draft import Draft
from goalposts.goals.windows import is_change, value_of_change
from goalposts.store.goals import (
    ABSOLUTE,
    ACCRUAL,
    ACTIVE,
    CURRENCY,
    IMPROVEMENT,
    NEW_TARGET,
    NUMBER,
    Goal,
    Target,
)
from goalposts.store.profile import Profile, read_profile


def read_calendar(workspace: Workspace) -> tuple[Profile, Calendar]:
    """The profile of the brand and the calendar it asks for."""
    with workspace.database.reading() as transaction:
        profile = read_profile(transaction)
    return profile, Calendar(profile.fiscal_start)


def target_of_draft(
    workspace: Workspace, draft: Draft, profile: Profile, form: TargetForm | None = None, *, settled: bool = False
) -> Target:
    """The target a sentence asks for, with its baseline as far as it is known (see `with_baseline`); it is not stored.

    What `form` says (days, weight, lines, steps) goes before the sentence. Raises NotFound for an unknown KPI.
    """
    today = workspace.today()
    definition = workspace.catalog.define(draft.kpi or "")
    said = {name: value for name, value in (form.columns if form else {}).items() if value not in (None, (), {})}
    unit = (draft.currency or profile.currency or "XXX") if definition.unit == "currency" else definition.unit
    down = (draft.direction or definition.direction) == "down"
    value = draft.change.amount if draft.change else draft.target_value
    columns: dict[str, Any] = {
        "name": _name(definition, draft),
        "kind": CURRENCY if definition.unit == "currency" else NUMBER,
        "kpi": draft.kpi,
        "where": dict(draft.scope),
        "operator": draft.operator or "reach",
        "direction": "down" if down else "up",
        "mode": draft.change.mode if draft.change else ABSOLUTE,
        "amount": value,
        "target_value": draft.target_value if draft.change is None else None,
        "unit": unit,
        "progress_mode": draft.progress_mode
        or (ACCRUAL if definition.additivity in "AU" and not down else IMPROVEMENT),
        "cadence": draft.cadence or "once",
        "starts_on": draft.start or today,
        "due_on": draft.due,
    }
    if draft.baseline:
        columns |= {"baseline_from": draft.baseline.start, "baseline_to": draft.baseline.end}
        columns |= {"baseline_value": draft.baseline.value}
    return with_baseline(workspace, new_target(columns | said), Calendar(profile.fiscal_start), settled=settled)


def target_of_form(form: TargetForm, today: dt.date, due: dt.date | None) -> Target:
    """The target of another kind than a sentence, as it was typed; without days of its own it runs until `due`."""
    said = {name: value for name, value in form.columns.items() if value not in (None, (), {})}
    days = {"starts_on": form.columns.get("starts_on") or today, "due_on": form.columns.get("due_on") or due}
    return new_target({"progress_mode": IMPROVEMENT, **said, **days, "name": form.text, "kind": form.kind})


def with_baseline(workspace: Workspace, target: Target, calendar: Calendar, *, settled: bool = False) -> Target:
    """The target with its baseline from the facts, and the value that comes to, where both are known.

    A baseline whose days are not over, or not held whole, stays open ("not known yet") and is worked out later; with
    `settled` also one that its sources may still change.
    """
    if not target.kpi or target.baseline_value is not None:
        return target
    reading = read_baselines(workspace, [target], calendar).get(target.id)
    if reading is None:
        return target
    target = replace(target, baseline_from=reading.window.start, baseline_to=reading.window.end)
    sure = reading.settled if settled else is_sure(reading, target)
    if reading.value is None or not sure or reading.window.end >= workspace.today():
        return target
    target = replace(target, baseline_value=reading.value)
    if is_change(target):
        target = replace(target, target_value=value_of_change(target, reading.value))
    return target


def new_target(columns: Mapping[str, Any]) -> Target:
    """A target that is not stored: id, version and goal are 0."""
    blank = {"id": 0, "version": 0, "goal_id": 0, "status": ACTIVE}
    values = NEW_TARGET | dict(columns) | blank
    return Target(**(values | {"steps": tuple(values["steps"])}))


def goal_around(targets: tuple[Target, ...], now: dt.datetime) -> Goal:
    """A goal that is not stored, so that its targets can be tracked; each target gets an id of its own below 0."""
    numbered = tuple(replace(target, id=-1 - place) for place, target in enumerate(targets))
    return Goal(
        id=0,
        version=0,
        name="",
        sentence="",
        objective_id=None,
        audience_id=None,
        campaign_id=None,
        owner="",
        relevance="",
        resources="",
        confirmed_by="",
        confirmed_at=None,
        starts_on=min(target.starts_on for target in targets),
        due_on=max((target.due_on for target in targets if target.due_on), default=None),
        smart={},
        visibility="everyone",
        status=ACTIVE,
        reviewed_at=None,
        created_at=now,
        created_by="",
        changed_at=now,
        changed_by="",
        targets=numbered,
    )


def columns_of(target: Target) -> dict[str, Any]:
    """The columns of a target as `store.goals.add_target` takes them."""
    without = ("id", "version", "goal_id", "status")
    return {name: getattr(target, name) for name in Target.__dataclass_fields__ if name not in without}


def _name(definition: Definition, draft: Draft) -> str:
    return definition.names.get(draft.language) or definition.names["en"]


def _accrues(definition: Definition, down: bool) -> bool:
    """Whether values of days add up to the value of a period, and more is wanted."""
    return definition.additivity in ("A", "U") and not down
