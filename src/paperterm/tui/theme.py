"""The colours: paperterm's own theme, and the shades that follow from whatever theme is on.

Textual's themes are made for boxes on a page. A list needs a row that stands out a little, metadata
that stays readable while it is quiet, and one colour for marks, in light themes as in dark ones.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

from paperterm.tui import colors

PAPERTERM = Theme(
    name=colors.NAME,
    primary=colors.PRIMARY,
    secondary=colors.PRIMARY,
    accent=colors.ACCENT,
    foreground=colors.FOREGROUND,
    background=colors.BACKGROUND,
    surface=colors.BACKGROUND,
    panel=colors.PANEL,
    success=colors.SUCCESS,
    warning=colors.WARNING,
    error=colors.ERROR,
    dark=True,
)

QUIET_CONTRAST = 4.5
"""What WCAG 2.2 (1.4.3) asks for text to be readable."""

MARK_CONTRAST = 3.0
"""What it asks for signs (1.4.11)."""

CURSOR_CONTRAST, BLURRED_CONTRAST = 1.45, 1.15
"""What lets a row be found at a glance, in the pane with the focus and in the other."""

_STEPS = 20


def shades(theme: Theme) -> dict[str, str]:
    """Return the variables that the stylesheet has besides Textual's own."""
    foreground = Color.parse(theme.foreground or ("#e0e0e0" if theme.dark else "#202020"))
    background = Color.parse(theme.background or ("#121212" if theme.dark else "#efefef"))
    accent = Color.parse(theme.accent or theme.primary)
    if foreground.ansi is not None or background.ansi is not None:
        # The terminal's own colours are not known; the stylesheet reverses the cursor's row.
        return {
            "quiet": "ansi_bright_black",
            "mark": "ansi_yellow",
            "cursor": "ansi_default",
            "cursor-blurred": "ansi_default",
        }
    faded = foreground.blend(background, 0.42)
    row, blurred = background.blend(foreground, 0.15), background.blend(foreground, 0.07)
    return {
        "quiet": _readable(faded, foreground, background, QUIET_CONTRAST).hex,
        "mark": _readable(accent, foreground, background, MARK_CONTRAST).hex,
        "cursor": _readable(row, foreground, background, CURSOR_CONTRAST).hex,
        "cursor-blurred": _readable(blurred, foreground, background, BLURRED_CONTRAST).hex,
    }


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _readable(color: Color, foreground: Color, background: Color, least: float) -> Color:
    """Return `color`, as little changed towards the foreground as its contrast asks for."""
    for step in range(_STEPS):
        mixed = color.blend(foreground, step / _STEPS)
        if contrast(mixed, background) >= least:
            return mixed
    return foreground


def _luminance(color: Color) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
