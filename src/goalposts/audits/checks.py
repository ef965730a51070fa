"""Every check by its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from goalposts.audits import boundaries, coverage, duplicates, history, items, money, parts, truths, values
from goalposts.audits.check import Check
from goalposts.errors import NotFound

_FAMILIES = (coverage, duplicates, values, boundaries, money, parts, truths, items, history)

CHECKS: Mapping[str, Check] = MappingProxyType({check.code: check for family in _FAMILIES for check in family.CHECKS})


def chosen(codes: Iterable[str]) -> tuple[Check, ...]:
    """The checks of these codes; all of them for none. Raises NotFound with the nearest code."""
    wanted = tuple(codes)
    for code in wanted:
        if code not in CHECKS:
            raise NotFound("check", code, CHECKS)
    return tuple(check for code, check in CHECKS.items() if not wanted or code in wanted)
