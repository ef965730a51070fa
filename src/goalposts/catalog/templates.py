"""The words of the templates of a plan. Data of `templates.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.documents import Document, join
from goalposts.catalog.measure import Text
from goalposts.errors import Invalid


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its names, what it creates, and the names of its records by the part they play."""

    code: str
    names: Text
    what: Text
    words: Mapping[str, Text]


@cache
def load_templates() -> Mapping[str, Template]:
    """Every template by its code, in the order they are shown."""
    document = Document("templates.yaml")
    content = package_files("goalposts.catalog").joinpath("templates.yaml").read_bytes()
    root = document.root(content, trusted=True)
    fields = document.fields(root, "", ("templates",), ("templates",)) if root else {}
    found = {}
    for code, (_, node) in document.pairs(fields.get("templates"), "templates").items():
        told = document.fields(node, code, ("names", "what", "words"), ("names", "what", "words"))
        words = document.pairs(told["words"], join(code, "words"))
        found[code] = Template(
            code=code,
            names=document.texts(told["names"], join(code, "names")),
            what=document.texts(told["what"], join(code, "what")),
            words={name: document.texts(text, join(code, name)) for name, (_, text) in words.items()},
        )
    if document.faults:
        raise Invalid("The templates cannot be read.", document.faults)
    return found
