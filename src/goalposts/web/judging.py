"""What the composer shows of a sentence: the words it understood, five verdicts, questions, rewrites and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.app.composing import compose
from goalposts.app.goal_courses import read_windows
from goalposts.app.goal_forms import SENTENCE, TargetForm, read_targets
from goalposts.app.target_drafts import read_calendar, target_of_draft
from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.goals.draft import Draft, Smart
from goalposts.goals.windows import window_on
from goalposts.i18n import dimension_name, figure, format_day, format_number, format_period, translation, value_name
from goalposts.i18n.goal_words import CADENCES, CRITERIA, percent, word
from goalposts.periods import Period
from goalposts.store.goals import POINTS, RELATIVE

_GROUPS = {"kpi": "kpi", "scope": "scope", "start": "time", "due": "time", "cadence": "time", "baseline": "base"}
"""Field of a draft (its first word) -> the colour of its words; any other field is about the amount."""
_MARKS = {True: ("✓", "yes"), None: ("?", "open"), False: ("✕", "no")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the sentence: its words and what they are about ('' = nothing, `unknown` = not understood)."""

    text: str
    about: str


@dataclass(frozen=True)
class Judged:
    """One sentence as the composer shows it.

    facts: what was understood, (colour, label, value). rewrites: better sentences, plain and in pieces.
    """

    place: int
    smart: Smart
    pieces: Sequence[Piece]
    facts: Sequence[tuple[str, str, str]]
    verdicts: Sequence[tuple[str, str, str, str]]
    bars: Mapping[str, Any] | None
    rewrites: Sequence[tuple[str, Sequence[Piece]]]
    chosen: Mapping[str, str]


def judge_form(workspace: Workspace, said: Mapping[str, str], language: str) -> list[Judged]:
    """Every sentence of a form of a goal, judged with the answers given so far; faults of other fields play no part."""
    forms, _ = read_targets(said, workspace.today(), language, needed=False)
    objective = said.get("objective", "")
    known = int(objective) if objective.isascii() and objective.isdigit() else None
    return [
        _judged(workspace, form, _composed(workspace, form, said, known, language), language)
        for form in forms
        if form.kind == SENTENCE
    ]


def cut_up(draft: Draft) -> list[Piece]:
    """The sentence in pieces, each about one thing; where spans overlap, the first one has the words."""
    spans = [
        (span, _GROUPS.get(name.partition(".")[0], "amount")) for name, many in draft.spans.items() for span in many
    ]
    spans += [(span, "unknown") for span in draft.unknown]
    pieces, at = [], 0
    for (start, end), colour in sorted(spans):
        if start < at or end <= start:
            continue
        if start > at:
            pieces.append(Piece(draft.text[at:start], ""))
        pieces.append(Piece(draft.text[start:end], colour))
        at = end
    if at < len(draft.text):
        pieces.append(Piece(draft.text[at:], ""))
    return pieces


def _composed(
    workspace: Workspace, form: TargetForm, said: Mapping[str, str], objective_id: int | None, language: str
) -> Smart:
    """What the composer says; an objective that does not exist is as good as none."""
    try:
        return compose(
            workspace,
            form.text,
            language=language,
            answers=form.answers,
            objective_id=objective_id,
            relevance=said.get("relevance", ""),
            confirmed=bool(said.get("confirmed")),
        )
    except NotFound:
        return compose(workspace, form.text, language=language, answers=form.answers)


def _judged(workspace: Workspace, form: TargetForm, smart: Smart, language: str) -> Judged:
    say = translation(language).gettext
    verdicts = [
        (code, say(name), _MARKS[smart.verdicts[code].ok][1], smart.verdicts[code].reason)
        for code, name in CRITERIA.items()
    ]
    return Judged(
        place=form.place,
        smart=smart,
        pieces=cut_up(smart.draft),
        facts=list(_facts(workspace, smart.draft, language)),
        verdicts=verdicts,
        bars=_bars(workspace, smart.draft, language),
        rewrites=[_slots(sentence) for sentence in smart.rewrite],
        chosen=form.answers,
    )


def _slots(sentence: str) -> tuple[str, list[Piece]]:
    """A better sentence without the brackets around what its author may choose, and in pieces that show those."""
    parts = re.split(r"\[([^\]]*)\]", sentence)
    return "".join(parts), [Piece(part, "slot" if place % 2 else "") for place, part in enumerate(parts) if part]


def _facts(workspace: Workspace, draft: Draft, language: str) -> Iterator[tuple[str, str, str]]:
    """What was understood, in words: (colour, label, value)."""
    say = translation(language).gettext
    catalog = workspace.catalog
    if draft.kpi:
        yield "kpi", say("KPI"), catalog.define(draft.kpi).names[language]
    for name, value in draft.scope.items():
        platform = catalog.platforms.get(value) if name == "platform" else None
        label = say("Items") if name == "items" else dimension_name(name, language)
        kind = "item_kind" if name == "items" else name
        yield "scope", label, platform.names[language] if platform else value_name(kind, value, language)
    if draft.change or draft.target_value is not None:
        yield "amount", say("Target"), _amount(workspace, draft, language)
    if draft.baseline and draft.baseline.start:
        period = Period(draft.baseline.start, draft.baseline.end or draft.baseline.start)
        yield "base", say("Compared with"), format_period(period, language)
    if draft.cadence and draft.cadence != "once":
        yield "time", say("How often"), word(CADENCES, draft.cadence, language)
    if draft.start and draft.due:
        yield "time", say("Period"), format_period(Period(draft.start, draft.due), language)
    elif draft.start or draft.due:
        yield "time", say("From") if draft.start else say("To"), format_day(draft.start or draft.due, language)
    for start, end in draft.unknown:
        yield "unknown", say("Not understood"), draft.text[start:end]


def _amount(workspace: Workspace, draft: Draft, language: str) -> str:
    say = translation(language).gettext
    of_kpi = workspace.catalog.define(draft.kpi).unit if draft.kpi else "count"
    unit = (draft.currency or "XXX") if of_kpi == "currency" else of_kpi
    if draft.change is None:
        return str(figure(draft.target_value, unit, language))
    sign = "−" if draft.operator == "decrease_by" or draft.direction == "down" else "+"
    amount = abs(draft.change.amount)
    if draft.change.mode == RELATIVE:
        return sign + percent(amount / 100, language, exact=True)
    if draft.change.mode == POINTS:
        return sign + say("%(points)s pp") % {"points": format_number(amount, language, 2)}
    return sign + str(figure(amount, unit, language))


def _bars(workspace: Workspace, draft: Draft, language: str) -> dict[str, Any] | None:
    """Past windows of equal length beside what is wanted, as bars; None where fewer than two are known."""
    if draft.kpi is None or (draft.due is None and draft.cadence in (None, "once")):
        return None
    profile, calendar = read_calendar(workspace)
    target = target_of_draft(workspace, draft, profile)
    found = read_windows(workspace, target, window_on(target, workspace.today(), calendar), calendar)
    known = [value for _, value in found if value is not None]
    if len(known) < 2:
        return None
    top = max([*known, target.target_value or 0]) or 1
    width = 100 / len(found)
    bars = [
        {
            "x": round(place * width + 1, 2),
            "width": round(width - 2, 2),
            "height": round(40 * max(value or 0, 0) / top, 2),
            "title": f"{format_period(window, language)}: {figure(value, target.unit, language)}",
        }
        for place, (window, value) in enumerate(found)
    ]
    line = None if target.target_value is None else round(42 - 40 * target.target_value / top, 2)
    wanted = str(figure(target.target_value, target.unit, language))
    return {"bars": bars, "line": line, "wanted": wanted, "count": len(found), "known": len(known)}
