"""The escape key, told from escape sequences, however the bytes arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.tui.escapes import ESCAPE, Escapes

PASTED = "\x1b[200~a\x1bb\x1b\x1b[201~"


def pieces(*chunks: str) -> list[str]:
    """Return the pieces of what arrives in chunks, with a pause after the last one."""
    escapes = Escapes()
    found = [piece for chunk in chunks for piece in escapes.split(chunk)]
    found += escapes.flush()
    return [piece for piece in found if piece]


@pytest.mark.parametrize("key", [*"aG1/?\\ -¡", "\r", "\t", "\x0c", "\x7f"])
def test_escape_and_a_key_in_one_write_are_two(key: str) -> None:
    assert pieces(f"x{ESCAPE}{key}y") == ["x", ESCAPE, f"{key}y"]


@pytest.mark.parametrize(
    "sequence", ["\x1b[A", "\x1bOP", "\x1b[1;5C", "\x1b[<0;10;5M", "\x1b]0;x\x07", "\x1b[27u"]
)
def test_a_sequence_stays_whole(sequence: str) -> None:
    assert pieces(f"j{sequence}k") == [f"j{sequence}k"]


def test_an_escape_by_itself_is_known_once_nothing_follows() -> None:
    escapes = Escapes()
    assert "".join(escapes.split(ESCAPE)) == ""
    assert list(escapes.flush()) == [ESCAPE]
    assert list(escapes.flush()) == []


def test_a_sequence_in_two_reads_is_no_escape_key() -> None:
    assert "".join(pieces(ESCAPE, "[A")) == "\x1b[A"
    assert ESCAPE not in pieces(ESCAPE, "[A")
    assert pieces(ESCAPE, "j") == [ESCAPE, "j"]


def test_nothing_in_pasted_text_is_a_key() -> None:
    assert pieces(PASTED) == [PASTED]
    assert pieces(PASTED + ESCAPE + "j") == [PASTED, ESCAPE, "j"]
    for cut in range(len(PASTED)):
        assert ESCAPE not in pieces(PASTED[:cut], PASTED[cut:])


@given(st.lists(st.text(alphabet=f"{ESCAPE}[20~1Oaé"), max_size=6))
def test_nothing_is_lost(chunks: list[str]) -> None:
    assert "".join(pieces(*chunks)) == "".join(chunks)
