"""The evidence behind a number in the reader's words: the formula with its numbers, rows with their line, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from goalposts.app.evidence import Line, is_kept
from goalposts.i18n import (
    Figure,
    figure,
    format_moment,
    format_period,
    reason_text,
    state_name,
    translation,
    value_name,
)
from goalposts.i18n.evidence import absence_text, status_text, way_text
from goalposts.metrics.explain import Explanation
from goalposts.metrics.provenance import Provenance
from goalposts.metrics.working import MEAN, SPREAD, Term, Working
from goalposts.periods import Period
from goalposts.sources.detect import SOURCES
from goalposts.web.board import Board

ROWS_SHOWN = 50
_SIGNS = {"*": "×", "/": "÷", "-": "−"}


@dataclass(frozen=True)
class ShownRow:
    """One stored row: texts by heading, its value, and the way to its line."""

    texts: dict[str, str]
    value: str
    file: str
    line: int
    link: str


@dataclass(frozen=True)
class ShownTerm:
    """One measure of the formula, ready for the table: indented where it is a part of a sum."""

    name: str
    figure: Figure
    mark: str
    state: str
    reason: str
    is_part: bool


@dataclass(frozen=True)
class ShownSource:
    """One file or entry, ready for the list. `trouble`: why its line cannot be shown, in one sentence."""

    name: str
    kind: str
    rows: int
    brought: str
    note: str
    sha256: str
    trouble: str
    withdrawn: str


@dataclass(frozen=True)
class Words:
    """Puts one explanation into the words of a board's reader; what the question itself filters by is not repeated."""

    board: Board
    asked: Mapping[str, Any] = field(default_factory=dict)

    def say(self, message: str, **facts: object) -> str:
        return translation(self.board.language).gettext(message) % facts

    def formula(self, working: Working) -> list[tuple[str, str]]:
        """The steps as (kind, text): `sign`, `number`, or `term`, whose text is value and name."""
        shown = []
        for step in working.steps:
            if isinstance(step, Term):
                shown.append(("term", self._term(step)))
            elif isinstance(step, float):
                shown.append(("number", figure(step, "count", self.board.language).exact))
            else:
                opening = {f"{MEAN}(": self.say("mean of the items’"), f"{SPREAD}(": self.say("evenness of")}
                text = f"{opening[step]} (" if step in opening else _SIGNS.get(step, step)
                shown.append(("sign", text))
        return shown

    def _term(self, term: Term) -> str:
        name = self.term_name(term)
        if term.state is None:
            return name
        return f"{figure(term.value, term.unit, self.board.language).exact} {name}"

    def term_name(self, term: Term) -> str:
        """The measure's name, with its conditions."""
        conditions = ", ".join(str(c) for c in term.where if c.dimension not in self.asked)
        name = self.measure(term.code)
        return f"{name} ({conditions})" if conditions else name

    def measure(self, code: str) -> str:
        known = self.board.workspace.catalog.measures.get(code)
        return known.names[self.board.language] if known else self.board.name(code)

    def terms(self, working: Working) -> list[ShownTerm]:
        """Every measure with its value and state; the parts of a sum below it."""
        shown = []
        for term in working.terms:
            shown.append(self._shown(term, is_part=False))
            if len(term.parts) > 1:
                shown += [self._shown(part, is_part=True) for part in term.parts]
        return [each for each in shown if each.state]

    def _shown(self, term: Term, *, is_part: bool) -> ShownTerm:
        state = term.state.value if term.state else ""
        return ShownTerm(
            name=self.term_name(term),
            figure=figure(term.value, term.unit, self.board.language),
            mark=state_name(state, self.board.language) if state else "",
            state=state,
            reason=reason_text(term.reason, self.board.language, self.board.name),
            is_part=is_part,
        )

    def rows(self, found: Explanation, query: str) -> tuple[list[str], list[ShownRow]]:
        """The headings that have anything below them, and the largest rows."""
        shown = [self._row(row, query) for row in found.rows.head(ROWS_SHOWN).iter_rows(named=True)]
        headings = [name for name in (shown[0].texts if shown else ()) if any(row.texts[name] for row in shown)]
        return headings, shown

    def _row(self, row: dict[str, Any], query: str) -> ShownRow:
        place = {"source": row["source"], "part": row["part"], "line": row["line"]}
        return ShownRow(
            texts=self._texts(row),
            value=figure(row["value"], row["currency"] or "count", self.board.language).exact,
            file=row["file"] or "",
            line=row["line"] or 0,
            link=f"/explain/line?{urlencode(place)}&{query}",
        )

    def _texts(self, row: dict[str, Any]) -> dict[str, str]:
        say, language = self.say, self.board.language

        def value(dimension: str, neutral: str = "") -> str:
            code = row["paid_split" if dimension == "paid" else dimension]
            return "" if code in (None, neutral) else value_name(dimension, code, language)

        return {
            say("Measure"): self.measure(row["measure"]),
            say("Account"): f"{row['account']} · {self.board.platform_name(row['platform'])}",
            say("Days"): format_period(Period(row["period_start"], row["period_end"]), language),
            say("Item"): row["item"] or "",
            say("Campaign"): row["campaign"] or "",
            say("Channel"): value("channel"),
            say("Country"): value("country"),
            say("Device"): value("device"),
            say("Audience"): row["segment"] or "",
            say("Paid or organic"): value("paid", neutral="total"),
            say("State"): status_text(row["status"], language),
        }

    def sources(self, sources: Sequence[Provenance]) -> list[ShownSource]:
        return [self.source(source) for source in sources]

    def source(self, source: Provenance) -> ShownSource:
        """A file or entry with who brought it, how and when."""
        say = self.say
        parts = [format_moment(source.captured_at, self.board.language)] if source.captured_at else []
        parts += [source.person] if source.person else []
        parts += [text for text in [way_text(source.way, self.board.language)] if text]
        withdrawn = ""
        if source.withdrawn_at:
            moment = format_moment(source.withdrawn_at, self.board.language)
            withdrawn = say("withdrawn %(moment)s by %(person)s", moment=moment, person=source.withdrawn_by or "–")
            withdrawn += f": {source.withdrawn_because}" if source.withdrawn_because else ""
        return ShownSource(
            name=source.name,
            kind=self._kind(source),
            rows=source.rows,
            brought=" · ".join(parts),
            note=source.note,
            sha256=source.sha256 if source.kind == "file" else "",
            trouble=absence_text(self._absence(source), self.board.language),
            withdrawn=withdrawn,
        )

    def _kind(self, source: Provenance) -> str:
        titles = {known.name: known.title for known in SOURCES}
        return "" if source.kind != "file" else titles.get(source.detected, source.detected)

    def _absence(self, source: Provenance) -> str:
        if source.kind != "file":
            return source.kind
        if source.detected in {known.name for known in SOURCES if known.about_people}:
            return "people"
        return "" if is_kept(self.board.workspace, source) else "missing"

    def line(self, found: Line) -> list[tuple[str, str, str]]:
        """What was stored from a line: measure, days, value."""
        language = self.board.language
        return [
            (
                self.measure(row["measure"]),
                format_period(Period(row["period_start"], row["period_end"]), language),
                figure(row["value"], row["currency"] or "count", language).exact,
            )
            for row in found.facts.iter_rows(named=True)
        ]
