"""Goalposts: marketing KPIs you can defend. `goalposts.open(path)` gives a workspace to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from goalposts.app.workspace import Workspace

__version__ = "0.1.0"
__all__ = ["__version__", "open"]


def open(path: str | Path | None = None) -> Workspace:
    """Open the workspace in folder `path` (default: GOALPOSTS_HOME, else ./goalposts-data), making it if needed."""
    from goalposts.app.workspace import Workspace  # heavy rooms load only when a workspace is opened

    return Workspace.open(path)
