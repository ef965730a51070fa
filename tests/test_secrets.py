"""The signing key: made once, whole, for its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goalposts.errors import NotAllowed
from goalposts.secrets import KEY_BYTES, signing_key


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    path = tmp_path / "keys" / "signing.key"
    assert len(key) == KEY_BYTES
    assert signing_key(tmp_path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert os.listdir(path.parent) == ["signing.key"]


def test_two_workspaces_have_two_keys(tmp_path: Path) -> None:
    assert signing_key(tmp_path / "a") != signing_key(tmp_path / "b")


def test_the_second_of_two_makers_takes_the_key_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = signing_key(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert signing_key(tmp_path) == key


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    signing_key(tmp_path)
    path = tmp_path / "keys" / "signing.key"
    path.chmod(0o644)
    with pytest.raises(NotAllowed, match=f"chmod 600 {path}"):
        signing_key(tmp_path)
