"""Definitions written as the YAML that a catalog folder takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from goalposts.catalog.formula import render_formula
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.measure import Measure

_WIDTH = 110


def kpi_fields(kpi: Kpi) -> dict[str, Any]:
    """One version of a KPI as the fields of its YAML entry, in the order people write them."""
    told: dict[str, Any] = {
        "names": dict(kpi.names),
        "definitions": dict(kpi.definitions),
        "formula": kpi.formula.text,
        "unit": kpi.unit,
        "direction": kpi.direction,
        "additivity": kpi.additivity,
        "stage": kpi.stage,
        "n_of": render_formula(kpi.n_of) if kpi.n_of else "",
        "min_age_hours": kpi.min_age_hours,
        "annual": kpi.annual,
        **{name: list(getattr(kpi, name)) for name in ("channels", "grains", "dimensions", "also")},
        **{name: dict(getattr(kpi, name)) for name in ("pitfalls", "how_measured", "why_it_matters")},
        "variants": {name: _variant(kpi, name) for name in kpi.variants},
        "version": kpi.version,
        "valid_from": kpi.valid_from.isoformat(),
    }
    return {name: value for name, value in told.items() if value not in ("", 0, False, [], {}, None)}


def _variant(kpi: Kpi, name: str) -> dict[str, Any]:
    formula = kpi.variants[name]
    told = {
        "names": dict(kpi.variant_names.get(name, {})) or name,
        "formula": formula.text,
        "unit": formula.unit or "",
        "additivity": formula.additivity or "",
        "n_of": render_formula(formula.n_of) if formula.n_of else "",
    }
    return {key: value for key, value in told.items() if value}


def measure_fields(measure: Measure) -> dict[str, Any]:
    """A measure as the fields of its YAML entry."""
    told: dict[str, Any] = {
        "names": dict(measure.names),
        "definitions": dict(measure.definitions),
        "unit": measure.unit,
        "additivity": measure.additivity,
        "direction": measure.direction,
        "sum_of": list(measure.sum_of),
        "rows_of": measure.rows_of,
        "version": measure.version,
        "valid_from": measure.valid_from.isoformat(),
    }
    return {name: value for name, value in told.items() if value not in ("", [], {})}


def write_yaml(fields: Mapping[str, Any]) -> str:
    """YAML with every letter as itself and keys in their order; words that YAML would take for others are quoted."""
    return yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=_WIDTH)
