"""RIS: the tagged references that nearly every reference manager imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from paperterm.export.facts import About, citation_key, issued, remark
from paperterm.export.names import names
from paperterm.paper import Paper, Row

if TYPE_CHECKING:
    from rispy.writer import BaseWriter  # type: ignore[import-untyped]

END = "\r\n"
"""What ends a line, by the specification."""

TYPE = "GEN"
"""A paper's type: there is none for preprints, and it is not known to be in a journal."""


def ris(rows: Iterable[Row], _about: About) -> Iterator[str]:
    """Yield the references of papers, an empty line between them."""
    writer = _writer()
    between = ""
    for row in rows:
        yield between + str(writer.formats([_reference(row.paper)]))
        between = END


def _writer() -> BaseWriter:
    """Return rispy's writer, without the number that it puts before each reference."""
    # Imported here: only this format needs it.
    from rispy.writer import RisWriter  # noqa: PLC0415

    class Writer(RisWriter):  # type: ignore[misc]
        NEWLINE = END

        def set_header(self, count: int) -> str:  # noqa: ARG002
            return ""

    return Writer()


def _reference(paper: Paper) -> dict[str, Any]:
    """Return a reference under rispy's names for the tags; each value is one line."""
    day = issued(paper)
    known = {
        "title": paper.title,
        "authors": [name.inverted for name in names(paper)],
        "year": f"{day[0]:04}" if day else "",
        # Year, month and day in a form in which each may be missing, the slashes may not.
        "date": f"{day[0]:04}/" + "".join(f"{part:02}/" for part in day[1:]) if day else "",
        "abstract": " ".join(paper.abstract.split()),
        "keywords": list(paper.keywords),
        "urls": [paper.arxiv_url] if paper.arxiv_url else [],
        "accession_number": "" if paper.is_from_page else f"arXiv:{paper.id}",
        "notes": [remark(paper)] if remark(paper) else [],
        "id": citation_key(paper),
    }
    return {"type_of_reference": TYPE} | {name: value for name, value in known.items() if value}
