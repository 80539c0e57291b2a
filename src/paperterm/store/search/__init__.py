"""Search: the first papers that match at once, all of them soon after."""

from paperterm.store.search.search import Counts, Search, Shown, Stale

__all__ = ["Counts", "Search", "Shown", "Stale"]
