"""Saving: filters under names, in the library and in config.toml, which wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from textual.app import App

from paperterm.config import NAME_LENGTH
from paperterm.errors import StoreError
from paperterm.query import parse
from paperterm.query.printed import text_of
from paperterm.store import Stale, Store
from paperterm.tui.ask_text import AskText
from paperterm.tui.searches import Picked, PickSearch, SavedSearch
from paperterm.tui.telling import Teller

UNREAD = "({}) is:unread"
"""The filter that finds what is unread of another one."""


class Saving:
    """The saved searches, and the dialogs about them; `show` is given the text of one chosen."""

    def __init__(
        self,
        app: App[Any],
        store: Store,
        own: Mapping[str, str],
        teller: Teller,
        show: Callable[[str], None],
    ) -> None:
        self._app = app
        self._store = store
        self._own = own
        self._teller = teller
        self._show = show

    async def searches(self) -> list[SavedSearch]:
        """Return all of them by name; raises StoreError."""
        saved = await self._store.marker.run(self._store.library.searches)
        found = {name: SavedSearch(name, text) for name, text in saved.items()}
        found |= {name: SavedSearch(name, text, True) for name, text in self._own.items()}
        return sorted(found.values(), key=lambda search: search.name.casefold())

    async def save(self, text: str) -> None:
        """Ask for a name, and save a filter under it; raises StoreError."""
        same = [each.name for each in await self.searches() if each.text == text]

        def named(name: str | None) -> None:
            if name is not None and name in self._own:
                self._teller.tell(
                    f"“{name}” stands in config.toml, which wins; choose another name."
                )
            elif name is not None:
                self._app.run_worker(self._keep(name, text), group="marks")

        name = AskText(
            "Save this filter as",
            quoted=text,
            text=same[0] if same else "",
            hint="a name",
            longest=NAME_LENGTH,
        )
        await self._app.push_screen(name, named)

    async def pick(self) -> None:
        """Offer the saved searches; raises StoreError."""
        searches = await self.searches()
        if not searches:
            key = self._teller.key("search.save")
            self._teller.tell(f"No search is saved yet; {key} saves the filter under a name.")
            return

        def picked(result: Picked | None) -> None:
            if result and result.forgotten:
                self._app.run_worker(self._forget(result.forgotten), group="marks")
            if result and result.search:
                self._show(result.search.text)

        picker = PickSearch(searches)
        await self._app.push_screen(picker, picked)
        picker.run_worker(self._count(picker, searches), group="count")

    async def _count(self, picker: PickSearch, searches: list[SavedSearch]) -> None:
        """Say of each search how much of it is unread, for as long as the picker is open."""
        for search in searches:
            query = parse(UNREAD.format(text_of(parse(search.text))))
            with suppress(Stale, StoreError):  # a count that is missing says no wrong thing
                count = await self._store.reader.run(self._store.search.count, query)
                picker.count(search, count)

    async def _keep(self, name: str, text: str) -> None:
        try:
            await self._store.marker.run(self._store.library.save_search, name, text)
        except StoreError as error:
            self._teller.tell_error(error)
        else:
            self._teller.tell(
                f"Saved as “{name}”; {self._teller.key('search.pick')} shows it again."
            )

    async def _forget(self, searches: tuple[SavedSearch, ...]) -> None:
        try:
            for search in searches:
                await self._store.marker.run(self._store.library.forget_search, search.name)
        except StoreError as error:
            self._teller.tell_error(error)
