"""The arithmetic of the optimisation table: what is missing to a target, and what follows if all targets hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goalposts.catalog.expression import Expression, MeasureTerm, Number, Operation
from goalposts.catalog.files import Catalog

ONCE_A_VISIT, ONCE_A_VISITOR, A_VISIT_A_VISITOR = "once_a_visit", "once_a_visitor", "a_visit_a_visitor"
_COUNTED_AS = {
    "converting_sessions": ("conversions", ONCE_A_VISIT),
    "converting_users": ("conversions", ONCE_A_VISITOR),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: wanted - current in the unit of the KPI, its share of current, and for ratios the points.

    `relative` is None where current is 0; `points` (percentage points) is None for anything but a ratio.
    """

    absolute: float
    relative: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Held:
    """What one target says of a KPI: where it stands and what is wanted; `kpi` is an id or `id@variant`."""

    kpi: str
    unit: str
    current: float
    wanted: float
    cadence: str = "once"
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derived:
    """A KPI nobody set a target for, as it is now and as it would be if the targets of `of` all hold.

    formula: how it follows, over the ids in `of`. assumes: what is taken for granted, '' where nothing is.
    """

    kpi: str
    unit: str
    current: float
    wanted: float
    of: tuple[str, ...]
    formula: str
    cadence: str = "once"
    assumes: str = ""


def gap_of(current: float, wanted: float, unit: str) -> Gap:
    """The gap between where a KPI stands and what is wanted."""
    missing = wanted - current
    return Gap(missing, missing / abs(current) if current else None, missing * 100 if unit == "ratio" else None)


def derive(held: Sequence[Held], catalog: Catalog) -> list[Derived]:
    """What follows for other KPIs if all these targets hold, from the formulas of the catalog.

    Only targets of the same scope are put together; a KPI with two targets in one scope is left out.
    """
    scopes: dict[str, list[Held]] = {}
    for one in held:
        scopes.setdefault(repr(sorted(one.where.items())), []).append(one)
    return [found for rows in scopes.values() for found in _of_scope(_unambiguous(rows), catalog)]


def _unambiguous(rows: Sequence[Held]) -> list[Held]:
    count = Counter(row.kpi for row in rows)
    return [row for row in rows if count[row.kpi] == 1]


def _of_scope(rows: Sequence[Held], catalog: Catalog) -> list[Derived]:
    known = {catalog.define(row.kpi).expression: row for row in rows}
    found = [*_products(rows, known, catalog), *_ratios(rows, known, catalog)]
    kept: dict[str, Derived] = {}
    for one in found:
        kept.setdefault(one.kpi, one)
    return list(kept.values())


def _products(rows: Sequence[Held], known: Mapping[Expression, Held], catalog: Catalog) -> list[Derived]:
    """A rate and what it is a rate of give its numerator: visits x conversion rate = conversions."""
    found = []
    for rate in rows:
        expression = catalog.define(rate.kpi).expression
        if not (isinstance(expression, Operation) and expression.sign == "/"):
            continue
        base, assumes = _base(expression.right, known)
        if base is None or base is rate or not isinstance(expression.left, MeasureTerm):
            continue
        kpi, counted = _COUNTED_AS.get(expression.left.code, (expression.left.code, ""))
        if expression.left.where or kpi in {row.kpi for row in rows}:
            continue
        unit = catalog.define(kpi).unit
        found.append(
            Derived(
                kpi=kpi,
                unit=rate.unit if unit == "currency" else unit,
                current=rate.current * base.current,
                wanted=rate.wanted * base.wanted,
                of=(base.kpi, rate.kpi),
                formula=f"{base.kpi} * {rate.kpi}",
                cadence=base.cadence,
                assumes=assumes or counted,
            )
        )
    return found


def _base(divisor: Expression, known: Mapping[Expression, Held]) -> tuple[Held | None, str]:
    """The target on the divisor of a rate; people stand in for visits, which is said."""
    if divisor in known:
        return known[divisor], ""
    if divisor == MeasureTerm("sessions") and MeasureTerm("users") in known:
        return known[MeasureTerm("users")], A_VISIT_A_VISITOR
    return None, ""


def _ratios(rows: Sequence[Held], known: Mapping[Expression, Held], catalog: Catalog) -> list[Derived]:
    """Every KPI whose formula is made of at least two of these targets and nothing else."""
    found = []
    for kpi in catalog.kpis.values():
        used: list[Held] = []
        now = _worked_out(kpi.formula.expression, known, "current", used)
        if now is None or len({row.kpi for row in used}) < 2 or kpi.id in {row.kpi for row in rows}:
            continue
        then = _worked_out(kpi.formula.expression, known, "wanted", [])
        currencies = {row.unit for row in used if catalog.define(row.kpi).unit == "currency"}
        if then is None or len(currencies) > 1:
            continue
        unit = currencies.pop() if kpi.unit == "currency" and currencies else kpi.unit
        of = tuple(dict.fromkeys(row.kpi for row in used))
        found.append(Derived(kpi.id, unit, now, then, of, kpi.formula.text))
    return found


def _worked_out(expression: Expression, known: Mapping[Expression, Held], side: str, used: list[Held]) -> float | None:
    """The value of a formula when every part is known from a target or a number; `used` collects the targets."""
    if expression in known:
        used.append(known[expression])
        return float(getattr(known[expression], side))
    if isinstance(expression, Number):
        return expression.value
    if not isinstance(expression, Operation):
        return None
    left = _worked_out(expression.left, known, side, used)
    right = _worked_out(expression.right, known, side, used)
    if left is None or right is None or (expression.sign == "/" and right == 0):
        return None
    values = {"+": left + right, "-": left - right, "*": left * right}
    return left / right if expression.sign == "/" else values[expression.sign]
