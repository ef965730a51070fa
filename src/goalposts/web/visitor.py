"""What a request says about its reader: language and theme, by address, cookie, then browser."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from goalposts.i18n import LOCALES, best_language

LANGUAGE_COOKIE = "goalposts_lang"
THEME_COOKIE = "goalposts_theme"
THEMES = ("system", "light", "dark")
_YEAR = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """`?lang=`, else the cookie, else Accept-Language, else the workspace's language."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LOCALES:
            return wish
    return best_language(request.headers.get("accept-language", ""), request.app.state.default_language)


def theme_of(request: Request) -> str:
    """`?theme=`, else the cookie, else the system's."""
    for wish in (request.query_params.get("theme"), request.cookies.get(THEME_COOKIE)):
        if wish in THEMES:
            return wish
    return "system"


def person_of(request: Request) -> str:
    """The key of whoever is signed in; every page behind the gate has one."""
    return str(request.state.session.person)


def remember(request: Request, response: Response) -> None:
    """Keep a language or theme chosen by the address for the next pages."""
    for name, cookie, allowed in (("lang", LANGUAGE_COOKIE, tuple(LOCALES)), ("theme", THEME_COOKIE, THEMES)):
        wish = request.query_params.get(name)
        if wish in allowed:
            response.set_cookie(cookie, wish, max_age=_YEAR, samesite="lax", path="/")
