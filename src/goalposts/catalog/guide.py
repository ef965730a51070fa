"""The KPI guide: every definition in one language, as Markdown or as one HTML file, and the search in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files as package_files
from typing import Literal

from goalposts.catalog.benchmarks import Benchmark
from goalposts.catalog.documents import Document
from goalposts.catalog.expression import Diversity, Expression, MeanOfItems, MeasureTerm, Number, Operation
from goalposts.catalog.files import Catalog
from goalposts.catalog.formula import STRENGTH, render_formula
from goalposts.catalog.glossary import FirstUse
from goalposts.catalog.kpi import STAGES, Kpi
from goalposts.catalog.measure import LANGUAGES, Text
from goalposts.errors import Invalid

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "dt{font-weight:600;margin-top:.6rem}dd{margin:0}code{overflow-wrap:anywhere}section{margin-bottom:2.5rem}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled fact of an entry; `is_code` marks text to be shown letter by letter."""

    label: str
    texts: tuple[str, ...]
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One KPI of the guide, in one language."""

    id: str
    title: str
    rows: tuple[Row, ...]


@cache
def labels() -> Mapping[str, Text]:
    """The guide's own words, and the words for units, directions, stages and additivity, by key."""
    document = Document("guide.yaml")
    root = document.root(package_files("goalposts.catalog").joinpath("guide.yaml").read_bytes(), trusted=True)
    found = {key: document.texts(node, key) for key, (_, node) in document.pairs(root, "").items()}
    if document.faults:
        raise Invalid("The words of the guide cannot be read.", document.faults)
    return found


def say(key: str, language: str) -> str:
    """One word of the guide; the key itself where there is none."""
    return labels().get(key, {}).get(language, key)


def formula_in_words(expression: Expression, catalog: Catalog, language: str) -> str:
    """A formula with the measures' names instead of their codes."""
    if isinstance(expression, Number):
        return render_formula(expression)
    if isinstance(expression, MeasureTerm):
        name = catalog.measures[expression.code].names[language]
        return f"{name} [{'; '.join(str(condition) for condition in expression.where)}]" if expression.where else name
    if isinstance(expression, MeanOfItems):
        return f"{say('mean_of_items', language)} ({formula_in_words(expression.of, catalog, language)})"
    if isinstance(expression, Diversity):
        of = formula_in_words(expression.of, catalog, language)
        return f"{say('diversity', language)} ({of}; {expression.dimension})"
    left, right = (formula_in_words(side, catalog, language) for side in (expression.left, expression.right))
    strength = STRENGTH[expression.sign]
    if isinstance(expression.left, Operation) and STRENGTH[expression.left.sign] < strength:
        left = f"({left})"
    if isinstance(expression.right, Operation) and STRENGTH[expression.right.sign] <= strength:
        right = f"({right})"
    return f"{left} {_SIGNS[expression.sign]} {right}"


def guide_entry(kpi: Kpi, catalog: Catalog, language: str, added: Iterable[Row] = ()) -> Entry:
    """Everything the guide says about one KPI; `added` is what a workspace knows of it (owner, objective)."""
    rows = [
        Row(say("definition", language), _of(kpi.definitions, language)),
        Row(say("in_words", language), (formula_in_words(kpi.formula.expression, catalog, language),)),
        Row(say("formula", language), (kpi.formula.text,), is_code=True),
        Row(say("variants", language), tuple(_variants(kpi, language)), is_code=True),
        Row(say("how_measured", language), _of(kpi.how_measured, language)),
        Row(say("why_it_matters", language), _of(kpi.why_it_matters, language)),
        Row(say("pitfalls", language), _of(kpi.pitfalls, language)),
        *added,
        Row(say("unit", language), (say(f"unit_{kpi.unit}", language),)),
        Row(say("direction", language), (say(f"direction_{kpi.direction}", language),)),
        Row(say("additivity", language), (say(f"additivity_{kpi.additivity}", language),)),
        Row(say("benchmarks", language), tuple(_benchmarks(kpi, catalog, language))),
        Row(say("aliases", language), _aliases(kpi, catalog, language)),
        Row(say("source", language), (_source(kpi, language),)),
        Row(say("version", language), (f"{kpi.version} ({kpi.valid_from})" if kpi.own else str(kpi.version),)),
        Row(say("history", language), tuple(_history(kpi, catalog)), is_code=True),
    ]
    return Entry(kpi.id, kpi.names[language], tuple(row for row in rows if row.texts))


def _of(text: Text, language: str) -> tuple[str, ...]:
    return (text[language],) if text.get(language) else ()


def _history(kpi: Kpi, catalog: Catalog) -> Iterator[str]:
    """Versions before the one in force, latest first."""
    for past in reversed(catalog.history.get(kpi.id, ())):
        if past.version < kpi.version:
            yield f"{past.version} ({past.valid_from}): {past.formula.text}"


def _variants(kpi: Kpi, language: str) -> Iterator[str]:
    for name, formula in kpi.variants.items():
        yield f"{kpi.id}@{name} ({kpi.variant_names[name].get(language, name)}): {formula.text}"


def _aliases(kpi: Kpi, catalog: Catalog, language: str) -> tuple[str, ...]:
    others = [name for other, name in kpi.names.items() if other != language and name != kpi.names[language]]
    return (", ".join(dict.fromkeys([*others, *catalog.words_for(kpi.id)])),)


def _source(kpi: Kpi, language: str) -> str:
    origin = say("your_own" if kpi.own else "supporting" if kpi.supporting else "built_in", language)
    return f"{origin} ({', '.join(kpi.source)})" if kpi.source else origin


def _benchmarks(kpi: Kpi, catalog: Catalog, language: str) -> Iterator[str]:
    for mark in catalog.benchmarks:
        if mark.kpi.partition("@")[0] == kpi.id:
            yield _benchmark(mark, catalog, language)


def _benchmark(mark: Benchmark, catalog: Catalog, language: str) -> str:
    platform = catalog.platforms[mark.platform].names[language] if mark.platform else ""
    industry = say("industry_unspecified", language) if mark.industry == "unspecified" else mark.industry
    scope = " · ".join(filter(None, (platform, industry, mark.country)))
    value = f"{mark.value * 100:.3f}".rstrip("0").rstrip(".") + " %"
    if mark.unit != "ratio" and not mark.change:
        value = f"{mark.value:.2f} {mark.unit}"
    if mark.change:
        value = f"{say('change', language)} {value}"
    base = f"{say('by', language)}: {say(f'base_{mark.base}', language)}"
    data = f"{mark.data_from or ''}–{mark.data_to or ''}" if mark.data_from or mark.data_to else ""
    origin = f"{mark.source} {mark.year}" + (f" ({say('quoted', language)})" if mark.is_quoted else "")
    facts = (base, say(f"statistic_{mark.statistic}", language), data, origin, mark.caveat.get(language, ""))
    return f"{scope + ': ' if scope else ''}{value} — {'; '.join(filter(None, facts))}"


def render_guide(
    catalog: Catalog,
    language: str,
    fmt: Literal["markdown", "html"] = "markdown",
    added: Mapping[str, Iterable[Row]] | None = None,
) -> str:
    """The whole guide in one language (en, ko, zh-Hant); the HTML is one file that needs nothing else.

    added: rows a workspace knows of its KPIs, by id. Acronyms are written out where they are first used. Raises Invalid
    for another language or format.
    """
    if language not in LANGUAGES:
        raise Invalid(f"There is no guide in {language!r}; there is one in {', '.join(LANGUAGES)}.")
    if fmt not in ("markdown", "html"):
        raise Invalid(f"{fmt!r} is not a format of the guide; allowed: markdown, html.")
    rows, first_use = added or {}, FirstUse(language)
    chapters = [
        (
            stage,
            [
                _explained(guide_entry(kpi, catalog, language, rows.get(kpi.id, ())), first_use)
                for kpi in catalog.kpis.values()
                if kpi.stage == stage
            ],
        )
        for stage in STAGES
    ]
    kept = [(stage, entries) for stage, entries in chapters if entries]
    return _markdown(kept, language) if fmt == "markdown" else _html(kept, language)


def _explained(entry: Entry, first_use: FirstUse) -> Entry:
    """The entry with acronyms written out that no entry before it used."""
    title = "".join(piece.text for piece in first_use.heading(entry.title))
    rows = [row if row.is_code else replace(row, texts=tuple(map(first_use.plain, row.texts))) for row in entry.rows]
    return Entry(entry.id, title, tuple(rows))


def _markdown(chapters: list[tuple[str, list[Entry]]], language: str) -> str:
    lines = [f"# {say('title', language)}", ""]
    for stage, entries in chapters:
        lines += [f"## {say(f'stage_{stage}', language)}", ""]
        for entry in entries:
            lines += [f"### {_plain(entry.title)} (`{entry.id}`)", ""]
            for row in entry.rows:
                texts = [f"`{text}`" if row.is_code else _plain(text) for text in row.texts]
                if len(texts) == 1:
                    lines.append(f"- **{row.label}:** {texts[0]}")
                else:
                    lines += [f"- **{row.label}:**", *(f"  - {text}" for text in texts)]
            lines.append("")
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", text)


def _html(chapters: list[tuple[str, list[Entry]]], language: str) -> str:
    title = html.escape(say("title", language))
    parts = [
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style>\n</head>\n<body>",
        f'<h1>{title}</h1>\n<nav aria-label="{html.escape(say("contents", language))}"><ul>',
        *(f'<li><a href="#{stage}">{html.escape(say(f"stage_{stage}", language))}</a></li>' for stage, _ in chapters),
        "</ul></nav>\n<main>",
    ]
    for stage, entries in chapters:
        parts.append(f'<h2 id="{stage}">{html.escape(say(f"stage_{stage}", language))}</h2>')
        parts += [_html_entry(entry) for entry in entries]
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _html_entry(entry: Entry) -> str:
    rows = []
    for row in entry.rows:
        rows.append(f"<dt>{html.escape(row.label)}</dt>")
        for text in row.texts:
            shown = html.escape(text)
            rows.append(f"<dd><code>{shown}</code></dd>" if row.is_code else f"<dd>{shown}</dd>")
    title = f'<h3 id="kpi-{entry.id}">{html.escape(entry.title)} <code>{entry.id}</code></h3>'
    return f"<section>\n{title}\n<dl>\n{''.join(rows)}\n</dl>\n</section>"


def search_guide(catalog: Catalog, text: str, language: str) -> list[Kpi]:
    """KPIs for a searched text in any language, best first; the reader's language decides among equals."""
    return catalog.find(text, language)
