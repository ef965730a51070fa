"""How much one file may hold before it is refused instead of read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes. `ratio`: how many times its packed size a zip may unpack to."""

    file: int = 500_000_000
    line: int = 4_000_000
    unpacked: int = 500_000_000
    ratio: int = 200
    members: int = 1_000
    columns: int = 2_000
    sibling: int = 4_000_000


DEFAULT_LIMITS = Limits()
