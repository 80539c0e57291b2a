"""Widgets that look the same for long: their lines are kept until something about them changes."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Still(Widget):
    """A widget that is not painted again before it is refreshed.

    For a frame of the whole screen Textual asks bars and scrollbars for their lines, too, whether
    anything about them has changed or not: that took as long as the list itself.
    """

    _kept: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines as they were painted."""
        if self._kept is None or self._kept[0] != crop:
            self._kept = (crop, self.paint_lines(crop))
        return self._kept[1]

    def paint_lines(self, crop: Region) -> list[Strip]:
        """Return the lines, painted anew."""
        return super().render_lines(crop)

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Have the lines painted anew, unless they would look as they do."""
        if layout or recompose or self.has_changed():
            self._kept = None
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        return self

    def has_changed(self) -> bool:
        """Whether the lines would look other than they were painted, as far as is known."""
        return True
