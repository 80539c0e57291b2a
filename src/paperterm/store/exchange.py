"""Exchange: a whole library as the lines of a file, and another machine's taken in from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from paperterm.paper import Paper
from paperterm.store.exchanged import Kind, entries_of, lines_of
from paperterm.store.library import Library
from paperterm.store.merging import Merged
from paperterm.store.store import Store


def export_library(library: Library) -> Iterator[str]:
    """Return the lines of a file with all that a library says; raises StoreError.

    That is every mark, tag, note with its earlier versions, and saved search, also those that were
    taken away, and the records of the papers they are on. Equal libraries have equal lines.
    """
    return lines_of(library.entries())


def import_library(store: Store, lines: Iterable[str], now: datetime) -> Merged:
    """Take in such a file, wherever it is newer; raises SavedFileError and StoreError.

    Nothing is taken in where any of the lines is wrong. Papers that the cache has not got come
    into it with the time `now`.
    """
    entries = list(entries_of(lines))
    merged = store.library.merge(entries)
    records = (str(each.value) for each in entries if each.kind is Kind.RECORD)
    papers = [Paper.from_record(json.loads(record)) for record in records]
    # Also what is not new: an import that was cut off here is completed by another.
    if store.cache.is_empty():
        store.cache.bring_back(papers, now)
    else:
        store.cache.add(papers, now)
    return merged
