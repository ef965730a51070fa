"""A text as it is compared, every character of which knows where it stands in the text as given."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from goalposts.goals.draft import Span

_HYPHENS = frozenset("-‐‑‒–—·・_")
_PLAIN = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "「": '"', "」": '"', "『": '"', "』": '"'}
_PLAIN |= {"−": "-", "–": "-", "‐": "-", "‑": "-", "〜": "~", "、": ",", "。": ".", "，": ",", "《": '"', "》": '"'}
Letters = Mapping[int, str]
"""Characters that are read as others."""

PLAIN: Letters = str.maketrans(_PLAIN)
_JAMO = range(0x1160, 0x1200)
_BETWEEN_LETTERS = re.compile(rf"(?<=[^\W\d_])[{re.escape(''.join(sorted(_HYPHENS)))}](?=[^\W\d_])")
HANGUL = re.compile(r"[가-힣]")
HAN = re.compile(r"[㐀-䶿一-鿿]")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` in small letters and plain width; `at[i]` is where its character i stands in the text as given."""

    text: str
    at: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Where a stretch of the folded text stands in the text as given."""
        return self.at[start][0], self.at[end - 1][1]


def fold_text(given: str, letters: Letters = PLAIN) -> Folded:
    """Width, case, kinds of dashes and quotes, and runs of space and control characters do not matter any more.

    A dash between two letters becomes a space. `letters` puts the characters of one Chinese script for the other.
    """
    found: list[str] = []
    at: list[Span] = []
    for start, end in _clusters(given):
        for letter in _plain(given[start:end], letters):
            if letter == " " and (not found or found[-1] == " "):
                continue
            found.append(letter)
            at.append((start, end))
    for i in range(1, len(found) - 1):
        if found[i] in _HYPHENS and found[i - 1].isalpha() and found[i + 1].isalpha():
            found[i] = " "
    return Folded("".join(found), tuple(at))


def fold_word(word: str, letters: Letters = PLAIN) -> str:
    """A word of a list as `fold_text` would show it."""
    if not unicodedata.is_normalized("NFKC", word):
        return fold_text(word, letters).text.strip()
    folded = word.casefold().translate(letters)
    return _BETWEEN_LETTERS.sub(" ", " ".join(folded.split()))


def _clusters(text: str) -> list[Span]:
    """Characters with the marks that follow them: letters in parts (NFD) are put together again."""
    starts = [i for i, c in enumerate(text) if i == 0 or not (unicodedata.combining(c) or ord(c) in _JAMO)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True)) if text else []


def _plain(cluster: str, letters: Letters) -> str:
    if len(cluster) == 1 and (cluster.isascii() or cluster in _PLAIN):
        letter = _PLAIN.get(cluster, cluster)
        return letter.lower() if letter.isprintable() else " "
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    kept = "".join(c for c in folded if unicodedata.category(c) != "Cf").translate(letters)
    return "".join(" " if c.isspace() or unicodedata.category(c)[0] == "C" else c for c in kept)


def script_of(text: str) -> str:
    """The language a text is most likely in: ko with any Hangul, zh-Hant with Han letters, else en."""
    hangul, han = len(HANGUL.findall(text)), len(HAN.findall(text))
    if hangul and hangul * 2 >= han:
        return "ko"
    return "zh-Hant" if han else "en"
