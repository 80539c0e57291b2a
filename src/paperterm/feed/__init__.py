"""The feed: Hugging Face's papers API, and saved answers of it, as listings of clean papers."""

from paperterm.feed.client import Feed, Timeouts
from paperterm.feed.limits import LONGEST, Limit, waiting
from paperterm.feed.saved import read_saved
from paperterm.feed.wire import parse_items

__all__ = ["LONGEST", "Feed", "Limit", "Timeouts", "parse_items", "read_saved", "waiting"]
