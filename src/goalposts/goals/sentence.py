"""One sentence becomes a draft of a target: English, Korean or Traditional Chinese, by rules and word lists alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from goalposts.catalog.files import Catalog
from goalposts.goals.ambiguity import question
from goalposts.goals.calendar import Calendar
from goalposts.goals.draft import Asked, Draft
from goalposts.goals.drafting import draft_of
from goalposts.goals.reading import Parts, take_apart


@dataclass(frozen=True)
class Understood:
    """A draft with what it leaves open (`questions`) and codes of what is wrong (`problems`).

    answers: what the author answered so far: code of the question -> value of the choice.
    """

    draft: Draft
    questions: tuple[Asked, ...]
    problems: tuple[str, ...]
    parts: Parts = field(repr=False)
    answers: Mapping[str, str] = field(default_factory=dict)


def read_sentence(
    text: str,
    catalog: Catalog,
    *,
    today: dt.date,
    calendar: Calendar = Calendar(),
    language: str = "",
    currency: str = "",
    answers: Mapping[str, str] | None = None,
) -> Understood:
    """What a sentence says of a target; any text at all is read, and nothing is raised.

    `language` is that of questions and reasons (en, ko, zh-Hant), told from the text where it is ''. `currency` is that
    of the workspace, for signs that stand for several ("$") and amounts without any.
    """
    parts = take_apart(text, catalog, today=today, calendar=calendar, language=language, currency=currency)
    return _understood(parts, answers or {})


def apply_answers(understood: Understood, answers: Mapping[str, str]) -> Understood:
    """The sentence as understood with these answers added; a choice that is not offered leaves its question open."""
    return _understood(understood.parts, {**understood.answers, **answers})


def _understood(parts: Parts, answers: Mapping[str, str]) -> Understood:
    drafted = draft_of(parts, answers)
    questions = tuple(question(one, parts) for one in drafted.opens)
    return Understood(drafted.draft, questions, drafted.problems, parts, dict(answers))
