"""The platforms data comes from: their names, and how long each takes to report and to settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from types import MappingProxyType

from goalposts.catalog.aliases import fold
from goalposts.catalog.documents import Document
from goalposts.catalog.measure import Text
from goalposts.errors import Invalid, NotFound

KINDS = ("social", "web", "seo", "email", "ads", "crm", "billing", "listening", "manual")
_KEYS = ("names", "kind", "has_impressions", "has_reach", "lag_hours", "restate_days", "reporting_day", "also")


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform.

    lag_hours: how long after the end of a day its numbers may still be missing. restate_days: how many past days to
    read again at each run. reporting_day: where its days begin and end. has_impressions, has_reach: whether it gives
    them at all.
    """

    code: str
    names: Text
    kind: str
    has_impressions: bool
    has_reach: bool
    lag_hours: int
    restate_days: int
    reporting_day: Text
    also: tuple[str, ...] = ()


@cache
def load_platforms() -> Mapping[str, Platform]:
    """Every known platform by its code."""
    document = Document("platforms.yaml")
    content = package_files("goalposts.catalog").joinpath("platforms.yaml").read_bytes()
    found = {}
    for code, (_, node) in document.pairs(document.root(content, trusted=True), "").items():
        fields = document.fields(node, code, _KEYS, ("names", "kind", "lag_hours", "restate_days", "reporting_day"))
        found[code] = Platform(
            code=code,
            names=document.texts(fields.get("names"), code),
            kind=document.choice(fields.get("kind"), code, KINDS, "manual"),
            has_impressions=document.flag(fields.get("has_impressions"), code),
            has_reach=document.flag(fields.get("has_reach"), code),
            lag_hours=document.whole(fields.get("lag_hours"), code, 0),
            restate_days=document.whole(fields.get("restate_days"), code, 0),
            reporting_day=document.texts(fields.get("reporting_day"), code),
            also=document.words(fields.get("also"), code),
        )
    if document.faults:
        raise Invalid("The platforms cannot be read.", document.faults)
    return MappingProxyType(found)


def platform_of(word: str) -> Platform:
    """The platform a word means in any language: `platform_of("트위터").code == "x"`. Raises NotFound."""
    found = _words().get(fold(word))
    if found is None:
        raise NotFound("platform", word, _words())
    return found


@cache
def _words() -> Mapping[str, Platform]:
    platforms = load_platforms().values()
    return {fold(word): p for p in platforms for word in (p.code, p.code.replace("_", " "), *p.names.values(), *p.also)}
