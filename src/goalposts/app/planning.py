"""Saving what people plan: every fault of a form at once, in the reader's words; nothing without an owner."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.filled_form import MOST_NAME, Filled, Said
from goalposts.app.suggesting import serves
from goalposts.app.workspace import Workspace
from goalposts.catalog.platforms import load_platforms
from goalposts.catalog.playbook import AREAS, load_playbook
from goalposts.errors import GoalpostsError
from goalposts.store.people import list_people
from goalposts.store.profile import Profile, set_profile
from goalposts.store.register import RETIRED, Register
from goalposts.store.strategies import AUDIENCES, CAMPAIGNS, CHOSEN_KPIS, OBJECTIVES, STRATEGIES

KINDS: Mapping[str, Register[Any, Any]] = {
    "strategy": STRATEGIES,
    "objective": OBJECTIVES,
    "audience": AUDIENCES,
    "campaign": CAMPAIGNS,
    "kpi": CHOSEN_KPIS,
}
_PARTS = {"strategy": ("objective", "strategy_id"), "objective": ("kpi", "objective_id")}


def save(
    workspace: Workspace,
    kind: str,
    said: Said,
    *,
    person: str,
    id_: int | None = None,
    expected: int | None = None,
    language: str = "en",
) -> Any:
    """Store a strategy, objective, audience, campaign or chosen KPI as a form says it, new or changed.

    expected: the version the form was filled from. Raises Invalid with every fault, NotFound, and Overtaken when
    somebody else changed the same field meanwhile.
    """
    register, now = KINDS[kind], workspace.now()
    with workspace.database.transaction() as transaction:
        before = register.find(transaction, id_) if id_ is not None else None
        form = Filled(said, language)
        values = _READERS[kind](workspace, transaction, form, before)
        _check_owner(transaction, form, values, before)
        form.end()
        if id_ is None:
            return register.add(transaction, values, person=person, now=now)
        return register.change(transaction, id_, values, person=person, now=now, expected=expected)


def retire(workspace: Workspace, kind: str, id_: int, *, person: str, expected: int | None = None) -> None:
    """Take something out of force with all that stands below it; what was recorded of it stays.

    Raises NotFound and Overtaken.
    """
    with workspace.database.transaction() as transaction:
        by: dict[str, Any] = {"person": person, "now": workspace.now()}
        _retire(transaction, kind, id_, expected, by)


def _retire(transaction: Session, kind: str, id_: int, expected: int | None, by: Mapping[str, Any]) -> None:
    """The parts first: objectives of a strategy, chosen KPIs of an objective."""
    if kind in _PARTS:
        part, parent = _PARTS[kind]
        for one in KINDS[part].list(transaction):
            if getattr(one, parent) == id_:
                _retire(transaction, part, one.id, None, by)
    KINDS[kind].change(transaction, id_, {"status": RETIRED}, expected=expected, **by)


def set_north_star(
    workspace: Workspace, id_: int, said: Said, *, person: str, expected: int | None = None, language: str = "en"
) -> Any:
    """Choose the one KPI that says whether a strategy works, with its reason; it takes the place of the one before."""
    with workspace.database.transaction() as transaction:
        form = Filled(said, language)
        values = {
            "north_star": _kpi(workspace, form, "kpi"),
            "north_star_where": form.where("where"),
            "north_star_reason": form.reason(),
        }
        form.end()
        now = workspace.now()
        return STRATEGIES.change(transaction, id_, values, person=person, now=now, expected=expected)


def save_profile(workspace: Workspace, said: Said, *, person: str, language: str = "en") -> Profile:
    """Keep what a form says of the brand as a whole; fields it does not have stay as they are."""
    book, form = load_playbook(), Filled(said, language)
    readers: dict[str, Callable[[], Any]] = {
        "company": lambda: form.text("company", most=MOST_NAME),
        "sector": lambda: form.choice("sector", book.sectors),
        "business_model": lambda: form.choice("business_model", book.business_models),
        "currency": lambda: form.currency("currency"),
        "fiscal_start": lambda: form.month("fiscal_start"),
        "priorities": lambda: form.words("priorities", book.objectives),
        "focus": lambda: form.words("focus", AREAS),
    }
    values = {name: read() for name, read in readers.items() if name in said}
    form.end()
    with workspace.database.transaction() as transaction:
        return set_profile(transaction, values, person=person, now=workspace.now())


def _strategy(_: Workspace, transaction: Session, form: Filled, before: Any) -> dict[str, Any]:
    names = [one.name for one in STRATEGIES.list(transaction) if before is None or one.id != before.id]
    return {
        "name": _name(form, names),
        "description": form.text("description"),
        "owner": form.text("owner", "no_owner"),
        **form.days(),
    }


def _objective(_: Workspace, transaction: Session, form: Filled, before: Any) -> dict[str, Any]:
    strategies = {one.id for one in STRATEGIES.list(transaction)}
    strategy = form.id("strategy", strategies, "no_strategy")
    others = [one for one in OBJECTIVES.list(transaction) if before is None or one.id != before.id]
    audiences = {one.id for one in AUDIENCES.list(transaction)}
    return {
        "strategy_id": strategy,
        "code": form.choice("code", load_playbook().objectives, "no_objective_kind"),
        "name": _name(form, [one.name for one in others if one.strategy_id == strategy]),
        "description": form.text("description"),
        "owner": form.text("owner", "no_owner"),
        "audience_id": form.id("audience", audiences),
        **form.days(),
    }


def _audience(_: Workspace, transaction: Session, form: Filled, before: Any) -> dict[str, Any]:
    names = [one.name for one in AUDIENCES.list(transaction) if before is None or one.id != before.id]
    return {
        "name": _name(form, names),
        "who": form.text("who"),
        "wants": form.text("wants"),
        "values": form.words("values", load_playbook().values),
        "platforms": form.words("platforms", load_platforms()),
        "ideal_customer": form.text("ideal_customer"),
        "owner": form.text("owner", "no_owner"),
    }


def _campaign(_: Workspace, transaction: Session, form: Filled, before: Any) -> dict[str, Any]:
    names = [one.name for one in CAMPAIGNS.list(transaction) if before is None or one.id != before.id]
    budget, lines = form.number("budget"), form.budget_lines()
    currency = form.currency("currency")
    if (budget is not None or lines) and not currency:
        form.fault("currency", "no_currency")
    parts = sum(line.amount for line in lines)
    if budget is not None and parts > budget:
        form.fault("budget_lines", "over_budget", parts=f"{parts:,.2f} {currency}")
    return {
        "name": _name(form, names),
        "objective_id": form.id("objective", {one.id for one in OBJECTIVES.list(transaction)}),
        "audience_id": form.id("audience", {one.id for one in AUDIENCES.list(transaction)}),
        "utm_campaign": form.text("utm_campaign", most=MOST_NAME),
        "owner": form.text("owner", "no_owner"),
        **form.days(),
        "budget": budget if budget is not None or not lines else parts,
        "currency": currency,
        "budget_lines": lines,
    }


def _chosen_kpi(workspace: Workspace, transaction: Session, form: Filled, before: Any) -> dict[str, Any]:
    """A KPI that is not known to serve the objective needs a tick; one of our own serves what its owner says."""
    objectives = {one.id: one for one in OBJECTIVES.list(transaction)}
    objective = objectives.get(form.id("objective", objectives, "unknown_choice") or 0)
    name, where = _kpi(workspace, form, "kpi"), form.where("where")
    kpi = workspace.catalog.kpis.get(name.partition("@")[0])
    if kpi and objective and not serves(kpi, objective.code) and form.text("confirmed") != "yes":
        form.fault("kpi", "needs_confirmation")
    same = [one for one in CHOSEN_KPIS.list(transaction) if objective and one.objective_id == objective.id]
    if any((one.kpi, dict(one.where)) == (name, where) and (not before or one.id != before.id) for one in same):
        form.fault("kpi", "chosen_already")
    return {
        "objective_id": objective.id if objective else None,
        "kpi": name,
        "where": where,
        "label": form.text("label", most=MOST_NAME),
        "channel": form.text("channel", most=32),
        "reason": form.reason(),
        "owner": form.text("owner", "no_owner"),
        "rivals_note": form.text("rivals_note"),
    }


_READERS = {
    "strategy": _strategy,
    "objective": _objective,
    "audience": _audience,
    "campaign": _campaign,
    "kpi": _chosen_kpi,
}


def _name(form: Filled, taken: Collection[str]) -> str:
    name = " ".join(form.text("name", "no_name", MOST_NAME).split())
    if name and name.casefold() in {other.casefold() for other in taken}:
        form.fault("name", "name_taken")
    return name


def _kpi(workspace: Workspace, form: Filled, field: str) -> str:
    name = form.text(field, "no_kpi")
    try:
        known = workspace.catalog.define(name).kpi if name else None
    except GoalpostsError:
        known = None
    if name and known is None:
        form.fault(field, "unknown_kpi", kpi=name)
    return name


def _check_owner(transaction: Session, form: Filled, values: Mapping[str, Any], before: Any) -> None:
    """The owner must be somebody who is here; whoever it was before may stay."""
    owner = values["owner"]
    known = {one.key for one in list_people(transaction) if one.is_here}
    if owner and owner not in known and (before is None or before.owner != owner):
        form.fault("owner", "unknown_person", person=owner)
