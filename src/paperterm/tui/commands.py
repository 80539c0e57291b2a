"""The keys of every pane, read from the bindings: for the help, the palette and the README."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.keys import format_key

from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.filter_bar import FilterInput
from paperterm.tui.panes import Panes
from paperterm.tui.paper_list import PaperList

_SIGNS = {
    "ctrl+": "^",
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
}
_SIGNS |= {"home": "Home", "end": "End", "left": "←", "right": "→", "enter": "enter"}


def sections(screen: type[DOMNode]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each pane's name with its keys and what they do; `screen` has those of everywhere."""
    panes: tuple[tuple[str, type[DOMNode]], ...] = (
        ("Everywhere", screen),
        ("In both panes", Panes),
        ("In the list", PaperList),
        ("In the abstract", AbstractPane),
        ("In the filter bar", FilterInput),
    )
    for name, pane in panes:
        yield name, list(_rows(bindings_of(pane)))


def _rows(bindings: Iterable[Binding]) -> Iterator[tuple[str, str]]:
    """Yield keys and what they do; the nine keys that open links are one row."""
    for binding in bindings:
        if binding.id == "open.1":
            yield "1–9", "Open that link"
        elif not (binding.id or "").removeprefix("open.").isdigit():
            yield keys_of(binding), full(binding)


def full(binding: Binding) -> str:
    """Return what a command does, in full."""
    return binding.tooltip or binding.description


def bindings_of(pane: type[DOMNode]) -> Iterator[Binding]:
    """Yield the bindings that a class of ours declares itself."""
    for binding in pane.__dict__["BINDINGS"]:
        if isinstance(binding, Binding) and binding.description:
            yield binding


def keys_of(binding: Binding) -> str:
    """Return a binding's keys as a person reads them: `^d PgDn`."""
    return binding.key_display or " ".join(_key_name(key) for key in binding.key.split(","))


def _key_name(key: str) -> str:
    for word, sign in _SIGNS.items():
        key = sign + key.removeprefix(word) if word.endswith("+") and key.startswith(word) else key
        key = sign if key == word else key
    return key if key.startswith("^") or len(key) < 2 else (format_key(key) if "_" in key else key)


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

        async def run() -> None:
            for active in screen.active_bindings.values():
                if active.binding.id == binding.id:
                    await app.run_action(binding.action, active.node)
                    return

        return run
