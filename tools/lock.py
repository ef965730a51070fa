"""Write the files of requirements/: exact versions with hashes for Python 3.11 and newer.

The files carry no address, so that they install from any mirror. `uv` is fetched into a throw-away environment when it
is not on the PATH.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "run": [],
    "dev": ["--extra", "dev", "--constraints", "requirements/run.txt"],
    "benchmark": ["--extra", "benchmark", "--constraints", "requirements/run.txt"],
}
"""The benchmark's rival wants older pandas than the tests, so it has an environment of its own."""
HOW = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv") or installed_uv(Path(folder))
        for name, options in LOCKS.items():
            target = f"requirements/{name}.txt"
            command = [uv, "pip", "compile", "pyproject.toml", *options, *HOW, "--upgrade", "-o", target]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            print(f"{target}: {sum(line[:1].isalpha() for line in (ROOT / target).open())} packages")
    return 0


def installed_uv(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


if __name__ == "__main__":
    sys.exit(main())
