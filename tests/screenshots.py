"""The pictures in screenshots/, made from the bundled sample: `python tests/screenshots.py`.

They are SVG with the reader's own fixed-width font, so that they name no font from outside. The
clock stands still and the feed is the demo's, so that the same program makes the same pictures;
a test compares them with those in the repository.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from papers import TODAY
from paperterm.demo.sample import sample_items
from reader import NOWHERE, Reader, reading

FOLDER = Path(__file__).parents[1] / "screenshots"

_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_FONT_FAMILY = re.compile(r"font-family: [^;]+;")
_IDS = re.compile(r"terminal-\d+")


@dataclass(frozen=True)
class Picture:
    """A picture's name, the terminal's columns and lines, and what is done before it is taken."""

    name: str
    size: tuple[int, int]
    prepare: Callable[[Reader], Awaitable[None]]
    online: bool = True


async def read_some(reader: Reader) -> None:
    """Read, star and come to rest on a paper in the middle."""
    await reader.press("m", "j", "m", "j", "s", "j", "j", "m", "j")
    await reader.until(lambda: reader.numbers.endswith("68 unread"))


async def filter_words(reader: Reader) -> None:
    """Filter by words, so that what they find is marked."""
    await reader.press("slash")
    await reader.type("language models has:code")


async def show_help(reader: Reader) -> None:
    """Look at the keys."""
    await reader.press("question_mark")


async def do_nothing(reader: Reader) -> None:
    """Take the picture as it is."""


PICTURES = (
    Picture("wide", (120, 34), read_some),
    Picture("narrow", (80, 24), read_some),
    Picture("filter", (120, 34), filter_words),
    Picture("help", (120, 52), show_help),
    Picture("offline", (100, 24), do_nothing, online=False),
)


async def take(picture: Picture) -> str:
    """Return a picture as SVG."""
    items = sample_items(TODAY)
    endpoint = None if picture.online else NOWHERE
    with tempfile.TemporaryDirectory() as folder:
        async with reading(Path(folder), items, size=picture.size, endpoint=endpoint) as reader:
            await picture.prepare(reader)
            await reader.settle()
            return plain(reader.app.export_screenshot(title=""))


def plain(svg: str) -> str:
    """Return Textual's SVG without the fonts it would load and the ids it makes up."""
    svg = _FONT_FACE.sub("", svg)
    svg = _FONT_FAMILY.sub("font-family: ui-monospace, Menlo, Consolas, monospace;", svg)
    svg = _IDS.sub("terminal", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def main(folder: Path = FOLDER) -> None:
    """Take every picture anew."""
    folder.mkdir(exist_ok=True)
    for picture in PICTURES:
        (folder / f"{picture.name}.svg").write_text(asyncio.run(take(picture)), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
