"""Names of keys, and the themes: what the configuration says is what Textual says."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key
from textual.theme import BUILTIN_THEMES

from paperterm.config.key_names import key_name, likely_key
from paperterm.config.keys import OWN_THEMES, THEMES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x", "x"),
        ("X", "X"),
        ("shift+x", "X"),
        ("ж", "ж"),
        ("^d", "ctrl+d"),
        ("ctrl+D", "ctrl+d"),
        ("Ctrl + d", "ctrl+d"),
        ("shift+alt+ctrl+left", "ctrl+alt+shift+left"),
        ("esc", "escape"),
        ("PgDn", "pagedown"),
        ("↓", "down"),
        ("F12", "f12"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("question_mark", "question_mark"),
        (" ", "space"),
        ("ctrl+i", "tab"),
        ("ctrl+[", "escape"),
    ],
)
def test_keys_have_many_names(text: str, name: str) -> None:
    assert key_name(text) == name


@pytest.mark.parametrize(
    "text", ["", "xx", "ctrl", "ctrl+", "hyper+x", "ctrl+ctrl+x", "f25", "shift+1", "\x1b", "a b"]
)
def test_what_is_no_key_has_no_name(text: str) -> None:
    assert key_name(text) is None


@pytest.mark.parametrize("character", string.ascii_letters + string.digits + string.punctuation)
def test_a_character_is_the_key_that_textual_takes_it_for(character: str) -> None:
    name = key_name(character)
    assert name == _character_to_key(character)
    assert key_name(name) == name


@pytest.mark.parametrize(
    ("text", "name"), [("ctl+x", "ctrl+x"), ("Control-x", "ctrl+x"), ("escpe", "escape")]
)
def test_a_key_that_was_meant_is_found(text: str, name: str) -> None:
    assert likely_key(text) == name


@pytest.mark.parametrize("text", ["xyz", "+", "qqq+x", "ctrl+qqq"])
def test_no_key_is_made_up(text: str) -> None:
    assert likely_key(text) is None


def test_the_themes_are_those_that_there_are() -> None:
    assert sorted(THEMES) == sorted([*OWN_THEMES, *BUILTIN_THEMES])
