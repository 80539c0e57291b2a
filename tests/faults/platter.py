"""The platter: what a disk may hold after the power has failed, by the log of what was done to it.

What was synced is there. Of all else each 512 bytes, each change of a length and each change of a
name may be there or not, whatever came later: so strict is no real file system, but each is in one
of these ways. A name lasts once its folder was synced, and content once its file was.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from faults.layer import Create, Operation, Remove, Rename, Sync, Truncate, Write

T = TypeVar("T")

SECTOR = 512
"""Bytes that are written as a whole or not at all."""


@dataclass(slots=True)
class _File:
    """What is surely in a file, and what was done since."""

    content: bytes = b""
    pending: list[Write | Truncate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Renamed:
    """Names that change together: each stands for a file, for a folder (None), or no more."""

    folder: str
    names: tuple[tuple[str, _File | bool | None], ...]


class Platter:
    """A disk to which one operation after the other is done; `root` is a folder that is there."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._names: dict[str, _File | None] = {str(root): None}
        self._sure: dict[str, _File | None] = dict(self._names)
        self._pending: list[_Renamed] = []
        for each in sorted(root.rglob("*")):
            file = None if each.is_dir() else _File(each.read_bytes())
            self._names[str(each)] = self._sure[str(each)] = file

    def do(self, operation: Operation) -> None:
        """Do one thing; what is outside of the root is passed over."""
        path = operation.path
        if not path.startswith(self._root):
            return
        match operation:
            case Write() | Truncate():
                self._file(path).pending.append(operation)
            case Create():
                self._rename((path, None if operation.is_folder else _File()))
            case Remove():
                self._rename((path, False))
            case Rename():
                old = () if operation.is_link else ((path, False),)
                self._rename((operation.target, self._file(path)), *old)
            case Sync():
                self._sync(path)

    def _file(self, path: str) -> _File:
        file = self._names[path]
        assert file, path
        return file

    def _rename(self, *names: tuple[str, _File | bool | None]) -> None:
        self._pending.append(_Renamed(str(Path(names[0][0]).parent), names))
        _apply(self._names, names)

    def _sync(self, path: str) -> None:
        file = self._names[path]
        if file:
            file.content = _written(file.content, file.pending)
            file.pending.clear()
            return
        for each in self._pending:
            if each.folder == path:
                _apply(self._sure, each.names)
        self._pending = [each for each in self._pending if each.folder != path]

    def fail(self, chance: random.Random, place: Path) -> None:
        """Put into a place what may be on the disk if the power fails now."""
        names = dict(self._sure)
        for each in _some(self._pending, chance, chance.choice(("all", "none", "first", "some"))):
            _apply(names, each.names)
        for name in sorted(names):
            parents = (str(each) for each in Path(name).parents if str(each) > self._root)
            if name == self._root or any(names.get(each, False) is not None for each in parents):
                continue
            target = place / Path(name).relative_to(self._root)
            file = names[name]
            if file is None:
                target.mkdir(parents=True)
            else:
                target.write_bytes(_left(file, chance))


def _apply(
    names: dict[str, _File | None], changed: Iterable[tuple[str, _File | bool | None]]
) -> None:
    for name, file in changed:
        if isinstance(file, bool):
            names.pop(name, None)
        else:
            names[name] = file


def _left(file: _File, chance: random.Random) -> bytes:
    """Return what may be left of a file."""
    way = chance.choice(("all", "none", "first", "some", "torn", "mixed"))
    pending = file.pending
    if way in {"torn", "mixed"}:
        pending = [piece for each in pending for piece in _pieces(each)]
    kept = _some(pending, chance, way)
    if way == "mixed":
        chance.shuffle(kept)
    return _written(file.content, kept)


def _some(pending: Sequence[T], chance: random.Random, way: str) -> list[T]:
    """Return all, none, the first, or some of what was not synced."""
    if way in {"all", "none"}:
        return list(pending) if way == "all" else []
    if way == "first":
        return list(pending[: chance.randint(0, len(pending))])
    return [each for each in pending if chance.random() < 0.5]


def _pieces(operation: Write | Truncate) -> Iterable[Write | Truncate]:
    """Yield the pieces of what is written, each within a sector."""
    if isinstance(operation, Truncate):
        yield operation
        return
    start, end = operation.offset, operation.offset + len(operation.data)
    while start < end:
        stop = min(end, start - start % SECTOR + SECTOR)
        data = operation.data[start - operation.offset : stop - operation.offset]
        yield Write(operation.path, start, data)
        start = stop


def _written(content: bytes, operations: Iterable[Write | Truncate]) -> bytes:
    """Return content after what was done to it."""
    made = bytearray(content)
    for each in operations:
        if isinstance(each, Truncate):
            made = made[: each.size] + bytes(max(each.size - len(made), 0))
        else:
            made += bytes(max(each.offset - len(made), 0))
            made[each.offset : each.offset + len(each.data)] = each.data
    return bytes(made)
