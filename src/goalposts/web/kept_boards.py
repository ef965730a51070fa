"""Overviews that were made already: kept as text until anything they are told from changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from markupsafe import Markup

MOST = 64


@dataclass
class KeptBoards:
    """The texts of at most 64 boards by what they were made from; safe to share between threads."""

    _kept: OrderedDict[Hashable, Markup] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        """The text kept under `key`, or made now and kept; the one used longest ago gives way."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = Markup(make())  # noqa: S704 - rendered by a template that escapes
        with self._guard:
            self._kept[key] = made
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
