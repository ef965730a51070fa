from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalposts.warehouse.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    with Lake.open(tmp_path / "home") as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    with Lake.open(tmp_path_factory.mktemp("shared")) as opened:
        yield opened
