"""The filter bar: a filter is coloured, completed and recalled in the line in which it is typed."""

from paperterm.tui.filter_bar.asking import Asking
from paperterm.tui.filter_bar.bar import FilterBar
from paperterm.tui.filter_bar.line import FilterInput

__all__ = ["Asking", "FilterBar", "FilterInput"]
