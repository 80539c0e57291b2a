"""Reports: where the program broke, for whoever mends it, with nothing in them that is private.

A report has types, modules, lines and functions. Messages, values, paths and the environment can
hold a token, a name or text of the feed, and are left out.
"""

from __future__ import annotations

import errno
import os
import platform
import traceback
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import FrameType

from paperterm import __version__
from paperterm.writing import make_folder

KEPT = 10
"""Reports that are kept, the newest."""

FRAMES = 60
"""Frames that are named of one error: half of them where it began, half where it broke."""

CHAINED = 10
"""Errors that are named of those that led to one another."""

_NAMES = "report-*.txt"
_LIBRARIES = ("textual", "httpx", "sqlite-utils", "click")


def write_report(folder: Path, error: BaseException, at: datetime) -> Path:
    """Write what can be told of an error, and return the file; raises OSError.

    Nobody else can read it, and of older ones only so many are kept.
    """
    make_folder(folder)
    file = folder / f"report-{at.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}-{os.getpid()}.txt"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in report(error, at))
    for old in sorted(folder.glob(_NAMES))[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return file


def report(error: BaseException, at: datetime) -> Iterator[str]:
    """Yield the lines of a report."""
    system = os.uname()
    yield f"paperterm {__version__} broke at {at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC."
    yield f"{platform.python_implementation()} {platform.python_version()}"
    yield f"{system.sysname} {system.release} {system.machine}"
    yield ", ".join(_libraries())
    for number, each in enumerate(_chain(error)):
        yield ""
        yield f"{'and then ' if number else ''}{kind_of(each)}"
        yield from (f"  {frame}" for frame in _frames(each))


def kind_of(error: BaseException) -> str:
    """Return the type of an error, and what the system or SQLite calls it, without its message."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _whole_name(kind)
    code = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    code = code or getattr(error, "sqlite_errorname", None)
    return f"{name} ({code})" if isinstance(code, str) else name


def place_of(error: BaseException) -> str:
    """Return where in paperterm an error was raised, or led to one; nothing where it was not."""
    ours = [frame for frame in _traced(error) if frame[0].split(".")[0] == "paperterm"]
    return "{}, line {}".format(*ours[-1][:2]) if ours else ""


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error after those that led to it."""
    chain = [error]
    while len(chain) < CHAINED:
        last = chain[-1]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None or before in chain:
            break
        chain.append(before)
    return chain[::-1]


def _frames(error: BaseException) -> Iterator[str]:
    frames = [f"{module}, line {line}, in {name}" for module, line, name in _traced(error)]
    if len(frames) <= FRAMES:
        yield from frames
        return
    yield from frames[: FRAMES // 2]
    yield f"… {len(frames) - FRAMES:,} more …"
    yield from frames[-FRAMES // 2 :]


def _traced(error: BaseException) -> list[tuple[str, int, str]]:
    """Return module, line and function of each frame, from where it began to where it broke."""
    return [
        (_module(frame), line, frame.f_code.co_qualname)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]


def _module(frame: FrameType) -> str:
    """Return the name of a frame's module; its file would tell where in a home it stands."""
    return str(frame.f_globals.get("__name__", "?"))


def _whole_name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _libraries() -> Iterator[str]:
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"
