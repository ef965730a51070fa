"""Answers as a table for people: what all cells share goes above it, and why a value is missing goes below."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from goalposts.catalog.files import Catalog
from goalposts.cli.output import print_table
from goalposts.i18n import (
    dimension_name,
    format_change,
    format_number,
    format_period,
    format_value,
    reason_text,
    state_name,
    translation,
    value_name,
)
from goalposts.metrics.answer import Answer
from goalposts.metrics.answers import Answers
from goalposts.periods import Period


def print_answers(answers: Answers, catalog: Catalog, language: str) -> None:
    """Print every cell; a period that all of them share is the title, and reasons are numbered notes."""
    rows, by = answers.rows(), answers.question.by
    names = {column.planned.definition.asked: column.planned.definition.names[language] for column in answers.columns}
    spans = [_span(answer, language) for answer in rows]
    shared = spans[0] if len(set(spans)) == 1 else None
    compares = answers.question.compare is not None
    notes = _Notes(catalog, language)
    say = translation(language).gettext
    columns = {"KPI": "left", **({} if shared else {say("Period"): "left"})}
    columns |= {**{dimension_name(dimension, language): "left" for dimension in by}, say("Value"): "right"}
    columns |= {say("Before"): "right", say("Change"): "right"} if compares else {}
    columns |= {"n": "right", say("State"): "left"}
    lines = []
    for answer, span in zip(rows, spans, strict=True):
        cells = [names[answer.kpi], *([] if shared else [span])]
        cells += [_slice(answer, dimension, catalog, language) for dimension in by]
        cells.append(format_value(answer.value, answer.unit, language) + ("*" if answer.incomplete else ""))
        cells += _change(answer, language, notes) if compares else []
        cells.append("" if answer.n is None else format_number(answer.n, language))
        lines.append([*cells, f"{state_name(answer.state.value, language)} {notes.mark(answer.reason)}".rstrip()])
    print_table(columns, lines, title=shared)
    for note in notes.lines(incomplete=any(answer.incomplete for answer in rows)):
        typer.echo(note)


class _Notes:
    """Each distinct reason once, by number."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        named = (catalog.platforms, catalog.measures)
        self._names = {code: entry.names[language] for entries in named for code, entry in entries.items()}
        self._language = language
        self._texts: dict[str, int] = {}

    def mark(self, reason: str | None) -> str:
        """What stands behind the state: `(1)`, or nothing where there is no reason."""
        text = reason_text(reason, self._language, self._name)
        return f"({self._texts.setdefault(text, len(self._texts) + 1)})" if text else ""

    def lines(self, *, incomplete: bool) -> Iterable[str]:
        if incomplete:
            yield f"* {translation(self._language).gettext('still running')}"
        for text, number in self._texts.items():
            yield f"({number}) {text}"

    def _name(self, code: str) -> str:
        return self._names.get(code, code)


def _span(answer: Answer, language: str) -> str:
    if answer.period_start is None or answer.period_end is None:
        return ""
    return format_period(Period(answer.period_start, answer.period_end), language)


def _slice(answer: Answer, dimension: str, catalog: Catalog, language: str) -> str:
    value = answer.by.get(dimension)
    if dimension == "platform" and value in catalog.platforms:
        return catalog.platforms[str(value)].names[language]
    return value_name(dimension, value, language)


def _change(answer: Answer, language: str, notes: _Notes) -> list[str]:
    before = answer.compare
    if before is None:
        return ["", ""]
    change = format_change(before.change_absolute, before.change_relative, answer.unit, language)
    value = format_value(before.value, answer.unit, language)
    return [value, f"{change} {notes.mark(before.reason)}".rstrip()]
