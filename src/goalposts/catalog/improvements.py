"""What helps: reasons to change a target, steps for a weak KPI, the important areas, and ideas for each KPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.documents import Document, Node
from goalposts.catalog.measure import Text
from goalposts.errors import Invalid

LOOKS = ("kpi", "data", "audience", "content", "channels", "experiments", "goal")
"""Where a step for a weak KPI sends its reader."""

_SECTIONS = ("triggers", "weak_steps", "important_areas", "suggestions")


@dataclass(frozen=True, slots=True)
class WeakStep:
    """One of the seven steps for a KPI that is behind; `look` is a word of LOOKS."""

    id: str
    name: Text
    todo: Text
    look: str


@dataclass(frozen=True, slots=True)
class Area:
    """One of the four areas that decide whether KPIs work at all, with advice."""

    id: str
    name: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An idea that may help any of these KPIs."""

    id: str
    kpis: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Improvements:
    """Everything in the file, in its order."""

    triggers: Mapping[str, Text]
    weak_steps: tuple[WeakStep, ...]
    areas: tuple[Area, ...]
    suggestions: tuple[Suggestion, ...]

    def suggested(self, kpi: str) -> list[Suggestion]:
        """The ideas for one KPI (id or `id@variant`; a variant without ideas of its own takes those of its KPI)."""
        own = [idea for idea in self.suggestions if kpi in idea.kpis]
        return own or [idea for idea in self.suggestions if kpi.partition("@")[0] in idea.kpis]


@cache
def load_improvements() -> Improvements:
    """The library we ship."""
    document = Document("improvements.yaml")
    content = package_files("goalposts.catalog").joinpath("improvements.yaml").read_bytes()
    found = read_improvements(document, content)
    if document.faults:
        raise Invalid("The library of improvements cannot be read.", document.faults)
    return found


def read_improvements(document: Document, content: bytes) -> Improvements:
    """The library in `content`; every fault is kept in `document`."""
    root = document.root(content, trusted=True)
    sections = document.fields(root, "", _SECTIONS, _SECTIONS) if root else {}
    parts = {name: document.pairs(sections.get(name), name) for name in _SECTIONS}
    return Improvements(
        triggers={id_: document.texts(node, f"triggers.{id_}") for id_, (_, node) in parts["triggers"].items()},
        weak_steps=tuple(_step(document, id_, node) for id_, (_, node) in parts["weak_steps"].items()),
        areas=tuple(_area(document, id_, node) for id_, (_, node) in parts["important_areas"].items()),
        suggestions=tuple(_suggestion(document, id_, node) for id_, (_, node) in parts["suggestions"].items()),
    )


def _step(document: Document, id_: str, node: Node) -> WeakStep:
    key, names = f"weak_steps.{id_}", ("look", "name", "todo")
    fields = document.fields(node, key, names, names)
    return WeakStep(
        id=id_,
        name=document.texts(fields.get("name"), f"{key}.name"),
        todo=document.texts(fields.get("todo"), f"{key}.todo"),
        look=document.choice(fields.get("look"), f"{key}.look", LOOKS, LOOKS[0]),
    )


def _area(document: Document, id_: str, node: Node) -> Area:
    key, names = f"important_areas.{id_}", ("name", "advice")
    fields = document.fields(node, key, names, names)
    return Area(
        id_,
        document.texts(fields.get("name"), f"{key}.name"),
        document.texts(fields.get("advice"), f"{key}.advice"),
    )


def _suggestion(document: Document, id_: str, node: Node) -> Suggestion:
    key, names = f"suggestions.{id_}", ("kpis", "text")
    fields = document.fields(node, key, names, names)
    return Suggestion(
        id_, document.words(fields.get("kpis"), f"{key}.kpis"), document.texts(fields.get("text"), f"{key}.text")
    )
