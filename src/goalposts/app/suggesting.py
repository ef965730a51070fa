"""Which KPIs to track: suggested from objective, channel, audience and business model, each with its reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.app.live_data import NONE, Connect, Live, describe_live, live_data, what_to_connect
from goalposts.app.workspace import Workspace
from goalposts.catalog.files import Catalog
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.platform_terms import PlatformTerms, load_platform_terms
from goalposts.catalog.playbook import Aim, Channel, Leaning, Playbook, load_playbook
from goalposts.errors import NotFound
from goalposts.metrics.picking import wanted_measures
from goalposts.store.profile import read_profile
from goalposts.store.strategies import AUDIENCES, Audience

_FIRST, _LEAST = 20, 4
_DEFAULT = 16
_ON_CHANNEL = 10
_OF_AUDIENCE = 4


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for a suggestion: the points it adds or takes, and the sentence that says why."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class PlatformTerm:
    """What a measure means on a platform, or (not `available`) why the platform does not give it."""

    platform: str
    measure: str
    available: bool
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A KPI (`id` or `id@variant`) to track.

    label: what it is called under the objective; name: what the catalog calls it. reason: all grounds in one text, then
    why the KPI matters. weight: the sum of their points, to rank by. role: what it plays for the objective.
    is_default: the first of its channel. is_vanity: proves nothing by itself. live and connect: whether our data answer
    it, else what would. terms: the words of the platform that was asked about. available: false where that platform
    cannot give it.
    """

    kpi: str
    name: str
    label: str
    reason: str
    weight: int
    grounds: tuple[Ground, ...]
    role: str
    stage: str
    group: str
    is_default: bool
    is_vanity: bool
    live: Live
    connect: Connect | None
    terms: tuple[PlatformTerm, ...]
    available: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it."""
        plain = ("kpi", "name", "label", "reason", "weight", "role", "stage", "group", "available")
        return {
            **{name: getattr(self, name) for name in plain},
            "default": self.is_default,
            "vanity": self.is_vanity,
            "data": describe_live(self.live),
            "connect": [export.title for export in self.connect.exports] if self.connect else [],
            "platform": [
                {"platform": t.platform, "measure": t.measure, "available": t.available, "text": t.text}
                for t in self.terms
            ],
        }


def suggest(
    workspace: Workspace,
    *,
    objective: str | None = None,
    channel: str | None = None,
    audience: str | int | None = None,
    language: str = "en",
) -> list[Suggestion]:
    """KPIs worth tracking, best first; those a platform cannot give stand last and say why.

    objective: a code or a phrase in any language ("raise brand awareness"). channel: one of the playbook (seo, ppc,
    social, email, website) or a social platform (instagram). audience: the name or id of one of ours, or what it values
    ("interaction"). Without an objective and a channel, the priorities of the profile are taken.
    Raises NotFound for words that mean nothing here, Invalid for a phrase that may mean several objectives.
    """
    book, catalog = load_playbook(), workspace.catalog
    aim = book.objective_of(objective) if objective and objective.strip() else None
    terms = load_platform_terms().get(channel or "")
    on = None if terms else _channel(book, channel)
    leanings = _valued(workspace, book, audience)
    with workspace.database.reading() as transaction:
        profile = read_profile(transaction)
    aims = [aim] if aim else [book.objectives[code] for code in profile.priorities if code in book.objectives]
    if not aims and on is None and terms is None:
        aims = list(book.objectives.values())
    channel_of = on or (book.channels["social"] if terms else None)
    weighing = _Weighing(book, catalog, language)
    for one in aims:
        weighing.add_objective(one, channel_of)
    if channel_of is not None:
        weighing.add_channel(channel_of)
    for leaning in leanings:
        weighing.add_value(leaning, channel_of)
    if terms is not None:
        name = catalog.platforms[terms.platform].names[language]
        weighing.lean(terms.first, "on_platform", platform=name)
    if profile.business_model in book.business_models:
        model = book.business_models[profile.business_model]
        weighing.lean(model.kpis, "for_model", model=model.names[language])
    made = [_suggestion(workspace, weighing, name, aim, on, terms) for name in weighing.grounds]
    return sorted(made, key=lambda one: (not one.available, -one.weight, one.kpi))


class _Weighing:
    """Gathers the grounds of every KPI; `grounds` keeps them in the order they were found."""

    def __init__(self, book: Playbook, catalog: Catalog, language: str) -> None:
        self.book, self.catalog, self.language = book, catalog, language
        self.grounds: dict[str, list[Ground]] = defaultdict(list)
        self.roles: dict[str, str] = {}

    def add_objective(self, aim: Aim, channel: Channel | None) -> None:
        """What serves an objective, with the points of its place; on a channel only what can be told there."""
        for place, (name, role) in enumerate(aim.kpis.items()):
            if name in self.grounds or (channel is not None and not self._is_on(name, channel)):
                continue
            self.roles[name] = role
            text = self.book.roles[role][self.language] % {"objective": aim.names[self.language]}
            self.grounds[name].append(Ground(max(_FIRST - place, _LEAST), text))

    def add_channel(self, channel: Channel) -> None:
        """The set of a channel; its first KPI is the default and says why."""
        for place, name in enumerate(channel.kpis):
            if place == 0:
                self.grounds[name].append(Ground(_DEFAULT, channel.why[self.language]))
            else:
                self._add(name, max(_ON_CHANNEL - place, 1), "on_channel", channel=channel.names[self.language])

    def add_value(self, leaning: Leaning, channel: Channel | None) -> None:
        """More for what shows what an audience values, less for what does not."""
        for name, points in leaning.kpis.items():
            is_new = points >= _OF_AUDIENCE and (channel is None or self._is_on(name, channel))
            if name in self.grounds or is_new:
                sentence = "valued" if points > 0 else "not_valued"
                self._add(name, points, sentence, value=leaning.names[self.language])

    def lean(self, points: Mapping[str, int], sentence: str, **facts: str) -> None:
        """More for some of the KPIs that are there."""
        for name, more in points.items():
            if name in self.grounds:
                self._add(name, more, sentence, **facts)

    def _is_on(self, name: str, channel: Channel) -> bool:
        kpi = self.catalog.kpis.get(name.partition("@")[0])
        return name in channel.kpis or (kpi is not None and bool(set(kpi.channels) & set(channel.words)))

    def _add(self, name: str, points: int, sentence: str, **facts: str) -> None:
        self.grounds[name].append(Ground(points, self.book.sentences[sentence][self.language] % facts))


def _suggestion(
    workspace: Workspace,
    weighing: _Weighing,
    name: str,
    aim: Aim | None,
    on: Channel | None,
    platform: PlatformTerms | None,
) -> Suggestion:
    book, catalog, language = weighing.book, weighing.catalog, weighing.language
    definition = catalog.define(name)
    kpi = catalog.kpis[name.partition("@")[0]]
    grounds = tuple(weighing.grounds[name])
    is_vanity = kpi.id in book.vanity
    told = [ground.text for ground in grounds] + [kpi.why_it_matters.get(language, "")]
    live = live_data(workspace, name, platform.platform if platform else "")
    terms = platform_terms(catalog, name, platform, language) if platform else ()
    missing = live.missing if live.state == NONE else ()
    return Suggestion(
        kpi=name,
        name=definition.names[language],
        label=aim.labels[name][language] if aim and name in aim.labels else definition.names[language],
        reason=("" if language == "zh-Hant" else " ").join(filter(None, told)),
        weight=max(1, sum(ground.points for ground in grounds)),
        grounds=grounds,
        role=weighing.roles.get(name, ""),
        stage=book.stage_of(kpi),
        group=book.group_of(kpi),
        is_default=on is not None and on.kpis[0] == name,
        is_vanity=is_vanity,
        live=live,
        connect=what_to_connect(catalog, missing, platform.platform if platform else "") if missing else None,
        terms=terms,
        available=all(term.available for term in terms),
    )


def platform_terms(catalog: Catalog, name: str, terms: PlatformTerms, language: str) -> tuple[PlatformTerm, ...]:
    """The platform's own words for each measure of a KPI, what it cannot give first."""
    codes = dict.fromkeys(
        code
        for wanted in wanted_measures(catalog.define(name).expression, catalog.measures)
        for code in (wanted.code, catalog.measures[wanted.code].rows_of)
        if code
    )
    lacks = [PlatformTerm(terms.platform, c, False, terms.lacks[c][language]) for c in codes if c in terms.lacks]
    means = [PlatformTerm(terms.platform, c, True, terms.means[c][language]) for c in codes if c in terms.means]
    return (*lacks, *means)


def _channel(book: Playbook, word: str | None) -> Channel | None:
    if not word:
        return None
    if word not in book.channels:
        raise NotFound("channel", word, [*book.channels, *load_platform_terms()])
    return book.channels[word]


def _valued(workspace: Workspace, book: Playbook, audience: str | int | None) -> list[Leaning]:
    """What the audience values; a word may be a value itself, or the name of an audience of ours."""
    if audience is None or audience == "":
        return []
    known = book.value_of(audience) if isinstance(audience, str) else None
    if known is not None:
        return [known]
    with workspace.database.reading() as transaction:
        found = _audience(AUDIENCES.list(transaction), audience)
    return [book.values[value] for value in found.values if value in book.values]


def _audience(audiences: Iterable[Audience], wanted: str | int) -> Audience:
    by_name: Mapping[str, Audience] = {one.name: one for one in audiences}
    for one in by_name.values():
        if str(one.id) == str(wanted) or one.name == wanted:
            return one
    raise NotFound("audience", str(wanted), [*by_name, *load_playbook().values])


def serves(kpi: Kpi, code: str) -> bool:
    """Whether a KPI says something about the objective `code`; true for an objective the playbook does not know."""
    aim = load_playbook().objectives.get(code)
    return aim is None or aim.is_served_by(kpi)
