"""The main screen: the one place that joins the store with the panes."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.geometry import Region
from textual.notifications import SeverityLevel
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip

from paperterm import garbage
from paperterm.copying import KIND
from paperterm.courtesy import COURTESY
from paperterm.desktop import EndedError
from paperterm.errors import PapertermError, StoreError, SuspectError
from paperterm.paper import Row
from paperterm.query import EVERYTHING, Query
from paperterm.query.sorting import sorted_next
from paperterm.state import order_of
from paperterm.store import Mark, Store
from paperterm.tui.abstract_pane import AbstractPane
from paperterm.tui.answering import Answering
from paperterm.tui.archiving import Archiving
from paperterm.tui.asking import Answer
from paperterm.tui.bindings import MAIN_BINDINGS
from paperterm.tui.caring import Caring
from paperterm.tui.chosen import Chosen
from paperterm.tui.commands import IN_ABSTRACT, IN_BAR, IN_LIST, explained
from paperterm.tui.compositor import PatchingCompositor
from paperterm.tui.covered import is_covered
from paperterm.tui.ending import Ending
from paperterm.tui.fetching import Fetching
from paperterm.tui.filter_bar import Asking, FilterBar, FilterInput
from paperterm.tui.filtering import Filtering, Place
from paperterm.tui.freshness import Freshness
from paperterm.tui.help import Help
from paperterm.tui.key_bar import KeyBar
from paperterm.tui.lines import numbers, result, utc_today
from paperterm.tui.listing import Listing
from paperterm.tui.marking import Marking
from paperterm.tui.noting import Noting
from paperterm.tui.opening import Opening
from paperterm.tui.outside import Errand
from paperterm.tui.panes import Panes
from paperterm.tui.paper_list import PaperList, Showing
from paperterm.tui.resting import Resting
from paperterm.tui.rows import RowLayout
from paperterm.tui.saving import Saving
from paperterm.tui.searches import SavedSearch
from paperterm.tui.status_bar import StatusBar
from paperterm.tui.titles import Titles
from paperterm.tui.updating import Updating
from paperterm.tui.welcome import welcome

if TYPE_CHECKING:
    from paperterm.tui.app import PapertermApp

T = TypeVar("T")

TICK = 1.0
"""Seconds between two looks at the clock and at what other copies wrote."""

NOTHING_SHOWN = "No paper is shown."

_FOR_PAPERS = frozenset(
    "copy copy_menu export mark note pipe read_all read_on related select select_all"
    " send sort tags undo unread".split()
)


class MainScreen(Screen[None]):
    """Bars, panes and keys.

    Its state is the query, the keys of the papers shown and the row under the cursor; the panes
    show it and say what a person did.
    """

    # Declared as Textual declares them.
    HORIZONTAL_BREAKPOINTS = [(0, "-single"), (60, "-stacked"), (100, "-wide")]  # noqa: RUF012
    BINDINGS = MAIN_BINDINGS

    # What they hold is painted by the panes, not by the screen.
    row: reactive[Row | None] = reactive[Row | None](None, init=False, repaint=False)
    query_shown: reactive[Query] = reactive(EVERYTHING, init=False, repaint=False)
    hint: reactive[str] = reactive("Reading the cache …", init=False, repaint=False)

    def __init__(self, layout: RowLayout) -> None:
        super().__init__()
        self._compositor = PatchingCompositor()
        self.status = StatusBar(id="status")
        self.bar = FilterBar(id="bar")
        self.papers = PaperList(layout, id="papers")
        self.abstract = AbstractPane(id="pane")
        self.panes = Panes(self.papers, self.abstract)
        self._listing: Listing | None = None
        self._filtering = Filtering(self.bar, self.papers, self._filter)
        self._answering = Answering(self, self._once_answered, self._look_for_uncached)

    @property
    def reader(self) -> PapertermApp:
        """The app, with what the outside world is to it."""
        return cast("PapertermApp", self.app)

    @property
    def listing(self) -> Listing:
        """What is listed; there is something once the first list has been `answered`."""
        if self._listing is None:
            raise RuntimeError("the store is not open yet")
        return self._listing

    @property
    def is_empty(self) -> bool:
        """Whether nothing is cached, as far as is known."""
        return self._listing is None or not self._listing.counts.papers

    @property
    def typing(self) -> bool:
        """Whether keys go to the filter bar."""
        return isinstance(self.focused, FilterInput)

    def compose(self) -> ComposeResult:
        """Bars above, panes between, keys below."""
        self.papers.data_bind(MainScreen.hint, MainScreen.query_shown)
        self.abstract.data_bind(MainScreen.row, MainScreen.query_shown)
        yield self.status
        yield self.bar
        yield self.panes
        yield KeyBar(id="keys")

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint nothing where bars and panes have all the room, as `Covered` does."""
        return [] if is_covered(self) else super().render_lines(crop)

    # What happens by itself

    def on_mount(self) -> None:
        """Show what is cached, before any network is touched."""
        self.status.heading = self.reader.heading
        self.set_focus(self.papers)
        self._filtering.begin(self.reader.remembering.begun.order)
        if self.reader.remembering.begun.was_zoomed:
            self.panes.zoom()
        self.resting = Resting(
            self, self.reader.config.mark_read_after, self._in_sight, self._mark_as_read
        )
        self.app.app_suspend_signal.subscribe(self, lambda _: self.resting.stop())
        self.app.app_resume_signal.subscribe(self, lambda _: self.resting.restart())
        self.caring = Caring(self.reader.config.library_file, self.reader.now, self)
        self.watch(self.bar, "hint", self._say_hint)
        if self.reader.is_first_start:
            self.abstract.welcome(welcome(self.reader.keymap))
        self._begin()

    @work(group="begin")
    async def _begin(self) -> None:
        try:
            store = await self.reader.open_store()
        except PapertermError as error:
            self.reader.fail(error)
            return
        self._use(store)
        self.papers.today = utc_today(self.reader.now())
        self._open_with(self.reader.opening)
        await self.answered()
        garbage.keep()
        self._tell_of(store)
        self._ticking = self._tick()
        self.set_interval(TICK, self._tick_again)

    @work(group="care")
    async def _look_after(self) -> None:
        await self._try(self.caring.look_after())

    def _use(self, store: Store) -> None:
        """Read and mark in this store from now on."""
        config, feed, now = self.reader.config, self.reader.open_feed, self.reader.now
        every = timedelta(minutes=config.refresh_minutes)
        self.fetching = Fetching(
            self,
            Updating(store, feed, now, self._updated, every),
            Archiving(
                store,
                feed,
                now,
                self._say_freshness,
                is_offered=self.reader.has_archive,
                key=self.key("feed.archive"),
            ),
            self,
            arrived=self._take_in,
            again=self._ask_uncached_again,
        )
        self._marking = Marking(self.app, store, self)
        self._noting = Noting(
            self.app,
            self.reader.desktop,
            self.reader.find_editor,
            self,
            self._marking.write_note,
        )
        self._saving = Saving(self.app, store, config.searches or {}, self, self.filter_by)
        self._listing = Listing(store, self.papers, self._listed)
        self.titles = Titles(store)
        self.bar.asking = Asking(store, self.reader.remembering)
        self.reader.remembering.older = partial(store.marker.run, store.library.recent)

    def _tell_of(self, store: Store, otherwise: str = "") -> None:
        """Say what there was to mend when the store was opened."""
        if said := "\n\n".join(store.notices) or otherwise:
            self.tell(said, troubled=True, timeout=30 if store.notices else 4)

    async def _reopen(self) -> None:
        """Go on with the files that are there now, mended if need be; raises PapertermError."""
        await self._marking.written()
        self.fetching.stop()
        store = await self.reader.open_store()
        self._use(store)
        self._tell_of(store, "The cache or the library was replaced, and is read anew.")
        self._filtering.again()

    def _open_with(self, opening: Opening | None) -> None:
        """Show the list that is known from before Textual was there, else ask.

        That is done before Textual paints for the first time: what a first frame shows stays.
        """
        if opening:
            self.fetching.updating.freshness = Freshness(opening.fetched_at)
        begun = self.reader.remembering.begun
        if self._filtering.text != begun.order:
            self._ask(self._filtering.text, None, Showing.ANEW)
        elif opening and opening.answer:
            self.listing.show(opening.answer, opening.answer.key, Showing.ANEW)
            self._updated()
            self._complete()
        else:
            self._resume(begun.order, begun.paper)

    @work(group="ask", exclusive=True)
    async def _resume(self, text: str, paper: str) -> None:
        await self._answering.answer(self.listing, self.listing.resume(text, paper))

    def left(self) -> dict[str, Any]:
        """Return how the screen is left, to be remembered."""
        return {
            "sort": order_of(self.query_shown),
            "paper": self.row.paper.id if self.row else "",
            "was_read": self.panes.is_reading,
            "was_zoomed": self.panes.is_zoomed,
        }

    async def answered(self) -> None:
        """Wait until the list on the screen is of what the filter asks for."""
        await self._answering.answered()

    async def completed(self) -> None:
        """Wait until the list on the screen is all of what the filter asks for."""
        await self._answering.completed()

    def _tick_again(self) -> None:
        """Look again, unless the last look is not over yet: it would be cancelled for ever."""
        if self._ticking.is_finished:
            self._ticking = self._tick()

    @work(group="tick")
    async def _tick(self) -> None:
        """Notice what other copies wrote, and the time."""
        self.papers.today = utc_today(self.reader.now())
        if self.caring.is_due:
            self._look_after()
        try:
            if await self.listing.is_orphaned():
                await self._reopen()
            await self.listing.follow()
            await self.fetching.look()
            await self.listing.prepare()
        except PapertermError as error:
            # It is said as long as it is so, not once a second.
            self.status.freshness = str(error)
            self._doubt(error)
        else:
            self._say_freshness()
        if not COURTESY.is_awaited:
            garbage.look(at_all=COURTESY.is_quiet)

    def _updated(self) -> None:
        """Say how fresh the list is, and take in what a refresh has stored."""
        self._say_freshness()
        if self.fetching.updating.freshness.progress:
            self._take_in_soon()

    def _say_freshness(self) -> None:
        freshness, archiving = self.fetching.updating.freshness, self.fetching.archiving
        self.status.freshness = archiving.sentence or freshness.sentence(self.reader.now())
        if self.is_empty and not archiving.wanted:
            self.hint = freshness.invitation(self.key("feed.refresh"), self.key("sample.open"))

    @work(group="extend", exclusive=True)
    async def _take_in_soon(self) -> None:
        await self._take_in()

    async def _take_in(self) -> None:
        await self._try(self.listing.extend())

    # The list and the filter

    def _listed(self, answer: Answer) -> None:
        """Show what follows from an answer that is about to be listed."""
        self._say_none_found()
        self.query_shown = answer.query
        if answer.key is not None and self.reader.remembering.begun.was_read:
            self.panes.go_to(self.abstract)
        self._show_numbers()
        # What can be done with papers can be done once there are some.
        self.refresh_bindings()

    def _say_none_found(self) -> None:
        """Say what can be done where none matches: fetch what is named, else change the filter."""
        if wanted := self.fetching.archiving.wanted:
            self.hint = wanted.invitation(self.key("list.read"))
        elif self.listing.counts.papers:
            clear, edit = self.key("filter.clear"), self.key("filter.open")
            self.hint = f"No paper matches.\n{clear} clears the filter, {edit} edits it."

    def _show_numbers(self) -> None:
        counts = self.listing.counts
        self.status.numbers = numbers(counts, len(self.papers.selected))
        found = result(self.listing.shown, counts)
        self.bar.result = found if self._filtering.text else ""

    def _say_hint(self, hint: str) -> None:
        self.status.hint = hint

    def say_working(self, working: str) -> None:
        """Say how far long work has come, at its end nothing."""
        self.status.working = working

    @on(FilterInput.Refused)
    def _refused(self, event: FilterInput.Refused) -> None:
        event.stop()
        self.tell(event.sentence, troubled=True, timeout=15)

    @on(FilterInput.Typed)
    def _take_text(self) -> None:
        self._filtering.take_text()
        # Names to complete are looked for no sooner: the list is what is waited for.
        self.bar.ask_names()

    def _filter(self, place: Place, how: Showing) -> None:
        """Ask the filter of `place`, with the cursor on its paper if that matches."""
        self._answering.begin()
        if self._listing is not None:
            self._listing.interrupt()
            self.fetching.archiving.wanted = None
            self._ask(place.text, place.key, how)

    @work(group="ask", exclusive=True)
    async def _ask(self, text: str, key: int | None, how: Showing) -> None:
        query = await self.bar.meaning(text)
        if how is Showing.AGAIN:
            query = replace(query)  # the same filter, asked again, is another question
        await self._answering.answer(self.listing, self.listing.ask(query, key, how))

    @work(group="ask", exclusive=True)
    async def _complete(self) -> None:
        await self._answering.answer(self.listing)

    def _once_answered(self) -> None:
        """Offer what makes sense in an empty cache, now that it is known to be empty."""
        if self.is_empty:
            self.refresh_bindings()

    async def _look_for_uncached(self) -> None:
        """Offer to fetch what the filter names, where it finds nothing."""
        await self.fetching.archiving.look(self.query_shown, len(self.papers.keys))
        self._say_none_found()

    @work(group="uncached")
    async def _fetch_uncached(self) -> None:
        """Fetch what the filter names and is not cached, once that is known."""
        await self.completed()
        self.fetching.uncached(self._filtering.text)

    def _ask_uncached_again(self, text: str) -> None:
        if self._filtering.text == text and not self.papers.keys:
            self._filtering.again()

    @on(PaperList.Wanted)
    def _rows_wanted(self, event: PaperList.Wanted) -> None:
        event.stop()
        self._read_wanted(event)

    @work(group="rows")
    async def _read_wanted(self, wanted: PaperList.Wanted) -> None:
        read = self.listing.read_ahead if wanted.soon else self.listing.read
        await self._try(read(wanted.keys))

    async def reread(self, keys: Sequence[int] | None) -> None:
        """Show rows (None: all that are known), and the numbers about them, as they are now."""
        await self._try(self.listing.reread(self.papers.known_keys() if keys is None else keys))
        self._show_numbers()

    @on(PaperList.Selected)
    async def _selected(self) -> None:
        self._show_numbers()
        if not self.papers.selection:
            self._take_in_put_off()

    @work(group="extend", exclusive=True)
    async def _take_in_put_off(self) -> None:
        await self._try(self.listing.catch_up())

    @on(PaperList.Highlighted)
    def _take_row_here(self) -> None:
        """Show the paper under the cursor, where that is known by now, and not an earlier one."""
        row = self.papers.row
        if row is not self.row and (row or not self.papers.keys):
            self._take_row(row)

    def _take_row(self, row: Row | None) -> None:
        before, self.row = self.row, row
        if (before and before.key) != (row and row.key):
            self.clear_selection()
            self.resting.restart()
        elif before and row and before.read and not row.read:
            # Somebody has set it unread: here, by undoing, or in another copy.
            self.resting.spare(row.key)

    def _in_sight(self) -> Row | None:
        """The row whose abstract a person can be reading now."""
        is_shown = self.panes.shows_abstract and not self.abstract.is_welcoming
        return self.row if is_shown and not self.typing and self.app.screen is self else None

    # Keys

    def catch_up(self) -> None:
        """Take in what the messages that are still under way will say, before the next key."""
        self._note_the_bar()
        self.bar.catch_up()
        self._take_text()
        self._take_row_here()

    def end_welcome(self) -> None:
        """Show papers from now on: somebody is there who presses keys."""
        if self.abstract.is_welcoming:
            self.abstract.welcome(None)

    def on_click(self) -> None:
        """Take a click for what a key would be."""
        self.end_welcome()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer each command only where it makes sense."""
        is_empty = self._answering.is_answered and self.is_empty
        if action in _FOR_PAPERS:
            return not is_empty
        offered = {
            "archive": self.reader.has_archive,
            "filter": not self.typing,
            "open_sample": is_empty,
        }
        return offered.get(action, True)

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self._note_the_bar()
        self.resting.restart()

    @on(AbstractPane.CameInSight)
    def _abstract_came_in_sight(self) -> None:
        self.resting.restart()

    def _note_the_bar(self) -> None:
        self._filtering.note_bar(entered=self.typing)

    def action_filter(self) -> None:
        """Open the bar with the current filter ready to edit."""
        self.panes.show_list()
        self.set_focus(self.bar.input)
        self._note_the_bar()

    def action_leave_bar(self) -> None:
        """Keep the filter and go to the list; what it names is fetched if it is not cached."""
        self.bar.remember()
        self._fetch_uncached()
        self.panes.go_to(self.papers)

    def action_cancel_bar(self) -> None:
        """Bring back the filter that was replaced, and the paper the cursor was on."""
        self._filtering.cancel()
        self.panes.go_to(self.papers)

    def action_clear_filter(self) -> None:
        """Show all papers, with the cursor where it was before they were filtered."""
        self._filtering.clear()

    def filter_by(self, text: str) -> None:
        """Show what a filter finds, from the first row on."""
        self._filtering.put(text)

    async def go_to_paper(self, key: int) -> None:
        """Put the cursor on a paper; where the filter does not find it, without a filter."""
        await self.completed()
        self._filtering.lead_to(key)
        self.panes.go_to(self.papers)

    def action_sort(self) -> None:
        """Show the same papers in another order."""
        self.filter_by(sorted_next(self._filtering.text))

    async def action_related(self) -> None:
        """Show what is about the same as this paper."""
        if row := await self._try(self.listing.row_here()):
            self.filter_by(f"related:{row.paper.id}")

    async def action_save_search(self) -> None:
        """Save the filter under a name."""
        if self._filtering.text.strip():
            await self._try(self._saving.save(self._filtering.text))
        else:
            self.tell("There is no filter to save.")

    async def action_searches(self) -> None:
        """Offer the saved searches."""
        await self._try(self._saving.pick())

    async def written(self) -> None:
        """Wait until every mark that was asked for is written."""
        await self._marking.written()

    async def saved_searches(self) -> list[SavedSearch]:
        """Return the saved searches, none where they cannot be read."""
        return await self._try(self._saving.searches()) or []

    async def action_ask_again(self) -> None:
        """Ask the current filter anew and paint everything."""
        await self.written()
        self._filtering.again()
        self.refresh(layout=True)

    @on(PaperList.Chosen)
    async def action_to_abstract(self) -> None:
        """Go to the abstract, or fetch what the filter names if it is not cached."""
        if self.fetching.archiving.wanted:
            self._fetch_uncached()
        else:
            self._take_row(await self._try(self.listing.row_here()))
            self.panes.go_to(self.abstract)

    def action_to_list(self) -> None:
        """Go to the list, and let go of what is selected or said."""
        if self.focused is self.papers:
            self.papers.selection = None
        self.clear_selection()
        self.app.clear_notifications()
        self.panes.go_to(self.papers)

    async def action_read_on(self) -> None:
        """Page the abstract; at its end, go to the next unread paper."""
        self._take_row(await self._try(self.listing.row_here()))
        if not self.panes.shows_abstract:
            self.panes.go_to(self.abstract)
        elif not await self.abstract.page_or_end():
            await self.action_unread(1)

    async def action_unread(self, step: int) -> None:
        """Move to the next or previous unread paper."""
        if not self.papers.keys:
            self.tell(NOTHING_SHOWN)
            return
        await self.written()
        index = await self._try(self.listing.next_unread(1 if step > 0 else -1))
        if index is None:
            self.tell(f"No unread paper {'after' if step > 0 else 'before'} this one.")
        else:
            self.papers.action_move_to(index)

    # Marks

    async def _mark_as_read(self, row: Row) -> None:
        if await self._try(self._marking.read(row.key)):
            await self.reread([row.key])

    def action_select(self) -> None:
        """Select papers from here on, or end that."""
        self.papers.action_select()

    def action_select_all(self) -> None:
        """Select all papers shown, or none."""
        self.papers.action_select_all()

    def end_selection(self) -> None:
        """Let go of the papers selected."""
        self.papers.selection = None

    async def action_mark(self, mark: str) -> None:
        """Set a mark of the paper or of all selected, or take it away."""
        if keys := self.papers.chosen():
            await self._try(self._marking.toggle(keys, Mark(mark)))

    async def action_tags(self) -> None:
        """Ask which tags the paper or all selected are to have."""
        if keys := self.papers.chosen():
            await self._try(self._marking.ask_tags(keys))

    async def action_note(self) -> None:
        """Have the note on the paper under the cursor written: it is about one paper alone."""
        if row := await self._try(self.listing.row_here()):
            await self._noting.open(row)

    async def action_read_all(self) -> None:
        """Mark every paper of the filter as read, after a question that says how many."""
        # These and no others: what arrives while the question is open was not asked about.
        await self.written()
        unread = await self._try(self.listing.unread())
        if unread:
            await self._marking.ask_to_read(unread)
        elif unread is not None:
            self.tell("Every paper shown is read." if self.papers.keys else NOTHING_SHOWN)

    def action_undo(self) -> None:
        """Take the newest mark back."""
        self._marking.undo()

    def action_redo(self) -> None:
        """Set the mark again that was taken back last."""
        self._marking.redo()

    # The world outside

    async def action_copy(self, kind: str) -> None:
        """Copy something of the paper."""
        if chosen := self._chosen():
            await self._try(self.reader.copying.copy(KIND[kind], chosen))

    async def action_copy_menu(self) -> None:
        """Offer what can be copied of the paper."""
        if chosen := self._chosen():
            await self._try(self.reader.copying.offer(chosen))

    async def action_export(self, name: str = "") -> None:
        """Write the paper to a file, in the format of that name if there is one."""
        if chosen := self._chosen():
            await self._try(self.reader.exporting.ask(chosen, name))

    async def action_pipe(self) -> None:
        """Give the paper to a command."""
        if chosen := self._chosen():
            await self.reader.piping.ask(chosen)

    def _chosen(self) -> Chosen | None:
        """Return what a command works on that leaves papers as they are: they stay selected."""
        keys = self.papers.chosen()
        return Chosen(keys, self.listing.rows, self.say_working) if keys else None

    async def action_send(self, errand: str, number: int = 0) -> None:
        """Do something with the paper outside the app; one that was opened has been read."""
        if row := await self._try(self.listing.row_here()):
            opened = partial(self._mark_as_read, row)
            await self.reader.outside.run(Errand(errand), row.paper, opened, number)

    # The rest

    def action_refresh(self) -> None:
        """Fetch what is new, unless that is being done."""
        self.fetching.refresh(by_hand=True)

    def action_archive(self) -> None:
        """Fetch the archive, or stop what is being fetched."""
        self.fetching.archive()

    def action_open_sample(self) -> None:
        """End this run; whoever started it opens the sample."""
        self.reader.exit(Ending.SAMPLE)

    async def action_help(self) -> None:
        """Show the keys of the pane that has the focus, and those that work everywhere."""
        pane = IN_ABSTRACT if self.abstract.has_focus else IN_LIST
        await self.app.push_screen(
            Help(*explained(IN_BAR if self.typing else pane, self.reader.keymap))
        )

    def on_screen_suspend(self) -> None:
        """Read nothing that a dialog covers."""
        self.resting.restart()

    def on_screen_resume(self) -> None:
        """Begin to read anew."""
        self.resting.restart()

    def tell(self, sentence: str, *, timeout: float = 4, troubled: bool = False) -> None:
        """Say something that passes, in place of what was said before."""
        severity: SeverityLevel = "warning" if troubled else "information"
        self.reader.tell(sentence, severity=severity, timeout=timeout)

    def key(self, command: str) -> str:
        """Return the key of a command, for a sentence that names it."""
        return self.reader.keymap.key(command)

    def tell_error(self, error: PapertermError) -> None:
        """Say what went wrong, long enough for it to be read: at the end, if that is now."""
        if isinstance(error, EndedError):
            self.reader.fail(error)
        self.reader.tell(str(error), severity="error", timeout=30)
        self._doubt(error)

    def _doubt(self, error: PapertermError) -> None:
        """Have a file looked at that may be damaged: the next tick opens the store anew."""
        if isinstance(error, SuspectError):
            self.listing.doubt(error)

    async def _try(self, change: Coroutine[Any, Any, T]) -> T | None:
        """Await a change of the store; an error is told, and the screen stays as it was."""
        try:
            return await change
        except StoreError as error:
            self.tell_error(error)
            return None
