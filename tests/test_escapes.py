"""The escape key, told from escape sequences, however the bytes arrive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Paste

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
    assert "".join(pieces(PASTED)) == "\x1b[200~ab\x1b[201~"
    assert pieces(PASTED + ESCAPE + "j")[-2:] == [ESCAPE, "j"]
    for cut in range(len(PASTED)):
        assert ESCAPE not in pieces(PASTED[:cut], PASTED[cut:])


@pytest.mark.parametrize("text", ["\x1bc\x1a", "\x1b[31mq", "\x1b\x1bq", "\x1b]0;q\x07", "\x1bOA"])
def test_pasted_text_is_one_event(text: str) -> None:
    pasted = f"\x1b[200~a{text}b\x1b[201~"
    for cut in range(1, len(pasted)):
        parser = XTermParser()
        found = [
            event for piece in pieces(pasted[:cut], pasted[cut:]) for event in parser.feed(piece)
        ]
        assert [type(event) for event in found] == [Paste]


def test_the_end_of_pasted_text_may_come_late() -> None:
    escapes = Escapes()
    assert "".join(escapes.split("\x1b[200~a\x1b[2")) == "\x1b[200~a"
    assert list(escapes.flush()) == []
    assert "".join(escapes.split("01~\x1b[A")) == "\x1b[201~\x1b[A"


@given(st.lists(st.text(alphabet=f"{ESCAPE}[20~1Oaé"), max_size=6))
def test_nothing_but_escapes_is_lost(chunks: list[str]) -> None:
    ended = [*chunks, "\x1b[201~"]
    assert "".join(pieces(*ended)).replace(ESCAPE, "") == "".join(ended).replace(ESCAPE, "")
