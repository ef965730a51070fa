"""A KPI definition as plain data, the same for the command line, the API and notebooks."""

from __future__ import annotations

from typing import Any

from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Kpi


def describe_kpi(kpi: Kpi, catalog: Catalog) -> dict[str, Any]:
    """Everything the catalog says of a KPI; texts come in every language, by language."""
    return {
        "id": kpi.id,
        "names": dict(kpi.names),
        "definitions": dict(kpi.definitions),
        "formula": kpi.formula.text,
        "variants": {name: formula.text for name, formula in kpi.variants.items()},
        "unit": kpi.unit,
        "direction": kpi.direction,
        "additivity": kpi.additivity,
        "stage": kpi.stage,
        "channel": list(kpi.channels),
        "grains": list(kpi.grains),
        "dimensions": list(kpi.dimensions),
        "pitfalls": dict(kpi.pitfalls),
        "how_measured": dict(kpi.how_measured),
        "why_it_matters": dict(kpi.why_it_matters),
        "also": list(catalog.words_for(kpi.id)),
        "source": list(kpi.source),
        "supporting": kpi.supporting,
        "own": kpi.own,
        "version": kpi.version,
        "valid_from": kpi.valid_from.isoformat(),
    }
