"""Writing a file whole: its name stands for what was there before until all of it is written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from paperterm.errors import PapertermError, UsageError


def check_place(file: Path) -> None:
    """Raise UsageError where no file of that name can be."""
    if file.is_dir():
        raise UsageError(f"{file} is a directory; name a file in it.")
    if not file.parent.is_dir():
        raise UsageError(f"{file} cannot be written: there is no directory {file.parent}.")


def write_whole(file: Path, pieces: Iterable[str]) -> None:
    """Write text to a file, as UTF-8 with its line ends as they are; raises PapertermError.

    A file that is there is replaced, and its permissions stay. Where something is raised, by
    `pieces` too, it is as it was. A link stays a link; devices and pipes are written to.
    """
    check_place(file)
    target = Path(os.path.realpath(file))
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="") as device:
                device.writelines(pieces)
        else:
            _replace(target, pieces)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PapertermError(f"{file} could not be written: {error.strerror}.") from error


def _replace(target: Path, pieces: Iterable[str]) -> None:
    mode = None
    if target.exists():
        # A file may be replaced in a directory where it may not be written to; that is not meant.
        target.open("r+b").close()
        mode = stat.S_IMODE(target.stat().st_mode)
    # Beside it, as only inside one file system a name can be given to another file at once.
    part = target.with_name(f".paperterm-{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
            if mode is not None:
                os.fchmod(file.fileno(), mode)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
