"""What every test shares: no test depends on how fast the machine is."""

from __future__ import annotations

import pytest
from hypothesis import settings

LONG = ("test_kills.py", "test_replay.py")
"""Files whose single tests take a minute and more: they begin first, so that no process waits for them at the end."""

settings.register_profile("goalposts", deadline=None)
settings.load_profile("goalposts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files of long tests come first."""
    items.sort(key=lambda item: item.path.name not in LONG)
