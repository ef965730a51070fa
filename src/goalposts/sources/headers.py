"""Header texts: one spelling for comparison, exact matches before longer ones, and the currency some of them carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_CODES = (
    "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW KWD KZT "
    "LKR MAD MOP MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY TWD UAH USD UYU VND ZAR"
)
CURRENCIES = frozenset(_CODES.split(" "))
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BRACKETS = re.compile(r"^(?P<words>.*?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]$")


@lru_cache(maxsize=20_000)
def normalise(header: str) -> str:
    """The header as it is compared: NFKC, no invisible signs, trimmed, one blank between words, case folded.

    A stray backslash at the end (as Japanese X exports write) is dropped.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", header))
    return " ".join(text.rstrip("\\ ").split()).casefold()


def split_currency(header: str) -> tuple[str, str | None]:
    """The normalised header without its currency, and the currency: "Amount spent (USD)" is ("amount spent", "USD")."""
    text = normalise(header)
    match = _BRACKETS.match(text)
    if match and match["inside"].strip().upper() in CURRENCIES:
        return match["words"].strip(), match["inside"].strip().upper()
    return text, None


def find_header(headers: Sequence[str], names: Iterable[str]) -> str | None:
    """The one of `headers` that is one of `names` (earlier names win), or None.

    An exact match always wins over a longer header. A longer header counts only where the rest stands in brackets, as
    in "Amount spent (USD)", and only if there is one such header: "Reactions" never takes "Reactions and comments".
    """
    spelled = {normalise(header): header for header in reversed(headers)}
    wanted = [normalise(name) for name in names]
    for name in wanted:
        if name in spelled:
            return spelled[name]
    bracketed = {text: header for text, header in spelled.items() if "(" in text}
    for name in wanted if bracketed else ():
        longer = [header for text, header in bracketed.items() if _goes_on_in_brackets(text, name)]
        if len(longer) == 1:
            return longer[0]
    return None


def _goes_on_in_brackets(text: str, name: str) -> bool:
    return text.startswith(name) and text[len(name) :].lstrip().startswith("(")


def match_headers(headers: Sequence[str], synonyms: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Field -> header for every field of `synonyms` that the table has; no header serves two fields.

    All exact matches are made before any longer header is considered, whatever the order of the fields.
    """
    spelled = {normalise(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for name, words in synonyms.items():
        exact = next((spelled[text] for text in map(normalise, words) if text in spelled), None)
        if exact is not None and exact not in found.values():
            found[name] = exact
    for name, words in synonyms.items():
        if name not in found:
            longer = find_header([header for header in headers if header not in found.values()], words)
            if longer is not None:
                found[name] = longer
    return {name: found[name] for name in synonyms if name in found}
