"""Texts of the goals room in three languages, from `words/texts.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

from goalposts.goals.lexicon import word_list


def say(code: str, language: str, default: str = "", **facts: str) -> str:
    """The text `group.code` in one language, with its facts put in; `default` where there is no such text."""
    group, _, name = code.partition(".")
    texts: Mapping[str, Mapping[str, str]] = word_list("texts")[group]
    if name not in texts and default:
        return default
    said = texts[name][language]
    return said.format(**facts) if facts else said
