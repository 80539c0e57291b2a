"""Caring: the library is checked and backed up once a day, while the app is in use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from paperterm.store.backups import look_after
from paperterm.tui.lines import utc_today
from paperterm.tui.telling import LONG, Teller


class Caring:
    """Looks after the library when the day is another than when it last did."""

    def __init__(self, library: Path, now: Callable[[], datetime], front: Teller) -> None:
        self._library = library
        self._now = now
        self._front = front
        self._day: date | None = None

    @property
    def is_due(self) -> bool:
        """Whether that has not been done today, by this program."""
        return self._day != utc_today(self._now())

    async def look_after(self) -> None:
        """Check the library and make a backup; raises DamagedError."""
        self._day = utc_today(self._now())
        sentence = await asyncio.to_thread(look_after, self._library, self._now())
        if sentence:
            self._front.tell(sentence, troubled=True, timeout=LONG)
