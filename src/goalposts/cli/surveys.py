"""`survey`: ask people for NPS or CSAT, share links, see results, close."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from goalposts.cli.options import Home, Shape, ShapeOption
from goalposts.cli.output import print_json, print_table

survey = typer.Typer(no_args_is_help=True, help="Ask people for NPS or CSAT by a link.")

Code = Annotated[str, typer.Argument(metavar="SURVEY", help="Short name of the survey.")]


def add_to(app: typer.Typer) -> None:
    """Put the commands of this family on the command line."""
    survey.command("create")(create)
    survey.command("list")(list_all)
    survey.command("links")(links)
    survey.command("results")(show_results)
    survey.command("reword")(reword)
    survey.command("close")(close)
    app.add_typer(survey, name="survey")


def create(
    kind: Annotated[str, typer.Argument(help="nps or csat.")],
    name: Annotated[str, typer.Option(help="Short name; small letters, digits, hyphens. Default: nps-1, ...")] = "",
    account: Annotated[str, typer.Option(help="Whose answers they are. Default: an account named as the survey.")] = "",
    campaign: Annotated[str, typer.Option(help="Campaign the answers belong to.")] = "",
    en: Annotated[str, typer.Option(help="The question in English. Default: a proposed one.")] = "",
    ko: Annotated[str, typer.Option(help="The question in Korean.")] = "",
    zh_hant: Annotated[str, typer.Option("--zh-hant", help="The question in Traditional Chinese.")] = "",
    home: Home = None,
) -> None:
    """Open a survey and print the path of its open link."""
    from goalposts.app.surveying import create_survey, open_path  # heavy rooms load when a command runs
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        texts = _texts(en, ko, zh_hant)
        made = create_survey(workspace, kind, code=name, account=account, campaign=campaign, texts=texts)
        typer.echo(f"{made.code}: {made.texts['en']}")
        typer.echo(f"Open link: {open_path(workspace, made)} (after the address of your server)")


def list_all(shape: ShapeOption = Shape.TABLE, home: Home = None) -> None:
    """List every survey, newest first."""
    from goalposts.app.surveying import list_surveys, open_path  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        rows = [
            {
                "survey": one.code,
                "kind": one.kind,
                "account": one.account,
                "campaign": one.campaign,
                "version": one.version,
                "opened": one.opened_at.isoformat(timespec="seconds"),
                "closed": one.closed_at.isoformat(timespec="seconds") if one.closed_at else None,
                "open_link": open_path(workspace, one),
            }
            for one in list_surveys(workspace)
        ]
    if shape is Shape.JSON:
        print_json(rows)
        return
    columns = {"survey": "left", "kind": "left", "account": "left", "opened": "left", "closed": "left"}
    print_table(columns, [[str(row[name] or "") for name in columns] for row in rows])


def links(
    code: Code,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 1,
    home: Home = None,
) -> None:
    """Make links good for one answer each, and print their paths. They are not kept and not shown again."""
    from goalposts.app.surveying import make_links  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        for path in make_links(workspace, code, count):
            typer.echo(path)


def show_results(code: Code, shape: ShapeOption = Shape.TABLE, home: Home = None) -> None:
    """Show what was answered so far."""
    from goalposts.app.surveying import results  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        found = results(workspace, code)
        told: dict[str, Any] = {
            "survey": code,
            "answers": found.count,
            "scores": {str(score): count for score, count in sorted(found.scores.items())},
            "kpi": found.kpi,
            "value": found.answer.value if found.answer else None,
            "state": found.answer.state.value if found.answer else "unavailable",
        }
    if shape is Shape.JSON:
        print_json(told)
        return
    value = "–" if told["value"] is None else f"{told['value']:.4g}"
    typer.echo(f"{code}: {found.count} answers, {found.kpi} {value} ({told['state']})")
    print_table({"score": "right", "answers": "right"}, [[s, str(n)] for s, n in told["scores"].items()])


def reword(
    code: Code,
    en: Annotated[str, typer.Option(help="The question in English.")] = "",
    ko: Annotated[str, typer.Option(help="The question in Korean.")] = "",
    zh_hant: Annotated[str, typer.Option("--zh-hant", help="The question in Traditional Chinese.")] = "",
    home: Home = None,
) -> None:
    """Change the question; another text is another version of it."""
    from goalposts.app.surveying import reword_survey  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        typer.echo(f"{code}: version {reword_survey(workspace, code, _texts(en, ko, zh_hant))}")


def close(code: Code, home: Home = None) -> None:
    """Take no more answers; what was answered stays."""
    from goalposts.app.surveying import close_survey  # as above
    from goalposts.app.workspace import Workspace

    with Workspace.open(home) as workspace:
        close_survey(workspace, code)
    typer.echo(f"{code} is closed.")


def _texts(en: str, ko: str, zh_hant: str) -> dict[str, str]:
    return {language: text for language, text in (("en", en), ("ko", ko), ("zh-Hant", zh_hant)) if text}
