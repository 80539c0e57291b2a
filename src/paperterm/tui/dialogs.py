"""Dialogs: questions, choices and menus; esc, q or a click beside closes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from paperterm.tui.keymap import key_shown, keymap_of
from paperterm.tui.render import short_link

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """Stands over the other screens; a click beside it closes it as esc does."""

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Close once: a second click in one burst would close the screen under it."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def takes(self, event: events.Key) -> bool:  # noqa: ARG002
        """Take a key at once, where text is typed into something else than an `Input`."""
        return False

    def asks_first(self) -> bool:
        """Ask whether to close, where something would be lost; says whether it does."""
        return False

    def on_click(self, event: events.Click) -> None:
        """Close if nothing of the dialog was clicked."""
        # On its way up from what was clicked, the event comes to name the screen itself.
        if self.get_widget_at(*event.screen_offset)[0] is self and not self.asks_first():
            self.dismiss()


class Confirm(Dialog[bool]):
    """Asks whether to do something that concerns many papers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes", id="confirm.yes"),
        Binding("n,escape,q", "answer(False)", "No", id="confirm.no"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """The question and its keys."""
        with Vertical(classes="dialog"):
            yield Static(self._question, markup=False)
            yield Static(
                Content("    ").join([self._answer("yes", True), self._answer("no", False)]),
                classes="answers",
            )

    def _answer(self, text: str, value: bool) -> Content:
        """Return an answer with its key, which can be clicked."""
        click = Style.from_meta({"@click": f"screen.answer({value})"})
        key = keymap_of(self).key(f"confirm.{text}")
        return Content.assemble((key, "$mark"), f" {text}").stylize(click)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)


class Choices(OptionList):
    """What is offered; enter takes one at once, so that the next key finds the dialog closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+j", "screen.take_highlighted", "Take", id="choose.take", show=False)
    ]


class Choosing(Dialog[T]):
    """Offers `Choices`, the first nine by their numbers too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "Next", id="choose.down", show=False),
        Binding("k", "move(-1)", "Previous", id="choose.up", show=False),
        *(
            Binding(str(n), f"take({n})", f"Number {n}", id=f"choose.{n}", show=False)
            for n in range(1, 10)
        ),
    ]

    @property
    def choices(self) -> OptionList:
        """The list of what is offered."""
        return self.query_one(Choices)

    @property
    def place(self) -> int:
        """Where the cursor is, counted from 0."""
        return self.choices.highlighted or 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        self.action_take(event.option_index + 1)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        if step > 0:
            self.choices.action_cursor_down()
        else:
            self.choices.action_cursor_up()

    def action_take_highlighted(self) -> None:
        """Close with what is under the cursor."""
        self.action_take(self.place + 1)

    def action_take(self, number: int) -> None:
        """Close with one of the choices, counted from 1."""
        raise NotImplementedError


class ChooseLink(Choosing[str | None]):
    """Offers links; closes with the one chosen, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="choose.close"),
    ]

    def __init__(self, title: str, links: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._links = links

    def compose(self) -> ComposeResult:
        """A heading and the links, numbered."""
        with Vertical(classes="dialog"):
            yield Static(self._title, markup=False, classes="heading")
            yield Choices(
                *(
                    Option(Content(f"{number} {short_link(link)}"))
                    for number, link in enumerate(self._links, start=1)
                ),
                compact=True,
            )

    def action_take(self, number: int) -> None:
        """Close with a link, counted from 1."""
        if number <= len(self._links):
            self.dismiss(self._links[number - 1])

    def action_close(self) -> None:
        """Close without one."""
        self.dismiss(None)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a menu: an id, what it says, and whether there is any of it."""

    id: str
    name: str
    is_there: bool = True


class Menu(Dialog[None]):
    """Offers items, each taken at once by its key; `taken` is given the id of one, when closed.

    A class of its own for each menu declares the keys as bindings of `take`, each with an id that
    ends in the item's, and those of `close`.
    """

    def __init__(
        self, title: str, items: Iterable[Item], taken: Callable[[str], Awaitable[None]]
    ) -> None:
        super().__init__()
        self._title = title
        self._items = tuple(items)
        self._taken = taken

    def compose(self) -> ComposeResult:
        """A heading and the items, each after its key."""
        keymap = keymap_of(self)
        names = [each.binding.id or "" for each in self.active_bindings.values()]
        keys = {name.rpartition(".")[2]: keymap.keys(name) for name in names if name}
        with Vertical(classes="dialog"):
            yield Static(self._title, markup=False, classes="heading")
            yield Choices(
                *(Option(_item(keys.get(item.id, ()), item)) for item in self._items), compact=True
            )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        event.stop()
        # By the app: the answer to what may be asked next goes to whoever asks, and this ends.
        self.app.call_later(self.action_take, self._items[event.option_index].id)

    async def action_take_highlighted(self) -> None:
        """Take what is under the cursor."""
        await self.action_take(self._items[self.query_one(Choices).highlighted or 0].id)

    async def action_take(self, item: str) -> None:
        """Take an item by its id; the next key finds the menu closed, and what follows open."""
        if self.is_current:
            self.dismiss(None)
            await self._taken(item)

    def action_close(self) -> None:
        """Close without one."""
        self.dismiss(None)


def _item(keys: Sequence[str], item: Item) -> Content:
    """Return a menu's line; what there is none of is quiet, but says so when it is taken."""
    key = key_shown(keys[0]) if keys else " "
    return Content.assemble((key, "$mark"), "  ", (item.name, "" if item.is_there else "$quiet"))
