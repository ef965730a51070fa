"""Benchmarks beside one's own numbers: what may be compared, what may not and why, and figures of one's own."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from goalposts.app.definition_text import write_yaml
from goalposts.app.workspace import CATALOG_FOLDER, Workspace
from goalposts.catalog.benchmarks import BASES, STATISTICS, Benchmark, load_benchmarks, read_benchmarks
from goalposts.catalog.entries import is_code
from goalposts.catalog.expression import Expression, MeanOfItems, Operation, terms
from goalposts.catalog.files import Catalog, try_catalog
from goalposts.errors import Conflict, Fault, GoalpostsError, Invalid, Unavailable, nearest
from goalposts.metrics.answer import Answer
from goalposts.metrics.engine import Engine
from goalposts.periods import DAY, Period
from goalposts.warehouse.lock import write_lock

FOLDER = "benchmarks"
"""Below the workspace's catalog folder."""

DAYS = 365
_PER_POST = "rate_per_post_and_follower"
_EXTRA = f"""kpis:
  {_PER_POST}: {{names: Engagement rate per post, formula: engagements / posts_published / followers, unit: ratio}}
"""
_BASE_MEASURES = {
    "followers": ("followers",),
    "impressions": ("impressions",),
    "delivered": ("emails_delivered",),
    "sent": ("emails_sent",),
    "opens": ("email_unique_opens",),
    "clicks": ("link_clicks",),
    "leads": ("leads",),
}
_LOCK_SECONDS = 10.0

Obstacle = Literal["change", "own_base", "other_base", "currency", "no_value"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One benchmark, our own value for the same denominator, or why there is none to hold against it.

    per_post: the figure counts each post alone, and so does our value. is_better: by the KPI's direction; None where
    nothing is compared or neither direction is better.
    """

    mark: Benchmark
    answer: Answer | None
    obstacle: Obstacle | None
    per_post: bool
    is_better: bool | None


def own_benchmarks(workspace: Workspace) -> tuple[Benchmark, ...]:
    """The figures in the workspace's folder. Raises Invalid with every fault."""
    folder = workspace.home / CATALOG_FOLDER / FOLDER
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return read_benchmarks({path.name: path.read_bytes() for path in paths})


def compare_all(workspace: Workspace, marks: Sequence[Benchmark]) -> tuple[Period | None, list[Compared]]:
    """Each benchmark beside our own value of the last 365 days held, for its platform where it names one."""
    held = workspace.held_period()
    end = min(held.end, workspace.today()) if held else None
    period = Period(end - (DAYS - 1) * DAY, end) if end else None
    extra = {f"{_PER_POST} (ours)": _EXTRA.encode()}
    engine = Engine(workspace.lake, try_catalog(workspace.home / CATALOG_FOLDER, extra))
    answers: dict[tuple[str, str], Answer] = {}
    for mark in marks:
        key = (_asked(mark), mark.platform)
        if key not in answers and obstacle_of(engine.catalog, mark) is None:
            where = {"platform": mark.platform} if mark.platform else None
            question = workspace.question(key[0], period=period, where=where)
            answers[key] = engine.answer(question, workspace.now()).rows()[0]
    return period, [_compared(engine, mark, answers.get((_asked(mark), mark.platform))) for mark in marks]


def _compared(engine: Engine, mark: Benchmark, answer: Answer | None) -> Compared:
    obstacle = obstacle_of(engine.catalog, mark)
    if obstacle is None and (answer is None or answer.value is None):
        obstacle = "no_value"
    if obstacle is None and answer and engine.catalog.define(mark.kpi).unit == "currency" and answer.unit != mark.unit:
        obstacle = "currency"
    direction = engine.catalog.define(mark.kpi).direction if obstacle is None else "context"
    better = None
    if obstacle is None and answer and answer.value is not None and direction != "context":
        better = answer.value > mark.value if direction == "up" else answer.value < mark.value
    return Compared(mark, answer if obstacle is None else None, obstacle, _asked(mark) == _PER_POST, better)


def _asked(mark: Benchmark) -> str:
    """The KPI of ours that counts as the figure does: rates by followers are published per post."""
    return _PER_POST if mark.kpi == "engagement_rate@followers" and mark.base == "followers" else mark.kpi


def obstacle_of(catalog: Catalog, mark: Benchmark) -> Obstacle | None:
    """Why the figure cannot stand beside a number of ours, as far as the definitions tell."""
    if mark.change:
        return "change"
    if mark.base == "own":
        return "own_base"
    try:
        definition = catalog.define(mark.kpi)
    except GoalpostsError:
        return "other_base"
    divisor = _divisor(definition.expression)
    codes = {term.code for term in terms(divisor)} if divisor else set()
    return None if codes and codes <= set(_BASE_MEASURES[mark.base]) else "other_base"


def _divisor(expression: Expression) -> Expression | None:
    if isinstance(expression, MeanOfItems):
        return _divisor(expression.of)
    if not isinstance(expression, Operation):
        return None
    return expression.right if expression.sign == "/" else _divisor(expression.left) or _divisor(expression.right)


def check_benchmark(workspace: Workspace, code: str, given: Mapping[str, str]) -> Benchmark:
    """The benchmark these words make. Raises Invalid with every fault at once, each with its field."""
    faults = [*_name_faults(workspace, code), *_word_faults(workspace, given)]
    if faults:
        raise Invalid("The benchmark does not fit.", faults)
    (mark,) = read_benchmarks({f"{code}.yaml": _file(code, given).encode()})
    return mark


def save_benchmark(workspace: Workspace, code: str, given: Mapping[str, str], *, is_new: bool) -> Benchmark:
    """Write a benchmark of one's own into the catalog folder, or replace it. What we ship is never changed.

    Raises Invalid with every fault, Conflict where a new one has a name that is taken, Unavailable.
    """
    mark = check_benchmark(workspace, code, given)
    folder = workspace.home / CATALOG_FOLDER / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with write_lock(folder / ".lock", "a benchmark", _LOCK_SECONDS):
            path = folder / f"{code}.yaml"
            if is_new and path.exists():
                raise Conflict(f"There is a benchmark called {code} already. Choose another name, or edit that one.")
            _write(path, _file(code, given))
    except OSError as error:
        raise Unavailable(f"{folder} cannot be written: {error.strerror}. Nothing was saved.") from error
    return mark


def _write(path: Path, text: str) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    os.replace(temporary, path)


def _file(code: str, given: Mapping[str, str]) -> str:
    """The file of one benchmark."""
    words = {name: value.strip() for name, value in given.items() if value.strip()}
    published = words.get("published", "")
    row = {name: words.pop(name) for name in ("value", "platform", "industry") if name in words}
    series = words | {"year": published[:4], "evidence": words.get("evidence", "S"), "rows": [row]}
    return write_yaml({code: series})


def _name_faults(workspace: Workspace, code: str) -> list[Fault]:
    if not is_code(code):
        return [Fault("a name is 2 to 64 small letters, digits and '_', a letter first", column="code", value=code)]
    if code in {mark.code for mark in load_benchmarks()}:
        return [Fault("a benchmark we ship has this name", column="code", value=code)]
    return []


def _word_faults(workspace: Workspace, given: Mapping[str, str]) -> list[Fault]:
    words = {name: value.strip() for name, value in given.items()}
    faults = [Fault("this is needed", column=n) for n in ("kpi", "value", "source", "published") if not words.get(n)]
    if words.get("kpi"):
        try:
            workspace.catalog.define(words["kpi"])
        except GoalpostsError as error:
            faults.append(Fault(str(error), column="kpi", value=words["kpi"]))
    for name, allowed in (("base", BASES), ("statistic", STATISTICS), ("platform", tuple(workspace.catalog.platforms))):
        if words.get(name) and words[name] not in allowed:
            close = nearest(words[name], allowed)
            hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(allowed)}"
            faults.append(Fault(hint, column=name, value=words[name]))
    try:
        float(words.get("value") or 0)
    except ValueError:
        faults.append(Fault("expected a number such as 0.047 (a rate of 4.7 % is 0.047)", column="value"))
    for name in ("published", "data_from", "data_to"):
        try:
            dt.date.fromisoformat(words.get(name) or "2000-01-01")
        except ValueError:
            faults.append(Fault("expected a date such as 2026-01-31", column=name, value=words[name]))
    return faults
