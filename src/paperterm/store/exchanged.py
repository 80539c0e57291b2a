"""The file in which libraries are exchanged: a line of JSON for each thing that it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import IO, Any, NamedTuple

from paperterm.clean import clean, clean_line
from paperterm.errors import SavedFileError, UsageError
from paperterm.marks import TAG, Mark, note_text, tag_name
from paperterm.query.tree import QUERY_LENGTH
from paperterm.store.entry import record_text
from paperterm.store.received import received_paper

FORMAT = "paperterm library"
VERSION = 1

LINE_LENGTH = 4_000_000
"""Bytes of a line; a note of 100,000 characters can take 600,000, 5,000 authors 2,400,000."""

LINES = 2_000_000
"""Lines of a file; a library of 100,000 papers, all of them read, has as many."""

_ID_LENGTH = 200
_NAME_LENGTH = 200
_LATEST = 2**62
"""The latest time that is read, in milliseconds since 1970."""

_LEFT = "Nothing was imported."


class Kind(StrEnum):
    """What a line is about, in the order of the file."""

    MARK = "mark"
    NOTE = "note"
    VERSION = "note version"
    SEARCH = "search"
    RECORD = "record"


_KINDS = list(Kind)


class Entry(NamedTuple):
    """A thing that a library says.

    `id` is a paper's, or a search's name; `mark` is empty but for a mark. `value` is True, False or
    None (nothing said) for a mark; a text or None for a note and a search; a text for an earlier
    version of a note, and for a record its JSON. `changed_at` is in milliseconds since 1970.
    """

    kind: Kind
    id: str
    mark: str
    value: bool | str | None
    changed_at: int


def lines_of(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of a file, without their ends; equal libraries have equal ones."""
    found = sorted(entries, key=_place)
    yield _text({"format": FORMAT, "version": VERSION, "lines": len(found)})
    for entry in found:
        value = json.loads(str(entry.value)) if entry.kind is Kind.RECORD else entry.value
        mark = {"mark": entry.mark} if entry.mark else {}
        fixed = {"kind": entry.kind, "id": entry.id, "changed_at": entry.changed_at}
        yield _text({**fixed, **mark, "value": value})


def _place(entry: Entry) -> tuple[int, str, str, int, str]:
    """Return by what a line stands in the file; a note has many earlier versions."""
    is_version = entry.kind is Kind.VERSION
    time, text = (entry.changed_at, str(entry.value)) if is_version else (0, "")
    return _KINDS.index(entry.kind), entry.id, entry.mark, time, text


def read_lines(file: IO[bytes]) -> Iterator[str]:
    """Yield the lines of a file that is read; raises SavedFileError where one is no text."""
    number = 0
    while line := file.readline(LINE_LENGTH + 1):
        number += 1
        if len(line) > LINE_LENGTH:
            raise _damaged(number, "it is too long")
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            raise _damaged(number, "it is no UTF-8") from error


def entries_of(lines: Iterable[str]) -> Iterator[Entry]:
    """Yield what the lines of a file say; raises SavedFileError, which may be at the end."""
    rows = iter(lines)
    expected = _expected(next(rows, ""))
    count = 0
    for number, line in enumerate(rows, start=2):
        count += 1
        if count > expected:
            raise _damaged(number, f"the file says that it has {expected + 1:,} lines")
        try:
            yield _entry(_object(line))
        except UsageError as error:
            raise _damaged(number, "a note is too long") from error
        except (ValueError, RecursionError) as error:
            raise _damaged(number, clean_line(str(error), 100)) from error
    if count < expected:
        raise SavedFileError(
            f"The file ends after {count + 1:,} of {expected + 1:,} lines: a part of it is missing."
            f" {_LEFT} Export the library again."
        )


def _expected(line: str) -> int:
    """Return how many lines follow the first one."""
    try:
        header = _object(line)
    except (ValueError, RecursionError):
        header = {}
    version, lines = header.get("version"), header.get("lines")
    if header.get("format") != FORMAT or type(version) is not int or type(lines) is not int:
        raise SavedFileError(
            f"The file is no exported library: its first line does not say so. {_LEFT}"
        )
    if version > VERSION:
        raise SavedFileError(
            f"The file was exported by a newer paperterm. {_LEFT} Update paperterm here."
        )
    if not 0 <= lines <= LINES:
        raise SavedFileError(f"The file has more than {LINES:,} lines. {_LEFT}")
    return lines


def _entry(line: Mapping[str, Any]) -> Entry:
    """Return what a line says; raises ValueError, UsageError."""
    try:
        kind = Kind(str(line.get("kind")))
    except ValueError as error:
        raise ValueError("it has no kind that is known") from error
    named, mark, changed_at = line.get("id"), line.get("mark", ""), line.get("changed_at")
    length = _NAME_LENGTH if kind is Kind.SEARCH else _ID_LENGTH
    if not isinstance(named, str) or not named or clean_line(named, length) != named:
        raise ValueError("it has no id that can be")
    if type(changed_at) is not int or not 0 <= changed_at <= _LATEST:
        raise ValueError("it has no time that can be")
    if "value" not in line or not _is_mark(mark, kind):
        raise ValueError("it has no mark or no value")
    return Entry(kind, named, mark, _READERS[kind](line["value"], named), changed_at)


def _is_mark(mark: object, kind: Kind) -> bool:
    if kind is not Kind.MARK:
        return mark == ""
    if not isinstance(mark, str):
        return False
    name = mark.removeprefix(TAG)
    return tag_name(name) == name != "" if name != mark else mark in set(Mark)


def _said(value: object, _: str) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise ValueError("its value is none that a mark has")
    return value


def _note(value: object, _: str) -> str | None:
    return None if value is None else note_text(_string(value))


def _version(value: object, _: str) -> str:
    text = note_text(_string(value))
    if not text:
        raise ValueError("an earlier note is empty")
    return text


def _search(value: object, _: str) -> str | None:
    return None if value is None else clean(_string(value), QUERY_LENGTH)


def _record(value: object, paper_id: str) -> str:
    return record_text(received_paper(paper_id, value))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("its value is no text")  # noqa: TRY004 - it is of a file
    return value


_READERS: Mapping[Kind, Callable[[object, str], bool | str | None]] = {
    Kind.MARK: _said,
    Kind.NOTE: _note,
    Kind.VERSION: _version,
    Kind.SEARCH: _search,
    Kind.RECORD: _record,
}


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - it is of a file
    return found


def _text(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True)


def _damaged(number: int, why: str) -> SavedFileError:
    return SavedFileError(
        f"Line {number:,} of the file is damaged ({why}). {_LEFT} Export the library again."
    )
