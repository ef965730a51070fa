"""Numbers as each language writes them: grouped below 10,000, compact above, exact on demand."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from babel import numbers

from goalposts.i18n.catalogues import LOCALES, N_, translation

NO_VALUE = "–"
COMPACT_FROM = 10_000
MINUS = "−"
_CURRENCY = re.compile(r"[A-Z]{3}")
_UNKNOWN_CURRENCY = "XXX"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words: `short` for tiles, `exact` for tooltips and tables, `note` beside either (often empty)."""

    short: str
    exact: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.short} ({self.note})" if self.note else self.short


@lru_cache(maxsize=16_384)
def figure(value: float | None, unit: str, language: str) -> Figure:
    """A value in its unit: count, ratio (0..1), an ISO 4217 code, seconds, score, rank, points, years or per_year.

    The unit `XXX`, or a bare `currency`, is an amount whose source names no currency: the note says so.
    """
    unknown_currency = unit in (_UNKNOWN_CURRENCY, "currency")
    note = translation(language).gettext("unknown currency") if unknown_currency and value is not None else ""
    if value is None or math.isnan(value):
        return Figure(NO_VALUE, NO_VALUE)
    short = _written(value, unit, language, exact=False)
    return Figure(short, _written(value, unit, language, exact=True), note)


def format_value(value: float | None, unit: str, language: str) -> str:
    """A value as one text, its note included."""
    return str(figure(value, unit, language))


@lru_cache(maxsize=4_096)
def format_number(value: float, language: str, digits: int = 0) -> str:
    """A grouped number with at most `digits` decimals, never shortened."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return _signed(numbers.format_decimal(value, pattern, locale=LOCALES[language]))


@lru_cache(maxsize=4_096)
def format_change(absolute: float | None, relative: float | None, unit: str, language: str) -> str:
    """A change with its sign: percentage points for ratios, the difference itself for scores, ranks and points, else %.

    Where the earlier value was 0 or unknown there is no percentage: "–".
    """
    if unit == "ratio":
        if absolute is None:
            return NO_VALUE
        points = _plus(absolute * 100, format_number(absolute * 100, language, 1 if abs(absolute) >= 0.001 else 2))
        return translation(language).gettext("%(points)s pp") % {"points": points}
    if unit in ("score", "rank", "points"):
        return NO_VALUE if absolute is None else _plus(absolute, format_number(absolute, language, 2))
    return NO_VALUE if relative is None else _plus(relative, _percent(relative, language, "#,##0.0%"))


def _written(value: float, unit: str, language: str, *, exact: bool) -> str:
    if unit == "ratio":
        return _percent(value, language, "#,##0.00##%" if exact else _ratio_pattern(value))
    if _CURRENCY.fullmatch(unit) and unit != _UNKNOWN_CURRENCY:
        return _money(value, unit, language, exact=exact)
    if unit == "seconds":
        return _duration(value, language)
    if unit in ("years", "per_year"):
        message = N_("%(number)s years") if unit == "years" else N_("%(number)s a year")
        return translation(language).gettext(message) % {"number": format_number(value, language, 1)}
    if unit in ("score", "rank", "points"):
        return format_number(value, language, 4 if exact else 2 if unit == "score" else 1)
    return _count(value, language, exact=exact)


def _count(value: float, language: str, *, exact: bool) -> str:
    if exact or abs(value) < COMPACT_FROM:
        return format_number(value, language, 2 if exact else 1 if abs(value) < 100 else 0)
    return _signed(numbers.format_compact_decimal(value, locale=LOCALES[language], fraction_digits=1))


def _ratio_pattern(value: float) -> str:
    """One decimal, more where a small rate would otherwise read 0.0 %."""
    size = abs(value)
    return "#,##0.0%" if size >= 0.01 or size == 0 else "0.00%" if size >= 0.001 else "0.0###%"


def _percent(value: float, language: str, pattern: str) -> str:
    return _signed(numbers.format_percent(value, pattern, locale=LOCALES[language]))


def _money(value: float, currency: str, language: str, *, exact: bool) -> str:
    locale = LOCALES[language]
    if exact or abs(value) < COMPACT_FROM:
        text = numbers.format_currency(value, currency, locale=locale)
    else:
        text = numbers.format_compact_currency(value, currency, locale=locale, fraction_digits=1)
    if currency == "TWD" and "NT$" not in text:
        text = text.replace("$", "NT$")
    return _signed(text.replace("￦", "₩").replace("TRY", "₺"))


def _duration(seconds: float, language: str) -> str:
    say = translation(language).gettext
    sign, whole = ("", seconds) if seconds >= 0 else (MINUS, -seconds)
    if whole < 60:
        return sign + say("%(seconds)s s") % {"seconds": format_number(whole, language, 1 if whole < 10 else 0)}
    minutes, rest = divmod(round(whole), 60)
    if minutes < 60:
        return sign + say("%(minutes)d min %(seconds)02d s") % {"minutes": minutes, "seconds": rest}
    hours, minutes = divmod(minutes, 60)
    return sign + say("%(hours)s h %(minutes)02d min") % {
        "hours": format_number(hours, language),
        "minutes": minutes,
    }


def _signed(text: str) -> str:
    return text.replace("-", MINUS)


def _plus(value: float, text: str) -> str:
    """The sign of a change; what rounds to nothing has none."""
    if not any(digit in "123456789" for digit in text):
        return text.removeprefix(MINUS)
    return f"+{text}" if value > 0 else text
