"""Saved answers: what `import` reads, the API's JSON or the text of the trending page."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from paperterm.clean import TITLE_LENGTH, clean_abstract, clean_line
from paperterm.errors import FeedError, SavedFileError
from paperterm.feed.wire import parse_json, parse_records
from paperterm.paper import Listing, Paper, Record, alias

SAVED = 256 * 1024 * 1024
"""Bytes of a saved file, after decoding; the largest recorded month has 4 MB."""

SAVED_RECORDS = 1_000_000
"""Records of a saved file; all that were ever recorded are 18,003."""

LONG = 300
"""Characters of a page's line that no title has: the longest recorded one has 206."""

SHORT = 100
"""Characters of an abstract where one is due: the shortest recorded one has 165."""

_GZIP = b"\x1f\x8b"


def _read(path: Path) -> bytes:
    """Return a saved file, unpacked; raises SavedFileError."""
    try:
        with path.open("rb") as file:
            data = file.read(SAVED + 1)
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
            records, skipped = parse_records(parse_json(text), SAVED_RECORDS)
        except (ValueError, RecursionError) as error:
            raise SavedFileError(f"{path} could not be read as JSON.") from error
        except FeedError as error:
            raise SavedFileError(f"{path} is no saved answer of the papers API.") from error
        if skipped and not records:
            raise SavedFileError(f"{path} holds nothing that this version can read as a paper.")
        return Listing(records, fetched_at, skipped=skipped)
    records = tuple(_page_records(text))
    if not records:
        raise SavedFileError(
            f"{path} is neither a saved answer of the API nor the text of the trending page."
        )
    return Listing(records, fetched_at)


def _page_records(text: str) -> Iterator[Record]:
    """Yield the papers of a page's text: after its heading, titles and abstracts take turns.

    A long line is an abstract, and the line before it is its title. Past the first of them a short
    line after a title is one too, unless a long one shows that it is a title itself.
    """
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    before = ""
    seen: set[str] = set()
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        is_due = bool(seen and before) and len(line) >= SHORT and len(after) < LONG
        if len(line) < LONG and not is_due:
            before = line
            continue
        title, abstract = clean_line(before, TITLE_LENGTH), clean_abstract(line)
        before = ""
        paper = Paper(alias(title, abstract), title, abstract)
        if title and paper.id not in seen:
            seen.add(paper.id)
            yield Record(paper, json.dumps({"title": title, "summary": abstract}))
