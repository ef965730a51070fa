"""Values as SQL text. (Binding them through the driver would import pandas where it is installed: two seconds.)"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from goalposts.errors import Unsupported


def literal(value: object) -> str:
    """The value as a DuckDB literal; a moment is written in UTC. Raises Unsupported for other kinds of objects."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, float):
        return f"{value!r}::DOUBLE" if math.isfinite(value) else f"'{value}'::DOUBLE"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, dt.datetime):
        return f"TIMESTAMP '{utc(value).isoformat(sep=' ')}'"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    raise Unsupported(f"A {type(value).__name__} cannot stand in a query: {value!r}.")


def utc(moment: dt.datetime) -> dt.datetime:
    """The moment as the lake keeps it: UTC without a zone; a moment without a zone is taken as UTC."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment
