"""What is known about everything in use when it is reviewed: hits, data, use, objectives, benchmarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goalposts.app.benchmarking import compare_all
from goalposts.app.live_data import NONE, live_data
from goalposts.app.strategy import Plan, read_plan
from goalposts.app.tracking import Tracking, track
from goalposts.app.workspace import Workspace
from goalposts.catalog.benchmarks import Benchmark
from goalposts.catalog.expression import terms
from goalposts.errors import NotFound
from goalposts.goals.review import Evidence, count_hits
from goalposts.goals.scope import where_of
from goalposts.metrics.answer import Answer
from goalposts.metrics.reason import Reason
from goalposts.periods import DAY, Period
from goalposts.store.audits import Finding, list_findings
from goalposts.store.goals import ACTIVE, Goal, Target
from goalposts.store.reviews import looked_at
from goalposts.store.revisions import CHOSEN_KPI, TARGET
from goalposts.store.strategies import ChosenKpi

DAYS, YEAR = 28, 365
_LATE = ("late", "days_late")


@dataclass(frozen=True, slots=True)
class InUse:
    """One target, or one KPI chosen for an objective, with what is known about it.

    looked_on: the day it was set or last reviewed.
    """

    subject: str
    subject_id: str
    kpi: str
    name: str
    goal: Goal | None
    target: Target | None
    chosen: ChosenKpi | None
    looked_on: dt.date
    evidence: Evidence


def gather(workspace: Workspace, viewer: str) -> list[InUse]:
    """Every running target and every chosen KPI the viewer may see, oldest look first."""
    plan = read_plan(workspace, viewer)
    goals = [goal for goal in plan.goals if goal.status == ACTIVE]
    with workspace.database.reading() as transaction:
        looks = looked_at(transaction)
        findings = list_findings(transaction)
    ground = _Ground(workspace, plan, goals, track(workspace, goals), findings)
    found = [
        _of_target(ground, goal, target, looks) for goal in goals for target in goal.targets if target.status == ACTIVE
    ]
    found += [_of_chosen(ground, chosen, looks) for chosen in plan.chosen]
    return sorted(found, key=lambda one: (one.looked_on, one.subject, int(one.subject_id)))


class _Ground:
    """What every look needs: the plan, where targets stand, findings, newest answers and benchmarks, asked once."""

    def __init__(
        self, workspace: Workspace, plan: Plan, goals: Sequence[Goal], tracking: Tracking, findings: Sequence[Finding]
    ) -> None:
        self.workspace, self.plan, self.goals, self.tracking, self.findings = workspace, plan, goals, tracking, findings
        targets = [target for goal in goals for target in goal.targets if target.kpi]
        asked = [(target.kpi, target.where) for target in targets] + [(one.kpi, one.where) for one in plan.chosen]
        self.answers = _newest(workspace, asked)
        self.worse = _worse(workspace, {kpi for kpi, _ in asked})
        self.by_kpi = {kpi: [t for t in targets if t.kpi == kpi] for kpi in {kpi for kpi, _ in asked}}

    def evidence(self, kpi: str, where: Mapping[str, object], targets: Sequence[Target]) -> Evidence:
        """What is known of a KPI in a scope, with the hits of these targets."""
        progresses = [self.tracking.progress[target.id] for target in targets if target.id in self.tracking.progress]
        hits = [count_hits(progress.hits) for progress in progresses]
        today = self.workspace.today()
        same = self.by_kpi.get(kpi, list(targets))
        found = self._findings(kpi, str(where.get("platform", "")))
        state, late = self._data(kpi, where, progresses[0].value if progresses else None)
        return Evidence(
            met=sum(met for met, _ in hits),
            missed=sum(missed for _, missed in hits),
            pace=progresses[0].pace if len(progresses) == 1 else "",
            ended=all(target.due_on is not None and target.due_on < today for target in targets) and bool(targets),
            state=state,
            late=late,
            findings=len(found),
            errors=sum(finding.severity == "error" for finding in found),
            objectives=self._objectives(kpi, same),
            goals=len({target.goal_id for target in same}),
            targets=len(same),
            north_star=bool(kpi) and any(strategy.north_star == kpi for strategy in self.plan.strategies),
            benchmark=self.worse.get((kpi, str(where.get("platform", ""))), self.worse.get((kpi, ""), "")),
        )

    def _data(self, kpi: str, where: Mapping[str, object], entered: float | None) -> tuple[str, bool]:
        """The state of the newest value, and whether its source is late; a value by hand is its own source."""
        if not kpi:
            return ("measured" if entered is not None else ""), False
        live = _live(self.workspace, kpi, str(where.get("platform", "")))
        if live is None:
            return "", False
        answer = self.answers.get((kpi, _scope(where)))
        if answer is None:
            return "measured", False
        code = answer.reason.code if isinstance(answer.reason, Reason) else ""
        ended = live < self.workspace.today() - DAYS * DAY
        return answer.state.value, code in _LATE or (answer.value is None and ended)

    def _findings(self, kpi: str, platform: str) -> list[Finding]:
        if not kpi:
            return []
        codes = {term.code for term in terms(self.workspace.catalog.define(kpi).expression)}
        return [one for one in self.findings if one.measure in codes and platform in ("", one.platform)]

    def _objectives(self, kpi: str, targets: Iterable[Target]) -> tuple[str, ...]:
        goals = {target.goal_id for target in targets}
        ids = [goal.objective_id for goal in self.goals if goal.id in goals]
        ids += [chosen.objective_id for chosen in self.plan.chosen if kpi and chosen.kpi == kpi]
        found = [self.plan.objective(id_) for id_ in dict.fromkeys(ids)]
        return tuple(objective.name for objective in found if objective)


def _of_target(ground: _Ground, goal: Goal, target: Target, looks: Mapping[tuple[str, str], dt.datetime]) -> InUse:
    looked = [at for at in (looks.get((TARGET, str(target.id))), goal.reviewed_at) if at]
    return InUse(
        subject=TARGET,
        subject_id=str(target.id),
        kpi=target.kpi,
        name=target.name,
        goal=goal,
        target=target,
        chosen=None,
        looked_on=max(looked).date(),
        evidence=ground.evidence(target.kpi, target.where, [target]),
    )


def _of_chosen(ground: _Ground, chosen: ChosenKpi, looks: Mapping[tuple[str, str], dt.datetime]) -> InUse:
    return InUse(
        subject=CHOSEN_KPI,
        subject_id=str(chosen.id),
        kpi=chosen.kpi,
        name=chosen.label,
        goal=None,
        target=None,
        chosen=chosen,
        looked_on=looks[CHOSEN_KPI, str(chosen.id)].date(),
        evidence=ground.evidence(chosen.kpi, chosen.where, ground.by_kpi.get(chosen.kpi, [])),
    )


def _live(workspace: Workspace, kpi: str, platform: str) -> dt.date | None:
    """The last day for which the KPI is held (today where it is not known by days); None where nothing gives it."""
    try:
        live = live_data(workspace, kpi, platform)
    except NotFound:
        return None
    return None if live.state == NONE else live.until or workspace.today()


def _newest(workspace: Workspace, asked: Iterable[tuple[str, Mapping[str, object]]]) -> dict[tuple[str, str], Answer]:
    """The answer of the last 28 days for each KPI in its scope; of a yearly KPI that of the last 365."""
    groups: dict[tuple[str, int], dict[tuple[str, str], None]] = {}
    conditions: dict[str, dict[str, str]] = {}
    for kpi, where in asked:
        try:
            known = workspace.catalog.define(kpi).kpi
        except NotFound:
            continue
        asks = where_of(kpi, {name: str(value) for name, value in where.items()}, workspace.catalog)
        conditions[_scope(asks)] = asks
        group = groups.setdefault((_scope(asks), YEAR if known and known.annual else DAYS), {})
        group[kpi, _scope(where)] = None
    end = workspace.today() - DAY
    found: dict[tuple[str, str], Answer] = {}
    for (scope, days), group in groups.items():
        kpis = list(dict.fromkeys(kpi for kpi, _ in group))
        question = workspace.question(kpis, period=Period(end - (days - 1) * DAY, end), where=conditions[scope])
        answers = dict(zip(kpis, workspace.answer(question).rows(), strict=True))
        found |= {(kpi, said): answers[kpi] for kpi, said in group}
    return found


def _worse(workspace: Workspace, kpis: set[str]) -> dict[tuple[str, str], str]:
    """Of each KPI (and platform) that a published figure may be held against: `better` or `worse`, by the newest."""
    today = workspace.today()
    marks: dict[tuple[str, str], Benchmark] = {}
    for mark in workspace.catalog.benchmarks:
        if mark.kpi in kpis and not mark.change and not mark.is_stale(today):
            held = marks.get((mark.kpi, mark.platform))
            if held is None or mark.published > held.published:
                marks[mark.kpi, mark.platform] = mark
    _, compared = compare_all(workspace, list(marks.values()))
    words = {True: "better", False: "worse"}
    return {(one.mark.kpi, one.mark.platform): words[one.is_better] for one in compared if one.is_better is not None}


def _scope(where: Mapping[str, object]) -> str:
    return repr(sorted(where.items()))
