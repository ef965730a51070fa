"""The overview of goals: north star first, then every goal with its bar, pace, odds and landing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from goalposts.app.celebrating import celebrate
from goalposts.app.checking_in import prompt_for
from goalposts.app.goal_courses import read_courses
from goalposts.app.goals import RUNNING, list_goals
from goalposts.app.people import names, person_options
from goalposts.app.plan_state import read_state
from goalposts.app.tracking import Tracking, track
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.goals.progress import PACES, PAUSED
from goalposts.goals.scope import where_of
from goalposts.i18n import N_, format_number, format_period, translation
from goalposts.i18n.goal_words import EXAMPLES, PROMPTS, pace_name
from goalposts.metrics.answer import Answer
from goalposts.periods import DAY, Period
from goalposts.store.check_ins import last_days
from goalposts.store.goals import CLOSED, Goal
from goalposts.store.strategies import OBJECTIVES, STRATEGIES, Strategy
from goalposts.web.cells import show
from goalposts.web.charts import sparkline
from goalposts.web.goal_view import GoalWords, ShownGoal
from goalposts.web.kept_boards import KeptBoards
from goalposts.web.rendering import environment, render
from goalposts.web.visitor import language_of, person_of

router = APIRouter(include_in_schema=False)

_STAR_DAYS = 28
MOST_DUE = 5
_STATES = {"running": N_("running"), "closed": N_("closed"), "all": N_("all")}
STATES = {"running": RUNNING, "closed": (CLOSED,), "all": (*RUNNING, CLOSED)}


@dataclass(frozen=True)
class Filters:
    """Which goals of all are shown; '' = any."""

    objective: str = ""
    owner: str = ""
    pace: str = ""
    status: str = "running"


@router.get("/goals")
def goals(request: Request) -> Response:
    """All goals this person may see, grouped by objective; odds that were never worked out come after the page."""
    chosen, words, viewer = _filters(request.query_params), words_of(request), person_of(request)
    state = read_state(words.workspace, words.catalog)
    kept: KeptBoards = request.app.state.goal_boards
    stars = kept.get((words.language, state), lambda: _stars(words))
    board = kept.get((viewer, words.language, chosen, state), lambda: _board(words, viewer, chosen))
    return render(
        request,
        "goals.html",
        stars=stars,
        any_goal=bool(board),
        examples=EXAMPLES[words.language],
        board=board,
        chosen=chosen,
        objectives=[(str(id_), name) for id_, name in words.objectives.items()],
        owners=person_options(words.workspace, words.language),
        paces=[(code, pace_name(code, words.language)) for code in PACES],
        statuses=[(code, words.say(_STATES[code])) for code in STATES],
    )


@router.get("/goals/outlook")
def outlook(request: Request) -> Response:
    """The odds of goals that wait for them, as pieces that htmx puts where they belong."""
    words, viewer = words_of(request), person_of(request)
    asked = {part for part in request.query_params.get("ids", "").split(",") if part.isascii() and part.isdigit()}
    kept: KeptBoards = request.app.state.goal_boards
    key = ("odds", viewer, words.language, frozenset(asked), read_state(words.workspace, words.catalog))
    return HTMLResponse(kept.get(key, lambda: _pieces(words, viewer, asked)))


def _pieces(words: GoalWords, viewer: str, asked: Collection[str]) -> str:
    """Odds and small lines of the goals that were asked for; odds nobody has worked out today are worked out."""
    workspace = words.workspace
    found = [goal for goal in list_goals(workspace, viewer) if str(goal.id) in asked]
    tracking = track(workspace, found)
    late = [goal for goal in found if _waits(goal, tracking)]
    fresh = track(workspace, late, odds=True) if late else tracking
    progress, outlooks = {**tracking.progress, **fresh.progress}, {**tracking.outlooks, **fresh.outlooks}
    shown = [words.goal(goal, progress, outlooks) for goal in found]
    courses = read_courses(workspace, [target for goal in found for target in goal.targets])
    paths = {one.goal.id: _hits_line(one) or _course_line(one, courses) for one in shown}
    return _text(words.language, "_goal_odds.html", goals=shown, paths=paths)


def _board(words: GoalWords, viewer: str, chosen: Filters) -> str:
    """Every goal that fits, tracked and put into words; '' where there is no goal at all."""
    everything = list_goals(words.workspace, viewer, statuses=STATES["all"])
    if not everything:
        return ""
    found = [goal for goal in everything if goal.status in STATES[chosen.status] and _fits(goal, chosen)]
    tracking = track(words.workspace, found)
    celebrate(words.workspace, found, tracking.progress)
    shown = [words.goal(goal, tracking.progress, tracking.outlooks) for goal in found]
    if chosen.pace:
        shown = [one for one in shown if one.pace.code == chosen.pace]
    return _text(
        words.language,
        "_goal_board.html",
        groups=_groups(shown, words),
        summary=_summary(shown, words),
        due=_due(words, found, tracking),
        shown_ids=[str(one.goal.id) for one in shown],
        paths={one.goal.id: _hits_line(one) for one in shown},
    )


def _stars(words: GoalWords) -> str:
    stars = [star for strategy in _strategies(words.workspace) if (star := _star(words, strategy))]
    return _text(words.language, "_goal_stars.html", stars=stars)


def _text(language: str, template: str, **context: Any) -> str:
    return environment(language).get_template(template).render(language=language, **context)


def words_of(request: Request) -> GoalWords:
    """What puts goals into the words of this reader."""
    workspace, language = _workspace(request), language_of(request)
    with workspace.database.reading() as transaction:
        objectives = {one.id: one.name for one in OBJECTIVES.list(transaction)}
    return GoalWords(workspace, workspace.catalog, language, workspace.today(), names(workspace, language), objectives)


def _filters(given: Mapping[str, str]) -> Filters:
    status = given.get("status", "running")
    pace = given.get("pace", "")
    return Filters(
        objective=given.get("objective", ""),
        owner=given.get("owner", ""),
        pace=pace if pace in PACES else "",
        status=status if status in STATES else "running",
    )


def _fits(goal: Goal, chosen: Filters) -> bool:
    is_of = not chosen.objective or str(goal.objective_id) == chosen.objective
    return is_of and (not chosen.owner or goal.owner == chosen.owner)


def _groups(shown: Sequence[ShownGoal], words: GoalWords) -> list[dict[str, Any]]:
    """Goals under their objectives, in the order of those; goals without one last."""
    order = {id_: place for place, id_ in enumerate(words.objectives)}
    found: dict[int | None, list[ShownGoal]] = {}
    for one in shown:
        found.setdefault(one.goal.objective_id, []).append(one)
    places = sorted(found, key=lambda id_: order.get(id_ or 0, len(order)))
    without = words.say("Without an objective")
    return [{"name": words.objectives.get(id_ or 0, without), "goals": found[id_]} for id_ in places]


def _summary(shown: Sequence[ShownGoal], words: GoalWords) -> str:
    """ "7 goals · on pace 3 · behind 2"."""
    counts: dict[str, int] = {}
    for one in shown:
        counts[one.pace.word] = counts.get(one.pace.word, 0) + 1
    text = translation(words.language).ngettext("%(num)s goal", "%(num)s goals", len(shown)) % {"num": len(shown)}
    return " · ".join([text, *(f"{word} {format_number(count, words.language)}" for word, count in counts.items())])


def _due(words: GoalWords, found: Sequence[Goal], tracking: Tracking) -> list[dict[str, Any]]:
    """Goals that somebody should say something about, the longest waiting first."""
    with words.workspace.database.reading() as transaction:
        last = last_days(transaction, [goal.id for goal in found])
    due: list[dict[str, Any]] = []
    for goal in found:
        paces = [tracking.progress[target.id].pace for target in goal.targets]
        prompt = prompt_for(goal, last.get(goal.id), paces, words.today)
        if prompt:
            text = words.say(PROMPTS[prompt.code]) % {"days": format_number(prompt.days, words.language)}
            due.append({"id": goal.id, "name": goal.name, "code": prompt.code, "days": prompt.days, "text": text})
    return sorted(due, key=lambda one: -one["days"])[:MOST_DUE]


def _waits(goal: Goal, tracking: Tracking) -> bool:
    """Whether a goal has a measured target whose odds nobody has worked out today."""
    running = [each for each in goal.targets if each.kpi and tracking.progress[each.id].pace != PAUSED]
    return any(tracking.outlook_days.get(each.id) != tracking.day for each in running)


def _hits_line(one: ShownGoal) -> str:
    """The small line of a goal that comes again: its windows."""
    hits = next((each.progress.hits for each in one.targets if each.progress.hits), ())
    return sparkline([hit.value for hit in hits]) if len(hits) > 1 else ""


def _course_line(one: ShownGoal, courses: Mapping[int, Sequence[float | None]]) -> str:
    """The small line of any other goal: the last weeks of its first measured target."""
    measured = next((each.target.id for each in one.targets if each.target.id in courses), None)
    return sparkline(courses[measured]) if measured is not None else ""


def _strategies(workspace: Workspace) -> list[Strategy]:
    with workspace.database.reading() as transaction:
        return [strategy for strategy in STRATEGIES.list(transaction) if strategy.north_star]


def _star(words: GoalWords, strategy: Strategy) -> dict[str, Any] | None:
    """The one KPI that says whether a strategy works: the last four weeks against the four before."""
    workspace, language = words.workspace, words.language
    held = workspace.held_period()
    end = min(held.end, words.today - DAY) if held else words.today - DAY
    period = Period(end - (_STAR_DAYS - 1) * DAY, end)
    where = where_of(strategy.north_star, strategy.north_star_where, workspace.catalog)
    try:
        definition = workspace.catalog.define(strategy.north_star)
    except NotFound:
        return None
    answer: Answer
    (answer,) = workspace.ask(strategy.north_star, period=period, where=where, compare="previous").rows()
    return {
        "strategy": strategy.name,
        "kpi": strategy.north_star.partition("@")[0],
        "name": definition.names[language],
        "shown": show(answer, definition.direction, language, words.name_of),
        "period": format_period(period, language),
        "reason": strategy.north_star_reason,
    }


def _workspace(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace
