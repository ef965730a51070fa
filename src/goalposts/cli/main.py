"""The `goalposts` command: its families of commands, and what an error means for the exit status.

Nothing here, nor in the files of the commands, may load a heavy room before a command runs: `--help` has to be quick.
"""

from __future__ import annotations

import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from goalposts import __version__
from goalposts.cli import (
    asking,
    auditing,
    catalog,
    changes,
    entering,
    evidence,
    goals,
    importing,
    people,
    revising,
    serving,
    smart,
    strategy,
    surveys,
    withdrawing,
)
from goalposts.errors import Conflict, GoalpostsError, Invalid, NotAllowed, NotFound, Unavailable, Unsupported

EXIT_CODES: dict[type[Exception], int] = {
    NotFound: 3,
    Invalid: 4,
    Conflict: 5,
    NotAllowed: 6,
    Unavailable: 7,
    Unsupported: 8,
    GoalpostsError: 9,
}
"""Exit status by what the reader must do next; 1 = a file did not go in or a fault was found, 2 = unknown option."""

UNFORESEEN = 70


class Commands(TyperGroup):
    """The command edge: every error becomes one text on stderr and an exit status."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a reader that closed the pipe early (`| head`) ends it quietly."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except GoalpostsError as error:
            raise _stop(str(error), exit_code(error)) from error
        except (TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except OSError as error:
            raise _stop(f"{error.filename or 'The system'}: {error.strerror}.", EXIT_CODES[Unavailable]) from error
        except Exception as error:
            if ctx.params.get("show_traceback"):
                traceback.print_exc()
            what = f"something unforeseen happened ({type(error).__name__}: {error})."
            raise _stop(f"{what} Please report it with what `goalposts --traceback ...` prints.", UNFORESEEN) from error
        return result


def exit_code(error: GoalpostsError) -> int:
    """The exit status of the nearest class in the table."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def _stop(text: str, code: int) -> typer.Exit:
    typer.echo(f"goalposts: {text}", err=True)
    return typer.Exit(code)


app = typer.Typer(
    name="goalposts",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Marketing KPIs you can defend: bring in platform exports, ask for KPIs, see what stands behind each number.",
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"goalposts {__version__}")
        raise typer.Exit


@app.callback()
def _everywhere(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", is_eager=True, callback=_show_version)
    ] = False,
    show_traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where an unforeseen error came from.")
    ] = False,
) -> None:
    pass


for family in (
    importing,
    entering,
    withdrawing,
    surveys,
    asking,
    smart,
    strategy,
    goals,
    revising,
    changes,
    evidence,
    auditing,
    catalog,
    people,
    serving,
):
    family.add_to(app)


def main() -> None:
    """Run the command line and end with its exit status."""
    app()
