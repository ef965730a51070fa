"""Bytes to text: our own order of trust first, a statistical guess last, and a mixture refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from charset_normalizer import from_bytes

from goalposts.errors import Fault, Invalid

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
TRUSTED = frozenset({"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp949", "big5", "big5hkscs"})
"""Encodings the bytes themselves prove; any other one is a judgement, and is told."""
_COMMON_SIGNS = frozenset("’‘“”«»–—…•°€£©®™§·\u00a0¿¡²³½")
_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž")

_CONTROLS = re.compile("[\x80-\x9f]")
_AFTER_A_LETTER = re.compile("(?<=[A-Za-z\x82\x8a\xc0-\xff])[\x80-\x90\x93-\x98]|[\x80-\x90\x93-\x98](?=[A-Za-z])")
"""Places of 0x80 to 0x9f where a letter stands; 0x91 and 0x92 are apostrophes nearly everywhere."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding.

    Order of trust: byte order mark, UTF-16 by its zero bytes, UTF-8, then CP949, Big5, CP1252, Mac Roman and CP1252
    with letters of CP850 by what they would spell, then a statistical guess.

    Raises Invalid for zero bytes in text and for several encodings in one file.
    """
    text, name = _decode(data)
    place = text.find("\0")
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        fault = Fault("a zero byte: this is not a text file, or it is damaged", line=line)
        raise Invalid("The file holds zero bytes and cannot be read as a table. Export it again.", [fault])
    return text, name


def _decode(data: bytes) -> tuple[str, str]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name), "utf-8" if name == "utf-8-sig" else name
    if wide := _zero_pattern(data):
        return _strict(data, wide), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_mixture(data, error)
        return _legacy(data)


def _strict(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        message = f"The file says it is {name.upper()}, but byte {error.start} does not fit. Export it again as UTF-8."
        raise Invalid(message, [Fault(str(error.reason), line=data.count(b"\n", 0, error.start) + 1)]) from error


def _zero_pattern(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly all zero bytes stand on one side of the pairs, and there are many."""
    sample = data[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) < len(sample) // 8 or min(even, odd) > max(even, odd) // 20:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_mixture(data: bytes, error: UnicodeDecodeError) -> None:
    text = data.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= sign <= "\udcff" for sign in text)
    good = sum(sign > "\x7f" for sign in text) - bad
    if good > bad:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(f"{bad} bytes from here on are not UTF-8", line=line, value=repr(data[error.start :][:4]))
        raise Invalid("The file mixes UTF-8 with another encoding. Export it again in one encoding.", [fault])


def _legacy(data: bytes) -> tuple[str, str]:
    sample = data[:_SAMPLE]
    if _fit(sample, "cp949", _hangul) > 0.8:
        return _strict(data, "cp949"), "cp949"
    if _fit(sample, "big5hkscs", _han) > 0.8:
        return _strict(data, "big5hkscs"), "big5"
    latin = {name: _fit(sample, name, _latin) for name in ("cp1252", "mac_roman")}
    best = max(latin, key=lambda name: latin[name])
    if latin[best] > 0.8:
        return _strict(data, best), best
    if _share(_with_dos_letters(sample), _latin) > 0.9:
        return _with_dos_letters(data), "cp1252 with letters of cp850"
    guess = from_bytes(sample).best()
    if guess is not None:
        return _strict(data, guess.encoding), guess.encoding
    raise Invalid("The encoding of the file is not known. Export it again as UTF-8.")


def _fit(sample: bytes, name: str, fits: Callable[[str, int], bool]) -> float:
    """How well the sample reads in an encoding, 0..1; a character cut at the end of the sample does not count."""
    decoder = codecs.getincrementaldecoder(name)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return 0.0
    return _share(text, fits)


def _share(text: str, fits: Callable[[str, int], bool]) -> float:
    foreign = [place for place, sign in enumerate(text) if sign > "\x7f"]
    return sum(fits(text, place) for place in foreign) / len(foreign) if foreign else 0.0


def _with_dos_letters(data: bytes) -> str:
    """Windows text into which letters of DOS (é as 0x82) were pasted: they are told by the letters around them."""
    text = data.decode("latin-1")
    text = _AFTER_A_LETTER.sub(lambda found: found[0].encode("latin-1").decode("cp850"), text)
    return _CONTROLS.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "replace"), text)


def _hangul(text: str, place: int) -> bool:
    """A syllable of the everyday set (extended ones come up when Big5 is read as CP949)."""
    sign = text[place]
    if not "가" <= sign <= "힣":
        return sign in "·…“”‘’、。「」★☆※→℃㈜"
    return sign.encode("cp949")[1] >= 0xA1


def _han(text: str, place: int) -> bool:
    sign = text[place]
    return "\u4e00" <= sign <= "\u9fff" or sign in "，。、；：？！「」『』（）％…—《》"


def _latin(text: str, place: int) -> bool:
    """A letter that stands where letters stand, or a sign that is common in writing."""
    sign = text[place]
    if sign in _COMMON_SIGNS:
        return True
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if before > "\x7f" and before.isalpha():
        return False
    if sign.isupper():
        return not before.islower() and after.isalpha()
    return sign in _LETTERS
