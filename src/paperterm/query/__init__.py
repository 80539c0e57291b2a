"""The query language: what the filter bar asks for, as data.

Any text is a query. What is unfinished or unknown is taken as plain text or passed over, and a
hint says so; nothing that a person types is an error.
"""

from __future__ import annotations

from paperterm.query.tree import EVERYTHING, QUERY_LENGTH, Query

__all__ = ["EVERYTHING", "QUERY_LENGTH", "Query", "parse"]


def parse(text: str) -> Query:
    """Return the query that `text` means."""
    # The first frame asks for everything, and waits for no parser.
    from paperterm.query.parser import parse as parsed  # noqa: PLC0415

    return parsed(text)
