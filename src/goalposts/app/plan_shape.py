"""The shape of the plan file: its sections, and the columns of each, by the words people read and write.

A record is known in the file by its name; where two have one name, the later ones are called "Name (2)" and so on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.measure import LANGUAGES
from goalposts.catalog.playbook import AREAS
from goalposts.goals.draft import CRITERIA
from goalposts.store import goals, people, tasks

FORMAT = "1"
"""The version of the file, under the key `goalposts`."""

SEPARATOR = " / "
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One field. name: in the file; attr: in the store; kind: how it is read and written (see `plan_reading`).

    default: what it is where the file does not say; it is then left out of the file. allowed: the words of a choice.
    refers: the kind of record a reference names.
    """

    name: str
    attr: str = ""
    kind: str = "text"
    default: Any = ""
    allowed: Collection[str] = ()
    refers: str = ""
    is_needed: bool = False

    @property
    def stored_as(self) -> str:
        """The name of the field in the store."""
        return self.attr or self.name


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of record. word: its key in the file, inside the entry of its parent where it has one.

    label: the field that names a record; it is written only where the record's name in the file is another.
    """

    kind: str
    word: str
    label: str
    columns: tuple[Column, ...]
    parent: str = ""


def _day(name: str, attr: str = "") -> Column:
    return Column(name, attr or f"{name}_on", "day", None)


def _number(name: str, attr: str = "") -> Column:
    return Column(name, attr, "number", None)


def _choice(name: str, allowed: Collection[str], default: str, attr: str = "") -> Column:
    return Column(name, attr, "choice", default, allowed)


def _ref(kind: str, *, is_needed: bool = False) -> Column:
    return Column(kind, f"{kind}_id", "ref", "", refers=kind, is_needed=is_needed)


_OWNER = Column("owner", kind="person", is_needed=True)
_SPAN = (_day("starts"), _day("ends"))
_DESCRIPTION = Column("description")

PROFILE = (
    Column("company"),
    Column("sector", kind="sector"),
    Column("business_model", kind="model"),
    Column("currency", kind="currency"),
    Column("fiscal_start", kind="month", default=1),
    Column("priorities", kind="objectives", default=()),
    Column("focus", kind="words", default=(), allowed=AREAS),
)
SECTIONS: tuple[Section, ...] = (
    Section(
        "person",
        "people",
        "key",
        (
            Column("name"),
            Column("team"),
            _choice("role", people.ROLES, people.MEMBER),
            _choice("language", ("", *LANGUAGES), ""),
            _day("left"),
        ),
    ),
    Section(
        "audience",
        "audiences",
        "name",
        (
            _OWNER,
            Column("who"),
            Column("wants"),
            Column("values", kind="values", default=()),
            Column("platforms", kind="platforms", default=()),
            Column("ideal_customer"),
        ),
    ),
    Section(
        "strategy",
        "strategies",
        "name",
        (
            _OWNER,
            _DESCRIPTION,
            *_SPAN,
            Column("north_star", kind="kpi"),
            Column("north_star_where", kind="where", default={}),
            Column("north_star_reason"),
        ),
    ),
    Section(
        "objective",
        "objectives",
        "name",
        (
            _ref("strategy", is_needed=True),
            Column("kind", "code", "objective", is_needed=True),
            _OWNER,
            _DESCRIPTION,
            _ref("audience"),
            *_SPAN,
        ),
    ),
    Section(
        "kpi",
        "kpis",
        "kpi",
        (
            Column("where", kind="where", default={}),
            Column("label"),
            Column("reason", is_needed=True),
            _OWNER,
            Column("channel"),
            Column("rivals_note"),
        ),
        parent="objective",
    ),
    Section(
        "campaign",
        "campaigns",
        "name",
        (
            _OWNER,
            _ref("objective"),
            _ref("audience"),
            *_SPAN,
            Column("currency", kind="currency"),
            _number("budget"),
            Column("budget_lines", kind="budget_lines", default=()),
            Column("utm_campaign"),
        ),
    ),
    Section(
        "goal",
        "goals",
        "name",
        (
            _OWNER,
            Column("sentence"),
            _ref("objective"),
            _ref("audience"),
            _ref("campaign"),
            Column("relevance"),
            Column("resources"),
            Column("starts", "starts_on", "day", None, is_needed=True),
            _day("due"),
            Column("smart", kind="smart", default=(), allowed=CRITERIA),
            _choice("visibility", goals.VISIBILITIES, goals.VISIBILITIES[0]),
            _choice("status", goals.STATUSES[:3], goals.DRAFT),
        ),
    ),
    Section(
        "target",
        "targets",
        "name",
        (
            _choice("type", goals.KINDS, goals.NUMBER, "kind"),
            Column("kpi", kind="kpi"),
            Column("where", kind="where", default={}),
            _choice("operator", goals.OPERATORS, goals.OPERATORS[0]),
            _choice("direction", ("up", "down"), "up"),
            _choice("mode", goals.MODES, goals.ABSOLUTE),
            _number("amount"),
            _number("target_value"),
            Column("unit", default="count"),
            _choice("progress", goals.PROGRESS_MODES, goals.ACCRUAL, "progress_mode"),
            _number("baseline_value"),
            _day("baseline_from", "baseline_from"),
            _day("baseline_to", "baseline_to"),
            _choice("cadence", goals.CADENCES, goals.CADENCES[0]),
            Column("starts", "starts_on", "day", None, is_needed=True),
            _day("due"),
            Column("steps", kind="steps", default=()),
            Column("lines", kind="lines", default={}, allowed=goals.LINES),
            Column("weight", kind="number", default=1.0),
            _day("done"),
            _choice("status", (goals.ACTIVE, goals.CLOSED), goals.ACTIVE),
        ),
        parent="goal",
    ),
    Section(
        "task",
        "tasks",
        "title",
        (
            Column("list", "list_name"),
            Column("note"),
            Column("assignee", kind="person"),
            _day("due"),
            _ref("goal"),
            _ref("target"),
            _ref("campaign"),
            Column("position", kind="whole", default=0),
            _day("done"),
            Column("done_by", kind="person"),
            _choice("status", (tasks.OPEN, tasks.DONE), tasks.OPEN),
        ),
    ),
)
SECTION_OF: Mapping[str, Section] = {section.kind: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the file: its name there, below its parent's where it has one; its values, and its line."""

    kind: str
    path: Path
    values: Mapping[str, Any]
    line: int | None = None

    @property
    def name(self) -> str:
        """The path as one text, as references in the file say it."""
        return SEPARATOR.join(self.path)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A whole file as values. profile: only what it says. kinds: the sections it has; entries: parents before parts."""

    profile: Mapping[str, Any]
    entries: tuple[Entry, ...]
    kinds: frozenset[str] = frozenset(SECTION_OF)
