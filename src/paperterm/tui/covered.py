"""Containers that paint nothing where their children leave nothing of them to be seen."""

from __future__ import annotations

from textual.containers import Container
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Covered(Container):
    """A container without anything of its own to paint.

    Textual would paint its blank lines first and its children over them, in every frame of the
    whole screen.
    """

    BLANK = True

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return nothing where the children have all the room."""
        return [] if is_covered(self) else super().render_lines(crop)


def is_covered(widget: Widget) -> bool:
    """Whether the children that are displayed have all the room there is, and no more.

    In a terminal too small for them they have more, and then nobody knows what they leave.
    """
    taken = sum(child.outer_size.area for child in widget.children if child.display)
    return taken == widget.outer_size.area
