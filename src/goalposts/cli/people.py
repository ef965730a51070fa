"""`people` and `notices`: who works here, their sign-in links, and what they were told."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from goalposts.cli.options import Home, Language, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table

people = typer.Typer(no_args_is_help=True, help="People who work here, and their sign-in links.")

Key = Annotated[str, typer.Argument(metavar="PERSON", help="Key of the person; `people list` shows it.")]
Name = Annotated[str, typer.Option("--name", help="Their name.")]
Team = Annotated[str, typer.Option(help="Their team, such as Content or Sales.")]
Role = Annotated[str, typer.Option(help="owner or member. Default: member.")]
Tongue = Annotated[str, typer.Option("--language", help="en, ko or zh-Hant; default: what their browser asks for.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    people.command("add")(add)
    people.command("list")(list_all)
    people.command("edit")(edit)
    people.command("link")(link)
    people.command("leave")(leave)
    people.command("return")(come_back)
    app.add_typer(people, name="people")
    app.command("notices")(notices)


def add(
    name: Annotated[str, typer.Argument(help="Their name, as everybody knows them.")],
    key: Annotated[str, typer.Option(help="Short key that never changes. Default: made of the name.")] = "",
    team: Team = "",
    role: Role = "",
    tongue: Tongue = "",
    home: Home = None,
) -> None:
    """Let somebody in and print a link that signs them in once, within the hour."""
    from goalposts.app.people import add_person, sign_in_path  # heavy rooms load when a command runs
    from goalposts.app.workspace import Workspace

    given = {"name": name, "team": team, "role": role, "language": tongue}
    with Workspace.open(home) as workspace:
        made = add_person(workspace, given, key=key)
        typer.echo(f"{made.key}: {made.name}")
        typer.echo(_address(workspace.settings.host, workspace.settings.port, sign_in_path(workspace, made.key)))


def list_all(shape: ShapeOption = Shape.TABLE, lang: Language = None, home: Home = None) -> None:
    """List everybody, those who left included."""
    from goalposts.app.people import list_people  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        rows = [
            {
                "key": person.key,
                "name": person.name,
                "team": person.team,
                "role": person.role,
                "language": person.language,
                "left_on": person.left_on.isoformat() if person.left_on else None,
            }
            for person in list_people(workspace, str(lang or workspace.settings.language))
        ]
    if shape is Shape.JSON:
        print_json(rows)
        return
    print_table(dict.fromkeys(rows[0], "left"), [[str(value or "") for value in row.values()] for row in rows])


def edit(
    key: Key,
    name: Name = "",
    team: Annotated[str | None, typer.Option(help="Their team.")] = None,
    role: Role = "",
    tongue: Annotated[str | None, typer.Option("--language", help="en, ko or zh-Hant.")] = None,
    home: Home = None,
) -> None:
    """Change the name, team, role or language of somebody."""
    from goalposts.app.people import edit_person  # as above
    from goalposts.app.workspace import Workspace

    told = {"name": name or None, "team": team, "role": role or None, "language": tongue}
    with Workspace.open(home) as workspace:
        person = edit_person(workspace, key, {field: text for field, text in told.items() if text is not None})
    typer.echo(f"{person.key}: {person.name}")


def link(
    key: Key,
    address: Annotated[str, typer.Option(help="Address of your server. Default: host and port of the settings.")] = "",
    home: Home = None,
) -> None:
    """Print a new link that signs somebody in once, within the hour. It is not shown again."""
    from goalposts.app.people import sign_in_path  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        path = sign_in_path(workspace, key)
        settings = workspace.settings
    typer.echo(f"{address.rstrip('/')}{path}" if address else _address(settings.host, settings.port, path))


def leave(key: Key, home: Home = None) -> None:
    """Somebody left: end their sessions and shut them out. What they did stays under their name."""
    from goalposts.app.people import let_go  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        person = let_go(workspace, key)
    typer.echo(f"{person.name} left on {person.left_on} and is signed out everywhere.")


def come_back(key: Key, home: Home = None) -> None:
    """Somebody who left is here again; make them a link."""
    from goalposts.app.people import take_back  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        person = take_back(workspace, key)
    typer.echo(f"{person.name} is here again.")


def notices(
    person: Annotated[str, typer.Option(help="Key of the person whose notices are shown.")] = "owner",
    read: Annotated[bool, typer.Option("--read", help="Keep that the person has read them.")] = False,
    shape: ShapeOption = Shape.TABLE,
    lang: Language = None,
    home: Home = None,
) -> None:
    """List what a person was told, newest first, and who has read it."""
    from goalposts.app.notices import describe_notices, read_notices  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        rows = describe_notices(workspace, person, str(lang or workspace.settings.language))
        if read:
            read_notices(workspace, person)
    if shape is Shape.JSON:
        print_json(rows)
        return
    if not rows:
        typer.echo("Nothing was told yet.")
        return
    columns = {"at": "left", "title": "left", "by": "left", "unread": "left", "read by": "right", "waiting": "right"}
    print_table(columns, [_notice_line(row) for row in rows])


def _notice_line(row: dict[str, Any]) -> list[str]:
    unread = "unread" if row["unread"] else ""
    return [row["at"], row["title"], row["by"], unread, str(len(row["read"])), str(len(row["waiting"]))]


def _address(host: str, port: int, path: str) -> str:
    name = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)  # noqa: S104
    return f"http://{name}:{port}{path}"
