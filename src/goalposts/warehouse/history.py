"""What is known now, and what was known at a moment: the same columns, at about the same cost."""

# ruff: noqa: S608 - names come from tables.py, values pass through `literal`

from __future__ import annotations

import datetime as dt

from goalposts.errors import NotFound
from goalposts.warehouse.keys import SUPERSEDED
from goalposts.warehouse.literals import literal
from goalposts.warehouse.tables import FACTS

_FACTS = {table.name: table for table in FACTS}


def relation(table: str, as_of: dt.datetime | None = None) -> str:
    """SQL for the rows of a fact table, to stand behind FROM: all that is known, or what was known at `as_of`.

    A moment without a zone is UTC. Raises NotFound for a name that is no fact table.
    """
    if table not in _FACTS:
        raise NotFound("fact table", table, _FACTS)
    if as_of is None:
        return table
    moment = literal(as_of)
    columns = ", ".join(_FACTS[table].columns)
    return (
        f"(SELECT {columns} FROM {table} WHERE known_from <= {moment} UNION ALL "
        f"SELECT {columns} FROM {table}{SUPERSEDED} WHERE known_from <= {moment} AND superseded_at > {moment})"
    )
