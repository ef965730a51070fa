"""Words people say for KPIs: one word may mean one KPI, or several and then a question is asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.documents import Document
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.measure import Text
from goalposts.errors import Invalid


@dataclass(frozen=True, slots=True)
class Alias:
    """Words for the same thing, the KPI ids they may mean, and what to ask where there are several."""

    words: tuple[str, ...]
    means: tuple[str, ...]
    ask: Text = field(default_factory=dict)


def fold(text: str) -> str:
    """A text as it is compared: width, case and runs of space do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@cache
def load_aliases() -> tuple[Alias, ...]:
    """The built-in aliases."""
    document = Document("aliases.yaml")
    content = package_files("goalposts.catalog").joinpath("aliases.yaml").read_bytes()
    found = []
    for code, (_, node) in document.pairs(document.root(content, trusted=True), "").items():
        fields = document.fields(node, code, ("words", "means", "ask"), ("words", "means"))
        words = document.words(fields.get("words"), code)
        found.append(Alias(words, document.words(fields.get("means"), code), document.texts(fields.get("ask"), code)))
    if document.faults:
        raise Invalid("The aliases cannot be read.", document.faults)
    return tuple(found)


class Words:
    """Every word that leads to KPIs: their names in each language, their other words, and the aliases."""

    def __init__(self, kpis: Mapping[str, Kpi], aliases: Iterable[Alias]) -> None:
        self._ids: dict[str, dict[str, None]] = {}
        self._shown: dict[str, str] = {}
        self._questions: dict[str, Text] = {}
        self._words_of: dict[str, dict[str, None]] = {}
        for kpi in kpis.values():
            for word in (*kpi.names.values(), *kpi.also):
                self._add(word, (kpi.id,), is_name=word in kpi.names.values())
        for alias in aliases:
            for word in alias.words:
                self._add(word, [id_ for id_ in alias.means if id_ in kpis])
                self._questions[fold(word)] = alias.ask

    def _add(self, word: str, ids: Iterable[str], is_name: bool = False) -> None:
        folded = fold(word)
        self._shown.setdefault(folded, word)
        for id_ in ids:
            self._ids.setdefault(folded, {})[id_] = None
            if not is_name:
                self._words_of.setdefault(id_, {})[word] = None

    def ids(self, word: str) -> tuple[str, ...]:
        """The KPIs a word may mean; none for an unknown word."""
        return tuple(self._ids.get(fold(word), ()))

    def question(self, word: str) -> Text:
        """What to ask when the word means several, in three languages; empty where nothing is set."""
        return self._questions.get(fold(word), {})

    def of(self, id_: str) -> tuple[str, ...]:
        """The other words for one KPI, as written."""
        return tuple(self._words_of.get(id_, ()))

    def all(self) -> tuple[str, ...]:
        """Every known word as written."""
        return tuple(self._shown.values())
