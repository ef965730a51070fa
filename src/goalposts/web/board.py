"""What the overview and the KPI page share: a view of the workspace, asked and put into the reader's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from fastapi import Request

from goalposts.app.workspace import Workspace
from goalposts.errors import NotFound
from goalposts.i18n import (
    dimension_name,
    figure,
    format_bucket,
    format_period,
    state_name,
    translation,
    value_name,
)
from goalposts.metrics.answer import Answer, State
from goalposts.metrics.answers import Answers
from goalposts.periods import Grain, Period, bucket_end, bucket_start
from goalposts.web.cells import Shown, show
from goalposts.web.charts import Point, Spec, number_label, trend
from goalposts.web.view import View, read_view
from goalposts.web.visitor import language_of

_KEPT = ("trend", "by")
"""What an address says besides the view, and what a change of the view keeps."""


@dataclass(frozen=True)
class Trend:
    """A line chart with what it says in words; `rows` are its data, newest first, as the table beside it."""

    spec: Spec
    summary: str
    rows: Sequence[tuple[str, Shown, str]]
    notes: Sequence[str]


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
        codes = {a.platform for a in self.workspace.accounts() if a.owner_kind != "competitor"}
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
        """Ask this view's period, platform and comparison."""
        view = self.view
        return self.workspace.ask(kpis, period=view.asked, by=by, where=view.where, compare=view.comparison)

    def course(self, kpis: Sequence[str]) -> Answers:
        """Ask the same, cut into the buckets of a chart; where all is shown, over the days that are held."""
        view = self.view
        period, grain = view.asked or view.period, view.grain.value
        return self.workspace.ask(kpis, period=period, grain=grain, where=view.where, compare=view.comparison)

    def show(self, answer: Answer) -> Shown:
        direction = self.workspace.catalog.define(answer.kpi).direction
        return show(answer, direction, self.language, self.name)

    def value(self, dimension: str, value: str | int | None) -> str:
        """A dimension's value in words."""
        if dimension == "platform" and value:
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

    def trend(self, answers: Sequence[Answer]) -> Trend | None:
        """A KPI's buckets as a chart; None where there are fewer than two, or no value at all."""
        dated = [answer for answer in answers if answer.period_start and answer.period_end]
        if len(dated) < 2 or not any(answer.value is not None for answer in dated):
            return None
        points = [self._point(answer) for answer in dated]
        say = translation(self.language).gettext
        labels = {
            "period": say("Period"),
            "value": self.name(dated[0].kpi),
            "before": say("Compared with"),
            "state": say("State"),
        }
        spec = trend(
            points, labels, day_format=self._day_format(), number_label=number_label(dated[0].unit, self.language)
        )
        rows = [(self._bucket(answer), self.show(answer), self._explained(answer)) for answer in reversed(dated)]
        return Trend(spec, self._summary(dated), rows, self._notes(dated))

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
        }

    def _explained(self, answer: Answer) -> str:
        if answer.period_start is None or answer.period_end is None:
            return self.explain_query(answer.kpi, answer.by)
        return self.explain_query(answer.kpi, answer.by, Period(answer.period_start, answer.period_end))

    def _point(self, answer: Answer) -> Point:
        start = answer.period_start or dt.date.min
        compare = answer.compare
        say = translation(self.language).gettext
        clipped = not self._is_whole(answer)
        running = say("still running") if answer.incomplete else say("not a whole period") if clipped else ""
        state = "" if answer.state is State.MEASURED else state_name(answer.state.value, self.language)
        return Point(
            at=f"{start.isoformat()}T00:00:00",
            value=answer.value,
            before=compare.value if compare else None,
            label=self._bucket(answer),
            value_text=str(figure(answer.value, answer.unit, self.language)),
            before_text=str(figure(compare.value, answer.unit, self.language)) if compare else "",
            state_text=", ".join(filter(None, (state, running))),
            incomplete=answer.incomplete or clipped,
        )

    def _is_whole(self, answer: Answer) -> bool:
        """False for a week or month that the view cuts off: it must not look like a drop."""
        if answer.period_start is None or answer.period_end is None:
            return True
        start = bucket_start(answer.period_start, self.view.grain)
        return answer.period_start == start and answer.period_end == bucket_end(start, self.view.grain)

    def _bucket(self, answer: Answer) -> str:
        if answer.period_start is None or answer.period_end is None:
            return ""
        return format_bucket(Period(answer.period_start, answer.period_end), self.view.grain, self.language)

    def _summary(self, answers: Sequence[Answer]) -> str:
        """The chart in a sentence, for those who do not see it."""
        say = translation(self.language).gettext
        known = [answer for answer in answers if answer.value is not None]
        name = self.name(answers[0].kpi)
        if not known:
            return say("%(name)s: no data in this period.") % {"name": name}
        low, high = min(known, key=_value), max(known, key=_value)
        unit = answers[0].unit
        return say(
            "%(name)s from %(first)s to %(last)s: lowest %(low)s (%(low_at)s), highest %(high)s (%(high_at)s)."
        ) % {
            "name": name,
            "first": self._bucket(answers[0]),
            "last": self._bucket(answers[-1]),
            "low": figure(low.value, unit, self.language).short,
            "low_at": self._bucket(low),
            "high": figure(high.value, unit, self.language).short,
            "high_at": self._bucket(high),
        }

    def _notes(self, answers: Sequence[Answer]) -> list[str]:
        """What the reader must know about buckets that are not plainly measured: state, how many, and the reason."""
        ngettext = translation(self.language).ngettext
        found: dict[str, tuple[int, str]] = {}
        for answer in answers:
            if answer.state is not State.MEASURED:
                shown = self.show(answer)
                count, reason = found.get(shown.mark, (0, shown.reason))
                found[shown.mark] = (count + 1, reason or shown.reason)
        notes = []
        for mark, (count, reason) in found.items():
            text = ngettext("%(num)s point: %(mark)s", "%(num)s points: %(mark)s", count) % {
                "num": count,
                "mark": mark,
            }
            notes.append(f"{text} – {reason}" if reason else text)
        return notes

    def _day_format(self) -> str:
        say = translation(self.language).gettext
        return say("%b %Y") if self.view.grain is Grain.MONTH else say("%b %-d")


def board_of(request: Request) -> Board:
    """The board a request's address asks for. Raises Invalid where it does not fit."""
    workspace: Workspace = request.app.state.workspace
    view = read_view(dict(request.query_params), workspace.held_period(), workspace.today())
    kept = {name: request.query_params[name] for name in _KEPT if request.query_params.get(name)}
    return Board(workspace, view, language_of(request), request.url.path, kept)


def dimensions_of(board: Board, kpi: str) -> list[tuple[str, str]]:
    """The dimensions a KPI may be broken down by: code and name."""
    definition = board.workspace.catalog.define(kpi)
    words = definition.kpi.dimensions if definition.kpi else ("platform",)
    return [(word, dimension_name(word, board.language)) for word in words]


def _value(answer: Answer) -> float:
    return answer.value or 0.0
