"""Entries of all catalog files put together: names made unique, formulas resolved, KPIs built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import yaml

from goalposts.catalog.documents import Document
from goalposts.catalog.entries import FormulaDraft, KpiDraft, read_kpi, read_measure
from goalposts.catalog.expression import Expression
from goalposts.catalog.kpi import STAGES, Formula, Kpi
from goalposts.catalog.measure import Measure, Unit
from goalposts.catalog.overriding import follow
from goalposts.catalog.resolution import Resolver, Written, natural_unit_of
from goalposts.catalog.series_breaks import SeriesBreak, read_breaks
from goalposts.catalog.units import additivity_of
from goalposts.errors import Fault, nearest

_TOP_KEYS = ("stage", "measures", "kpis", "series_breaks")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a definition stands."""

    document: Document
    node: yaml.Node
    key: str

    def fault(self, message: str, value: str | None = None) -> None:
        self.document.fault(self.node, self.key, message, value)


@dataclass
class Drafts:
    """What all files hold, before formulas are resolved."""

    measures: dict[str, Measure] = field(default_factory=dict)
    kpis: dict[str, KpiDraft] = field(default_factory=dict)
    series_breaks: dict[str, SeriesBreak] = field(default_factory=dict)
    _documents: list[Document] = field(default_factory=list)
    _places: dict[str, _Place] = field(default_factory=dict)

    def read(self, document: Document, content: bytes, own: bool) -> None:
        """Take in one file; its faults stay in the document."""
        self._documents.append(document)
        root = document.root(content, trusted=not own)
        if root is None:
            return
        fields = document.fields(root, "", _TOP_KEYS)
        stage = document.choice(fields.get("stage"), "stage", STAGES, "own")
        for code, (place, node) in document.pairs(fields.get("measures"), "measures").items():
            measure = read_measure(document, code, place, node, own)
            if measure and self._is_new(_Place(document, place, f"measures.{code}")):
                self.measures[code] = measure
        for id_, (place, node) in document.pairs(fields.get("kpis"), "kpis").items():
            draft = read_kpi(document, id_, place, node, own, stage)
            if draft is None:
                continue
            shipped = self.kpis.get(id_)
            if own and shipped is not None and not shipped.plain["own"]:
                self._places[f"kpis.{id_}"] = _Place(document, place, f"kpis.{id_}")
                self.kpis[id_] = follow(draft, shipped)
            elif self._is_new(_Place(document, place, f"kpis.{id_}")):
                self.kpis[id_] = draft
        for place, found in read_breaks(document, fields.get("series_breaks"), "series_breaks", own):
            if self._is_new(_Place(document, place, f"series_breaks.{found.id}")):
                self.series_breaks[found.id] = found

    def _is_new(self, place: _Place) -> bool:
        first = self._places.setdefault(place.key, place)
        if first is place:
            return True
        where = f"{first.document.file}, line {first.node.start_mark.line + 1}"
        place.fault(f"defined already in {where}; one name has one definition in force", value="")
        return False

    def faults(self) -> list[Fault]:
        """Every fault found so far, file by file in the order of its lines."""
        return [
            fault
            for document in self._documents
            for fault in sorted(document.faults, key=lambda fault: fault.line or 0)
        ]

    def build(self) -> tuple[dict[str, Kpi], dict[str, tuple[Kpi, ...]]]:
        """KPIs by id with parsed formulas, and all versions of those that have several, oldest first."""
        self._check_measures()
        self._check_breaks()
        entries = dict(self._formulas())
        resolver = Resolver(
            self.measures,
            {name: entry.written for name, entry in entries.items()},
            lambda name, message, value: entries[name].place.fault(message, value),
        )
        for name in entries:
            resolver.resolve(name)
        kpis, history = {}, {}
        for id_, draft in self.kpis.items():
            versions = [_built(old, f"{id_}~{index}", resolver) for index, old in _versions(draft)]
            good = [kpi for kpi in versions if kpi is not None]
            if len(good) == len(versions):
                kpis[id_] = good[0]
            if len(good) == len(versions) > 1:
                history[id_] = tuple(reversed(good))
        return kpis, history

    def _check_measures(self) -> None:
        """Parts of a derived sum exist, fit and do not hold the sum; own names do not hide others."""
        for code, measure in self.measures.items():
            place = self._places[f"measures.{code}"]
            kpi = self.kpis.get(code)
            if kpi and (measure.own or all(version.plain["own"] for _, version in _versions(kpi))):
                own = place if measure.own else self._places[f"kpis.{code}"]
                own.fault("a measure and a KPI would have the same name; choose another", code)
            for part in (*measure.sum_of, *filter(None, (measure.rows_of,))):
                found = self.measures.get(part)
                if found is None:
                    place.fault(f"there is no measure {part!r}", part)
                elif (found.unit, found.additivity) != (measure.unit, measure.additivity):
                    place.fault(f"{part!r} is {found.unit}, {found.additivity}; parts must be like the sum", part)
                elif measure.additivity == "unique":
                    place.fault("different people of two measures cannot be added", part)
            if code in _parts(code, self.measures):
                place.fault("the sum holds itself", code)

    def _check_breaks(self) -> None:
        for found in self.series_breaks.values():
            place = self._places[f"series_breaks.{found.id}"]
            for code in found.measures:
                if code not in self.measures:
                    close = nearest(code, self.measures)
                    hint = f"; did you mean {' or '.join(close)}?" if close else ""
                    place.fault(f"there is no measure {code!r}{hint}", code)

    def _formulas(self) -> Iterator[tuple[str, _Entry]]:
        """Every formula by name: `id`, `id@variant`, `id~1` for an older version, and `...#n_of` for sample sizes."""
        for id_, draft in self.kpis.items():
            for index, version in _versions(draft):
                yield from _entries(f"{id_}~{index}" if index else id_, version, version.formula)
            for variant, formula in draft.variants.items():
                if formula is not draft.formula:
                    yield from _entries(f"{id_}@{variant}", draft, formula)


@dataclass(frozen=True, slots=True)
class _Entry:
    place: _Place
    written: Written


def _versions(draft: KpiDraft) -> Iterator[tuple[int, KpiDraft]]:
    """The version in force as 0, then older ones."""
    yield from enumerate((draft, *draft.older))


def _entries(name: str, draft: KpiDraft, formula: FormulaDraft) -> Iterator[tuple[str, _Entry]]:
    _, _, variant = name.partition("@")
    key = f"{draft.key}.variants.{variant}" if variant else draft.key
    place = _Place(draft.document, formula.node, f"{key}.formula")
    if formula.text:
        yield name, _Entry(place, Written(formula.text, formula.unit, formula.additivity))
    if formula.n_of and formula.n_of_node:
        yield f"{name}#n_of", _Entry(_Place(draft.document, formula.n_of_node, f"{key}.n_of"), Written(formula.n_of))


def _built(draft: KpiDraft, name: str, resolver: Resolver) -> Kpi | None:
    name = name.removesuffix("~0")
    formula = _formula(draft.formula, name, resolver)
    if formula is None:
        return None
    variants = {}
    for variant, written in draft.variants.items():
        own = formula if written is draft.formula else _formula(written, f"{draft.id}@{variant}", resolver)
        if own is None:
            return None
        variants[variant] = own
    plain: Mapping[str, Any] = draft.plain
    return Kpi(
        id=draft.id,
        formula=Formula(formula.text, formula.expression),
        unit=formula.unit or "ratio",
        additivity=cast(Any, formula.additivity),
        n_of=formula.n_of,
        variants=variants,
        variant_names=draft.variant_names,
        **plain,
    )


def _formula(draft: FormulaDraft, name: str, resolver: Resolver) -> Formula | None:
    expression = resolver.resolve(name) if draft.text else None
    if expression is None:
        return None
    size: Expression | None = resolver.resolve(f"{name}#n_of") if draft.n_of else None
    unit = draft.unit or natural_unit_of(expression, resolver.measures)
    additivity = draft.additivity or additivity_of(expression, resolver.measures)
    return Formula(draft.text, expression, cast(Unit, unit), additivity, size)


def _parts(code: str, measures: Mapping[str, Measure]) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        measure = measures.get(waiting.pop())
        fresh = set(measure.sum_of) - found if measure else set()
        found |= fresh
        waiting += fresh
    return found
