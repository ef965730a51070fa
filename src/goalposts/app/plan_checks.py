"""The checks of the goal health page: pure decisions over the plan; a breach says what it is about and its remedy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from goalposts.app.live_data import NONE, Live, what_to_connect
from goalposts.app.strategy import Plan
from goalposts.app.suggesting import serves
from goalposts.catalog.files import Catalog
from goalposts.catalog.playbook import OUTCOME, load_playbook
from goalposts.errors import GoalpostsError
from goalposts.goals.draft import CRITERIA
from goalposts.goals.review import REVIEW_DAYS
from goalposts.i18n import format_day
from goalposts.i18n.goal_health import check_text
from goalposts.i18n.goal_words import CRITERIA as CRITERION_NAMES
from goalposts.i18n.goal_words import word
from goalposts.store.goals import ACTIVE, CURRENCY, DRAFT, NUMBER, Goal, Target
from goalposts.store.strategies import ChosenKpi, Objective

OWN, REVIEWED = "own", "reviewed"
ACTIONS = (OWN, REVIEWED)
"""What one click mends: the reader answers for it from now on; the reader has looked at it today."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is wrong: the check, what it is about (kind and id), facts, and where or by what it is mended."""

    code: str
    subject: str
    subject_id: int
    name: str
    address: str
    action: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self, language: str) -> dict[str, Any]:
        """As JSON shows it, in words."""
        text = check_text(self.code, language, {"name": self.name, **self.facts})
        plain = {"check": self.code, "subject": self.subject, "id": self.subject_id, "name": self.name}
        return {**plain, "what": text.what, "why": text.why, "fix": text.fix, "address": self.address}


@dataclass(frozen=True)
class Ground:
    """What the checks look at. looked: the day of the last review by (subject, id)."""

    plan: Plan
    catalog: Catalog
    today: dt.date
    looked: Mapping[tuple[str, str], dt.date]
    live: Mapping[str, Live]
    language: str

    @property
    def goals(self) -> list[Goal]:
        return open_goals(self.plan)

    def name_of(self, kpi: str) -> str:
        try:
            return self.catalog.define(kpi).names[self.language]
        except GoalpostsError:
            return kpi


def open_goals(plan: Plan) -> list[Goal]:
    """Goals that are being drafted or run."""
    return [goal for goal in plan.goals if goal.status in (DRAFT, ACTIVE)]


def _without_star(g: Ground) -> Iterator[Breach]:
    for one in g.plan.strategies:
        if not one.north_star:
            yield Breach("no_north_star", "strategy", one.id, one.name, f"/strategy/edit/north-star/{one.id}")


def _objective_without_kpi(g: Ground) -> Iterator[Breach]:
    for one in g.plan.objectives:
        if not g.plan.kpis_of(one):
            yield Breach("objective_without_kpi", "objective", one.id, one.name, _choose(one))


def _objective_without_goal(g: Ground) -> Iterator[Breach]:
    for one in g.plan.objectives:
        running = [x for x in g.goals if x.objective_id == one.id and (x.due_on is None or x.due_on >= g.today)]
        if not running:
            address = f"/goals/new?objective={one.id}"
            yield Breach("objective_without_goal", "objective", one.id, one.name, address)


def _vanity_only(g: Ground) -> Iterator[Breach]:
    """Something easy to raise is tracked, and no outcome that would prove the objective."""
    book = load_playbook()
    for one in g.plan.objectives:
        aim = book.objectives.get(one.code)
        targets = (target.kpi for goal in g.goals if goal.objective_id == one.id for target in goal.targets)
        kpis = dict.fromkeys(name.partition("@")[0] for name in (*(c.kpi for c in g.plan.kpis_of(one)), *targets))
        kpis.pop("", None)
        vain = [kpi for kpi in kpis if kpi in book.vanity]
        proof = [kpi for kpi in kpis if kpi not in book.vanity and (not aim or aim.kpis.get(kpi) == OUTCOME)]
        own = [kpi for kpi in kpis if (known := g.catalog.kpis.get(kpi)) and known.own]
        if vain and not proof and not own:
            facts = {"kpis": ", ".join(map(g.name_of, vain))}
            yield Breach("vanity_only", "objective", one.id, one.name, _choose(one), facts=facts)


def _wrong_metric(g: Ground) -> Iterator[Breach]:
    for one in g.plan.objectives:
        for chosen in g.plan.kpis_of(one):
            if not _serves(g, chosen.kpi, one):
                address, facts = f"/strategy/edit/kpi/{chosen.id}", {"kpi": _label(g, chosen)}
                yield Breach("wrong_metric", "kpi", chosen.id, one.name, address, facts=facts)
        for goal in g.goals:
            for target in goal.targets if goal.objective_id == one.id else ():
                if target.kpi and not _serves(g, target.kpi, one):
                    facts = {"kpi": g.name_of(target.kpi)}
                    yield Breach("wrong_metric", "goal", goal.id, one.name, f"/goals/{goal.id}", facts=facts)


def _no_data(g: Ground) -> Iterator[Breach]:
    """Chosen KPIs and targets nothing gives the measures of; each KPI once."""
    users: dict[str, tuple[str, int, str]] = {}
    for strategy in g.plan.strategies:
        users.setdefault(strategy.north_star, ("strategy", strategy.id, g.name_of(strategy.north_star)))
    for chosen in g.plan.chosen:
        users.setdefault(chosen.kpi, ("kpi", chosen.id, _label(g, chosen)))
    for goal in g.goals:
        for target in goal.targets:
            users.setdefault(target.kpi, ("goal", goal.id, g.name_of(target.kpi)))
    for kpi, (subject, id_, label) in users.items():
        live = g.live.get(kpi)
        if live is None or live.state != NONE:
            continue
        connect = what_to_connect(g.catalog, live.missing)
        titles = [export.title for export in connect.exports[:2]]
        missing = ", ".join(g.catalog.measures[code].names[g.language] for code in live.missing)
        by_hand = connect.by_hand and not titles
        address = "/data/surveys" if connect.survey else "/data/entry" if by_hand else "/imports"
        facts = {"kpi": label, "missing": missing, "connect": ", ".join(titles) or missing}
        yield Breach("no_data", subject, id_, label, address, facts=facts)


def _unmeasurable(g: Ground) -> Iterator[Breach]:
    """A goal of which no part is a KPI, a task list or something done or not."""
    for goal in g.goals:
        if not any(target.kpi or target.kind not in (NUMBER, CURRENCY) for target in goal.targets):
            yield Breach("unmeasurable", "goal", goal.id, goal.name, f"/goals/{goal.id}")


def _no_objective_link(g: Ground) -> Iterator[Breach]:
    for goal in g.goals:
        if g.plan.objective(goal.objective_id) is None:
            yield Breach("no_objective_link", "goal", goal.id, goal.name, f"/goals/{goal.id}")


def _not_smart(g: Ground) -> Iterator[Breach]:
    for goal in g.goals:
        verdicts = goal.smart.get("smart", {})
        met = [name for name in CRITERIA if verdicts.get(name, {}).get("ok") is True]
        if len(met) < len(CRITERIA):
            missing = ", ".join(word(CRITERION_NAMES, name, g.language) for name in CRITERIA if name not in met)
            facts = {"score": str(len(met)), "missing": missing}
            yield Breach("not_smart", "goal", goal.id, goal.name, f"/goals/{goal.id}", facts=facts)


def _no_review(g: Ground) -> Iterator[Breach]:
    for goal in g.goals:
        days = [g.looked.get(("target", str(target.id))) for target in goal.targets]
        seen = [goal.created_at.date(), goal.reviewed_at and goal.reviewed_at.date(), *days]
        ago = (g.today - max(day for day in seen if day)).days
        if goal.status == ACTIVE and ago > REVIEW_DAYS:
            facts = {"days": str(ago)}
            yield Breach("no_review", "goal", goal.id, goal.name, f"/goals/{goal.id}", REVIEWED, facts)


def _no_owner(g: Ground) -> Iterator[Breach]:
    here = {person.key for person in g.plan.people if person.is_here}
    kinds = {
        "strategy": [(one.id, one.name, one.owner) for one in g.plan.strategies],
        "objective": [(one.id, one.name, one.owner) for one in g.plan.objectives],
        "audience": [(one.id, one.name, one.owner) for one in g.plan.audiences],
        "kpi": [(one.id, _label(g, one), one.owner) for one in g.plan.chosen],
        "campaign": [(one.id, one.name, one.owner) for one in g.plan.campaigns],
        "goal": [(one.id, one.name, one.owner) for one in g.goals],
    }
    for kind, things in kinds.items():
        for id_, name, owner in things:
            if owner not in here:
                address = f"/goals/{id_}" if kind == "goal" else f"/strategy/edit/{kind}/{id_}"
                yield Breach("no_owner", kind, id_, name, address, OWN)


def _campaign_without_goal(g: Ground) -> Iterator[Breach]:
    aimed = {goal.campaign_id for goal in g.plan.goals}
    for one in g.plan.campaigns:
        is_over = one.ends_on is not None and one.ends_on < g.today
        if one.starts_on is not None and one.starts_on <= g.today and not is_over and one.id not in aimed:
            facts = {"day": format_day(one.starts_on, g.language)}
            objective = f"&objective={one.objective_id}" if one.objective_id else ""
            address = f"/goals/new?campaign={one.id}{objective}"
            yield Breach("campaign_without_goal", "campaign", one.id, one.name, address, facts=facts)


def _opposite(g: Ground) -> Iterator[Breach]:
    """Two goals that want one KPI, in slices and days that overlap, to go up and to go down."""
    wanted = [(goal, target) for goal in g.goals for target in goal.targets if target.kpi and target.status == ACTIVE]
    for (goal, target), (other, against) in combinations(wanted, 2):
        if target.kpi == against.kpi and target.direction != against.direction and _overlap(target, against):
            up, down = (goal, other) if target.direction == "up" else (other, goal)
            facts = {"kpi": g.name_of(target.kpi), "other": down.name}
            yield Breach("opposite", "goal", up.id, up.name, f"/goals/{down.id}", facts=facts)


def _overlap(one: Target, other: Target) -> bool:
    ends = one.due_on or dt.date.max, other.due_on or dt.date.max
    in_time = one.starts_on <= ends[1] and other.starts_on <= ends[0]
    return in_time and all(str(other.where[name]) == str(v) for name, v in one.where.items() if name in other.where)


def _serves(g: Ground, name: str, objective: Objective) -> bool:
    kpi = g.catalog.kpis.get(name.partition("@")[0])
    return kpi is None or serves(kpi, objective.code)


def _label(g: Ground, chosen: ChosenKpi) -> str:
    return chosen.label or g.name_of(chosen.kpi)


def _choose(objective: Objective) -> str:
    return f"/strategy/kpis?for={objective.id}"


PLAN_CHECKS: Mapping[str, Callable[[Ground], Iterator[Breach]]] = {
    "no_north_star": _without_star,
    "objective_without_kpi": _objective_without_kpi,
    "objective_without_goal": _objective_without_goal,
    "vanity_only": _vanity_only,
    "wrong_metric": _wrong_metric,
    "no_data": _no_data,
    "unmeasurable": _unmeasurable,
    "no_objective_link": _no_objective_link,
    "not_smart": _not_smart,
    "no_review": _no_review,
    "no_owner": _no_owner,
    "campaign_without_goal": _campaign_without_goal,
    "opposite": _opposite,
}
"""Check -> what finds its breaches."""
