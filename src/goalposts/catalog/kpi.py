"""A KPI: a named, versioned formula over measures, with everything a reader needs to trust it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from goalposts.catalog.expression import Expression
from goalposts.catalog.measure import Text, Unit

STAGES = ("awareness", "engagement", "email", "leads_and_sales", "finance", "retention", "work", "own")
"""The chapters of the KPI guide, in order; `own` holds what a workspace adds."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, and as parsed with other KPIs already put in their place.

    `unit`, `additivity` and `n_of` are set on a variant that differs in them from its KPI.
    """

    text: str
    expression: Expression
    unit: Unit | None = None
    additivity: str | None = None
    n_of: Expression | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One version of one KPI.

    unit `ratio` is stored 0..1 and shown as %; `currency` is in the currency of the rows.
    additivity: A additive, U unique, R ratio of sums, M mean of items, L level (kpis.md legend).
    variants: other accepted bases or readings by name; asked as `id@variant` (for example `engagement_rate@followers`).
    n_of: the measure expression whose value is the sample size; None = the divisor of a ratio, else the rows.
    min_age_hours: items younger than this at their reading are left out of a mean of items.
    annual: the formula means what it says only over twelve months (orders a customer makes in a year).
    also: other words people use for it, in any language.
    number: its place in the KPI guide; 0 for KPIs of one's own.
    """

    id: str
    names: Text
    definitions: Text
    formula: Formula
    unit: Unit
    direction: Literal["up", "down", "context"]
    additivity: Literal["A", "U", "R", "M", "L"]
    stage: str
    channels: tuple[str, ...] = ()
    grains: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    pitfalls: Text = field(default_factory=dict)
    how_measured: Text = field(default_factory=dict)
    why_it_matters: Text = field(default_factory=dict)
    source: tuple[str, ...] = ()
    variants: Mapping[str, Formula] = field(default_factory=dict)
    variant_names: Mapping[str, Text] = field(default_factory=dict)
    n_of: Expression | None = None
    min_age_hours: int = 0
    supporting: bool = False
    own: bool = False
    version: int = 1
    valid_from: dt.date = dt.date(2000, 1, 1)
    annual: bool = False
    also: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Definition:
    """What one asked name stands for: a KPI (or one variant of it), or a bare measure asked by its code."""

    asked: str
    names: Text
    expression: Expression
    formula: str
    unit: Unit
    direction: Literal["up", "down", "context"]
    additivity: str
    version: str
    n_of: Expression | None = None
    min_age_hours: int = 0
    kpi: Kpi | None = None
