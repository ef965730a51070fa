"""The playbook: which KPIs serve which objective, channel, audience and business model, and why.

Its data is `playbook.yaml`. A KPI is named by its id, or `id@variant` where a channel reads it in its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files as package_files

from goalposts.catalog.aliases import fold
from goalposts.catalog.documents import Document, Node, join
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.measure import LANGUAGES, Text
from goalposts.errors import Fault, Invalid, NotFound

OUTCOME, DRIVER, COST, GUARD = "outcome", "driver", "cost", "guard"
ROLES = (OUTCOME, DRIVER, COST, GUARD)
GROUPS = ("marketing", "financial")
AREAS = ("audience", "content", "channels", "measuring")
_SENTENCES = ("on_channel", "on_platform", "valued", "not_valued", "for_model", "vanity_warning")
_LISTS = ("objectives", "roles", "channels", "values", "business_models", "sectors", "areas", "stages")


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective of a business. `kpis`: what serves it -> the role it plays, best first; `labels`: what a KPI is
    called under it; `stages`: chapters of the KPI guide whose KPIs fit it too.
    """

    code: str
    names: Text
    also: tuple[str, ...]
    stages: tuple[str, ...]
    aim: Text
    kpis: Mapping[str, str]
    labels: Mapping[str, Text]

    def is_served_by(self, kpi: Kpi) -> bool:
        """Whether a KPI says something about this objective; one of our own always does."""
        return kpi.own or kpi.id in self.kpis or kpi.stage in self.stages


@dataclass(frozen=True, slots=True)
class Channel:
    """A marketing channel: `words` are the channels KPIs are tagged with, the first of `kpis` is its default."""

    code: str
    names: Text
    words: tuple[str, ...]
    kpis: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class Leaning:
    """Something an audience values, or a business model: points for the KPIs it makes more (or less) telling."""

    code: str
    names: Text
    kpis: Mapping[str, int]
    also: tuple[str, ...] = ()
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Playbook:
    """All of `playbook.yaml`, by code. `sentences` and `roles` are texts with names to fill in."""

    objectives: Mapping[str, Aim]
    roles: Mapping[str, Text]
    channels: Mapping[str, Channel]
    values: Mapping[str, Leaning]
    business_models: Mapping[str, Leaning]
    sectors: Mapping[str, Text]
    areas: Mapping[str, Text]
    vanity: frozenset[str]
    financial: frozenset[str]
    stages: Mapping[str, tuple[str, ...]]
    sentences: Mapping[str, Text]

    def objective_of(self, words: str) -> Aim:
        """The objective a code or a phrase in any language means: "raise brand awareness", "브랜드 인지도 제고".

        Raises NotFound, and Invalid with the choices for a phrase that names several.
        """
        folded = fold(words)
        if folded in self.objectives:
            return self.objectives[folded]
        found = [aim for aim in self.objectives.values() if any(fold(word) in folded for word in aim.names.values())]
        found = found or [aim for aim in self.objectives.values() if any(fold(word) in folded for word in aim.also)]
        if not found:
            known = [*self.objectives, *(name for aim in self.objectives.values() for name in aim.names.values())]
            raise NotFound("objective", words, known, f"Known are: {', '.join(self.objectives)}.")
        if len(found) > 1:
            choices = [Fault(f"{aim.names['en']}: say {aim.code}", value=aim.code) for aim in found]
            raise Invalid(f"{words!r} may mean several objectives.", choices)
        return found[0]

    def value_of(self, words: str) -> Leaning | None:
        """What an audience values, by code or by a word for it in any language; None where the word is unknown."""
        folded = fold(words)
        known = self.values.values()
        return next((v for v in known if folded in map(fold, (v.code, *v.names.values(), *v.also))), None)

    def stage_of(self, kpi: Kpi) -> str:
        """The stage of content a KPI belongs to; '' for KPIs of work and one's own."""
        for code, places in self.stages.items():
            if kpi.id in places:
                return code
        return next((code for code, places in self.stages.items() if kpi.stage in places), "")

    def group_of(self, kpi: Kpi) -> str:
        """financial for KPIs of money, marketing for all others."""
        return "financial" if kpi.id in self.financial or kpi.stage == "finance" else "marketing"


@cache
def load_playbook() -> Playbook:
    """The built-in playbook."""
    document = Document("playbook.yaml")
    content = package_files("goalposts.catalog").joinpath("playbook.yaml").read_bytes()
    root = document.root(content, trusted=True)
    known = (*_LISTS, *_SENTENCES, "vanity", "financial")
    fields = document.fields(root, "", known, known) if root else {}
    parts = {name: {key: node for key, (_, node) in document.pairs(fields.get(name), name).items()} for name in _LISTS}
    book = Playbook(
        objectives={code: _aim(document, code, node) for code, node in parts["objectives"].items()},
        roles={role: document.texts(node, f"roles.{role}") for role, node in parts["roles"].items()},
        channels={code: _channel(document, code, node) for code, node in parts["channels"].items()},
        values={code: _leaning(document, "values", code, node) for code, node in parts["values"].items()},
        business_models={
            code: _leaning(document, "business_models", code, node) for code, node in parts["business_models"].items()
        },
        sectors={code: document.texts(node, f"sectors.{code}") for code, node in parts["sectors"].items()},
        areas={code: document.texts(node, f"areas.{code}") for code, node in parts["areas"].items()},
        vanity=frozenset(document.words(fields.get("vanity"), "vanity")),
        financial=frozenset(document.words(fields.get("financial"), "financial")),
        stages={code: document.words(node, f"stages.{code}") for code, node in parts["stages"].items()},
        sentences={name: document.texts(fields.get(name), name) for name in _SENTENCES},
    )
    if document.faults:
        raise Invalid("The playbook cannot be read.", document.faults)
    return book


def _aim(document: Document, code: str, node: Node) -> Aim:
    key = f"objectives.{code}"
    names = ("names", "also", "stages", "aim", "kpis", "labels")
    fields = document.fields(node, key, names, names)
    roles = document.fields(fields["kpis"], join(key, "kpis"), ROLES, ROLES)
    labels = document.pairs(fields["labels"], join(key, "labels"))
    return Aim(
        code=code,
        names=document.texts(fields["names"], join(key, "names")),
        also=document.words(fields["also"], join(key, "also")),
        stages=document.words(fields["stages"], join(key, "stages")),
        aim=document.texts(fields["aim"], join(key, "aim")),
        kpis={kpi: role for role in ROLES for kpi in document.words(roles[role], join(key, role))},
        labels={kpi: document.texts(text, join(key, kpi)) for kpi, (_, text) in labels.items()},
    )


def _channel(document: Document, code: str, node: Node) -> Channel:
    key, names = f"channels.{code}", ("names", "words", "kpis", "why")
    fields = document.fields(node, key, names, names)
    return Channel(
        code=code,
        names=document.texts(fields["names"], join(key, "names")),
        words=document.words(fields["words"], join(key, "words")),
        kpis=document.words(fields["kpis"], join(key, "kpis")),
        why=document.texts(fields["why"], join(key, "why")),
    )


def _leaning(document: Document, part: str, code: str, node: Node) -> Leaning:
    key = f"{part}.{code}"
    fields = document.fields(node, key, ("names", "also", "note", "kpis"), ("names", "kpis"))
    return Leaning(
        code=code,
        names=document.texts(fields["names"], join(key, "names")),
        kpis=read_points(document, fields["kpis"], join(key, "kpis")),
        also=document.words(fields.get("also"), join(key, "also")),
        note=document.texts(fields.get("note"), join(key, "note")) or dict.fromkeys(LANGUAGES, ""),
    )


def read_points(document: Document, node: Node | None, key: str) -> dict[str, int]:
    """KPI -> points, in the order written."""
    pairs = document.pairs(node, key)
    return {kpi: int(document.decimal(value, join(key, kpi)) or 0) for kpi, (_, value) in pairs.items()}
