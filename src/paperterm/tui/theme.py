"""The colours: paperterm's own theme, and the shades that follow from whatever theme is on.

Textual's themes are made for boxes on a page. A list needs a row that stands out a little, metadata
that stays readable while it is quiet, and one colour for marks, in light themes as in dark ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from textual.color import BLACK, WHITE, Color
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

TERMINAL = Theme(
    name="terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    variables={
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "border": "ansi_blue",
        "border-blurred": "ansi_bright_black",
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "block-hover-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-background": "ansi_default",
        "input-cursor-text-style": "reverse",
        "input-selection-foreground": "ansi_bright_white",
        "input-selection-background": "ansi_blue",
        "screen-selection-foreground": "ansi_bright_white",
        "screen-selection-background": "ansi_blue",
        "scrollbar": "ansi_bright_black",
        "scrollbar-hover": "ansi_blue",
        "scrollbar-active": "ansi_blue",
        "scrollbar-background": "ansi_default",
        "scrollbar-background-hover": "ansi_default",
        "scrollbar-background-active": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)
"""The terminal's own colours, dark or light: those of its names that can be read on both."""

TEXT_CONTRAST = 4.5
"""What WCAG 2.2 (1.4.3) asks for text to be readable."""

SIGN_CONTRAST = 3.0
"""What it asks for large text and for signs (1.4.11): here of what is quiet, where it has least."""

CURSOR_CONTRAST, BLURRED_CONTRAST = 1.45, 1.15
"""What lets a row be found at a glance, in the pane with the focus and in the other."""

_STEPS = 20


def shades(theme: Theme, variables: Mapping[str, str]) -> dict[str, str]:
    """Return what the stylesheet has besides what Textual makes of a theme, or in its place.

    In some themes text would be lost on the cursor's row, what is quiet on a bar, and an accent
    as a match on any background.
    """
    foreground, background, panel, block = (
        Color.parse(variables[name])
        for name in ("foreground", "background", "panel", "block-cursor-background")
    )
    accent = Color.parse(theme.accent or theme.primary)
    if foreground.ansi is not None or background.ansi is not None:
        # The terminal's own colours are not known; the stylesheet reverses the cursor's row.
        return {
            "quiet": "ansi_bright_black",
            "mark": "ansi_yellow" if theme.name == "ansi-dark" else "ansi_magenta",
            "cursor": "ansi_default",
            "cursor-blurred": "ansi_default",
        }
    row, blurred = (
        _away(background.blend(foreground, share), foreground, (background, least))
        for share, least in ((0.15, CURSOR_CONTRAST), (0.07, BLURRED_CONTRAST))
    )
    most = background.get_contrast_text(1.0)
    text = _away(foreground, most, (row, TEXT_CONTRAST), (panel, TEXT_CONTRAST))
    backgrounds = ((background, TEXT_CONTRAST), (row, SIGN_CONTRAST), (panel, SIGN_CONTRAST))
    return {
        "foreground": text.hex,
        "quiet": _away(foreground.blend(background, 0.42), text, *backgrounds).hex,
        "mark": _away(accent, text, *backgrounds).hex,
        "cursor": row.hex,
        "cursor-blurred": blurred.hex,
        "text-disabled": _away(background.blend(most, 0.38), most, (background, SIGN_CONTRAST)).hex,
        "block-cursor-foreground": max(BLACK, WHITE, key=partial(contrast, block)).hex,
    }


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _away(color: Color, end: Color, *backgrounds: tuple[Color, float]) -> Color:
    """Return `color`, as little changed towards `end` as its contrast to each background asks."""
    for step in range(_STEPS):
        mixed = color.blend(end, step / _STEPS)
        if all(contrast(mixed, background) >= least for background, least in backgrounds):
            return mixed
    return end


def _luminance(color: Color) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
