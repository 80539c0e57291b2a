"""Breaking: what nobody expected is handed on, wherever it was raised, and never printed.

Python prints what a thread or a callback raises, with its message, onto a screen that is not its.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from paperterm.errors import PapertermError

Broke = Callable[[Exception], None]
"""What is done once something unexpected was raised."""


@contextmanager
def watched_threads(broke: Broke) -> Iterator[None]:
    """Give `broke` what a thread raises, on that thread."""

    def raised(found: threading.ExceptHookArgs) -> None:
        if isinstance(found.exc_value, Exception):
            broke(found.exc_value)

    before, threading.excepthook = threading.excepthook, raised
    try:
        yield
    finally:
        threading.excepthook = before


def watch_loop(loop: asyncio.AbstractEventLoop, broke: Broke) -> None:
    """Give `broke` what callbacks raise, and tasks that nobody waits for."""

    def raised(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        # What a connection still says after its end concerns nobody.
        is_ours = "handle" in context or "task" in context
        if is_ours and isinstance(error, Exception) and not isinstance(error, PapertermError):
            broke(error)

    loop.set_exception_handler(raised)
