"""Text from outside, made harmless: the one list of what is removed.

Whatever comes from the feed, a file, the environment or the keyboard passes here before anything
else sees it. Textual and the terminal pass control characters through, and a title that holds
them can write the clipboard, move the cursor or reverse the reading order of a line.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator

TITLE_LENGTH = 300
"""Characters of a title; the longest recorded one has 206."""

ABSTRACT_LENGTH = 20_000
"""Characters of an abstract; the longest recorded one has 1,923."""

ABSTRACT_LINES = 400
"""Lines of an abstract, counted after it is re-flowed."""

SUMMARY_LENGTH = 600
"""Characters of the one-line summary by a model."""

NAME_LENGTH = 200
"""Characters of a person's, an organisation's or a keyword's name."""

AUTHORS = 5_000
"""Authors kept of one paper; the most recorded are 3,303."""

LIST_LENGTH = 100
"""Entries kept of any other list of one paper, such as its keywords."""

LARGEST = 2**53 - 1
"""The largest count that is believed: what JSON numbers hold exactly."""

COMBINING_MARKS = 4
"""Combining marks kept on one character; no written language stacks more."""

# C0 but tab and newline, DEL, C1, lone surrogates, the line and paragraph separators (which some
# terminals treat as newlines), interlinear annotation, and every format control (category Cf: bidi
# marks, embeddings, overrides and isolates, zero width space, word joiner, soft hyphen, tags, byte
# order mark) but U+200C and U+200D, the two joiners that Indic scripts and emoji need. They are
# written out, as to ask for the category of each takes longer than all else here.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_NEWLINE = re.compile(r"\r\n?")
_MARK_STACK = re.compile(rf"[\u0300-\U000e01ef]{{{COMBINING_MARKS + 1},}}")
_PARAGRAPH = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def clean(text: str, length: int) -> str:
    """Return `text` without anything that acts on a terminal, at most `length` characters.

    Newlines and tabs stay. Text that is cut ends with an ellipsis.
    """
    return _shortened(_harmless(_bounded(text, length)), length)


def clean_line(text: str, length: int) -> str:
    """Return `text` cleaned, as one line: every run of white space is one blank."""
    if len(text) <= length and text.isascii() and text.isprintable():
        return " ".join(text.split())  # as nearly all is, in half of the time
    # White space is joined before the controls go, so that a tab or a newline still divides words,
    # and once more where one of them stood between two blanks.
    line = " ".join(_bounded(text, length).split())
    harmless = _harmless(line)
    return _shortened(harmless if harmless == line else " ".join(harmless.split()), length)


def clean_abstract(text: str) -> str:
    """Return an abstract cleaned and re-flowed: a blank line divides paragraphs, nothing else does.

    69 % of the recorded abstracts are hard-wrapped by their authors.
    """
    text = clean(text, ABSTRACT_LENGTH)
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH.split(text))
    # Each paragraph but the last takes two lines, its own and the blank one after it.
    return "\n\n".join([part for part in paragraphs if part][: ABSTRACT_LINES // 2])


def clean_json(text: str) -> str:
    """Return JSON with its escapes in place of what `clean` removes: it says the same as before."""
    if text.isascii() and "\x7f" not in text:
        return text  # it has escapes already
    return _MARK_STACK.sub(_escape_stack, _CONTROLS.sub(_escape, text))


def _bounded(text: str, length: int) -> str:
    """Cut generously: all that follows then costs what the limit allows, whatever arrived."""
    return text[: 4 * length + 16]


def _harmless(text: str) -> str:
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text  # as nearly all is, and to see that so is five times as fast
    return _MARK_STACK.sub(_unstack, _CONTROLS.sub("", _NEWLINE.sub("\n", text)))


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _unstack(match: re.Match[str]) -> str:
    """Cap the combining marks in a run that may hold them."""
    return "".join(character for character, is_kept in _marked(match[0]) if is_kept)


def _escape_stack(match: re.Match[str]) -> str:
    """Escape the marks that are too many."""
    return "".join(
        character if is_kept else _escaped(character) for character, is_kept in _marked(match[0])
    )


def _marked(run: str) -> Iterator[tuple[str, bool]]:
    """Yield characters, and whether there are no more marks than are kept."""
    marks = 0
    for character in run:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        yield character, marks <= COMBINING_MARKS


def _escape(match: re.Match[str]) -> str:
    return _escaped(match[0])


def _escaped(character: str) -> str:
    """Return a character as JSON writes it in ASCII."""
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
