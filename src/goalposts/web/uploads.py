"""Uploaded files while they are imported, and while a question about them waits for its answer."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from goalposts.errors import NotFound
from goalposts.sources.archives import find_files, open_found

LIFE = dt.timedelta(hours=2)
MOST_FILES = 100
_ID = re.compile(r"[0-9a-f]{32}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")


class Uploads:
    """A folder of folders, one per upload; whatever is older than LIFE is swept away."""

    def __init__(self, folder: Path, now: Callable[[], dt.datetime]) -> None:
        self.folder, self._now = folder, now

    def keep(self, files: Iterable[tuple[str, BinaryIO]]) -> str:
        """Store uploaded files under safe names; the id finds them again. Sweeps what is old."""
        self.sweep()
        upload = secrets.token_hex(16)
        target = self.folder / upload
        target.mkdir(parents=True, mode=0o700)
        for place, (name, content) in enumerate(files):
            path = target / safe_name(name)
            if path.exists():
                path = target / f"{place + 1}-{path.name}"
            with path.open("wb") as out:
                shutil.copyfileobj(content, out)
        return upload

    def files(self, upload: str, name: str = "") -> list[Path]:
        """The files of an upload, or the one of this name. Raises NotFound once they are imported or swept away."""
        target = self.folder / upload
        found = sorted(target.iterdir()) if _ID.fullmatch(upload) and target.is_dir() else []
        found = [path for path in found if not name or path.name == name]
        if not found:
            raise NotFound("upload", name[:80] or upload[:40], hint="It is kept for two hours; upload the file again.")
        return found

    def single_out(self, upload: str, path: str) -> str:
        """The name of a file of an upload that waits; a member of a zip becomes a file of its own beside it."""
        inside = [one for one in self.files(upload) if str(one) == path]
        if inside:
            return inside[0].name
        member = next(one for one in find_files(self.files(upload)) if str(one.path) == path)
        name = safe_name(member.path.name)
        (self.folder / upload / name).write_bytes(open_found(member).data)
        return name

    def drop(self, upload: str) -> None:
        """Forget an upload; one that is gone already is fine."""
        if _ID.fullmatch(upload):
            shutil.rmtree(self.folder / upload, ignore_errors=True)

    def sweep(self) -> None:
        """Remove uploads nobody came back to."""
        if not self.folder.is_dir():
            return
        limit = (self._now() - LIFE).timestamp()
        for path in self.folder.iterdir():
            if path.stat().st_mtime < limit:
                shutil.rmtree(path, ignore_errors=True)


def safe_name(name: str) -> str:
    """The last part of a file name as browsers send it, without anything a file system could trip over."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = _UNSAFE.sub("_", last).strip(". ").rpartition(".")
    kept = f"{(stem or ending)[:80]}{dot if stem else ''}{ending[:10] if stem else ''}"
    return kept or "upload"
