"""How a run of the app ended."""

from __future__ import annotations

from enum import Enum, auto


class Ending(Enum):
    """What the one who started the app does next."""

    QUIT = auto()
    SAMPLE = auto()
