"""Reading what an author says of a goal: its sentences, the targets they come to, and the verdicts on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.app.goal_forms import SENTENCE, TargetForm
from goalposts.app.scoring import score_goal
from goalposts.app.target_drafts import read_calendar, target_of_draft, target_of_form
from goalposts.app.workspace import Workspace
from goalposts.errors import Fault, Invalid
from goalposts.goals.draft import Smart
from goalposts.i18n.goal_words import goal_fault
from goalposts.store.goals import Goal, Target


@dataclass(frozen=True, slots=True)
class Answers:
    """What the author says of a goal beside its sentences: which objective it serves, why, and that it can be done."""

    objective_id: int | None
    relevance: str
    confirmed: bool


def read_sentences(
    workspace: Workspace, forms: Sequence[TargetForm], language: str, answers: Answers
) -> tuple[dict[int, Smart], list[Fault]]:
    """What the composer makes of each sentence, by its place; and why a sentence is no goal yet."""
    from goalposts.app.composing import compose  # the grammar loads when a sentence is read

    smarts: dict[int, Smart] = {}
    faults: list[Fault] = []
    for form in forms:
        if form.kind != SENTENCE:
            continue
        smart = compose(
            workspace,
            form.text,
            language=language,
            answers=form.answers,
            objective_id=answers.objective_id,
            relevance=answers.relevance,
            confirmed=answers.confirmed,
        )
        smarts[form.place] = smart
        missing = [smart.verdicts[name] for name in ("specific", "time_bound") if smart.verdicts[name].ok is False]
        for verdict in missing:
            faults.append(Fault(goal_fault("vague", language, reason=verdict.reason), column=form.at("text")))
        if missing and smart.rewrite:
            message = goal_fault("better", language, sentence=smart.rewrite[0])
            faults.append(Fault(message, column=form.at("text")))
        for asked in smart.questions:
            message = goal_fault("unanswered", language, question=asked.text)
            faults.append(Fault(message, column=form.at(f"answer.{asked.code}")))
        if smart.draft.kpi is None and not missing and not smart.questions:
            reason = smart.verdicts["measurable"].reason
            faults.append(Fault(goal_fault("vague", language, reason=reason), column=form.at("text")))
    return smarts, faults


def make_targets(
    workspace: Workspace,
    forms: Sequence[TargetForm],
    smarts: Mapping[int, Smart],
    language: str,
    due: dt.date | None = None,
) -> list[Target]:
    """The targets of a form, not stored yet. Those without days of their own end with the others, or on `due`.

    Raises Invalid for a target that would have no last day at all.
    """
    profile, _ = read_calendar(workspace)
    said = [form for form in forms if form.place in smarts]
    made = {
        form.place: target_of_draft(workspace, smarts[form.place].draft, profile, form, settled=True) for form in said
    }
    given = [form.columns["due_on"] for form in forms if form.columns.get("due_on")]
    last = max([*given, *(target.due_on for target in made.values() if target.due_on)], default=due)
    today = workspace.today()
    made |= {form.place: target_of_form(form, today, last) for form in forms if form.place not in made}
    endless = [form for form in forms if made[form.place].due_on is None and made[form.place].cadence == "once"]
    if endless:
        faults = [Fault(goal_fault("no_date", language), column=form.at("due")) for form in endless]
        raise Invalid("The goal was not stored.", faults)
    return [made[form.place] for form in forms]


def score(
    smarts: Sequence[Smart], targets: Sequence[Target], answers: Answers, language: str, chosen: Mapping[str, str]
) -> dict[str, Any]:
    """The verdicts of a goal to be stored, with what its author chose where the sentence was open."""
    scored = score_goal(smarts, targets, language, relevance=answers.relevance, confirmed=answers.confirmed)
    return scored | {"answers": dict(chosen)}


def score_again(workspace: Workspace, goal: Goal, answers: Answers, language: str) -> dict[str, Any]:
    """The verdicts with the author's new answers, on the sentence as it was read on the day the goal was made."""
    from goalposts.app.composing import compose  # as above

    chosen = dict(goal.smart.get("answers", {}))
    if not goal.sentence:
        return score([], goal.targets, answers, language, {})
    smart = compose(
        workspace,
        goal.sentence,
        today=goal.created_at.date(),
        language=language,
        answers=chosen,
        objective_id=answers.objective_id,
        relevance=answers.relevance,
        confirmed=answers.confirmed,
    )
    return score([smart], goal.targets, answers, language, chosen)
