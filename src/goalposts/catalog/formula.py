"""The formula language: text to a tree of names, and a parsed formula back to text.

    formula  = term (("+" | "-") term)*
    term     = factor (("*" | "/") factor)*
    factor   = number | "-" factor | "(" formula ")" | "mean_of_items" "(" formula ")"
             | "diversity" "(" name [filter] "," dimension ")" | name [filter]
    filter   = "where" condition ("and" condition)*
    condition = dimension "=" value | dimension "in" "(" value ("," value)* ")"

A name is a measure code, a KPI id or `id@variant`; a filter belongs to the one measure before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from goalposts.catalog.expression import (
    Condition,
    Diversity,
    Expression,
    MeanOfItems,
    MeasureTerm,
    Number,
    Operation,
)

MAX_LENGTH = 1000
MAX_NESTING = 30

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9_.])
    |(?P<name>[^\W\d]\w*(?:@\w+)?)
    |(?P<quoted>"[^"]*"|'[^']*')
    |(?P<sign>[-+*/(),=]))""",
    re.VERBOSE,
)
_WORDS = frozenset({"where", "and", "in"})


class Mistake(Exception):
    """A formula that cannot be read: what is wrong, the text at fault, and its first character (from 1)."""

    def __init__(self, message: str, value: str, at: int) -> None:
        self.message, self.value, self.at = message, value, at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, with the filter that follows it; `at` is its first character (from 1)."""

    name: str
    where: tuple[Condition, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two formulas joined by a sign."""

    sign: Literal["+", "-", "*", "/"]
    left: Tree
    right: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Mean:
    """`mean_of_items(of)`."""

    of: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Spread:
    """`diversity(of, dimension)`."""

    of: Name
    dimension: str
    at: int


Tree = Number | Name | Binary | Mean | Spread


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse_formula(text: str) -> Tree:
    """Read a formula into a tree of names; nothing is looked up yet. Raises Mistake at the first wrong place."""
    if len(text) > MAX_LENGTH:
        raise Mistake(f"a formula may have {MAX_LENGTH} characters; this has {len(text)}", text[:40], MAX_LENGTH)
    parser = _Parser(_tokens(text))
    tree = parser.formula(0)
    left = parser.peek()
    if left.kind != "end":
        raise Mistake(f"expected + - * / or the end, found {left.text!r}", left.text, left.at)
    return tree


def _tokens(text: str) -> list[_Token]:
    found, position = [], 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            at = position + len(text[position:]) - len(text[position:].lstrip())
            word = text[at:].split()[0]
            raise Mistake(f"{word!r} cannot be read; allowed are names, numbers, + - * / ( ) and filters", word, at + 1)
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind) + 1))
        position = match.end()
    found.append(_Token("end", "the end", end + 1))
    return found


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens, self._next = tokens, 0

    def peek(self) -> _Token:
        return self._tokens[self._next]

    def take(self, text: str | None = None, what: str = "") -> _Token:
        token = self.peek()
        if text is not None and (token.text != text or token.kind == "quoted"):
            raise Mistake(f"expected {what or repr(text)}, found {token.text!r}", token.text, token.at)
        self._next += token.kind != "end"
        return token

    def formula(self, depth: int) -> Tree:
        tree = self._product(depth)
        while (token := self.peek()).kind == "sign" and token.text in "+-":
            self.take()
            tree = Binary("+" if token.text == "+" else "-", tree, self._product(depth), token.at)
        return tree

    def _product(self, depth: int) -> Tree:
        tree = self._factor(depth)
        while (token := self.peek()).kind == "sign" and token.text in "*/":
            self.take()
            tree = Binary("*" if token.text == "*" else "/", tree, self._factor(depth), token.at)
        return tree

    def _factor(self, depth: int) -> Tree:
        token = self.take()
        if depth > MAX_NESTING:
            raise Mistake(f"brackets nested deeper than {MAX_NESTING}", token.text, token.at)
        if token.kind == "number":
            return Number(float(token.text))
        if token.text == "-" and token.kind == "sign":
            if self.peek().kind == "number":
                return Number(-float(self.take().text))
            return Binary("*", Number(-1.0), self._factor(depth + 1), token.at)
        if token.text == "(" and token.kind == "sign":
            inside = self.formula(depth + 1)
            self.take(")")
            return inside
        if token.kind == "name" and token.text not in _WORDS:
            return self._named(token, depth)
        raise Mistake(f"expected a measure, a KPI, a number or '(', found {token.text!r}", token.text, token.at)

    def _named(self, token: _Token, depth: int) -> Tree:
        if self.peek().text != "(" or self.peek().kind != "sign":
            return Name(token.text, self._filter(), token.at)
        if token.text == "mean_of_items":
            self.take("(")
            of = self.formula(depth + 1)
            self.take(")")
            return Mean(of, token.at)
        if token.text == "diversity":
            return self._diversity(token)
        raise Mistake(f"{token.text!r} is not a function; allowed: mean_of_items, diversity", token.text, token.at)

    def _diversity(self, token: _Token) -> Tree:
        self.take("(")
        name = self._word("a measure")
        of = Name(name.text, self._filter(), name.at)
        self.take(",", "',' and a dimension")
        dimension = self._word("a dimension")
        self.take(")")
        return Spread(of, dimension.text, token.at)

    def _filter(self) -> tuple[Condition, ...]:
        if self.peek().text != "where" or self.peek().kind != "name":
            return ()
        self.take()
        found = [self._condition()]
        while self.peek().text == "and" and self.peek().kind == "name":
            self.take()
            found.append(self._condition())
        return tuple(sorted(found))

    def _condition(self) -> Condition:
        dimension = self._word("a dimension")
        if self.peek().text == "=":
            self.take()
            return Condition(dimension.text, (self._value(),))
        self.take("in", "'=' or 'in'")
        self.take("(")
        values = [self._value()]
        while self.peek().text == ",":
            self.take()
            values.append(self._value())
        self.take(")")
        return Condition(dimension.text, tuple(sorted(set(values))))

    def _word(self, what: str) -> _Token:
        token = self.take()
        if token.kind != "name" or token.text in _WORDS:
            raise Mistake(f"expected {what}, found {token.text!r}", token.text, token.at)
        return token

    def _value(self) -> str:
        token = self.take()
        if token.kind == "quoted":
            return token.text[1:-1]
        if token.kind in ("name", "number") and token.text not in _WORDS:
            return token.text
        raise Mistake(f"expected a value, found {token.text!r}", token.text, token.at)


STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def render_formula(expression: Expression) -> str:
    """A parsed formula as text, with no more brackets than needed; reading it again gives the same expression."""
    if isinstance(expression, Number):
        value = expression.value
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(expression, MeasureTerm):
        return expression.code + _rendered_filter(expression.where)
    if isinstance(expression, MeanOfItems):
        return f"mean_of_items({render_formula(expression.of)})"
    if isinstance(expression, Diversity):
        return f"diversity({render_formula(expression.of)}, {expression.dimension})"
    left, right = render_formula(expression.left), render_formula(expression.right)
    if isinstance(expression.left, Operation) and STRENGTH[expression.left.sign] < STRENGTH[expression.sign]:
        left = f"({left})"
    if isinstance(expression.right, Operation) and STRENGTH[expression.right.sign] <= STRENGTH[expression.sign]:
        right = f"({right})"
    return f"{left} {expression.sign} {right}"


def _rendered_filter(where: tuple[Condition, ...]) -> str:
    if not where:
        return ""
    return " where " + " and ".join(_rendered_condition(condition) for condition in where)


def _rendered_condition(condition: Condition) -> str:
    values = [_rendered_value(value) for value in condition.values]
    return (
        f"{condition.dimension} = {values[0]}"
        if len(values) == 1
        else f"{condition.dimension} in ({', '.join(values)})"
    )


def _rendered_value(value: str) -> str:
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value) and value not in _WORDS:
        return value
    return f"'{value}'" if '"' in value else f'"{value}"'
