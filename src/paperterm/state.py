"""State: what is remembered between two runs besides marks, such as the order and the layout.

It lives in one small file of JSON, which may be lost, damaged or somebody else's without any harm.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from paperterm.clean import clean_line
from paperterm.config.keys import THEMES
from paperterm.query import QUERY_LENGTH, Query, parse
from paperterm.writing import make_folder, unwritable, write_whole

FILTERS = 200
"""Filters that are remembered."""

LARGEST = 200_000
"""Characters of these in all, so that none of them is felt at the next start."""

_ID_LENGTH = 100
_LARGEST_FILE = 8 * LARGEST


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered.

    `theme` was chosen in the reader, `sort` is the text of a filter that is an order, `paper` the
    id of the one under the cursor; the abstract `was_read` if it had the focus, and a pane all the
    room if it `was_zoomed`. `filters` are the newest first, None where they were never kept here.
    """

    theme: str = ""
    sort: str = ""
    paper: str = ""
    was_read: bool = False
    was_zoomed: bool = False
    filters: tuple[str, ...] | None = field(default=None, repr=False)

    @property
    def order(self) -> str:
        """The text with which the filter begins, ready for more."""
        return f"{self.sort} " if self.sort else ""


class StateFile:
    """Reads and writes the state; without a `path` it is kept in memory alone."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._state = State()

    def read(self) -> State:
        """Return what is remembered; what cannot be right is left out."""
        if self._path is None:
            return self._state
        with suppress(OSError, ValueError, RecursionError):
            with self._path.open("rb") as file:
                content = file.read(_LARGEST_FILE + 1)
            value = json.loads(content) if len(content) <= _LARGEST_FILE else None
            if isinstance(value, dict):
                return _state(value)
        return State()

    def change(self, **changes: Any) -> None:
        """Remember something else, and the rest as it is; raises PapertermError."""
        with self._alone():
            self._write(replace(self.read(), **changes))

    def searched(self, text: str) -> None:
        """Remember a filter as the newest; raises PapertermError."""
        with self._alone():
            state = self.read()
            filters = _bounded([text, *(state.filters or ())])
            self._write(replace(state, filters=filters))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other copy write meanwhile, where the system can see to that."""
        if self._path is None:
            yield
            return
        try:
            make_folder(self._path.parent)
            place = os.open(self._path.parent, os.O_RDONLY)
        except OSError as error:
            raise unwritable(self._path, error) from error
        try:
            # Imported here: most runs only read.
            import fcntl  # noqa: PLC0415

            with suppress(OSError):
                fcntl.flock(place, fcntl.LOCK_EX)
            yield
        finally:
            os.close(place)

    def _write(self, state: State) -> None:
        """Put a new file in the place of the old one, whole."""
        if self._path is None:
            self._state = state
            return
        write_whole(self._path, [json.dumps(asdict(state), ensure_ascii=False)], mode=0o600)


def order_of(query: Query) -> str:
    """Return the text of a filter that finds everything in a query's order, nothing for none."""
    # Imported here: it is for the end of a run.
    from paperterm.query.printed import text_of  # noqa: PLC0415

    # Without words there is nothing to be relevant to.
    wanted = query.sort if query.sort and query.sort.key != "relevance" else None
    return text_of(replace(Query(), sort=wanted)) if wanted else ""


def _state(value: dict[str, Any]) -> State:
    theme, filters = value.get("theme"), value.get("filters")
    return State(
        theme=theme if isinstance(theme, str) and theme in THEMES else "",
        sort=_order(value.get("sort")),
        paper=clean_line(paper, _ID_LENGTH) if isinstance(paper := value.get("paper"), str) else "",
        was_read=value.get("was_read") is True,
        was_zoomed=value.get("was_zoomed") is True,
        filters=_bounded(filters) if isinstance(filters, list) else None,
    )


def _order(text: object) -> str:
    """Return the text of an order, if it is one and says nothing else."""
    if not isinstance(text, str) or not text or len(text) > _ID_LENGTH:
        return ""
    query = parse(text)
    return text if query.sort and query == replace(Query(), sort=query.sort) else ""


def _bounded(texts: Sequence[object]) -> tuple[str, ...]:
    """Return filters, each once, as far as they are texts that can stand in the bar."""
    found: dict[str, None] = {}
    size = 0
    for text in texts:
        if isinstance(text, str) and text not in found and text.strip() and text == harmless(text):
            size += len(text)
            if size > LARGEST or len(found) == FILTERS:
                break
            found[text] = None
    return tuple(found)


def harmless(text: str) -> str:
    """Return a text as it may stand in the bar: one line, cleaned, with the blanks at its edges."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return " " * start + clean_line(text, QUERY_LENGTH) + " " * (len(text) - end) if text else ""
