"""How the measure of an account is read: which cut and window answers this question best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from goalposts.catalog.dimensions import DIMENSIONS, ITEM_AXES
from goalposts.catalog.expression import Condition, Diversity, Expression, MeanOfItems, MeasureTerm, Operation
from goalposts.catalog.measure import Measure
from goalposts.catalog.platforms import Platform
from goalposts.metrics.coverage import DATELESS, Account, Coverage, Holding, day_number
from goalposts.metrics.nodes import STORED, Pick, Shape
from goalposts.metrics.question import Question
from goalposts.metrics.reason import Reason
from goalposts.periods import Grain, Period
from goalposts.warehouse.tables import UNDATED

_FITS = {
    "day": {*Grain},
    "week": {Grain.WEEK, Grain.TOTAL},
    "month": {Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.TOTAL},
    "quarter": {Grain.QUARTER, Grain.YEAR, Grain.TOTAL},
    "year": {Grain.YEAR, Grain.TOTAL},
}
_WINDOW_ORDER = ("day", "week", "month", "quarter", "year")
_ACCOUNT_DIMENSIONS = frozenset(name for name, d in DIMENSIONS.items() if d.column.startswith("account."))
_ADS_DIMENSIONS = frozenset({"platform", "account", "paid", "campaign", "objective", "ad"})
_OWNER_DIMENSIONS = frozenset({"owner_kind", "brand", "account"})


@dataclass(frozen=True)
class Wanted:
    """A measure a formula needs; `term` is the code as written (a derived sum keeps its own name)."""

    term: str
    measure: Measure = field(compare=False)
    code: str
    where: tuple[Condition, ...]
    per_item: bool
    extra: tuple[str, ...]


def wanted_measures(
    expression: Expression, measures: Mapping[str, Measure], per_item: bool = False, extra: tuple[str, ...] = ()
) -> Iterator[Wanted]:
    """Every stored measure an expression needs, derived sums taken apart, from left to right."""
    if isinstance(expression, MeasureTerm):
        for code in measures[expression.code].sum_of or (expression.code,):
            for part in _flat(code, measures):
                yield Wanted(expression.code, measures[part], part, expression.where, per_item, extra)
    elif isinstance(expression, Operation):
        yield from wanted_measures(expression.left, measures, per_item, extra)
        yield from wanted_measures(expression.right, measures, per_item, extra)
    elif isinstance(expression, MeanOfItems):
        yield from wanted_measures(expression.of, measures, True, extra)
    elif isinstance(expression, Diversity):
        yield from wanted_measures(expression.of, measures, per_item, (*extra, expression.dimension))


def _flat(code: str, measures: Mapping[str, Measure]) -> Iterator[str]:
    """The stored parts of a measure: `acquisition_cost` is made of `marketing_cost`, itself a sum."""
    parts = measures[code].sum_of
    if not parts:
        yield code
    for part in parts:
        yield from _flat(part, measures)


def required_axes(dimensions: Sequence[str]) -> frozenset[str]:
    """The axes facts must be cut by to answer for these dimensions ('item' = any item axis)."""
    return frozenset(DIMENSIONS[name].axis for name in dimensions) - {""}


@dataclass(frozen=True)
class Picker:
    """Chooses, for one question, how each measure of each account is read."""

    question: Question
    platforms: Mapping[str, Platform]
    coverage: Coverage
    period: Period | None
    _found: dict[Wanted, dict[int, list[Pick]]] = field(default_factory=dict, compare=False)

    def conditions(self, wanted: Wanted) -> tuple[Condition, ...]:
        return tuple(sorted({*self.question.where, *wanted.where}))

    def dimensions(self, wanted: Wanted) -> tuple[str, ...]:
        return (*self.question.by, *wanted.extra)

    def asked(self, wanted: Wanted) -> list[str]:
        named = [*self.dimensions(wanted), *(c.dimension for c in self.conditions(wanted))]
        return [*named, "item"] if wanted.per_item else named

    def candidates(self, wanted: Wanted) -> dict[int, list[Pick]]:
        """Per account, every way to read the measure for this question, best first."""
        key = replace(wanted, term=wanted.code)
        if key not in self._found:
            self._found[key] = self._candidates(wanted)
        return self._found[key]

    def _candidates(self, wanted: Wanted) -> dict[int, list[Pick]]:
        asked = self.asked(wanted)
        axes = required_axes(asked)
        by_account: dict[int, list[Holding]] = defaultdict(list)
        for holding in self.coverage.held(wanted.measure.rows_of or wanted.code):
            account = self.coverage.accounts.get(holding.account_id)
            if account and self._is_asked(account, wanted, asked) and _has_axes(holding, axes):
                by_account[holding.account_id].append(holding)
        found = {a: self._ways(wanted, holdings, axes) for a, holdings in by_account.items()}
        return self._without_ads(wanted, {a: ways for a, ways in found.items() if ways})

    def _is_asked(self, account: Account, wanted: Wanted, asked: Sequence[str]) -> bool:
        conditions = [c for c in self.conditions(wanted) if c.dimension in _ACCOUNT_DIMENSIONS]
        for condition in conditions:
            column = DIMENSIONS[condition.dimension].column.removeprefix("account.")
            if getattr(account, column) not in condition.values:
                return False
        return account.owner_kind == "own" or not _OWNER_DIMENSIONS.isdisjoint(asked)

    def _without_ads(self, wanted: Wanted, found: dict[int, list[Pick]]) -> dict[int, list[Pick]]:
        """Leave ad accounts out where page accounts give the same measure, unless a condition asks for them.

        What a page reports includes its paid delivery, so that adding the ad account would count it twice.
        """
        if _ADS_DIMENSIONS & {condition.dimension for condition in self.conditions(wanted)}:
            return found
        names = {a: self.coverage.accounts[a].platform for a in found}
        kinds = {a: self.platforms[name].kind for a, name in names.items() if name in self.platforms}
        if set(kinds.values()) <= {"ads"}:
            return found
        return {a: ways for a, ways in found.items() if kinds.get(a) != "ads"}

    def _ways(self, wanted: Wanted, holdings: list[Holding], axes: frozenset[str]) -> list[Pick]:
        measure, ways = wanted.measure, []
        by_cut: dict[tuple[str, str], list[Holding]] = defaultdict(list)
        for holding in holdings:
            by_cut[holding.cut, holding.table].append(holding)
        for same in by_cut.values():
            extra = _extra_axes(same[0], axes)
            if same[0].table != STORED and measure.additivity != "additive":
                extra = frozenset()  # rows tell people and movements apart, whatever else they are cut by
            if measure.additivity == "unique" and extra:
                same = [h for h in same if h.window == "lifetime"]  # one item has one row, whatever else it is cut by
            if not same or (measure.additivity == "level" and extra):
                continue
            overlapping = tuple(sorted(extra)) if not all(h.adds_up for h in same) else ()
            ways += [Pick(held, shape, overlapping) for held, shape in self._shapes(wanted, same)]
        return sorted(ways, key=lambda way: self._rank(way, axes)) if len(ways) > 1 else ways

    def _shapes(self, wanted: Wanted, same: list[Holding]) -> Iterator[tuple[tuple[Holding, ...], Shape]]:
        counters = tuple(h for h in same if h.window == "lifetime")
        spans = tuple(h for h in same if h.window not in DATELESS)
        undated = tuple(h for h in same if h.window == UNDATED and self.period is None)
        additivity, rows = wanted.measure.additivity, same[0].table != STORED
        if wanted.per_item:
            if counters or spans:
                yield counters or spans, Shape.ITEMS
        elif additivity == "level":
            held = (*spans, *undated) if rows else tuple(h for h in same if h.window != UNDATED or h in undated)
            if held:
                yield held, Shape.RUNNING if rows else Shape.LEVEL
        elif additivity == "unique":
            if spans or undated:
                yield (*spans, *undated), Shape.DISTINCT if rows else Shape.UNIQUE
            elif counters:
                yield counters, Shape.PUBLISHED
        else:
            yield from self._sums(spans, undated)
            if counters:
                yield counters, self._counter_shape(wanted, counters)

    def _sums(
        self, spans: tuple[Holding, ...], undated: tuple[Holding, ...]
    ) -> Iterator[tuple[tuple[Holding, ...], Shape]]:
        """Each kind of window on its own, with what carries no date where no period is asked for."""
        for holding in spans or undated[:1]:
            if self.period is None or self.question.grain in _FITS.get(holding.window, {Grain.TOTAL}):
                yield tuple(dict.fromkeys((holding, *undated))), Shape.SUM

    def _counter_shape(self, wanted: Wanted, counters: tuple[Holding, ...]) -> Shape:
        if self.period is None or wanted.measure.item_dated == "published":
            return Shape.PUBLISHED
        if not required_axes(self.asked(wanted)).isdisjoint({"item", *ITEM_AXES}):
            return Shape.PUBLISHED
        first, last = day_number(self.period.start), day_number(self.period.end)
        earliest = min((counter.readings[0] for counter in counters if counter.readings), default=last)
        grew = any(earliest < day for counter in counters for day in counter.readings if first <= day <= last)
        return Shape.GROWTH if grew else Shape.PUBLISHED

    def _rank(self, way: Pick, axes: frozenset[str]) -> tuple[object, ...]:
        held = way.holdings[0]
        covered = self._covered(held) if way.shape in (Shape.SUM, Shape.DISTINCT, Shape.RUNNING) else 1
        order = _WINDOW_ORDER.index(held.window) if held.window in _WINDOW_ORDER else len(_WINDOW_ORDER)
        return (
            covered == 0,
            all(holding.by_hand for holding in way.holdings),
            way.shape is not Shape.SUM,
            held.table == STORED,
            len(way.overlapping),
            len(_extra_axes(held, axes)),
            -covered,
            order,
            held.cut,
        )

    def _covered(self, holding: Holding) -> int:
        if self.period is None:
            return int((holding.spans[:, 1] - holding.spans[:, 0]).sum())
        return holding.days_within(day_number(self.period.start), day_number(self.period.end))

    def same_accounts(
        self, wanted: list[Wanted], held: Mapping[Wanted, Mapping[int, list[Pick]]]
    ) -> tuple[dict[Wanted, set[int]], Reason | None]:
        """Where some accounts give every part of a ratio, take those only, so that parts meet their own base."""
        per_term: dict[tuple[str, tuple[Condition, ...]], set[int]] = defaultdict(set)
        for w in wanted:
            per_term[w.term, w.where] |= set(held[w])
        everywhere = set.intersection(*per_term.values()) if per_term else set()
        if len(per_term) < 2 or not everywhere:
            return {w: set(held[w]) for w in wanted}, None
        dropped = sorted(self.coverage.accounts[a].name for a in set.union(*per_term.values()) - everywhere)
        note = Reason("without_accounts", accounts=", ".join(dropped)) if dropped else None
        return {w: set(held[w]) & everywhere for w in wanted}, note

    def picked(
        self, kept: Mapping[Wanted, set[int]], held: Mapping[Wanted, Mapping[int, list[Pick]]]
    ) -> dict[Wanted, tuple[Pick, ...]]:
        """One pick per measure and account; parts of one KPI share the cut and window where the account allows."""
        choices: dict[int, dict[int, list[Pick]]] = defaultdict(dict)
        for number, (wanted, accounts) in enumerate(kept.items()):
            ways = held[wanted]
            for account in accounts:
                choices[account][number] = ways[account]
        picked: list[list[Pick]] = [[] for _ in kept]
        for account in sorted(choices):
            for number, pick in _agreed(choices[account]).items():
                picked[number].append(pick)
        return {wanted: tuple(found) for wanted, found in zip(kept, picked, strict=True)}

    def why_missing(self, wanted: Wanted) -> Reason:
        """Why no account can answer for this measure."""
        code = wanted.measure.code
        everyone = self.coverage.held(wanted.measure.rows_of or code)
        asked, accounts = self.asked(wanted), self.coverage.accounts
        axes = required_axes(asked)
        if not everyone:
            return Reason("no_source", measure=code)
        known = (h for h in everyone if h.account_id in accounts)
        holdings = [h for h in known if self._is_asked(accounts[h.account_id], wanted, asked)] or everyone
        if not any(_has_axes(h, axes) for h in holdings):
            return Reason("not_sliced", measure=code, axes=", ".join(sorted(axes)))
        if self.period and all(h.window == UNDATED for h in holdings if _has_axes(h, axes)):
            return Reason("undated", measure=code)
        return Reason("not_window" if wanted.measure.additivity == "unique" else "no_account", measure=code)


def _agreed(ways: Mapping[int, list[Pick]]) -> dict[int, Pick]:
    """The best way for each part, preferring a family that every part of the KPI has."""
    if all(len(found) == 1 for found in ways.values()):
        return {number: found[0] for number, found in ways.items()}
    common = set.intersection(*({_family(pick) for pick in found} for found in ways.values()))
    return {
        number: next((pick for pick in found if _family(pick) in common), found[0]) for number, found in ways.items()
    }


def _family(pick: Pick) -> tuple[str, bool]:
    """What parts of one KPI should share: the cut, and whether counters of items or spans of days are read."""
    return pick.holdings[0].cut, pick.shape in (Shape.PUBLISHED, Shape.GROWTH, Shape.ITEMS)


def _has_axes(holding: Holding, axes: frozenset[str]) -> bool:
    has_item = not holding.axes.isdisjoint(ITEM_AXES)
    return axes - {"item"} <= holding.axes and ("item" not in axes or has_item)


def _extra_axes(holding: Holding, axes: frozenset[str]) -> frozenset[str]:
    """Axes the rows are sliced by beyond what was asked, over which they must be summed."""
    asked = axes | set(ITEM_AXES) if "item" in axes else axes
    return holding.axes - asked
