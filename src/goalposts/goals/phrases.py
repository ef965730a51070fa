"""Small phrases over words: `within num unit` and the like, told apart by what the words may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goalposts.goals.tokens import Token

Maker = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""From what the words of a phrase say, by kind (and `@kind`, the word), to what it is; None where it is no phrase."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase: for each of its words the kinds it may be, whether it may be absent, and what becomes of the phrase."""

    steps: tuple[tuple[tuple[str, ...], bool], ...]
    make: Maker
    starts: frozenset[str]

    @classmethod
    def of(cls, phrase: str, make: Maker) -> Rule:
        """`Rule.of("from? num unit|counter", make)`: a question mark for what may be absent, a bar between kinds."""
        words = phrase.split()
        steps = tuple((tuple(word.rstrip("?").split("|")), word.endswith("?")) for word in words)
        needed = next(i for i, (_, may_miss) in enumerate(steps) if not may_miss)
        return cls(steps, make, frozenset(kind for kinds, _ in steps[: needed + 1] for kind in kinds))


class Grammar:
    """Rules in order of precedence, found by the kinds of word they may begin with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._known: dict[tuple[str, ...], tuple[Rule, ...]] = {}

    def rewrite(self, tokens: Sequence[Token]) -> list[Token]:
        """The words with every phrase put together, left to right; of the rules that fit the first that makes one."""
        done: list[Token] = []
        position = 0
        while position < len(tokens):
            for rule in self._beginning(tokens[position]):
                made = _apply(rule, tokens, position)
                if made is not None:
                    done.append(made[0])
                    position = made[1]
                    break
            else:
                done.append(tokens[position])
                position += 1
        return done

    def _beginning(self, token: Token) -> tuple[Rule, ...]:
        kinds = tuple(token.reading)
        rules = self._known.get(kinds)
        if rules is None:
            rules = tuple(rule for rule in self._rules if not rule.starts.isdisjoint(kinds))
            self._known[kinds] = rules
        return rules


def _apply(rule: Rule, tokens: Sequence[Token], start: int) -> tuple[Token, int] | None:
    said: dict[str, Any] = {}
    position, end = start, start
    for i, (kinds, may_miss) in enumerate(rule.steps):
        found = _next(tokens, position, kinds, skipping=position > start)
        if found is None:
            if may_miss:
                continue
            return None
        token = tokens[found]
        kind = next(kind for kind in kinds if kind in token.reading)
        name = kind if kind not in said else f"{kind}{i}"
        said[name] = token.reading[kind]
        said[f"@{name}"] = token
        said["last"] = token
        said.setdefault("first", token)
        position = end = found + 1
    if end == start:
        return None
    reading = rule.make(said)
    return None if reading is None else (Token(tokens[start].start, tokens[end - 1].end, reading), end)


def _next(tokens: Sequence[Token], position: int, kinds: tuple[str, ...], skipping: bool) -> int | None:
    """The place of the next word of one of these kinds; words without meaning of their own may stand before it."""
    while position < len(tokens):
        reading = tokens[position].reading
        for kind in kinds:
            if kind in reading:
                return position
        if not skipping or not ("fn" in reading or "particle" in reading):
            return None
        position += 1
    return None
