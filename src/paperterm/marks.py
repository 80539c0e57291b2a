"""Marks: what a reader can say of a paper, and how it is named and put in words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from paperterm.clean import clean, clean_line
from paperterm.errors import UsageError

TAG = "tag:"
"""Begins the mark of a tag; the tag's name follows."""

TAG_LENGTH = 40
"""Characters of a tag's name."""

NOTE = "note"
"""Stands where a mark's name stands, for the note on a paper."""

NOTE_LENGTH = 100_000
"""Characters of a note."""

# What divides tags from one another, or means something in a filter.
_BETWEEN = re.compile(r"[\s,:;*()\"“”„«»-]+")


class Mark(StrEnum):
    """What a reader can say of a paper by a key alone; tags and the note have names or text."""

    READ = "read"
    STARRED = "starred"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Change:
    """What a mark of a paper, given by its id, is to be.

    `mark` is a `Mark`, `tag_mark` of a tag's name, or `NOTE`, whose value is its text: an empty
    one takes the note away.
    """

    id: str
    mark: str
    value: bool | str


def tag_name(text: str) -> str:
    """Return the name of the tag that a text means, empty where it holds none.

    Names that differ in case alone are one; blanks and the signs that divide tags become dashes,
    and a leading `#` goes.
    """
    name = _folded(_folded(clean_line(text.lstrip("# \t"), 4 * TAG_LENGTH)))
    name = _BETWEEN.sub("-", name).lstrip("#-")
    return name[:TAG_LENGTH].strip("-")


def tag_mark(name: str) -> str:
    """Return the mark of a tag by its name; raises UsageError where the text is no tag's name."""
    tag = tag_name(name)
    if not tag:
        raise UsageError(
            f"“{clean_line(name, 60)}” is no tag: a tag needs a letter, a digit or a sign."
        )
    return TAG + tag


def note_text(text: str) -> str:
    """Return a note as it is kept, without what acts on a terminal; raises UsageError.

    Its lines stay as they are, but for white space at their ends and blank ones at both ends.
    """
    if len(text) > NOTE_LENGTH:
        raise UsageError(
            f"A note has at most {NOTE_LENGTH:,} characters, and this one has {len(text):,}:"
            " shorten it."
        )
    lines = [line.rstrip() for line in clean(text, NOTE_LENGTH).split("\n")]
    return "\n".join(lines).strip("\n")


def said_again(mark: str, value: bool | str | None) -> str:
    """Say what a paper is once a mark is put back: `unread again`, `no longer tagged vision`.

    `value` is a note's text; None is that nothing was said.
    """
    if mark == NOTE:
        return "with its note as it was" if value else "without a note again"
    if mark.startswith(TAG):
        name = mark.removeprefix(TAG)
        return f"tagged {name} again" if value else f"no longer tagged {name}"
    return _AGAIN[Mark(mark)][bool(value)]


_AGAIN = {
    Mark.READ: ("unread again", "read again"),
    Mark.STARRED: ("no longer starred", "starred again"),
    Mark.HIDDEN: ("shown again", "hidden again"),
}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())
