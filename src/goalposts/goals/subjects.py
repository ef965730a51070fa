"""What a sentence is about: the KPIs its words may mean, and the part of the brand they are counted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Kpi
from goalposts.goals.amounts import MONEY, PLAIN, SCORE, Amount
from goalposts.goals.draft import Span
from goalposts.goals.lexicon import Lexicon, word_list
from goalposts.goals.tokens import UNKNOWN, Token

_ABOUT_PLATFORM = {"social": "social", "email": "email", "ads": "ad", "seo": "search", "crm": "crm", "web": "web"}
_ABOUT_ITEMS = {
    "email": "email",
    "ad": "ad",
    "post": "social",
    "story": "social",
    "short_video": "social",
    "video": "social",
}
_PUBLISHED = frozenset({"post", "video", "short_video", "story", "article", "blog", "image", "carousel"})


@dataclass(frozen=True)
class Subject:
    """What is counted, and of what.

    meanings: the KPIs that may be meant, most likely first; several: because several were named. scope: dimension ->
    the values said. spans: places of all of them. published: content is counted, no KPI is named ("3 posts a week").
    """

    meanings: tuple[str, ...] = ()
    several: bool = False
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    published: bool = False


@cache
def kin() -> Mapping[str, Any]:
    """The rules of `words/kpis.yaml`."""
    return word_list("kpis")


def read_subject(
    tokens: Sequence[Token], text: str, catalog: Catalog, lexicon: Lexicon, amounts: Sequence[Amount]
) -> Subject:
    """The subject of the words of a folded text; `amounts` tell words apart."""
    scope, spans = _scope(tokens, text, lexicon)
    groups: list[tuple[str, ...]] = []
    places: list[Span] = []
    abouts = _abouts(tokens, scope, catalog)
    for token in tokens:
        if "kpi" in token.reading:
            groups.append(_narrowed(token.reading["kpi"], text[token.start : token.end], catalog, abouts, scope))
            places.append((token.start, token.end))
    published = _PUBLISHED & {value for name in ("items", "content_type") for value in scope.get(name, ())}
    is_published = bool(not groups and amounts and published)
    if is_published:
        groups, places = [("posts_published",)], list(spans.get("scope.items", spans.get("scope.content_type", ())))
    groups = _without_umbrellas([_exact(group, amounts, scope, catalog) for group in groups])
    meanings = tuple(dict.fromkeys(id_ for group in groups for id_ in group if id_ in catalog.kpis))
    if places:
        spans = {**spans, "kpi": tuple(places)}
    only = catalog.kpis[meanings[0]] if len(meanings) == 1 else None
    if only is not None and "channel" in only.dimensions and "email" not in only.channels:
        scope, spans = _mail_as_channel(scope, spans)
    return Subject(meanings, len(groups) > 1, _told(scope, only), spans, is_published)


def _scope(
    tokens: Sequence[Token], text: str, lexicon: Lexicon
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Span, ...]]]:
    found: dict[str, dict[str, list[Span]]] = {}
    for i, token in enumerate(tokens):
        span = (token.start, token.end)
        if "kpi" in token.reading:
            for code, place in _platforms_inside(token, text, lexicon):
                found.setdefault("platform", {}).setdefault(code, []).append(place)
        elif "platform" in token.reading:
            found.setdefault("platform", {}).setdefault(token.reading["platform"], []).append(span)
        elif "scope" in token.reading:
            dimension, value = token.reading["scope"][0]
            found.setdefault(dimension, {}).setdefault(value, []).append(span)
        elif "quoted" in token.reading and _beside_campaign(tokens, i):
            found.setdefault("campaign", {}).setdefault(text[token.start + 1 : token.end - 1], []).append(span)
        elif "campaign" in token.reading and (before := _unknown_before(tokens, i)) is not None:
            found.setdefault("campaign", {}).setdefault(text[before[0] : before[1]], []).append(before)
    scope = {dimension: tuple(values) for dimension, values in found.items()}
    places = {f"scope.{name}": tuple(p for spans in values.values() for p in spans) for name, values in found.items()}
    return scope, places


def _platforms_inside(token: Token, text: str, lexicon: Lexicon) -> list[tuple[str, Span]]:
    """Platforms named within the words of a KPI: YouTube subscribers."""
    found = []
    for start in range(token.start, token.end):
        for length in lexicon.lengths.get(text[start], ()):
            end = start + length
            whole = start == token.start or not text[start - 1].isalpha()
            platform = lexicon.words.get(text[start:end], {}).get("platform") if end <= token.end else None
            if platform and whole and length > 2:
                found.append((platform, (start, end)))
                break
    return found


def _unknown_before(tokens: Sequence[Token], i: int) -> Span | None:
    """The unknown words right before a word: the name of a campaign."""
    first = i
    while first and UNKNOWN in tokens[first - 1].reading:
        first -= 1
    return (tokens[first].start, tokens[i - 1].end) if first < i else None


def _beside_campaign(tokens: Sequence[Token], i: int) -> bool:
    near = [*tokens[max(0, i - 2) : i], *tokens[i + 1 : i + 3]]
    return any("campaign" in token.reading for token in near)


def _abouts(tokens: Sequence[Token], scope: Mapping[str, tuple[str, ...]], catalog: Catalog) -> list[str]:
    """What the words beside the KPI are about, nearest to the subject first: content, platforms, then hints."""
    items = [_ABOUT_ITEMS[value] for value in scope.get("items", ()) if value in _ABOUT_ITEMS]
    kinds = [catalog.platforms[code].kind for code in scope.get("platform", ())]
    hints = [token.reading["hint"] for token in tokens if "hint" in token.reading and "kpi" not in token.reading]
    return [*items, *(_ABOUT_PLATFORM.get(kind, kind) for kind in kinds), *hints]


def _narrowed(
    ids: tuple[str, ...], word: str, catalog: Catalog, abouts: Sequence[str], scope: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """The meanings that fit what stands around the word."""
    for code in scope.get("platform", ()):
        other = kin()["by_platform"].get(code, {}).get("+".join(ids)) or kin()["by_platform"].get(code, {}).get(ids[0])
        if other:
            return (other,)
    for about in abouts:
        channels = set(kin()["about"].get(about, ()))
        fitting = tuple(id_ for id_ in ids if channels & set(catalog.kpis[id_].channels))
        if fitting and len(fitting) < len(ids):
            named = [id_ for id_ in fitting if word in (name.lower() for name in catalog.kpis[id_].names.values())]
            named = named if "which_base" not in _open_code(fitting) else []
            return (named[0],) if named else fitting
    return ids


def _open_code(ids: Sequence[str]) -> str:
    return str(kin()["open"].get("+".join(ids), [""])[0])


def _exact(
    ids: tuple[str, ...], amounts: Sequence[Amount], scope: Mapping[str, tuple[str, ...]], catalog: Catalog
) -> tuple[str, ...]:
    """The one meaning that has the unit of the amounts, or comes from the platform or channel that is named."""
    key = "+".join(ids)
    for code in scope.get("platform", ()):
        if other := kin()["from_platform"].get(catalog.platforms[code].kind, {}).get(key):
            return tuple(other.split("+"))
    for items in scope.get("items", ()):
        if other := kin()["by_items"].get(items, {}).get(key):
            return (other,)
    for channel in scope.get("channel", ()):
        if other := kin()["from_channel"].get(channel, {}).get(key):
            return (other,)
    for amount in amounts:
        unit = {MONEY: "money", SCORE: "score"}.get(amount.kind, amount.counted or PLAIN)
        if unit and not amount.times and (other := kin()["instead"].get(unit, {}).get(key)):
            return (other,)
    return ids


def _without_umbrellas(groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Website traffic of 10,000 visitors: the second word is only the unit of the first, and says more."""
    keys = ["+".join(group) for group in groups]
    kept = []
    for key, group in zip(keys, groups, strict=True):
        units = kin()["umbrella"].get(key, ())
        inner = [other for other in keys if other in units]
        over = any(key in kin()["umbrella"].get(other, ()) for other in keys)
        if (key == "website_traffic" and inner) or (
            key != "website_traffic" and over and "website_traffic" not in keys
        ):
            continue
        if group not in kept:
            kept.append(group)
    return kept


def _mail_as_channel(
    scope: Mapping[str, tuple[str, ...]], spans: Mapping[str, tuple[Span, ...]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[Span, ...]]]:
    """Visits from the newsletter: for figures of the site and of sales e-mail is a channel, not content."""
    if scope.get("items") != ("email",) or "channel" in scope:
        return dict(scope), dict(spans)
    names = {"items": "channel", "scope.items": "scope.channel"}
    return ({names.get(k, k): v for k, v in scope.items()}, {names.get(k, k): v for k, v in spans.items()})


def _told(scope: Mapping[str, tuple[str, ...]], kpi: Kpi | None) -> dict[str, tuple[str, ...]]:
    """The scope without what the KPI says already (e-mails of an e-mail KPI, ads of an ad KPI)."""
    if kpi is None:
        return dict(scope)
    implied = {"email": "email", "ads": "ad"}
    channels = [implied.get(channel) for channel in kpi.channels]
    left = {d: tuple(v for v in values if d != "items" or v not in channels) for d, values in scope.items()}
    if kpi.id == "organic_traffic":
        left.pop("channel", None)
    return {d: values for d, values in left.items() if values}
