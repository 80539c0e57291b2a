"""The colours of paperterm's own theme, without Textual.

The theme is made of the first ones. The others are what the stylesheet's variables come to in it:
the first frame is painted in them, and a test holds them to what Textual makes of the theme.
"""

from __future__ import annotations

NAME = "paperterm"
"""The theme's name."""

PRIMARY = "#e5a50a"
ACCENT = "#f0b429"
FOREGROUND = "#d8d8d4"
BACKGROUND = "#15161a"
PANEL = "#22242b"
SUCCESS = "#8fbf7f"
WARNING = "#e0a060"
ERROR = "#e06c75"

QUIET = "#868685"
MARK = "#f0b429"
VALUE = "#b5d4aa"
"""The value of a key in a filter, `$text-success`."""
CURSOR = "#3a3b3c"
THUMB = "#31333b"
"""The scrollbar's, `$panel-lighten-1`."""
PLACEHOLDER = "#6d6e71"
"""What a filter bar without text is written in."""
