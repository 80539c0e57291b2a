"""The store: what the feed said, which may vanish, and what the reader marked, which may not."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from paperterm.marks import Change, Mark

if TYPE_CHECKING:
    from paperterm.store.cache import Cache, Saved
    from paperterm.store.entry import Batch, batch_of
    from paperterm.store.library import Library, Marks, NoteVersion
    from paperterm.store.search import Counts, Search, Shown, Stale
    from paperterm.store.steps import Reverted, Step
    from paperterm.store.store import Store

__all__ = [
    "Batch",
    "Cache",
    "Change",
    "Counts",
    "Library",
    "Mark",
    "Marks",
    "NoteVersion",
    "Reverted",
    "Saved",
    "Search",
    "Shown",
    "Stale",
    "Step",
    "Store",
    "batch_of",
]

_PLACES = {
    "Cache": "paperterm.store.cache",
    "Saved": "paperterm.store.cache",
    "Batch": "paperterm.store.entry",
    "batch_of": "paperterm.store.entry",
    "Library": "paperterm.store.library",
    "Marks": "paperterm.store.library",
    "NoteVersion": "paperterm.store.library",
    "Counts": "paperterm.store.search",
    "Search": "paperterm.store.search",
    "Shown": "paperterm.store.search",
    "Stale": "paperterm.store.search",
    "Reverted": "paperterm.store.steps",
    "Step": "paperterm.store.steps",
    "Store": "paperterm.store.store",
}


def __getattr__(name: str) -> object:
    """Import what is asked for alone: whoever completes an id at a prompt needs little of it."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
