"""What is written to a terminal comes to it whole and in order, and is not waited for."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import threading
import tty
from collections.abc import Callable, Iterator
from typing import TextIO

import pytest

from paperterm.tui import output
from paperterm.tui.output import Output

MUCH = "".join(f"line {number}\n" for number in range(30_000))
"""More than a terminal takes before somebody reads."""


class Terminal:
    """A pseudo-terminal whose side of the program is `file`."""

    def __init__(self) -> None:
        self._ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self.file: TextIO = os.fdopen(theirs, "w", encoding="utf-8", errors="backslashreplace")

    def read(self) -> str:
        """Return some of what has come, waiting until there is something."""
        return os.read(self._ours, 4096).decode()

    def read_on(self, length: int) -> str:
        """Return what has come once it has a length."""
        text = ""
        while len(text) < length:
            text += self.read()
        return text

    def hang_up(self) -> None:
        """Go away, as a window that is closed."""
        os.close(self._ours)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    shown = Terminal()
    yield shown
    shown.file.close()


def test_a_terminal_that_takes_nothing_is_not_waited_for(terminal: Terminal) -> None:
    async def story() -> str:
        writer = Output(terminal.file, asyncio.get_running_loop())
        writer.open()
        writer.write(MUCH)
        writer.flush()  # would never return if it waited: nobody reads yet
        writer.write("the end")
        writer.flush()
        read = await asyncio.to_thread(terminal.read_on, len(MUCH) + len("the end"))
        writer.close()
        return read

    assert asyncio.run(story()) == MUCH + "the end"


def test_what_nobody_flushes_comes_too(terminal: Terminal) -> None:
    async def story() -> str:
        writer = Output(terminal.file, asyncio.get_running_loop())
        writer.open()
        writer.write("\a")
        read = await asyncio.to_thread(terminal.read)
        writer.close()
        return read

    assert asyncio.run(story()) == "\a"


def finished(terminal: Terminal, length: int, write: Callable[[Output], None]) -> str:
    """Return what comes of what is written while another thread reads from the terminal."""

    async def story() -> str:
        writer = Output(terminal.file, asyncio.get_running_loop())
        writer.open()
        read: list[str] = []
        reader = threading.Thread(target=lambda: read.append(terminal.read_on(length)))
        reader.start()
        write(writer)
        reader.join()
        writer.close()
        return "".join(read)

    return asyncio.run(story())


def test_all_has_come_when_it_is_closed(terminal: Terminal) -> None:
    def write(writer: Output) -> None:
        writer.write(MUCH)
        writer.close()

    assert finished(terminal, len(MUCH), write) == MUCH


def test_what_waits_is_bounded(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "MOST", 0)

    def write(writer: Output) -> None:
        writer.write(MUCH)
        writer.flush()  # the event loop writes nothing until this returns, so it has to be all

    assert finished(terminal, len(MUCH), write) == MUCH


def test_a_terminal_that_is_gone_takes_everything(terminal: Terminal) -> None:
    async def story() -> None:
        writer = Output(terminal.file, asyncio.get_running_loop())
        writer.open()
        writer.write(MUCH)
        writer.flush()
        terminal.hang_up()
        for _ in range(2):
            writer.write(MUCH)
            writer.flush()
        await asyncio.sleep(0)
        writer.close()

    asyncio.run(story())
    terminal.file.write("nor does what others write fail")
    terminal.file.flush()


def test_it_can_go_on_after_a_pause(terminal: Terminal) -> None:
    async def story() -> str:
        writer = Output(terminal.file, asyncio.get_running_loop())
        read = ""
        for text in ("before", "after"):
            writer.open()
            writer.write(text)
            writer.close()
            writer.write("this the editor would show that was opened meanwhile")
            writer.flush()
            writer.close()
            read += await asyncio.to_thread(terminal.read)
        return read

    assert asyncio.run(story()) == "beforeafter"


def test_others_who_write_to_the_terminal_wait_as_ever(terminal: Terminal) -> None:
    async def story() -> int:
        writer = Output(terminal.file, asyncio.get_running_loop())
        writer.open()
        flags = fcntl.fcntl(terminal.file.fileno(), fcntl.F_GETFL)
        writer.close()
        return flags

    assert not asyncio.run(story()) & os.O_NONBLOCK


def test_a_terminal_that_cannot_be_opened_is_written_to(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `su`, without a terminal of its own: then there is nothing but to wait."""

    def refuse(*_: object) -> int:
        raise PermissionError

    def write(writer: Output) -> None:
        writer.write(MUCH)
        writer.close()

    monkeypatch.setattr(os, "open", refuse)
    assert finished(terminal, len(MUCH), write) == MUCH
