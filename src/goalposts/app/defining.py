"""KPIs of one's own: a draft tried against the whole catalog, and saved as a new version that leaves the old ones."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from goalposts.app.definition_text import kpi_fields, write_yaml
from goalposts.app.notices import tell_of_definitions
from goalposts.app.workspace import CATALOG_FOLDER, Workspace
from goalposts.catalog.documents import Document
from goalposts.catalog.entries import BEGINNING, is_code
from goalposts.catalog.files import Catalog, try_catalog
from goalposts.catalog.formula import render_formula
from goalposts.catalog.kpi import Kpi
from goalposts.errors import Conflict, Fault, Invalid, Unavailable
from goalposts.periods import DAY
from goalposts.store.sessions import OWNER
from goalposts.warehouse.lock import write_lock

KEPT_BY_US = ("version", "valid_from", "history")
"""Keys that saving writes; a draft does not hold them."""

_INDENT = 4
_DRAFT_LINES_BEFORE = 2
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person wrote: the KPI's id, and its keys as YAML without `version`, `valid_from` and `history`.

    valid_from: the first day it answers for; None = from the beginning for a new KPI, else from today.
    """

    id: str
    text: str
    valid_from: dt.date | None = None


def editable_text(kpi: Kpi) -> str:
    """A KPI's keys as YAML to start a draft from."""
    return write_yaml({name: value for name, value in kpi_fields(kpi).items() if name not in KEPT_BY_US})


def edition(workspace: Workspace, id_: str) -> str:
    """Changes whenever the definition of `id_` does: what a draft was begun from."""
    kpi = workspace.catalog.kpis.get(id_)
    told = f"{kpi.version} {editable_text(kpi)}" if kpi else ""
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def try_draft(workspace: Workspace, draft: Draft) -> Catalog:
    """The whole catalog with the draft in it; nothing is written.

    Raises Invalid with every fault at once; lines count within the draft's own text.
    """
    _check_id(draft.id)
    place = _place_of(workspace.home / CATALOG_FOLDER, draft.id)
    alone = f"{draft.id} (draft)"
    changed = {place.file: (place.before + place.after).encode(), alone: f"kpis:\n{_entry(workspace, draft)}".encode()}
    try:
        return try_catalog(workspace.home / CATALOG_FOLDER, changed)
    except Invalid as error:
        moved = [_in_draft(fault) if fault.file == alone else fault for fault in error.faults]
        raise Invalid(error.message, moved) from error


def save_draft(workspace: Workspace, draft: Draft, seen: str = "", person: str = OWNER) -> Kpi:
    """Write the draft into the workspace's catalog folder as the newest version, put it in force, and tell everybody.

    Older versions stay word for word. person: who saves it. seen: the `edition` the draft was begun from ('' = whatever
    it is). Raises Invalid with every fault, Conflict where somebody else was faster, Unavailable where the folder
    cannot be written.
    """
    folder = workspace.home / CATALOG_FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"{folder} cannot be written: {error.strerror}.") from error
    with write_lock(folder / ".lock", "a KPI definition", _LOCK_SECONDS):
        if seen and seen != edition(workspace, draft.id):
            raise Conflict(f"{draft.id} was changed by somebody else in the meantime. Nothing was saved.")
        tried = try_draft(workspace, draft).kpis[draft.id]
        before = workspace.catalog.kpis.get(draft.id)
        if before and editable_text(before) == editable_text(tried):
            raise Invalid("Nothing was saved.", [Fault("the draft says what the definition in force says")])
        place = _place_of(folder, draft.id)
        _write(folder / place.file, place.filled(_entry(workspace, draft)))
    tell_of_definitions(workspace, person)
    return workspace.catalog.kpis[draft.id]


def _check_id(id_: str) -> None:
    if not is_code(id_):
        fault = Fault("a name is 2 to 64 small letters, digits and '_', a letter first", column="id", value=id_)
        raise Invalid("The KPI needs a name.", [fault])


def _entry(workspace: Workspace, draft: Draft) -> str:
    """The draft as an entry below `kpis:`, with its version and all that came before it."""
    before = workspace.catalog.kpis.get(draft.id)
    kept = _kept_by_us(workspace.catalog.history.get(draft.id, (before,) if before else ()), draft, workspace.today())
    text = textwrap.indent(draft.text.rstrip() + "\n" + write_yaml(kept), " " * _INDENT)
    return f"  {draft.id}:\n{text}"


def _kept_by_us(versions: Sequence[Kpi], draft: Draft, today: dt.date) -> dict[str, Any]:
    """version, valid_from and history of a draft that follows `versions` (oldest first)."""
    if not versions:
        first = draft.valid_from or BEGINNING
        return {"version": 1} | ({"valid_from": first.isoformat()} if first > BEGINNING else {})
    newest = versions[-1]
    earliest = newest.valid_from + DAY
    told: dict[str, Any] = {
        "version": newest.version + 1,
        "valid_from": (draft.valid_from or max(today, earliest)).isoformat(),
    }
    own = [_past(kpi) for kpi in reversed(versions) if kpi.own]
    return told | ({"history": own} if own else {})


def _past(kpi: Kpi) -> dict[str, Any]:
    """A version as an entry of `history`."""
    told = {
        "version": kpi.version,
        "valid_from": kpi.valid_from.isoformat(),
        "formula": kpi.formula.text,
        "unit": kpi.unit,
        "n_of": render_formula(kpi.n_of) if kpi.n_of else "",
        "definitions": dict(kpi.definitions),
        "how_measured": dict(kpi.how_measured),
        "min_age_hours": kpi.min_age_hours,
    }
    return {name: value for name, value in told.items() if value not in ("", {}, 0)}


def _in_draft(fault: Fault) -> Fault:
    """The fault with its line counted in the draft's own text."""
    line = fault.line - _DRAFT_LINES_BEFORE if fault.line else None
    column = (fault.column or "").split(".", 2)[2:] if fault.column else []
    return replace(fault, file=None, line=line if line and line > 0 else None, column=column[0] if column else None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands, or will stand: the file, what is before and after it, and how far it is indented."""

    file: str
    before: str
    after: str
    indent: int

    def filled(self, entry: str) -> str:
        return self.before + textwrap.indent(textwrap.dedent(entry), " " * self.indent) + self.after


def _place_of(folder: Path, id_: str) -> _Place:
    """The place of an own KPI in the folder; for one that has none, a file of its own."""
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
        place = _place_in(path.name, path.read_text(encoding="utf-8-sig"), id_)
        if place:
            return place
    name, number = f"{id_}.yaml", 2
    while (folder / name).exists():
        name, number = f"{id_}-{number}.yaml", number + 1
    return _Place(name, "kpis:\n", "", 2)


def _place_in(name: str, text: str, id_: str) -> _Place | None:
    document = Document(name)
    pairs = document.pairs(document.root(text.encode()), "")
    entries = document.pairs(pairs["kpis"][1], "kpis") if "kpis" in pairs else {}
    if id_ not in entries:
        return None
    key, node = entries[id_]
    lines = text.splitlines(keepends=True)
    first, indent = key.start_mark.line, key.start_mark.column
    if lines[first][:indent].strip():
        raise Invalid(f"{name} writes {id_} in braces; write it on a line of its own, then save again.")
    end = node.end_mark.line + (1 if node.end_mark.column > indent else 0)
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return _Place(name, "".join(lines[:first]), "".join(lines[end:]), indent)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that no reader sees half of it."""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}. Nothing was saved.") from error
