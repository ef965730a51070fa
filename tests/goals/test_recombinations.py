"""Parts of sentences put together at random: whatever is read is what was said, or is asked about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.sentences import FOLDER, LANGUAGES, fits, open_fields

from goalposts.catalog.files import load_catalog
from goalposts.goals.draft import CRITERIA, Smart
from goalposts.goals.sentence import read_sentence
from goalposts.goals.smart import judge

TODAY = dt.date(2026, 11, 22)
PARTS: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "parts.yaml").read_text(encoding="utf-8"))
PERCENTAGES = {"20%": 20, "7.5 %": 7.5, "%15": 15, "２０％": 20}
JUDGED = ("kpi", "scope", "target_value", "change", "currency", "due", "start", "cadence", "operator")
MARKS = "<>[]{}()'\"\\/;|^~*_=@#&\u200b\u202e\n\t🚀😀"
LISTS = ("places", "kpis", "rises", "falls", "values", "times")
WORDS = [word for language in LANGUAGES for name in LISTS for word in PARTS[language][name]]
LOOSE = [*WORDS, "%", "20", "by", "to", "from", "-", "/", "에서", "從", "到", "2%", "₩", "NT$"]


def read(text: str) -> Smart:
    catalog = load_catalog()
    return judge(read_sentence(text, catalog, today=TODAY), catalog, today=TODAY)


def silently_wrong(smart: Smart, said: dict[str, Any]) -> list[str]:
    """Fields that say something else than was said, and that no question is about."""
    draft, asked = smart.draft.to_dict(), open_fields(smart)
    told = [name for name in JUDGED if draft[name] not in (None, {}, "once") and name not in asked]
    if "start" not in said:
        told = [name for name in told if name != "start"]
    return [
        f"{name}: {draft[name]} for {said.get(name)}"
        for name in told
        if not fits(draft[name], said.get(name, "nothing"))
    ]


def drawn(data: st.DataObject, language: str, name: str) -> tuple[str, Any]:
    """One part, and what it says."""
    parts = PARTS[language][name]
    word = data.draw(st.sampled_from(list(parts)))
    return word, parts[word] if isinstance(parts, dict) else None


def sentence(data: st.DataObject, language: str, shape: str, **words: str) -> tuple[str, dict[str, Any]]:
    """A sentence with a KPI, perhaps a platform, and a time drawn at random, and what these say."""
    place, scope = drawn(data, language, "places")
    kpi, id_ = drawn(data, language, "kpis")
    time, days = drawn(data, language, "times")
    template = data.draw(st.sampled_from(PARTS[language][shape]))
    said = {"kpi": id_, **days} | ({"scope": scope} if scope else {})
    return template.format(place=place, kpi=kpi, time=time, **words), said


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_change_is_read_as_said_or_asked_about(language: str, data: st.DataObject) -> None:
    is_rise, is_relative = data.draw(st.booleans()), data.draw(st.booleans())
    verb, _ = drawn(data, language, "rises" if is_rise else "falls")
    amounts = PERCENTAGES if is_relative else PARTS[language]["values"]
    amount = data.draw(st.sampled_from(list(amounts)))
    text, said = sentence(data, language, "changing", verb=verb, amount=amount)
    change = {"amount": amounts[amount], "mode": "relative_pct" if is_relative else "absolute"}
    smart = read(text)
    said |= {"change": change, "operator": "increase_by" if is_rise else "decrease_by"}
    assert silently_wrong(smart, said) == [], text
    assert smart.draft.kpi == said["kpi"], text
    assert smart.draft.due == said["due"], text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_value_is_read_as_said_or_asked_about(language: str, data: st.DataObject) -> None:
    amount, value = drawn(data, language, "values")
    text, said = sentence(data, language, "reaching", amount=amount)
    smart = read(text)
    assert silently_wrong(smart, said | {"target_value": value, "operator": ["reach", "at_least"]}) == [], text
    assert smart.draft.target_value == value, text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=100, deadline=None)
@given(data=st.data(), noise=st.text(MARKS, max_size=12))
def test_marks_after_a_sentence_change_no_field_silently(language: str, data: st.DataObject, noise: str) -> None:
    verb, _ = drawn(data, language, "rises")
    text, said = sentence(data, language, "changing", verb=verb, amount="20%")
    said |= {"change": {"amount": 20, "mode": "relative_pct"}, "operator": "increase_by"}
    assert silently_wrong(read(f"{text} {noise}"), said) == [], (text, noise)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.lists(st.sampled_from(LOOSE), max_size=14).map(" ".join)))
def test_nothing_crashes_and_every_span_lies_in_the_text(text: str) -> None:
    smart = read(text)
    spans = [span for spans in smart.draft.spans.values() for span in spans] + list(smart.draft.unknown)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert tuple(smart.verdicts) == CRITERIA
    assert smart.to_dict()["text"] == text
