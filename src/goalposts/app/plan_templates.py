"""Templates of a plan: KPI sets by channel, a marketing plan with budget, a content plan; added, never overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from goalposts.app.plan_importing import PlanChange, put_plan
from goalposts.app.plan_shape import SECTION_OF, Entry, Path, PlanFile
from goalposts.app.workspace import Workspace
from goalposts.catalog.playbook import Aim, Channel, load_playbook
from goalposts.catalog.templates import Template, load_templates
from goalposts.errors import NotFound
from goalposts.goals.calendar import Calendar
from goalposts.i18n import format_day
from goalposts.periods import DAY, Grain, Period
from goalposts.store.profile import read_profile
from goalposts.store.strategies import STRATEGIES

_OBJECTIVE_OF = {
    "seo": "site_traffic",
    "ppc": "sales",
    "social": "engagement",
    "email": "engagement",
    "website": "site_traffic",
}
_PLAN = ("brand_awareness", "leads", "sales")
_PARTS = {"content": 0.3, "ads": 0.5, "events": 0.1, "tools": 0.1}
_KPIS_OF_A_CHANNEL, _KPIS_OF_AN_OBJECTIVE = 4, 3
_WEEKS = 4
_DAYS = {"topic": 0, "write": 1, "picture": 2, "publish": 3, "look": 10}
DEFAULT_BUDGET = 10_000.0


@dataclass(frozen=True, slots=True)
class Wish:
    """How a template is filled in: whose it will be, in which language, and what it may cost over the year."""

    owner: str
    language: str = "en"
    budget: float = DEFAULT_BUDGET
    currency: str = ""


@dataclass
class _Making:
    """The entries of a template while they are made."""

    template: Template
    wish: Wish
    today: dt.date
    calendar: Calendar
    strategy: str
    currency: str
    why_of: Callable[[str], Mapping[str, str]]
    entries: list[Entry] = field(default_factory=list)

    def word(self, name: str, **facts: str) -> str:
        text = self.template.words[name][self.wish.language]
        return text % facts if facts else text

    def add(self, kind: str, path: Path, /, **values: Any) -> Path:
        """One record; what is not said is as in an empty one, its owner whoever asked for the template."""
        section = SECTION_OF[kind]
        told = {section.label: path[-1]} | {column.name: column.default for column in section.columns}
        told |= {"owner": self.wish.owner} if any(column.name == "owner" for column in section.columns) else {}
        self.entries.append(Entry(kind, path, told | values))
        return path


def apply_template(
    workspace: Workspace, code: str, wish: Wish, *, person: str, dry_run: bool = False
) -> list[PlanChange]:
    """Add the records of a template; what has the same name already is kept as it is. Raises NotFound."""
    with workspace.database.transaction() as transaction:
        plan = _fill(workspace, transaction, code, wish)
        by: dict[str, Any] = {"person": person, "dry_run": dry_run, "note": f"template {code}"}
        return put_plan(workspace, transaction, plan, only_add=True, **by)


def _fill(workspace: Workspace, transaction: Session, code: str, wish: Wish) -> PlanFile:
    """The records of a template as the entries of a plan file."""
    templates = load_templates()
    if code not in templates:
        raise NotFound("template", code, templates)
    profile, catalog = read_profile(transaction), workspace.catalog
    year = str(workspace.today().year + 1)
    name = templates["marketing_plan"].words["strategy"][wish.language] % {"year": year}
    strategies = [strategy.name for strategy in STRATEGIES.list(transaction)]
    making = _Making(
        template=templates[code],
        wish=wish,
        today=workspace.today(),
        calendar=Calendar(profile.fiscal_start),
        strategy=strategies[0] if strategies and code != "marketing_plan" else name,
        currency=wish.currency or profile.currency or "USD",
        why_of=lambda kpi: catalog.define(kpi).kpi.why_it_matters,  # type: ignore[union-attr]
    )
    if code == "marketing_plan":
        _marketing_plan(making)
    elif code == "content_plan":
        _content_plan(making)
    else:
        _channel_set(making, load_playbook().channels[code.removeprefix("channel_")])
    return PlanFile({}, tuple(making.entries))


def _channel_set(making: _Making, channel: Channel) -> None:
    """An objective with the usual KPIs of a channel, under the first strategy there is."""
    making.add("strategy", (making.strategy,))
    objective = (making.word("objective"),)
    making.add("objective", objective, strategy=making.strategy, kind=_OBJECTIVE_OF[channel.code])
    for place, kpi in enumerate(channel.kpis[:_KPIS_OF_A_CHANNEL]):
        reason = channel.why[making.wish.language] if place == 0 else making.why_of(kpi)[making.wish.language]
        making.add("kpi", (*objective, kpi), reason=reason, channel=channel.code)


def _marketing_plan(making: _Making) -> None:
    audience, book = making.word("audience"), load_playbook()
    making.add("strategy", (making.strategy,))
    making.add("audience", (audience,), who=making.word("who"), wants=making.word("wants"))
    for code in _PLAN:
        aim, objective = book.objectives[code], (making.word(code),)
        making.add("objective", objective, strategy=making.strategy, kind=code, audience=audience)
        for kpi in list(aim.kpis)[:_KPIS_OF_AN_OBJECTIVE]:
            _choose(making, objective, aim, kpi)
    for place, (name, quarter) in enumerate(_quarters(making)):
        lines = _budget_lines(making, name)
        making.add(
            "campaign",
            (making.word("campaign", quarter=name),),
            objective=making.word(_PLAN[min(place, len(_PLAN) - 1)]),
            audience=audience,
            starts=quarter.start,
            ends=quarter.end,
            currency=making.currency,
            budget=round(sum(line["amount"] for line in lines), 2),
            budget_lines=lines,
        )


def _choose(making: _Making, objective: Path, aim: Aim, kpi: str) -> None:
    language = making.wish.language
    role = load_playbook().roles[aim.kpis[kpi]][language] % {"objective": aim.names[language]}
    label = aim.labels[kpi][language] if kpi in aim.labels else ""
    making.add("kpi", (*objective, kpi), label=label, reason=f"{role} {making.why_of(kpi)[language]}")


def _quarters(making: _Making) -> Sequence[tuple[str, Period]]:
    """The next four fiscal quarters with their names, such as 2027-Q1."""
    found, day = [], making.today
    for _ in range(4):
        quarter = making.calendar.next_unit(day, Grain.QUARTER)
        year = making.calendar.unit(quarter.start, Grain.YEAR)
        number = 1 + (quarter.start.month - year.start.month) % 12 // 3
        found.append((f"{year.end.year}-Q{number}", quarter))
        day = quarter.start
    return found


def _budget_lines(making: _Making, quarter: str) -> tuple[dict[str, Any], ...]:
    of_quarter = making.wish.budget / 4
    return tuple(
        {"name": making.word(part), "amount": round(of_quarter * share, 2), "quarter": quarter}
        for part, share in _PARTS.items()
    )


def _content_plan(making: _Making) -> None:
    """Tasks for four weeks from next Monday, each week's figures looked at a week after it was published."""
    monday = making.today + (7 - making.today.weekday()) * DAY
    name, place = making.word("list", day=format_day(monday, making.wish.language)), 0
    for week in range(_WEEKS):
        for part, days in _DAYS.items():
            due = monday + (7 * week + days) * DAY
            values = {"list": name, "assignee": making.wish.owner, "due": due, "position": place}
            making.add("task", (f"{making.word(part, week=str(week + 1))} ({monday:%Y-%m-%d})",), **values)
            place += 1
