"""Options that several commands share, so that they read and work the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Shape(StrEnum):
    """How a command prints."""

    TABLE = "table"
    JSON = "json"


class Sheet(StrEnum):
    """How a command that answers with numbers prints."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Lang(StrEnum):
    """The languages we write."""

    EN = "en"
    KO = "ko"
    ZH_HANT = "zh-Hant"


Home = Annotated[
    Path | None, typer.Option(help="Folder of the workspace. Default: GOALPOSTS_HOME, else ./goalposts-data.")
]
Language = Annotated[Lang | None, typer.Option("--lang", help="Language of names, numbers. Default: GOALPOSTS_LANG.")]
ShapeOption = Annotated[Shape, typer.Option("--format", help="How to print: table or json.")]
SheetOption = Annotated[Sheet, typer.Option("--format", help="How to print: table, json or csv.")]

Kpis = Annotated[list[str], typer.Argument(metavar="KPI...", help="KPI ids, other names of theirs, or measures.")]
PeriodWords = Annotated[
    str | None, typer.Option("--period", help="'last 28 days', 'this month', 2025, 2025-Q1, 2025-03, 2025-W07.")
]
From = Annotated[str | None, typer.Option("--from", help="First day, or month, quarter or year it begins with.")]
To = Annotated[str | None, typer.Option("--to", help="Last day, or month, quarter or year it ends with.")]
GrainWord = Annotated[str, typer.Option("--grain", help="total, day, week, month, quarter or year.")]
By = Annotated[list[str] | None, typer.Option("--by", help="Break down by a dimension; may be given again.")]
Where = Annotated[
    list[str] | None, typer.Option("--where", help="Keep only dimension=value[,value]; may be given again.")
]
Compare = Annotated[
    str | None, typer.Option("--compare", help="Compare with: previous, same_weekdays, last_year or to_date.")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Answer with what was known at that moment (ISO 8601, UTC).")]
AcrossBreaks = Annotated[
    bool,
    typer.Option("--across-breaks", help="Compare across series breaks too: before and after mean different things."),
]
