"""Markup: texts that are one somewhere, on every surface of the app, with a click on each cell."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from faults.cases import Case, Fault, Plan
from faults.jobs import Job, done
from faults.markup_scenes import SCENES, Scene, project_page
from faults.markup_texts import MARKUP, PLAIN
from painted import painted
from papers import item
from reader import Reader, reading

SIZE = (120, 30)
"""Columns and lines in which every text fits on a line."""

ENDING = 6
"""Cells of a text that are clicked where a click ends the scene; each is looked at."""

AT_ONCE = 4
"""Texts in one app."""

WORKERS = 6
"""Apps at a time: each waits for half of its time, to see that nothing follows from a key."""


def run(plan: Plan) -> Iterator[Case]:
    """Show each text on each surface."""
    texts = MARKUP[:: plan.number(1, 22)]
    yield from done(_jobs(plan.scratch, texts), WORKERS)


def _jobs(scratch: Path, texts: tuple[str, ...]) -> Iterator[Job]:
    for first in range(0, len(texts), AT_ONCE):
        yield partial(tried, scratch / f"markup-{first}", texts[first : first + AT_ONCE])


FAULT = Fault(
    "markup",
    "markup of every kind in texts, on every surface of the app, with a click on each cell",
    "shown as it is written; no action runs that plain text does not run",
    run,
)


def tried(folder: Path, texts: Sequence[str], scenes: Sequence[Scene] = SCENES) -> list[Case]:
    """Show texts, and first a plain one, in every scene; a case is a text in a scene."""
    folder.mkdir()
    return asyncio.run(_tried(folder, texts, scenes))


async def _tried(folder: Path, texts: Sequence[str], scenes: Sequence[Scene]) -> list[Case]:
    every = (PLAIN, *texts)
    items = [item(number, text, **_fields(number, text)) for number, text in _numbered(every)]
    searches = {f"{text} saved": f"title:markup {text}" for text in every}
    cases = []
    async with reading(folder, items, size=SIZE, shows_notices=True, searches=searches) as reader:
        stage = Stage(reader)
        for place, text in enumerate(every):
            await stage.write(place, text)
        for scene in scenes:
            plain = await stage.play(scene, 0, PLAIN)
            cases += [Case(f"plain text, {scene.name}", plain.wrong)] if plain.wrong else []
            for place, text in enumerate(texts, start=1):
                played = await stage.play(scene, place, text, plain.actions)
                cases.append(Case(f"{text}, {scene.name}", played.wrong, "shown as it is written"))
    return cases


def _numbered(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield two papers' numbers for each text; the second is of an organisation."""
    for place, text in enumerate(texts):
        yield from ((2 * place, text), (2 * place + 1, text))


def _fields(number: int, text: str) -> dict[str, Any]:
    fields = {
        "summary": f"Abstract: {text}.",
        "authors": [{"name": text}],
        "ai_keywords": [text, "markup"],
        "ai_summary": text,
        "submittedOnDailyBy": {"name": text},
        "githubRepo": f"https://github.com/o/{text}",
        "projectPage": project_page(text),
    }
    return {**fields, "organization": {"name": f"org {text}"}} if number % 2 else fields


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scene: what was wrong, and which actions ran or could be clicked."""

    wrong: str
    actions: frozenset[str]


class Stage:
    """The running app; what clicks make it do is written down."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._done: set[str] = set()
        run_action = reader.app.run_action

        async def recorded(action: Any, *rest: Any, **more: Any) -> bool:
            self._done.add(str(action))
            return await run_action(action, *rest, **more)

        reader.app.run_action = recorded  # type: ignore[method-assign]

    async def write(self, place: int, text: str) -> None:
        """Write a note on a text's paper, and give it a tag."""
        await self._go_to(place)
        await self.reader.press("a")
        await self._paste(f"note {text}")
        await self.reader.press("ctrl+s")
        await self.reader.press("t")
        await self._paste(text.replace(" ", "-").replace(",", ""))
        await self.reader.press("enter")

    async def play(
        self, scene: Scene, place: int, text: str, allowed: frozenset[str] = frozenset()
    ) -> Played:
        """Go to a scene, look whether it shows the text, and click each cell of it."""
        reader = self.reader
        await self._enter(scene, place, text)
        shown = list(self._in_front(self._cells(scene.shown(text)), scene.within))
        wrong = ""
        if len(shown) < scene.times:
            wrong = f"it is shown {len(shown)} times, not {scene.times}: {scene.shown(text)!r}"
        self._done = set(self._clickable())
        clicked = [cell for each in shown for cell in each]
        if scene.ends:
            await self._click_apart(scene, place, text, clicked[:: -(-len(clicked) // ENDING) or 1])
        else:
            # Nobody looks at the frames between the clicks.
            with reader.app.batch_update():
                for cell in clicked:
                    self._click(*cell)
                await reader.settle()
        actions = frozenset(self._done)
        strange = sorted(each for each in actions - allowed if not _opens_link(each))
        if text != PLAIN and strange:
            wrong = f"a click runs {strange[0]}"
        if reader.app._exit:
            wrong = "the app has ended"
        return Played(wrong, actions)

    async def _click_apart(
        self, scene: Scene, place: int, text: str, cells: Sequence[tuple[int, int]]
    ) -> None:
        """Click cells, and go back to the scene wherever a click has ended it."""
        screen = self.reader.app.screen
        for cell in cells:
            if self.reader.app.screen is not screen:
                seen, self._done = self._done, set()  # keys run actions, too
                await self._enter(scene, place, text)
                self._done, screen = seen, self.reader.app.screen
            self._click(*cell)
            await self.reader.settle()

    async def _enter(self, scene: Scene, place: int, text: str) -> None:
        await self._go_to(place)
        await scene.go(self.reader, text)
        await self.reader.pilot.pause()

    async def _go_to(self, place: int) -> None:
        """Go back to the list, and there to the first paper of a text."""
        reader = self.reader
        while reader.app.screen is not reader.screen or reader.screen.typing:
            await reader.press("escape")
        reader.app.clear_notifications()
        await reader.press("escape", "backslash", "g", *["j"] * (2 * place))

    async def _paste(self, text: str) -> None:
        self.reader.app.post_message(events.Paste(text))
        await self.reader.settle()

    def _cells(self, text: str) -> list[list[tuple[int, int]]]:
        """Return the cells of each place where a text is shown."""
        found = []
        for y, line in enumerate(painted(self.reader.app)):
            start = line.text.find(text) if text else -1
            while start >= 0:
                x = cell_len(line.text[:start])
                found.append([(x + column, y) for column in range(cell_len(text))])
                start = line.text.find(text, start + len(text))
        return found

    def _in_front(
        self, cells: Sequence[list[tuple[int, int]]], within: type[Widget]
    ) -> Iterator[list[tuple[int, int]]]:
        """Yield the places that are in a kind of widget, and not behind a dialog.

        A click beside a dialog closes it.
        """
        screen = self.reader.app.screen
        for each in cells:
            widget, _ = screen.get_widget_at(*each[0])
            if widget is not screen and isinstance(widget, within):
                yield each

    def _clickable(self) -> Iterator[str]:
        """Yield what a click can do, on any cell of the screen."""
        for line in painted(self.reader.app):
            for segment in line:
                if segment.style and (action := segment.style.meta.get("@click")):
                    yield str(action)

    def _click(self, x: int, y: int) -> None:
        app = self.reader.app
        app.mouse_position = Offset(x, y)
        for kind in (events.MouseDown, events.MouseUp, events.Click):
            widget, _ = app.get_widget_at(x, y)
            app.screen._forward_event(
                kind(
                    widget,
                    x,
                    y,
                    0,
                    0,
                    1,
                    shift=False,
                    meta=False,
                    ctrl=False,
                    screen_x=x,
                    screen_y=y,
                )
            )


def _opens_link(action: str) -> bool:
    """Whether an action is what links do by themselves."""
    return "open_link" in action
