"""Which export gives which measures: what to connect when a KPI has no data. Data of `exports.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.documents import Document
from goalposts.errors import Invalid


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of export: its reader's name, its platform, what it is called, and the measures it gives."""

    name: str
    platform: str
    title: str
    measures: frozenset[str]


@cache
def load_exports() -> tuple[Export, ...]:
    """Every export one can be told to connect, in the order of the readers."""
    document = Document("exports.yaml")
    content = package_files("goalposts.catalog").joinpath("exports.yaml").read_bytes()
    found = []
    for name, (_, node) in document.pairs(document.root(content, trusted=True), "").items():
        fields = document.fields(node, name, ("platform", "title", "measures"), ("platform", "title", "measures"))
        measures = frozenset(document.words(fields.get("measures"), name))
        title = document.text(fields.get("title"), name)
        found.append(Export(name, document.text(fields.get("platform"), name), title, measures))
    if document.faults:
        raise Invalid("The list of exports cannot be read.", document.faults)
    return tuple(found)
