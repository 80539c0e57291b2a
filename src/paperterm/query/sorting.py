"""The next order of a filter: what its text says of it is taken out, and another put in."""

from __future__ import annotations

from dataclasses import replace

from paperterm.query.keys import BY_NAME, DESCENDING, Takes
from paperterm.query.parser import parse
from paperterm.query.printed import text_of
from paperterm.query.terms import line_of, terms
from paperterm.query.tree import Query, Sort


def sorted_next(text: str) -> str:
    """Return the text of a filter in the order after its own; after the last comes the first.

    The first order is the one that the filter has without `sort:`. Relevance is left out where
    there are no words that a paper could be relevant to.
    """
    query = parse(text)
    orders = [choice.value for choice in BY_NAME["sort"].choices if choice.value != "rank"]
    if not query.needles:
        orders.remove("relevance")
    place = orders.index(query.sort.key) + 1 if query.sort and query.sort.key in orders else 0
    kept = _without_order(line_of(text).text)
    if place == len(orders):
        wanted = replace(query, sort=None)
        return _meaning(wanted, kept, f"{kept} ")
    order = orders[place]
    wanted = replace(query, sort=Sort(order, order in DESCENDING))
    # With something after it, the last word is no longer the beginning of one, and a phrase that
    # is not closed goes on.
    return _meaning(wanted, *(f"{kept}{end} sort:{order}".lstrip() for end in ("", "*", '"')))


def _meaning(wanted: Query, *texts: str) -> str:
    """Return the first text that means what is wanted, else the one that is printed for that."""
    return next((text for text in texts if parse(text) == wanted), None) or text_of(wanted)


def _without_order(text: str) -> str:
    """Return the text without the terms that are about order."""
    kept, place = "", 0
    for term in terms(text):
        if term.key and term.key.takes is Takes.SORT:
            kept = f"{kept}{text[place : term.start]}".rstrip() + " "
            place = term.end + text.startswith(" ", term.end)
    return f"{kept}{text[place:]}".strip()
