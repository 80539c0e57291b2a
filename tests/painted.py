"""What is on the screen of a running app, as it was painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from paperterm.tui.app import PapertermApp

RULES = "─│▔▁▂▃▄▅▆▇█▌▐▊ "
"""What rules, borders and scrollbars are made of."""


def painted(app: PapertermApp, region: Region | None = None) -> list[Strip]:
    """Return the lines of the screen, or of a region of it."""
    x, y, width, height = region or app.screen.region
    lines = app.screen._compositor.render_strips(app.size)
    return [line.crop(x, x + width) for line in lines[y : y + height]]


def text_of(lines: Sequence[Strip]) -> str:
    """Return lines as text."""
    return "\n".join(line.text.rstrip() for line in lines)


def written(lines: Sequence[Strip]) -> Iterator[tuple[str, Style]]:
    """Yield what is written, with its style; rules and bars are none of it."""
    for line in lines:
        for segment in line:
            text = segment.text.strip(RULES)
            if text and segment.style:
                yield text, segment.style


def hex_of(color: RichColor | None) -> str:
    """Return a colour as the themes write it; nothing for one that is the terminal's own."""
    return Color.from_rich_color(color).hex if color and color.triplet else ""
