"""Every error Goalposts raises on purpose. This module imports nothing of ours.

    GoalpostsError
    ├── NotFound       the name or thing asked for does not exist (nearest names are given)
    ├── Invalid        what was given is wrong: all faults at once
    ├── Conflict       somebody else changed or holds it: look again, then retry
    │   └── Overtaken      what you edited was changed meanwhile: both versions are told
    ├── NotAllowed     you may not do this
    ├── Unavailable    it could work, but not now (a lock, a disk, a network)
    └── Unsupported    it can never work in this shape or on this engine

The text says what happened, with which value, what is allowed or closest, and what to do.
Facts are attributes, so that the command line, the API and pages can each show them their way.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file, a form or a definition.

    `line` counts from 1 as a text editor does; None where a fault concerns the whole.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f" [{self.column}]" if self.column else ""
        return f"{where}{column}: {self.message}" if where or column else self.message


class GoalpostsError(Exception):
    """Base of all errors that carry a message meant for the reader."""


class NotFound(GoalpostsError):
    """A name that does not exist; `kind` and `nearest` help to find the right one."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        self.kind, self.name = kind, name
        self.nearest = nearest(name, known)
        text = f"There is no {kind} called {name!r}."
        if self.nearest:
            text += f" Did you mean {' or '.join(repr(n) for n in self.nearest)}?"
        super().__init__(f"{text} {hint}".strip())


class Invalid(GoalpostsError):
    """What was given does not fit; `faults` holds every fault found, not only the first."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        self.message, self.faults = message, tuple(faults)
        lines = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"{message}{lines}")


class Conflict(GoalpostsError):
    """Another process or person got there first."""


class Overtaken(Conflict):
    """Two people edited one thing; nothing of the second edit was stored, and nothing of the first is lost.

    `clashes` maps each field both sides changed to (what is stored now, what you wanted).
    """

    def __init__(
        self, kind: str, name: str, person: str, changed_at: dt.datetime, clashes: Mapping[str, tuple[object, object]]
    ) -> None:
        self.kind, self.name, self.person, self.changed_at = kind, name, person, changed_at
        self.clashes = dict(clashes)
        super().__init__(
            f"{person} changed the {kind} {name!r} while you were editing it. Nothing of yours was stored: "
            "compare both versions and save again."
        )


class NotAllowed(GoalpostsError):
    """The person or request lacks the right."""


class Unavailable(GoalpostsError):
    """Something needed is missing for the moment; the message says what to do."""


class Unsupported(GoalpostsError):
    """The request can never be answered in this shape."""


def nearest(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names closest to `name`, best first."""
    folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=most, cutoff=0.6)
    return tuple(folded[candidate] for candidate in close)
