"""The key bar: the keys that work now, as many as there is room for."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from paperterm.tui.commands import DECLARED, keys_of

_GAP = 2
_ALWAYS = ("help.open", "app.quit")
"""Where there is little room, these two stay."""


class KeyBar(Widget):
    """One line of keys, from the bindings that are active where the focus is."""

    # They can be clicked, but they are no links to look at.
    auto_links = False

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def render(self) -> RenderResult:
        """Return the keys that fit, each of which can be clicked."""
        # Textual takes the keys of a binding apart; as declared, the one to be shown comes first.
        found = {
            name: DECLARED[name]
            for active in self.screen.active_bindings.values()
            if active.binding.show and active.enabled and (name := active.binding.id) in DECLARED
        }
        # What works only here comes first; the last two are wanted everywhere.
        last = [found.pop(name) for name in _ALWAYS if name in found]
        room = self.content_size.width - sum(_width(binding) for binding in last)
        shown: list[Binding] = []
        for binding in found.values():
            room -= _width(binding)
            if room < 0:
                break
            shown.append(binding)
        return Content(" " * _GAP).join(_key(binding) for binding in [*shown, *last])


def _first_key(binding: Binding) -> str:
    return keys_of(binding).split()[0]


def _width(binding: Binding) -> int:
    return cell_len(_first_key(binding)) + 1 + cell_len(binding.description) + _GAP


def _key(binding: Binding) -> Content:
    action = binding.action if "." in binding.action else f"screen.{binding.action}"
    click = Style.from_meta({"@click": action})
    text = Content.assemble((_first_key(binding), "$mark"), (f" {binding.description}", "$quiet"))
    return text.stylize(click)
