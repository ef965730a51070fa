"""Finding KPIs by words of any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goalposts.catalog.aliases import fold
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.measure import LANGUAGES

_EXACT, _START, _NAME, _OTHER, _DEFINITION, _TEXT = range(6)


def rank(text: str, kpis: Mapping[str, Kpi], meant: Iterable[str] = (), language: str | None = None) -> list[str]:
    """Ids of the KPIs that hold every word of `text`, best first.

    Best are those the whole text is a name or alias of (`meant`), then names that start with it, names and other words
    that hold it, then definitions and the longer texts. Width and case do not matter. Among equals a name in `language`
    comes first, then the order of the guide.
    """
    sought = fold(text)
    if not sought:
        return []
    first = set(meant)
    scores = {}
    for id_, kpi in kpis.items():
        score = _EXACT if id_ in first or id_ == sought else _score(sought, kpi)
        if score is not None:
            scores[id_] = score, language is not None and sought not in fold(kpi.names[language])
    return sorted(scores, key=lambda id_: scores[id_])


def _score(sought: str, kpi: Kpi) -> int | None:
    names = [fold(name) for name in kpi.names.values()]
    if any(name.startswith(sought) for name in names):
        return _START
    words = sought.split()
    layers = (
        (_NAME, [*names, kpi.id.replace("_", " "), kpi.id]),
        (_OTHER, [fold(word) for word in kpi.also]),
        (_DEFINITION, [fold(text) for text in kpi.definitions.values()]),
        (_TEXT, [fold(texts[language]) for language in LANGUAGES for texts in _longer(kpi) if language in texts]),
    )
    for score, texts in layers:
        if any(all(word in text for word in words) for text in texts):
            return score
    return None


def _longer(kpi: Kpi) -> tuple[Mapping[str, str], ...]:
    return kpi.pitfalls, kpi.how_measured, kpi.why_it_matters
