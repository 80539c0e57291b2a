"""A layer under the program: each change of a file is told just before it is done.

What SQLite writes passes through functions that are put in the place of its own (see
sqlite.org/vfs.html), and what Python does with files through those put into `os` and `io`. It stays
for as long as the process lives: only processes that were started for it have it.
"""

from __future__ import annotations

import _sqlite3
import ctypes as c
import io
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SQLITE_FULL = 13
"""What SQLite says where the disk is full (sqlite.org/rescode.html)."""

_CREATE = 0x4


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes that are written into a file."""

    path: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """A file that is given another length."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """A file whose content is put on the disk, or a folder whose names are."""

    path: str


@dataclass(frozen=True, slots=True)
class Create:
    """A name that is not there yet: of a file, or of a folder."""

    path: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Rename:
    """A name that is given to a file in place of another; with `is_link` it has both."""

    path: str
    target: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """A name that goes."""

    path: str


Operation = Write | Truncate | Sync | Create | Rename | Remove

Told = Callable[[Operation], int]
"""Is told what is about to be done; for other codes than 0, SQLite takes it to have failed."""


def put_under(told: Told) -> None:
    """Tell of all that this process does with files from now on."""
    _under_sqlite(told)
    _under_python(told)


_OPEN = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.POINTER(c.c_int))
_DELETE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int)
_WRITE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)
_CLOSE = c.CFUNCTYPE(c.c_int, c.c_void_p)


class _Vfs(c.Structure):
    _fields_ = (
        ("version", c.c_int),
        ("file_size", c.c_int),
        ("longest_path", c.c_int),
        ("next", c.c_void_p),
        ("name", c.c_char_p),
        ("data", c.c_void_p),
        ("open", _OPEN),
        ("delete", _DELETE),
    )


class _Methods(c.Structure):
    _fields_ = (
        ("version", c.c_int),
        ("close", _CLOSE),
        ("read", c.c_void_p),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", c.c_void_p * 13),
    )


class _File(c.Structure):
    _fields_ = (("methods", c.POINTER(_Methods)),)


_kept: list[object] = []
"""What SQLite has pointers to."""


def _under_sqlite(told: Told) -> None:
    library = c.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    # Of what is replaced, the first functions: reading the field again would give the new ones.
    real_open, real_delete = (
        kind(c.cast(function, c.c_void_p).value or 0)
        for kind, function in ((_OPEN, vfs.open), (_DELETE, vfs.delete))
    )
    paths: dict[int, str] = {}
    new_journals: set[int] = set()
    layered: dict[int, Any] = {}

    def opened(a_vfs: int, name: int | None, file: int, flags: int, out: Any) -> int:
        path = os.fsdecode(c.string_at(name)) if name else ""
        if path and flags & _CREATE and not Path(path).exists() and told(Create(path)):
            return SQLITE_FULL
        code = int(real_open(a_vfs, name, file, flags, out))
        if code == sqlite3.SQLITE_OK and path:
            paths[file] = path
            if flags & _CREATE and path.endswith(("-journal", "-wal")):
                new_journals.add(file)
            pointer = _File.from_address(file)
            real = c.cast(pointer.methods, c.c_void_p).value or 0
            if real not in layered:
                layered[real] = _layer(_Methods.from_address(real), told, paths, new_journals)
            pointer.methods = c.pointer(layered[real])
        return code

    def deleted(a_vfs: int, name: bytes, is_synced: int) -> int:
        path = os.fsdecode(name)
        if Path(path).exists():
            told(Remove(path))
        code = int(real_delete(a_vfs, name, is_synced))
        if is_synced:
            told(Sync(str(Path(path).parent)))
        return code

    vfs.open, vfs.delete = _OPEN(opened), _DELETE(deleted)
    _kept.extend((vfs, vfs.open, vfs.delete, real_open, real_delete))


def _layer(real: _Methods, told: Told, paths: dict[int, str], new: set[int]) -> _Methods:
    """Return methods that tell what a file's own ones are about to do."""
    # As the real functions, which `real` goes on to point to.
    write, truncate, sync, close = real.write, real.truncate, real.sync, real.close

    def written(file: int, data: int, length: int, offset: int) -> int:
        failed = told(Write(paths[file], offset, c.string_at(data, length)))
        return failed or int(write(file, data, length, offset))

    def truncated(file: int, size: int) -> int:
        return told(Truncate(paths[file], size)) or int(truncate(file, size))

    def synced(file: int, flags: int) -> int:
        failed = told(Sync(paths[file]))
        if not failed and file in new:
            # SQLite puts the name of a journal on the disk when it does so with its content.
            new.discard(file)
            failed = told(Sync(str(Path(paths[file]).parent)))
        return failed or int(sync(file, flags))

    def closed(file: int) -> int:
        paths.pop(file, None)
        new.discard(file)
        return int(close(file))

    made = _Methods()
    c.memmove(c.byref(made), c.byref(real), c.sizeof(_Methods))
    made.write, made.truncate = _WRITE(written), _TRUNCATE(truncated)
    made.sync, made.close = _SYNC(synced), _CLOSE(closed)
    _kept.extend((made, made.write, made.truncate, made.sync, made.close, real))
    return made


class _Files:
    """What Python does with names, and with what is put on the disk.

    What is in a file then is for who listens.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._opened: dict[int, str] = {}
        self._open, self._io_open, self._fsync, self._mkdir = os.open, io.open, os.fsync, os.mkdir

    def open(self, path: Any, flags: int, *rest: Any, dir_fd: int | None = None) -> int:
        name = self._path(path, dir_fd)
        if flags & os.O_CREAT:
            self._create(name)
        opened = self._open(path, flags, *rest, dir_fd=dir_fd)
        self._opened[opened] = name
        return opened

    def io_open(self, file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not isinstance(file, int) and set(mode) & set("wax"):
            self._create(self._path(file))
        return self._io_open(file, mode, *rest, **more)

    def fsync(self, descriptor: int) -> None:
        self._told(Sync(str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        self._fsync(descriptor)

    def mkdir(self, path: Any, *rest: Any, dir_fd: int | None = None) -> None:
        name = self._path(path, dir_fd)
        if Path(name).parent.is_dir():
            self._create(name, is_folder=True)
        self._mkdir(path, *rest, dir_fd=dir_fd)

    def renaming(self, real: Callable[..., None], *, is_link: bool = False) -> Callable[..., None]:
        def rename(source: Any, target: Any, **more: Any) -> None:
            self._told(Rename(self._path(source), self._path(target), is_link))
            real(source, target, **more)

        return rename

    def removing(self, real: Callable[..., None]) -> Callable[..., None]:
        def remove(path: Any, *, dir_fd: int | None = None) -> None:
            name = self._path(path, dir_fd)
            if os.path.lexists(name):
                self._told(Remove(name))
            real(path, dir_fd=dir_fd)

        return remove

    def _path(self, path: Any, folder: int | None = None) -> str:
        return str(Path(self._opened[folder] if folder else "").absolute() / os.fsdecode(path))

    def _create(self, name: str, *, is_folder: bool = False) -> None:
        if not os.path.lexists(name):
            self._told(Create(name, is_folder))


def _under_python(told: Told) -> None:
    files = _Files(told)
    replaced: dict[str, Any] = {
        "open": files.open,
        "fsync": files.fsync,
        "rename": files.renaming(os.rename),
        "replace": files.renaming(os.replace),
        "link": files.renaming(os.link, is_link=True),
        "unlink": files.removing(os.unlink),
        "remove": files.removing(os.remove),
        "rmdir": files.removing(os.rmdir),
        "mkdir": files.mkdir,
    }
    for name, function in replaced.items():
        setattr(os, name, function)
    io.open = files.io_open
