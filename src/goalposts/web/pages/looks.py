"""The look of charts in one language: colours, number and date words, all from where the pages take theirs."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from goalposts.errors import NotFound
from goalposts.i18n import LOCALES
from goalposts.web.charts import look

router = APIRouter(include_in_schema=False)

_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


@router.get("/looks/{language}.json")
def chart_look(request: Request, language: str) -> Response:
    """What app.js gives every chart beside its spec."""
    if language not in LOCALES:
        raise NotFound("language", language, LOCALES)
    return JSONResponse(words(language), headers={"Cache-Control": "private, max-age=3600"})


@cache
def words(language: str) -> dict[str, Any]:
    """The two configs, and d3's number and date words from CLDR."""
    locale = Locale.parse(LOCALES[language])
    days, months = locale.days["format"], locale.months["format"]
    periods = locale.day_periods["format"]["abbreviated"]
    symbols = locale.number_symbols["latn"]
    return {
        "light": look("light", language),
        "dark": look("dark", language),
        "format": {
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
            "grouping": [3],
            "currency": ["", ""],
            "percent": "%",
            "minus": "−",
        },
        "time": {
            "dateTime": "%x %X",
            "date": "%Y-%m-%d",
            "time": "%H:%M:%S",
            "periods": [periods["am"], periods["pm"]],
            "days": [days["wide"][place] for place in _SUNDAY_FIRST],
            "shortDays": [days["abbreviated"][place] for place in _SUNDAY_FIRST],
            "months": [months["wide"][place] for place in range(1, 13)],
            "shortMonths": [months["abbreviated"][place] for place in range(1, 13)],
        },
    }
