"""The pictures in screenshots/, made from the bundled sample: `python tests/screenshots.py`.

They are SVG with the reader's own fixed-width font, so that they name no font from outside. The
clock stands still, the surroundings are fixed and the feed is the demo's, so that the same program
makes the same pictures wherever it runs; a test compares them with those in the repository.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from textual.widgets import Input

from papers import TODAY
from paperterm.config import ENDPOINT
from paperterm.demo.sample import sample_items
from reader import NOWHERE, Reader, reading

FOLDER = Path(__file__).parents[1] / "screenshots"

PATIENCE = 120
"""Seconds after which pictures that are not there yet are taken to hang."""

SURROUNDINGS = {
    "LANG": "C.UTF-8",
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "TZ": "UTC",
    # So the real feed's host cannot be reached, wherever this runs; loopback needs no proxy.
    "HTTPS_PROXY": NOWHERE,
}
"""The environment in which pictures are taken; Textual reads its own when it is imported."""

_KEPT = {"PATH", "PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "TMPDIR"}
_HERE = "--here"

_FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
_FONT_FAMILY = re.compile(r"font-family: [^;]+;")
_IDS = re.compile(r"terminal-\d+")
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"\d+\.\d{4,}")


@dataclass(frozen=True)
class Picture:
    """A picture's name, the terminal's columns and lines, and what is done before it is taken.

    `endpoint` is the feed's; without one it is the demo's.
    """

    name: str
    size: tuple[int, int]
    prepare: Callable[[Reader], Awaitable[None]]
    endpoint: str | None = None
    is_first_start: bool = False


async def read_some(reader: Reader) -> None:
    """Read, star and come to rest on a paper in the middle."""
    await reader.press("m", "j", "m", "j", "s", "j", "j", "m", "j")
    await reader.until(lambda: reader.numbers.endswith("68 unread"))


def hold_cursors(reader: Reader) -> None:
    """Have no cursor blink."""
    for line in reader.app.screen.query(Input):
        line.cursor_blink = False


async def type_filter(reader: Reader, text: str) -> None:
    """Type a filter."""
    hold_cursors(reader)
    await reader.press("slash")
    await reader.type(text)


async def filter_words(reader: Reader) -> None:
    """Filter by words, so that what they find is marked."""
    await type_filter(reader, "language models has:code")


async def complete_a_name(reader: Reader) -> None:
    """Begin the name of an author, and choose one of those there are."""
    await type_filter(reader, 'is:unread -"diffusion models" author:')
    await reader.press("down", "down")


async def show_help(reader: Reader) -> None:
    """Look at the keys."""
    await reader.press("question_mark")
    hold_cursors(reader)


async def look_for_papers(reader: Reader) -> None:
    """Look for something that commands, saved searches and papers have."""
    await reader.press("colon")
    hold_cursors(reader)
    await reader.type("re")


async def open_copy_menu(reader: Reader) -> None:
    """Look at what can be copied of a paper."""
    await reader.press("j", "j", "Y")


async def do_nothing(reader: Reader) -> None:
    """Take the picture as it is."""


PICTURES = (
    Picture("wide", (120, 34), read_some),
    Picture("narrow", (80, 24), read_some),
    Picture("filter", (120, 34), filter_words),
    Picture("completion", (100, 24), complete_a_name),
    Picture("help", (120, 36), show_help),
    Picture("palette", (100, 24), look_for_papers),
    Picture("copy", (100, 24), open_copy_menu),
    Picture("offline", (100, 24), do_nothing, endpoint=ENDPOINT, is_first_start=True),
)


async def take(picture: Picture) -> str:
    """Return a picture as SVG."""
    items = sample_items(TODAY)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with reading(
            place,
            items,
            size=picture.size,
            endpoint=picture.endpoint,
            is_first_start=picture.is_first_start,
        ) as reader:
            await picture.prepare(reader)
            await reader.settle()
            return await at_rest(reader)


async def at_rest(reader: Reader) -> str:
    """Return the screen as SVG, once two looks at it see the same."""
    before, now = "", plain(reader.app.export_screenshot())
    async with asyncio.timeout(10):
        while now != before:
            await reader.pilot.pause(0.1)
            before, now = now, plain(reader.app.export_screenshot())
    return now


def plain(svg: str) -> str:
    """Return Textual's SVG without the fonts it would load and the ids it makes up."""
    svg = _FONT_FACE.sub("", svg)
    svg = _FONT_FAMILY.sub("font-family: ui-monospace, Menlo, Consolas, monospace;", svg)
    svg = _IDS.sub("terminal", svg)
    # A sum of tenths such as 879.5999999999999 means no more than 879.6. In the text, though, such
    # a number is the id of a paper.
    svg = _TAG.sub(lambda tag: _NUMBER.sub(lambda number: f"{float(number[0]):.6g}", tag[0]), svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def take_all(folder: Path) -> None:
    """Take every picture, in the surroundings that this process has."""
    folder.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        (folder / f"{picture.name}.svg").write_text(asyncio.run(take(picture)), encoding="utf-8")


def main(folder: Path = FOLDER) -> None:
    """Take every picture anew, in a process that has the surroundings fixed."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    subprocess.run(
        [sys.executable, __file__, _HERE, str(folder)],
        env=kept | SURROUNDINGS,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == [_HERE]:
        take_all(Path(sys.argv[2]))
    else:
        main(*map(Path, sys.argv[1:2]))
