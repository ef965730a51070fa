"""Catalog files -> a checked Catalog: the built-in definitions and those a workspace adds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from types import MappingProxyType

from goalposts.catalog.aliases import Alias, Words, load_aliases
from goalposts.catalog.benchmarks import Benchmark, load_benchmarks
from goalposts.catalog.building import Drafts
from goalposts.catalog.documents import Document
from goalposts.catalog.expression import MeasureTerm
from goalposts.catalog.kpi import STAGES, Definition, Kpi
from goalposts.catalog.measure import Measure
from goalposts.catalog.platforms import Platform, load_platforms
from goalposts.catalog.search import rank
from goalposts.catalog.series_breaks import SeriesBreak
from goalposts.errors import Fault, Invalid, NotFound

__all__ = ["Catalog", "load_catalog"]

_LETTER = {"additive": "A", "unique": "U", "level": "L"}


@dataclass(frozen=True)
class Catalog:
    """Every definition in force. `history` holds all versions of a KPI, oldest first, for those that have several.

    `series_breaks`: ours and the workspace's own, oldest first. `digest`: of the files with all that, the same in
    every process.
    """

    measures: Mapping[str, Measure]
    kpis: Mapping[str, Kpi]
    history: Mapping[str, tuple[Kpi, ...]]
    platforms: Mapping[str, Platform]
    aliases: tuple[Alias, ...]
    series_breaks: tuple[SeriesBreak, ...]
    digest: str
    _words: Words = field(repr=False, compare=False)

    @property
    def benchmarks(self) -> tuple[Benchmark, ...]:
        """The reference figures of the KPI guide; read on first use."""
        return load_benchmarks()

    def define(self, name: str, on: dt.date | None = None) -> Definition:
        """What a name stands for: a KPI id, `id@variant`, a measure code, or a word that means just one of them.

        `on` takes the version in force that day. Raises NotFound with the nearest names, Invalid with the choices where
        a word means several KPIs.
        """
        id_, _, variant = name.strip().partition("@")
        if id_ not in self.kpis:
            if id_ in self.measures and not variant:
                return _bare(name, self.measures[id_])
            id_ = self._meant(id_)
        kpi = self.kpis[id_] if on is None else self._version(id_, on)
        return _of_variant(name, kpi, variant) if variant else _of_kpi(name, kpi)

    def find(self, words: str, language: str | None = None) -> list[Kpi]:
        """KPIs whose names, other words or texts hold these words in any language, best first.

        Among equals those with a name in `language` that holds the words come first.
        """
        return [self.kpis[id_] for id_ in rank(words, self.kpis, self._words.ids(words), language)]

    def words_for(self, id_: str) -> tuple[str, ...]:
        """Every other word that leads to this KPI, alone or among several."""
        return self._words.of(id_)

    def _meant(self, word: str) -> str:
        ids = self._words.ids(word)
        if len(ids) == 1:
            return ids[0]
        if not ids:
            known = {**self.kpis, **self.measures}
            raise NotFound("KPI or measure", word, [*known, *self._words.all()], "`goalposts kpis` lists them.")
        choices = [Fault(f"{self.kpis[id_].names['en']}: ask for {id_!r}", value=id_) for id_ in ids]
        question = self._words.question(word).get("en", "Which one is meant?")
        raise Invalid(f"{word!r} may mean several KPIs. {question}", choices)

    def _version(self, id_: str, on: dt.date) -> Kpi:
        versions = self.history.get(id_, (self.kpis[id_],))
        valid = [kpi for kpi in versions if kpi.valid_from <= on]
        if not valid:
            raise NotFound("KPI", id_, hint=f"Its first definition is valid from {versions[0].valid_from}.")
        return valid[-1]


def _bare(asked: str, measure: Measure) -> Definition:
    return Definition(
        asked=asked,
        names=measure.names,
        expression=MeasureTerm(measure.code),
        formula=measure.code,
        unit=measure.unit,
        direction=measure.direction,
        additivity=_LETTER[measure.additivity],
        version=f"{measure.code} v{measure.version}",
    )


def _of_kpi(asked: str, kpi: Kpi) -> Definition:
    return Definition(
        asked=asked,
        names=kpi.names,
        expression=kpi.formula.expression,
        formula=kpi.formula.text,
        unit=kpi.unit,
        direction=kpi.direction,
        additivity=kpi.additivity,
        version=f"{kpi.id} v{kpi.version}",
        n_of=kpi.n_of,
        min_age_hours=kpi.min_age_hours,
        kpi=kpi,
    )


def _of_variant(asked: str, kpi: Kpi, variant: str) -> Definition:
    if variant not in kpi.variants:
        hint = f"It has: {', '.join(kpi.variants)}." if kpi.variants else "It has none."
        raise NotFound(f"variant of {kpi.id}", variant, kpi.variants, hint)
    formula, names = kpi.variants[variant], kpi.variant_names.get(variant, {})
    return replace(
        _of_kpi(asked, kpi),
        names={language: f"{name} ({names.get(language, variant)})" for language, name in kpi.names.items()},
        expression=formula.expression,
        formula=formula.text,
        unit=formula.unit or kpi.unit,
        additivity=formula.additivity or kpi.additivity,
        version=f"{kpi.id}@{variant} v{kpi.version}",
        n_of=formula.n_of,
    )


def load_catalog(own_folder: Path | None = None) -> Catalog:
    """The built-in catalog and the workspace's own `*.yaml`; raises Invalid with every fault of every file."""
    return _load(_own_files(own_folder))


def try_catalog(own_folder: Path, changed: Mapping[str, bytes]) -> Catalog:
    """The catalog as it would be with these files in the folder; nothing is written. Raises as `load_catalog` does."""
    return _load(tuple(sorted({**dict(_own_files(own_folder)), **changed}.items())))


def folder_stamp(own_folder: Path) -> tuple[object, ...]:
    """Changes whenever a file of the folder does; costs a look at the folder, not at the files."""
    if not own_folder.is_dir():
        return ()
    told = ((entry.name, entry.stat()) for entry in own_folder.glob("*.yaml"))
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in told))


def _own_files(own_folder: Path | None) -> tuple[tuple[str, bytes], ...]:
    paths = sorted(own_folder.glob("*.yaml")) if own_folder and own_folder.is_dir() else []
    return tuple((path.name, path.read_bytes()) for path in paths)


@lru_cache(maxsize=8)
def _load(own: tuple[tuple[str, bytes], ...]) -> Catalog:
    drafts, built_in = Drafts(), tuple(_built_in_files())
    for name, content in built_in:
        drafts.read(Document(name), content, own=False)
    for name, content in own:
        drafts.read(Document(name), content, own=True)
    kpis, history = drafts.build()
    if faults := drafts.faults():
        raise Invalid(f"The catalog has {len(faults)} fault{'s' * (len(faults) > 1)}.", faults)
    aliases = load_aliases()
    return Catalog(
        measures=MappingProxyType(drafts.measures),
        kpis=MappingProxyType(kpis),
        history=MappingProxyType(history),
        platforms=load_platforms(),
        aliases=aliases,
        series_breaks=tuple(sorted(drafts.series_breaks.values(), key=lambda found: (found.on, found.id))),
        digest=sha256(repr((built_in, own)).encode()).hexdigest(),
        _words=Words(kpis, aliases),
    )


def _built_in_files() -> Iterator[tuple[str, bytes]]:
    folder = package_files("goalposts.catalog")
    for name in ("measures.yaml", "series_breaks.yaml"):
        yield name, folder.joinpath(name).read_bytes()
    for stage in STAGES:
        file = folder.joinpath("kpis", f"{stage}.yaml")
        if file.is_file():
            yield f"kpis/{stage}.yaml", file.read_bytes()
