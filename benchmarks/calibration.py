"""Do things we give 70 % come true seven times in ten? Odds of reaching targets on public series, against rivals.

    python -m benchmarks.calibration [--full] [--tuned] [--write] [--data ../shared/data] [--without AutoETS]

The half of the series the method was not tuned on (--tuned: the other half), at six origins each; --full: at twelve.
AutoETS needs the extra `benchmark`. --write puts the tables into docs/calibration.md.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmarks.kinds import levels, ratios
from benchmarks.rivals import MODELS, ours
from benchmarks.scores import Score, brier, calibration_error, coverage, score, tenths, undecided
from benchmarks.series import ORIGINS, Series, Window, series_of, windows_of

PAGE = Path("docs") / "calibration.md"
BEGIN, END = "<!-- tables: python -m benchmarks.calibration --write -->", "<!-- end of tables -->"
SOURCES = ("wikipedia", "m4_daily", "online_retail", "websites", "m4_weekly")
SPANS = ("T30", "T90")
HALF = "always 0.5"
SHORT = (28, 56, 91, 182)
Scores = dict[str, list[Score]]


def chosen(folder: Path, *, tuned: bool) -> list[Series]:
    """Every second series of each source."""
    by_source: dict[str, list[Series]] = defaultdict(list)
    for series in series_of(folder):
        by_source[series.source].append(series)
    return [series for found in by_source.values() for series in found[0 if tuned else 1 :: 2]]


def scored(windows: Sequence[Window], without: Sequence[str]) -> Scores:
    """The scores of every model on the same windows."""
    found: Scores = {HALF: [undecided(window) for window in windows]}
    for name, model in MODELS.items():
        if name not in without:
            found[name] = [score(*drawn) for drawn in model(windows)]
            assert [each.window for each in found[name]] == list(windows), "a model left out windows"
    return found


def daily(scores: Sequence[Score]) -> list[Score]:
    return [each for each in scores if each.window.series.cycle == 7]


def of(scores: Sequence[Score], source: str, span: str) -> list[Score]:
    return [each for each in scores if each.window.series.source == source and each.window.span == span]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def brier_table(scores: Scores) -> str:
    """Brier by model, source and span; the last columns are means over sources, so that no source outweighs another."""
    head = ["model", *(f"{source} {span}" for source in SOURCES for span in SPANS), *(f"mean {s}" for s in SPANS)]
    rows = [["windows", *(str(len(of(scores[HALF], *cell))) for cell in _cells()), "", ""]]
    for name, mine in scores.items():
        values = {cell: brier(of(mine, *cell)) for cell in _cells()}
        means = [np.mean([values[source, span] for source in SOURCES]) for span in SPANS]
        rows.append([name, *(f"{values[cell]:.3f}" for cell in _cells()), *(f"**{mean:.3f}**" for mean in means)])
    return table(head, rows)


def coverage_table(scores: Scores) -> str:
    """How often the 80 % interval held; calibration error over the daily sources; CPU of one fit and its paths."""
    head = [
        "model",
        *(f"{source} {span}" for source in SOURCES for span in SPANS),
        "ECE T30",
        "ECE T90",
        "CPU ms a fit",
    ]
    rows = []
    for name, mine in scores.items():
        if name == HALF:
            continue
        held = [f"{coverage(of(mine, *cell)):.2f}" for cell in _cells()]
        errors = [f"{calibration_error([s for s in daily(mine) if s.window.span == span]):.3f}" for span in SPANS]
        rows.append([name, *held, *errors, f"{1000 * np.mean([each.cpu for each in mine]):.1f}"])
    return table(head, rows)


def reliability_table(scores: Scores) -> str:
    """Odds by tenths, over the daily sources: the weekly one alone has more windows than they have together."""
    names = [name for name in scores if name not in (HALF, "ours, 500 steps")]
    rows = []
    found = {name: tenths(daily(scores[name])) for name in names}
    for place in range(10):
        cells = [found[name][place] for name in names]
        shown = [part for c in cells for part in (f"{c.count:,}", f"{c.stated:.2f}", f"{c.came:.2f}")]
        rows.append([f"{place * 10} to {place * 10 + 10} %", *(cell.replace("nan", "") for cell in shown)])
    return table(["stated", *(f"{name}: {what}" for name in names for what in ("n", "mean", "came"))], rows)


def short_table(windows: Sequence[Window]) -> str:
    """Ours with only the last days known: why nothing is said below a least history."""
    rows = []
    of_days = [window for window in windows if window.series.cycle == 7]
    for days in SHORT:
        mine = [score(*drawn) for drawn in ours([replace(window, longest=days) for window in of_days])]
        parts = [[each for each in mine if each.window.span == span] for span in SPANS]
        rows.append([str(days), *(f"{measure(part):.3f}" for measure in (brier, coverage) for part in parts)])
    return table(["days known", "Brier T30", "Brier T90", "80 % interval T30", "80 % interval T90"], rows)


def christmas_table(scores: Scores) -> str:
    """Windows of dated series that hold Christmas, and those that do not."""
    rows = []
    for name, mine in scores.items():
        dated = [each for each in mine if each.window.series.first is not None]
        for_christmas = [[each for each in dated if each.window.holds(12, 25) == held] for held in (True, False)]
        rows.append([name, *(f"{brier(part):.3f}" for part in for_christmas)])
        counts = [str(len(part)) for part in for_christmas]
    return table(["model", "with 25 December", "without"], [["windows", *counts], *rows])


def kinds_table(series: Sequence[Series], folder: Path) -> str:
    """Levels and ratios through `outlooks`, as pages call it."""
    rows = []
    for name, found in (("levels", levels(series)), ("ratios", ratios(folder))):
        for span, results in found.items():
            odds, came, held, rival = (np.array(part) for part in zip(*results, strict=True))
            cells = [np.mean((stated - came) ** 2) for stated in (odds, rival, 0.5)]
            rows.append([name, span, str(len(odds)), *(f"{cell:.3f}" for cell in cells), f"{held.mean():.2f}"])
    return table(["kind", "span", "windows", "ours", "rival", "always 0.5", "80 % interval (ours)"], rows)


def _cells() -> list[tuple[str, str]]:
    return [(source, span) for source in SOURCES for span in SPANS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--tuned", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without", action="append", default=[], choices=list(MODELS))
    parser.add_argument("--data", type=Path, default=Path("..") / "shared" / "data")
    given = parser.parse_args()
    series = chosen(given.data, tuned=given.tuned)
    windows = [window for each in series for window in windows_of(each, 2 * ORIGINS if given.full else ORIGINS)]
    scores = scored(windows, given.without)
    parts = {
        "### Brier score": brier_table(scores),
        "### Coverage, calibration error, cost": coverage_table(scores),
        "### Reliability (daily sources)": reliability_table(scores),
        "### Christmas (dated series, both horizons)": christmas_table(scores),
        "### Short histories (ours, daily series)": short_table(windows),
        "### Levels and ratios": kinds_table(series, given.data),
    }
    text = "\n\n".join(f"{title}\n\n{body}" for title, body in parts.items())
    print(text)
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        PAGE.write_text(between.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
