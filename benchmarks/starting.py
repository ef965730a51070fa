"""`goalposts --help` against a bare typer program with as many commands: CPU, ratio.

python -m benchmarks.starting [--rounds 15]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BARE = """
import typer
app = typer.Typer()
{commands}
app()
"""
COMMAND = """
@app.command("c{n}")
def c{n}(name: str = "x", count: int = 1) -> None:
    "Do one thing."
"""


def cpu_of(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE.format(commands="".join(COMMAND.format(n=n) for n in range(10))))
        found: dict[str, list[float]] = {"goalposts --help": [], "bare typer --help": []}
        for _ in range(rounds):
            found["goalposts --help"].append(cpu_of([sys.executable, "-m", "goalposts", "--help"]))
            found["bare typer --help"].append(cpu_of([sys.executable, str(bare), "--help"]))
    ours, theirs = (statistics.median(times) for times in found.values())
    for name, seconds in (("goalposts --help", ours), ("bare typer --help", theirs)):
        print(f"{name:18} CPU {seconds * 1000:.0f} ms  ratio {seconds / theirs:.2f}")


if __name__ == "__main__":
    main()
