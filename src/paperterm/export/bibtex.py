"""BibTeX: entries that classic BibTeX, biber, Zotero, JabRef and Pandoc read alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from paperterm.export.facts import About, citation_key, issued, withdrawal
from paperterm.export.latex import encoded
from paperterm.export.names import Name, names
from paperterm.paper import Paper, Row

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex(rows: Iterable[Row], _about: About) -> Iterator[str]:
    """Yield the entries of papers, a blank line between them."""
    between = ""
    for row in rows:
        yield between + bibtex_entry(row.paper)
        between = "\n"


def bibtex_entry(paper: Paper) -> str:
    """Return the entry of one paper, with a newline at its end.

    It has the fields that arXiv gives, but for `primaryClass`, which the feed does not tell, and
    the abstract. The first call takes 0.1 s, for what it imports.
    """
    # Imported here: the app and the other formats go without.
    from bibtexparser.entrypoint import write_string  # noqa: PLC0415
    from bibtexparser.library import Library  # noqa: PLC0415
    from bibtexparser.model import Entry, Field  # noqa: PLC0415

    fields = [Field(name, value) for name, value in _fields(paper)]
    entry = Entry("misc", citation_key(paper), fields)
    # The values come with their braces, and all is done to them.
    return write_string(Library([entry]), unparse_stack=[])


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield names and values of the fields that are known."""
    title = encoded(paper.title, title=True)
    authors = _authors(paper)
    year, month = (*issued(paper)[:2], None, None)[:2]
    # Without an author, a style sorts and labels by the key.
    yield from _text("author" if authors else "key", authors or encoded(paper.title))
    yield from _text("title", title)
    yield from _text("year", f"{year:04}" if year else "")
    if month:
        yield "month", _MONTHS[month - 1]
    if not paper.is_from_page:
        yield from _text("eprint", paper.id)
        yield from _text("archivePrefix", "arXiv")
    yield from _text("url", paper.arxiv_url or "")
    yield from _text("note", encoded(withdrawal(paper)))
    yield from _text("abstract", encoded(paper.abstract))
    yield from _text("keywords", encoded(", ".join(paper.keywords)))


def _text(name: str, value: str) -> Iterator[tuple[str, str]]:
    if value:
        yield name, f"{{{value}}}"


def _authors(paper: Paper) -> str:
    """Return the authors, `and others` where there are more than are known."""
    known = [_written(name) for name in names(paper)]
    others = ["others"] if known and paper.authors_after(len(paper.authors)) else []
    return " and ".join(chain(known, others))


def _written(name: Name) -> str:
    """Return a name as BibTeX takes it apart again, or in braces as a whole."""
    if name.is_whole:
        return f"{{{encoded(name.family)}}}"
    parts = (f"{name.particle} {name.family}".strip(), name.suffix, name.given)
    return ", ".join(encoded(part) for part in parts if part)
