"""A plan file read back: every fault with its line at once, and nothing but plain YAML."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import yaml
from babel.numbers import is_currency

from goalposts.app.plan_shape import FORMAT, PROFILE, SECTIONS, Column, Entry, Path, PlanFile, Section
from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.documents import Document, Node, join
from goalposts.catalog.files import Catalog
from goalposts.catalog.platforms import load_platforms
from goalposts.catalog.playbook import load_playbook
from goalposts.errors import Fault, GoalpostsError, Invalid, nearest

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_STEP = {"start": "day", "end": "day", "value": "number"}
_LINE = {"name": "text", "amount": "number", "quarter": "quarter"}


def read_plan_file(
    content: bytes, catalog: Catalog, known: Mapping[str, Collection[str]], file: str = "plan.yaml"
) -> PlanFile:
    """The file as values. `known`: by kind, the names of records that exist already and may be referred to.

    Raises Invalid with every fault and its line; anchors, tags and files too large or too deep are refused.
    """
    reading = _Reading(Document(file), catalog)
    root = reading.document.root(content)
    if root is None:
        raise Invalid("The plan cannot be read.", reading.document.faults or [_empty(file)])
    words = ("goalposts", "profile", *(section.word for section in SECTIONS if not section.parent))
    fields = reading.document.fields(root, "", words, ("goalposts",))
    if "goalposts" in fields and reading.document.text(fields["goalposts"], "goalposts") not in ("", FORMAT):
        reading.document.fault(fields["goalposts"], "goalposts", f"only version {FORMAT} of the plan file is known")
    profile = reading.values(fields["profile"], "profile", PROFILE, only_given=True) if "profile" in fields else {}
    for section in SECTIONS:
        if section.word in fields and not section.parent:
            reading.section(section, fields[section.word], section.word)
    reading.check_references(known)
    if reading.document.faults:
        count = len(reading.document.faults)
        raise Invalid(f"The plan has {count} fault{'s' * (count > 1)}; nothing was changed.", reading.document.faults)
    kinds = {section.kind for section in SECTIONS if section.word in fields or section.parent}
    ranks = {section.kind: place for place, section in enumerate(SECTIONS)}
    entries = sorted(reading.entries, key=lambda entry: ranks[entry.kind])
    return PlanFile(profile, tuple(entries), frozenset(kinds))


def _empty(file: str) -> Fault:
    return Fault("the file is empty; it begins with `goalposts: 1`", file=file, line=1)


class _Reading:
    """Collects entries and references while the document collects faults."""

    def __init__(self, document: Document, catalog: Catalog) -> None:
        self.document, self.catalog, self.book = document, catalog, load_playbook()
        self.entries: list[Entry] = []
        self.references: list[tuple[str, str, Node, str]] = []

    def section(self, section: Section, node: Node, key: str, above: Path = ()) -> None:
        """Every entry of a section, with its parts."""
        parts = [part for part in SECTIONS if part.parent == section.kind]
        for name, (place, value) in self.document.pairs(node, key).items():
            at, path = join(key, name), (*above, name)
            if not name.strip():
                self.document.fault(place, key, "give it a name")
                continue
            label = Column(section.label, default=name, kind="kpi" if section.kind == "kpi" else "text")
            values = self.values(value, at, (label, *section.columns), {part.word for part in parts})
            if section.kind == "kpi" and values[section.label] == name:
                self._kpi(place, at)
            self.entries.append(Entry(section.kind, path, values, place.start_mark.line + 1))
            below = self.document.pairs(value, at)
            for part in parts:
                if part.word in below:
                    self.section(part, below[part.word][1], join(at, part.word), path)

    def values(
        self,
        node: Node,
        key: str,
        columns: Collection[Column],
        parts: Collection[str] = (),
        *,
        only_given: bool = False,
    ) -> dict[str, Any]:
        """The columns of one entry; what is not given is the default."""
        names = [column.name for column in columns]
        needed = [column.name for column in columns if column.is_needed]
        fields = self.document.fields(node, key, (*names, *parts), needed)
        values: dict[str, Any] = {}
        for column in columns:
            if column.name in fields:
                values[column.name] = self.value(column, fields[column.name], join(key, column.name))
            elif not only_given:
                values[column.name] = column.default
        return values

    def value(self, column: Column, node: Node, key: str) -> Any:
        """One value as its kind is read; the default (and a fault) where it cannot be."""
        if column.kind == "ref":
            text = self._text(node, key)
            self.references.append((column.refers, text, node, key))
            return text
        if column.kind == "choice":
            return self.document.choice(node, key, [word for word in column.allowed if word], str(column.default))
        if column.kind in ("words", "smart"):
            return self.document.words(node, key, tuple(column.allowed))
        if column.kind == "lines":
            return {n: v for n, v in self._numbers(node, key, column.allowed).items() if v is not None}
        return self._readers()[column.kind](node, key)

    def check_references(self, known: Mapping[str, Collection[str]]) -> None:
        """Every name that is referred to is in the file or exists already."""
        told: dict[str, set[str]] = {kind: set(names) for kind, names in known.items()}
        for entry in self.entries:
            told.setdefault(entry.kind, set()).add(entry.name)
        for kind, name, node, key in self.references:
            if name and name not in told.get(kind, ()):
                close = nearest(name, told.get(kind, ()))
                hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
                self.document.fault(node, key, f"there is no {kind} called {name!r}{hint}")

    def _readers(self) -> Mapping[str, Callable[[Node, str], Any]]:
        document, book = self.document, self.book
        return {
            "text": self._text,
            "person": self._person,
            "day": self._day,
            "number": self._number,
            "whole": lambda node, key: document.whole(node, key, 0),
            "month": self._month,
            "currency": self._currency,
            "kpi": self._kpi,
            "where": self._where,
            "sector": lambda node, key: document.choice(node, key, book.sectors, ""),
            "model": lambda node, key: document.choice(node, key, book.business_models, ""),
            "objective": lambda node, key: document.choice(node, key, book.objectives, ""),
            "objectives": lambda node, key: document.words(node, key, tuple(book.objectives)),
            "values": lambda node, key: document.words(node, key, tuple(book.values)),
            "platforms": lambda node, key: document.words(node, key, tuple(load_platforms())),
            "budget_lines": lambda node, key: self._list(node, key, _LINE, ("name", "amount")),
            "steps": lambda node, key: self._list(node, key, _STEP, tuple(_STEP)),
            "quarter": self._quarter,
        }

    def _text(self, node: Node, key: str) -> str:
        """A text with its lines as they are."""
        if not isinstance(node, yaml.ScalarNode):
            self.document.fault(node, key, "expected one text here")
            return ""
        return str(node.value)

    def _person(self, node: Node, key: str) -> str:
        text = self._text(node, key)
        self.references.append(("person", text, node, key))
        return text

    def _day(self, node: Node, key: str) -> dt.date | None:
        return self.document.day(node, key, dt.date.min) if self._text(node, key) else None

    def _number(self, node: Node, key: str) -> float | None:
        text = self._text(node, key).strip()
        value = float(text) if _NUMBER.fullmatch(text) else math.inf
        if math.isfinite(value):
            return value
        self.document.fault(node, key, "expected a number such as 1200 or 0.47")
        return None

    def _month(self, node: Node, key: str) -> int:
        month = self.document.whole(node, key, 1)
        if not 1 <= month <= 12:
            self.document.fault(node, key, "expected a month from 1 to 12")
        return month

    def _currency(self, node: Node, key: str) -> str:
        code = self._text(node, key).strip()
        if code and not is_currency(code):
            self.document.fault(node, key, "expected a currency as three letters, such as KRW")
        return code

    def _quarter(self, node: Node, key: str) -> str:
        quarter = self._text(node, key).strip()
        if quarter and not re.fullmatch(r"\d{4}-Q[1-4]", quarter):
            self.document.fault(node, key, "expected a quarter such as 2027-Q1")
        return quarter

    def _kpi(self, node: Node, key: str) -> str:
        name = self._text(node, key)
        try:
            is_known = not name or self.catalog.define(name).kpi is not None
        except GoalpostsError:
            is_known = False
        if not is_known:
            close = nearest(name, self.catalog.kpis)
            hint = f"did you mean {' or '.join(close)}?" if close else "`goalposts kpis` lists them"
            self.document.fault(node, key, f"there is no KPI {name!r}; {hint}")
        return name

    def _where(self, node: Node, key: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, (place, value) in sorted(self.document.pairs(node, key).items()):
            if name not in DIMENSIONS:
                close = nearest(name, DIMENSIONS)
                hint = f"did you mean {' or '.join(close)}?" if close else f"allowed: {', '.join(DIMENSIONS)}"
                self.document.fault(place, join(key, name), f"there is no dimension {name!r}; {hint}")
            is_list = isinstance(value, yaml.SequenceNode)
            found[name] = list(self.document.words(value, key)) if is_list else self._text(value, join(key, name))
        return found

    def _numbers(self, node: Node, key: str, allowed: Collection[str]) -> dict[str, float | None]:
        fields = self.document.fields(node, key, allowed)
        return {name: self._number(value, join(key, name)) for name, value in sorted(fields.items())}

    def _list(
        self, node: Node, key: str, kinds: Mapping[str, str], needed: Collection[str]
    ) -> tuple[dict[str, Any], ...]:
        if not isinstance(node, yaml.SequenceNode):
            self.document.fault(node, key, f"expected a list of entries, each with {', '.join(needed)}")
            return ()
        found = []
        for entry in node.value:
            fields = self.document.fields(entry, key, tuple(kinds), needed)
            values = {n: self._readers()[kinds[n]](value, join(key, n)) for n, value in fields.items()}
            found.append({name: values.get(name, "") for name in kinds})
        return tuple(found)
