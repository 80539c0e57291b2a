"""Garbage: looked for while nobody waits, as a look can take longer than a frame."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 10_000
"""Objects that were made and kept after which Python looks, whoever waits; 700 if not told."""

SOME = 500
"""Objects for which a look is worth it."""

OFTEN = 10
"""Looks among what is new after which one among all that has come is worth it, as for Python."""


@contextmanager
def put_off() -> Iterator[None]:
    """Look for none while much is imported, which saves 15 ms of 200, and seldom from then on."""
    gc.disable()
    try:
        yield
    finally:
        keep()
        gc.set_threshold(MANY, *gc.get_threshold()[1:])
        gc.enable()


def keep() -> None:
    """Look for no more garbage among what is there by now, mostly the app: that takes 20 ms."""
    gc.freeze()


def look(*, briefly: bool = False, at_all: bool = False) -> None:
    """Look among what has come since: for a few milliseconds, `briefly` for one or two.

    What is still in use then is kept, as else each look would take longer than the one before, up
    to 30 ms. A look `at_all` there is finds it once it is garbage, and takes 50.
    """
    young, _, looks = gc.get_count()
    if looks >= OFTEN and not briefly:
        if at_all:
            gc.unfreeze()
        gc.collect()
        keep()
    elif young >= SOME:
        gc.collect(1)
