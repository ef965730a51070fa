"""A sentence taken apart: subject, amounts, times and verbs, with what is not understood; nothing is decided yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from goalposts.catalog.files import Catalog
from goalposts.goals.amounts import PERCENT, PLAIN, Wanted, money_in
from goalposts.goals.calendar import Calendar
from goalposts.goals.draft import Span
from goalposts.goals.folding import HANGUL, Folded, fold_text, script_of
from goalposts.goals.lexicon import lexicon_of
from goalposts.goals.spans_of_time import Times, clock_of
from goalposts.goals.subjects import Subject, read_subject
from goalposts.goals.tokens import UNKNOWN, Token, cut

MOST_LETTERS = 500
VERBS = ("up", "down", "improve", "reach", "obtain", "gain", "fresh", "more", "less", "keep", "negation", "do", "vague")


@dataclass(frozen=True)
class Parts:
    """Everything a sentence holds. `verbs`: kind of verb -> places. All places are in the folded text."""

    text: str
    language: str
    catalog: Catalog
    today: dt.date
    calendar: Calendar
    currency: str
    folded: Folded
    subject: Subject = field(default_factory=Subject)
    wanted: tuple[Wanted, ...] = ()
    times: Times = field(default_factory=Times)
    verbs: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    unknown: tuple[Span, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def says_both_ways(self) -> bool:
        """Whether an open direction is open because the sentence says up as well as down.

        Of a KPI that has no good direction that is the only reason there can be.
        """
        no_good = any(self.catalog.kpis[id_].direction == "context" for id_ in self.subject.meanings)
        return no_good or {"up", "down"} <= set(self.verbs)

    def place(self, *spans: Span) -> tuple[Span, ...]:
        """Places of the folded text as places of the text as given."""
        return tuple(self.folded.span(start, end) for start, end in spans)


def take_apart(
    text: str, catalog: Catalog, *, today: dt.date, calendar: Calendar, language: str = "", currency: str = ""
) -> Parts:
    """The parts of any text at all; one that is empty or too long has none and says so in `problems`."""
    language = language or script_of(text[:MOST_LETTERS])
    bare = Parts(text, language, catalog, today, calendar, currency, Folded("", ()))
    if len(text) > MOST_LETTERS:
        return replace(bare, problems=("too_long",))
    lexicon = lexicon_of(catalog)
    folded = fold_text(text, lexicon.letters)
    words = cut(folded.text, lexicon)
    if not words:
        return replace(bare, problems=("empty",))
    words = _without_heads(_without_verbs_for_kpis(words))
    if _counts_years(words, catalog):
        words = _without_years(words)
    times, words = clock_of(today, calendar).read(words)
    wanted, words = money_in(currency).read(words)
    verbs = _verbs(words)
    amounts = [one.amount for one in wanted if one.amount.kind != PERCENT]
    subject = read_subject(words, folded.text, catalog, lexicon, amounts)
    if subject.published and all(one.part == "bare" for one in wanted):
        verbs.pop("up", None)
    return replace(
        bare,
        folded=folded,
        subject=subject,
        wanted=tuple(wanted),
        times=times,
        verbs=verbs,
        unknown=_unknown(words, folded.text, subject),
        problems=(*(code for code, _ in times.faults), *_unknown_units(wanted, words)),
    )


def _without_verbs_for_kpis(words: Sequence[Token]) -> list[Token]:
    """Reach 10,000 followers: the first word is no KPI where another word is one, or where nothing else is a verb."""
    words = _without_contents_for_verbs(words)
    both = [word for word in words if "kpi" in word.reading and any(kind in word.reading for kind in VERBS)]
    if not both:
        return list(words)
    others = [word for word in words if word not in both]
    named = any("kpi" in word.reading for word in others)
    moved = any(kind in word.reading for word in others for kind in VERBS if kind != "vague")
    keep = both[-1] if not named and (moved or both[-1] is not words[0]) else None
    plain = {word.start: {k: v for k, v in word.reading.items() if k != "kpi"} for word in both if word is not keep}
    kept = {keep.start: {"kpi": keep.reading["kpi"]}} if keep else {}
    return [replace(word, reading=(plain | kept).get(word.start, word.reading)) for word in words]


def _without_contents_for_verbs(words: Sequence[Token]) -> Sequence[Token]:
    """Post 5 reels: the first word is a verb where other content is named."""
    contents = [word for word in words if "scope" in word.reading]
    if len(contents) < 2 or contents[0] is not words[0] or "do" not in words[0].reading:
        return words
    return [replace(words[0], reading={"do": True}), *words[1:]]


def _without_heads(words: Sequence[Token]) -> list[Token]:
    """A KPI with another noun behind it (leads costs) is some other KPI that is not known."""
    kept: list[Token] = []
    for word in words:
        if "head" in word.reading:
            follows = bool(kept) and ("kpi" in kept[-1].reading or UNKNOWN in kept[-1].reading)
            before = kept.pop() if follows else word
            if follows or "kpi" not in word.reading:
                word = Token(before.start, word.end, {UNKNOWN: True})
        kept.append(word)
    return kept


def _counts_years(words: Sequence[Token], catalog: Catalog) -> bool:
    ids = [id_ for word in words for id_ in word.reading.get("kpi", ())]
    return bool(ids) and all(catalog.kpis[id_].unit in ("years", "per_year") for id_ in ids)


def _without_years(words: Sequence[Token]) -> list[Token]:
    """For a KPI in years "5 years" and "5 a year" are amounts, unless a word for within stands beside them."""
    kept: list[Token] = []
    for i, word in enumerate(words):
        numbers = [j for j in (len(kept) - 1, len(kept) - 2) if j >= 0 and "num" in kept[j].reading]
        beside = [*words[max(0, i - 2) : i], *words[i + 1 : i + 2]]
        if word.reading.get("unit") == "year" and numbers and not any("within" in one.reading for one in beside):
            del kept[numbers[0] + 1 :]
            word = replace(word, reading={"counter": "things"})
        kept.append(word)
    return kept


def _verbs(words: Sequence[Token]) -> dict[str, tuple[Span, ...]]:
    found: dict[str, tuple[Span, ...]] = {}
    for word in words:
        for kind in VERBS:
            if kind in word.reading and "kpi" not in word.reading:
                found[kind] = (*found.get(kind, ()), (word.start, word.end))
    return found


def _unknown_units(wanted: Sequence[Wanted], words: Sequence[Token]) -> list[str]:
    """20 wuhu: a bare number right before an unknown word that no KPI follows."""
    ends = {one.amount_spans[0][1] for one in wanted if one.amount.kind == PLAIN and not one.amount.counted}
    for i, word in enumerate(words):
        near = not ends.isdisjoint((word.start, word.start - 1))
        if near and UNKNOWN in word.reading and not (i + 1 < len(words) and "kpi" in words[i + 1].reading):
            return ["unknown_unit"]
    return []


def _unknown(words: Sequence[Token], text: str, subject: Subject) -> tuple[Span, ...]:
    """Stretches of words that nothing was made of; neighbours are told together."""
    used = {span for name, spans in subject.spans.items() if name.startswith("scope.") for span in spans}
    found: list[Span] = []
    for word in words:
        span = (word.start, word.end)
        if found and found[-1][1] == word.start and "particle" in word.reading and HANGUL.match(text[word.start - 1]):
            found[-1] = (found[-1][0], word.end)
            continue
        if not (UNKNOWN in word.reading or "quoted" in word.reading) or any(a <= span[0] < b for a, b in used):
            continue
        if found and not text[found[-1][1] : word.start].strip():
            found[-1] = (found[-1][0], word.end)
        else:
            found.append(span)
    return tuple(found)
