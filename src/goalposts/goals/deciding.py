"""What is decided of a draft so far: answers the author gave, questions that stay, places where fields were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goalposts.goals.draft import Span
from goalposts.goals.reading import Parts

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """Something to ask: the field it is about, and the values to choose from."""

    code: str
    about: str
    values: tuple[str, ...] = ()


@dataclass
class Work:
    """A draft in the making."""

    parts: Parts
    answers: Answers
    opens: list[Open] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    def ask(self, code: str, about: str, values: tuple[str, ...]) -> str | None:
        """The author's answer; None, and the question kept, where there is none of `values` yet."""
        answer = self.answers.get(code)
        if answer in values:
            return answer
        self.opens.append(Open(code, about, values))
        return None

    def mark(self, name: str, *places: Span) -> None:
        """Where a field was read, in the folded text."""
        known = self.spans.get(name, ())
        self.spans[name] = known + tuple(p for p in self.parts.place(*places) if p not in known)
