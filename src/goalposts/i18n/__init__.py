"""How numbers, dates and messages read in each language: en, ko, zh-Hant."""

from goalposts.i18n.catalogues import LOCALES, N_, best_language, translation
from goalposts.i18n.days import format_bucket, format_day, format_moment, format_period
from goalposts.i18n.figures import Figure, figure, format_change, format_number, format_value
from goalposts.i18n.labels import dimension_name, value_name
from goalposts.i18n.states import reason_text, state_meaning, state_name

__all__ = [
    "LOCALES",
    "N_",
    "Figure",
    "best_language",
    "dimension_name",
    "figure",
    "format_bucket",
    "format_change",
    "format_day",
    "format_moment",
    "format_number",
    "format_period",
    "format_value",
    "reason_text",
    "state_meaning",
    "state_name",
    "translation",
    "value_name",
]
