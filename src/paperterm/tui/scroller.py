"""A pane that scrolls by lines, at once, beside a scrollbar that is painted line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from rich.segment import Segment
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from paperterm.tui.still import Still


class LineScrollBar(ScrollBar, Still):
    """Textual's scrollbar, of which each kind of cell is painted once.

    Left to Textual, these forty cells take half of the time of a frame in which the list scrolls:
    each is a line that goes through its console and its cache of styles.
    """

    def __init__(self, thickness: int) -> None:
        super().__init__(vertical=True, name="vertical", thickness=thickness)
        self._painted: dict[Segment, Strip] = {}
        self._cells: Sequence[Segment] = ()

    def has_changed(self) -> bool:
        """Whether it would look other than it does: a step among many papers moves nothing."""
        height = len(self._cells)
        return not height or self._cells_of(height) != self._cells

    def paint_lines(self, crop: Region) -> list[Strip]:
        """Return the cells of one column, from above."""
        # Made larger, it is painted before it is told its new size.
        self._cells = self._cells_of(max(self.size.height, crop.bottom))
        if not self._cells:
            return super().paint_lines(crop)
        lines = [self._strip(cell) for cell in self._cells[crop.y : crop.bottom]]
        return [line.crop(crop.x, crop.right) for line in lines]

    def notify_style_update(self) -> None:
        """Paint in the colours of another theme."""
        super().notify_style_update()
        self._painted.clear()

    def _cells_of(self, height: int) -> Sequence[Segment]:
        """Return what is in a column of that height, nothing where Textual has to paint it."""
        bar = self.render()
        if not is_plain(self) or not isinstance(bar, ScrollBarRender):
            return ()
        colors = self.app.console.get_style(bar.style)
        if colors.color is None or colors.bgcolor is None:
            return ()
        return bar.render_bar(
            height,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            bar.thickness,
            bar.vertical,
            colors.bgcolor,
            colors.color,
        ).segments

    def _strip(self, cell: Segment) -> Strip:
        strip = self._painted.get(cell)
        if strip is None:
            style = self.rich_style + cell.style if cell.style else self.rich_style
            strip = self._painted[cell] = Strip([Segment(cell.text, style)], self.thickness)
        return strip


class Scroller(ScrollView):
    """Shows lines of which some are in view."""

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint lines anew, all if no regions are told, but not the scrollbar beside them."""
        if layout or recompose or not is_plain(self):
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        lines = self.scrollable_content_region.size.region
        seen = [region for each in regions or (lines,) if (region := each.intersection(lines))]
        return super().refresh(*seen, repaint=repaint) if seen else self

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The scrollbar, made when it is first asked for, as Textual does it."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = LineScrollBar(self.scrollbar_size_vertical)
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)
        return self._vertical_scrollbar

    def scroll_to_line(self, y: int) -> None:
        """Scroll at once, so that `y` is the first line in view, as far as there are lines."""
        self.scroll_to(y=y, animate=False, immediate=True, force=True)


def is_plain(widget: Widget) -> bool:
    """Whether Textual's cache of styles has nothing to add to lines that a widget has painted.

    That is so without a border or padding, and where no colour is to be translated.
    """
    app = widget.app
    return not (app.no_color or app.native_ansi_color or any(widget.styles.gutter))
