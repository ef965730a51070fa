"""Series breaks: days from which a platform's figure of a name means something else than before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from goalposts.catalog.documents import Document, Node, join
from goalposts.catalog.measure import Text
from goalposts.catalog.platforms import load_platforms

KINDS = ("renamed", "redefined", "retired", "limited")
_BREAKS = frozenset({"redefined", "retired"})
_KEYS = ("platform", "measures", "on", "kind", "what", "todo", "source")


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """What a platform changed about measures; `on` is the first day of the new meaning.

    kind: redefined or retired = values before and after do not compare; renamed = the same under a new name; limited =
    less of it is given. what: what changed; todo: what to do about it; source: who says so. own: the workspace's own.
    """

    id: str
    platform: str
    measures: tuple[str, ...]
    on: dt.date
    kind: str
    what: Text
    todo: Text
    source: str
    own: bool = False

    @property
    def splits(self) -> bool:
        """Whether values before and after it must not be compared."""
        return self.kind in _BREAKS

    def to_dict(self) -> dict[str, Any]:
        """As JSON shows it: id, platform, measures, date, kind, what, todo and source."""
        return {
            "id": self.id,
            "platform": self.platform,
            "measures": list(self.measures),
            "date": self.on.isoformat(),
            "kind": self.kind,
            "what": dict(self.what),
            "todo": dict(self.todo),
            "source": self.source,
        }


def read_breaks(document: Document, node: Node | None, key: str, own: bool) -> Iterator[tuple[Node, SeriesBreak]]:
    """The breaks under one key of a catalog file, each with where it stands; faults go to the document."""
    platforms = load_platforms()
    for id_, (place, entry) in document.pairs(node, key).items():
        where = join(key, id_)
        before = len(document.faults)
        fields = document.fields(entry, where, _KEYS, ("platform", "measures", "on", "kind", "what"))
        found = SeriesBreak(
            id=id_,
            platform=document.choice(fields.get("platform"), where, platforms, ""),
            measures=document.words(fields.get("measures"), where),
            on=document.day(fields.get("on"), where, dt.date.min),
            kind=document.choice(fields.get("kind"), where, KINDS, "redefined"),
            what=document.texts(fields.get("what"), where),
            todo=document.texts(fields.get("todo"), where),
            source=document.text(fields.get("source"), where),
            own=own,
        )
        if len(document.faults) == before:
            yield place, found
