"""Memory that a refresh needs for a moment, given back to the system afterwards."""

from __future__ import annotations

from contextlib import suppress

_MMAP_THRESHOLD = -3
_LARGE = 128 * 1024
"""mallopt(3): its number for the size of a large block, and that size, in bytes."""


def take_little() -> None:
    """Let glibc take large blocks from the system alone, each to be given back by itself.

    Left alone, it takes larger and larger ones from what it keeps: of an answer of half a megabyte
    each thread that has seen it keeps several. Other C libraries have nothing to be told.
    """
    # Imported here: nothing needs it before the first refresh.
    import ctypes  # noqa: PLC0415

    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)


def give_back() -> None:
    """Let glibc give back what is free: it would keep 10 MB of what a refresh has used."""
    import ctypes  # noqa: PLC0415

    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
