"""Country names, in the languages exports are written in, to ISO 3166-1 codes."""

from __future__ import annotations

from functools import cache

import polars as pl
from babel import Locale

from goalposts.sources.headers import normalise

NO_COUNTRY = "ZZ"
_NO_STATES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_LANGUAGES = ("en", "ko", "zh_Hant", "ja", "zh_Hans", "de", "es", "fr", "it", "pt", "nl", "tr", "pl", "sv")
_ALSO = {
    "HK": ("Hong Kong", "홍콩", "香港"),
    "MO": ("Macao", "Macau", "마카오", "澳門", "澳门", "マカオ"),
    "TR": ("Turkey", "Turkiye", "터키", "튀르키예", "土耳其", "トルコ"),
    "PS": ("Palestine", "팔레스타인", "巴勒斯坦", "パレスチナ"),
    "CZ": ("Czech Republic", "체코 공화국"),
    "MM": ("Myanmar", "Burma"),
    "CI": ("Ivory Coast", "Cote d'Ivoire"),
    "CD": ("Democratic Republic of the Congo", "DR Congo"),
    "CG": ("Republic of the Congo", "Congo"),
    "MK": ("Macedonia", "Macedonia (FYROM)"),
    "SZ": ("Swaziland",),
    "GB": ("UK", "Great Britain"),
    "US": ("USA", "United States of America"),
    "KR": ("Korea, Republic of", "Republic of Korea", "대한민국", "한국"),
    "TW": ("Taiwan", "대만", "臺灣", "台灣"),
    NO_COUNTRY: ("Unknown Region", "알려지지 않은 지역", "알 수 없는 지역", "未知區域", "未知的區域", "不明な地域"),
}


@cache
def country_names() -> dict[str, str]:
    """Normalised country name -> code; the codes themselves are names too."""
    codes = {code for code in _territories("en") if len(code) == 2 and code.isalpha() and code not in _NO_STATES}
    names = {code.casefold(): code for code in codes}
    for language in reversed(_LANGUAGES):
        names |= {normalise(name): code for code, name in _territories(language).items() if code in codes}
    return names | {normalise(name): code for code, words in _ALSO.items() for name in words}


def _territories(language: str) -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(language).territories.items()}


def read_countries(cells: pl.Series) -> pl.Series:
    """The code of each name, null where it is no country known here."""
    known = country_names()
    names = cells.drop_nulls().unique()
    codes = pl.Series([known.get(normalise(name)) for name in names], dtype=pl.String)
    return cells.replace_strict(names, codes, default=None, return_dtype=pl.String)
