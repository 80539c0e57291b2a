"""Opening: the store, the list and the first frame, before Textual is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

from paperterm.config import Config
from paperterm.errors import StoreError
from paperterm.query import EVERYTHING, parse
from paperterm.state import State, StateFile
from paperterm.store import Store
from paperterm.tui.asking import Answer, resumed
from paperterm.tui.colors import NAME
from paperterm.tui.first_frame import (
    LEAST_COLUMNS,
    LEAST_LINES,
    Color,
    Look,
    eight_bit,
    first_frame,
    true_color,
)
from paperterm.tui.lines import HEADING, updated, utc_today
from paperterm.tui.rows import RowLayout
from paperterm.tui.terminal import Terminal, held_terminal


@dataclass(frozen=True, slots=True)
class Opening:
    """What was opened before Textual was there, and the terminal, maybe with a frame on it.

    The `answer` is to the query for everything in the order of the `state`; None where the cache
    could not be read.
    """

    state: State
    store: Store
    answer: Answer | None
    fetched_at: datetime | None
    terminal: Terminal


@contextmanager
def opening(
    config: Config, environ: Mapping[str, str], now: Callable[[], datetime]
) -> Iterator[Opening | None]:
    """Open the store and show what is in it; None where that is better left to the app.

    In the end the terminal is given back, if the app has not taken it, and the store is closed,
    which is done once however often it is asked for. Raises StoreError.
    """
    state = StateFile(config.state_file).read()
    color = _color(config.theme or state.theme, environ)
    columns, lines = _size(environ)
    file, keyboard = sys.__stderr__, sys.__stdin__
    if (
        color is None
        or columns < LEAST_COLUMNS
        or lines < LEAST_LINES
        or file is None
        or keyboard is None
        or not (file.encoding or "").lower().startswith("utf")
        or not config.cache_file.exists()
    ):
        yield None
        return
    with (
        closing(Store.open(config.cache_file, config.library_file, now)) as store,
        held_terminal(file, keyboard.fileno()) as terminal,
    ):
        answer, fetched_at = _asked(store, state, lines)
        if answer and answer.counts.papers and not (answer.key is not None and state.was_read):
            look = Look(
                columns,
                lines,
                HEADING,
                answer,
                updated(fetched_at, now()),
                utc_today(now()),
                RowLayout.wanted(config),
                filter=state.order,
                is_zoomed=state.was_zoomed,
            )
            terminal.show(first_frame(look, color))
        yield Opening(state, store, answer, fetched_at, terminal)


def _asked(store: Store, state: State, rows: int) -> tuple[Answer | None, datetime | None]:
    """Return the first of the list and when it was fetched.

    What goes wrong is told by the app, which asks again.
    """
    try:
        query = parse(state.order) if state.order else EVERYTHING
        answer = resumed(store.search, query, rows, state.paper)
        return answer, store.cache.last_refresh()
    except StoreError:
        return None, None


def _color(theme: str, environ: Mapping[str, str]) -> Color | None:
    """Return how the app will write colours (as Rich decides it), None where they are not ours."""
    if theme not in {"", NAME} or environ.get("NO_COLOR"):
        return None
    if any(name.startswith("TEXTUAL_") for name in environ):
        return None  # somebody has Textual paint in another way
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return true_color
    name = environ.get("TERM", "").strip().lower()
    return eight_bit if name.rpartition("-")[2] in {"256color", "kitty"} else None


def _size(environ: Mapping[str, str]) -> tuple[int, int]:
    """Return columns and lines, 0 where they are not the terminal's own or not known."""
    if "COLUMNS" in environ or "LINES" in environ:
        return 0, 0
    try:
        return os.get_terminal_size()
    except OSError:
        return 0, 0
