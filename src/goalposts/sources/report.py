"""What became of each file of an import, as values that the command line, the page and the API all show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from goalposts.errors import Fault, GoalpostsError, Invalid
from goalposts.sources.source import AskBack

Status = Literal["stored", "unchanged", "asked", "failed"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file. status: stored, unchanged (all of it was known), asked (not stored: open questions), failed (unread).

    Counts are records of the file: `rows_read = rows_stored + rows_unchanged + rows_rejected` where it was stored.
    A record is stored if it brought at least one new or changed fact, rejected if it has a fault, else unchanged.
    """

    path: str
    detected: str | None
    account: str | None
    rows_read: int = 0
    rows_stored: int = 0
    rows_unchanged: int = 0
    rows_rejected: int = 0
    faults: tuple[Fault, ...] = ()
    questions: tuple[AskBack, ...] = ()
    notes: tuple[str, ...] = ()
    status: Status = "stored"
    message: str = ""
    source_id: int | None = None
    """Its id in the lake, by which it can be taken back; None where it did not go in."""

    @property
    def ok(self) -> bool:
        """True if the file is in the lake."""
        return self.status in ("stored", "unchanged")

    @classmethod
    def failed(cls, path: str, error: GoalpostsError, detected: str | None = None) -> FileReport:
        """A file that could not be read or stored: its message first, then every fault."""
        faults = error.faults if isinstance(error, Invalid) else ()
        message = error.message if isinstance(error, Invalid) else str(error)
        return cls(path, detected, None, faults=(Fault(message), *faults), status="failed", message=message)

    def to_dict(self) -> dict[str, object]:
        """The file as plain data, as `--format json` prints it."""
        return {
            "path": self.path,
            "detected": self.detected,
            "account": self.account,
            "rows_read": self.rows_read,
            "rows_stored": self.rows_stored,
            "rows_unchanged": self.rows_unchanged,
            "rows_rejected": self.rows_rejected,
            "faults": [_fault(fault) for fault in self.faults],
            "questions": [
                {"field": asked.field, "question": asked.question, "assumed": asked.assumed} for asked in self.questions
            ],
            "notes": list(self.notes),
            "status": self.status,
            "source": None if self.source_id is None else str(self.source_id),
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """All files of one import, in the order they were found."""

    files: tuple[FileReport, ...]

    @property
    def ok(self) -> bool:
        """True only if every file went in."""
        return bool(self.files) and all(file.ok for file in self.files)

    def to_dict(self) -> dict[str, object]:
        """The import as plain data: `{"files": [...]}`."""
        return {"files": [file.to_dict() for file in self.files]}


def _fault(fault: Fault) -> Mapping[str, object]:
    return {"line": fault.line, "column": fault.column, "value": fault.value, "message": fault.message}
