"""The keymap: which keys each command has, as declared or as the reader wants it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol, cast

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import format_key, key_to_character
from textual.widgets import Input

from paperterm.config.key_names import key_name
from paperterm.config.kinds import meant

_SIGNS = {
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "enter": "enter",
    "space": "space",
}
_NOT_TOLD = "ctrl+j"
"""What an enter arrives as that was typed before the terminal is ours: nobody need know it."""

Keys = Mapping[str, tuple[str, ...]]
"""Names of keys by those of commands."""


class KeysError(Exception):
    """The keys that are wanted cannot be had; `name` is the command, `sentence` says why."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Context:
    """Commands that are heard together; where letters are `typed`, they are no keys."""

    where: str
    commands: tuple[Binding, ...]
    typed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in the order in which they are declared."""
        return tuple(each.id for each in self.commands if each.id)


class Keymap:
    """The keys of all commands; `wanted` are those that are not to be as declared.

    Raises KeysError where there is no such command, or two would have the same key.
    """

    def __init__(self, contexts: Sequence[Context], wanted: Keys | None = None) -> None:
        self._contexts = contexts
        self._declared = {
            each.id: each for context in contexts for each in context.commands if each.id
        }
        self._own = {name: declared_keys(each) for name, each in self._declared.items()}
        for name in wanted or {}:
            if name not in self._declared:
                raise KeysError(name, self._unknown(name))
        self._wanted = {
            name: keys for name, keys in (wanted or {}).items() if keys != self._own[name]
        }
        for context in contexts if self._wanted else ():
            self._check(context)
        if not self.keys("app.quit") and not self.keys("app.copy"):
            raise KeysError(
                "app.quit", "without a key, and app.copy without one, nothing would quit."
            )

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the names of a command's keys, none where it has none."""
        return self._wanted.get(name, self._own[name])

    def is_own(self, name: str) -> bool:
        """Whether a command has the keys that are declared."""
        return name not in self._wanted

    def key(self, name: str) -> str:
        """Return the first of a command's keys, for a sentence that names it.

        For a command without one, it is the way through the palette.
        """
        declared = self._declared[name]
        if keys := self.keys(name):
            return keys_shown(declared, keys).split()[0]
        palette = self.keys("app.palette")[:1]
        opens = f"{keys_shown(self._declared['app.palette'], palette)} " if palette else ""
        return f"{opens}“{declared.tooltip or declared.description}”"

    def move(self, node: DOMNode) -> None:
        """Give a new node the keys that are wanted."""
        if self._wanted:
            node._bindings = self._moved_in(node)

    def _moved_in(self, node: DOMNode) -> BindingsMap:
        """Return a node's bindings with the keys that are wanted.

        Textual's own keymap would do this at every key that is pressed, and loses the other
        command where two share a key.
        """
        commands: dict[str, Binding] = {}
        others: dict[str, list[Binding]] = {}
        for key, bindings in node._bindings.key_to_bindings.items():
            commands |= {each.id: each for each in bindings if each.id in self._own}
            if unnamed := [each for each in bindings if each.id not in self._own]:
                others[key] = unnamed
        if not commands:
            return node._bindings
        if isinstance(node, Input):
            # What a command took from the line, the line has again when the command is elsewhere.
            others = (Input._merged_bindings or BindingsMap()).key_to_bindings | others
        else:
            # Nothing of Textual's may be done by a key that a command has left, or has now.
            moved = self._moved_beside(commands.keys())
            others = {key: bindings for key, bindings in others.items() if key not in moved}
        mine: dict[str, list[Binding]] = {}
        # Of two that share a key, the first that is declared is asked first.
        for name in (name for name in self._declared if name in commands):
            # Without a key it stays in the palette: no terminal sends a key of such a name.
            for key in self.keys(name) or (f"no key for {name}",):
                mine.setdefault(key, []).append(commands[name].with_key(key))
        return BindingsMap.from_keys(others | mine)

    def _moved_beside(self, commands: Collection[str]) -> set[str]:
        """Return the keys, before and now, of what is moved where these commands are heard."""
        heard = {
            name
            for context in self._contexts
            if not set(commands).isdisjoint(context.names)
            for name in context.names
        }
        return {
            key
            for name, keys in self._wanted.items()
            if name in heard
            for key in (*self._own[name], *keys)
        }

    def _check(self, context: Context) -> None:
        """Raise KeysError where two commands would have the same key."""
        for name in context.names:
            letters = [key for key in self.keys(name) if is_text(key)]
            if context.typed and letters and not self.is_own(name):
                key = key_shown(letters[0])
                raise KeysError(name, f"cannot be {key}, which is typed {context.where}.")
        for one, other in combinations(dict.fromkeys(context.names), 2):
            # Those that share a key as declared take turns.
            if set(self._own[one]).isdisjoint(self._own[other]):
                both = [key for key in self.keys(one) if key in self.keys(other)]
                if both:
                    name, rest = (other, one) if self.is_own(one) else (one, other)
                    said = f"and {rest} would both be {key_shown(both[0])} {context.where}"
                    raise KeysError(name, f"{said}; give one of them another key.")

    def _unknown(self, name: str) -> str:
        close = meant(name, list(self._declared))
        hint = f"did you mean {close}?" if close else "`paperterm config --example` lists them."
        return f"is no command; {hint}"


class HasKeymap(Protocol):
    """An app whose commands have keys."""

    keymap: Keymap


def keymap_of(node: DOMNode) -> Keymap:
    """Return the keymap of the app that a node is in."""
    return cast("HasKeymap", node.app).keymap


def declared_keys(binding: Binding) -> tuple[str, ...]:
    """Return the names of the keys that a binding is declared with."""
    return tuple(key_name(key) or key for key in binding.key.split(","))


def keys_shown(binding: Binding, keys: Sequence[str]) -> str:
    """Return some keys of a command as a person reads them, each once: `^d PgDn`."""
    declared = declared_keys(binding)
    return " ".join(
        dict.fromkeys(
            binding.key_display if binding.key_display and key in declared else key_shown(key)
            for key in keys
            if key != _NOT_TOLD
        )
    )


def key_shown(key: str) -> str:
    """Return the name of a key as a person reads it."""
    modifiers, separator, key = key.rpartition("+")
    if modifiers == "ctrl":
        modifiers, separator = "^", ""
    sign = _SIGNS.get(key) or format_key(key)
    return modifiers + separator + (sign.upper() if key[0] == "f" and key[1:].isdigit() else sign)


def is_text(key: str) -> bool:
    """Whether a key is a character, which is typed where there is a line for it."""
    character = key_to_character(key)
    return character is not None and character.isprintable()
