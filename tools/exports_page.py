"""The reference page of exports: what each reader makes of the example files in tests/data/exports."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from goalposts.catalog.files import load_catalog
from goalposts.catalog.measure import Measure
from goalposts.catalog.platforms import load_platforms
from goalposts.sources.detect import SOURCES, detect
from goalposts.sources.source import Choices, RawFile, Reading, Source
from goalposts.sources.tables import read_file

EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "data" / "exports"
SAID = Choices(
    account="example", time_zone="UTC", currency="EUR", read_on=dt.date(2026, 7, 1),
    first_day=dt.date(2026, 6, 1), last_day=dt.date(2026, 6, 30),
)  # fmt: skip
MOMENT = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
NAMES = {
    "en": "English", "ko": "Korean", "zh-Hant": "Traditional Chinese", "ja": "Japanese", "es": "Spanish",
    "sv": "Swedish",
}  # fmt: skip
WINDOWS = {
    "day": "days", "week": "weeks", "month": "months", "custom": "the days of the file", "instant": "levels",
    "lifetime": "lifetime counters", "undated": "no dates",
}  # fmt: skip
LEFT_OUT = re.compile(r"not stored|not imported|left out|never added|gives no |no rates|is no ", re.IGNORECASE)
OTHER_SCRIPT = re.compile(r"[^\x00-\u024f\u2000-\u22ff]")
INTRODUCTION = (
    "# Exports that are recognised",
    "",
    "A file is recognised by its headers, never by its name. Any other table of numbers comes in as a generic",
    "table: what its columns mean is proposed, you confirm it once, and it is remembered.",
    "",
    "*Seen in a real file*: the reader was tried on an export as the platform wrote it. *From documentation*: no such",
    "file was to be had, and the headers are those that the platform or public readers of its files name. Headers in",
    "languages other than the first are from documentation. What a reader gives was found by running it on example",
    "files, so a file of your own with more columns may give more, and one with fewer gives less.",
)


def exports_page() -> str:
    """The page: every source with its headers, languages, measures, and what it leaves out and why."""
    readings, known = example_readings(), load_catalog().measures
    lines = [*INTRODUCTION]
    for source in SOURCES:
        lines += ["", *_section(source, readings.get(source.name, ()), known)]
    return "\n".join(lines)


def _section(source: Source, readings: Sequence[tuple[RawFile, Reading]], known: Mapping[str, Measure]) -> list[str]:
    """One source: who writes it, its headers, what it gives and what it does not."""
    platform = load_platforms()[source.platform].names["en"]
    origin = "seen in a real file" if source.headers_from == "real file" else "from documentation"
    languages = ", ".join(NAMES[language] for language in source.languages)
    headers = ", ".join(f"`{header}`" for header in source.expected_headers)
    lines = [f"## {source.title}", "", f"`{source.name}`, platform {platform}. Languages: {languages}."]
    lines += ["", f"Headers ({origin}): {headers}."]
    rows = _measures((reading for _, reading in readings), known)
    if rows:
        lines += ["", "| measures | told by |", "| --- | --- |", *rows]
    notes = _notes(readings)
    if notes:
        lines += ["", "What it does not give, and why (as the notes of an import say it):", ""]
        lines += [f"* {note}" for note in notes]
    return lines


def _measures(readings: Iterable[Reading], known: Mapping[str, Measure]) -> list[str]:
    """One table row for all measures that are told in the same cuts and windows."""
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for reading in readings:
        for code, cut, window in reading.load_log.select("measure_code", "cut", "window_kind").iter_rows():
            told[code].add((cut.replace("+", " × ") or "the whole", WINDOWS.get(window, window)))
    alike: dict[tuple[tuple[str, str], ...], list[str]] = defaultdict(list)
    for code in known:
        if code in told:
            alike[tuple(sorted(told[code]))].append(f"{known[code].names['en']} (`{code}`)")
    return [
        f"| {', '.join(names)} | {'; '.join(f'{cut} ({window})' for cut, window in places)} |"
        for places, names in alike.items()
    ]


def _notes(readings: Sequence[tuple[RawFile, Reading]]) -> list[str]:
    """What the readings leave out, in the words of their notes; files in other scripts repeat it in their own words."""
    notes = [note for raw, reading in readings for note in reading.notes if LEFT_OUT.search(note)]
    return [note for note in dict.fromkeys(notes) if not OTHER_SCRIPT.search(note)]


def example_readings() -> Mapping[str, list[tuple[RawFile, Reading]]]:
    """Every example file as its reader sees it, by the reader's name."""
    found: dict[str, list[tuple[RawFile, Reading]]] = defaultdict(list)
    for path in sorted(EXAMPLES.rglob("*.*")):
        raw = read_file(path)
        if path.parent != EXAMPLES:
            beside = [other for other in sorted(path.parent.iterdir()) if other != path]
            raw = replace(raw, siblings={other.name: read_file(other) for other in beside})
        source, _ = detect(raw)
        found[source.name].append((raw, source.read(raw, SAID, MOMENT)))
    return found
