"""Saved answers: what `import` reads, the API's JSON or the text of the trending page."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from paperterm.clean import TITLE_LENGTH, clean_abstract, clean_line
from paperterm.errors import FeedError, SavedFileError
from paperterm.feed.wire import parse_records
from paperterm.paper import Listing, Paper, Record, alias

SAVED = 256 * 1024 * 1024
"""Bytes of a saved file, after decoding; the largest recorded month has 4 MB."""

ABSTRACT_LEAST = 300
"""Characters from which a block of a page's text is an abstract rather than a title."""

_GZIP = b"\x1f\x8b"


def _read(path: Path) -> bytes:
    """Return a saved file, unpacked; raises SavedFileError."""
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            with gzip.open(path) as packed:
                data = packed.read(SAVED + 1)
    except (OSError, EOFError, zlib.error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is damaged"
        raise SavedFileError(f"{path} could not be read: {reason}.") from error
    if len(data) > SAVED:
        raise SavedFileError(f"{path} is too large: more than {SAVED // 1024**2} MiB.")
    return data


def read_saved(path: Path, now: Callable[[], datetime]) -> Listing:
    """Return the papers of a saved file; raises SavedFileError."""
    data = _read(path)
    fetched_at = now()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SavedFileError(f"{path} is no text in UTF-8.") from error
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            records, skipped = parse_records(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise SavedFileError(f"{path} could not be read as JSON.") from error
        except FeedError as error:
            raise SavedFileError(f"{path} is no saved answer of the papers API.") from error
        return Listing(records, fetched_at, skipped=skipped)
    records = tuple(_page_records(text))
    if not records:
        raise SavedFileError(
            f"{path} is neither a saved answer of the API nor the text of the trending page."
        )
    return Listing(records, fetched_at)


def _page_records(text: str) -> Iterator[Record]:
    """Yield the papers of a page's text: each abstract is long, its title is the line before."""
    before = ""
    seen: set[str] = set()
    for line in map(str.strip, text.splitlines()):
        if len(line) < ABSTRACT_LEAST:
            before = line or before
            continue
        title, abstract = clean_line(before, TITLE_LENGTH), clean_abstract(line)
        before = ""
        paper = Paper(alias(title, abstract), title, abstract)
        if title and paper.id not in seen:
            seen.add(paper.id)
            yield Record(paper, json.dumps({"title": title, "summary": abstract}))
