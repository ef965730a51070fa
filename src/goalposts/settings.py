"""Settings from the environment: one list of name, default and help, which the reference page is made from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its field in Settings, its default as text, and what it does."""

    variable: str
    field: str
    default: str
    help: str


SETTINGS = (
    Setting("GOALPOSTS_HOME", "home", "goalposts-data", "Folder of the workspace: database, lake, raw files, keys."),
    Setting("DATABASE_URL", "database_url", "", "Database of our own state; empty = goalposts.db in the workspace."),
    Setting("GOALPOSTS_LANG", "language", "en", "Language of the command line and first visits: en, ko, zh-Hant."),
    Setting("GOALPOSTS_HOST", "host", "127.0.0.1", "Address the server listens on; local unless a proxy guards it."),
    Setting("GOALPOSTS_PORT", "port", "8420", "Port the server listens on."),
    Setting("GOALPOSTS_MEMORY", "memory_limit", "1GB", "Most memory one DuckDB process may use."),
    Setting("GOALPOSTS_AUDIT", "audit", "daily", "Check the data while serving: daily, or off."),
    Setting("GOALPOSTS_MAX_UPLOAD_MB", "max_upload_mb", "500", "Largest file or unpacked zip accepted (MB)."),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; make one with `read_settings`."""

    home: Path
    database_url: str
    language: str
    host: str
    port: int
    memory_limit: str
    audit: str
    max_upload_mb: int


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from `given` first, then the environment, then the defaults. Raises ValueError for a bad number."""
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {s.field: environment.get(s.variable, s.default) for s in SETTINGS}
    values.update({name: value for name, value in given.items() if value is not None})
    casts = {"home": Path, "port": int, "max_upload_mb": int}
    return Settings(**{f.name: casts.get(f.name, str)(values[f.name]) for f in fields(Settings)})
