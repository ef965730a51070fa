"""Whether anything that goals are told from has changed: equal marks mean equal overviews."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select

from goalposts.app.workspace import Workspace
from goalposts.catalog.files import Catalog
from goalposts.store.goal_tables import CheckInRow, TargetProgressRow
from goalposts.store.review_tables import TrailRow


@dataclass(frozen=True, slots=True)
class PlanState:
    """The newest of everything: facts, edits of any kind, check-ins, odds, definitions, and the hour it is.

    The hour is in it because data is late, or may no longer change, from some moment on.
    """

    facts: int
    edit: int | None
    check_in: int | None
    odds: dt.datetime | None
    definitions: int
    hour: dt.datetime


def read_state(workspace: Workspace, catalog: Catalog) -> PlanState:
    """The state of a workspace's plans and facts now, in one statement."""
    query = select(
        select(func.max(TrailRow.id)).scalar_subquery(),
        select(func.max(CheckInRow.id)).scalar_subquery(),
        select(func.max(TargetProgressRow.worked_out_at)).scalar_subquery(),
    )
    with workspace.database.reading() as transaction:
        edit, check_in, odds = transaction.execute(query).one()
    hour = workspace.now().replace(minute=0, second=0, microsecond=0)
    return PlanState(workspace.snapshot(), edit, check_in, odds, id(catalog), hour)
