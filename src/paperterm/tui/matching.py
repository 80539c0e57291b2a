"""Matching: what is typed into the help or the palette, looked for in the lines offered there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from textual.content import Content

from paperterm.fold import Needle, fold, spans

MATCH = "$mark underline"
"""The style of what was typed, in a line that has it."""


class Match(IntEnum):
    """How well a line has what is looked for; the greater, the better."""

    NOT = 0
    WITHIN = 1
    """Every word occurs."""

    BEGINS_WORDS = 2
    """Every word is the beginning of one of the line's."""

    BEGINS_LINE = 3
    """The line begins with what was typed."""


def words_of(text: str) -> tuple[str, ...]:
    """Return what is looked for: words and signs between blanks, folded."""
    return tuple(fold(text).split())


def match(line: str, words: Sequence[str]) -> Match:
    """Return how well a line has all the words."""
    folded = fold(line)
    if not all(word in folded for word in words):
        return Match.NOT
    if folded.startswith(" ".join(words)):
        return Match.BEGINS_LINE
    begin = all(re.search(_beginning(word), folded) for word in words)
    return Match.BEGINS_WORDS if begin else Match.WITHIN


def marked(line: str, words: Sequence[str]) -> Content:
    """Return a line with the words in it marked: at the beginning of its words, else within."""
    content = Content(line)
    folded = fold(line)
    for word in words:
        begins = word.isalnum() and re.search(_beginning(word), folded)
        needle = Needle((word,), prefix=True, literal="" if begins else word)
        for start, end in spans(line, [needle]):
            content = content.stylize(MATCH, start, end)
    return content


def _beginning(word: str) -> str:
    """Return the regular expression for a word that begins another, or follows a sign."""
    return rf"(?<![^\W_]){re.escape(word)}"
