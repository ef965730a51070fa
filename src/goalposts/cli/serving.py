"""`serve` and `demo`: open the app in the browser, with your data or with the sample."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from goalposts.cli.options import Home

DEMO_HOME = Path("goalposts-demo")
"""The sample has a folder of its own, so that simulated numbers never stand among real ones."""

Host = Annotated[str | None, typer.Option(help="Address to listen on. Default: GOALPOSTS_HOST, else 127.0.0.1.")]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help="Port. Default: GOALPOSTS_PORT, else 8420.")]
Browser = Annotated[bool, typer.Option("--open", help="Open the sign-in link in the browser.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    app.command("serve")(serve)
    app.command("demo")(demo)


def serve(host: Host = None, port: Port = None, browser: Browser = False, home: Home = None) -> None:
    """Serve the app on this machine and print a one-time link to sign in. Stop with Ctrl+C."""
    _serve(home, host, port, browser=browser)


def demo(
    home: Annotated[Path, typer.Option(help="Folder of the sample workspace.")] = DEMO_HOME,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Only build the sample workspace.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it anew, up to yesterday.")] = False,
    host: Host = None,
    port: Port = None,
    browser: Browser = False,
) -> None:
    """Build the sample workspace (a simulated brand, labelled as such, and 500 real posts) and serve it."""
    from goalposts.cli.progress import ProgressBar
    from goalposts.demo.build import build_demo, is_demo  # the heavy rooms load when a command runs, not for --help

    if rebuild or not is_demo(home):
        with ProgressBar("Sample:") as bar:
            build_demo(home, date.today(), bar.advance)
    typer.echo(f"The sample workspace is in {home}. In a terminal: goalposts ask engagements --home {home}")
    if not no_serve:
        _serve(home, host, port, browser=browser)


def _serve(home: Path | None, host: str | None, port: int | None, *, browser: bool) -> None:
    from goalposts.app.workspace import Workspace  # as above
    from goalposts.web.server import serve as serve_web

    def announce(link: str) -> None:
        typer.echo(f"Goalposts is ready. Sign in once, within the hour, with this link:\n{link}\nStop with Ctrl+C.")
        if browser:
            webbrowser.open(link)

    with Workspace.open(home) as workspace:
        settings = workspace.settings
        serve_web(workspace, host or settings.host, port or settings.port, announce)
