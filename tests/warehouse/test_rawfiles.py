from __future__ import annotations

import errno
import hashlib
import io
import os
from pathlib import Path

import pytest

from goalposts.errors import NotFound, Unavailable
from goalposts.warehouse import rawfiles


def test_a_file_is_kept_under_its_hash_and_read_again(tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    file = tmp_path / "export.csv"
    file.write_bytes(content)
    sha256 = rawfiles.keep(tmp_path / "home", file)
    assert sha256 == hashlib.sha256(content).hexdigest()
    with rawfiles.open_kept(tmp_path / "home", sha256) as kept:
        assert kept.read() == content
    assert rawfiles.keep(tmp_path / "home", file) == sha256
    assert [path.name for path in (tmp_path / "home" / "files").iterdir()] == [sha256]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match=r"No space left on device \([\d,]+ bytes free\)"):
        rawfiles.keep_stream(tmp_path, io.BytesIO(b"abc"))
    assert list((tmp_path / "files").iterdir()) == []


def test_a_reader_that_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rawfiles.keep_stream(tmp_path, Broken())
    assert list((tmp_path / "files").iterdir()) == []


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "Z" * 64])
def test_a_file_that_is_not_kept_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match="kept file"):
        rawfiles.open_kept(tmp_path, name)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("in the way")
    with pytest.raises(Unavailable, match="could not be kept"):
        rawfiles.keep_stream(tmp_path, io.BytesIO(b"abc"))
