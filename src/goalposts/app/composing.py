"""A sentence becomes a goal: what it says, judged with what this workspace holds, has reached, and aims for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from goalposts.app.live_data import NONE, live_data, what_to_connect
from goalposts.app.prospects import prospects, unsettled
from goalposts.app.workspace import Workspace
from goalposts.catalog.playbook import load_playbook
from goalposts.errors import NotFound
from goalposts.goals.calendar import Calendar
from goalposts.goals.draft import Draft, Smart, Verdict
from goalposts.goals.sentence import read_sentence
from goalposts.goals.smart import judge
from goalposts.i18n import format_day
from goalposts.i18n.composing import joined, say_of_goal
from goalposts.periods import DAY
from goalposts.store.profile import Profile, read_profile
from goalposts.store.strategies import OBJECTIVES, Objective

LIVE_DAYS = 92
"""A source whose newest data is older is not live any more: a quarter has passed without it."""


def compose(
    workspace: Workspace,
    text: str,
    *,
    today: dt.date | None = None,
    language: str = "",
    answers: Mapping[str, str] | None = None,
    objective_id: int | None = None,
    relevance: str = "",
    confirmed: bool = False,
) -> Smart:
    """Read one sentence as said on `today`, with the workspace's KPIs, calendar, currency and history.

    `language` of the reasons; '' takes that of the sentence. `answers`: code of a question -> choice. Achievable and
    relevant stay open (None) until the author confirms and gives a reason. Works without any data, and then makes no
    file either. Raises NotFound for an objective that does not exist.
    """
    day = today or workspace.today()
    held = workspace.home.is_dir()
    profile, objective = _kept(workspace, objective_id) if held else (Profile(), None)
    if objective_id is not None and objective is None:
        raise NotFound("objective", str(objective_id))
    calendar = Calendar(profile.fiscal_start)
    understood = read_sentence(
        text, workspace.catalog, today=day, calendar=calendar, currency=profile.currency, answers=answers
    )
    read = judge(understood, workspace.catalog, today=day, language=language)
    words = language or read.draft.language
    judged = {
        "measurable": _measurable(workspace, read, day, words, held=held),
        "achievable": _achievable(workspace, read.draft, day, words, profile, confirmed=confirmed, held=held),
        "relevant": _relevant(workspace, read.draft, words, objective, relevance.strip()),
    }
    return replace(read, verdicts={name: judged.get(name, verdict) for name, verdict in read.verdicts.items()})


def _kept(workspace: Workspace, objective_id: int | None) -> tuple[Profile, Objective | None]:
    with workspace.database.reading() as transaction:
        found = OBJECTIVES.find(transaction, objective_id) if objective_id is not None else None
        return read_profile(transaction), found


def _measurable(workspace: Workspace, read: Smart, day: dt.date, language: str, *, held: bool) -> Verdict:
    """With whether the KPI has a live source here, and what to connect where it has none.

    In a workspace without any data only the sentence can be judged; in one with data a KPI nothing gives is not
    measurable.
    """
    verdict, kpi = read.verdicts["measurable"], read.draft.kpi
    if verdict.ok is not True or not kpi:
        return verdict
    platform = read.draft.scope.get("platform", "")
    live = live_data(workspace, kpi, platform) if held else None
    if live and live.state != NONE:
        is_live = live.until is None or live.until >= day - LIVE_DAYS * DAY
        code = "live" if is_live else "stale"
        told = say_of_goal(code, language, day=format_day(live.until, language)) if live.until else ""
        return Verdict(is_live, joined([verdict.reason, told], language))
    is_empty = not held or workspace.held_period() is None
    why = say_of_goal("nothing_held" if is_empty else "not_connected", language)
    missing = live.missing if live else _measures(workspace, kpi)
    return Verdict(is_empty, joined([verdict.reason, why, _connect(workspace, missing, platform, language)], language))


def _measures(workspace: Workspace, kpi: str) -> tuple[str, ...]:
    from goalposts.catalog.expression import terms

    return tuple({term.code: None for term in terms(workspace.catalog.define(kpi).expression)})


def _connect(workspace: Workspace, missing: tuple[str, ...], platform: str, language: str) -> str:
    """Which exports would give it, by their titles."""
    exports = what_to_connect(workspace.catalog, missing, platform).exports
    titles = [export.title for export in exports if platform in ("", export.platform)]
    if not titles:
        return say_of_goal("no_export", language)
    return say_of_goal("connect", language, exports=" · ".join(titles[:3]))


def _achievable(
    workspace: Workspace, draft: Draft, day: dt.date, language: str, profile: Profile, *, confirmed: bool, held: bool
) -> Verdict:
    """What the past says of it; open until the author confirms, and refused with a warning far beyond the past."""
    if code := unsettled(draft):
        return Verdict(None, say_of_goal(code, language))
    far, told = prospects(workspace, draft, day, language, profile, held=held)
    if confirmed:
        return Verdict(True, joined([*told, say_of_goal("confirmed", language)], language))
    return Verdict(False if far else None, joined([*told, say_of_goal("confirm", language)], language))


def _relevant(
    workspace: Workspace, draft: Draft, language: str, objective: Objective | None, relevance: str
) -> Verdict:
    """Serves an objective for a written reason; refused where the playbook does not tie the KPI to that objective."""
    if objective is None:
        return Verdict(None, say_of_goal("ask_objective", language))
    aim = load_playbook().objectives.get(objective.code)
    kpi = workspace.catalog.kpis.get(draft.kpi or "")
    if aim and kpi and not aim.is_served_by(kpi):
        names = {"kpi": kpi.names[language], "objective": objective.name}
        return Verdict(False, say_of_goal("unrelated", language, **names))
    if not relevance:
        return Verdict(None, say_of_goal("ask_reason", language, objective=objective.name))
    return Verdict(True, relevance)
