"""From the scope of a sentence to the conditions of the engine: "website visits from Facebook" are visits by source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from goalposts.catalog.dimensions import DIMENSIONS, ITEM_AXES
from goalposts.catalog.files import Catalog, load_catalog
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.platforms import load_platforms

_CONTENT = {"video": "video", "article": "article", "carousel": "carousel", "image": "image", "link": "link"}
"""Items that sources tell apart by the type of their content."""
_KINDS = frozenset(kind for kinds in ITEM_AXES.values() for kind in kinds) - {"post", "video", "email", "page", "form"}
"""Items that are a kind of their own; posts, e-mails, pages and forms are what their KPIs count anyway."""


def where_of(kpi: str, scope: Mapping[str, str], catalog: Catalog | None = None) -> dict[str, str]:
    """The `where` of a question about `kpi` within `scope` (the words of `goals.draft.Draft`, or a `where` already).

    `catalog` is that of the workspace; without one, the KPIs we ship.

    A social platform asked of a website KPI is the one that sent the visit (`source`). Items are a condition only where
    the KPI tells them apart; "posts" is all that a social KPI counts. Any other part stays under its own name, so that
    the engine can say when no source held is sliced that way; what is no dimension of the engine (an audience) is left
    out.
    """
    asked = (catalog or _shipped()).kpis.get(kpi.partition("@")[0])
    if asked is None:
        return {name: value for name, value in scope.items() if name in DIMENSIONS}
    where: dict[str, str] = {}
    for name, value in scope.items():
        if name == "platform" and _is_sender(asked, value):
            where["source"] = value
        elif name == "items":
            where.update(_items(asked, value))
        elif name in DIMENSIONS:
            where[name] = value
    return where


@cache
def _shipped() -> Catalog:
    return load_catalog()


def _is_sender(kpi: Kpi, platform: str) -> bool:
    known = load_platforms().get(platform)
    return "web" in kpi.channels and "platform" not in kpi.dimensions and known is not None and known.kind == "social"


def _items(kpi: Kpi, items: str) -> dict[str, str]:
    if "content_type" not in kpi.dimensions:
        return {}
    if items in _CONTENT:
        return {"content_type": _CONTENT[items]}
    return {"item_kind": items} if items in _KINDS else {}
