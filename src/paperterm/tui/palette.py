"""The command palette: every command that can be given now, by what it does, with its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Protocol, runtime_checkable

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input
from textual.worker import WorkerCancelled

from paperterm.tui.commands import full, keys_now
from paperterm.tui.searches import SavedSearch

PATIENCE = 1.0
"""Seconds that a key waits for the palette to have done what the keys before it say."""


class Palette(CommandPalette):
    """Textual's palette, which a second enter in one burst closes with the screen under it."""

    async def settled(self) -> None:
        """Wait until what was typed is looked for and found, or the palette is closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for node in (self.query_one(Input), self):
                    idle = asyncio.Event()
                    if node.call_later(idle.set):
                        await idle.wait()
                searches = [each for each in self.app.workers if each.node is self]
                if searches:  # of none, all workers would be waited for
                    with suppress(WorkerCancelled):
                        await self.app.workers.wait_for_complete(searches)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close once."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Actions(Provider):
    """Every command of the screen, by what it does, with its key."""

    def _commands(self) -> Iterator[tuple[Binding, str]]:
        """Yield each command that can be given now, with its keys."""
        yield from keys_now(self.screen).values()

    async def discover(self) -> Hits:
        """Offer all of them."""
        for binding, keys in self._commands():
            yield DiscoveryHit(
                full(binding), self._run(binding), help=f"key: {keys}" if keys else "no key"
            )

    async def search(self, query: str) -> Hits:
        """Offer those whose description matches."""
        matcher = self.matcher(query)
        for binding, keys in self._commands():
            score = matcher.match(full(binding))
            if score > 0:
                text = matcher.highlight(full(binding))
                yield Hit(
                    score, text, self._run(binding), help=f"key: {keys}" if keys else "no key"
                )

    def _run(self, binding: Binding) -> Callable[[], Awaitable[None]]:
        app = self.app
        screen = self.screen
        given = False

        async def run() -> None:
            nonlocal given
            if given:
                return  # a second enter in the same burst
            given = True
            for active in screen.active_bindings.values():
                if active.binding.id == binding.id:
                    await app.run_action(binding.action, active.node)
                    return

        return run


class Searches(Provider):
    """Every saved search, by its name."""

    async def discover(self) -> Hits:
        """Offer all of them."""
        for name, text, show in await self._searches():
            yield DiscoveryHit(name, show, help=text)

    async def search(self, query: str) -> Hits:
        """Offer those whose name matches."""
        matcher = self.matcher(query)
        for name, text, show in await self._searches():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), show, help=text)

    async def _searches(self) -> list[tuple[str, str, Callable[[], None]]]:
        screen = self.screen
        if not isinstance(screen, Searching):
            return []
        return [
            (f"Search: {each.name}", each.text, partial(screen.filter_by, each.text))
            for each in await screen.saved_searches()
        ]


@runtime_checkable
class Searching(Protocol):
    """A screen that knows saved searches."""

    async def saved_searches(self) -> list[SavedSearch]:
        """Return them."""

    def filter_by(self, text: str) -> None:
        """Show what a filter finds."""
