"""The forms of the strategy pages: which fields each has, what they are called, and what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from goalposts.app.people import person_options
from goalposts.app.strategy import Plan
from goalposts.app.workspace import Workspace
from goalposts.catalog.playbook import load_playbook
from goalposts.i18n import N_, format_number, translation
from goalposts.store.strategies import BudgetLine

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Input:
    """One field. kind: text, long, day, select, checks, kpi. options: value and label. hint stands below the field."""

    name: str
    label: str
    kind: str = "text"
    options: Options = field(default_factory=list)
    hint: str = ""
    is_needed: bool = False
    is_wide: bool = False


TITLES: Mapping[str, tuple[str, str]] = {
    "strategy": (N_("New strategy"), N_("Change the strategy")),
    "objective": (N_("New objective"), N_("Change the objective")),
    "audience": (N_("New audience"), N_("Change the audience")),
    "campaign": (N_("New campaign"), N_("Change the campaign")),
    "kpi": (N_("Choose a KPI"), N_("Change the chosen KPI")),
    "north-star": (N_("Choose the north star"), N_("Choose the north star")),
}
HOME: Mapping[str, str] = {"audience": "/strategy/audiences", "campaign": "/strategy/campaigns"}
"""Where a kind of record is listed; all others on the strategy page."""


def inputs_of(kind: str, workspace: Workspace, plan: Plan, language: str) -> list[Input]:
    """The fields of one kind of form, in the reader's words."""
    return _INPUTS[kind](_Words(workspace, plan, language))


class _Words:
    """What the fields of a form choose from, in one language."""

    def __init__(self, workspace: Workspace, plan: Plan, language: str) -> None:
        self.workspace, self.plan, self.language = workspace, plan, language
        self.say, self.book = translation(language).gettext, load_playbook()

    def name(self) -> Input:
        return Input("name", self.say("Name"), is_needed=True, is_wide=True)

    def owner(self) -> Input:
        return Input(
            "owner", self.say("Owner"), "select", person_options(self.workspace, self.language), is_needed=True
        )

    def days(self) -> list[Input]:
        return [Input("starts_on", self.say("First day"), "day"), Input("ends_on", self.say("Last day"), "day")]

    def audience(self) -> Input:
        return Input("audience", self.say("Audience"), "select", [("", "–"), *_ids(self.plan.audiences)])

    def objective(self, *, is_needed: bool = False) -> Input:
        options = _ids(self.plan.objectives)
        return Input(
            "objective",
            self.say("Objective"),
            "select",
            options if is_needed else [("", "–"), *options],
            is_needed=is_needed,
        )

    def named(self, things: Mapping[str, Any]) -> Options:
        return [(code, getattr(one, "names", one)[self.language]) for code, one in things.items()]

    def kpi(self) -> Input:
        known = self.workspace.catalog.kpis.values()
        options = sorted(((kpi.id, kpi.names[self.language]) for kpi in known), key=lambda pair: pair[1])
        return Input("kpi", self.say("KPI"), "kpi", options, is_needed=True)

    def where(self) -> Input:
        hint = self.say("Empty: everything. Otherwise dimension=value, for example platform=instagram")
        return Input("where", self.say("Only a part"), hint=hint)

    def reason(self) -> Input:
        hint = self.say("Not because it is popular or easy to get: what does it tell about the objective?")
        return Input("reason", self.say("Why is it relevant?"), "long", hint=hint, is_needed=True, is_wide=True)


def _strategy(w: _Words) -> list[Input]:
    return [w.name(), Input("description", w.say("Description"), "long", is_wide=True), w.owner(), *w.days()]


def _objective(w: _Words) -> list[Input]:
    kinds = Input("code", w.say("Kind of objective"), "select", w.named(w.book.objectives), is_needed=True)
    strategies = Input("strategy", w.say("Strategy"), "select", _ids(w.plan.strategies), is_needed=True)
    hint = w.say("In your own words, for example: known by young parents in Seoul")
    name = Input("name", w.say("Name"), hint=hint, is_needed=True, is_wide=True)
    description = Input("description", w.say("Description"), "long", is_wide=True)
    return [kinds, strategies, name, description, w.owner(), w.audience(), *w.days()]


def _audience(w: _Words) -> list[Input]:
    platforms = [
        (code, known.names[w.language])
        for code, known in w.workspace.catalog.platforms.items()
        if known.kind == "social"
    ]
    ideal = w.say("The customer you would like to have a hundred of: size, place, need, budget")
    return [
        w.name(),
        Input("who", w.say("Who are they?"), "long", is_wide=True),
        Input("wants", w.say("What do they want?"), "long", is_wide=True),
        Input(
            "values",
            w.say("What do they value?"),
            "checks",
            w.named(w.book.values),
            w.say("The KPI suggestions follow this."),
            is_wide=True,
        ),
        Input("platforms", w.say("Where are they?"), "checks", [*platforms, ("ga4", w.say("Website"))], is_wide=True),
        Input("ideal_customer", w.say("Ideal customer"), "long", hint=ideal, is_wide=True),
        w.owner(),
    ]


def _campaign(w: _Words) -> list[Input]:
    lines = w.say("One part on each line, for example: Film 2027-Q1 = 3,000,000")
    utm = w.say("As it stands in the links, so that visits are found")
    return [
        w.name(),
        w.owner(),
        w.objective(),
        w.audience(),
        *w.days(),
        Input("budget", w.say("Budget"), hint=w.say("Empty: the sum of its parts")),
        Input("currency", w.say("Currency"), hint="KRW, TWD, USD …"),
        Input("utm_campaign", "utm_campaign", hint=utm),
        Input("budget_lines", w.say("Parts of the budget"), "long", hint=lines, is_wide=True),
    ]


def _kpi(w: _Words) -> list[Input]:
    label = w.say("What it is called under this objective; empty: its own name")
    rivals = w.say("As inspiration; your own aims decide")
    channels = [("", "–"), *w.named(w.book.channels)]
    return [
        w.objective(is_needed=True),
        w.kpi(),
        Input("label", w.say("Label"), hint=label),
        w.where(),
        w.reason(),
        w.owner(),
        Input("channel", w.say("Channel"), "select", channels),
        Input("rivals_note", w.say("What do competitors track?"), "long", hint=rivals, is_wide=True),
    ]


def _north_star(w: _Words) -> list[Input]:
    return [w.kpi(), w.where(), w.reason()]


_INPUTS: Mapping[str, Callable[[_Words], list[Input]]] = {
    "strategy": _strategy,
    "objective": _objective,
    "audience": _audience,
    "campaign": _campaign,
    "kpi": _kpi,
    "north-star": _north_star,
}


def _ids(things: Iterable[Any]) -> Options:
    return [(str(one.id), one.name) for one in things]


def filled(kind: str, record: Any, language: str) -> dict[str, str]:
    """What stands in the fields when a record is opened."""
    if kind == "north-star":
        return {
            "kpi": record.north_star,
            "where": said_where(record.north_star_where),
            "reason": record.north_star_reason,
        }
    names = {"strategy": "strategy_id", "objective": "objective_id", "audience": "audience_id"}
    said: dict[str, str] = {}
    for name in type(record).__dataclass_fields__:
        value = getattr(record, name)
        if name == "where":
            value = said_where(value)
        elif name == "budget_lines":
            value = "\n".join(_line(line, language) for line in value)
        elif name == "budget" and value is not None:
            value = format_number(value, "en", 2)
        elif isinstance(value, tuple):
            value = " ".join(value)
        said[name] = "" if value is None else str(value)
    return said | {short: said[name] for short, name in names.items() if name in said}


def said_where(where: Mapping[str, Any]) -> str:
    """A slice as it is typed: `platform=instagram`."""
    return " ".join(f"{name}={value}" for name, value in where.items())


def _line(line: BudgetLine, language: str) -> str:
    quarter = f" {line.quarter}" if line.quarter else ""
    return f"{line.name}{quarter} = {format_number(line.amount, 'en', 2)}"
