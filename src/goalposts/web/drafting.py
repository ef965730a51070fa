"""The form of a KPI definition and the draft it stands for, either way; and its faults beside its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from goalposts.app.defining import KEPT_BY_US, Draft, editable_text
from goalposts.app.definition_text import kpi_fields, write_yaml
from goalposts.catalog.kpi import Kpi
from goalposts.catalog.measure import LANGUAGES
from goalposts.errors import Fault, Invalid

TEXTS = ("names", "definitions")
WORDS = ("formula", "unit", "direction", "n_of")
FIELDS = (*TEXTS, *WORDS)
BLANK = dict.fromkeys(
    (*(f"{name}.{code}" for name in TEXTS for code in LANGUAGES), *WORDS, "mode", "id", "text", "rest", "valid_from"),
    "",
)
"""Every field of the form, empty."""


@dataclass(frozen=True, slots=True)
class ShownFault:
    """One fault: the field of the form it belongs to ('' = none), where in the YAML, and what is wrong."""

    field: str
    place: str
    line: int | None
    message: str


def form_of(kpi: Kpi | None, *, as_yaml: bool) -> dict[str, str]:
    """What stands in the fields when the editor opens; without a KPI a form to fill in."""
    if kpi is None:
        start = {"mode": "yaml" if as_yaml else "form", "id": "", "direction": "up", "unit": "ratio", "valid_from": ""}
        example = "names:\n  en: \n  ko: \n  zh-Hant: \nformula: \nunit: ratio\ndirection: up\n"
        return start | {"text": example, "rest": ""}
    fields = {name: value for name, value in kpi_fields(kpi).items() if name not in KEPT_BY_US}
    texts = {f"{name}.{code}": dict(fields.get(name, {})).get(code, "") for name in TEXTS for code in LANGUAGES}
    rest = {name: value for name, value in fields.items() if name not in FIELDS}
    return {
        "mode": "yaml" if as_yaml else "form",
        "id": kpi.id,
        "text": editable_text(kpi),
        "rest": write_yaml(rest) if rest else "",
        "valid_from": "",
        **texts,
        **{name: str(fields.get(name, "")) for name in WORDS},
    }


def read_draft(form: Mapping[str, str]) -> Draft:
    """The draft a form holds. Raises Invalid for a day that is none."""
    word = form.get("valid_from", "").strip()
    try:
        valid_from = dt.date.fromisoformat(word) if word else None
    except ValueError as error:
        fault = Fault("expected a date such as 2026-01-31", column="valid_from", value=word)
        raise Invalid("The first day cannot be read.", [fault]) from error
    text = form.get("text", "") if form.get("mode") == "yaml" else _text(form)
    return Draft(form.get("id", "").strip(), text.replace("\r\n", "\n"), valid_from)


def _text(form: Mapping[str, str]) -> str:
    """The form's fields as YAML, then the other keys as they were written."""
    fields: dict[str, Any] = {}
    for name in TEXTS:
        told = {code: form.get(f"{name}.{code}", "").strip() for code in LANGUAGES}
        given = {code: words for code, words in told.items() if words}
        if given:
            fields[name] = given
    fields |= {name: form[name].strip() for name in WORDS if form.get(name, "").strip()}
    rest = form.get("rest", "").strip("\r\n")
    return (write_yaml(fields) if fields else "") + (f"{rest}\n" if rest.strip() else "")


def say_faults(error: Invalid) -> list[ShownFault]:
    """Every fault, with the field it belongs to."""
    faults = error.faults or (Fault(error.message),)
    return [ShownFault((f.column or "").split(".")[0], f.column or "", f.line, _message(f)) for f in faults]


def _message(fault: Fault) -> str:
    """The fault, naming the file where it is not the draft itself."""
    return f"{fault.file}: {fault.message}" if fault.file else fault.message
