"""Wishes become proposals: rows such as "conversion rate, A/B result, 5 % improvement", read and asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from goalposts.app.goal_forms import read_number
from goalposts.app.goals import list_goals
from goalposts.app.revising import Wished, propose_all, repropose
from goalposts.app.revisions import Told, find_told
from goalposts.app.target_drafts import read_calendar
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, GoalpostsError, Invalid
from goalposts.goals.draft import Asked, Draft
from goalposts.goals.revision import AMOUNT, Wish, has_amount, kept_questions, split_wishes, values_of
from goalposts.goals.sentence import read_sentence
from goalposts.i18n.lifecycle import fault, question_text
from goalposts.store.goals import ACTIVE, Goal, Target
from goalposts.store.goals import DRAFT as DRAFTED
from goalposts.store.revisions import KPI, TARGET, Revision

MOST_ROWS, MOST_LETTERS = 50, 500
WHICH_TARGET = "which_target"


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of one wish: its draft, what is open, and the target it is about."""

    draft: Draft
    asked: tuple[Asked, ...]
    target: Target | None


def propose_wishes(
    workspace: Workspace,
    text: str,
    *,
    trigger: str,
    person: str,
    reason: str = "",
    target: Target | None = None,
    language: str = "en",
) -> list[Revision]:
    """Store each row of an update table as a revision; rows that leave something open ask, and wait for the answer.

    A row is `KPI, reason, new target` (in any of our languages); `reason` stands in where a row gives none. With
    `target` the text says only what is wanted of it. Raises Invalid with the faults of every row; then none is stored.
    """
    rows = [Wish(text.strip(), "", "", text.strip())] if target else split_wishes(text)
    faults = []
    if not rows or not text.strip():
        faults.append(Fault(fault("no_wish", language), column="wanted"))
    if len(rows) > MOST_ROWS or any(len(row.text) > MOST_LETTERS for row in rows):
        faults.append(Fault(fault("too_long", language, most=str(MOST_LETTERS)), column="wanted"))
    if faults:
        raise Invalid("Nothing was proposed.", faults)
    wishes = []
    for place, row in enumerate(rows, 1):
        found = _wished(workspace, row, row.reason or reason, {}, target, person, language)
        if found is None:
            message = fault("not_understood", language, text=row.text)
            faults.append(Fault(message, line=place, column="wanted", value=row.text))
        else:
            wishes.append(found)
    if faults:
        raise Invalid("Nothing was proposed.", faults)
    return propose_all(workspace, wishes, trigger=trigger, person=person, language=language)


def answer(
    workspace: Workspace,
    id_: int,
    answers: Mapping[str, str],
    *,
    person: str,
    expected: int | None = None,
    language: str = "en",
) -> Revision:
    """Answer questions of a revision (code -> a value of its choices, or an amount in words), and read it again.

    Raises Invalid for an answer that is none of the choices or not understood, NotFound, Conflict, and Overtaken.
    """
    told = find_told(workspace, id_, person)
    revision = told.revision
    choices = {str(asked["code"]): list(asked["choices"]) for asked in revision.questions}
    said = {code: value.strip() for code, value in answers.items() if code in choices and value.strip()}
    faults = [
        Fault(fault("no_answer", language, choices=", ".join(choices[code])), column=code, value=value)
        for code, value in said.items()
        if choices[code] and value not in choices[code]
    ]
    if not said:
        faults.append(Fault(fault("no_wish", language), column=next(iter(choices), AMOUNT)))
    if faults:
        raise Invalid("Nothing was stored.", faults)
    given = {str(one["code"]): str(one["answer"]) for one in revision.questions if one.get("answer")} | said
    wished = _wished(workspace, _row_of(revision), revision.reason, given, told.target, person, language)
    if wished is None or (AMOUNT in said and any(one["code"] == AMOUNT for one in wished.questions)):
        message = fault("not_an_amount", language, text=said.get(AMOUNT, revision.wish))
        raise Invalid("Nothing was stored.", [Fault(message, column=AMOUNT, value=said.get(AMOUNT))])
    kept = [{**one, "answer": given[str(one["code"])]} for one in revision.questions if one["code"] in given]
    still = [one for one in wished.questions if one["code"] not in given]
    whole = replace(wished, questions=[*kept, *still])
    return repropose(workspace, revision, whole, person=person, expected=expected, language=language)


def questions_in(workspace: Workspace, told: Told, viewer: str, language: str) -> list[dict[str, Any]]:
    """The questions of a revision in a reader's language; one that is not asked any more keeps its words."""
    revision = told.revision
    if not revision.questions:
        return []
    given = {str(one["code"]): str(one["answer"]) for one in revision.questions if one.get("answer")}
    fresh: dict[str, Mapping[str, Any]] = {}
    for answers in (given, {}):
        wished = _wished(workspace, _row_of(revision), revision.reason, answers, told.target, viewer, language)
        fresh |= {str(one["code"]): one for one in (wished.questions if wished else ())}
    words = ("text", "choices")
    return [{**one, **{name: fresh.get(str(one["code"]), one)[name] for name in words}} for one in revision.questions]


def _row_of(revision: Revision) -> Wish:
    """The row a revision was made of; the words of a form that names its target are all of what is wanted."""
    row = split_wishes(revision.wish)[0]
    return row if row.wanted else replace(row, kpi="", wanted=row.text)


def _wished(
    workspace: Workspace,
    row: Wish,
    reason: str,
    answers: Mapping[str, str],
    target: Target | None,
    person: str,
    language: str,
) -> Wished | None:
    """The proposal a row comes to; None where nothing in it is understood."""
    if target is not None and not target.kpi:
        return _by_hand(row, reason, answers, target, language)
    read = _read(workspace, row, answers, target, person, language)
    draft, held = read.draft, read.target
    if draft.kpi is None and not read.asked:
        return None
    questions = [_question(asked) for asked in read.asked]
    if not has_amount(draft):
        questions.insert(0, _question(Asked(AMOUNT, "target_value", question_text(AMOUNT, language))))
    definition = workspace.catalog.define(draft.kpi) if draft.kpi else None
    is_open = any(one.about != "target" for one in read.asked) or not has_amount(draft)
    values = values_of(draft, definition, held) if definition and not is_open else {}
    if held is not None:
        return Wished(TARGET, str(held.id), values, reason, row.text, questions)
    return Wished(KPI, draft.kpi or "", values, reason, row.text, questions)


def _by_hand(row: Wish, reason: str, answers: Mapping[str, str], target: Target, language: str) -> Wished:
    """A target that no KPI measures takes a bare number."""
    number = read_number(answers.get(AMOUNT, row.wanted))
    questions = [] if number is not None else [_question(Asked(AMOUNT, "amount", question_text(AMOUNT, language)))]
    values = {} if number is None else {"mode": "absolute", "amount": number, "target_value": number}
    return Wished(TARGET, str(target.id), values, reason, row.text, questions)


def _read(
    workspace: Workspace,
    row: Wish,
    answers: Mapping[str, str],
    target: Target | None,
    person: str,
    language: str,
) -> _Read:
    profile, calendar = read_calendar(workspace)
    name = workspace.catalog.define(target.kpi).names[language] if target else row.kpi
    sentence = " ".join(filter(None, (name, row.wanted, answers.get(AMOUNT, ""))))
    currency = target.unit if target and target.kind == "currency" else profile.currency
    read = read_sentence(
        sentence,
        workspace.catalog,
        today=workspace.today(),
        calendar=calendar,
        language=language,
        currency=currency,
        answers=answers,
    )
    draft = replace(read.draft, kpi=target.kpi) if target else read.draft
    asked = [one for one in kept_questions(read.questions) if one.code not in answers]
    if target or _is_named(workspace, row.kpi, draft.kpi):
        asked = [one for one in asked if one.about != "kpi"]
    if target is None and draft.kpi:
        target, which = _held_by(list_goals(workspace, person, statuses=[ACTIVE, DRAFTED]), draft, answers, language)
        asked += which
    return _Read(draft, tuple(asked), target)


def _is_named(workspace: Workspace, words: str, kpi: str | None) -> bool:
    """Whether the KPI cell is the very name of the KPI, so that nothing about it needs to be asked."""
    try:
        definition = workspace.catalog.define(words)
    except GoalpostsError:
        return False
    return definition.kpi is not None and definition.kpi.id == kpi


def _held_by(
    goals: Sequence[Goal], draft: Draft, answers: Mapping[str, str], language: str
) -> tuple[Target | None, list[Asked]]:
    """The target that holds the KPI of a draft; asked where there are several."""
    found = {
        str(target.id): (goal, target)
        for goal in goals
        for target in goal.targets
        if target.status == ACTIVE and target.kpi == draft.kpi and _fits(target, draft)
    }
    chosen = found.get(answers.get(WHICH_TARGET, ""))
    if chosen or len(found) < 2:
        return (chosen or next(iter(found.values()), (None, None)))[1], []
    choices = {id_: f"{goal.name}: {target.name}" for id_, (goal, target) in found.items()}
    return None, [Asked(WHICH_TARGET, "target", question_text(WHICH_TARGET, language), choices)]


def _fits(target: Target, draft: Draft) -> bool:
    return all(str(target.where.get(name, value)) == value for name, value in draft.scope.items())


def _question(asked: Asked) -> dict[str, Any]:
    told = asdict(asked)
    return {"code": told["code"], "field": told["about"], "text": told["text"], "choices": dict(asked.choices)}
