"""One sample workspace for all tests of this folder, and a way to ask it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from goalposts.catalog.files import load_catalog
from goalposts.demo.build import build_demo
from goalposts.demo.truths import Truths
from goalposts.metrics.answer import Answer
from goalposts.metrics.engine import Engine
from goalposts.metrics.question import read_question
from goalposts.warehouse.lake import Lake

TODAY = dt.date(2026, 11, 1)
NOW = dt.datetime(2026, 11, 1, 12)


@dataclass
class Demo:
    home: Path
    truths: Truths
    lake: Lake
    engine: Engine

    def ask(self, kpis: Any, **question: Any) -> list[Answer]:
        return self.engine.answer(read_question(kpis, today=TODAY, **question), NOW).rows()

    def value(self, kpi: str, **question: Any) -> float:
        (answer,) = self.ask(kpi, **question)
        assert answer.value is not None, answer
        return answer.value


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo") / "goalposts-demo"
    truths = build_demo(home, TODAY)
    with Lake.open(home) as lake:
        yield Demo(home, truths, lake, Engine(lake, load_catalog()))
