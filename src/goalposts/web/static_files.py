"""Style sheets, scripts and fonts: their address holds a hash of all of them, so browsers may keep them for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, Response
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parent / "static"
STAMP = FOLDER / "vendor" / "stamp.txt"
_TEXT = frozenset({".css", ".js", ".svg", ".txt"})
_FOR_GOOD = "public, max-age=31536000, immutable"


def digest() -> str:
    """The hash of our own files and of what the vendor folder was made from."""
    made = hashlib.sha256(STAMP.read_bytes() if STAMP.exists() else b"")
    for path in sorted(FOLDER.glob("*.*")):
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


def serve(request: Request, version: str, path: str) -> Response:
    """One file, compressed where that helps; kept for good only under the present hash."""
    file = (FOLDER / path).resolve()
    if not file.is_relative_to(FOLDER.resolve()) or not file.is_file() or file.suffix == ".gz":
        raise HTTPException(404)
    headers = {"Cache-Control": _FOR_GOOD if version == request.app.state.asset_version else "no-cache"}
    media = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
    if file.suffix not in _TEXT or "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(file, headers=headers, media_type=media)
    headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_compressed(file, file.stat().st_mtime_ns), headers=headers, media_type=media)


@lru_cache(maxsize=32)
def _compressed(file: Path, _changed: int) -> bytes:
    twin = file.with_name(f"{file.name}.gz")
    return twin.read_bytes() if twin.exists() else gzip.compress(file.read_bytes(), mtime=0)
