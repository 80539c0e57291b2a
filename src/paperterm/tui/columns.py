"""Columns: keys and what they do, side by side as far as there is room, without a widget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from textual.content import Content

from paperterm.cells import width_of, wrapped
from paperterm.tui.commands import Section
from paperterm.tui.lines import fit

GAP = "   "
"""What stands between two columns."""

MOST = 4
"""Columns beside each other; more cannot be taken in at a glance."""

LEAST_LINES = 8
"""Lines of a column; shorter ones would lie there like a table."""

KEPT = 5
"""Rows that a column keeps below a heading: shorter sections are not divided."""

LEAST_WIDTH = 24
"""Cells that a description has at least, before it is cut."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a column: a heading, a row, or (all empty) a blank one.

    So many lines as are `kept` stay below it.
    """

    heading: str = ""
    keys: str = ""
    what: str = ""
    kept: int = 0


def columns(
    sections: Sequence[Section], width: int, marked: Callable[[str], Content]
) -> list[Content]:
    """Return the lines of a page of at most `width` cells; `marked` marks what is looked for.

    There are as many columns, equally long, as there is room for.
    """
    lines = list(_lines(sections))
    most = max(1, min(MOST, len(lines) // LEAST_LINES))
    for number in range(most, 0, -1):
        page = _flow(lines, number)
        widths = [_widths(column) for column in page]
        if sum(map(sum, widths)) + len(GAP) * (len(page) - 1) <= width:
            return _beside(page, widths, marked)
    keys = max((width_of(line.keys) for line in lines), default=0) + 2
    room = max(width - keys, LEAST_WIDTH)
    return _beside([list(_wrapped(lines, room))], [(keys, room)], marked)


def _lines(sections: Sequence[Section]) -> Iterator[_Line]:
    for section in sections:
        if section is not sections[0]:
            yield _Line()
        yield _Line(heading=section.heading, kept=min(len(section.rows), KEPT))
        yield from (_Line(keys=keys, what=what) for keys, what in section.rows)


def _flow(lines: Sequence[_Line], number: int) -> list[list[_Line]]:
    """Return the lines in so many columns, as short as they can be."""
    height = -(-len(lines) // number)
    while len(page := _filled(lines, height)) > number:
        height += 1
    return page


def _filled(lines: Sequence[_Line], height: int) -> list[list[_Line]]:
    """Return columns of a height; none begins with a blank line."""
    page: list[list[_Line]] = [[]]
    for line in lines:
        if page[-1] and len(page[-1]) + line.kept >= height:
            page.append([])
        if page[-1] or line != _Line():
            page[-1].append(line)
    return page


def _widths(column: Sequence[_Line]) -> tuple[int, int]:
    """Return the cells of a column's keys and of what they do."""
    keys = max(width_of(line.keys) for line in column) + 2
    whole = max(keys + width_of(line.what) for line in column)
    whole = max(whole, *(width_of(line.heading) for line in column))
    return keys, whole - keys


def _wrapped(lines: Sequence[_Line], room: int) -> Iterator[_Line]:
    """Yield the lines, those of descriptions that are too long wrapped."""
    for line in lines:
        first, *more = list(wrapped(line.what, room)) or [""]
        yield _Line(line.heading, line.keys, first)
        yield from (_Line(what=each) for each in more)


def _beside(
    page: Sequence[Sequence[_Line]],
    widths: Sequence[tuple[int, int]],
    marked: Callable[[str], Content],
) -> list[Content]:
    return [
        Content(GAP).join(
            _cells(line or _Line(), *each, marked) for line, each in zip(lines, widths, strict=True)
        )
        for lines in zip_longest(*page)
    ]


def _cells(line: _Line, keys: int, what: int, marked: Callable[[str], Content]) -> Content:
    if line.heading:
        return Content.styled(fit(line.heading, keys + what), "bold $mark")
    return Content.assemble(
        marked(fit(line.keys, keys)).stylize_before("bold"),
        marked(fit(line.what, what)).stylize_before("$foreground"),
    )
