"""What a measure means on each platform, in the platform's own sense, and what a platform does not give and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.documents import Document, join
from goalposts.catalog.measure import Text
from goalposts.catalog.playbook import read_points
from goalposts.errors import Invalid


@dataclass(frozen=True, slots=True)
class PlatformTerms:
    """One platform: `means` and `lacks` by measure code; `first`: points for the KPIs that suit it best."""

    platform: str
    first: Mapping[str, int]
    means: Mapping[str, Text]
    lacks: Mapping[str, Text]


@cache
def load_platform_terms() -> Mapping[str, PlatformTerms]:
    """Every platform we know the terms of, by its code in `platforms.yaml`."""
    document = Document("platform_terms.yaml")
    content = package_files("goalposts.catalog").joinpath("platform_terms.yaml").read_bytes()
    found = {}
    for code, (_, node) in document.pairs(document.root(content, trusted=True), "").items():
        fields = document.fields(node, code, ("first", "means", "lacks"), ("first", "means", "lacks"))
        texts = {
            part: {
                measure: document.texts(text, join(code, measure))
                for measure, (_, text) in document.pairs(fields.get(part), join(code, part)).items()
            }
            for part in ("means", "lacks")
        }
        found[code] = PlatformTerms(code, read_points(document, fields.get("first"), join(code, "first")), **texts)
    if document.faults:
        raise Invalid("The terms of platforms cannot be read.", document.faults)
    return found
