"""Facts about a paper that several formats tell: its key, when it came out, what is to be noted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from paperterm.export.names import names
from paperterm.fold import fold
from paperterm.paper import Paper
from paperterm.wording import counted, written_date

NAME_IN_KEY = 30
"""Characters of a name in a key at most; the names of some groups are sentences."""

_ARXIV_ID = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.\d{4,5}")
_NO_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class About:
    """What is said of an exported document as a whole: its title, and the time (UTC) it is of."""

    now: datetime
    title: str = "Papers"


def citation_key(paper: Paper) -> str:
    """Return the key by which a paper is cited: `vaswani2017-1706.03762`.

    It follows from this paper alone: first author, year and id. The id makes it unique; a word of
    the title, which many keys have, is left out, as titles are changed more often than anything.
    """
    if paper.is_from_page:
        return paper.id
    first = next(names(paper), None)
    author = _NO_LETTER_OR_DIGIT.sub("", fold(first.family))[:NAME_IN_KEY] if first else ""
    year = "".join(map(str, issued(paper)[:1]))
    return f"{author or 'paper'}{year}-{paper.id}"


def issued(paper: Paper) -> tuple[int, ...]:
    """Return year, month and day (UTC) of a paper's first version; empty where nothing is known.

    Where its time is not known, year and month are those that its arXiv id begins with.
    """
    if paper.published_at:
        day = paper.published_at.astimezone(UTC).date()
        return day.year, day.month, day.day
    match = _ARXIV_ID.fullmatch(paper.id)
    return (2000 + int(match[1]), int(match[2])) if match else ()


def withdrawal(paper: Paper) -> str:
    """Return the sentence that a paper was withdrawn, if it was."""
    at = paper.withdrawn_at
    return f"Withdrawn on {written_date(at.date())}." if at else ""


def remark(paper: Paper) -> str:
    """Return what one must know of a reference for which its format has no field, if anything."""
    more = paper.authors_after(len(paper.authors))
    authors = f"And {counted(more, 'more author')}." if more and paper.authors else ""
    return " ".join(sentence for sentence in (withdrawal(paper), authors) if sentence)
