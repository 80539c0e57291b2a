"""Exporting: papers are written to a file, in a format and under a name that are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.app import App

from paperterm.errors import PapertermError, UsageError
from paperterm.lanes import Lane
from paperterm.paper import Row
from paperterm.tui.ask_text import AskText
from paperterm.tui.chosen import AT_ONCE, Chosen
from paperterm.tui.dialogs import Confirm
from paperterm.tui.export_menu import OFFERED, ExportMenu
from paperterm.tui.telling import LONG, SHORT
from paperterm.wording import counted
from paperterm.writing import check_place, write_whole

PATH_LENGTH = 1_000
"""Characters of a file's name with its directories."""

CLOSING = 0.05
"""Seconds that the end of the program waits for what is half written to be taken away."""


class _EndedError(Exception):
    """The program ends before all is written."""


class Exporting:
    """Asks for a format and a file, and writes it on a lane of its own, as that may take a while.

    What came of it goes to `say`, with the seconds for which it is worth reading.
    """

    def __init__(
        self, app: App[Any], now: Callable[[], datetime], say: Callable[[str, float], None]
    ) -> None:
        self._app = app
        self._now = now
        self._say = say
        self._lane = Lane("export")
        self._ended = False

    async def ask(self, chosen: Chosen, name: str = "") -> None:
        """Ask in which format papers are to be written, unless it has a `name`, and then where.

        Raises StoreError.
        """
        row = await chosen.one()

        async def taken(name: str) -> None:
            await self._ask_where(name, chosen, row)

        if name:
            await taken(name)
        else:
            await self._app.push_screen(ExportMenu(chosen.words, taken))

    def close(self) -> None:
        """End what is being written, without a trace."""
        self._ended = True
        self._lane.close(wait=CLOSING)

    async def _ask_where(self, name: str, chosen: Chosen, row: Row | None) -> None:
        from paperterm.export import FORMATS  # noqa: PLC0415 - only now

        def answered(text: str | None) -> None:
            if text is not None:
                self._app.run_worker(self._export(name, text, chosen), group="outside")

        stem = row.paper.id if row else "papers"
        await self._app.push_screen(
            AskText(
                f"Write {chosen.words} as {OFFERED[name].name} to",
                text=stem + FORMATS[name].suffixes[0],
                hint="a file",
                longest=PATH_LENGTH,
            ),
            answered,
        )

    async def _export(self, name: str, text: str, chosen: Chosen) -> None:
        """Write the papers, after a question where there is such a file already."""
        from paperterm.export import About, exported  # noqa: PLC0415 - only now

        work = chosen.work("exporting")
        rows = _Rows(chosen, lambda: self._ended, work.add)
        try:
            file = _file(text)
            if await self._lane.run(_is_there, file):
                question = Confirm(f"{file} is there already. Replace it?")
                if not await self._app.push_screen_wait(question):
                    return
            with work:
                document = exported(rows, name, About(self._now()))
                await self._lane.run(write_whole, file, document)
        except PapertermError as error:
            self._say(str(error), LONG)
        except _EndedError:
            return
        else:
            self._say(f"{counted(rows.count, 'paper')} exported to {file}", SHORT)


class _Rows:
    """Rows for another thread, read on the event loop; `count` is how many it has got.

    How many of those that were chosen are done goes to `done`, now and then.
    """

    def __init__(
        self, chosen: Chosen, has_ended: Callable[[], bool], done: Callable[[int], None]
    ) -> None:
        self.count = 0
        self._done = done
        self._chosen = chosen
        self._has_ended = has_ended
        self._loop = asyncio.get_running_loop()

    def __iter__(self) -> Iterator[Row]:
        keys = self._chosen.keys
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            read = asyncio.run_coroutine_threadsafe(self._chosen.read(some), self._loop)
            for row in read.result():
                if self._has_ended():
                    raise _EndedError
                self.count += 1
                yield row
            self._done(len(some))


def _file(text: str) -> Path:
    """Return the file that somebody names; raises UsageError."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(f"{text} was not written: there is no such user here.") from error


def _is_there(file: Path) -> bool:
    """Whether there is a file of that name; raises UsageError where none can be."""
    check_place(file)
    return file.exists()
