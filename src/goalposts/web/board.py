"""What the overview and the KPI page share: a view of the workspace, asked and put into the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fastapi import Request

from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.i18n import (
    dimension_name,
    format_day,
    format_moment,
    format_period,
    value_name,
)
from goalposts.metrics.answer import Answer
from goalposts.metrics.answers import Answers
from goalposts.metrics.question import Question
from goalposts.periods import Period
from goalposts.web.cells import Shown, show
from goalposts.web.view import View, known_at, read_view
from goalposts.web.visitor import language_of

_KEPT = ("trend", "by")
"""What an address says besides the view, and what a change of the view keeps."""


@dataclass(frozen=True)
class Slice:
    """One line of a breakdown; `share` is 0..100 of the largest line, for its bar."""

    label: str
    shown: Shown
    share: float
    explain: str


@dataclass(frozen=True)
class Board:
    """One request's look at the workspace."""

    workspace: Workspace
    view: View
    language: str
    path: str = "/"
    kept: Mapping[str, str] = field(default_factory=dict)

    def link(self, **changes: str) -> str:
        """The address of this page for a changed view, with what else it shows kept."""
        return f"{self.path}?{self.view.query(**{**self.kept, **changes})}"

    @cached_property
    def platforms(self) -> list[tuple[str, str]]:
        """Platforms of our own accounts: code and name."""
        accounts = self.workspace.engine.coverage(self.view.as_of).accounts.values()
        codes = {account.platform for account in accounts if account.owner_kind != "competitor"}
        return sorted(((code, self.platform_name(code)) for code in codes), key=lambda pair: pair[1])

    @property
    def is_empty(self) -> bool:
        return not self.workspace.accounts()

    def platform_name(self, code: str) -> str:
        known = self.workspace.catalog.platforms.get(code)
        return known.names[self.language] if known else code

    def name(self, kpi: str) -> str:
        """The name of a KPI, measure or platform in the reader's language; a code we do not know as it is."""
        if kpi in self.workspace.catalog.platforms:
            return self.platform_name(kpi)
        try:
            return self.workspace.catalog.define(kpi).names[self.language]
        except NotFound:
            return kpi

    def ask(self, kpis: Sequence[str], by: Sequence[str] = ()) -> Answers:
        """Ask this view's period, platform and comparison, as known at its moment."""
        view = self.view
        return self.workspace.ask(
            kpis, period=view.asked, by=by, where=view.where, compare=view.comparison, as_of=view.as_of
        )

    def question(self, kpis: Sequence[str]) -> Question:
        """This view as a question, without its comparison."""
        return self.workspace.question(kpis, period=self.view.asked, where=self.view.where, as_of=self.view.as_of)

    def course(self, kpis: Sequence[str]) -> Answers:
        """Ask the same, cut into the buckets of a chart; where all is shown, over the days that are held."""
        view = self.view
        period, grain = view.asked or view.period, view.grain.value
        return self.workspace.ask(
            kpis, period=period, grain=grain, where=view.where, compare=view.comparison, as_of=view.as_of
        )

    def show(self, answer: Answer) -> Shown:
        direction = self.workspace.catalog.define(answer.kpi).direction
        return show(answer, direction, self.language, self.name)

    def value(self, dimension: str, value: str | int | None) -> str:
        """A dimension's value in words."""
        if dimension in ("platform", "source") and value in self.workspace.catalog.platforms:
            return self.platform_name(str(value))
        return value_name(dimension, value, self.language)

    def slices(self, answers: Sequence[Answer], dimension: str, most: int = 12) -> list[Slice]:
        """The lines of a breakdown, largest first, those without a value last."""
        ranked = sorted(answers, key=lambda a: (a.value is None, -(a.value or 0)))[:most]
        top = max((abs(a.value) for a in ranked if a.value is not None), default=0) or 1
        return [
            Slice(
                self.value(dimension, answer.by[dimension]),
                self.show(answer),
                round(max(answer.value or 0, 0) / top * 100, 1),
                self.explain_query(answer.kpi, answer.by),
            )
            for answer in ranked
        ]

    def explain_query(self, kpi: str, by: Any = None, period: Period | None = None) -> str:
        """The address query of the evidence behind one cell."""
        wanted = {"kpi": kpi}
        for name, value in (by or {}).items():
            if value not in (None, ""):
                wanted[f"where.{name}"] = str(value)
        if period:
            return self.view.query(**wanted, range="custom", **{"from": str(period.start), "to": str(period.end)})
        return self.view.query(**wanted)

    def controls(self, total: Answer | None = None) -> dict[str, Any]:
        """What the range, comparison and platform controls need; `total` says which days were answered for."""
        view, period = self.view, self.view.asked
        if total and total.period_start and total.period_end:
            period = Period(total.period_start, total.period_end)
        return {
            "view": view,
            "link": self.link,
            "kept": self.kept,
            "period_text": format_period(period, self.language) if period else "",
            "platforms": self.platforms,
            "nav_query": view.query(),
            "known_text": self.known_text(),
        }

    def known_text(self) -> str:
        """The moment whose knowledge is shown; '' for now."""
        if self.view.as_of is None:
            return ""
        whole_day = len(self.view.known) == len("2026-01-01")
        return (format_day if whole_day else format_moment)(self.view.as_of, self.language)


def board_of(request: Request) -> Board:
    """The board a request's address asks for. Raises Invalid where it does not fit."""
    workspace: Workspace = request.app.state.workspace
    given = dict(request.query_params)
    moment, today = known_at(given), workspace.today()
    held = workspace.engine.coverage(moment).period
    view = read_view(given, held, min(today, moment.date()) if moment else today)
    kept = {name: request.query_params[name] for name in _KEPT if request.query_params.get(name)}
    return Board(workspace, view, language_of(request), request.url.path, kept)


def dimensions_of(board: Board, kpi: str) -> list[tuple[str, str]]:
    """The dimensions a KPI may be broken down by: code and name."""
    definition = board.workspace.catalog.define(kpi)
    words = definition.kpi.dimensions if definition.kpi else ("platform",)
    return [(word, dimension_name(word, board.language)) for word in words]
