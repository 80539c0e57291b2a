"""Scenes: the surfaces of the app on which a text is shown, and how one gets there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events

from paperterm.desktop import Way
from paperterm.marks import tag_name
from paperterm.reading import reading
from reader import Reader

Go = Callable[[Reader, str], Awaitable[None]]
"""Goes where a text is shown, from the list with the cursor on the paper that has it everywhere."""


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Scene:
    """A surface: what is shown there of a text, how often at least, and whether a click ends it."""

    name: str
    go: Go
    shown: Callable[[str], str] = _as_written
    times: int = 1
    ends: bool = False


def keys(*pressed: str) -> Go:
    """Return what presses keys."""

    async def go(reader: Reader, _: str) -> None:
        await reader.press(*pressed)

    return go


def pasting(*pressed: str, before: str = "", after: tuple[str, ...] = ()) -> Go:
    """Return what presses keys, pastes the text, and presses more."""

    async def go(reader: Reader, text: str) -> None:
        for key in pressed:
            await reader.press(key)
        reader.app.post_message(events.Paste(before + text))
        await reader.settle()
        for key in after:
            await reader.press(key)

    return go


async def _by_hand(reader: Reader, _: str) -> None:
    reader.desktop.way = Way.TERMINAL
    await reader.press("Y")
    await reader.press("t")


async def _copied(reader: Reader, _: str) -> None:
    reader.desktop.way = Way.DESKTOP
    await reader.press("Y")
    await reader.press("t")


async def _undone(reader: Reader, _: str) -> None:
    await reader.press("s")
    await reader.press("u")


SCENES = (
    # Title in the row and in the pane, summary, abstract, author, keyword, submitter.
    Scene("list and abstract", keys(), reading, 5),
    Scene("note below the abstract", keys(), lambda text: f"note {text}"),
    Scene("tags", keys(), lambda text: f"#{tag_name(text)}"),
    Scene("organisation", keys("down"), lambda text: f"org {text}"),
    Scene("filter bar", pasting("slash")),
    Scene("hint of the filter", pasting("slash", before="is:")),
    Scene("filter that found", pasting("slash", before="title:", after=("enter",))),
    Scene("what completes a filter", pasting("slash", before="by:")),
    Scene("palette's line", pasting("colon")),
    Scene("palette's offers", keys("colon", *"markup"), reading, ends=True),
    Scene("palette's searches", keys("colon", *"saved"), lambda text: text[:20], ends=True),
    Scene("saved searches", keys("apostrophe"), lambda text: text[:20], ends=True),
    Scene("saving a search", pasting("slash", after=("enter", "ctrl+s"))),
    Scene("a search's name", pasting("slash", before="x", after=("enter", "ctrl+s", "delete"))),
    Scene("note's pane", keys("a")),
    Scene("tags to choose from", keys("t"), lambda text: tag_name(text)[:28], ends=True),
    Scene("tags that are typed", pasting("t")),
    Scene("what was copied", _copied, reading),
    Scene("what is copied by hand", _by_hand, reading),
    Scene("what was undone", _undone, reading),
    Scene("file to export to", pasting("e", "m", before="/nowhere/")),
    Scene("export that failed", pasting("e", "m", before="/nowhere/", after=("enter",))),
    Scene("command to pipe to", pasting("|")),
    Scene("keys", pasting("?")),
)
