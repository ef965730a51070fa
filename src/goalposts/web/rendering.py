"""Templates to pages: one Jinja environment per language, the same context for every page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from goalposts.app.notices import unread_count
from goalposts.catalog.glossary import FirstUse, Piece
from goalposts.errors import Unavailable
from goalposts.i18n import translation
from goalposts.i18n.catalogues import NAMES
from goalposts.web.visitor import language_of, person_of, remember, theme_of

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(language: str) -> Environment:
    """The templates with the messages of one language; all text is escaped, a missing name is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(translation(language), newstyle=True)  # type: ignore[attr-defined]
    return made


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """One page. Every template knows the language, the theme, the form token, `asset()`, `here()` and `spelled()`."""
    language, theme = language_of(request), theme_of(request)

    def asset(path: str) -> str:
        return f"/static/{request.app.state.asset_version}/{path}"

    def unread() -> int:
        """How many notices wait for the reader; none where the database does not answer."""
        try:
            return unread_count(request.app.state.workspace, person_of(request))
        except Unavailable:
            return 0

    first_use = FirstUse(language)

    def spelled(text: str, words: bool = False, heading: bool = False) -> Markup:
        """The text with acronyms written out where the page first uses them: behind the whole of a `heading`.

        words: link other terms of the glossary too.
        """
        pieces = first_use.heading(text) if heading else first_use.pieces(text, words=words)
        return Markup("").join(_explained(piece) for piece in pieces)

    def here(**changes: str) -> str:
        """This address with some of its query changed."""
        kept = {k: v for k, v in request.query_params.items() if k not in ("lang", "theme", "token")}
        return f"{request.url.path}?{urlencode({**kept, **changes})}"

    text = (
        environment(language)
        .get_template(template)
        .render(
            asset=asset,
            here=here,
            spelled=spelled,
            unread=unread,
            language=language,
            languages=NAMES,
            theme=theme,
            form_token=getattr(request.state, "form_token", ""),
            signed_in=getattr(request.state, "session", None) is not None,
            path=request.url.path,
            is_sample=request.app.state.is_sample,
            **{"nav_query": "", "status": status, **context},
        )
    )
    response = HTMLResponse(text, status_code=status, headers={"Vary": "Cookie, Accept-Language"})
    remember(request, response)
    return response


def _explained(piece: Piece) -> Markup:
    if piece.term is None:
        return escape(piece.text)
    if not piece.term.acronym:
        link = Markup('<a class="term" href="/guide/glossary#{}">{}</a>')
        return link.format(piece.term.id, piece.text)
    return Markup('<abbr title="{}">{}</abbr>{}').format(piece.meaning, piece.text, piece.expansion)
