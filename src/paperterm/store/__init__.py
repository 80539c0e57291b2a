"""The store: what the feed said, which may vanish, and what the reader marked, which may not."""

from paperterm.marks import Change, Mark
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
