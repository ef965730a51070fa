"""Files as they came in, kept under the hash of their bytes: never changed, never half written."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from goalposts.errors import NotFound, Unavailable

_CHUNK_BYTES = 1 << 20


def keep(home: Path, file: Path) -> str:
    """Keep a copy of the file in `<home>/files` and return the SHA-256 of its bytes; a file already kept stays.

    Raises Unavailable when the disk is full or not writable; nothing is left behind then.
    """
    with file.open("rb") as source:
        return keep_stream(home, source)


def keep_stream(home: Path, source: BinaryIO) -> str:
    """Like `keep`, for bytes that come from elsewhere."""
    folder = home / "files"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    except OSError as error:
        raise Unavailable(_message(folder, error)) from error
    try:
        with os.fdopen(handle, "wb") as copy:
            sha256 = _copy(source, copy)
        kept = folder / sha256
        if kept.exists():
            os.unlink(name)
        else:
            os.replace(name, kept)
            _sync_folder(folder)
    except OSError as error:
        _remove(name)
        raise Unavailable(_message(folder, error)) from error
    except BaseException:
        _remove(name)
        raise
    return sha256


def path_of(home: Path, sha256: str) -> Path:
    """Where a kept file lies. Raises NotFound when it is not there."""
    kept = home / "files" / sha256
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef") or not kept.is_file():
        raise NotFound("kept file", sha256)
    return kept


def open_kept(home: Path, sha256: str) -> BinaryIO:
    """The bytes of a kept file."""
    return path_of(home, sha256).open("rb")


def _copy(source: BinaryIO, copy: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK_BYTES):
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(name: str) -> None:
    Path(name).unlink(missing_ok=True)


def _message(folder: Path, error: OSError) -> str:
    free = shutil.disk_usage(folder).free if folder.exists() else 0
    reason = error.strerror or error
    return f"The file could not be kept in {folder}: {reason} ({free:,} bytes free). Make room, then try again."
