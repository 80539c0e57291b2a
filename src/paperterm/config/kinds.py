"""Kinds of values: each in words, and how it is read from TOML and from plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from paperterm.clean import clean_line
from paperterm.config.key_names import key_name, likely_key, shown

SHOWN = 100
"""Characters of a wrong value that a message shows."""


class MistakeError(Exception):
    """A value is not what it should be; `path` leads to it from the key, `sentence` says why."""

    def __init__(self, sentence: str, *path: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = path


class Kind:
    """What values a key takes: `said` in words, as in `must be …`.

    One that `is_table` stands in the file alone, where the environment and options cannot say it.
    These are plain classes: dataclasses take longer to be made than all else that is read here.
    """

    is_table = False

    def __init__(self, said: str) -> None:
        self.said = said

    def read(self, value: object) -> Any:
        """Return a value of TOML as the program uses it; raises MistakeError."""
        raise NotImplementedError

    def parse(self, text: str) -> object:
        """Return what a text says, as TOML would say it; as it is where it says nothing."""
        return text


class Whole(Kind):
    """A whole number of something, from 0 on."""

    def __init__(self, most: int, unit: str) -> None:
        super().__init__(f"a whole number of {unit} from 0 to {most}")
        self._most = most

    def read(self, value: object) -> int:
        """Return the number."""
        if type(value) is int and 0 <= value <= self._most:
            return value
        raise MistakeError(_must_be(self.said, value))

    def parse(self, text: str) -> object:
        """Return the number that a text says."""
        return int(text) if text.isascii() and text.isdigit() and len(text) < SHOWN else text


class Number(Kind):
    """A number of something, from 0 on."""

    def __init__(self, most: float, unit: str) -> None:
        super().__init__(f"a number of {unit} from 0 to {most:g}")
        self._most = most

    def read(self, value: object) -> float:
        """Return the number."""
        if isinstance(value, int | float) and type(value) is not bool and 0 <= value <= self._most:
            return value
        raise MistakeError(_must_be(self.said, value))

    def parse(self, text: str) -> object:
        """Return the number that a text says."""
        try:
            return float(text)
        except ValueError:
            return text


class Switch(Kind):
    """Yes or no."""

    def __init__(self) -> None:
        super().__init__("true or false")

    def read(self, value: object) -> bool:
        """Return which of the two."""
        if isinstance(value, bool):
            return value
        raise MistakeError(_must_be(self.said, value))

    def parse(self, text: str) -> object:
        """Return which of the two a text says."""
        word = text.lower()
        if word in {"true", "yes", "on", "1"}:
            return True
        return False if word in {"false", "no", "off", "0"} else text


class Choice(Kind):
    """One of some words; `what` says what they are, where they are too many to be named."""

    def __init__(self, words: Sequence[str], what: str = "") -> None:
        super().__init__(what or _either([f'"{word}"' for word in words]))
        self.words = words
        self.is_named = bool(what)

    def read(self, value: object) -> str:
        """Return the word."""
        if isinstance(value, str) and value in self.words:
            return value
        there_are = f"; there are {', '.join(filter(None, self.words))}." if self.is_named else "."
        raise MistakeError(_must_be(self.said, value, _meant(value, self.words) or there_are))


class Words(Kind):
    """Some words of those there are, in an order."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(f"a list of some of {', '.join(words)}, in quotes")
        self.words = words

    def read(self, value: object) -> tuple[str, ...]:
        """Return the words."""
        if not isinstance(value, list):
            raise MistakeError(_must_be(self.said, value))
        for place, word in enumerate(value):
            if word not in self.words:
                raise MistakeError(_must_be(self.said, word, _meant(word, self.words) or "."))
            if word in value[:place]:
                raise MistakeError(f"names {word} twice.")
        return tuple(value)

    def parse(self, text: str) -> object:
        """Return the words of a text, which has commas or blanks between them."""
        return text.replace(",", " ").split()


class Text(Kind):
    """A line of text; an empty one says nothing."""

    def __init__(self, said: str, length: int = 1_000) -> None:
        super().__init__(said)
        self._length = length

    def read(self, value: object) -> str:
        """Return the text, cleaned."""
        if isinstance(value, str) and len(value) <= self._length:
            return clean_line(value, self._length)
        raise MistakeError(_must_be(self.said, value))


class Texts(Kind):
    """A table of names, each with a text in quotes."""

    is_table = True

    def __init__(self, what: str, name_length: int, length: int) -> None:
        super().__init__(f"a table of names, each with {what} in quotes")
        self._what, self._name_length, self._length = what, name_length, length

    def read(self, value: object) -> Mapping[str, str]:
        """Return the texts by their names, both cleaned."""
        if not isinstance(value, dict):
            raise MistakeError(_must_be(self.said, value))
        found: dict[str, str] = {}
        for name, text in value.items():
            clean = clean_line(name, self._name_length).strip()
            if not clean:
                raise MistakeError("has a text without a name.", name)
            if not isinstance(text, str):
                said = f"must give {clean} {self._what} in quotes, not {described(text)}."
                raise MistakeError(said, name)
            found[clean] = clean_line(text, self._length)
        return found


class KeyTable(Kind):
    """A table of keys by the names of commands. Which commands there are, the interface knows."""

    is_table = True

    def __init__(self) -> None:
        super().__init__("a table of commands, each with a key in quotes, or several")

    def read(self, value: object) -> Mapping[str, tuple[str, ...]]:
        """Return the names of keys by those of commands; none for a command without a key."""
        if not isinstance(value, dict):
            raise MistakeError(_must_be(self.said, value))
        found: dict[str, tuple[str, ...]] = {}
        for path, keys in _flat(value):
            name = ".".join(path)
            if name in found:
                raise MistakeError(f"names {clean_line(name, SHOWN)} twice.", *path)
            found[name] = tuple(dict.fromkeys(_keys(keys, path)))
        return found


def _flat(table: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what is in a table and in those in it: without quotes, TOML takes dots for tables."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from (((name, *path), each) for path, each in _flat(value))
        else:
            yield (name,), value


def _keys(value: object, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of the keys that are given to one command."""
    name = clean_line(".".join(path), SHOWN)
    texts = _divided(value) if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        said = f"must give {name} a key in quotes, or several with commas between them"
        raise MistakeError(f"{said}, not {described(value)}.", *path)
    for text in texts:
        key = key_name(text)
        if key is None:
            likely = likely_key(text)
            hint = f"; did you mean {likely}?" if likely else "."
            raise MistakeError(f"gives {name} {shown(text)}, which is no key{hint}", *path)
        yield key


def _divided(text: str) -> list[str]:
    if text.strip() == ",":
        return ["comma"]
    return [part for part in text.split(",") if part.strip() or part == " "]


def _must_be(said: str, value: object, hint: str = ".") -> str:
    return f"must be {said}, not {described(value)}{hint}"


def described(value: object) -> str:
    """Return a value of TOML for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    return clean_line(repr(value) if isinstance(value, str | list) else str(value), SHOWN)


def meant(word: str, words: Sequence[str]) -> str:
    """Return the one of `words` that may have been meant, nothing where none is like it."""
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    return next(iter(get_close_matches(word.lower(), words, n=1)), "")


def _meant(value: object, words: Sequence[str]) -> str:
    """Return how a sentence about a wrong word ends, where one like it may have been meant."""
    close = meant(value, words) if isinstance(value, str) else ""
    return f"; did you mean {close}?" if close else ""


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"
