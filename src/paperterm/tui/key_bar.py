"""The key bar: the keys that work now, as many as there is room for."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.style import Style

from paperterm.tui.commands import keys_now
from paperterm.tui.still import Still

_GAP = 2
_ALWAYS = ("help.open", "app.quit")
"""Where there is little room, these two stay."""


class KeyBar(Still):
    """One line of keys, from the bindings that are active where the focus is."""

    # They can be clicked, but they are no links to look at.
    auto_links = False

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Return the keys that fit, each of which can be clicked."""
        found = {
            name: each for name, each in keys_now(self.screen).items() if each[0].show and each[1]
        }
        # What works only here comes first; the last two are wanted everywhere.
        last = [found.pop(name) for name in _ALWAYS if name in found]
        room = self.content_size.width - sum(_width(*each) for each in last)
        shown: list[tuple[Binding, str]] = []
        for each in found.values():
            room -= _width(*each)
            if room < 0:
                break
            shown.append(each)
        return Content(" " * _GAP).join(_key(*each) for each in [*shown, *last])


def _first(keys: str) -> str:
    return keys.split(maxsplit=1)[0]


def _width(binding: Binding, keys: str) -> int:
    return cell_len(_first(keys)) + 1 + cell_len(binding.description) + _GAP


def _key(binding: Binding, keys: str) -> Content:
    action = binding.action if "." in binding.action else f"screen.{binding.action}"
    click = Style.from_meta({"@click": action})
    text = Content.assemble((_first(keys), "$mark"), (f" {binding.description}", "$quiet"))
    return text.stylize(click)
