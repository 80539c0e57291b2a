"""Painting of rows: each line of a row is put together once, for as long as it looks the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from paperterm.cells import wrapped
from paperterm.paper import Row
from paperterm.printing import TEXT_WIDTH
from paperterm.query import EVERYTHING, Query
from paperterm.tui.lines import ROLES, highlighted, with_sign
from paperterm.tui.rows import RowLayout

HINT_INDENT = 2
"""Columns left free on both sides of what is said while there is nothing to list."""

COMPONENTS = {
    "paper-list--cursor",
    "paper-list--cursor-blurred",
    "paper-list--selected",
    *(f"paper-list--{role}" for role in ROLES),
}
"""The classes by which the stylesheet gives the parts of a row their looks."""


class RowPainter:
    """Paints lines for a widget, in the styles that it has.

    `today` and `query` say what ages are and what is marked as found; whoever sets them forgets
    the lines.
    """

    def __init__(self, widget: Widget, layout: RowLayout) -> None:
        self.layout = layout
        self.today = date.min
        self.query: Query = EVERYTHING
        self._widget = widget
        self._lines: dict[int, dict[tuple[int, bool, bool], Strip]] = {}
        self._styles: dict[str, Style] = {}
        self._hint: list[str] = []

    def line(self, row: Row, line: int, width: int, *, here: bool, selected: bool = False) -> Strip:
        """Return a line of a row; `here` says that the cursor is on it."""
        lines = self._lines.setdefault(row.key, {})
        look = (line, here, selected)
        strip = lines.get(look)
        if strip is None:
            strip = lines[look] = self._paint(row, line, width, here=here, selected=selected)
        return strip

    def has(self, row: Row, *, here: bool) -> bool:
        """Whether the lines of a row are there already."""
        return (0, here, False) in self._lines.get(row.key, ())

    def blank(self, width: int, *, here: bool = False) -> Strip:
        """Return a line without anything on it."""
        return Strip.blank(width, self._cursor_style() if here else self.base)

    def hint(self, hint: str, y: int, width: int) -> Strip:
        """Return a line of what is said while there is nothing to list."""
        if not self._hint:
            indent = " " * HINT_INDENT
            for sentence in hint.split("\n"):
                lines = wrapped(sentence, min(width - 2 * HINT_INDENT, TEXT_WIDTH))
                self._hint += ["", *(indent + line for line in lines)]
        text = self._hint[y] if y < len(self._hint) else ""
        segment = Segment(text, self.base + self._style("paper-list--meta"))
        return Strip([segment]).adjust_cell_length(width, self.base)

    def forget(self, keys: Iterable[int]) -> None:
        """Paint some rows anew."""
        for key in keys:
            self._lines.pop(key, None)

    def keep(self, keys: Collection[int]) -> None:
        """Hold the lines of these rows only."""
        self._lines = {key: lines for key, lines in self._lines.items() if key in keys}

    def forget_lines(self) -> None:
        """Paint everything anew."""
        self._lines.clear()
        self._hint.clear()

    def forget_styles(self) -> None:
        """Paint everything anew, with styles looked up again."""
        self._styles.clear()
        self.forget_lines()

    @property
    def base(self) -> Style:
        """The style of a line, looked up once: it is put together from all that the list is in."""
        style = self._styles.get("")
        if style is None:
            style = self._styles[""] = self._widget.rich_style
        return style

    def _cursor_style(self) -> Style:
        focused = self._widget.has_focus
        return self._style("paper-list--cursor" if focused else "paper-list--cursor-blurred")

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._widget.get_component_rich_style(name, partial=True)
            self._styles[name] = style
        return style

    def _role(self, role: str, base: Style) -> Style:
        """Return the style of a piece; reversed, its colour would be a patch in the row."""
        style = self._style(f"paper-list--{role}")
        return style.without_color if base.reverse else style

    def _paint(self, row: Row, line: int, width: int, *, here: bool, selected: bool) -> Strip:
        base = self.base
        pieces = self.layout.pieces(row, line, width, self.today)
        if selected:
            base += self._style("paper-list--selected")
            pieces = with_sign(pieces)
        if here:
            base += self._cursor_style()
        segments = [
            Segment(piece.text, base + self._role(piece.role, base) if piece.role else base)
            for piece in highlighted(pieces, self.query)
            if piece.text
        ]
        return Strip(_joined(segments)).adjust_cell_length(width, base)


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Return as few segments as look the same.

    Of the bytes of a page two thirds said in which style what follows is; most of that was said of
    blanks, or over again.
    """
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is None:
            joined.append(segment)
        elif _looks_alike(segment, last):
            joined[-1] = Segment(last.text + segment.text, last.style)
        elif _looks_alike(last, segment):
            joined[-1] = Segment(last.text + segment.text, segment.style)
        else:
            joined.append(segment)
    return joined


def _looks_alike(segment: Segment, other: Segment) -> bool:
    """Whether a segment would look the same in the style of another."""
    one, two = segment.style or Style.null(), other.style or Style.null()
    if one == two:
        return True
    # On blanks nothing is seen but their ground, and lines through them.
    is_blank = not segment.text.strip(" ")
    return is_blank and one.bgcolor == two.bgcolor and not any(map(_is_lined, (one, two)))


def _is_lined(style: Style) -> bool:
    return bool(style.reverse or style.underline or style.strike)
