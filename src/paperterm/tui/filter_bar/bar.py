"""The filter bar: the line, what it says of the result, and the completions below it."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static

from paperterm.lanes import Lane
from paperterm.query import QUERY_LENGTH, Query, parse
from paperterm.query.completion import Completion
from paperterm.tui.filter_bar.asking import Asking
from paperterm.tui.filter_bar.completing import Completing
from paperterm.tui.filter_bar.hints import sentence
from paperterm.tui.filter_bar.history import History
from paperterm.tui.filter_bar.line import FilterInput
from paperterm.tui.filter_bar.offers import Offers
from paperterm.tui.still import Still


class FilterBar(Horizontal, Still):
    """Completes and recalls what is typed; `asking` is there once the store is open."""

    result: reactive[str] = reactive("", init=False, repaint=False)
    hint: reactive[str] = reactive("", init=False, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.asking: Asking | None = None
        self.input = FilterInput(self)
        self._offers = Offers()
        self._completing = Completing()
        self._history = History()
        self._seen = ("", 0)
        self._was_completing = self._is_asking = False
        self._lane = Lane("parser")

    def compose(self) -> ComposeResult:
        """A sign, the line, the result; over the list, the completions."""
        yield self._offers
        yield Static("/", markup=False, id="filter-sign")
        yield self.input
        yield Static("", markup=False, id="filter-result")

    def set_text(self, text: str) -> None:
        """Put a filter into the line without telling anybody."""
        with self.input.prevent(FilterInput.Typed):
            self._put(text)

    def watch_result(self, result: str) -> None:
        """Show how many papers match."""
        self.query_one("#filter-result", Static).update(result)

    async def meaning(self, text: str) -> Query:
        """Return what a text means; the event loop does not wait where it is long."""
        query = self.input.query_of(text)
        if query is None:
            query = await self._lane.run(parse, text)
            self.input.know(text, query)
            self.input.refresh()
            self._show()
        return query

    @property
    def is_completing(self) -> bool:
        """Whether there is something to complete, or may be in a moment."""
        return self._completing.is_open

    @on(FilterInput.Typed)
    def catch_up(self) -> None:
        """Offer what could stand at the cursor; one that moved away from there closes the offer."""
        text, cursor = self.input.value, self.input.cursor_position
        before, self._seen = self._seen, (text, cursor)
        if self._seen == before:
            return
        if text == before[0]:
            self._completing.close()
        else:
            self._history.close()
            self._is_asking = self._completing.begin(text, cursor)
        self._show()

    def ask_names(self) -> None:
        """Ask the store for what else could stand at the cursor, after what the text finds."""
        if self._is_asking:
            self._is_asking = False
            self._ask(*self._seen)

    def on_unmount(self) -> None:
        """Read no more."""
        self._lane.close()

    def on_descendant_focus(self) -> None:
        """Say what there is to say of the filter that stands here."""
        self._show()

    @on(FilterInput.Shifted)
    def _shifted(self) -> None:
        if self._completing.found:
            self._show()

    def leave(self) -> None:
        """Close what is open, and forget what was being typed."""
        self.hint = ""
        self._history.close()
        if self.is_completing:
            self._completing.close()
            self._show()

    def remember(self) -> None:
        """Remember the filter that was used."""
        if self.input.value.strip():
            self._history.note(self.input.value)
            self._write(self.input.value)

    async def complete(self, index: int | None = None) -> bool:
        """Put the chosen completion (or another one) in; says whether there was one."""
        found = await self._completing.taken(index)
        if found is None:
            return False
        self._take(found)
        return True

    async def choose(self, step: int) -> bool:
        """Choose another completion; says whether there are some to choose from."""
        await self._completing.answered()
        if len(self._completing.found) < 2:
            return False
        self._completing.choose(step)
        self._show()
        return True

    async def recall(self, step: int) -> bool:
        """Put an earlier (1) or later (-1) filter in; says whether there was one."""
        if step > 0 and not self._history.is_open:
            remembered = await self.asking.recent() if self.asking else []
            self._history.open(self.input.value, remembered)
        text = self._history.move(step)
        if text is None:
            return False
        self._put(text)
        return True

    @work(group="remember")
    async def _write(self, text: str) -> None:
        if self.asking and (error := await self.asking.searched(text)):
            self.post_message(FilterInput.Refused(str(error)))

    @work(group="complete", exclusive=True)
    async def _ask(self, text: str, cursor: int) -> None:
        found = await self.asking.completions(text, cursor) if self.asking else ()
        self._completing.supply(text, cursor, found)
        self._show()

    @on(Offers.Clicked)
    async def _clicked(self, event: Offers.Clicked) -> None:
        event.stop()
        await self.complete(event.index)

    def _take(self, completion: Completion) -> None:
        start, end, text, _ = completion
        if text.endswith(":"):  # its values are offered next
            self.input.replace(text, start, end)
            return
        # A value is what was wanted: what is typed next is another term.
        is_last = end == len(self.input.value)
        self.input.replace(f"{text} " if is_last else text, start, end)
        self._settle()

    def _put(self, text: str) -> None:
        self.input.value = text[:QUERY_LENGTH]
        self.input.cursor_position = len(text)
        self._settle()

    def _settle(self) -> None:
        """Offer nothing for the text as it is."""
        self._seen = (self.input.value, self.input.cursor_position)
        self._completing.close()
        self._show()

    def _show(self) -> None:
        """Show what can be completed, below where it stands, and the hint where the cursor is."""
        found, value = self._completing.found, self.input.value
        column = self.input.column_of(found[0].start) if found else 0
        self._offers.show(found, self._completing.chosen, column)
        if self.screen.focused is self.input:
            query = self.input.query_of(value)
            hints = query.hints if query else ()
            self.hint = sentence(hints, self.input.cursor_position, completing=bool(found))
        if self._was_completing is not self.is_completing:
            self._was_completing = self.is_completing
            self.screen.refresh_bindings()
