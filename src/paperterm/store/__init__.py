"""The store: what the feed said, which may vanish, and what the reader marked, which may not."""

from paperterm.store.cache import Cache, Saved
from paperterm.store.entry import Batch, batch_of
from paperterm.store.library import Library, Mark, Marks, Step
from paperterm.store.search import Counts, Search, Shown, Stale
from paperterm.store.store import Store

__all__ = [
    "Batch",
    "Cache",
    "Counts",
    "Library",
    "Mark",
    "Marks",
    "Saved",
    "Search",
    "Shown",
    "Stale",
    "Step",
    "Store",
    "batch_of",
]
