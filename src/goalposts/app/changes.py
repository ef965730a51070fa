"""What changed since a moment in a workspace: the list, what moved on a page, and since when a person last looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from goalposts.app.workspace import Workspace
from goalposts.metrics.changes import Change, changes_since
from goalposts.metrics.coverage import Coverage, date_of, day_number, days_without
from goalposts.metrics.picking import wanted_measures
from goalposts.metrics.question import Question
from goalposts.periods import DAY, Grain, Period

LOOK_BACK_DAYS = 7
WORTH_A_MARK = 0.02
"""A correction of more than this share of a value is shown beside it."""

_SEEN = "changes_seen"
_DAILY_UP_TO, _WEEKLY_UP_TO = 31, 200
_CORRECTIONS = frozenset({"restated", "withdrawn", "definition"})


def list_changes(
    workspace: Workspace,
    since: dt.datetime,
    *,
    kpis: Iterable[str] = (),
    period: Period | None = None,
    grain: Grain | None = None,
    by: Sequence[str] = ("platform",),
) -> list[Change]:
    """Every cell that is not what it was at `since` (UTC), largest first.

    Without `kpis` those that read a measure of which anything changed; without `period` the days that changed; without
    `grain` days, weeks or months, as the period is short or long.
    """
    touched, days = _touched(workspace, since)
    named = tuple(kpis) or tuple(_kpis_reading(workspace, touched, since))
    period = period or days
    if not named or period is None:
        return []
    cut = grain or _grain_of(period)
    question = Question(named, period, cut, tuple(by))
    return changes_since(workspace.engine, question, since, workspace.now())


def corrections_in(workspace: Workspace, question: Question, since: dt.datetime) -> dict[str, Change]:
    """Per KPI the correction of more than 2 % that its value for the question's period has had since then.

    Only days that were reported at `since` are compared, so that what merely came in later is no correction.
    """
    if question.as_of is not None or not _anything_corrected(workspace, since):
        return {}
    period = _reported_by(workspace, question.period, since)
    if period is None:
        return {}
    asked = replace(question, period=period, grain=Grain.TOTAL)
    found = changes_since(workspace.engine, asked, since, workspace.now())
    return {change.kpi: change for change in found if _is_correction(change)}


def last_look(workspace: Workspace, person: str) -> dt.datetime | None:
    """When the person last said to have seen the changes; None = never."""
    from goalposts.store.preferences import read_preferences  # SQLAlchemy is slow to load, and asking does not need it

    with workspace.database.reading() as transaction:
        text = read_preferences(transaction, person).get(_SEEN)
    return dt.datetime.fromisoformat(text) if text else None


def note_look(workspace: Workspace, person: str) -> None:
    """Remember that the person has seen the changes up to now."""
    from goalposts.store.preferences import set_preference  # as for `last_look`

    now = workspace.now()
    with workspace.database.transaction() as transaction:
        set_preference(transaction, person, _SEEN, now.isoformat(), now=now)


def looked_or_week(workspace: Workspace, person: str) -> dt.datetime:
    """Since when changes are news to a person: their last look, else the beginning of the day a week ago."""
    today = workspace.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return last_look(workspace, person) or today - dt.timedelta(days=LOOK_BACK_DAYS)


def _is_correction(change: Change) -> bool:
    moved = change.new_value is None or change.size > WORTH_A_MARK
    return change.was_complete and moved and not _CORRECTIONS.isdisjoint(change.causes)


def _grain_of(period: Period) -> Grain:
    if period.days <= _DAILY_UP_TO:
        return Grain.DAY
    return Grain.WEEK if period.days <= _WEEKLY_UP_TO else Grain.MONTH


def _touched(workspace: Workspace, since: dt.datetime) -> tuple[set[str], Period | None]:
    """Codes of the measures that anything happened to, and the days it happened to (up to `since`)."""
    then, now = workspace.engine.coverage(since), workspace.engine.coverage()
    codes, days = _loads_changed(then, now, day_number(since.date()))
    gone = workspace.engine.gone(since)
    codes |= set(gone["measure_code"].drop_nulls())
    row_tables = set(gone.filter(gone["measure_code"].is_null())["table_name"])
    codes |= {code for code, held in now.holdings.items() if any(holding.table in row_tables for holding in held)}
    days += [day for name in ("first_day", "last_day") for day in gone[name].drop_nulls()]
    if then.period and (row_tables or _redefined(workspace, since)):
        days += [then.period.start, then.period.end]
    if not days or min(days) > since.date():
        return codes, None
    return codes, Period(min(days), min(max(days), since.date()))


def _loads_changed(then: Coverage, now: Coverage, until: int) -> tuple[set[str], list[dt.date]]:
    """Measures and days of what was held then that later files filled in, or that a withdrawal took away."""
    codes: set[str] = set()
    days: list[dt.date] = []
    for code, held in then.holdings.items():
        present = {holding: holding for holding in now.held(code)}
        for old in held:
            spans = present[old].spans if old in present else old.spans[:0]
            for first, after in (*days_without(spans, old.spans), *days_without(old.spans, spans)):
                if first < until:
                    codes.add(code)
                    days += [date_of(first), date_of(min(after, until) - 1)]
    return codes, days


def _redefined(workspace: Workspace, since: dt.datetime) -> set[str]:
    """KPIs that got another definition between then and now."""
    today = workspace.now().date()
    versions = workspace.catalog.history.items()
    return {id_ for id_, known in versions if any(since.date() < kpi.valid_from <= today for kpi in known)}


def _kpis_reading(workspace: Workspace, codes: set[str], since: dt.datetime) -> Iterator[str]:
    catalog, redefined = workspace.catalog, _redefined(workspace, since)
    for kpi in catalog.kpis.values():
        wanted = wanted_measures(kpi.formula.expression, catalog.measures)
        if kpi.id in redefined or any(each.code in codes or each.measure.rows_of in codes for each in wanted):
            yield kpi.id


def _anything_corrected(workspace: Workspace, since: dt.datetime) -> bool:
    lake = workspace.lake
    taken_back = set(lake.load_log(since)["source_id"]) - set(lake.load_log()["source_id"])
    return bool(taken_back or _redefined(workspace, since) or len(workspace.engine.gone(since)))


def _reported_by(workspace: Workspace, period: Period | None, since: dt.datetime) -> Period | None:
    """The days of the period that every platform held had to have reported at `since`."""
    then = workspace.engine.coverage(since)
    held = period or then.period
    if held is None:
        return None
    platforms = {account.platform for account in then.accounts.values()}
    lags = [known.lag_hours for code, known in workspace.catalog.platforms.items() if code in platforms]
    last = (since - dt.timedelta(hours=max(lags, default=0))).date() - DAY
    return held.clipped(Period(min(held.start, last), last))
