"""Answering: what a filter asks for comes in two steps, and keys wait for the one or the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from paperterm.errors import StoreError
from paperterm.store import Stale
from paperterm.tui.listing import Listing
from paperterm.tui.telling import Teller


class Answering:
    """Knows whether the list is of what the filter asks for now, and whether it is all of that.

    `answered` is called once it is of that, `completed` before it counts as all of that.
    """

    def __init__(
        self,
        teller: Teller,
        answered: Callable[[], None],
        completed: Callable[[], Awaitable[None]],
    ) -> None:
        self._teller = teller
        self._when_answered = answered
        self._when_completed = completed
        self._answered = asyncio.Event()
        self._completed = asyncio.Event()

    @property
    def is_answered(self) -> bool:
        """Whether the list on the screen is of what the filter asks for."""
        return self._answered.is_set()

    async def answered(self) -> None:
        """Wait until the list on the screen is of what the filter asks for."""
        await self._answered.wait()

    async def completed(self) -> None:
        """Wait until the list on the screen is all of what the filter asks for."""
        await self._completed.wait()

    def begin(self) -> None:
        """Have keys wait from now on: another filter is asked."""
        self._answered.clear()
        self._completed.clear()

    async def answer(self, listing: Listing, first: Awaitable[None] | None = None) -> None:
        """Await the first of a list, then all of it, and let the keys go on that wait for these.

        A newer question leaves them waiting for its own answer; an error, which is told, does not.
        """
        try:
            if first:
                await first
            self._answered.set()
            self._when_answered()
            await listing.complete()
            await self._when_completed()
        except Stale:
            return
        except StoreError as error:
            self._teller.tell_error(error)
        self._answered.set()
        self._completed.set()
