"""Pages: rows of a damaged library, read from its bytes where SQLite no longer finds them.

Each page that begins like it is taken for one with rows of a table
(https://sqlite.org/fileformat2.html#b_tree_pages); what is none, or is damaged, yields nothing, as
its seals are wrong. So nothing is needed of the
file but the pages themselves: no header, no schema, no tree.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from paperterm.store.seals import BLOBS, SEALED

PAGE = 4096
"""Bytes of a page, unless the header says otherwise."""

_SIZES = frozenset(1 << power for power in range(9, 17))
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer by how the record's header names it."""

_LEAVES = frozenset({13, *(13 ^ 1 << bit for bit in range(8))})
"""What a page with rows of a table begins with, also where one bit of that has flipped."""

Stored = int | bytes | None


class Found(NamedTuple):
    """A row as it was written, with the table that it is of."""

    table: str
    values: tuple[int | str | bytes | None, ...]


class _UnlikelyError(Exception):
    """What was taken for a row is none."""


def rows(content: bytes) -> Iterator[Found]:
    """Yield the rows in a file, also some that were replaced later; a row may come twice."""
    size = int.from_bytes(content[16:18], "big")
    for page_size in {PAGE, size if size in _SIZES else PAGE}:
        for start in range(0, len(content), page_size):
            # The header of the file stands before that of the first page.
            yield from _rows_of(content, start, page_size, 0 if start else 100)


def _rows_of(content: bytes, start: int, size: int, header: int) -> Iterator[Found]:
    page = content[start : start + size]
    if (page[header : header + 1] or b"\0")[0] not in _LEAVES:
        return
    count = int.from_bytes(page[header + 3 : header + 5], "big")
    pointers = page[header + 8 : header + 8 + 2 * count]
    for place in range(0, len(pointers), 2):
        offset = int.from_bytes(pointers[place : place + 2], "big")
        try:
            rowid, payload = _cell(content, start + offset, size)
            values = _values(payload)
        except (IndexError, _UnlikelyError):
            continue
        yield from _sealed(rowid, values)


def _cell(content: bytes, at: int, size: int) -> tuple[int, bytes]:
    """Return the number of a row and its record, which may go on in other pages."""
    length, at = _varint(content, at)
    rowid, at = _varint(content, at)
    if length > len(content):
        raise _UnlikelyError
    most, least = size - 35, (size - 12) * 32 // 255 - 23
    if length <= most:
        return rowid, content[at : at + length]
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    pieces, missing = [content[at : at + local]], length - local
    following = int.from_bytes(content[at + local : at + local + 4], "big")
    while missing > 0:
        start = (following - 1) * size
        page = content[start : start + size] if following else b""
        if len(page) < 5:
            raise _UnlikelyError
        pieces.append(page[4 : 4 + missing])
        missing -= size - 4
        following = int.from_bytes(page[:4], "big")
    return rowid, b"".join(pieces)


def _values(payload: bytes) -> list[Stored]:
    """Return the values of a record; texts as bytes."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values: list[Stored] = []
    for kind in kinds:
        length = _INTEGERS.get(kind, 0) if kind < 12 else (kind - 12) // 2
        piece = payload[end : end + length]
        end += length
        if len(piece) < length or kind in {7, 10, 11}:
            raise _UnlikelyError
        if kind >= 12:
            values.append(piece)
        elif kind == 0:
            values.append(None)
        else:
            values.append(int.from_bytes(piece, "big", signed=True) if length else kind - 8)
    return values


def _sealed(rowid: int, values: Sequence[Stored]) -> Iterator[Found]:
    """Yield a row, if its seal is right as one of a table."""
    for table, columns in SEALED.items():
        if len(values) != len(columns) + 1:
            continue
        # A number that is the row's own is not in the record.
        own = rowid if values[0] is None and columns[0] == "number" else values[0]
        said = (own, *islice(values, 1, len(columns)))
        texts = [_quoted(value, name) for value, name in zip(said, columns, strict=True)]
        if zlib.crc32(b" ".join([table.encode(), *texts])) == values[-1]:
            decoded = (
                value.decode() if isinstance(value, bytes) and name not in BLOBS else value
                for value, name in zip(said, columns, strict=True)
            )
            yield Found(table, tuple(decoded))


def _quoted(value: Stored, column: str) -> bytes:
    """Return a value as SQLite writes it in its own language, in which it is sealed."""
    if value is None:
        return b"NULL"
    if isinstance(value, int):
        return b"'%d'" % value
    if column in BLOBS:
        return b"'" + value.hex().upper().encode() + b"'"
    return b"'" + value.replace(b"'", b"''") + b"'"


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and where it ends."""
    value = 0
    for place in range(at, at + 8):
        byte = content[place]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + 1
    return value << 8 | content[at + 8], at + 9
