"""Paths a person gives to files: folders are walked, zips are opened, and neither may lead outside itself."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from goalposts.errors import Fault, GoalpostsError, Invalid, NotAllowed, NotFound, Unsupported
from goalposts.sources.limits import DEFAULT_LIMITS, Limits
from goalposts.sources.tables import FileBytes, load_bytes

_SKIPPED = ("__MACOSX", "Thumbs.db", "desktop.ini")
_ZIP = b"PK\x03\x04"
_MEMBER_PATH = "A zip must not hold paths that lead outside it. It was not read."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to import, or why it cannot be: `group` is the folder or zip it came from, "" for a lone file."""

    path: Path
    group: str
    size: int
    member: str = ""
    error: GoalpostsError | None = None


def find_files(paths: Iterable[Path], limits: Limits = DEFAULT_LIMITS) -> list[Found]:
    """Every file to import, in order: files as given, folders and zips by name. Faulty ones carry their error.

    Links inside folders are never followed; hidden files and those of operating systems are left out.
    """
    return [found for path in paths for found in _find(path, limits)]


def _find(path: Path, limits: Limits) -> Iterator[Found]:
    try:
        if path.is_dir():
            yield from _in_folder(path, limits)
        elif path.exists():
            yield from _in_file(path, "", limits)
        else:
            raise NotFound("file", str(path), hint="Check the path.")
    except PermissionError:
        yield Found(path, "", 0, error=NotAllowed(f"{path.name!r} may not be read by this user."))
    except GoalpostsError as error:
        yield Found(path, "", 0, error=error)


def _in_folder(folder: Path, limits: Limits) -> Iterator[Found]:
    entries = sorted(folder.rglob("*"))
    files = [entry for entry in entries if entry.is_file() and not _hidden(entry.relative_to(folder).parts)]
    if not files:
        raise Invalid(f"The folder {folder.name!r} holds no files to import.")
    if len(files) > limits.members:
        raise Invalid(
            f"The folder {folder.name!r} holds {len(files):,} files; at most {limits.members:,} are read at once."
        )
    for entry in files:
        linked = [part for part in (entry, *entry.parents) if part.is_symlink() and folder in part.parents]
        if linked:
            error = NotAllowed(f"{entry.name!r} is a link; links in folders are not followed. Give the file itself.")
            yield Found(entry, str(entry.parent), 0, error=error)
        else:
            yield from _in_file(entry, str(entry.parent), limits)


def _hidden(parts: Iterable[str]) -> bool:
    return any(part.startswith(".") or part in _SKIPPED for part in parts)


def _in_file(path: Path, group: str, limits: Limits) -> Iterator[Found]:
    size = path.stat().st_size
    if not path.is_file() or not _begins_as_zip(path):
        yield Found(path, group, size)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if any(member.filename == "[Content_Types].xml" for member in members):
                yield Found(path, group, size)
                return
            _check_archive(members, size, limits)
    except zipfile.BadZipFile as error:
        fault = Fault(str(error))
        raise Invalid(f"{path.name!r} is a damaged zip. Download it again.", [fault]) from error
    for member in sorted(members, key=lambda member: member.filename):
        if not _hidden(PurePosixPath(member.filename).parts):
            folder = str(path / PurePosixPath(member.filename).parent)
            yield Found(path / member.filename, folder, member.file_size, member=member.filename)


def _begins_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ZIP


def _check_archive(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Raises Invalid with every reason not to unpack the zip."""
    faults = []
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
            faults.append(Fault(_MEMBER_PATH, value=member.filename))
        if member.external_attr >> 16 & 0o170000 == 0o120000:
            faults.append(Fault("the member is a link", value=member.filename))
        if member.flag_bits & 1:
            faults.append(Fault("the member is locked with a password; unpack it first", value=member.filename))
        if name.suffix.lower() == ".zip":
            faults.append(Fault("a zip inside a zip is not read; unpack it first", value=member.filename))
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked or unpacked > max(limits.ratio * packed, limits.line):
        faults.append(Fault(f"it would unpack to {unpacked / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB"))
    if len(members) > limits.members:
        faults.append(Fault(f"it holds {len(members):,} files; at most {limits.members:,} are read at once"))
    if faults:
        raise Invalid("The zip was not read.", faults)


def open_found(found: Found, limits: Limits = DEFAULT_LIMITS) -> FileBytes:
    """The bytes of one thing found; raises the error it carries, or that of reading it."""
    if found.error is not None:
        raise found.error
    if not found.member:
        return load_bytes(found.path, limits)
    archive_path = Path(str(found.path)[: -len(found.member)].rstrip("/\\"))
    try:
        with zipfile.ZipFile(io.BytesIO(load_bytes(archive_path, limits).data)) as archive:
            data = _unpack(archive, found, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Invalid(f"{found.member!r} cannot be unpacked ({error}). Unpack the zip first.") from error
    return FileBytes(found.path, PurePosixPath(found.member).name, data, hashlib.sha256(data).hexdigest())


def _unpack(archive: zipfile.ZipFile, found: Found, limits: Limits) -> bytes:
    """One member, never more than it declared: a header that lies is a bomb."""
    with archive.open(found.member) as stream:
        data = stream.read(min(found.size, limits.file) + 1)
    if len(data) > found.size or len(data) > limits.file:
        raise Unsupported(f"{found.member!r} unpacks to more than it declares. It was not read.")
    head = data[: limits.line + 1]
    if len(head) > limits.line and b"\n" not in head and b"\r" not in head and not data.startswith((_ZIP, b"\xd0\xcf")):
        raise Invalid("A line of the file never ends, so it is no table. Export it again.")
    return data
