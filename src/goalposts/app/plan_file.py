"""The plan as one YAML file: written in a stable order, in names instead of ids, so that it can live in git."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import yaml

from goalposts.app.plan_shape import FORMAT, PROFILE, SECTION_OF, SECTIONS, SEPARATOR, Entry, Path, PlanFile, Section
from goalposts.app.strategy import Plan, read_plan
from goalposts.app.workspace import Workspace
from goalposts.store.people import THE_OWNER
from goalposts.store.sessions import OWNER

_WIDTH = 110
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")


class _Dumper(yaml.SafeDumper):
    """YAML in which texts of several lines stand as people write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Lines as they are; signs that YAML itself takes for the end of a line are written as escapes."""
    style = '"' if _OTHER_BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def export_plan(workspace: Workspace, person: str = OWNER) -> str:
    """The plan as YAML: profile, people, audiences, strategies, objectives with KPIs, campaigns, goals, tasks.

    Goals `person` may not see are left out. Read in by `import_plan` it changes nothing; read into an empty workspace
    and written again it is the same text.
    """
    described = describe_plan(read_plan(workspace, person))
    profile = {c.name: described.profile[c.name] for c in PROFILE if described.profile[c.name] != c.default}
    told: dict[str, Any] = {"goalposts": int(FORMAT), "profile": _simple(profile)}
    parts: dict[tuple[str, Path], list[Entry]] = defaultdict(list)
    for entry in described.entries:
        parts[entry.kind, entry.path[:-1]].append(entry)
    told |= {section.word: _section(section, (), parts) for section in SECTIONS if not section.parent}
    return write_plan({name: value for name, value in told.items() if value})


def write_plan(told: Mapping[str, Any]) -> str:
    """The sections of a plan as YAML, every letter as itself and every line where it was."""
    return yaml.dump(dict(told), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def describe_plan(plan: Plan) -> PlanFile:
    """The plan as the entries of a file, parents before their parts."""
    records = records_of(plan)
    paths = paths_of(records)
    entries = [
        Entry(kind, paths[kind][record.id], _values(SECTION_OF[kind], record, paths))
        for kind, found in records.items()
        for record in found
    ]
    return PlanFile(asdict(plan.profile), tuple(entries))


def records_of(plan: Plan) -> Mapping[str, list[Any]]:
    """The records of a plan by kind, parts in the order of their wholes; the owner only when they have a name or team.

    What belongs to something out of force is left out.
    """
    strategies = {strategy.id for strategy in plan.strategies}
    objectives = [one for one in plan.objectives if one.strategy_id in strategies]
    return {
        "person": [person for person in plan.people if person != THE_OWNER],
        "audience": list(plan.audiences),
        "strategy": list(plan.strategies),
        "objective": objectives,
        "kpi": [chosen for objective in objectives for chosen in plan.kpis_of(objective)],
        "campaign": list(plan.campaigns),
        "goal": list(plan.goals),
        "target": [target for goal in plan.goals for target in goal.targets],
        "task": list(plan.tasks),
    }


def paths_of(records: Mapping[str, Iterable[Any]]) -> dict[str, dict[int, Path]]:
    """Where every record stands in the file, by kind and id."""
    paths: dict[str, dict[int, Path]] = {}
    for kind, found in records.items():
        section, taken = SECTION_OF[kind], set[Path]()
        paths[kind] = {}
        for record in found:
            above = paths[section.parent].get(getattr(record, f"{section.parent}_id"), ()) if section.parent else ()
            stem, count = getattr(record, section.label) or "-", 1
            path = (*above, stem)
            while path in taken:
                count += 1
                path = (*above, f"{stem} ({count})")
            taken.add(path)
            paths[kind][record.id] = path
    return paths


def _values(section: Section, record: Any, paths: Mapping[str, Mapping[int, Path]]) -> dict[str, Any]:
    """A record as the file's values: names for ids, the label only where the key says something else."""
    values = {section.label: getattr(record, section.label)}
    for column in section.columns:
        value = getattr(record, column.stored_as)
        if column.kind == "ref":
            value = SEPARATOR.join(paths[column.refers].get(value, ()))
        elif column.kind == "smart":
            met = value.get("smart", {})
            value = tuple(name for name in column.allowed if met.get(name, {}).get("ok") is True)
        elif column.kind in ("budget_lines", "steps"):
            value = tuple(asdict(one) for one in value)
        elif column.kind == "where":
            value = {name: _words(value[name]) for name in sorted(value)}
        elif column.kind == "lines":
            value = {name: float(value[name]) for name in sorted(value)}
        values[column.name] = value
    return values


def _section(section: Section, above: Path, parts: Mapping[tuple[str, Path], list[Entry]]) -> dict[str, Any]:
    """The entries of a section below one parent, each with its own parts."""
    found: dict[str, Any] = {}
    for entry in parts.get((section.kind, above), ()):
        key, label = entry.path[-1], entry.values[section.label]
        told = {section.label: label} if label != key else {}
        told |= {c.name: _simple(entry.values[c.name]) for c in section.columns if entry.values[c.name] != c.default}
        for part in SECTIONS:
            if part.parent == section.kind and (below := _section(part, entry.path, parts)):
                told[part.word] = below
        found[key] = told
    return found


def _simple(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, tuple | list):
        return [_simple(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _simple(one) for name, one in value.items() if one != ""}
    return value


def _words(value: Any) -> str | list[str]:
    """One value of a slice, or several, as the words they are asked by."""
    return [str(one) for one in value] if isinstance(value, list | tuple) else str(value)
