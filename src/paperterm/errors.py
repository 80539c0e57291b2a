"""The errors a user can meet, each a sentence saying what happened and what to do.

Anything else that is raised is a bug and is let through.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path


class PapertermError(Exception):
    """Something went wrong that the user can understand; its text is shown as it is.

    `exit_code` is what the shell commands end with when it reaches them.
    """

    exit_code = 1


class UsageError(PapertermError):
    """What the user wrote (an argument, the config file) cannot be used."""

    exit_code = 2


class FeedError(PapertermError):
    """The feed could not be read; what is cached stays as it was.

    `retry_at`, where the server asked to be left alone, is the earliest time (UTC) to ask again.
    """

    exit_code = 3

    def __init__(self, sentence: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(sentence)
        self.retry_at = retry_at


class OfflineError(FeedError):
    """The feed's host could not be reached at all."""


class NoAnswerError(FeedError):
    """The feed's host was reached, but did not answer in time."""


class NotFoundError(PapertermError):
    """A paper that was named is not in the cache."""

    exit_code = 4


class StoreError(PapertermError):
    """A database file could not be opened, read or written."""


class SuspectError(StoreError):
    """The database file at `path` could not be read, and may be damaged."""

    def __init__(self, sentence: str, path: Path) -> None:
        super().__init__(sentence)
        self.path = path


class DamagedError(SuspectError):
    """The database file at `path` holds what cannot be right."""


class SavedFileError(PapertermError):
    """A file given to `import` could not be read as papers, or as another machine's library."""
