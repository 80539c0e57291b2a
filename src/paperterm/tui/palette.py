"""The command palette: every command that can be given now, by what it does, with its keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from paperterm.tui.commands import full, keys_of


class Palette(CommandPalette):
    """Textual's palette, which a second enter in one burst closes with the screen under it."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close once."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class Actions(Provider):
    """Every command of the screen, by what it does, with its key."""

    def _commands(self) -> Iterable[tuple[Binding, str]]:
        """Yield each command that can be given now, with its keys."""
        keys: dict[str, list[str]] = {}
        bindings: dict[str, Binding] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.description and binding.id and active.enabled:
                bindings.setdefault(binding.id, binding)
                keys.setdefault(binding.id, []).append(keys_of(binding))
        for name, binding in bindings.items():
            yield binding, " ".join(dict.fromkeys(keys[name]))

    async def discover(self) -> Hits:
        """Offer all of them."""
        for binding, keys in self._commands():
            yield DiscoveryHit(full(binding), self._run(binding), help=f"key: {keys}")

    async def search(self, query: str) -> Hits:
        """Offer those whose description matches."""
        matcher = self.matcher(query)
        for binding, keys in self._commands():
            score = matcher.match(full(binding))
            if score > 0:
                text = matcher.highlight(full(binding))
                yield Hit(score, text, self._run(binding), help=f"key: {keys}")

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
