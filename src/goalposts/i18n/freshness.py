"""How fresh an account is, in words."""

from __future__ import annotations

from goalposts.i18n.catalogues import N_, translation

_STATES = {
    "fresh": N_("up to date"),
    "due": N_("new days can be had"),
    "late": N_("late"),
    "failed": N_("failed"),
    "never": N_("nothing loaded yet"),
}
_DAYS = {
    "loaded": N_("loaded"),
    "partial": N_("loaded in part"),
    "failed": N_("failed"),
    "missing": N_("missing"),
    "outside": N_("not covered by any file"),
}
_ERRORS = {
    "expired_token": N_("the access has expired"),
    "permission": N_("no permission"),
    "retired_metric": N_("the platform no longer gives this figure"),
    "rate_limit": N_("too many requests"),
    "malformed": N_("the file could not be read"),
    "empty": N_("the file was empty"),
    "other": N_("another cause"),
}


def freshness_name(state: str, language: str) -> str:
    """The state in a word or two, for a mark."""
    return translation(language).gettext(_STATES[state])


def day_state_name(state: str, language: str) -> str:
    """What is held of a day, in a word or two."""
    return translation(language).gettext(_DAYS[state])


def error_name(error_class: str, language: str) -> str:
    """Why a load failed."""
    return translation(language).gettext(_ERRORS.get(error_class, _ERRORS["other"]))
