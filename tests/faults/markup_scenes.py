"""Scenes: the surfaces of the app on which a text is shown, and how one gets there."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events
from textual.widget import Widget
from textual.widgets._toast import Toast

from paperterm.desktop import Way
from paperterm.links import safe_link
from paperterm.marks import tag_name
from paperterm.reading import reading
from paperterm.tui.render import short_link
from reader import Reader

Go = Callable[[Reader, str], Awaitable[None]]
"""Goes where a text is shown, from the list with the cursor on the paper that has it everywhere."""


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Scene:
    """A surface: what is shown there of a text, how often at least, and whether a click ends it.

    `within` is the kind of widget that shows it, where the screen shows it elsewhere, too.
    """

    name: str
    go: Go
    shown: Callable[[str], str] = _as_written
    times: int = 1
    ends: bool = False
    within: type[Widget] = Widget


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


def project_page(text: str) -> str:
    """Return the link that a text's paper has; with a blank in it, it would be none."""
    return f"https://example.org/{text.replace(' ', '-')}"


def _link(text: str) -> str:
    return safe_link(project_page(text)) or ""


async def _offered(reader: Reader, text: str) -> None:
    # The palette looks for words of titles, and what is between them it does not see.
    await reader.press("colon", *re.findall("[a-z0-9]{3,}", text)[-1])


async def _opened(reader: Reader, text: str) -> None:
    reader.desktop.failing = False
    await _choose_link(reader, text)


async def _not_opened(reader: Reader, text: str) -> None:
    reader.desktop.failing = True
    await _choose_link(reader, text)


async def _choose_link(reader: Reader, text: str) -> None:
    row = reader.screen.row
    assert row is not None
    await reader.press("O", str(row.paper.links.index(_link(text)) + 1))


async def _not_forgotten(reader: Reader, text: str) -> None:
    await reader.press("apostrophe")
    while f"“{text} saved”" not in "".join(reader.told):
        reader.app.clear_notifications()
        await reader.press("d", "down")


async def _undone(reader: Reader, _: str) -> None:
    await reader.press("s")
    await reader.press("u")


SCENES = (
    # Title in the row and in the pane, summary, abstract, author, keyword, submitter.
    Scene("list and abstract", keys(), reading, 5),
    Scene("note below the abstract", keys(), lambda text: f"note {text}"),
    Scene("tags", keys(), lambda text: f"#{tag_name(text)}"),
    Scene("organisation", keys("down"), lambda text: f"org {text}"[:16]),
    Scene("filter bar", pasting("slash")),
    Scene("hint of the filter", pasting("slash", before="is:")),
    Scene("filter that found", pasting("slash", before="title:", after=("enter",))),
    Scene("what completes a filter", pasting("slash", before="by:")),
    Scene("palette's line", pasting("colon")),
    Scene("palette's offers", _offered, reading, ends=True),
    Scene("palette's searches", keys("colon", *"saved"), lambda text: text[:20], ends=True),
    Scene("saved searches", keys("apostrophe"), lambda text: text[:20], ends=True),
    Scene("saving a search", pasting("slash", after=("enter", "ctrl+s"))),
    Scene("a search's name", pasting("slash", before="x", after=("enter", "ctrl+s", "delete"))),
    Scene("note's pane", keys("a")),
    Scene("tags to choose from", keys("t"), lambda text: tag_name(text)[:28], ends=True),
    Scene("tags that are typed", pasting("t")),
    Scene("what was copied", _copied, lambda text: reading(text)[:24], within=Toast),
    Scene("what is copied by hand", _by_hand, reading),
    Scene("what was undone", _undone, lambda text: f"“{reading(text)}"[:30], within=Toast),
    Scene("links to open", keys("O"), lambda text: short_link(_link(text)), ends=True),
    Scene("link that was opened", _opened, lambda text: _link(text)[:40], within=Toast),
    Scene("link that could not be opened", _not_opened, lambda text: _link(text)[:40]),
    Scene("search that cannot be forgotten", _not_forgotten, lambda text: f"“{text} saved”"),
    Scene("file to export to", pasting("e", "m", before="/nowhere/")),
    Scene(
        "export that failed",
        pasting("e", "m", before="/nowhere/", after=("enter",)),
        lambda text: f"/nowhere/{text}"[:16],
        within=Toast,
    ),
    Scene("command to pipe to", pasting("|")),
    Scene("keys", pasting("?")),
)
