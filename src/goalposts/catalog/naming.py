"""Whether a name of a KPI, a goal or a target is clear: what is wrong with it, and a better one where we know one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from goalposts.catalog.aliases import fold
from goalposts.catalog.glossary import FirstUse, find_acronym
from goalposts.i18n.naming import naming_fault, per_name

SHORTEST, LONGEST = {"en": 4, "ko": 2, "zh-Hant": 2}, 60

_EMPTY = {
    "en": (
        *("things", "stuff", "misc", "various", "other", "general", "performance", "success", "results", "data", "kpi"),
        *(
            "better",
            "improve",
            "improved",
            "good",
            "great",
            "more",
            "optimise",
            "optimize",
            "boost",
            "the",
            "our",
            "of",
        ),
    ),
    "ko": ("여러 가지", "기타", "전반", "성과", "성공", "결과", "데이터", "지표", "개선", "향상", "좋은", "더", "우리"),
    "zh-Hant": (
        *("其他", "各種", "整體", "成效", "成功", "結果", "資料", "數據", "指標"),
        *("改善", "提升", "更好", "更多", "我們", "的"),
    ),
}
"""Words that say nothing when a name has no others."""

_UNITS = {
    "ratio": (
        "rate",
        "ratio",
        "share",
        "percent",
        "return",
        "%",
        "율",
        "률",
        "비율",
        "비중",
        "점유",
        "率",
        "占比",
        "比例",
    ),
    "currency": (
        *("cost", "spend", "revenue", "value", "budget", "price", "income", "sales", "profit"),
        *(
            "비용",
            "매출",
            "지출",
            "금액",
            "가치",
            "예산",
            "단가",
            "費用",
            "成本",
            "收入",
            "支出",
            "金額",
            "價值",
            "預算",
        ),
    ),
    "seconds": ("time", "duration", "seconds", "minutes", "시간", "초", "時間", "時長", "秒"),
}
"""Unit -> words one of which tells the reader what is counted."""

_TIMES = (
    r"\b(?:per|each|every|by|until|within|in|next|this|daily|weekly|monthly|quarterly|yearly)\b|\bq[1-4]\b|\b20\d\d\b|"
    r"매일|매주|매월|매달|매년|매분기|주간|월간|분기|연간|하루|한 주|한 달|까지|이내|동안|년|월|"
    r"每日|每天|每週|每周|每月|每季|每年|本月|本季|下季|下個|年底|之前|以前|內|年|月"
)
_BETTER_UNIT = {"ratio": "%", "seconds": "s"}
_WORD = re.compile(r"[^\s\-–/()（）·,.:;%&+]+")


@dataclass(frozen=True, slots=True)
class NameFault:
    """One piece of advice on a name: what is wrong in the name's language, and a better name ('' = none we know)."""

    code: str
    message: str
    better: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def told(self, language: str) -> str:
        """What is wrong, in the language of a reader who does not read that of the name."""
        return naming_fault(self.code, language, **self.facts)


def check_name(
    text: str,
    *,
    unit: str = "",
    cadence: str = "",
    others: Collection[str] = (),
    language: str = "en",
) -> list[NameFault]:
    """What could be clearer about a name; nothing where it is fine.

    unit: of the KPI, where the name should say what is counted. cadence: of a target (`per_month`, ...), where the name
    should say a time. others: names of other things it must not be mistaken for.
    """
    name = " ".join(text.split())
    if not name:
        return [_fault("empty", language)]
    checks = (
        _length(name, language),
        _capitals(name, language),
        _acronyms(name, language),
        _vague(name, language),
        _unit(name, unit, language),
        _time(name, cadence, language),
        _duplicate(name, others, language),
    )
    return [fault for found in checks for fault in found]


def _fault(code: str, language: str, better: str = "", **facts: str) -> NameFault:
    return NameFault(code, naming_fault(code, language, **facts), better, facts)


def _length(name: str, language: str) -> Iterator[NameFault]:
    fewest = 2 if re.search(r"[가-힣一-鿿]", name) else SHORTEST[language]
    if len(name) < fewest and not find_acronym(name):
        yield _fault("too_short", language)
    if len(name) > LONGEST:
        yield _fault("too_long", language, most=str(LONGEST))


def _capitals(name: str, language: str) -> Iterator[NameFault]:
    words = [word for word in _WORD.findall(name) if word.isalpha() and word.isascii()]
    loud = [word for word in words if word.isupper() and not find_acronym(word)]
    if len(loud) > 1 or any(len(word) > 5 for word in loud):
        calm = [word if find_acronym(word) else word.lower() for word in name.split()]
        better = " ".join(calm)
        yield _fault("all_caps", language, better[:1].upper() + better[1:])


def _acronyms(name: str, language: str) -> Iterator[NameFault]:
    words = _WORD.findall(name)
    bare = find_acronym(name)
    if bare:
        better = f"{bare.names[language]} ({bare.acronym})"
        yield _fault("bare_acronym", language, better[:1].upper() + better[1:], acronym=bare.acronym)
        return
    if name.isupper() and len(words) > 1:
        return  # all of it is in capitals, which is told already
    for word in dict.fromkeys(words):
        if re.fullmatch(r"[A-Z][A-Z0-9&]{1,4}", word) and not find_acronym(word):
            yield _fault("unknown_acronym", language, acronym=word)


def _vague(name: str, language: str) -> Iterator[NameFault]:
    if language == "en":
        rest = [word for word in _WORD.findall(fold(name)) if word not in _EMPTY["en"]]
    else:
        rest = _WORD.findall(re.sub("|".join(sorted(_EMPTY[language], key=len, reverse=True)), " ", fold(name)))
    if not rest:
        yield _fault("vague", language)


def _unit(name: str, unit: str, language: str) -> Iterator[NameFault]:
    kind = "currency" if re.fullmatch(r"[A-Z]{3}", unit) else unit
    folded = fold(FirstUse(language).plain(name))
    if kind in _UNITS and not any(word in folded for word in _UNITS[kind]):
        short = unit if unit != "currency" and kind == "currency" else _BETTER_UNIT.get(kind, "")
        yield _fault(f"no_unit_{kind}", language, f"{name} ({short})" if short else "")


def _time(name: str, cadence: str, language: str) -> Iterator[NameFault]:
    if cadence and not re.search(_TIMES, fold(name)):
        yield _fault("no_time", language, per_name(name, cadence, language))


def _duplicate(name: str, others: Collection[str], language: str) -> Iterator[NameFault]:
    same = [other for other in others if _key(other) == _key(name)]
    if same:
        yield _fault("duplicate", language, other=same[0])


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))
