"""The overview page on the sample world: server CPU of one request, facts unchanged (warm) and just changed (cold).

python -m benchmarks.page [--rounds 20]
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import tempfile
import time
from pathlib import Path

from tests.web.conftest import Visitor

import goalposts
from goalposts.demo.build import build_demo
from goalposts.web.server import create_app, sign_in_link

PAGES = ("/", "/?lang=ko", "/kpi/engagements", "/guide", "/imports")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        start = time.process_time()
        build_demo(home, dt.date.today())
        print(f"sample world built    CPU {time.process_time() - start:.1f} s")
        with goalposts.open(home) as workspace:
            client = Visitor(create_app(workspace))
            client.get(sign_in_link(workspace, "127.0.0.1", 8420))
            start = time.process_time()
            client.get("/healthz")
            for page in PAGES:
                workspace.engine._answers.clear()
                start = time.process_time()
                assert client.get(page).status_code == 200
                cold = time.process_time() - start
                warm = []
                for _ in range(rounds):
                    start = time.process_time()
                    client.get(page)
                    warm.append(time.process_time() - start)
                print(f"{page:20} warm {statistics.median(warm) * 1000:5.1f} ms   cold {cold * 1000:5.0f} ms")


if __name__ == "__main__":
    main()
