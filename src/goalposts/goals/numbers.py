"""Numbers as people write them: grouped, decimal, with k, 만 or 萬, in Korean, Chinese and English words."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """`other`: what "10.000" may mean as well; `sign`: '+' or '-' where one was written."""

    value: float
    other: float | None = None
    sign: str = ""


_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!,?\d)|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+"
    r"|\d{1,3}(?:'\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,.])|\d+(?:[.,]\d+)?)"
)
_BIG = {"조": 1e12, "兆": 1e12, "억": 1e8, "億": 1e8, "만": 1e4, "萬": 1e4, "천": 1e3, "千": 1e3, "백": 1e2, "百": 1e2}
MOST = 1e15
_LATIN = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_STEP = "[조兆억億만萬천千백百]"
_EAST = re.compile(
    rf"([+-]?)((?:{_DIGITS}|[一二兩三四五六七八九]) ?{_STEP}{{1,2}}"
    rf"(?: ?(?:{_DIGITS}|[一二三四五六七八九]) ?{_STEP}{{1,2}}){{0,3}}(?:\d{{1,3}}(?!\d))?)"
)
_WEST = re.compile(rf"([+-]?)({_DIGITS})(?: ?(k|m|mn|mio|millions?|thousands?|bn|billions?)(?![a-z\d]))?")
_PART = re.compile(rf"({_DIGITS}|[一二兩三四五六七八九]) ?({_STEP}{{0,2}})")
_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"兩": 2, "〇": 0}
_HAN = re.compile("[零〇一二兩三四五六七八九十百千萬億]+")
_KO_DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_KO = re.compile(
    "(?:[일이삼사오육칠팔구]?[십백천만억])+[일이삼사오육칠팔구]?"
    "(?= ?(?:명|건|회|개|원|%|퍼센트|프로|번|편|통|달러|점|주|년|배|유로|리라|포인트|분|초|여|$))"
    "|[일이삼사오육칠팔구](?= ?(?:퍼센트|개월|분기))"
)
_STEPS = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_UNITS = {"만": 10_000, "억": 100_000_000, "萬": 10_000, "億": 100_000_000}
_ONES = "zero one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: i for i, word in enumerate(f"{_ONES} {_TEENS}".split())}
_SMALL |= {w: 10 * i for i, w in enumerate(_TENS.split(), 2)}
_LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ONE = "|".join(sorted((*_SMALL, *_LARGE), key=len, reverse=True))
_HALF = re.compile(r"half a (thousand|million|billion)(?![a-z])")
_ENGLISH = re.compile(rf"(?:a (?=hundred|thousand|million|billion))?(?:{_ONE})(?:(?: and)? (?:{_ONE}))*(?![a-z])")


def number_at(text: str, start: int) -> tuple[int, Number] | None:
    """The longest number that begins at `start` of a folded text, and where it ends; none beyond `MOST`."""
    found = _number_at(text, start)
    return None if found is None or found[1].value > MOST else found


def _number_at(text: str, start: int) -> tuple[int, Number] | None:
    letter = text[start]
    if letter.isdigit() or letter in "+-":
        return _digits_at(text, start)
    if letter in _HAN_DIGITS or letter in "十百千萬億":
        found = _EAST.match(text, start) or _HAN.match(text, start)
        if found and found.re is _EAST:
            return found.end(), Number(_east(found[2]))
        return (found.end(), Number(_numeral(found[0], _HAN_DIGITS))) if found else None
    if letter in _KO_DIGITS or letter in "십백천만억":
        found = _KO.match(text, start)
        return (found.end(), Number(_numeral(found[0], _KO_DIGITS))) if found else None
    if halved := _HALF.match(text, start):
        return halved.end(), Number(_LARGE[halved[1]] / 2)
    found = _ENGLISH.match(text, start) if "a" <= letter <= "z" else None
    return (found.end(), Number(_english(found[0]))) if found else None


def _digits_at(text: str, start: int) -> tuple[int, Number] | None:
    if text[start] in "+-" and start and not (text[start - 1] == " " or text[start - 1] in "(:"):
        return None
    if found := _EAST.match(text, start):
        return found.end(), Number(_east(found[2]), sign=found[1])
    found = _WEST.match(text, start)
    if found is None:
        return None
    step = _LATIN[found[3].removesuffix("s")] if found[3] else 1.0
    value, other = _value(found[2])
    second = None if other is None or found[3] else other
    return found.end(), Number(value * step, second, found[1])


def _value(digits: str) -> tuple[float, float | None]:
    """The value, and a second one where a dot may part thousands or decimals."""
    if "'" in digits or " " in digits:
        return float(digits.replace("'", "").replace(" ", "")), None
    dots, commas = digits.count("."), digits.count(",")
    if commas and dots:
        decimal = max(".,", key=digits.rfind)
        group = "," if decimal == "." else "."
        return float(digits.replace(group, "").replace(decimal, ".")), None
    if dots > 1 or commas > 1 or (commas and re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits)):
        return float(digits.replace(".", "").replace(",", "")), None
    if dots and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", digits):
        return float(digits), float(digits.replace(".", ""))
    if commas and len(digits.partition(",")[2]) > 2:
        return float(digits.replace(",", ".")), float(digits.replace(",", ""))
    return float(digits.replace(",", ".")), None


def _east(text: str) -> float:
    """1만 2천, 1.2萬, 1억 5,000만, 3천만, 五千, 3억 5천, 3萬5."""
    total = section = 0.0
    for part in _PART.finditer(text):
        value = float(_HAN_DIGITS[part[1]]) if part[1] in _HAN_DIGITS else _value(part[1])[0]
        big = 1.0
        for step in part[2]:
            if _BIG[step] < 10_000:
                value *= _BIG[step]
            else:
                big *= _BIG[step]
        if big > 1:
            total, section = total + (section + value) * big, 0.0
        else:
            section += value
    return total + section * _elided(text)


def _elided(text: str) -> float:
    """What is left unsaid at the end: 3억 5천 is 3억 5천만, 3萬5 is 3萬5千."""
    if re.search(r"[억億] ?[^조兆억億만萬]*[천千백百]$", text):
        return 10_000.0
    short = re.search("([억億만萬])[1-9]$", text)
    return _BIG[short[1]] / 10 if short else 1.0


def _numeral(text: str, digits: dict[str, int]) -> float:
    """Chinese or Sino-Korean numerals: 五千, 十二, 이십오, 백만."""
    if len(text) > 1 and all(c in digits for c in text):
        return float("".join(str(digits[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in digits:
            digit = digits[c]
        elif c in _STEPS:
            section += (digit or 1) * _STEPS[c]
            digit = 0
        else:
            total = (total + section + digit or 1) * _UNITS[c]
            section = digit = 0
    return float(total + section + digit)


def _english(text: str) -> float:
    total = section = 0
    for word in text.replace(" and ", " ").split():
        if word == "a":
            continue
        if word in _SMALL:
            section += _SMALL[word]
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total += (section or 1) * _LARGE[word]
            section = 0
    return float(total + section)
