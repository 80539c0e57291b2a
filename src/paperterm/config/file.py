"""The config file, read: each value checked, each mistake with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from paperterm.clean import clean_line
from paperterm.config.keys import BY_NAME
from paperterm.config.kinds import SHOWN, MistakeError, meant
from paperterm.errors import UsageError

LARGEST = 1_000_000
"""Bytes of a config file that is taken as one."""

_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)")
_NAME = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_NAMES = rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*"
_HEADER = re.compile(rf"[ \t]*\[{{1,2}}[ \t]*(?P<names>{_NAMES})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*(?P<names>{_NAMES})[ \t]*=")


def settings(path: Path) -> dict[str, Any]:
    """Return what the file says, as the program uses it; one that is not there says nothing.

    Raises UsageError.
    """
    text = _text(path)
    # Imported here: a shell that completes a word reads no config file.
    import tomllib  # noqa: PLC0415

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Besides its own error, tomllib lets through what a huge number or deep nesting raise.
        match = _PLACE.fullmatch(str(error))
        line = int(match["line"] or text.count("\n") + 1) if match else 1
        what = match["what"] if match else str(error)
        raise _error(path, line, f"this is not TOML: {clean_line(what, SHOWN)}.") from error
    return {name: _value(name, value, path, text) for name, value in values.items()}


def mistake(path: Path, sentence: str, *where: str) -> UsageError:
    """Return the error about what stands at `where`, a key and what is in its table."""
    return _error(path, line_of(where, _text(path)), sentence)


def lines(path: Path, names: Mapping[str, object]) -> dict[str, int]:
    """Return on which lines of the file these keys are."""
    text = _text(path) if names else ""
    return {name: line_of((name,), text) for name in names}


def line_of(path: tuple[str, ...], text: str) -> int:
    """Return the line on which a key begins, or the nearest table around it; 1 for neither."""
    # Whether a name with dots is in quotes, or divided, says the same.
    path = _undotted(path)
    best, depth = 1, 0
    for number, place in _places(text):
        common = len(path) if place[: len(path)] == path else len(place)
        if common > depth and place[:common] == path[:common]:
            best, depth = number, common
    return best


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each line that begins a table or a key, with the names that lead to it."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if match := _HEADER.match(line):
            table = _undotted(_divided(match["names"]))
            yield number, table
        elif match := _ENTRY.match(line):
            yield number, (*table, *_undotted(_divided(match["names"])))


def _undotted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(".".join(names).split("."))


def _divided(names: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, names))


def _value(name: str, value: object, path: Path, text: str) -> Any:
    if name not in BY_NAME:
        raise _error(path, line_of((name,), text), _unknown(name))
    try:
        return BY_NAME[name].kind.read(value)
    except MistakeError as error:
        line = line_of((name, *error.path), text)
        raise _error(path, line, f"{name} {error.sentence}") from error


def _text(path: Path) -> str:
    """Return the config file's text, with plain newlines."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{_name(path)} cannot be read: {reason}.") from error
    if len(content) > LARGEST:
        raise UsageError(f"{_name(path)} is too large to be a config file.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "this is not UTF-8; save the file in that encoding.") from error


def _unknown(name: str) -> str:
    """Say that a key is unknown, and which one may have been meant."""
    close = meant(name.replace("-", "_"), list(BY_NAME))
    hint = f"did you mean {close}?" if close else f"the keys are {', '.join(BY_NAME)}."
    return f"there is no key {clean_line(name, SHOWN)}; {hint}"


def _error(path: Path, line: int, what: str) -> UsageError:
    return UsageError(f"{_name(path)}:{line}: {what}")


def _name(path: Path) -> str:
    return clean_line(str(path), 1_000)
