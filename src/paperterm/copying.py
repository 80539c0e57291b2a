"""Copying: what can be copied of a paper, each kind with the id and the key that choose it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from paperterm.links import clone_link
from paperterm.paper import Paper, Row
from paperterm.reading import reading

_FROM_PAGE = "This paper came from a saved page; its own is not known."
_NO_CODE = "This paper names no code repository."

# What acts in Markdown wherever it stands in a line; an ampersand does so before an entity alone.
_ACTS = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_LINE_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be copied of a paper.

    `name` is what it is called within a sentence; `found` returns all there are of it, the likely
    one first; `lacking` says that a paper has none; `is_block` that it is several lines, each with
    its end.
    """

    id: str
    key: str
    name: str
    found: Callable[[Row], tuple[str, ...]]
    lacking: str = ""
    is_block: bool = False

    def is_of(self, row: Row) -> bool:
        """Whether a paper has any of it; one that every paper has is not made for the answer."""
        return not self.lacking or bool(self.found(row))


@dataclass(frozen=True, slots=True)
class Copies:
    """What was gathered of papers: a text, from how many of them, and how many have nothing."""

    text: str
    papers: int
    lacking: int

    def __add__(self, more: Copies) -> Copies:
        """Return these and more, one after the other."""
        between = "\n" if self.text and more.text else ""
        return Copies(
            f"{self.text}{between}{more.text}",
            self.papers + more.papers,
            self.lacking + more.lacking,
        )


def copies(kind: Kind, rows: Iterable[Row]) -> Copies:
    """Return what there is of one kind, the first of each paper, one a line.

    Blocks have a blank line between them.
    """
    found = [kind.found(row)[:1] for row in rows]
    texts = [
        text if kind.is_block else _LINE_BREAK.sub(" ", text) for (text,) in filter(None, found)
    ]
    return Copies("\n".join(texts), len(texts), len(found) - len(texts))


def markdown_link(title: str, link: str) -> str:
    """Return a link in Markdown whose title reads as it is, whatever signs it holds."""
    escaped = _ACTS.sub(r"\\\g<0>", " ".join(title.split()))
    return f"[{escaped}]({quote(link, safe='/%:@!$&=*+,;?#~-._')})"


def _maybe(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _id(row: Row) -> tuple[str, ...]:
    return () if row.paper.is_from_page else (row.paper.id,)


def _markdown(row: Row) -> tuple[str, ...]:
    paper = row.paper
    return (markdown_link(reading(paper.title) or paper.id, paper.url),) if paper.url else ()


def _clones(row: Row) -> tuple[str, ...]:
    links = map(clone_link, row.paper.repos)
    return tuple(f"git clone {link}" for link in links if link)


def _bibtex(row: Row) -> tuple[str, ...]:
    # Imported when it is asked for: not even the menu is open when the reader starts.
    from paperterm.export import bibtex_entry  # noqa: PLC0415

    return (bibtex_entry(row.paper),)


def _json(row: Row) -> tuple[str, ...]:
    return (json.dumps(row.as_json(), ensure_ascii=False),)


def _of_paper(part: Callable[[Paper], str | None]) -> Callable[[Row], tuple[str, ...]]:
    return lambda row: _maybe(part(row.paper))


KINDS = (
    Kind("repo", "c", "code link", lambda row: row.paper.repos, _NO_CODE),
    Kind("page", "y", "page link", _of_paper(lambda paper: paper.url), _FROM_PAGE),
    Kind("id", "i", "arXiv id", _id, _FROM_PAGE),
    Kind(
        "title",
        "t",
        "title",
        _of_paper(lambda paper: reading(paper.title)),
        "The feed gives it no title.",
    ),
    Kind(
        "abstract",
        "a",
        "abstract",
        _of_paper(lambda paper: reading(paper.abstract)),
        "The feed gives no abstract for this paper.",
    ),
    Kind("bibtex", "b", "BibTeX entry", _bibtex, is_block=True),
    Kind("markdown", "m", "Markdown link", _markdown, _FROM_PAGE),
    Kind("clone", "g", "git clone command", _clones, _NO_CODE),
    Kind("pdf", "p", "PDF link", _of_paper(lambda paper: paper.pdf_url), _FROM_PAGE),
    Kind("json", "j", "JSON", _json),
)
"""Every kind, in the order in which they are offered."""

KIND = {kind.id: kind for kind in KINDS}
"""Each kind by its id."""
