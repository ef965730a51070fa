"""A form of the strategy pages read field by field: each reading gives a value and keeps what is wrong with it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping

from babel.numbers import is_currency

from goalposts.app.goal_forms import read_number
from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.errors import Fault, Invalid, nearest
from goalposts.i18n.planning import plan_fault
from goalposts.store.strategies import BudgetLine

Said = Mapping[str, str]
"""A form as it was sent; a field with several values holds them joined by blanks."""

MOST_NAME, MOST_TEXT, LEAST_REASON = 160, 4_000, 12
_LINE = re.compile(r"(?P<name>.+?)(?:\s+(?P<quarter>\d{4}-Q[1-4]))?\s*=\s*(?P<amount>[^=]+)")
_DENSE = re.compile(r"[가-힣一-鿿]")
"""Letters of which half as many say as much."""


class Filled:
    """A filled-in form: each reading gives a value, and keeps what is wrong in `faults`."""

    def __init__(self, said: Said, language: str) -> None:
        self.said, self.language, self.faults = said, language, list[Fault]()

    def fault(self, name: str, code: str, **facts: str) -> None:
        self.faults.append(Fault(plan_fault(code, self.language, **facts), column=name, value=self.said.get(name)))

    def text(self, name: str, missing: str = "", most: int = MOST_TEXT) -> str:
        """A text; `missing` is the code of the fault where there is none."""
        text = self.said.get(name, "").replace("\r\n", "\n").strip()
        if len(text) > most:
            self.fault(name, "too_long", most=f"{most:,}")
        if not text and missing:
            self.fault(name, missing)
        return text

    def day(self, name: str) -> dt.date | None:
        word = self.text(name)
        try:
            return dt.date.fromisoformat(word) if word else None
        except ValueError:
            self.fault(name, "no_date")
            return None

    def days(self) -> dict[str, dt.date | None]:
        first, last = self.day("starts_on"), self.day("ends_on")
        if first and last and last < first:
            self.fault("ends_on", "backwards")
        return {"starts_on": first, "ends_on": last}

    def choice(self, name: str, allowed: Collection[str], missing: str = "") -> str:
        word = self.text(name, missing)
        if word and word not in allowed:
            self.fault(name, "unknown_choice")
        return word

    def words(self, name: str, allowed: Collection[str]) -> tuple[str, ...]:
        words = tuple(dict.fromkeys(self.text(name).split()))
        if set(words) - set(allowed):
            self.fault(name, "unknown_choice")
        return words

    def number(self, name: str) -> float | None:
        text = self.text(name)
        value = read_number(text) if text else None
        if text and value is None:
            self.fault(name, "no_number")
        if value is not None and value < 0:
            self.fault(name, "below_zero")
        return value

    def id(self, name: str, known: Collection[int], missing: str = "") -> int | None:
        word = self.text(name, missing)
        if word and not (word.isascii() and word.isdigit() and int(word) in known):
            self.fault(name, "unknown_choice")
            return None
        return int(word) if word else None

    def currency(self, name: str) -> str:
        code = self.text(name).upper()
        if code and not is_currency(code):
            self.fault(name, "no_currency")
        return code

    def where(self, name: str) -> dict[str, str]:
        """`platform=instagram country=KR` as a slice."""
        found: dict[str, str] = {}
        for part in self.text(name).split():
            dimension, sign, value = part.partition("=")
            if not sign or not value:
                self.fault(name, "where")
            elif dimension not in DIMENSIONS:
                close = ", ".join(nearest(dimension, DIMENSIONS)) or ", ".join(DIMENSIONS)
                self.fault(name, "where_dimension", dimension=dimension, nearest=close)
            else:
                found[dimension] = value
        return found

    def reason(self, name: str = "reason") -> str:
        """Why a KPI is relevant: a sentence, not a word."""
        reason = self.text(name, "no_reason")
        least = LEAST_REASON // 2 if _DENSE.search(reason) else LEAST_REASON
        if reason and len(reason.replace(" ", "")) < least:
            self.fault(name, "short_reason", least=str(least))
        return reason

    def budget_lines(self, name: str = "budget_lines") -> tuple[BudgetLine, ...]:
        """One part of a budget on each line: a name, maybe a quarter, = and an amount."""
        found = []
        for place, line in enumerate(self.text(name).splitlines(), start=1):
            match = _LINE.fullmatch(line.strip())
            amount = read_number(match["amount"]) if match else None
            if line.strip() and (match is None or amount is None or amount < 0):
                self.fault(name, "budget_line", line=str(place))
            elif match and amount is not None:
                found.append(BudgetLine(match["name"].strip(), amount, match["quarter"] or ""))
        return tuple(found)

    def month(self, name: str) -> int:
        """A month from 1 to 12; 1 where nothing is said."""
        word = self.text(name) or "1"
        if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 12):
            self.fault(name, "no_month")
            return 1
        return int(word)

    def end(self) -> None:
        """Raises Invalid with every fault there was."""
        if self.faults:
            raise Invalid("Nothing was saved.", self.faults)
