"""Is the plan sound? Vanity figures, goals nobody can measure, missing owners and other common mistakes, with fixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.app.live_data import live_data
from goalposts.app.plan_checks import PLAN_CHECKS, Breach, Ground, open_goals
from goalposts.app.planning import KINDS
from goalposts.app.strategy import Plan, read_plan
from goalposts.app.workspace import Workspace
from goalposts.errors import GoalpostsError, NotFound
from goalposts.i18n.goal_health import CHECKS, check_title
from goalposts.store.goals import change_goal
from goalposts.store.reviews import last_reviews
from goalposts.store.sessions import OWNER


@dataclass(frozen=True, slots=True)
class Health:
    """Every breach in the order of the checks, and of each check how many things it looked at."""

    breaches: tuple[Breach, ...]
    looked_at: Mapping[str, int]

    def to_dict(self, language: str) -> dict[str, Any]:
        """As JSON shows it."""
        codes = [breach.code for breach in self.breaches]
        checks = [
            {
                "check": code,
                "title": check_title(code, language),
                "looked_at": self.looked_at[code],
                "breaches": codes.count(code),
            }
            for code in CHECKS
        ]
        return {"healthy": not codes, "breaches": [b.to_dict(language) for b in self.breaches], "checks": checks}


def check_health(workspace: Workspace, *, person: str = OWNER, language: str = "en") -> Health:
    """Look for every common mistake in what is in force; goals `person` may not see are left out."""
    plan = read_plan(workspace, person)
    with workspace.database.reading() as transaction:
        looked = {key: review.at.date() for key, review in last_reviews(transaction).items()}
    live = {chosen: live_data(workspace, chosen) for chosen in sorted(_asked(plan)) if _is_known(workspace, chosen)}
    ground = Ground(plan, workspace.catalog, workspace.today(), looked, live, language)
    found = {code: list(check(ground)) for code, check in PLAN_CHECKS.items()}
    counts = {code: _looked_at(code, plan) for code in CHECKS}
    return Health(tuple(breach for code in CHECKS for breach in found[code]), counts)


def mark_reviewed(workspace: Workspace, goal_id: int, *, person: str) -> None:
    """Note that somebody looked at a goal today and keeps it as it is. Raises NotFound."""
    with workspace.database.transaction() as transaction:
        now = workspace.now()
        change_goal(transaction, goal_id, {"reviewed_at": now}, person=person, now=now, note="reviewed")


def answer_for(workspace: Workspace, subject: str, id_: int, *, person: str) -> None:
    """Make `person` the owner of a goal or of something planned. Raises NotFound."""
    with workspace.database.transaction() as transaction:
        said: Mapping[str, Any] = {"owner": person}
        if subject == "goal":
            change_goal(transaction, id_, said, person=person, now=workspace.now())
        elif subject in KINDS:
            KINDS[subject].change(transaction, id_, said, person=person, now=workspace.now())
        else:
            raise NotFound("kind of record", subject, (*KINDS, "goal"))


def _asked(plan: Plan) -> set[str]:
    kpis = {target.kpi for goal in open_goals(plan) for target in goal.targets}
    kpis |= {chosen.kpi for chosen in plan.chosen} | {strategy.north_star for strategy in plan.strategies}
    return kpis - {""}


def _is_known(workspace: Workspace, kpi: str) -> bool:
    try:
        workspace.catalog.define(kpi)
    except GoalpostsError:
        return False
    return True


def _looked_at(code: str, plan: Plan) -> int:
    """How many things a check looked at."""
    goals, kpis = len(open_goals(plan)), len(plan.chosen)
    sizes = {"no_north_star": len(plan.strategies), "campaign_without_goal": len(plan.campaigns)}
    sizes |= dict.fromkeys(("objective_without_kpi", "objective_without_goal", "vanity_only"), len(plan.objectives))
    sizes |= {"wrong_metric": kpis, "no_data": len(_asked(plan))}
    own = (plan.strategies, plan.objectives, plan.audiences, plan.campaigns)
    sizes["no_owner"] = sum(map(len, own)) + kpis + goals
    return sizes.get(code, goals)
