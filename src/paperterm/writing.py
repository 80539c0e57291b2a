"""Writing a file whole: its name stands for what was there before until all of it is written."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from paperterm.errors import PapertermError, UsageError


def check_place(file: Path) -> None:
    """Raise UsageError where no file of that name can be."""
    if file.is_dir():
        raise UsageError(f"{file} is a directory; name a file in it.")
    if not file.parent.is_dir():
        raise UsageError(f"{file} cannot be written: there is no directory {file.parent}.")


def write_whole(file: Path, pieces: Iterable[str], *, mode: int = 0o666) -> None:
    """Write text to a file, as UTF-8 with its line ends as they are; raises PapertermError.

    A file that is there is replaced, and its permissions stay; a new one has those of `mode` that
    are usual. When this returns, it is on the disk. Where something is raised, by `pieces` too, it
    is as it was. A link stays a link; devices and pipes are written to.
    """
    check_place(file)
    target = Path(os.path.realpath(file))
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="") as device:
                device.writelines(pieces)
        else:
            _replace(target, pieces, mode)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise unwritable(file, error) from error


def unwritable(file: Path, error: OSError) -> PapertermError:
    """Return what is said of a file that could not be written."""
    reason = error.strerror or type(error).__name__
    advice = _ADVICE.get(error.errno or 0, "Check the disk it is on.")
    return PapertermError(f"{file} could not be written: {reason}. {advice}")


_ADVICE = {
    errno.ENOSPC: "Make room and try again.",
    errno.EDQUOT: "Make room and try again.",
    errno.EACCES: "Check the permissions of the file and its folder.",
    errno.EPERM: "Check the permissions of the file and its folder.",
}


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone, and have its name on the disk; raises OSError."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in reversed(missing):
        flush_names(each.parent)


def flush_names(folder: Path) -> None:
    """Have the names in a folder on the disk, where that can be done by this user."""
    # A folder may be one to write to and not to read; and not all file systems do this.
    with suppress(OSError):
        flush(folder)


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk; raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(target: Path, pieces: Iterable[str], mode: int) -> None:
    kept = None
    if target.exists():
        # A file may be replaced in a directory where it may not be written to; that is not meant.
        target.open("r+b").close()
        kept = stat.S_IMODE(target.stat().st_mode)
    # Beside it, as only inside one file system a name can be given to another file at once.
    part = target.with_name(f".paperterm-{os.getpid()}.part")
    try:
        made = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode)
        with os.fdopen(made, "w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
            file.flush()
            if kept is not None:
                os.fchmod(file.fileno(), kept)
            os.fsync(file.fileno())
        part.replace(target)
        flush_names(target.parent)
    finally:
        part.unlink(missing_ok=True)
