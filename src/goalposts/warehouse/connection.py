"""One DuckDB with the lake attached: extensions come from installed wheels, nothing is fetched."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb

from goalposts.errors import Unavailable

_EXTENSIONS = ("ducklake", "sqlite_scanner")
"""They are loaded by path from wheels that pip has checked, like all our code, and nothing else ever is (no
autoloading, no SQL of others): checking their signatures again would cost 0.4 s of every start."""
_BUSY_MILLISECONDS = 10_000
_NO_BAR = "SET enable_progress_bar = false"  # a bar would spoil what commands print
NAME = "lake"


def connect(home: Path, memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the workspace's lake attached as `lake`; makes an empty catalog where there is none.

    Raises Unavailable when an extension wheel is missing or the folder cannot be used.
    """
    spill = home / "cache" / "duckdb"
    data = home / "lake" / "data"
    try:
        for folder in (spill, data):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The workspace {home} cannot be written: {error.strerror}.") from error
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_unsigned_extensions": "true",  # see _EXTENSIONS
            "memory_limit": memory_limit,
            "temp_directory": str(spill),
        },
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute(_NO_BAR)
    try:
        for name in _EXTENSIONS:
            connection.execute(f"LOAD {_quoted(_extension_file(name))}")
        connection.execute(
            f"ATTACH {_quoted(f'ducklake:sqlite:{catalog_file(home)}')} AS {NAME} (DATA_PATH {_quoted(f'{data}/')}, "
            "OVERRIDE_DATA_PATH true, DATA_INLINING_ROW_LIMIT 0, META_JOURNAL_MODE 'WAL', "
            f"META_BUSY_TIMEOUT {_BUSY_MILLISECONDS})"
        )
    except duckdb.Error as error:
        connection.close()
        raise Unavailable(f"The lake in {home} cannot be opened: {error}") from error
    return connection


def cursor(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A second hand on the same database, for one thread, looking at the lake."""
    another = connection.cursor()
    another.execute(f"USE {NAME}")
    another.execute(_NO_BAR)
    return another


def catalog_file(home: Path) -> Path:
    """Where the lake keeps its list of tables, files and snapshots."""
    return home / "lake" / "catalog.sqlite"


def _extension_file(name: str) -> Path:
    package = f"duckdb_extension_{name}"
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise Unavailable(f"The package {package.replace('_', '-')} is missing: install it with pip, then try again.")
    file = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.exists():
        raise Unavailable(f"{package} does not fit DuckDB {duckdb.__version__}: install the same version of both.")
    return file


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"
