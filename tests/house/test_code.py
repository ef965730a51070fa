"""House rules: direction of imports, sizes, names, public surface, broad catches, error tables, lock files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import goalposts
from goalposts import errors
from goalposts.cli.main import EXIT_CODES, exit_code
from goalposts.web.error_pages import STATUS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "goalposts"
MODULES = sorted(PACKAGE.rglob("*.py"))
CODE = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").glob("*.py")), ROOT / "start.py"]
MOST_LINES = 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
BROAD_CATCHES = {"cli/main.py", "web/gate.py"}
"""The command edge and the request edge; there is no worker loop yet."""


def test_a_room_imports_only_from_rooms_below_it() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_does_one_job(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert path.stem not in DRAWERS


def test_the_public_names_are_these() -> None:
    assert sorted(goalposts.__all__) == ["__version__", "open"]


def test_the_version_is_that_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{goalposts.__version__}"' in project


def test_only_the_edges_catch_everything() -> None:
    found = {str(path.relative_to(PACKAGE)) for path in MODULES for node in _handlers(path) if _is_broad(node)}
    assert found == BROAD_CATCHES


def _handlers(path: Path) -> list[ast.ExceptHandler]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]


def _is_broad(handler: ast.ExceptHandler) -> bool:
    """Catches everything and does not raise it again as it was."""
    names = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    broad = any(name is None or getattr(name, "id", "") in ("Exception", "BaseException") for name in names)
    return broad and not any(isinstance(node, ast.Raise) and node.exc is None for node in ast.walk(handler))


def test_every_family_of_errors_has_an_exit_status_and_an_http_status_of_its_own() -> None:
    families = {kind for kind in errors.GoalpostsError.__subclasses__() if kind.__module__ == "goalposts.errors"}
    assert families <= set(EXIT_CODES)
    assert families <= set(STATUS)
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES)
    assert not {0, 1, 2} & set(EXIT_CODES.values())


def test_an_error_that_is_not_in_the_table_takes_the_status_of_its_parent() -> None:
    class Stale(errors.Conflict):
        pass

    assert exit_code(Stale("old")) == EXIT_CODES[errors.Conflict]


def test_errors_import_nothing_of_ours() -> None:
    assert "goalposts" not in re.findall(r"^(?:from|import) (\w+)", (PACKAGE / "errors.py").read_text(), re.MULTILINE)


LOCKS = [ROOT / "requirements" / f"{name}.txt" for name in ("run", "dev", "benchmark")] + [ROOT / "package-lock.json"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_carry_no_address(path: Path) -> None:
    assert not re.search(r"https?://|index-url|find-links|file://", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LOCKS[:3], ids=lambda path: path.name)
def test_locked_requirements_have_exact_versions_with_hashes(path: Path) -> None:
    entries = re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8"))
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry


def test_both_locks_agree_and_hold_every_dependency() -> None:
    run, dev = (set(re.findall(r"^([\w.-]+==[^ \n]+)", path.read_text(), re.MULTILINE)) for path in LOCKS[:2])
    assert run <= dev
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^  "([\w-]+)', project.partition("dependencies = [")[2].partition("]")[0], re.MULTILINE)
    assert {name.lower() for name in wanted} <= {line.partition("==")[0] for line in run}


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    words = re.compile("|".join(("/" + "work/", "/" + "root/", "index" + "-url *=", "npm" + r"js\.", "pypi" + r"\.")))
    endings = (".py", ".md", ".toml", ".txt", ".json", ".yaml", ".html", "run", "justfile")
    paths = [ROOT / name for name in listed.splitlines() if name.endswith(endings) and (ROOT / name).is_file()]
    assert len(paths) > 100
    assert [str(path.relative_to(ROOT)) for path in paths if words.search(path.read_text(encoding="utf-8"))] == []
