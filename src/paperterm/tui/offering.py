"""Offering: what the palette has over the main screen, as offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.dom import DOMNode

from paperterm.copying import KINDS
from paperterm.errors import StoreError
from paperterm.paper import Paper, Row
from paperterm.reading import reading
from paperterm.store import Stale
from paperterm.tui.commands import DECLARED, EVERYWHERE, full, ids_of
from paperterm.tui.export_menu import OFFERED
from paperterm.tui.keyboard import give
from paperterm.tui.keymap import keymap_of, keys_shown
from paperterm.tui.main_screen import MainScreen
from paperterm.tui.palette import Kind, Offer, Palette
from paperterm.tui.render import short_link
from paperterm.tui.searches import SavedSearch

PLACEHOLDER = "what to do, a saved search, or words of a title"

_ABOUT_PAPERS = tuple("abstract. copy. filter.related list. mark. open. paper. select.".split())
"""How the ids of commands begin that need a paper to be shown."""

_ALWAYS = frozenset({"mark.undo", "mark.redo"})
"""Those among them that do not, as they are about what was done before."""

_WITH_KEYS = {"repo", "page"}
"""What has a key of its own to be copied by, and not only one in the menu."""

_NEEDS: dict[str, Callable[[Paper], object]] = {
    "copy.repo": lambda paper: paper.repos,
    "copy.paper": lambda paper: paper.url,
    "open.paper": lambda paper: paper.url,
    "open.pdf": lambda paper: paper.pdf_url,
    "open.choose": lambda paper: paper.links,
}
"""What of a paper there must be for a command to do something."""


def palette_of(screen: MainScreen) -> Palette:
    """Return a palette with all that can be done now, the saved searches and the papers."""
    return Palette(list(_actions(screen)), PLACEHOLDER, _Finding(screen).find)


class _Finding:
    """Finds the saved searches, which are read once, and papers by their titles."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._searches: list[SavedSearch] | None = None

    async def find(self, text: str) -> list[Offer]:
        """Return all saved searches, and some papers whose titles have what was typed."""
        self._screen.titles.interrupt()
        if self._searches is None:
            self._searches = await self._screen.saved_searches()
        offers = [self._search(each) for each in self._searches]
        await self._screen.written()  # a paper that was just hidden is not found
        try:
            rows = await self._screen.titles.find(text)
        except Stale:
            return offers  # whatever ended the question, the next letter asks another one
        except StoreError as error:
            self._screen.tell_error(error)
            return offers
        return offers + [self._paper(row) for row in rows]

    def _search(self, search: SavedSearch) -> Offer:
        async def show() -> None:
            self._screen.filter_by(search.text)

        return Offer(Kind.SEARCH, search.name, search.text, show, "Search: ")

    def _paper(self, row: Row) -> Offer:
        paper = row.paper
        day = paper.published_at or paper.day
        beside = " · ".join([*paper.authors[:1], *([str(day.year)] if day else [])])
        go = partial(self._screen.go_to_paper, row.key)
        return Offer(Kind.PAPER, reading(paper.title) or "(no title)", beside, go)


def _actions(screen: MainScreen) -> Iterator[Offer]:
    """Yield every command that does something now, with the keys that it has now.

    Also those that the filter bar keeps from being typed, as their keys are text there.
    """
    active = {each.binding.id: each for each in screen.active_bindings.values() if each.enabled}
    everywhere = ids_of(EVERYWHERE)
    keymap = keymap_of(screen)
    for name, binding in DECLARED.items():
        node: DOMNode | None = active[name].node if name in active else None
        if node is None and name in everywhere and _is_allowed(screen, binding.action):
            node = screen
        if node is not None and name != "app.palette" and _makes_sense(screen, name):
            label = _label(name, screen.papers.row) or full(binding)
            run = partial(give, screen, binding, node)
            yield Offer(Kind.ACTION, label, keys_shown(binding, keymap.keys(name)), run)
    if screen.papers.row:
        yield from _of_menus(screen, screen.papers.row)
    yield Offer(Kind.ACTION, "Theme: change the colours", "", partial(_choose_theme, screen))


def _of_menus(screen: MainScreen, row: Row) -> Iterator[Offer]:
    """Yield what the menus of the main screen offer for a paper, each with both of its keys."""
    keymap = keymap_of(screen)
    runs = {
        f"copying.{kind.id}": partial(screen.action_copy, kind.id)
        for kind in KINDS
        if kind.id not in _WITH_KEYS and kind.is_of(row)
    }
    runs |= {f"exporting.{name}": partial(screen.action_export, name) for name in OFFERED}
    for name, run in runs.items():
        opens = "copy.menu" if name.startswith("copying.") else "paper.export"
        keys = f"{keymap.key(opens)} {keys_shown(DECLARED[name], keymap.keys(name))}"
        yield Offer(Kind.ACTION, full(DECLARED[name]), keys, run)


def _is_allowed(screen: MainScreen, action: str) -> bool:
    return bool(screen.check_action(action.partition("(")[0], ()))


def _makes_sense(screen: MainScreen, name: str) -> bool:
    """Whether there is what a command is about."""
    if name in {"filter.clear", "search.save"}:
        return bool(screen.bar.input.value.strip())
    if not screen.papers.keys:
        return name in _ALWAYS or not name.startswith(_ABOUT_PAPERS)
    row = screen.papers.row
    if row is None:
        return True  # not read yet
    number = _number(name)
    if number:
        return number <= len(row.paper.links)
    is_about_it = name in _NEEDS and not screen.papers.selected
    return bool(_NEEDS[name](row.paper)) if is_about_it else True


def _label(name: str, row: Row | None) -> str:
    """Return a label that tells more than the command does by itself; nothing where it does not."""
    number = _number(name)
    if number and row:
        return f"Open link {number}: {short_link(row.paper.links[number - 1])}"
    return ""


def _number(name: str) -> int:
    """Return the number of the link that a command opens, 0 for other commands."""
    number = name.removeprefix("open.")
    return int(number) if number.isdigit() else 0


async def _choose_theme(screen: MainScreen) -> None:
    """Offer the themes."""
    app = screen.app

    def offer(name: str) -> Offer:
        async def use() -> None:
            app.theme = name

        return Offer(Kind.ACTION, name, "in use" if name == app.theme else "", use)

    await app.push_screen(
        Palette([offer(name) for name in sorted(app.available_themes)], "a theme")
    )
