"""Better sentences for a vague one: what was said is kept, what is missing is proposed in [brackets]."""

from __future__ import annotations

import datetime as dt
import re

from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Kpi
from goalposts.goals.draft import Draft
from goalposts.goals.folding import fold_word, script_of
from goalposts.goals.lexicon import lexicon_of
from goalposts.goals.measuring import fits
from goalposts.goals.sentence import Understood, apply_answers
from goalposts.goals.subjects import kin
from goalposts.goals.texts import say
from goalposts.i18n.figures import figure, format_number
from goalposts.periods import Grain

PROPOSED = ("likes", "engagement_rate")
PLATFORM, PERCENT, MOST = "instagram", 20.0, 3
_GRAINS = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)
_DIGITS_WITH_FINAL = "036"
_RIEUL = 8
_HAN = r"[\u3400-\u9fff]"
_WITHIN_HAN = re.compile(rf"(?<={_HAN}) (?=\[?{_HAN})|(?<={_HAN}\]) (?=\[?{_HAN})")


def rewrites(understood: Understood, catalog: Catalog) -> tuple[str, ...]:
    """Sentences in the author's language that would pass, best first; at most three."""
    draft = understood.draft
    if draft.target_type == "boolean":
        return (_task(understood),)
    found = []
    for kpi, proposed in _kpis(understood, catalog):
        settled = apply_answers(understood, _answers(understood, kpi))
        found.append(_sentence(settled, kpi, catalog, proposed))
    return tuple(dict.fromkeys(found))[:MOST]


def _answers(understood: Understood, kpi: Kpi) -> dict[str, str]:
    """The first choice of every question, and this KPI where one is asked for."""
    first = {q.code: next(iter(q.choices)) for q in understood.questions if q.choices and q.code != "which_direction"}
    if "increase_or_reach" in first and kpi.direction == "down":
        first["increase_or_reach"] = "decrease_by"
    return first | {q.code: kpi.id for q in understood.questions if kpi.id in q.choices}


def _kpis(understood: Understood, catalog: Catalog) -> list[tuple[Kpi, bool]]:
    """The KPIs a better sentence may name, and whether each is only proposed."""
    named = understood.draft.kpi
    if named in catalog.kpis:
        better = [id_ for id_ in kin()["proxies"].get(named, ()) if id_ in catalog.kpis]
        return [(catalog.kpis[id_], id_ != named) for id_ in (*better, named)]
    meanings = understood.parts.subject.meanings
    if meanings:
        return [(catalog.kpis[id_], len(meanings) > 1) for id_ in meanings]
    return [(catalog.kpis[id_], True) for id_ in PROPOSED if id_ in catalog.kpis]


def _sentence(understood: Understood, kpi: Kpi, catalog: Catalog, proposed: bool) -> str:
    draft, language = understood.draft, understood.parts.language
    what = what_words(understood, kpi, language, propose=True, proposed=proposed)
    facts = {"what": what, "what_object": _object(what), "when": _when(understood), "base": ""}
    amount = amount_words(draft, kpi, language) if not _no_amount(understood, kpi) else ""
    if not amount:
        said = draft.direction if draft.kpi == kpi.id and not _wrong_way(understood) else kpi.direction
        form = _changing(said != "down", kpi)
        amount = f"[{format_number(PERCENT, language)}%]"
        return _say(form, language, facts | {"amount": amount, "amount_to": ""})
    form = _form(draft, kpi)
    if draft.baseline and draft.baseline.value is not None and draft.target_value is not None:
        form = "from_up" if draft.target_value > draft.baseline.value else "from_down"
        facts["base"] = _value(draft.baseline.value, kpi, draft.currency, language)
    return _say(form, language, facts | {"amount": amount, "amount_to": f"{amount}{_to(amount)}"})


def _say(form: str, language: str, facts: dict[str, str]) -> str:
    said = " ".join(say(f"rewrite.{form}", language, **facts).split())
    return _WITHIN_HAN.sub("", said) if language == "zh-Hant" else said


def _wrong_way(understood: Understood) -> bool:
    return any(question.code == "which_direction" for question in understood.questions)


def _no_amount(understood: Understood, kpi: Kpi) -> bool:
    """Whether the amount of the sentence cannot be used: none, one of another unit, in the wrong direction."""
    draft, wanted = understood.draft, understood.parts.wanted
    unfit = {"unit_mismatch", "target_is_baseline", "beyond_bounds", "unknown_unit"} & set(understood.problems)
    if unfit or _wrong_way(understood) or draft.operator is None or draft.kpi not in (None, kpi.id):
        return True
    if draft.kpi is None:
        return not wanted or (draft.target_value is not None and not fits(kpi, wanted[0].amount))
    return draft.change is None and draft.target_value is None


def _form(draft: Draft, kpi: Kpi) -> str:
    if draft.operator in ("increase_by", "decrease_by"):
        return _changing(draft.operator == "increase_by", kpi)
    return f"{draft.operator}_count" if kpi.unit == "count" else str(draft.operator)


def _changing(rises: bool, kpi: Kpi) -> str:
    """Numbers are increased or reduced, rates are raised or lowered."""
    return f"{'change' if kpi.unit in ('count', 'currency') else 'rate'}_{'up' if rises else 'down'}"


def amount_words(draft: Draft, kpi: Kpi | None, language: str) -> str:
    """The amount of a draft in words: 20%, 2 percentage points, ₺40, 5,000."""
    change = draft.change
    if change is not None:
        number = format_number(change.amount, language, 2)
        if change.mode == "relative_pct":
            return f"{number}%"
        if change.mode == "percentage_points":
            return say("what.points", language, amount=number)
        return _value(change.amount, kpi, draft.currency, language)
    return "" if draft.target_value is None else _value(draft.target_value, kpi, draft.currency, language)


def _value(value: float, kpi: Kpi | None, currency: str | None, language: str) -> str:
    if kpi is None:
        return format_number(value, language, 4)
    unit = currency or "count" if kpi.unit == "currency" else kpi.unit
    if unit == "ratio":
        return f"{format_number(value * 100, language, 4)}%"
    return re.sub(r"[.,]00(?!\d)", "", figure(value, unit, language).exact)


def what_words(
    understood: Understood, kpi: Kpi | None, language: str, *, propose: bool = False, proposed: bool = False
) -> str:
    """What is counted: the platform, the content and the KPI; with `propose`, a platform where none is named."""
    draft, catalog = understood.draft, understood.parts.catalog
    if kpi is None:
        return ""
    platform = draft.scope.get("platform", "")
    name = catalog.platforms[platform].names[language] if platform in catalog.platforms else ""
    if kpi.id == "social_site_visits" and name:
        return say("what.visits_from", language, platform=name)
    content = draft.scope.get("items", "") if kpi.id != "posts_published" else ""
    said = [name, say(f"content.{content}", language) if content else ""]
    social = "social" in kpi.channels and "web" not in kpi.channels
    if propose and social and not draft.scope and PLATFORM in catalog.platforms:
        said[0] = f"[{catalog.platforms[PLATFORM].names[language]}]"
    word = _named(kpi, catalog, language)
    word = f"[{word}]" if proposed else word
    before = " ".join(part for part in said if part)
    return say("what.plain", language, parts=before, kpi=word) if before else word


def _named(kpi: Kpi, catalog: Catalog, language: str) -> str:
    """The name of the KPI, or another of its words where the name may mean several KPIs."""
    known = lexicon_of(catalog).words
    name = kpi.names[language]
    if known.get(fold_word(name), {}).get("kpi") != (kpi.id,):
        single = [
            w for w in kpi.also if known.get(fold_word(w), {}).get("kpi") == (kpi.id,) and script_of(w) == language
        ]
        name = max(single, key=lambda word: name in word, default=name)
    words = name.split()
    if language != "en" or (len(words) > 1 and all(word[0].isupper() for word in words)):
        return name
    return name[0].lower() + name[1:] if name[1:2].islower() or name[1:2] == "-" else name


def _when(understood: Understood) -> str:
    draft, parts = understood.draft, understood.parts
    language, calendar, today = parts.language, parts.calendar, parts.today
    repeated = say(f"when.{draft.cadence}", language) if draft.cadence not in (None, "once") else ""
    if draft.start is None or draft.due is None or draft.due < today or draft.due < draft.start:
        return repeated or f"[{say('when.next quarter', language)}]"
    for grain in _GRAINS:
        for which, unit in (("this", calendar.unit(today, grain)), ("next", calendar.next_unit(today, grain))):
            if (unit.start, unit.end) == (draft.start, draft.due):
                return " ".join(part for part in (say(f"when.{which} {grain}", language), repeated) if part)
    code = "until" if draft.start == today else "between"
    said = say(f"when.{code}", language, start=_day(draft.start, language), due=_day(draft.due, language))
    return " ".join(part for part in (said, repeated) if part)


def _day(day: dt.date, language: str) -> str:
    if language == "ko":
        return f"{day.year}년 {day.month}월 {day.day}일"
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if language == "zh-Hant" else f"{day:%-d %B %Y}"


def _task(understood: Understood) -> str:
    text = " ".join(understood.draft.text.split()).rstrip(".!。")
    return _say("task", understood.parts.language, {"task": text, "when": _when(understood)})


def _object(what: str) -> str:
    """The words with the Korean object particle that fits their last syllable."""
    last = what.rstrip("]")[-1:]
    if "가" <= last <= "힣":
        return what + ("을" if (ord(last) - ord("가")) % 28 else "를")
    return f"{what}을(를)"


def _to(amount: str) -> str:
    """The Korean particle of direction that fits how the amount is read aloud."""
    last = amount.rstrip("]")[-1:]
    if "가" <= last <= "힣":
        final = (ord(last) - ord("가")) % 28
        return "으로" if final and final != _RIEUL else "로"
    return "으로" if last in _DIGITS_WITH_FINAL else "로"
