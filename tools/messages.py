"""Bring the message catalogues up to date: `python tools/messages.py` (add `--check` to only say what is missing).

Messages come from the Python sources of i18n and web and from the templates; translations that exist are kept.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages import Catalog, extract, pofile

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "goalposts"
LOCALES = PACKAGE / "i18n" / "locales"
LANGUAGES = {"en": "en", "ko": "ko", "zh_Hant": "zh_Hant_TW"}
KEYWORDS = {"_": None, "N_": None, "say": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("web/templates/**.html", "jinja2.ext:babel_extract"), ("i18n/**.py", "python"), ("web/**.py", "python")]
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}


def collect() -> Catalog:
    """Every message the sources hold, with where it stands."""
    found = Catalog(project="Goalposts", copyright_holder="The Goalposts authors", charset="utf-8")
    options = {"web/templates/**.html": JINJA}
    rows = extract.extract_from_dir(
        PACKAGE, method_map=METHODS, options_map=options, keywords=KEYWORDS, directory_filter=lambda _: True
    )
    for file, _line, message, comments, context in rows:
        if "vendor" not in file:
            found.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return found


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=LANGUAGES[language], charset="utf-8")
    return pofile.read_po(io.BytesIO(path.read_bytes()), locale=LANGUAGES[language])


def updated(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with today's messages, what is gone forgotten."""
    catalogue = read(language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    return catalogue


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a translation, or with one that awaits a check."""
    found = []
    for message in catalogue:
        if message.id and (message.fuzzy or not all(_forms(message.string))):
            found.append(message.id[0] if isinstance(message.id, tuple | list) else str(message.id))
    return found


def _forms(text: object) -> list[object]:
    return list(text) if isinstance(text, tuple | list) else [text]


def write(language: str, catalogue: Catalog) -> None:
    """Without line numbers and dates, so that a catalogue changes only when its messages do."""
    catalogue.creation_date = catalogue.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    out = io.BytesIO()
    pofile.write_po(out, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_bytes(out.getvalue())


def main() -> int:
    faults = 0
    for language in LANGUAGES:
        catalogue = updated(language, collect())
        if language == "en":
            for message in catalogue:
                if message.id and not all(_forms(message.string)):
                    message.string = message.id
        if "--check" not in sys.argv:
            write(language, catalogue)
        for text in missing(catalogue):
            faults += 1
            print(f"{language}: {text}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
