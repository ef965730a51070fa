"""What a workspace says of the checks in `audits.yaml`: another tolerance, a person, a severity, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import yaml

from goalposts.audits.check import SEVERITIES, Check, Severity
from goalposts.audits.checks import CHECKS
from goalposts.errors import Fault, Invalid

FILE = "audits.yaml"
_KEYS = ("tolerance", "owner", "severity", "skip")

Rules = Mapping[str, Mapping[str, Any]]


def read_rules(home: Path) -> Rules:
    """The rules by check; none where the file does not exist. Raises Invalid with every fault at once."""
    path = home / FILE
    if not path.exists():
        return {}
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Invalid(f"{FILE} cannot be read.", [Fault(str(error), file=str(path))]) from error
    rules = read or {}
    faults = list(_faults(rules, str(path)))
    if faults:
        raise Invalid(f"{FILE} cannot be used.", faults)
    return cast("Rules", rules)


def ruled(checks: Iterable[Check], rules: Rules) -> tuple[Check, ...]:
    """The checks as the workspace wants them; those it skips are left out."""
    return tuple(
        _ruled(check, rules.get(check.code, {})) for check in checks if not rules.get(check.code, {}).get("skip")
    )


def _ruled(check: Check, rule: Mapping[str, Any]) -> Check:
    return replace(
        check,
        tolerance=float(rule.get("tolerance", check.tolerance)),
        owner=str(rule.get("owner", check.owner)),
        severity=cast("Severity", rule.get("severity", check.severity)),
    )


def _faults(rules: object, file: str) -> Iterable[Fault]:
    if not isinstance(rules, dict):
        yield Fault("it must be lines of `check: {tolerance: ..., owner: ...}`", file=file)
        return
    for code, rule in rules.items():
        if code not in CHECKS:
            yield Fault(f"there is no check {code!r}; the codes are {', '.join(CHECKS)}", file=file, value=str(code))
        elif not isinstance(rule, dict):
            yield Fault(f"{code} must hold {', '.join(_KEYS)}", file=file, value=str(rule))
        else:
            yield from _rule_faults(str(code), rule, file)


def _rule_faults(code: str, rule: dict[Any, Any], file: str) -> Iterable[Fault]:
    for key, value in rule.items():
        if key not in _KEYS:
            yield Fault(f"{code} knows {', '.join(_KEYS)}, not {key}", file=file, value=str(key))
        elif key == "tolerance" and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            yield Fault(f"the tolerance of {code} must be a number from 0 on", file=file, value=str(value))
        elif key == "severity" and value not in SEVERITIES:
            yield Fault(f"the severity of {code} is one of {', '.join(SEVERITIES)}", file=file, value=str(value))
