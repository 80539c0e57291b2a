"""Search: the first papers that match at once, all of them soon after."""

from paperterm.store.search.answers import Counts, Shown, Stale
from paperterm.store.search.search import Search

__all__ = ["Counts", "Search", "Shown", "Stale"]
