"""`enter`: store a figure that no file gives."""

from __future__ import annotations

from typing import Annotated

import typer

from goalposts.cli.options import Home


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("enter")(enter_figure)


def enter_figure(
    measure: Annotated[str, typer.Argument(help="Code of the measure, such as ad_spend.")],
    value: Annotated[str, typer.Argument(help="The figure, with a point as decimal sign.")],
    on: Annotated[str, typer.Option("--on", help="Day, week, month, quarter, year or span: 2026-11-01, 2026-11.")],
    account: Annotated[str, typer.Option(help="Whose figure it is: an account that is held, or a new one.")],
    platform: Annotated[str, typer.Option(help="Platform of a new account. Default: own figures.")] = "",
    currency: Annotated[str, typer.Option(help="Currency of an amount, as an ISO 4217 code.")] = "",
    note: Annotated[str, typer.Option(help="Where the figure comes from; it is kept with it.")] = "",
    home: Home = None,
) -> None:
    """Enter one figure by hand; it is marked as such, and a file that gives the same figure goes first."""
    from goalposts.app.entering import enter  # the heavy rooms load when a command runs, not for --help
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        said = {"account": account, "platform": platform, "currency": currency, "note": note}
        done = enter(workspace, measure, value, on, **said)
    became = "replaces the one entered before" if done.changed else "stored" if done.new else "known already"
    typer.echo(f"{done.account.name}: {measure} {value} on {on}: {became}.")
    typer.echo(f'Take it back with: goalposts withdraw {done.source_id} --reason "..."')
