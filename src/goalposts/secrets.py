"""Keys that never leave the workspace: made once, readable by their owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from goalposts.errors import NotAllowed

KEY_BYTES = 32


def signing_key(home: Path) -> bytes:
    """The key that signs cookies and form tokens, made on first use in `<home>/keys/signing.key` (mode 0600).

    Two processes that ask at the same time get the same key. Raises NotAllowed when others on this machine can read it.
    """
    return _key(home / "keys" / "signing.key")


def people_key(home: Path) -> bytes:
    """The key that hashes people's ids, made and guarded as the signing key, in `<home>/keys/people.key`."""
    return _key(home / "keys" / "people.key")


def _key(path: Path) -> bytes:
    if not path.exists():
        _create(path)
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise NotAllowed(f"The key {path} can be read by others. Run: chmod 600 {path}")
    return path.read_bytes()


def _create(path: Path) -> None:
    """Write a whole key under another name, then give it its own name, unless somebody was first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
