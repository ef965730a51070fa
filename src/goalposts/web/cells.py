"""Answers as a page shows them: figure, state, change and its judgement, each in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from goalposts.i18n import (
    N_,
    Figure,
    figure,
    format_change,
    format_period,
    reason_text,
    state_meaning,
    state_name,
    translation,
)
from goalposts.i18n.figures import NO_VALUE
from goalposts.metrics.answer import Answer, State
from goalposts.periods import Period

NEUTRAL_UNDER = 0.01
SMALL_SAMPLE = 30

Judgement = Literal["good", "bad", "neutral"]
_JUDGEMENTS = {"good": N_("better"), "bad": N_("worse"), "neutral": N_("about the same or not judged")}


@dataclass(frozen=True, slots=True)
class Change:
    """How a value moved: the arrow is the direction, the colour the judgement, and a word says it aloud."""

    text: str
    arrow: Literal["▲", "▼", "●"]
    judgement: Judgement
    word: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer, ready for a template. `refusal`: why it must not be held against the value before, '' = it may."""

    kpi: str
    figure: Figure
    state: str
    marked: bool
    mark: str
    meaning: str
    reason: str
    incomplete: bool
    change: Change | None
    before: Figure | None
    before_period: str
    n: str
    value: float | None
    refusal: str = ""
    by: Mapping[str, str | int | None] = field(default_factory=dict)

    @property
    def is_calm(self) -> bool:
        """Whether its mark says no more than that newer readings may still move it."""
        return self.state in ("running", State.PROVISIONAL)

    @property
    def why(self) -> str:
        """What the mark means and why, as one text."""
        return f"{self.meaning} {self.reason}".strip()


def show(answer: Answer, direction: str, language: str, name_of: Callable[[str], str]) -> Shown:
    """An answer in the reader's words; `direction` is the KPI's own (up, down or context)."""
    say = translation(language).gettext
    state = answer.state.value
    marked = answer.state is not State.MEASURED or answer.incomplete
    running = answer.state is State.MEASURED
    compare = answer.compare
    return Shown(
        kpi=answer.kpi,
        figure=figure(answer.value, answer.unit, language),
        state="running" if running and answer.incomplete else state,
        marked=marked,
        mark=say("still running") if running else state_name(state, language),
        meaning=say("The newest days may still change.") if running else state_meaning(state, language),
        reason=reason_text(answer.reason, language, name_of),
        incomplete=answer.incomplete,
        change=_change(answer, direction, language),
        before=figure(compare.value, answer.unit, language) if compare else None,
        before_period=format_period(Period(compare.period_start, compare.period_end), language) if compare else "",
        n="" if answer.n is None else figure(answer.n, "count", language).exact,
        value=answer.value,
        refusal=reason_text(compare.reason, language, name_of) if compare else "",
        by=answer.by,
    )


def _change(answer: Answer, direction: str, language: str) -> Change | None:
    compare = answer.compare
    if compare is None or compare.change_absolute is None:
        return None
    text = format_change(compare.change_absolute, compare.change_relative, answer.unit, language)
    if text == NO_VALUE:
        return None
    judgement = judge(compare.change_absolute, compare.change_relative, direction, answer.n, answer.unit)
    arrow: Literal["▲", "▼", "●"] = "●"
    if any(digit in "123456789" for digit in text):
        arrow = "▲" if compare.change_absolute > 0 else "▼"
    return Change(text, arrow, judgement, translation(language).gettext(_JUDGEMENTS[judgement]))


def judge(absolute: float, relative: float | None, direction: str, n: float | None, unit: str) -> Judgement:
    """Good or bad by the KPI's own direction; neutral under ±1 %, for a small base of a rate, or where it depends."""
    if direction not in ("up", "down") or (unit == "ratio" and n is not None and n < SMALL_SAMPLE):
        return "neutral"
    if absolute == 0 or (relative is not None and abs(relative) < NEUTRAL_UNDER):
        return "neutral"
    return "good" if (absolute > 0) == (direction == "up") else "bad"
