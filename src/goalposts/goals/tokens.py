"""A folded sentence cut into words: of all ways to cut it, the one that leaves the least unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.goals.dates import date_at
from goalposts.goals.folding import HAN, HANGUL
from goalposts.goals.lexicon import Lexicon
from goalposts.goals.numbers import number_at

UNKNOWN = "unknown"
_BARE: Mapping[str, Any] = {UNKNOWN: True}
_GAP: Mapping[str, Any] = {"gap": True}
_QUOTED = re.compile(r'"([^"]{1,80})"')
_LATIN_WORD = re.compile(r"[^\W\d_㐀-鿿가-힣]+(?:'[a-z]+)?")
_MOST_RUN = 12
_ENDS = frozenset({"month_end", "quarter_end", "year_end"})
_NUMERAL_BEFORE = re.compile(r"[0-9一二三四五六七八九十半] ?$")
"""Before 年底 and 분기 말: a date that they are only the end of."""
_PUNCTUATION = " .,;:!?()[]{}\"'"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the folded text from `start` to `end`, and what it may be."""

    start: int
    end: int
    reading: Mapping[str, Any]


def cut(text: str, lexicon: Lexicon) -> list[Token]:
    """The words of a folded text in order, spaces and punctuation left out."""
    best: list[tuple[float, int, Mapping[str, Any]] | None] = [None] * (len(text) + 1)
    best[0] = (0.0, 0, _GAP)
    for start in range(len(text)):
        here = best[start]
        if here is None:
            continue
        for end, price, reading in _steps(text, start, lexicon):
            old = best[end]
            if old is None or here[0] + price < old[0]:
                best[end] = (here[0] + price, start, reading)
    return _walk_back(best)


def _walk_back(best: list[tuple[float, int, Mapping[str, Any]] | None]) -> list[Token]:
    found: list[Token] = []
    end = len(best) - 1
    while end > 0 and (step := best[end]) is not None:
        if step[2] is not _GAP:
            found.append(Token(step[1], end, step[2]))
        end = step[1]
    return found[::-1]


def _steps(text: str, start: int, lexicon: Lexicon) -> Iterator[tuple[int, float, Mapping[str, Any]]]:
    """Where a word that begins here may end, what it costs, and what it is."""
    letter = text[start]
    if letter == '"' and (quoted := _QUOTED.match(text, start)) and quoted.end() - start < len(text) - 1:
        yield quoted.end(), 1.0, {"quoted": quoted[1]}
    for length in lexicon.lengths.get(letter, ()):
        end = start + length
        reading = lexicon.words.get(text[start:end]) if end <= len(text) else None
        if reading is not None and (price := _price(text, start, end, reading)) is not None:
            yield end, price, reading
    for end, reading in _figures(text, start):
        yield end, 0.9, reading
    if HANGUL.match(letter) or HAN.match(letter):
        yield from _runs(text, start, HANGUL if HANGUL.match(letter) else HAN)
    elif letter.isalpha():
        word = _LATIN_WORD.match(text, start)
        yield (word.end() if word else start + 1), 10.0, _BARE
    elif letter.isdigit():
        yield start + 1, 10.0, _BARE
    else:
        yield start + 1, 0.0 if letter in _PUNCTUATION else 4.0, _GAP


def _figures(text: str, start: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if start and _joined(text[start - 1], text[start]):
        return
    if start > 1 and text[start].isdigit() and text[start - 1] in ".," and text[start - 2].isdigit():
        return
    if dated := date_at(text, start):
        yield dated[0], {"date": dated[1]}
    if number := number_at(text, start):
        end = number[0]
        if not (text[end - 1].isalpha() and text[end - 1].isascii() and _joined(text[end - 1], text[end : end + 1])):
            yield end, {"num": number[1]}


def _joined(left: str, right: str) -> bool:
    """Whether two neighbours belong to one Latin word or one number, so that no word may begin between them."""
    if not right or not (left.isalnum() and right.isalnum()):
        return False
    if _is_east(left) or _is_east(right):
        return False
    return left.isdigit() == right.isdigit() or (left.isalpha() and right.isdigit())


def _is_east(letter: str) -> bool:
    return bool(HANGUL.match(letter) or HAN.match(letter))


def _price(text: str, start: int, end: int, reading: Mapping[str, Any]) -> float | None:
    """What a known word costs at this place; None where it cannot stand."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = text[start], text[end - 1]
    if before and _joined(before, first):
        return None
    if after and last.isalpha() and _joined(last, after) and not after.isdigit():
        return None
    if after and last.isalnum() and not _is_east(last) and _joined(last, after):
        return None
    if not _ENDS.isdisjoint(reading) and _NUMERAL_BEFORE.search(text, 0, start):
        return None
    if len(reading) == 1 and "particle" in reading:
        return 1.2 if before and before != " " else None
    price = 1.0 if len(reading) > 1 or "fn" not in reading else 1.1
    if end - start > 1:
        return price
    if HANGUL.match(first):
        if "particle" in reading and before and before != " ":
            return 1.2
        glued = bool(before and HANGUL.match(before)) or bool(after and HANGUL.match(after))
        return 6.5 if glued else 1.2
    if HAN.match(first):
        return 1.5 if "fn" in reading else 2.2
    return price


def _runs(text: str, start: int, script: re.Pattern[str]) -> Iterator[tuple[int, float, Mapping[str, Any]]]:
    base, each = (8.0, 2.0) if script is HANGUL else (5.0, 2.0)
    for length in range(1, _MOST_RUN + 1):
        end = start + length
        if end > len(text) or not script.match(text[end - 1]):
            return
        yield end, base + each * length, _BARE
