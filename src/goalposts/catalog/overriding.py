"""A workspace's own definition of a KPI that we ship: the next version of it, with ours as its history."""

from __future__ import annotations

from dataclasses import replace

from goalposts.catalog.entries import KpiDraft

_INHERITED = (
    "definitions",
    "channels",
    "grains",
    "dimensions",
    "pitfalls",
    "how_measured",
    "why_it_matters",
    "source",
    "also",
    "number",
)
"""What an own definition that leaves it out takes from ours."""


def follow(own: KpiDraft, shipped: KpiDraft) -> KpiDraft:
    """The own definition standing after the shipped one; what it may not say or must say is a fault at its place.

    Questions as of a day before it became valid are still answered by ours. Variants it does not name stay ours.
    """
    oldest = own.older[-1] if own.older else own
    for name, word in (("version", "higher than"), ("valid_from", "later than")):
        if oldest.plain[name] <= shipped.plain[name]:
            what = f"{own.id!r} is a KPI of the guide; to replace it, give a {name} {word} {shipped.plain[name]}"
            own.document.fault(oldest.node, f"{own.key}.{name}", what, str(oldest.plain[name]))
    plain = dict(own.plain)
    for name in _INHERITED:
        plain[name] = plain[name] or shipped.plain[name]
    if plain["stage"] == "own":
        plain["stage"] = shipped.plain["stage"]
    return replace(
        own,
        plain=plain,
        variants={**shipped.variants, **own.variants},
        variant_names={**shipped.variant_names, **own.variant_names},
        older=[*own.older, shipped, *shipped.older],
    )
