"""Goalposts on a fresh machine: needs git and Python 3.11 or newer, nothing else.

    python3 start.py demo     make the environment, load the sample workspace, open the app in the browser
    python3 start.py test     make the environment, install what the tests need, check and test everything
    python3 start.py check    only the quick checks: format, lint, types, direction of imports

Everything goes into this folder (`.venv`, `goalposts-demo`); only `test` may also install Chromium with apt-get.
What follows the word is passed on: `start.py demo --no-serve`, `start.py test -k periods`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MADE_FROM = ("pyproject.toml", "hatch_build.py", "package-lock.json")
CHECKS = (
    ("Format", ["ruff", "format", "--check", "."]),
    ("Lint", ["ruff", "check", "."]),
    ("Types", ["mypy"]),
    ("Direction of imports", ["lint-imports"]),
)


class Stopped(Exception):
    """Something a person has to look at; the text says what and what to do."""


def main(words: list[str]) -> int:
    """Do what the first word says; the exit status is 0 only if all of it worked."""
    tasks = {"demo": demo, "test": test, "check": check}
    if not words or words[0] not in tasks:
        print(__doc__)
        return 0 if words[:1] in (["--help"], ["-h"]) else 2
    try:
        need_python()
        return tasks[words[0]](words[1:])
    except Stopped as stop:
        print(f"\nStopped: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Open the sample workspace."""
    environment("run")
    return run([str(PYTHON), "-m", "goalposts", "demo", *(arguments or ["--open"])])


def test(arguments: list[str]) -> int:
    """All checks, then all tests; arguments go to pytest."""
    environment("dev")
    browser()
    status = quick_checks()
    say("Tests")
    return (
        run([str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *arguments])
        or status
    )


def check(_arguments: list[str]) -> int:
    """The quick checks alone."""
    environment("dev")
    return quick_checks()


def quick_checks() -> int:
    """Run every check, also after one failed, and return the worst status."""
    worst = 0
    for name, (tool, *arguments) in CHECKS:
        say(name)
        worst = max(worst, run([str(BIN / tool), *arguments]))
    return worst


def need_python() -> None:
    """Go on with a Python that is new enough, or say which one to install."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    found = ".".join(map(str, sys.version_info[:3]))
    raise Stopped(f"Goalposts needs Python {OLDEST[0]}.{OLDEST[1]} or newer and this is {found}; install a newer one.")


def environment(kind: str) -> None:
    """Make `.venv` hold what `requirements/<kind>.txt` locks, and this package; quick when it already does."""
    lock = ROOT / "requirements" / f"{kind}.txt"
    stamp = VENV / f"goalposts-{kind}.stamp"
    made_from = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in MADE_FROM) + lock.read_bytes())
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == made_from.hexdigest():
        return
    if not PYTHON.exists():
        say("Making the environment in .venv")
        make_venv()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    count = sum(line[:1].isalpha() for line in lock.read_text().splitlines())
    step(
        f"Installing {count} locked packages",
        [*pip, "--require-hashes", "-r", str(lock)],
        "the packages could not be installed; look at the lines above (is the network there?) and run this again",
    )
    step(
        "Installing Goalposts with its browser libraries and fonts",
        [*pip, "--no-deps", "--editable", str(ROOT)],
        "Goalposts could not be built; look at the lines above (npm packages need the network) and run this again",
    )
    stamp.write_text(made_from.hexdigest())


def make_venv() -> None:
    """A virtual environment with pip."""
    try:
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, OSError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Stopped(
            f"this Python cannot make a virtual environment ({error}); on Debian and Ubuntu run: "
            "apt-get install python3-venv"
        ) from error


def browser() -> None:
    """Find Chromium for the browser tests, or install it with apt-get."""
    if any(map(shutil.which, BROWSERS)):
        return
    missing = "the browser tests need Chromium; install it (package `chromium`) so that `chromium` is on the PATH"
    apt = shutil.which("apt-get")
    sudo = shutil.which("sudo")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not apt or not (is_root or sudo):
        raise Stopped(f"{missing}.")
    rights = [] if is_root else [str(sudo)]
    step("Reading the list of system packages", [*rights, apt, "update", "-qq"], missing)
    install = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", apt, "install", "-y", "-qq", "chromium"]
    step("Installing Chromium for the browser tests", install, missing)


def step(title: str, command: list[str], when_it_fails: str) -> None:
    """Run one long command quietly, with the seconds counting up; on failure show what it said."""
    begun = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        say(title, end="" if sys.stdout.isatty() else "\n")
        while True:
            try:
                output, _ = process.communicate(timeout=1)
                break
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    print(f"\r> {title} ... {time.monotonic() - begun:.0f} s", end="", flush=True)
    print(f"\r> {title}: {time.monotonic() - begun:.0f} s")
    if process.returncode:
        print("\n".join(output.splitlines()[-30:]), file=sys.stderr)
        raise Stopped(f"{when_it_fails}.")


def say(title: str, end: str = "\n") -> None:
    """Announce the step that begins."""
    print(f"> {title}", end=end, flush=True)


def run(command: list[str]) -> int:
    """Run a command that speaks for itself, and return its exit status."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
