"""The formats that papers are exported to: each once, with what a person chooses it by.

What writes a format is imported when it is asked for: the list of formats is needed for less.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from paperterm.export.facts import About
from paperterm.paper import Row

Writer = Callable[[Iterable[Row], About], Iterator[str]]
"""What yields the pieces of a document: one for each row, and those around them."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format; `suffixes` are those of its files, the usual one first."""

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    about: str
    writer: Callable[[], Writer]


def _atom() -> Writer:
    from paperterm.export.atom import atom

    return atom


def _bibtex() -> Writer:
    from paperterm.export.bibtex import bibtex

    return bibtex


def _csl() -> Writer:
    from paperterm.export.csl import csl

    return csl


def _jsonl() -> Writer:
    from paperterm.export.jsonl import jsonl

    return jsonl


def _markdown() -> Writer:
    from paperterm.export.markdown import markdown

    return markdown


def _ris() -> Writer:
    from paperterm.export.ris import ris

    return ris


def _spreadsheet() -> Writer:
    from paperterm.export.spreadsheet import spreadsheet

    return spreadsheet


def _web_page() -> Writer:
    from paperterm.export.web_page import web_page

    return web_page


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format(
            "bibtex",
            (".bib",),
            "application/x-bibtex",
            "References for LaTeX, JabRef and Zotero.",
            _bibtex,
        ),
        Format(
            "ris",
            (".ris",),
            "application/x-research-info-systems",
            "References for Zotero, EndNote and Mendeley.",
            _ris,
        ),
        Format(
            "csl",
            (".json",),
            "application/vnd.citationstyles.csl+json",
            "CSL JSON, references for Pandoc and Zotero.",
            _csl,
        ),
        Format(
            "markdown",
            (".md", ".markdown"),
            "text/markdown",
            "A list with links, for notes.",
            _markdown,
        ),
        Format(
            "csv",
            (".csv",),
            "text/csv",
            "A table for spreadsheets, with the columns of --json.",
            _spreadsheet,
        ),
        Format(
            "jsonl",
            (".jsonl", ".ndjson"),
            "application/jsonl",
            "What --json prints, one paper a line.",
            _jsonl,
        ),
        Format(
            "atom",
            (".atom", ".xml"),
            "application/atom+xml",
            "A feed for feed readers.",
            _atom,
        ),
        Format(
            "html",
            (".html", ".htm"),
            "text/html",
            "A page to read, print or put on the web.",
            _web_page,
        ),
    )
}
"""All formats by their names, in the order in which they are offered."""


def exported(rows: Iterable[Row], name: str, about: About) -> Iterator[str]:
    """Yield the pieces of a document in the format of that name.

    They are text, to be written as UTF-8, with the ends of their lines as they are.
    """
    return FORMATS[name].writer()(rows, about)


def format_of(file: PurePath) -> Format | None:
    """Return the format that the name of a file ends like, if it is one of them."""
    suffix = file.suffix.lower()
    return next((each for each in FORMATS.values() if suffix in each.suffixes), None)
