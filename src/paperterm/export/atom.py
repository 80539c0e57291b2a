"""Atom: a feed (RFC 4287) of the papers, for a feed reader or a web server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from paperterm.export.facts import About
from paperterm.paper import Paper, Row

NAMESPACE = "http://www.w3.org/2005/Atom"

# What XML 1.0 cannot hold, however it is written, and what cleaning leaves in a text.
_NO_XML = re.compile("[\ufffe\uffff]")


def atom(rows: Iterable[Row], about: About) -> Iterator[str]:
    """Yield the feed's own elements, then an entry for each row."""
    head = Element("feed", xmlns=NAMESPACE)
    _add(head, "id", _id(f"paperterm:{about.title}"))
    _add(head, "title", about.title)
    _add(head, "updated", _written(about.now))
    # The author of the entries of which none is known; one must be.
    _add(SubElement(head, "author"), "name", "unknown")
    SubElement(head, "generator").text = "paperterm"
    opening = tostring(head, encoding="unicode").removesuffix("</feed>")
    yield f'<?xml version="1.0" encoding="utf-8"?>\n{opening}\n'
    for row in rows:
        yield tostring(_entry(row.paper, about), encoding="unicode") + "\n"
    yield "</feed>\n"


def _entry(paper: Paper, about: About) -> Element:
    entry = Element("entry")
    _add(entry, "id", paper.arxiv_url or _id(paper.id))
    _add(entry, "title", paper.title)
    day = datetime.combine(paper.feed_day, time(), UTC) if paper.feed_day else None
    times = [each for each in (paper.published_at, paper.withdrawn_at, day) if each]
    _add(entry, "updated", _written(max(times, default=about.now)))
    if paper.published_at:
        _add(entry, "published", _written(paper.published_at))
    for name in paper.authors:
        _add(SubElement(entry, "author"), "name", name)
    for rel, kind, link in (
        ("alternate", "text/html", paper.url),
        ("related", "application/pdf", paper.pdf_url),
        *(("related", "text/html", repo) for repo in paper.repos),
    ):
        if link:
            SubElement(entry, "link", rel=rel, type=kind, href=link)
    for keyword in dict.fromkeys(paper.keywords):
        SubElement(entry, "category", term=_NO_XML.sub("", keyword))
    _add(entry, "summary", paper.abstract)
    return entry


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _NO_XML.sub("", text)


def _id(name: str) -> str:
    """Return an id that is the same every time, for what has no address."""
    return uuid5(NAMESPACE_URL, name).urn


def _written(at: datetime) -> str:
    """Return a time as RFC 3339 has it; strftime would write a year before 1000 too short."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
