"""One file to named tables of text cells: what it is, is told by its first bytes and never by its name."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from goalposts.errors import Fault, Invalid, NotAllowed, NotFound, Unavailable, Unsupported
from goalposts.sources import blank_separated, feeds, gzipped
from goalposts.sources.delimited import read_delimited
from goalposts.sources.encoding import TRUSTED, decode
from goalposts.sources.limits import DEFAULT_LIMITS, Limits
from goalposts.sources.source import RawFile, RawTable
from goalposts.sources.spreadsheets import read_workbook, read_xml_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLOCK = 1 << 20
_FOREIGN = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}


@dataclass(frozen=True, slots=True)
class FileBytes:
    """The bytes of one file or zip member, where they were found and their SHA-256."""

    path: Path
    name: str
    data: bytes
    sha256: str


def read_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> RawFile:
    """The tables of one file. Raises our errors with what is wrong and what to do; nothing is kept."""
    return read_bytes(load_bytes(path, limits), limits)


def load_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> FileBytes:
    """The bytes of a file, read in blocks so that an endless line or a file too large is refused before it is held."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise Unsupported(f"{path.name!r} is not a regular file.")
            _check_size(path.name, before.st_size, limits)
            data, digest, longest = bytearray(), hashlib.sha256(), 0
            while block := file.read(_BLOCK):
                data += block
                digest.update(block)
                _check_size(path.name, len(data), limits)
                longest = _line_so_far(longest, block)
                if longest > limits.line and not data.startswith((_ZIP, _OLE, gzipped.MARK)):
                    raise _too_long(data, limits)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        raise NotFound("file", str(path), hint="Check the path.") from error
    except IsADirectoryError as error:
        raise Unsupported(f"{path.name!r} is a folder, not a file.") from error
    except PermissionError as error:
        raise NotAllowed(f"{path.name!r} may not be read by this user. Change its permissions.") from error
    except OSError as error:
        raise Unavailable(f"{path.name!r} could not be read: {error.strerror}. Try again.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise Unavailable(f"{path.name!r} changed while it was read. Wait until it is complete, then import it again.")
    return FileBytes(path, path.name, bytes(data), digest.hexdigest())


def _check_size(name: str, size: int, limits: Limits) -> None:
    if size > limits.file:
        raise Invalid(
            f"{name!r} is larger than {limits.file // 1_000_000:,} MB. Split it, or raise GOALPOSTS_MAX_UPLOAD_MB."
        )


def _line_so_far(running: int, block: bytes) -> int:
    """The longest line seen open at the end of this block or within it."""
    newline = max(block.rfind(b"\n"), block.rfind(b"\r"))
    return running + len(block) if newline < 0 else len(block) - newline - 1


def _too_long(data: bytearray, limits: Limits) -> Invalid:
    line = data.count(b"\n") + 1
    fault = Fault(f"the line is longer than {limits.line:,} bytes", line=line)
    return Invalid("A line of the file never ends, so it is no table. Export it again.", [fault])


def read_bytes(file: FileBytes, limits: Limits = DEFAULT_LIMITS) -> RawFile:
    """The tables in bytes already held; see `read_file`."""
    data = gzipped.unpack(file.data, limits) if file.data.startswith(gzipped.MARK) else file.data
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Invalid("The file is empty (0 bytes of content). Nothing was stored.")
    _refuse_foreign(data)
    if data.startswith(_ZIP):
        _check_workbook_zip(data, limits)
    if data.startswith((_ZIP, _OLE)):
        tables, notes = read_workbook(data, limits)
        return RawFile(file.path, file.name, file.sha256, "workbook", _numbered(tables), notes=tuple(notes))
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<workbook", b"<feed", b"<rss")):
        if feeds.is_feed(start):
            return RawFile(file.path, file.name, file.sha256, "Atom", _numbered([feeds.read_feed(data)]))
        if b"schemas-microsoft-com:office:spreadsheet" not in data[:4000]:
            raise Unsupported("The file is XML, but neither a workbook nor an Atom feed. Export it as CSV or XLSX.")
        tables, notes = read_xml_workbook(data, limits)
        return RawFile(file.path, file.name, file.sha256, "SpreadsheetML", _numbered(tables), notes=tuple(notes))
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<head", b"<meta")):
        raise Unsupported("The file is a web page (HTML), even if its name says .xls. Save it as CSV or XLSX first.")
    text, encoding = decode(data)
    cut_by_blanks = blank_separated.read_blank_separated(text, Path(file.name).stem)
    if cut_by_blanks is not None:
        tables, delimiter = [cut_by_blanks], blank_separated.DELIMITER
    else:
        tables, delimiter = read_delimited(text, limits, Path(file.name).stem)
    guessed = () if encoding in TRUSTED else (f"The encoding was taken for {encoding}: look at names and texts.",)
    return RawFile(file.path, file.name, file.sha256, encoding, _numbered(tables), delimiter, guessed)


def _numbered(tables: Iterable[RawTable]) -> tuple[RawTable, ...]:
    return tuple(replace(table, part=number) for number, table in enumerate(tables))


def _refuse_foreign(data: bytes) -> None:
    for mark, what in _FOREIGN.items():
        if data.startswith(mark):
            raise Unsupported(
                f"The file is {what}. Goalposts reads CSV, TSV, XLS, XLSX, and these in zip or gzip files."
            )


def _check_workbook_zip(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if "[Content_Types].xml" not in archive.namelist():
                raise Unsupported("A zip inside a zip is not read. Unpack it first.")
    except zipfile.BadZipFile as error:
        raise Invalid("The file is damaged (it begins like a zip or XLSX and is none). Download it again.") from error
    if unpacked > limits.unpacked or unpacked > limits.ratio * len(data):
        raise Invalid(
            f"The workbook would unpack to {unpacked / 1e6:,.0f} MB, far more than an export. It was not read."
        )
