"""The palette: whatever can be done now, or looked at, found by what is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from paperterm.cells import cut, width_of
from paperterm.clean import clean_line
from paperterm.tui.dialogs import Choices, Dialog
from paperterm.tui.matching import marked, match, words_of

TEXT_LENGTH = 200
"""Characters that can be looked for."""

GAP = 2
"""Cells between what is offered and what is said beside it."""

WIDTH = 60
"""Cells of a line before it is known how wide they are."""

PATIENCE = 1.0
"""Seconds that a key waits for what is still being looked for, before it is about what is shown."""


class Kind(IntEnum):
    """What is offered; where two match as well, the lesser comes first."""

    ACTION = 0
    SEARCH = 1
    PAPER = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is done when it is chosen.

    What stands before the label, or beside it at the right, as far as it fits, is looked in as
    well, but counts less. Texts are shown as they are written, never as markup.
    """

    kind: Kind
    label: str
    beside: str
    run: Callable[[], Awaitable[object]]
    before: str = ""


Find = Callable[[str], Awaitable[Sequence[Offer]]]
"""Returns what is found elsewhere by a text; a newer call ends an older one."""


class PaletteLine(Input):
    """The line that is typed into; enter takes what is chosen at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "screen.take", "Take", id="palette.take"),
        Binding("down,ctrl+n,tab", "screen.move(1)", "Next", id="palette.down"),
        Binding("up,ctrl+p,shift+tab", "screen.move(-1)", "Previous", id="palette.up"),
        Binding("pagedown", "screen.page(1)", "One page down", id="palette.page_down"),
        Binding("pageup", "screen.page(-1)", "One page up", id="palette.page_up"),
    ]

    def _on_paste(self, event: events.Paste) -> None:
        """Take pasted text as one line, cleaned like any other text from outside."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(clean_line(event.text, TEXT_LENGTH))


class Palette(Dialog[None]):
    """Offers what is known when it is opened, and what `find` finds by what is typed.

    What matches better stands higher; actions stand before searches, and these before papers.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="palette.close"),
    ]

    def __init__(self, offers: Sequence[Offer], placeholder: str, find: Find | None = None) -> None:
        super().__init__()
        self._offers = offers
        self._find = find
        self._found: Sequence[Offer] = ()
        self._found_by = ""
        self._shown: list[Offer] = []
        self._text: str | None = None
        self._answered = asyncio.Event()
        self._line = PaletteLine(placeholder=placeholder, max_length=TEXT_LENGTH, compact=True)
        self._choices = Choices(compact=True)

    def compose(self) -> ComposeResult:
        """The line, and what is offered below it."""
        with Vertical(classes="dialog palette"):
            yield self._line
            yield self._choices

    def on_mount(self) -> None:
        """Take what is typed from now on."""
        self._choices.can_focus = False
        self.set_focus(self._line)
        self.catch_up()

    def on_resize(self) -> None:
        """Write the lines as wide as there is room for."""
        self.call_after_refresh(self._write)

    @on(Input.Changed)
    def catch_up(self) -> None:
        """Offer what matches the text that stands in the line now."""
        text = self._line.value.strip()
        if text == self._text:
            return
        self._text = text
        self._choices.highlighted = None
        self._write()
        if self._find:
            self._answered.clear()
            self._look(self._find, text)
        else:
            self._answered.set()

    @work(group="palette", exclusive=True)
    async def _look(self, find: Find, text: str) -> None:
        self._found, self._found_by = await find(text), text
        self._answered.set()
        self._write()

    async def action_take(self) -> None:
        """Close, and do what is chosen."""
        await self._answer()
        if self._shown:
            await self._take(self._shown[self._place])

    async def action_move(self, step: int) -> None:
        """Move the cursor, from the last to the first and back."""
        await self._answer()
        if self._shown:
            self._choices.highlighted = (self._place + step) % len(self._shown)

    async def action_page(self, step: int) -> None:
        """Move the cursor by pages, of which one line stays in view."""
        await self._answer()
        if self._shown:
            place = self._place + step * max(self._choices.size.height - 1, 1)
            self._choices.highlighted = max(0, min(place, len(self._shown) - 1))

    async def _answer(self) -> None:
        """Wait until all is known that could be meant by what was typed."""
        self.catch_up()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._answered.wait()

    def action_close(self) -> None:
        """Close, with nothing done."""
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.app.call_later(self._take, self._shown[event.option_index])

    async def _take(self, offer: Offer) -> None:
        if self.is_current:
            self.dismiss(None)
            await offer.run()

    @property
    def _place(self) -> int:
        return self._choices.highlighted or 0

    def _write(self) -> None:
        """Write what matches, the best first, with the cursor on what it was on."""
        # The first was not chosen; it is the best that is known.
        chosen = self._shown[self._place] if self._place else None
        words = words_of(self._text or "")
        self._shown = self._best(words)
        width = self._choices.scrollable_content_region.width or WIDTH
        self._choices.clear_options()
        self._choices.add_options(Option(_line(offer, words, width)) for offer in self._shown)
        if self._shown:
            self._choices.highlighted = self._shown.index(chosen) if chosen in self._shown else 0
        elif self._answered.is_set():
            self._choices.add_option(Option(Content("Nothing matches."), disabled=True))

    def _best(self, words: Sequence[str]) -> list[Offer]:
        """Return what matches, the best first."""
        ranked: list[tuple[int, Kind, Offer]] = []
        for offer in (*self._offers, *self._found):
            how = match(offer.label, words)
            # The store has its own way to tell which papers match.
            was_found = offer.kind is Kind.PAPER and self._found_by == self._text
            if how or was_found or match(f"{offer.before}{offer.label} {offer.beside}", words):
                ranked.append((-how, offer.kind, offer))
        return [offer for *_, offer in sorted(ranked, key=lambda each: each[:2])]


def _line(offer: Offer, words: Sequence[str], width: int) -> Content:
    """Return the line of an offer, of which what is beside takes a third at most."""
    beside = cut(offer.beside, width // 3)
    room = max(width - width_of(beside) - width_of(offer.before) - GAP, 0)
    label = cut(offer.label, room)
    return Content.assemble(
        (offer.before, "$quiet"),
        marked(label, words),
        " " * (room - width_of(label) + GAP),
        marked(beside, words).stylize_before("$quiet"),
    )
