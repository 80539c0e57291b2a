"""Piping: papers as JSON are given to a command of the reader's own, which has the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from textual.app import App

from paperterm.cells import cut
from paperterm.desktop import Desktop, DesktopError
from paperterm.errors import StoreError
from paperterm.lanes import Lane
from paperterm.paper import Row
from paperterm.printing import json_array
from paperterm.tui.ask_text import AskText
from paperterm.tui.chosen import Chosen
from paperterm.tui.telling import LONG, SHORT
from paperterm.tui.terminal import ask_for_key

COMMAND_LENGTH = 2_000
"""Characters of a command."""

NAME_WIDTH = 40
"""Columns of a command that is named in a sentence."""

MOST = 10_000
"""Papers that are piped at once: their JSON is held in memory, some 3 kB each."""


class Piping:
    """Asks for a command and gives it the chosen papers; the last one is offered again.

    The JSON is made on a `lane`; what came of it goes to `say`, with the seconds for which it is
    worth reading.
    """

    def __init__(
        self, app: App[Any], desktop: Desktop, lane: Lane, say: Callable[[str, float], None]
    ) -> None:
        self._app = app
        self._desktop = desktop
        self._lane = lane
        self._say = say
        self._last = ""

    async def ask(self, chosen: Chosen) -> None:
        """Ask which command is to have the papers."""
        if len(chosen.keys) > MOST:
            self._say(
                f"That is {chosen.words}, and {MOST:,} can be piped from here; in a shell,"
                " `paperterm list --json` pipes as many as there are.",
                LONG,
            )
            return

        def answered(command: str | None) -> None:
            if command is not None:
                self._last = command
                self._app.run_worker(self._pipe(command, chosen), group="outside")

        await self._app.push_screen(
            AskText(
                f"Pipe {chosen.words} as JSON to",
                text=self._last,
                hint="a command, as in a shell",
                longest=COMMAND_LENGTH,
            ),
            answered,
        )

    async def _pipe(self, command: str, chosen: Chosen) -> None:
        rows: list[Row] = []
        try:
            async for some in chosen.rows("reading"):
                rows += some
        except StoreError as error:
            self._say(str(error), LONG)
            return
        text = await self._lane.run(_json, rows)
        try:
            # The terminal is the command's meanwhile: nothing may be painted, so all waits.
            with self._app.suspend():
                code = self._desktop.pipe(command, text)
                ended = f" with exit code {code}" if code else ""
                prompt = f"\n[{command} ended{ended}] Press any key to go back."
                ask_for_key(prompt, sys.stdin.fileno(), sys.stdout)
                print()
        except DesktopError as error:
            self._say(str(error), LONG)
        else:
            name = cut(command, NAME_WIDTH)
            done = f"Piped {chosen.words} to “{name}”."
            self._say(f"“{name}” ended with exit code {code}." if code else done, SHORT)


def _json(rows: list[Row]) -> str:
    """Return an array of what `--json` prints of each paper."""
    return "".join(json_array((row.as_json() for row in rows), ascii_only=False))
