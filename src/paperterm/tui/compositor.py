"""Frames: what has changed goes to the terminal as the lines that its widgets have painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from textual._compositor import Compositor, CompositorUpdate
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip


class Patches(CompositorUpdate):
    """Lines, each with the column and the row of the screen at which it begins."""

    def __init__(self, lines: Sequence[tuple[int, int, Strip]]) -> None:
        self._lines = lines

    def render_segments(self, console: Console) -> str:
        """Return what is written to the terminal."""
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self._lines
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the same, as Textual's updates do."""
        for x, y, strip in self._lines:
            yield Control.move_to(x, y)
            yield from strip


class PatchingCompositor(Compositor):
    """Textual's compositor, but for frames in which a part of the screen has changed.

    Textual cuts each line of each widget there at the edges of all others, puts the pieces
    together, and writes them one by one: of a step for which the list scrolls, that took a third
    of the time.
    """

    def render_update(
        self,
        full: bool = False,
        screen_stack: list[Screen[object]] | None = None,
        simplify: bool = False,
    ) -> RenderableType | None:
        """Return what has changed since the last frame."""
        if full or self.size.region in self._dirty_regions:
            return super().render_update(full, screen_stack, simplify)
        changed = _without_parts(self._dirty_regions)
        self._dirty_regions.clear()
        lines = [line for region in changed for line in self._lines(region)]
        return Patches(lines) if lines else None

    def _lines(self, region: Region) -> Iterator[tuple[int, int, Strip]]:
        """Yield the lines of a region, each as far as it is one widget's, from the foremost on."""
        missing = [region]
        for widget, (place, clip) in self.visible_widgets.items():
            seen = _shared(place, clip)
            for part in [*missing]:
                if not (shown := _shared(part, seen)):
                    continue
                missing.remove(part)
                missing += _around(shown, part)
                strips = widget.render_lines(shown - place.offset)
                # A container that is covered has none.
                for y, strip in zip(shown.line_range, strips, strict=False):
                    yield shown.x, y, strip
            if not missing:
                break


def _without_parts(regions: Iterable[Region]) -> list[Region]:
    """Return regions but those that are within another one."""
    kept: list[Region] = []
    for region in sorted(regions, key=lambda region: (-region.area, region)):
        if not any(_shared(other, region) == region for other in kept):
            kept.append(region)
    return kept


def _shared(one: Region, other: Region) -> Region:
    """Return what regions share; Textual's own method keeps thousands of answers, a megabyte."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    width, height = min(one.right, other.right) - x, min(one.bottom, other.bottom) - y
    return Region(x, y, max(width, 0), max(height, 0))


def _around(inner: Region, outer: Region) -> list[Region]:
    """Return what an outer region has above, below and on both sides of one within it."""
    around = (
        Region.from_corners(outer.x, outer.y, outer.right, inner.y),
        Region.from_corners(outer.x, inner.bottom, outer.right, outer.bottom),
        Region.from_corners(outer.x, inner.y, inner.x, inner.bottom),
        Region.from_corners(inner.right, inner.y, outer.right, inner.bottom),
    )
    return [region for region in around if region]
