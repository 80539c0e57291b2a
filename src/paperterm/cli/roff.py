"""Roff: the few things that a manual page is made of, in the macros of man(7) and plain ASCII.

Lines are short and nothing of a text is taken for a request, so that groff and mandoc have nothing
to say about the page.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

WIDTH = 76
"""Bytes of a line; mandoc asks for at most 80."""

_SIGNS = {
    "\\": r"\e",
    "-": r"\-",
    "'": r"\(aq",
    "`": r"\(ga",
    "^": r"\(ha",
    "~": r"\(ti",
    '"': r"\(dq",
}
_CODE = re.compile(r"`([^`]+)`")


def escaped(text: str) -> str:
    """Return a text of which every sign is printed as it is."""
    return "".join(map(_sign, text))


def bold(text: str) -> str:
    """Return a text in bold, as what one types is."""
    return rf"\fB{escaped(text)}\fR" if text else ""


def running(text: str) -> Iterator[str]:
    """Yield the lines of running text; what stands between backticks is bold."""
    parts = _CODE.split(" ".join(text.split()))
    made = "".join(bold(part) if place % 2 else escaped(part) for place, part in enumerate(parts))
    lines = textwrap.wrap(made, WIDTH, break_long_words=False, break_on_hyphens=False)
    # A request begins with a full stop, and so may a line that is none.
    return (rf"\&{line}" if line.startswith(".") else line for line in lines)


def title(name: str, section: int, date: str, source: str) -> str:
    """Return what the page begins with."""
    return f'.TH "{escaped(name)}" "{section}" "{date}" "{escaped(source)}" "User Commands"'


def section(heading: str) -> str:
    """Return the heading of a section."""
    return f'.SH "{escaped(heading.upper())}"'


def part(heading: str) -> str:
    """Return the heading of a part of a section."""
    return f'.SS "{escaped(heading)}"'


def paragraphs(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines of paragraphs; the first one follows what was there before."""
    for place, text in enumerate(texts):
        if place:
            yield ".PP"
        yield from running(text)


def item(tag: str, text: str) -> Iterator[str]:
    """Yield the lines of an item: its tag, made before, with the text below and beside it."""
    yield ".TP"
    yield tag
    yield from running(text)


def example(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines that stay as they are."""
    yield ".EX"
    for line in lines:
        made = escaped(line)
        yield rf"\&{made}" if made.startswith(".") else made
    yield ".EE"


def _sign(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    return sign if sign.isascii() else rf"\[u{ord(sign):04X}]"
