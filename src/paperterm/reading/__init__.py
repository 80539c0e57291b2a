"""Reading: the LaTeX in titles and abstracts as the Unicode that it stands for, where sure."""

from __future__ import annotations

import re
from functools import lru_cache

from paperterm.clean import clean

_SIGNS = (*"\\$^_~`{", "--", *"tarrow parrow wnarrow leq geq neq infty approx".split())
_TIMES = (re.compile(r"times(?<=[\dc]times)(?![a-rt-z])"), re.compile(r" times (?=\d)"))
_ABOUT = re.compile(r"sim(?=\d)")

LONGEST = 8_000
"""Characters of a text that is read; the longest recorded abstract has 1,923."""

_REMEMBERED = 64
"""Readings that are kept: for a row that is painted again, or an abstract that is wrapped again."""


def reading(text: str) -> str:
    """Return cleaned text as people read it; what is not surely LaTeX stays as it is.

    The time it takes grows with the length of the text and no faster. What comes out is as clean
    as what `clean` returns.
    """
    return _read(text) if may_have_latex(text) and len(text) <= LONGEST else text


def letter_of(name: str) -> str | None:
    """Return the Greek letter that a command of this name stands for, if there is one."""
    from paperterm.reading.symbols import GREEK  # noqa: PLC0415

    return GREEK.get(name)


def may_have_latex(text: str) -> bool:
    """Whether there is something in a text that LaTeX is written with."""
    return (
        any(map(text.__contains__, _SIGNS))
        or ("times" in text and any(each.search(text) for each in _TIMES))
        or ("sim" in text and _ABOUT.search(text) is not None)
    )


@lru_cache(_REMEMBERED)
def _read(text: str) -> str:
    # Imported here: most texts need none of it, and the first frame waits for nothing else.
    from paperterm.reading.prose import read  # noqa: PLC0415

    read_text = read(text)
    # Of ASCII, nothing becomes what is not clean: marks cannot pile up where there are none.
    return read_text if text.isascii() else clean(read_text, len(read_text))
