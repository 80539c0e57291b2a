"""Fetching: refreshes, the archive and what a filter names, each as work in the background."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from textual.screen import Screen

from paperterm.errors import StoreError
from paperterm.tui.archiving import Archiving, offer
from paperterm.tui.telling import LONG, Teller
from paperterm.tui.updating import Updating


class Fetching:
    """Starts what is to be fetched, and says how it went.

    `arrived` brings what was stored into the list, `again` asks the filter anew, if its text is
    still the one given.
    """

    def __init__(
        self,
        screen: Screen[Any],
        updating: Updating,
        archiving: Archiving,
        teller: Teller,
        *,
        arrived: Callable[[], Awaitable[None]],
        again: Callable[[str], None],
    ) -> None:
        self.updating = updating
        self.archiving = archiving
        self._screen = screen
        self._teller = teller
        self._arrived, self._again = arrived, again
        self._offered = False

    async def look(self) -> None:
        """Refresh when it is time, and say once that there is an archive; raises StoreError."""
        if await self.updating.is_due():
            self.refresh()
        # Offered when a refresh has shown that it can be had.
        if not self._offered and self.updating.freshness.refreshed:
            self._offered = True
            if await self.archiving.is_to_be_offered():
                self._teller.tell(offer(self._teller.key("feed.archive")), timeout=LONG)

    def refresh(self, *, by_hand: bool = False) -> None:
        """Fetch what is new, unless that is being done; one asked for tells all that went wrong."""
        if not self.updating.is_running:
            self._start(self._refresh(by_hand=by_hand), "refresh")

    def archive(self) -> None:
        """Fetch the archive, or stop what is being fetched."""
        if self.archiving.sentence:
            for group in ("archive", "wanted"):
                self._screen.workers.cancel_group(self._screen, group)
            self._teller.tell("Stopped; what came is kept.")
        else:
            self._start(self._archive(), "archive")

    def uncached(self, text: str) -> None:
        """Fetch what the filter of this text names and the cache has not got."""
        if self.archiving.wanted and self.archiving.wanted != self.archiving.fetching:
            self._start(self._uncached(text), "wanted")

    def stop(self) -> None:
        """Stop all that is under way; what came is kept."""
        for group in ("refresh", "archive", "wanted"):
            self._screen.workers.cancel_group(self._screen, group)

    def _start(self, fetching: Coroutine[Any, Any, None], group: str) -> None:
        self._screen.run_worker(self._told(fetching), group=group, exclusive=group != "refresh")

    async def _told(self, fetching: Coroutine[Any, Any, None]) -> None:
        try:
            await fetching
        except StoreError as error:
            self._teller.tell_error(error)

    async def _refresh(self, *, by_hand: bool) -> None:
        try:
            await self.updating.run()
        finally:
            await self._arrived()
        if by_hand and (report := self.updating.freshness.report()):
            self._teller.tell(report, timeout=LONG, troubled=True)

    async def _archive(self) -> None:
        if told := await self.archiving.fetch_archive():
            self._teller.tell(told, timeout=LONG)

    async def _uncached(self, text: str) -> None:
        wanted = self.archiving.wanted
        if wanted and (trouble := await self.archiving.fetch_wanted(wanted)):
            self._teller.tell(trouble, timeout=LONG, troubled=True)
        self._again(text)
