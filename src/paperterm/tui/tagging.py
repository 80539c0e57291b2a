"""Tagging: the dialog in which papers are given tags, typed or chosen from those that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from paperterm.marks import tag_name
from paperterm.tui.dialogs import Dialog
from paperterm.tui.keymap import keymap_of
from paperterm.tui.lines import fit

LONGEST = 500
"""Characters of what is typed."""

SHOWN = 200
"""Tags that are offered; of more, letters lead to the others."""

NAME_WIDTH = 30
"""Columns of their names."""

_BETWEEN = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Tagged:
    """The tags that papers are given, and those that are taken away from them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTag:
    """A tag: how many papers have it, and how many of those that the dialog is about."""

    name: str
    papers: int
    of_these: int = 0


def typed_tags(text: str) -> dict[str, bool]:
    """Return the tags that a text names, with blanks or commas between; False with a dash before.

    What is no tag's name is passed over.
    """
    found: dict[str, bool] = {}
    for word in _BETWEEN.split(text):
        if name := tag_name(word):
            found.pop(name, None)  # what is said last stands last, too
            found[name] = not word.startswith("-")
    return found


class TagLine(Input):
    """The line in which tags are typed; its keys act at once, so that the next one finds it so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "screen.submit", "Keep these tags", id="tags.keep", show=False),
        Binding("tab", "screen.complete", "Complete, or tick", id="tags.complete", show=False),
        Binding("space", "screen.tick", "Tick, or not any more", id="tags.tick", show=False),
        Binding("down", "screen.move(1)", "Next tag", id="tags.down", show=False),
        Binding("up", "screen.move(-1)", "Previous tag", id="tags.up", show=False),
    ]

    # While a tag is chosen, a blank ticks it: it would divide nothing from nothing.
    ticks = False

    @property
    def word(self) -> str:
        """What is typed of a tag at the end of the line, without its dash."""
        return _BETWEEN.split(self.value)[-1].lstrip("-")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave a blank that ticks to the dialog."""
        return not (key == "space" and self.ticks) and super().check_consume_key(key, character)

    def complete(self, name: str) -> None:
        """Put a tag in place of the word at the end."""
        kept = self.value.removesuffix(self.word)
        self.value = f"{kept}{name} "
        self.cursor_position = len(self.value)


class Tags(Dialog[Tagged | None]):
    """Asks which tags papers are to have; closes with what is to change, or with None.

    `heading` says of which papers, `total` how many they are.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="tags.close", priority=True),
    ]

    def __init__(self, heading: str, total: int, known: Iterable[KnownTag]) -> None:
        super().__init__()
        self._heading = heading
        self._total = total
        self._known = {each.name: each for each in known}
        self._ticked: dict[str, bool] = {}
        self._offered: list[str] = []

    def compose(self) -> ComposeResult:
        """A heading, the line, what is known, and the keys that are not everywhere."""
        key = keymap_of(self).key
        with Vertical(classes="dialog tags"):
            yield Static(self._heading, markup=False, classes="heading")
            yield TagLine(placeholder="vision agents -old", max_length=LONGEST, compact=True)
            yield OptionList(compact=True)
            yield Static(
                f"{key('tags.keep')} keeps   {key('tags.complete')} completes"
                f"   {key('tags.down')} {key('tags.tick')} ticks   {key('tags.close')} closes",
                markup=False,
                classes="answers",
            )

    def on_mount(self) -> None:
        """Offer all tags, and be ready for what is typed."""
        self._options.can_focus = False
        self.set_focus(self._line)
        self._offer()

    @property
    def _line(self) -> TagLine:
        return self.query_one(TagLine)

    @property
    def _options(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._offer()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._tick(event.option_index)

    def action_move(self, step: int) -> None:
        """Choose the next or previous tag that is offered."""
        self._catch_up()
        if step > 0:
            self._options.action_cursor_down()
        else:
            self._options.action_cursor_up()
        self._line.ticks = self._options.highlighted is not None

    def action_complete(self) -> None:
        """Complete the word at the end of the line; without one, tick the tag that is chosen."""
        self._catch_up()
        place = self._options.highlighted
        if self._line.word:
            self._line.complete(self._line.word if place is None else self._offered[place])
            self._offer()
        elif place is not None:
            self._tick(place)

    def action_tick(self) -> None:
        """Tick the tag that is chosen, or take the tick away."""
        self._catch_up()
        if self._options.highlighted is not None:
            self._tick(self._options.highlighted)

    def action_submit(self) -> None:
        """Close with what is to change."""
        wanted = self._ticked | typed_tags(self._line.value)
        added = tuple(name for name, value in wanted.items() if value)
        removed = tuple(name for name, value in wanted.items() if not value)
        self.dismiss(Tagged(added, removed))

    def action_close(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def _catch_up(self) -> None:
        """Offer what fits what is typed by now; the message about that may be under way."""
        if self._offered != self._fitting():
            self._offer()

    def _tick(self, place: int) -> None:
        name = self._offered[place]
        self._ticked[name] = not self._has(name)
        self._options.replace_option_prompt_at_index(place, self._prompt(name))

    def _offer(self) -> None:
        """Offer the tags that fit what is typed, those that the papers have first."""
        word = self._line.word
        self._offered = self._fitting()
        self._options.clear_options()
        self._options.add_options([Option(self._prompt(name)) for name in self._offered])
        self._options.highlighted = 0 if word and self._offered else None
        self._line.ticks = False

    def _fitting(self) -> list[str]:
        begins = tag_name(self._line.word)
        known = [each for name, each in self._known.items() if f"-{begins}" in f"-{name}"]
        known.sort(key=lambda each: (-each.of_these, -each.papers, each.name))
        new = [name for name in typed_tags(self._line.value) if name not in self._known]
        return [each.name for each in known[:SHOWN]] + new

    def _has(self, name: str) -> bool:
        """Whether all papers have a tag, by what is ticked, or else by what was so before."""
        known = self._known.get(name, KnownTag(name, 0))
        return self._ticked.get(name, known.of_these == self._total)

    def _prompt(self, name: str) -> Content:
        known = self._known.get(name, KnownTag(name, 0))
        typed = typed_tags(self._line.value)
        changed = name in self._ticked or name in typed
        some = 0 < known.of_these < self._total and not changed
        sign = "–" if some else "✓" if typed.get(name, self._has(name)) else " "
        count = f"{known.papers:,}" if known.papers else "new"
        if some:
            count = f"{known.of_these:,} of {self._total:,}"
        return Content.assemble(
            (f"{sign} ", "$mark"), fit(name, NAME_WIDTH), (f"  {count:>14}", "$quiet")
        )
