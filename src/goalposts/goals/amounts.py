"""Amounts in a sentence, and what is said of them: by 20 %, to at least 10,000, from 2 % to 3 %, doubled, under ₺40."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from goalposts.goals.draft import Span
from goalposts.goals.numbers import Number
from goalposts.goals.phrases import Grammar, Rule
from goalposts.goals.tokens import Token

PLAIN, PERCENT, POINTS, MONEY, SCORE, SECONDS = "plain", "percent", "points", "money", "score", "seconds"
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DOLLARS = ("TWD", "USD", "HKD", "SGD", "CAD", "AUD", "NZD")
_YUAN = ("TWD", "CNY", "HKD")
_ABOUT = frozenset({"kpi", "platform", "scope", "hint"})
"""Words that may stand within a phrase of amounts: from 10,000 visitors to 15,000."""

_VERBS = frozenset({"up", "down", "to", "from", "by", "more", "less"})
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` as said (20.0 for 20 %). times: it is a factor (2.0 for doubled), so always a change.

    counted: people, visits or things where a counting word says so; best: the 5 of 4.5/5; other: what "10.000" may mean
    too; currency: ISO 4217.
    """

    value: float
    kind: str = PLAIN
    currency: str = ""
    counted: str = ""
    best: float | None = None
    other: float | None = None
    sign: str = ""
    times: bool = False

    def in_unit_of(self, other: Amount) -> Amount:
        """The same number counted as another amount is: the 2 of "from 2 to 3 %"."""
        return replace(self, kind=other.kind, currency=other.currency, counted=other.counted, best=other.best)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An amount with its part: to, up_to, by, at_least, at_most, more, less, pair (from `start` on), either, bare.

    by: a change of at least or at most so much. Places are in the folded text.
    """

    part: str
    amount: Amount
    start: Amount | None = None
    span: Span = (0, 0)
    amount_spans: tuple[Span, ...] = ()
    start_spans: tuple[Span, ...] = ()
    by: bool = False


@lru_cache(maxsize=8)
def money_in(currency: str) -> Money:
    """The reader of amounts of one workspace, kept because it holds its rules."""
    return Money(currency)


class Money:
    """Reads amounts of money where a sign may stand for several currencies: `currency` is that of the workspace."""

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._first = Grammar([
            Rule.of("currency num", self._money),
            Rule.of("num currency", self._money),
            Rule.of("num cents", self._cents),
            Rule.of("num points", lambda said: _amount(said, POINTS)),
            Rule.of("num tenth", _tenths),
            Rule.of("num percent", lambda said: _amount(said, PERCENT)),
            Rule.of("percent|percent_of num", lambda said: _amount(said, PERCENT)),
            Rule.of("num full_marks num stars?", _score_of_best),
            Rule.of("num stars? out_of num stars?", _score),
            Rule.of("num fold", lambda said: {"amount": Amount(said["num"].value, times=True)}),
            Rule.of("number fold", lambda said: {"amount": Amount(said["number"], times=True)}),
            Rule.of("num counter", _counted),
            Rule.of("num stars", lambda said: _amount(said, SCORE)),
            Rule.of("times", lambda said: {"amount": Amount(said["times"], times=True)}),
            Rule.of("fraction", lambda said: {"amount": Amount(said["fraction"], times=True)}),
            Rule.of("num", lambda said: _amount(said, PLAIN)),
            Rule.of("number counter", lambda said: _counted({**said, "num": Number(said["number"])})),
        ])  # fmt: skip

    def read(self, tokens: Sequence[Token]) -> tuple[list[Wanted], list[Token]]:
        """The amounts with their parts, and the other words."""
        first = self._first.rewrite(tokens)
        about = [token for token in first if not _ABOUT.isdisjoint(token.reading) and _VERBS.isdisjoint(token.reading)]
        whole = _SECOND.rewrite([token for token in first if token not in about])
        found = [_placed(token) for token in whole if "wanted" in token.reading]
        others = [*about, *(token for token in whole if "wanted" not in token.reading)]
        return found, sorted(others, key=lambda token: token.start)

    def _money(self, said: Said) -> Said:
        code = said["currency"]
        if code in ("$", "yuan"):
            usual, first = (_DOLLARS, "USD") if code == "$" else (_YUAN, "TWD")
            code = self._currency if self._currency in usual else first
        return {"amount": replace(_number(said["num"]), kind=MONEY, currency=code)}

    def _cents(self, said: Said) -> Said:
        money: Amount = self._money({**said, "currency": "$"})["amount"]
        return {"amount": replace(money, value=money.value / 100)}


def _number(number: Number) -> Amount:
    return Amount(number.value, other=number.other, sign=number.sign)


def _amount(said: Said, kind: str) -> Said:
    return {"amount": replace(_number(said["num"]), kind=kind)}


def _tenths(said: Said) -> Said:
    return {"amount": replace(_number(said["num"]), value=said["num"].value * 10, kind=PERCENT)}


def _counted(said: Said) -> Said:
    counter, amount = said["counter"], _number(said["num"])
    if counter in _SECONDS:
        return {"amount": replace(amount, value=amount.value * _SECONDS[counter], kind=SECONDS)}
    return {"amount": replace(amount, counted=counter)}


def _score(said: Said) -> Said | None:
    first, *rest = (value for kind, value in said.items() if kind.startswith("num"))
    return _marks(first.value, rest[0].value)


def _score_of_best(said: Said) -> Said | None:
    first, *rest = (value for kind, value in said.items() if kind.startswith("num"))
    return _marks(rest[0].value, first.value)


def _marks(value: float, best: float) -> Said | None:
    """4.5/5; a value beyond the best one is no score."""
    return {"amount": Amount(value, SCORE, best=best)} if 0 <= value <= best <= 10 else None


def _wanted(part: str) -> Any:
    return lambda said: _with_amounts(part, said)


def _with_amounts(part: str, said: Said) -> Said:
    amounts = [value for kind, value in said.items() if kind.startswith("amount")]
    places = [(word.start, word.end) for kind, word in said.items() if kind.startswith("@amount")]
    start = amounts[0] if len(amounts) > 1 else None
    return {"wanted": Wanted(part, amounts[-1], start, (0, 0), (places[-1],), tuple(places[:-1]), "by" in said)}


def _turned(said: Said) -> Said | None:
    """To 3 % from 2 %: the second amount is where it starts."""
    pair = _same_kind(said)
    if pair is None:
        return None
    one: Wanted = pair["wanted"]
    turned = replace(one, amount=one.start or one.amount, start=one.amount)
    return {"wanted": replace(turned, amount_spans=one.start_spans, start_spans=one.amount_spans)}


def _same_kind(said: Said) -> Said | None:
    """10,000 to 15,000: both in one unit, or the first without any."""
    first, second = (value for kind, value in said.items() if kind.startswith("amount"))
    if first.times or second.times or (first.kind != second.kind and first.kind != PLAIN):
        return None
    return _with_amounts("pair", said)


_BOUNDS = (("at_least", "at_least"), ("at_most", "at_most"), ("above", "at_least"), ("below", "at_most"))
_SIGNS = (("least_sign", "at_least"), ("most_sign", "at_most"), ("above_sign", "at_least"), ("below_sign", "at_most"))
"""Signs that say a bound only before an amount."""

_SECOND = Grammar([
    Rule.of("between amount range? amount", _wanted("either")),
    Rule.of("from amount by about? amount", _wanted("by")),
    Rule.of("to amount from amount", _turned),
    Rule.of("from amount up|down|improve|reach? to|until|range|up_to about? amount to|until?", _same_kind),
    Rule.of("amount from up|down|improve? to|until? amount to|until?", _same_kind),
    Rule.of("amount up|down? to|arrow amount", _same_kind),
    Rule.of("amount range amount", _wanted("either")),
    *(Rule.of(f"to|by? {word} about? amount", _wanted(part)) for word, part in _BOUNDS),
    *(Rule.of(f"{sign} amount", _wanted(part)) for sign, part in _SIGNS),
    *(Rule.of(f"to|by? about? amount {word}", _wanted(part)) for word, part in _BOUNDS),
    Rule.of("to|by? about? amount within", _wanted("at_most")),
    Rule.of("amount more", _wanted("more")),
    Rule.of("amount less", _wanted("less")),
    Rule.of("more amount", _wanted("more")),
    Rule.of("less amount", _wanted("less")),
    Rule.of("up_to about? amount", _wanted("up_to")),
    Rule.of("to|arrow about? amount", _wanted("to")),
    Rule.of("by about? amount", _wanted("by")),
    Rule.of("amount to|until", _wanted("to")),
    Rule.of("about? amount about?", _wanted("bare")),
])  # fmt: skip


def _placed(token: Token) -> Wanted:
    wanted: Wanted = token.reading["wanted"]
    return replace(wanted, span=(token.start, token.end))
