"""Places: the numbers by which papers stand in order, and are told apart without their ids."""

from __future__ import annotations

import re
from datetime import date
from hashlib import blake2b

KEY_BITS = 24
"""Bits of a place that are the paper's key: a cache holds 16 million papers at most."""

KEYS = (1 << KEY_BITS) - 1
"""The bits of a place that are the key."""

_LAST = date.max.toordinal()

_ARXIV = re.compile(r"(\d{4})\.(\d{4,5})", re.ASCII)
_ELEVENTHS = str.maketrans("0123456789", "123456789a")
_PAGE = re.compile(r"page-([0-9a-f]{15})[0-9a-f]{5}")
_OTHER, _FROM_PAGE = 1 << 60, 2 << 60


def place_of(sort_day: int, key: int) -> int:
    """Return a paper's place: smaller ones have newer days.

    `sort_day` counts days as date.toordinal does; 0 is a paper without a day, which comes last.
    Papers of one day stand next to one another, so that an index of places is small.
    """
    return (_LAST - sort_day) << KEY_BITS | key


def key_of(place: int) -> int:
    """Return the key of the paper at a place."""
    return place & KEYS


def day_of(place: int) -> date:
    """Return the day of a place that has one."""
    return date.fromordinal(_LAST - (place >> KEY_BITS))


def places(first: int, last: int) -> tuple[int, int]:
    """Return the smallest and the largest place of the days from `first` to `last`, both ends in.

    Papers without a day are in no such range.
    """
    return place_of(last, 0), place_of(max(first, 1), KEYS)


def number_of(paper_id: str) -> int:
    """Return a number for an id, below 2^62 and another for each.

    Numbers of arXiv ids and of saved pages' papers are in the text order of the ids (of which
    those of pages come last); other ids have numbers between the two in no order.
    """
    if match := _ARXIV.fullmatch(paper_id):
        # A digit more in each place, for `no digit`, which comes before all others.
        return int(match[1]) * 11**5 + int(match[2].translate(_ELEVENTHS).ljust(5, "0"), 11)
    if match := _PAGE.fullmatch(paper_id):
        return _FROM_PAGE + int(match[1], 16)
    digest = blake2b(paper_id.encode("utf-8", "replace"), digest_size=7).digest()
    return _OTHER + int.from_bytes(digest, "big")
