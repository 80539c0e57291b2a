"""The first frame: the list as Textual will show it, as plain text for a terminal.

Textual takes longer to import than all else takes together. What stands here is what `app.tcss`
says of the bars and the list, cell by cell; the keys and the abstract follow with Textual, which
paints over it. The texts are those of the list and the bars themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil

from paperterm.cells import cut, width_of
from paperterm.tui import colors
from paperterm.tui.asking import Answer
from paperterm.tui.lines import PLACEHOLDER, fit, numbers, result
from paperterm.tui.rows import RowLayout

LEAST_COLUMNS, LEAST_LINES = 40, 10
"""In a smaller terminal the bars run into one another, in ways that are not worth following."""

STACKED, WIDE = 60, 100
"""Columns from which list and abstract share the screen, and stand side by side."""

_BOLD, _ITALIC, _REVERSE, _STRUCK = "1;", "3;", "7;", "9;"
_STYLES = {
    "accent": ("", colors.MARK),
    "author": ("", colors.QUIET),
    "organization": ("", colors.QUIET),
    "meta": ("", colors.QUIET),
    "new": (_ITALIC, colors.MARK),
    "read-title": ("", colors.QUIET),
    "hidden-title": (_STRUCK, colors.QUIET),
    "star": ("", colors.MARK),
    "title": (_BOLD, colors.FOREGROUND),
}
_EIGHTHS = "▁▂▃▄▅▆▇█"
"""Cells of which one eighth and more are in the front colour, from below."""

Color = Callable[[str], str]
"""From a colour as `#rrggbb` to the numbers that stand for it after `38;` or `48;`."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen in a terminal of this size."""

    columns: int
    lines: int
    heading: str
    answer: Answer
    freshness: str
    today: date
    layout: RowLayout
    filter: str = ""
    is_zoomed: bool = False


@dataclass(frozen=True, slots=True)
class _Pane:
    """Where the list is: from the left, under the bars. `rule` tells where the abstract begins."""

    width: int
    height: int
    rule: Callable[[int], Iterator[tuple[int, int, str]]]


@dataclass(frozen=True, slots=True)
class _Ink:
    """Writes text in colours."""

    color: Color

    def __call__(self, text: str, front: str, back: str, style: str = "") -> str:
        return f"\x1b[0;{style}38;{self.color(front)};48;{self.color(back)}m{text}"


def first_frame(look: Look, color: Color) -> str:
    """Return what paints the frame, from the top left to the bottom right."""
    ink = _Ink(cache(color))
    pane = _pane(look.columns, look.lines - 3, is_zoomed=look.is_zoomed)
    parts = [
        _at(0, 0) + _status(look, ink),
        _at(0, 1) + _bar(look, ink),
        # Blank lines first: what is narrower than it should be leaves no hole.
        *(_at(0, y) + _blank(look.columns, ink) for y in range(2, look.lines - 1)),
        *_list(look, pane, ink),
        *(
            _at(x, y) + ink(text, colors.PANEL, colors.BACKGROUND)
            for x, y, text in pane.rule(look.columns)
        ),
        _at(0, look.lines - 1) + ink(" " * look.columns, colors.FOREGROUND, colors.PANEL),
    ]
    return "".join(parts)


def true_color(color: str) -> str:
    """Return a colour for a terminal that shows all of them."""
    return "2;" + ";".join(map(str, _parts(color)))


def eight_bit(color: str) -> str:
    """Return the nearest of 256 colours, by the rule that Rich has for it."""
    red, green, blue = _parts(color)
    most, least = max(red, green, blue) / 255, min(red, green, blue) / 255
    lightness = (most + least) / 2
    spread = most - least
    saturation = spread / (most + least if lightness <= 0.5 else 2 - most - least) if spread else 0
    if saturation < 0.15:
        gray = round(lightness * 25)
        return f"5;{16 if gray == 0 else 231 if gray == 25 else 231 + gray}"
    six = [part / 95 if part < 95 else 1 + (part - 95) / 40 for part in (red, green, blue)]
    return f"5;{16 + 36 * round(six[0]) + 6 * round(six[1]) + round(six[2])}"


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _at(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H"


def _blank(width: int, ink: _Ink) -> str:
    return ink(" " * width, colors.FOREGROUND, colors.BACKGROUND)


def _status(look: Look, ink: _Ink) -> str:
    """Return the status bar; the numbers give way to the freshness, and both to the heading."""
    heading = f"{look.heading}  " if look.columns >= STACKED else ""
    inside = look.columns - 2
    freshness = cut(look.freshness, inside * 60 // 100 - 2)
    room = max(inside - width_of(heading) - width_of(freshness) - 2, 0)
    return (
        ink(" ", colors.FOREGROUND, colors.PANEL)
        + ink(heading, colors.MARK, colors.PANEL, _BOLD)
        + ink(fit(numbers(look.answer.counts), room), colors.QUIET, colors.PANEL)
        + ink(f"  {freshness} ", colors.QUIET, colors.PANEL)
    )


def _bar(look: Look, ink: _Ink) -> str:
    """Return the filter bar; a placeholder that does not fit is left to Textual, which wraps it."""
    return (
        ink(" ", colors.FOREGROUND, colors.BACKGROUND)
        + ink("/ ", colors.MARK, colors.BACKGROUND, _BOLD)
        + (_filter(look, ink) if look.filter else _placeholder(look.columns - 4, ink))
        + ink(" ", colors.FOREGROUND, colors.BACKGROUND)
    )


def _placeholder(room: int, ink: _Ink) -> str:
    text = PLACEHOLDER if len(PLACEHOLDER) < room else ""
    return ink(text.ljust(room), colors.PLACEHOLDER, colors.BACKGROUND)


def _filter(look: Look, ink: _Ink) -> str:
    """Return the filter, in the colours of its parts, and what it has found."""
    found = f" {result(look.answer.shown, look.answer.counts)}"
    text = look.filter.ljust(look.columns - 4 - len(found))
    parts, place = [], 0
    for token in look.answer.query.tokens:
        front = colors.MARK if token.kind == "key" else colors.VALUE
        parts.append(ink(text[place : token.start], colors.FOREGROUND, colors.BACKGROUND))
        parts.append(ink(text[token.start : token.end], front, colors.BACKGROUND))
        place = token.end
    parts.append(ink(text[place:], colors.FOREGROUND, colors.BACKGROUND))
    return "".join(parts) + ink(found, colors.QUIET, colors.BACKGROUND)


def _pane(columns: int, height: int, *, is_zoomed: bool) -> _Pane:
    if columns < STACKED or is_zoomed:
        return _Pane(columns, height, lambda _: iter(()))
    if columns >= WIDE:
        width = columns * 48 // 100
        return _Pane(width, height, lambda _: ((width, 2 + y, "│") for y in range(height)))
    share = height * 45 // 100
    return _Pane(columns, share, lambda width: iter([(0, 2 + share, "─" * width)]))


def _list(look: Look, pane: _Pane, ink: _Ink) -> Iterator[str]:
    """Yield the rows that are in view, the cursor's among them, and the scrollbar."""
    keys, height = look.answer.shown.keys, look.layout.height
    odd = pane.height % height
    whole = len(keys) * height + odd
    scrolls = whole > pane.height
    width = pane.width - scrolls
    cursor = keys.index(look.answer.key) if look.answer.key is not None else 0
    # As far down as the cursor needs it, by whole rows.
    top = max((cursor + 1) * height - pane.height + odd, 0)
    rows = {row.key: row for row in look.answer.rows}
    for y in range(pane.height - odd):
        index, line = divmod(top + y, height)
        row = rows.get(keys[index]) if index < len(keys) else None
        if row is not None:
            back = colors.CURSOR if index == cursor else colors.BACKGROUND
            yield _at(0, 2 + y)
            for piece in look.layout.pieces(row, line, width, look.today):
                style, front = _STYLES.get(piece.role, ("", colors.FOREGROUND))
                yield ink(piece.text, front, back, style)
    if scrolls:
        for y, cell, style in _thumb(pane.height, whole, top):
            at = _at(pane.width - 1, 2 + y)
            yield at + ink(cell, colors.THUMB, colors.BACKGROUND, style)


def _thumb(height: int, whole: int, top: int) -> Iterator[tuple[int, str, str]]:
    """Yield the cells of a scrollbar's thumb, by the rule that Textual has for it."""
    size = max(1, height / (whole / height))
    start = int((height - size) * (top / (whole - height)) * 8)
    end = start + ceil(size * 8)
    for y in range(start // 8, min(-(-end // 8), height)):
        if y == start // 8 and start % 8:
            yield y, _EIGHTHS[7 - start % 8], ""
        elif y == end // 8:
            yield y, _EIGHTHS[7 - end % 8], _REVERSE
        else:
            yield y, " ", _REVERSE
