"""Atom feeds to a table: one row per entry, with the feed's own title and id as what stands above it."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from goalposts.errors import Fault, Invalid, Unsupported
from goalposts.sources.source import RawTable

HEADERS = ("Entry id", "Title", "Link", "Published", "Updated", "Summary")
_ATOM = "{http://www.w3.org/2005/Atom}"
_TAG = re.compile(r"<[^>]*>")


def is_feed(start: bytes) -> bool:
    """Whether the first bytes of an XML file (lower case) are those of an Atom feed."""
    return b"<feed" in start and b"http://www.w3.org/2005/atom" in start


def read_feed(data: bytes) -> RawTable:
    """The entries in their order; the number of an entry, from 1, stands for its line.

    Marks of HTML are taken out of titles and summaries. Raises Invalid for broken XML and for entities declared in it.
    """
    try:
        feed = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Invalid("The feed declares XML entities, which no feed needs; it was not read.") from error
    except ParseError as error:
        raise Invalid(
            "The XML of the feed is broken. Save it again.", [Fault(str(error), line=error.position[0])]
        ) from error
    entries = feed.findall(f"{_ATOM}entry")
    if feed.tag != f"{_ATOM}feed":
        raise Unsupported("The file is XML, but neither a workbook nor an Atom feed. Export it as CSV or XLSX.")
    rows = [_cells(entry) for entry in entries]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADERS, pl.String()), orient="row")
    above = tuple(filter(None, (_text(feed, "title"), _text(feed, "id"))))
    return RawTable("feed", HEADERS, frame, range(1, len(rows) + 1), above)


def _cells(entry: Element) -> tuple[str | None, ...]:
    link = entry.find(f"{_ATOM}link")
    summary = _text(entry, "content") or _text(entry, "summary")
    address = link.get("href") if link is not None else None
    return _text(entry, "id"), _plain(_text(entry, "title")), address, *_dates(entry), _plain(summary)


def _dates(entry: Element) -> tuple[str | None, str | None]:
    return _text(entry, "published"), _text(entry, "updated")


def _text(element: Element, name: str) -> str | None:
    found = element.find(f"{_ATOM}{name}")
    return ("".join(found.itertext()).strip() or None) if found is not None else None


def _plain(text: str | None) -> str | None:
    """Text without the marks of HTML."""
    return html.unescape(_TAG.sub("", text)).replace("\xa0", " ").strip() or None if text else None
