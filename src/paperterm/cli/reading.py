"""Opening the reader, or printing the first rows of its list where nobody could use it.

It is the program without a command, and must be on the screen at once: click is not needed for it,
and Textual is imported last.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from paperterm import garbage
from paperterm.cli import streams
from paperterm.cli.parts import configuration, now, opened, print_list, refreshed

FIRST_ROWS = 50
"""Rows printed in place of the reader where there is no terminal to read in."""

FRAMES = "240"
"""Frames a second, of which most are none.

What changes is painted at the next frame but one: at Textual's 60, up to 33 ms after it is there.
"""

SWITCH = 0.0005
"""Seconds after which a thread that waits for Python's lock gets it, a tenth of the usual.

While a refresh writes, search and painting need it hundreds of times for one key.
"""


def read_or_print() -> int:
    """Open the reader, or print the first rows of its list where nobody could use it."""
    config = configuration()
    if not streams.are_interactive():
        with opened(config) as store:
            print_list(store, "", FIRST_ROWS)
        return 0
    from paperterm.tui.opening import opening

    with opening(config, os.environ, now) as opened_first:
        # Only now: it takes longer than all that is on the screen by now has taken.
        with _importing():
            from paperterm.tui.app import run_reader
            from paperterm.tui.ending import Ending

        ending = run_reader(config, os.environ, now, opening=opened_first)
    return demo() if ending is Ending.SAMPLE else 0


def demo() -> int:
    """Open the reader (or print its first rows) on the sample, in a directory of its own."""
    import tempfile
    from dataclasses import replace

    from paperterm.config import REFRESH_MINUTES
    from paperterm.demo.sample import sample_items
    from paperterm.demo.server import FeedServer

    config = configuration()
    for number in (signal.SIGTERM, signal.SIGHUP):
        # Ended from outside, the directory is removed all the same.
        signal.signal(number, _end)
    with (
        tempfile.TemporaryDirectory(prefix="paperterm-demo-", ignore_cleanup_errors=True) as folder,
        FeedServer(sample_items(now().date())) as server,
    ):
        config = replace(
            config,
            endpoint=server.url,
            token=None,
            refresh_minutes=REFRESH_MINUTES,
            cache_file=Path(folder, "cache.db"),
            library_file=Path(folder, "library.db"),
            state_file=None,
        )
        if streams.are_interactive():
            with _importing():
                from paperterm.tui.app import run_reader

            run_reader(config, os.environ, now, demo=True)
        else:
            with opened(config) as store:
                refreshed(config, store)
                print_list(store, "", FIRST_ROWS)
    return 0


@contextmanager
def _importing() -> Iterator[None]:
    """Have threads and frames change as often as we like.

    Textual reads the variable when it is imported.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    sys.setswitchinterval(SWITCH)
    with garbage.put_off():
        yield


def _end(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
