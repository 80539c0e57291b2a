"""Names of keys: what people call a key, and the one name by which the interface knows it."""

from __future__ import annotations

import unicodedata

from paperterm.clean import clean_line

_NAMED = (
    "escape enter tab space backspace delete insert home end pageup pagedown up down left right"
).split() + [f"f{number}" for number in range(1, 25)]

_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
    "blank": "space",
}
"""As keyboards, other programs and the help of this one call them."""

_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""What a terminal cannot tell from another key."""

_MODIFIERS = ("ctrl", "alt", "shift")
_SHOWN = 40

_SIGNS = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Names of Unicode for which the interface has shorter ones."""


def key_name(text: str) -> str | None:
    """Return the name of the key that `text` means (`^d`, `ctrl+d`, `?`, `PgDn`), None for none."""
    text = text.strip() or text[:1]
    if len(text) == 2 and text[0] == "^":
        text = f"ctrl+{text[1]}"
    # What follows the last plus is the key, but a plus can be a key itself.
    modifiers, plus, last = text[:-1].rpartition("+") if text.endswith("+") else ("", "", "")
    if not plus:
        modifiers, plus, last = text.rpartition("+") if len(text) > 1 else ("", "", text)
    else:
        last += text[-1]
    held = [each.strip().lower() for each in modifiers.split("+")] if plus else []
    key = _plain(last.strip() or last)
    if key is None or len(set(held)) != len(held) or not set(held) <= set(_MODIFIERS):
        return None
    if held == ["shift"] and len(key) == 1:
        return key.upper() if key.upper() != key else None
    if "ctrl" in held and len(key) == 1:
        key = key.lower()
    name = "+".join([each for each in _MODIFIERS if each in held] + [key])
    return _SAME.get(name, name)


def likely_key(text: str) -> str | None:
    """Return the name of a key that may have been meant by a text that names none."""
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    *held, last = text.lower().replace("-", "+").split("+")
    names = [get_close_matches(each, _MODIFIERS, n=1) for each in held]
    known = (
        last if len(last) == 1 else next(iter(get_close_matches(last, [*_NAMED, *_ALIASES])), "")
    )
    if not known or not all(names):
        return None
    return key_name("+".join([*(name[0] for name in names), known]))


def shown(text: str) -> str:
    """Return what was written for a key, for a message about it."""
    return clean_line(text, _SHOWN)


def _plain(text: str) -> str | None:
    """Return the name of a key without modifiers."""
    if len(text) == 1:
        return _ALIASES.get(text) or _of_character(text)
    name = text.lower()
    name = _ALIASES.get(name, name)
    if name in _NAMED:
        return name
    return name if _is_of_a_character(name) else None


def _of_character(character: str) -> str | None:
    if not character.isprintable():
        return None
    if character == " ":
        return "space"
    if character.isalnum():
        return character
    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return _SIGNS.get(name, name) or None


def _is_of_a_character(name: str) -> bool:
    """Whether a name such as `question_mark` is that of a sign on a keyboard."""
    return name in {
        _of_character(chr(code)) for code in range(0x21, 0x7F) if not chr(code).isalnum()
    }
