"""The archive: feed days that a refresh does not reach, and single papers, fetched and stored."""

from paperterm.archive.days import FIRST_DAY, days_in, days_since, is_complete, missing
from paperterm.archive.fetching import Fetched, Progress, fetch_days
from paperterm.archive.pace import Pace
from paperterm.archive.single import Single, fetch_papers, is_id
from paperterm.archive.uncached import Uncached, names_something, uncached

__all__ = [
    "FIRST_DAY",
    "Fetched",
    "Pace",
    "Progress",
    "Single",
    "Uncached",
    "days_in",
    "days_since",
    "fetch_days",
    "fetch_papers",
    "is_complete",
    "is_id",
    "missing",
    "names_something",
    "uncached",
]
