"""The kinds of questions a survey may ask: their scales, and the measures that count their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goalposts.errors import Fault, Invalid, nearest
from goalposts.i18n import LOCALES
from goalposts.i18n.surveys import default_question

MOST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: the whole numbers of its scale, the KPI it feeds, and how its measures begin."""

    name: str
    lowest: int
    highest: int
    kpi: str
    measures: str

    @property
    def scores(self) -> range:
        """Every score that can be given."""
        return range(self.lowest, self.highest + 1)


KINDS = {"nps": Kind("nps", 0, 10, "nps", "nps_"), "csat": Kind("csat", 1, 5, "csat", "csat_")}


def kind_of(name: str) -> Kind:
    """The kind of this name. Raises Invalid with those there are."""
    if name not in KINDS:
        close = nearest(name, KINDS) or tuple(KINDS)
        fault = Fault(f"there are {' and '.join(KINDS)}; closest: {close[0]}", column="kind", value=name)
        raise Invalid("A survey asks for NPS or CSAT.", [fault])
    return KINDS[name]


def question_texts(kind: str, given: Mapping[str, str] | None = None) -> dict[str, str]:
    """The question in every language: as given, else as we propose it. Raises Invalid with every fault."""
    texts = default_question(kind)
    faults = []
    for language, text in (given or {}).items():
        said = " ".join(text.split())
        if language not in LOCALES:
            faults.append(Fault(f"the languages are {', '.join(LOCALES)}", column=language))
        elif len(said) > MOST_TEXT:
            faults.append(Fault(f"at most {MOST_TEXT} characters", column=language, value=said[:40]))
        elif said:
            texts[language] = said
    if faults:
        raise Invalid("The question cannot be asked like this.", faults)
    return texts
