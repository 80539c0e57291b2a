"""Superscripts and subscripts, for the characters that have them."""

from __future__ import annotations

_SUPERSCRIPTS = str.maketrans(
    "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ−′",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ⁻′",
)
_SUBSCRIPTS = str.maketrans(
    "0123456789+-=()aehijklmnoprstuvxβγρφχ−",
    "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ₋",
)

_RAISED = {"∘": "°", "*": "*", "⋆": "*", "†": "†", "‡": "‡", "′": "′", "⊤": "ᵀ"}
"""What stands high by itself, or is raised so often that it has a sign of its own."""


def superscript(text: str) -> str | None:
    """Return `text` raised, None unless every character can be."""
    return _RAISED.get(text) or _translated(text, _SUPERSCRIPTS)


def subscript(text: str) -> str | None:
    """Return `text` lowered, None unless every character can be."""
    return _translated(text, _SUBSCRIPTS)


def _translated(text: str, table: dict[int, int]) -> str | None:
    compact = text.replace(" ", "")
    if not compact or any(ord(character) not in table for character in compact):
        return None
    return compact.translate(table)
