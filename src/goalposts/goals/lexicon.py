"""Every word a goal may hold, in three languages at once: what it does in a sentence, and which KPIs it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from itertools import product
from typing import Any

import yaml

from goalposts.catalog.files import Catalog
from goalposts.catalog.measure import LANGUAGES
from goalposts.goals.folding import HAN, HANGUL, PLAIN, Letters, fold_word

Reading = Mapping[str, Any]
"""What a word may be: kind -> value."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MAPPED = {
    "which": str,
    "unit": str,
    "cadence": str,
    "currency": str,
    "counter": str,
    "named_span": str,
    "month": int,
    "weekday": int,
    "day_of_year": str,
    "ordinal": int,
    "half": int,
    "times": float,
    "fraction": float,
    "number": float,
}
"""Sections that give a word a value, and how the value is read."""

_LEFT_OUT = frozenset({"scope", "kpis", "not_kpis", "simplified", "hint", "magnitude"})
_HAN_DAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
MOST_BUILT = 4
_built: list[tuple[Catalog, Lexicon]] = []


@dataclass(frozen=True)
class Lexicon:
    """`words`: folded word -> its reading; `lengths`: first letter -> lengths of the words that begin with it."""

    words: Mapping[str, Reading]
    lengths: Mapping[str, tuple[int, ...]]
    letters: Letters


@cache
def word_list(name: str) -> Mapping[str, Any]:
    """One file of `goals/words`, every value a text."""
    content = package_files("goalposts.goals").joinpath("words", f"{name}.yaml").read_bytes()
    loaded: Mapping[str, Any] = yaml.load(content, Loader=_LOADER)  # noqa: S506 - a loader of plain texts only
    return loaded


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The words of one catalog; built once and kept for the last few catalogs."""
    for known, lexicon in _built:
        if known is catalog:
            return lexicon
    lexicon = _build(catalog)
    _built[:] = [(catalog, lexicon), *_built[: MOST_BUILT - 1]]
    return lexicon


@cache
def simplified_letters() -> Letters:
    """Simplified Chinese characters as the traditional ones our words are written in, beside what is always plain."""
    pairs = word_list("zh-Hant")["simplified"].split()
    return {**PLAIN, **{ord(pair[0]): pair[1] for pair in pairs}}


def _build(catalog: Catalog) -> Lexicon:
    words: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        for word, kind, value in _entries(word_list(language)):
            _add(words, word, kind, value)
    for code, platform in catalog.platforms.items():
        for word in (code, code.replace("_", " "), *platform.names.values(), *platform.also):
            for form in (word, *_numbers_of(fold_word(word))):
                _add(words, form, "platform", code)
    for (week, name), (day, number) in product(_han_weeks(words), _HAN_DAYS.items()):
        words.setdefault(week + day, {})["weekday_of"] = (name, number)
    for word, ids in _kpi_words(catalog).items():
        words.setdefault(word, {})["kpi"] = ids
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    ordered = {letter: tuple(sorted(found, reverse=True)) for letter, found in lengths.items()}
    return Lexicon(words, ordered, simplified_letters())


def _han_weeks(words: Mapping[str, Reading]) -> list[tuple[str, str]]:
    """Chinese words for a week, which a day may follow: 下週五."""
    named = ((word, str(reading.get("named_span", ""))) for word, reading in words.items())
    return [(word, name) for word, name in named if name.endswith(" week") and HAN.search(word)]


def _entries(sections: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for section, content in sections.items():
        if section in _MAPPED:
            for value, listed in content.items():
                yield from ((word, section, _MAPPED[section](value)) for word in listed)
        elif section == "hint":
            yield from ((word, "hint", about) for about, listed in content.items() for word in listed)
        elif section == "scope":
            for dimension, values in content.items():
                yield from ((w, "scope", (dimension, value)) for value, listed in values.items() for w in listed)
        elif section == "unread":
            yield from ((word, "unknown", True) for word in content)
        elif section not in _LEFT_OUT:
            yield from ((word, section, True) for word in content)


def _add(words: dict[str, dict[str, Any]], word: str, kind: str, value: Any) -> None:
    for form in _forms(word):
        reading = words.setdefault(form, {})
        if kind == "scope" and "scope" in reading:
            reading["scope"] = reading["scope"] + ((value,) if value not in reading["scope"] else ())
        elif kind == "scope":
            reading["scope"] = (value,)
        else:
            reading.setdefault(kind, value)


def _forms(word: str) -> set[str]:
    """The word as folded; Korean and Chinese words without their spaces too, and English ones written as one."""
    folded = fold_word(word, simplified_letters())
    forms = {folded}
    if " " in folded and (HANGUL.search(folded) or HAN.search(folded)):
        forms.add(folded.replace(" ", ""))
        forms.add(re.sub(r"(?<=[^\x00-\x7f]) (?=[\x00-\x7f])|(?<=[\x00-\x7f]) (?=[^\x00-\x7f])", "", folded))
    if word.isascii() and re.search(r"\w-\w", word):
        forms.add(fold_word(word.replace("-", "")))
    return forms - {""}


def _kpi_words(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Words for KPIs: those of the catalog, their plurals and singulars, and what only sentences say."""
    found: dict[str, dict[str, None]] = {}
    listed: list[tuple[str, tuple[str, ...]]]
    listed = [(word, (kpi.id,)) for kpi in catalog.kpis.values() for word in _names(catalog, kpi.id)]
    listed += [(word, alias.means) for alias in catalog.aliases for word in alias.words]
    for word, ids in listed:
        for form in _forms(word):
            found.setdefault(form, {}).update(dict.fromkeys(id_ for id_ in ids if id_ in catalog.kpis))
    for word in [word for language in LANGUAGES for word in word_list(language)["not_kpis"]]:
        for form in _forms(word):
            found.pop(form, None)
    for form, known in list(found.items()):
        for other in _numbers_of(form):
            found.setdefault(other, known)
    for language in LANGUAGES:
        for key, said in word_list(language)["kpis"].items():
            meant = dict.fromkeys(id_ for id_ in key.split(",") if id_ in catalog.kpis)
            found |= {form: meant for word in said for form in _forms(word) if meant}
    return {form: tuple(meant) for form, meant in found.items() if meant}


def _names(catalog: Catalog, id_: str) -> list[str]:
    kpi = catalog.kpis[id_]
    return [*kpi.names.values(), *kpi.also, id_, id_.replace("_", " ")]


def _numbers_of(form: str) -> tuple[str, ...]:
    """The plural of an English singular and the singular of a plural, where the word is long enough to be sure."""
    if not form.isascii() or len(form) < 5 or not form[-1].isalpha() or form.endswith(("ss", "us", "is")):
        return ()
    if form.endswith("s"):
        return (form[:-1],) if " " in form or len(form) > 6 else ()
    return (f"{form[:-1]}ies",) if form.endswith("y") and form[-2] not in "aeiou" else (f"{form}s",)
