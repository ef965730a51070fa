"""Columns of text to exact numbers: the convention is read from the column itself, and doubt is said, not settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from goalposts.errors import Fault

Decimal = Literal[".", ","]
EXACT = pl.Decimal(24, 6)
MISSING = (
    "",
    "-",
    "--",
    "---",
    "—",
    "–",
    "n/a",
    "na",
    "n.a.",
    "nan",
    "null",
    "none",
    "#n/a",
    "(not set)",
    "없음",
    "無",
)

_TIMES = {"k": 1e3, "천": 1e3, "千": 1e3, "만": 1e4, "萬": 1e4, "万": 1e4, "m": 1e6, "백만": 1e6, "mn": 1e6}
_TIMES |= {"억": 1e8, "億": 1e8, "亿": 1e8, "b": 1e9, "bn": 1e9}
_SYMBOLS = {"₩": "KRW", "원": "KRW", "nt$": "TWD", "us$": "USD", "hk$": "HKD", "r$": "BRL", "€": "EUR", "£": "GBP"}
_SYMBOLS |= {"₺": "TRY", "₹": "INR", "₽": "RUB", "₫": "VND", "฿": "THB", "₱": "PHP", "円": "JPY", "新台幣": "TWD"}
_MONEY = r"(?:nt\$|us\$|hk\$|r\$|[$€£¥₩₺₹₽₫฿₱]|원|円|元|圓|新台幣|kr|zł|[a-z]{3})"
_BODY = r"\d[\d.,'’ ]*(?:e[+-]?\d+)?|[.,]\d+"
_SHAPE = (
    rf"^(?P<sign>[+-]?)\s*(?P<before>{_MONEY})?\s*(?P<inner>[+-]?)\s*(?P<body>{_BODY})\s*"
    rf"(?P<times>k|mn|m|bn|b|백만|[천千만萬万억億亿])?\s*(?P<percent>%)?\s*(?P<after>{_MONEY})?$"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers as read.

    values: Decimal(24, 6), null where the cell is missing, suppressed or wrong; 12.5 % is 0.125.
    suppressed: a number too small to be told ("<0.1"). wrong: neither a number nor a sign for "missing".
    decimal: the decimal sign used. doubtful: the sign ("." or ",") that could be read either way all down the column,
    as in "1.234", or "". rounded: some cells were shortened ("1.2K"). currencies: those written in the cells, as ISO
    codes or, where a sign is shared by several, the sign.
    """

    values: pl.Series
    suppressed: pl.Series
    wrong: pl.Series
    decimal: Decimal
    doubtful: str = ""
    rounded: bool = False
    currencies: tuple[str, ...] = ()

    def faults(self, cells: pl.Series, lines: Sequence[int], column: str, what: str = "a number") -> list[Fault]:
        """One fault for each wrong cell, with its line, column and value."""
        return cell_faults(self.wrong, cells, lines, column, f"is not {what}")


def cell_faults(wrong: pl.Series, cells: pl.Series, lines: Sequence[int], column: str, message: str) -> list[Fault]:
    """One fault for each row where `wrong` is true."""
    return [
        Fault(f"{_short(cells[row])} {message}", line=lines[row], column=column, value=cells[row])
        for row in wrong.arg_true().to_list()
    ]


def _short(value: str | None) -> str:
    text = value or ""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def read_numbers(cells: pl.Series, decimal: Decimal | None = None) -> Numbers:
    """Read a text column; `decimal` settles the decimal sign where the person or the source knows it."""
    text = cells.str.strip_chars()
    plain = text.cast(EXACT, strict=False)
    hard = text.is_not_null() & (plain.is_null() | text.str.contains(r"^[+-]?[1-9]\d{0,2}\.\d{3}$"))
    if decimal != "," and not hard.any():
        nothing = pl.repeat(False, len(text), eager=True)
        return Numbers(plain, nothing, nothing, ".")
    return _read_shapes(text, decimal)


def _read_shapes(text: pl.Series, decimal: Decimal | None) -> Numbers:
    frame = pl.DataFrame({"text": text}).with_columns(_plain_text(pl.col("text")).alias("text"))
    bracketed = pl.col("text").str.contains(r"^\(.*\d.*\)$")
    frame = frame.with_columns(
        (pl.col("text").is_null() | pl.col("text").is_in(MISSING)).alias("missing"),
        pl.col("text").str.contains(r"^[<≤]\s*[\d.,]+\s*%?$").fill_null(False).alias("suppressed"),
        bracketed.fill_null(False).alias("negative"),
        pl.when(bracketed).then(pl.col("text").str.slice(1).str.strip_suffix(")")).otherwise("text").alias("bare"),
    )
    parts = frame["bare"].str.extract_groups(_SHAPE).struct.unnest()
    body = parts["body"].str.strip_chars()
    found, doubtful = (decimal, "") if decimal else _decimal_sign(body)
    number = _exact(body, found)
    times = parts["times"].replace_strict(_TIMES, default=1.0, return_dtype=pl.Float64)
    minus = frame["negative"] | (parts["sign"] == "-").fill_null(False) | (parts["inner"] == "-").fill_null(False)
    scale = pl.select(
        (pl.lit(times).cast(EXACT) * pl.when(pl.lit(minus)).then(-1).otherwise(1).cast(EXACT)).alias("by")
    )["by"]
    percent = parts["percent"].is_not_null()
    table = pl.DataFrame({"number": number, "scale": scale, "percent": percent})
    hundredth = pl.when("percent").then(pl.lit("0.01")).otherwise(pl.lit("1")).cast(EXACT)
    values = table.select((pl.col("number") * pl.col("scale") * hundredth).cast(EXACT, strict=False).alias("value"))[
        "value"
    ]
    wrong = (values.is_null() & ~frame["missing"] & ~frame["suppressed"]).rename("wrong")
    rounded = bool(parts["times"].is_not_null().any())
    return Numbers(values, frame["suppressed"], wrong, found, doubtful, rounded, _currencies(parts))


def _plain_text(text: pl.Expr) -> pl.Expr:
    """Full-width digits and signs to ASCII, one kind of minus and blank, lower case."""
    plain = text.str.normalize("NFKC").str.replace_all("[−–](\\d)", "-$1").str.replace_all("[\u00a0\u202f\u2009]", " ")
    return plain.str.strip_chars().str.to_lowercase()


def _decimal_sign(body: pl.Series) -> tuple[Decimal, str]:
    """The decimal sign the column shows, and the sign that stays doubtful.

    Evidence for a sign as decimal: it comes after the other one, the other one repeats, or it is not followed by
    exactly three digits. A lone sign before three digits is a doubt; a point is taken for decimal and a comma for
    grouping, and a point is sure if the column also writes thousands without any sign.
    """
    cells = pl.DataFrame({"body": body.drop_nulls().unique()})
    point, comma = pl.col("body").str.count_matches(r"\."), pl.col("body").str.count_matches(",")
    body_of = pl.col("body").str
    group = r"^[1-9]\d{0,2}"
    is_point = (
        ((point == 1) & (comma == 0) & ~body_of.contains(rf"{group}\.\d{{3}}$"))
        | ((comma >= 2) & (point <= 1))
        | body_of.contains(r",\d+\.\d*$")
        | ((point == 1) & body_of.contains(r"[' ]\d+\."))
    )
    is_comma = (
        ((comma == 1) & (point == 0) & ~body_of.contains(rf"{group},\d{{3}}$"))
        | ((point >= 2) & (comma <= 1))
        | body_of.contains(r"\.\d+,\d*$")
    )
    told = cells.select(
        is_point.sum().alias("point"),
        is_comma.sum().alias("comma"),
        body_of.contains(rf"{group}\.\d{{3}}$").any().alias("doubt_point"),
        body_of.contains(rf"{group},\d{{3}}$").any().alias("doubt_comma"),
        body_of.contains(r"^\d{4,}$").any().alias("ungrouped"),
    ).row(0, named=True)
    if told["point"] or told["comma"]:
        return ("," if told["comma"] > told["point"] else "."), ""
    if told["doubt_point"] and told["doubt_comma"]:
        return ".", "."
    if told["doubt_point"]:
        return ".", "" if told["ungrouped"] else "."
    return ".", "," if told["doubt_comma"] else ""


def _exact(body: pl.Series, decimal: Decimal) -> pl.Series:
    """The numbers, null where the grouping is impossible under this decimal sign."""
    group, mark = (",", r"\.") if decimal == "." else (r"\.", ",")
    tail = rf"({mark}\d*)?$"
    shapes = (
        rf"^\d+{tail}",
        rf"^{mark}\d+$",
        rf"^\d{{1,3}}({group}\d{{3}})+{tail}",
        rf"^\d{{1,3}}(['’ ]\d{{3}})+{tail}",
        rf"^\d{{1,2}}({group}\d{{2}})+{group}\d{{3}}{tail}",
        rf"^\d+({mark}\d+)?e[+-]?\d+$",
    )
    fits = body.str.contains("|".join(shapes))
    stripped = body.str.replace_all(f"{group}|['’ ]", "").str.replace(mark, ".")
    return pl.DataFrame({"fits": fits, "text": stripped}).select(
        pl.when("fits").then(pl.col("text").cast(EXACT, strict=False)).alias("number")
    )["number"]


def _currencies(parts: pl.DataFrame) -> tuple[str, ...]:
    seen = pl.concat([parts["before"], parts["after"].rename("before")]).drop_nulls().unique().to_list()
    return tuple(sorted({_SYMBOLS.get(sign, sign.upper()) for sign in seen}))
