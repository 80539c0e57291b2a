"""Full: a file system of some pages that can be filled, made read-only, and emptied again.

It is mounted in a namespace of the process's own (Linux), and gone with it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SIZE = 8 * 1024 * 1024
"""Bytes of the file system."""

PAGE = 4096
"""Bytes that it gives to files at once."""

WAYS = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])
"""How a namespace is had, where one may mount: by root, and by others."""


def way_to_mount(place: Path) -> Sequence[str] | None:
    """Return what to put before a command that is to mount; None where nobody may here."""
    if shutil.which("unshare"):
        for way in WAYS:
            done = subprocess.run(
                [*way, "mount", "-t", "tmpfs", "none", str(place)], capture_output=True, check=False
            )
            if done.returncode == 0:
                return way
    return None


class SmallDisk:
    """A file system that is mounted at a place."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._ballast = place / "ballast"
        _mount("-t", "tmpfs", "-o", f"size={SIZE}", "none", str(place))

    def fill(self, pages: int) -> None:
        """Leave room for so many pages."""
        status = os.statvfs(self.place)
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, (status.f_bavail - pages) * status.f_bsize)

    def empty(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nothing be written."""
        _mount("-o", "remount,ro", str(self.place))
        try:
            yield
        finally:
            _mount("-o", "remount,rw", str(self.place))


@contextmanager
def forbidden(*paths: Path) -> Iterator[None]:
    """Take away the permission to write files, and in folders."""
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def be_nobody_special() -> None:
    """Let permissions count for this process, too, as they do not for root (capset(2))."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("Ii", 0x20080522, 0)
    held = ctypes.create_string_buffer(24)
    if libc.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    sets = list(struct.unpack("6I", held.raw))
    # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER are the bits 1 to 3.
    sets[:3] = [each & ~0b1110 for each in sets[:3]]
    if libc.capset(header, struct.pack("6I", *sets)):
        raise OSError(ctypes.get_errno(), "capset")


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)
