"""The evidence behind an answer as one zip: everything needed to check it without us, and a hash of each part."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from goalposts import __version__
from goalposts.app.definition_text import kpi_fields, measure_fields, write_yaml
from goalposts.app.evidence import is_kept
from goalposts.app.workspace import Workspace
from goalposts.i18n import format_period
from goalposts.i18n.evidence import package_readme
from goalposts.metrics.explain import Explanation, explain
from goalposts.metrics.provenance import Provenance
from goalposts.metrics.question import Question
from goalposts.warehouse.rawfiles import open_kept, path_of

MOST_ROWS = 50_000
"""Rows of each statement that rows.csv holds at most, largest first."""

MOST_BYTES = 1_000_000_000
"""Raw files together; what is beyond is named with its hash, and left out."""

_THE_DAY = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_evidence(workspace: Workspace, question: Question, language: str, target: BinaryIO) -> None:
    """Write the evidence for `question` as a zip into `target`.

    The same facts, question and definitions give the same bytes. Only files that told facts of the accounts asked about
    go in, never keys or settings. Raises what asking the question raises.
    """
    found = explain(workspace.engine, question, workspace.now(), MOST_ROWS)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        package = _Package(workspace, found, language, archive)
        package.write()


@dataclass
class _Package:
    workspace: Workspace
    found: Explanation
    language: str
    archive: zipfile.ZipFile
    listed: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)

    def write(self) -> None:
        places = dict(self._places())
        self._add("README.txt", self._readme())
        self._add("question.json", _json(self.found.plan.question.to_dict()))
        self._add("answer.json", _json([answer.to_dict() for answer in self.found.answers]))
        self._add("measures.json", _json(self.found.definitions()))
        self._add("definition.yaml", self._definitions())
        self._add("statements.sql", "\n\n".join(f"{statement.sql};" for statement in self.found.statements) + "\n")
        self._add("rows.csv", self._rows(places))
        self._add("sources.json", _json([{**s.to_dict(), "path": places.get(s.source_id)} for s in self.found.sources]))
        for source in self.found.sources:
            if source.source_id in places:
                self._add_file(places[source.source_id], source)
        self._write(zipfile.ZipInfo("manifest.json", _THE_DAY), io.BytesIO(self._manifest().encode()))

    def _places(self) -> Iterator[tuple[int, str]]:
        """Where in the zip each source's file lies; what cannot go in is noted."""
        room = MOST_BYTES
        for source in self.found.sources:
            if source.kind != "file":
                continue
            if not is_kept(self.workspace, source):
                self.left_out.append({"name": source.name, "sha256": source.sha256, "why": "not kept, or gone"})
                continue
            room -= path_of(self.workspace.home, source.sha256).stat().st_size
            if room < 0:
                self.left_out.append({"name": source.name, "sha256": source.sha256, "why": "too large"})
                continue
            yield source.source_id, f"files/{source.sha256[:12]}/{_safe_name(source.name)}"

    def _add(self, name: str, text: str) -> None:
        self._write(zipfile.ZipInfo(name, _THE_DAY), io.BytesIO(text.encode()))

    def _add_file(self, name: str, source: Provenance) -> None:
        if any(entry["path"] == name for entry in self.listed):
            return
        with open_kept(self.workspace.home, source.sha256) as content:
            self._write(zipfile.ZipInfo(name, _THE_DAY), content)

    def _write(self, info: zipfile.ZipInfo, content: BinaryIO) -> None:
        """One member, and its line in the manifest."""
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        counted = _Counted(content)
        with self.archive.open(info, "w", force_zip64=True) as member:
            shutil.copyfileobj(counted, member)
        self.listed.append({"path": info.filename, "bytes": counted.size, "sha256": counted.digest.hexdigest()})

    def _definitions(self) -> str:
        kpis, measures = {}, {}
        for planned in self.found.plan.kpis:
            kpi = planned.definition.kpi
            if kpi:
                kpis[kpi.id] = kpi_fields(kpi)
        for atom in self.found.plan.atoms:
            measures[atom.code] = measure_fields(atom.measure)
        return write_yaml({name: part for name, part in (("kpis", kpis), ("measures", measures)) if part})

    def _rows(self, places: dict[int, str]) -> str:
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        columns = [*self.found.rows.columns, "path"]
        writer.writerow(columns)
        for row in self.found.rows.iter_rows(named=True):
            row["path"] = places.get(int(row["source"]), "")
            writer.writerow([_cell(row[name]) for name in columns])
        return out.getvalue()

    def _manifest(self) -> str:
        listed = sorted(self.listed, key=lambda entry: str(entry["path"]))
        shown = self.found.rows.height
        rows = {"in_rows_csv": shown, "in_all": self.found.row_count, "complete": shown == self.found.row_count}
        told = {"made_with": f"goalposts {__version__}", "rows": rows, "left_out": self.left_out, "files": listed}
        return _json(told)

    def _readme(self) -> str:
        plan = self.found.plan
        names = ", ".join(planned.definition.names[self.language] for planned in plan.kpis)
        period = format_period(plan.sides[0], self.language) if plan.sides[0] else ""
        return package_readme(names, period, self.language)


class _Counted:
    """Reads on while counting and hashing."""

    def __init__(self, content: BinaryIO) -> None:
        self.content, self.size, self.digest = content, 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.content.read(size)
        self.size += len(block)
        self.digest.update(block)
        return block


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _cell(value: Any) -> Any:
    """A text that begins like a formula gets a leading apostrophe, so that no spreadsheet runs it."""
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value


def _safe_name(name: str) -> str:
    """A file name that leads nowhere else, whatever the file was called."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = _UNSAFE.sub("_", last).strip(". ")
    return kept[-100:] or "file"
