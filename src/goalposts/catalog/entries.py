"""One entry of a catalog file -> one measure, or one KPI whose formula is still text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from goalposts.catalog.dimensions import DIMENSIONS
from goalposts.catalog.documents import Document, join
from goalposts.catalog.kpi import STAGES
from goalposts.catalog.measure import Measure
from goalposts.catalog.units import UNITS

DIRECTIONS = ("up", "down", "context")
ADDITIVITY = {"A": "additive", "U": "unique", "R": "ratio of sums", "M": "mean of items", "L": "level"}
PROVIDERS = (
    "stored",
    "fact_mention",
    "fact_feedback",
    "fact_lead",
    "fact_revenue",
    "fact_touchpoint",
    "fact_path",
    "fact_exposure",
)
GRAINS = ("day", "week", "month", "quarter", "year", "item", "send")
CHANNEL_WORDS = ("social", "ads", "web", "search", "email", "crm", "billing", "survey", "listening", "manual", "work")

BEGINNING = dt.date(2000, 1, 1)
"""Valid from the first day there is: the definition never was another."""
_MEASURE_KEYS = (
    "names",
    "definitions",
    "unit",
    "additivity",
    "direction",
    "provider",
    "sum_of",
    "rows_of",
    "level_at",
    "item_dated",
    "group",
    "version",
    "valid_from",
)
_KPI_KEYS = (
    "names",
    "definitions",
    "formula",
    "unit",
    "direction",
    "additivity",
    "stage",
    "channels",
    "grains",
    "dimensions",
    "pitfalls",
    "how_measured",
    "why_it_matters",
    "source",
    "variants",
    "n_of",
    "min_age_hours",
    "supporting",
    "annual",
    "also",
    "number",
    "version",
    "valid_from",
    "history",
)
_VARIANT_KEYS = ("formula", "names", "unit", "additivity", "n_of")
_HISTORY_KEYS = ("version", "valid_from", "formula", "unit", "n_of", "definitions", "how_measured", "min_age_hours")


@dataclass
class FormulaDraft:
    """A formula as written, what is declared about it, and where."""

    text: str
    node: yaml.Node
    unit: str = ""
    additivity: str = ""
    n_of: str = ""
    n_of_node: yaml.Node | None = None


@dataclass
class KpiDraft:
    """One version of a KPI as read; `plain` holds every field of Kpi that needs no resolving."""

    id: str
    document: Document
    node: yaml.Node
    key: str
    formula: FormulaDraft
    plain: dict[str, Any]
    variants: dict[str, FormulaDraft] = field(default_factory=dict)
    variant_names: dict[str, Mapping[str, str]] = field(default_factory=dict)
    older: list[KpiDraft] = field(default_factory=list)


def is_code(word: str) -> bool:
    """Whether a word may name a KPI or measure: small letters, digits and '_', a letter first."""
    return re.fullmatch(r"[a-z][a-z0-9_]{1,63}", word) is not None


_CODE_RULE = "a name is 2 to 64 small letters, digits and '_', a letter first"


def read_measure(document: Document, code: str, place: yaml.Node, node: yaml.Node, own: bool) -> Measure | None:
    """The measure, or None when its faults (kept in the document) leave nothing to use."""
    key = join("measures", code)
    if not is_code(code):
        document.fault(place, key, _CODE_RULE)
        return None
    fields = document.fields(node, key, _MEASURE_KEYS, ("names", "unit", "additivity"))
    if not {"names", "unit", "additivity"} <= fields.keys():
        return None

    def choice(name: str, allowed: tuple[str, ...]) -> Any:
        return document.choice(fields.get(name), join(key, name), allowed, allowed[0])

    return Measure(
        code=code,
        names=document.texts(fields["names"], join(key, "names")),
        definitions=document.texts(fields.get("definitions"), join(key, "definitions")),
        unit=choice("unit", UNITS),
        additivity=choice("additivity", ("additive", "unique", "level")),
        direction=choice("direction", DIRECTIONS),
        provider=choice("provider", ("stored",) if own else PROVIDERS),
        sum_of=document.words(fields.get("sum_of"), join(key, "sum_of")),
        rows_of=document.text(fields.get("rows_of"), join(key, "rows_of")),
        level_at=choice("level_at", ("end", "start")),
        item_dated=choice("item_dated", ("activity", "published")),
        group=document.text(fields.get("group"), join(key, "group")),
        version=document.whole(fields.get("version"), join(key, "version"), 1),
        valid_from=document.day(fields.get("valid_from"), join(key, "valid_from"), BEGINNING),
        own=own,
    )


def read_kpi(document: Document, id_: str, place: yaml.Node, node: yaml.Node, own: bool, stage: str) -> KpiDraft | None:
    """The KPI with its variants and older versions, or None when its faults leave nothing to use."""
    key = join("kpis", id_)
    if not is_code(id_):
        document.fault(place, key, _CODE_RULE)
        return None
    fields = document.fields(node, key, _KPI_KEYS, ("names", "formula"))
    plain = _plain(document, key, fields, own, stage)
    if not {"names", "formula"} <= fields.keys():
        return None
    unit = document.choice(fields.get("unit"), join(key, "unit"), UNITS, "")
    additivity = document.choice(fields.get("additivity"), join(key, "additivity"), tuple(ADDITIVITY), "")
    formula = _formula(document, key, fields, unit, additivity)
    draft = KpiDraft(id_, document, place, key, formula, plain)
    _read_variants(document, draft, fields.get("variants"))
    _read_history(document, draft, fields.get("history"))
    return draft


def _plain(document: Document, key: str, fields: dict[str, yaml.Node], own: bool, stage: str) -> dict[str, Any]:
    def at(name: str) -> tuple[yaml.Node | None, str]:
        return fields.get(name), join(key, name)

    return {
        "names": document.texts(*at("names")),
        "definitions": document.texts(*at("definitions")),
        "direction": document.choice(*at("direction"), DIRECTIONS, "context"),
        "stage": document.choice(*at("stage"), STAGES, stage),
        "channels": document.words(*at("channels"), CHANNEL_WORDS),
        "grains": document.words(*at("grains"), GRAINS),
        "dimensions": document.words(*at("dimensions"), tuple(DIMENSIONS)),
        "pitfalls": document.texts(*at("pitfalls")),
        "how_measured": document.texts(*at("how_measured")),
        "why_it_matters": document.texts(*at("why_it_matters")),
        "source": document.words(*at("source")),
        "min_age_hours": document.whole(*at("min_age_hours"), 0),
        "supporting": document.flag(*at("supporting")),
        "annual": document.flag(*at("annual")),
        "also": document.words(*at("also")),
        "number": document.whole(*at("number"), 0),
        "version": document.whole(*at("version"), 1),
        "valid_from": document.day(*at("valid_from"), BEGINNING),
        "own": own,
    }


def _formula(
    document: Document, key: str, fields: dict[str, yaml.Node], unit: str = "", additivity: str = ""
) -> FormulaDraft:
    node, size = fields["formula"], fields.get("n_of")
    n_of = document.text(size, join(key, "n_of"))
    return FormulaDraft(document.text(node, join(key, "formula")), node, unit, additivity, n_of, size)


def _read_variants(document: Document, draft: KpiDraft, node: yaml.Node | None) -> None:
    """A variant without a formula of its own names the KPI's formula."""
    key = join(draft.key, "variants")
    for name, (place, value) in document.pairs(node, key).items():
        if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,63}", name):
            document.fault(place, join(key, name), "a variant's name is small letters, digits and '_'")
            continue
        fields = document.fields(value, join(key, name), _VARIANT_KEYS, ("names",))
        unit = document.choice(fields.get("unit"), join(key, f"{name}.unit"), UNITS, draft.formula.unit)
        shape = document.choice(fields.get("additivity"), join(key, f"{name}.additivity"), tuple(ADDITIVITY), "")
        if "formula" in fields:
            draft.variants[name] = _formula(document, join(key, name), fields, unit, shape)
        else:
            draft.variants[name] = draft.formula
        draft.variant_names[name] = document.texts(fields.get("names"), join(key, f"{name}.names"))


def _read_history(document: Document, draft: KpiDraft, node: yaml.Node | None) -> None:
    """Older versions, newest first; what one does not say is as in the version after it."""
    key, after = join(draft.key, "history"), draft
    if node is not None and not isinstance(node, yaml.SequenceNode):
        document.fault(node, key, "expected a list of older versions, each with version, valid_from and formula")
        return
    for entry in node.value if node else ():
        fields = document.fields(entry, key, _HISTORY_KEYS, ("version", "valid_from", "formula"))
        if not {"version", "valid_from", "formula"} <= fields.keys():
            continue
        plain = dict(after.plain)
        plain["version"] = document.whole(fields["version"], join(key, "version"), 1)
        plain["valid_from"] = document.day(fields["valid_from"], join(key, "valid_from"), BEGINNING)
        plain["min_age_hours"] = document.whole(fields.get("min_age_hours"), key, plain["min_age_hours"])
        for name in ("definitions", "how_measured"):
            plain[name] = document.texts(fields.get(name), join(key, name)) or plain[name]
        for name in ("version", "valid_from"):
            if plain[name] >= after.plain[name]:
                message = f"the older version must come before {after.plain[name]}, the one after it"
                document.fault(fields[name], join(key, name), message)
        unit = document.choice(fields.get("unit"), join(key, "unit"), UNITS, after.formula.unit)
        formula = _formula(document, key, fields, unit)
        after = KpiDraft(draft.id, document, entry, key, formula, plain)
        draft.older.append(after)
