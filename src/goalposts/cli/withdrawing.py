"""`imports` and `withdraw`: what is in the lake, and taking some of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from goalposts.cli.options import Home, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table

if TYPE_CHECKING:
    from goalposts.app.withdrawing import Consequence, Held


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("imports")(list_imports)
    app.command("withdraw")(withdraw_import)


def list_imports(shape: ShapeOption = Shape.TABLE, home: Home = None) -> None:
    """List what was brought in: file, account, days covered, who, how, when, and what was taken back."""
    from goalposts.app.withdrawing import list_sources  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        sources = list_sources(workspace)
    if shape is Shape.JSON:
        print_json([_plain(held) for held in sources])
        return
    columns = {"number": "left", "file": "left", "account": "left", "rows": "right", "days": "left"}
    columns |= {"way": "left", "brought in": "left", "state": "left"}
    print_table(columns, [_line(held) for held in sources])


def withdraw_import(
    wanted: Annotated[
        list[str], typer.Argument(metavar="IMPORT...", help="Files, or numbers that `goalposts imports` shows.")
    ],
    reason: Annotated[str, typer.Option(help="Why it is taken back; it is kept with the withdrawal.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before taking it back.")] = False,
    home: Home = None,
) -> None:
    """Take imports or entries back: from now on they do not count; answers as of an earlier moment still show them."""
    from goalposts.app.withdrawing import find_sources, foresee, withdraw  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        ids = list(dict.fromkeys(held.source_id for name in wanted for held in find_sources(workspace, name)))
        typer.echo(_foreseen(foresee(workspace, ids)))
        if not yes:
            typer.confirm("Take it back?", abort=True)
        done = withdraw(workspace, ids, reason)
    typer.echo(f"Withdrawn as of {done.at:%Y-%m-%d %H:%M:%S} UTC. Importing the same file again brings it back.")


def _foreseen(told: Consequence) -> str:
    names = ", ".join(held.file_name for held in told.sources)
    days = f" of {told.first_day} to {told.last_day}" if told.first_day else ""
    return f"{names}: {told.rows:,} rows{days} will not count any more; {len(told.kpis)} KPIs use their measures."


def _line(held: Held) -> list[str]:
    days = f"{held.first_day} – {held.last_day}" if held.first_day else ""
    state = f"withdrawn: {held.reason}" if held.withdrawn_at else "counts"
    when = f"{held.captured_at:%Y-%m-%d %H:%M}"
    return [str(held.source_id), held.file_name, held.account, f"{held.rows_read:,}", days, held.way, when, state]


def _plain(held: Held) -> dict[str, object]:
    """As JSON shows it; the id is text, because JSON numbers lose digits beyond 2**53."""
    return {
        "source": str(held.source_id),
        "file": held.file_name,
        "detected": held.detected,
        "platform": held.platform,
        "account": held.account,
        "rows_read": held.rows_read,
        "from": held.first_day.isoformat() if held.first_day else None,
        "to": held.last_day.isoformat() if held.last_day else None,
        "brought_at": held.captured_at.isoformat(),
        "person": held.person,
        "way": held.way,
        "note": held.note,
        "withdrawn_at": held.withdrawn_at.isoformat() if held.withdrawn_at else None,
        "reason": held.reason,
    }
