"""The glossary: words of the trade and acronyms in three languages, and the first use of each in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.aliases import fold
from goalposts.catalog.documents import Document
from goalposts.catalog.measure import LANGUAGES, Text
from goalposts.errors import Invalid

_BRACKETS = {"en": " ({})", "ko": "({})", "zh-Hant": "（{}）"}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. acronym: '' for a word that is none; names: what it stands for; also: other words for it.

    is_everyday: too common a word to be marked in texts.
    """

    id: str
    acronym: str
    names: Text
    meaning: Text
    also: tuple[str, ...] = ()
    kpis: tuple[str, ...] = ()
    is_everyday: bool = False

    def title(self, language: str) -> str:
        """The heading of the entry: the acronym where there is one."""
        return self.acronym or self.names[language]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text. term: what it mentions for the first time, None = plain words.

    meaning: of the term, in the language of the text. expansion: what is to be added behind it so that a reader need
    not look it up, with its brackets; '' where the text says it itself, or the term is no acronym.
    """

    text: str
    term: Term | None = None
    expansion: str = ""
    meaning: str = ""


@dataclass
class FirstUse:
    """What one page, or one file, has explained so far in one language."""

    language: str
    seen: set[str] = field(default_factory=set)

    def pieces(self, text: str, *, words: bool = False) -> list[Piece]:
        """The text cut where it uses a term for the first time; with `words` also those that are no acronyms."""
        folded, found, end = fold(text), [], 0
        for match in _pattern(self.language).finditer(text):
            term = _by_word(self.language)[_key(match)]
            if term.id in self.seen or not (term.acronym or words):
                continue
            self.seen.add(term.id)
            says_it = not term.acronym or fold(term.names[self.language]) in folded
            expansion = "" if says_it else _BRACKETS[self.language].format(term.names[self.language])
            found += [
                Piece(text[end : match.start()]),
                Piece(match.group(), term, expansion, term.meaning[self.language]),
            ]
            end = match.end() + (expansion.endswith("）") and text[match.end() :].startswith(" "))
        return [piece for piece in [*found, Piece(text[end:])] if piece.text]

    def heading(self, text: str) -> list[Piece]:
        """The pieces of a name, with every expansion at its end so that the name stays whole: PR mentions (PR: ...)."""
        found = self.pieces(text)
        told = [piece.term for piece in found if piece.term and piece.expansion]
        whole = [replace(piece, expansion="") for piece in found]
        between = {"en": ": ", "ko": ": ", "zh-Hant": "："}[self.language]
        said = [
            term.names[self.language]
            if text.endswith(term.acronym)
            else f"{term.acronym}{between}{term.names[self.language]}"
            for term in told
        ]
        return [*whole, *(Piece(_BRACKETS[self.language].format(words)) for words in said)]

    def plain(self, text: str) -> str:
        """The text with the expansion of each acronym behind its first use."""
        return "".join(piece.text + piece.expansion for piece in self.pieces(text))


@cache
def load_glossary() -> Mapping[str, Term]:
    """Every entry by id. Raises Invalid with every fault of the file."""
    document = Document("glossary.yaml")
    content = package_files("goalposts.catalog").joinpath("glossary.yaml").read_bytes()
    found = {}
    for code, (_, node) in document.pairs(document.root(content, trusted=True), "").items():
        allowed = ("acronym", "term", "meaning", "also", "kpis", "everyday")
        fields = document.fields(node, code, allowed, ("term", "meaning"))
        found[code] = Term(
            code,
            document.text(fields["acronym"], code) if "acronym" in fields else "",
            document.texts(fields.get("term"), code),
            document.texts(fields.get("meaning"), code),
            document.words(fields.get("also"), code),
            document.words(fields.get("kpis"), code),
            document.flag(fields.get("everyday"), code),
        )
    if document.faults:
        raise Invalid("The glossary cannot be read.", document.faults)
    return found


def find_acronym(word: str) -> Term | None:
    """The entry of an acronym as it is written, also in the plural (`KPIs`)."""
    return _by_word("en").get(word) or _by_word("en").get(word.removesuffix("s"))


def search_glossary(text: str, language: str) -> list[Term]:
    """Entries that hold every word of a searched text in any language: by name first; all, by title, without one."""
    sought = fold(text)
    ranks = {term.id: _rank(term, sought) for term in load_glossary().values()}
    found = [term for term in load_glossary().values() if ranks[term.id] is not None]
    return sorted(found, key=lambda term: (ranks[term.id], fold(term.title(language))))


def terms_of(kpi: str) -> tuple[Term, ...]:
    """Entries that stand for a KPI."""
    return tuple(term for term in load_glossary().values() if kpi in term.kpis)


def _rank(term: Term, sought: str) -> int | None:
    names = [fold(name) for name in (term.acronym, *term.names.values(), *term.also) if name]
    if not sought or sought in names:
        return 0
    if any(name.startswith(sought) for name in names):
        return 1
    texts = [*names, *(fold(term.meaning[language]) for language in LANGUAGES)]
    return 2 if all(any(word in text for text in texts) for word in sought.split()) else None


@cache
def _by_word(language: str) -> Mapping[str, Term]:
    """Acronyms as written, and other terms in one language, folded."""
    return {word: term for term in load_glossary().values() for word in _words_of(term, language)}


def _words_of(term: Term, language: str) -> Iterator[str]:
    yield term.acronym or fold(term.names[language])


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Matches every acronym as a word of its own, and every other term: in English as a word, with a plural s."""
    marked = (term for term in load_glossary().values() if not term.is_everyday)
    terms = sorted(marked, key=lambda term: -len(term.title(language)))
    acronyms = "|".join(re.escape(term.acronym) for term in terms if term.acronym)
    others = "|".join(re.escape(term.names[language]) for term in terms if not term.acronym)
    edge = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"
    bounds = edge if language == "en" else ("", "")
    plural = "s?" if language == "en" else ""
    return re.compile(
        f"{edge[0]}(?P<acronym>{acronyms})s?{edge[1]}|{bounds[0]}(?P<term>(?i:{others})){plural}{bounds[1]}"
    )


def _key(match: re.Match[str]) -> str:
    return match["acronym"] or fold(match["term"])
