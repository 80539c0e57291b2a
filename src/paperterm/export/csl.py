"""CSL JSON: what Pandoc and other citation processors read, and Zotero imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from paperterm.export.facts import About, citation_key, issued, remark
from paperterm.export.names import Name, names
from paperterm.paper import Paper, Row


def csl(rows: Iterable[Row], _about: About) -> Iterator[str]:
    """Yield the pieces of an array, one paper a line."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(_item(row.paper), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _item(paper: Paper) -> dict[str, Any]:
    """Return what is known of a paper; `article` is the type of preprints."""
    on_arxiv = not paper.is_from_page
    known: dict[str, Any] = {
        "id": citation_key(paper),
        "type": "article",
        "title": paper.title,
        "author": [_author(name) for name in names(paper)],
        "issued": {"date-parts": [list(issued(paper))]} if issued(paper) else None,
        "publisher": "arXiv" if on_arxiv else None,
        "number": f"arXiv:{paper.id}" if on_arxiv else None,
        "URL": paper.arxiv_url,
        "abstract": paper.abstract,
        "keyword": ", ".join(paper.keywords),
        "note": remark(paper),
    }
    return {name: value for name, value in known.items() if value}


def _author(name: Name) -> dict[str, str]:
    if name.is_whole:
        return {"literal": name.family}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}
