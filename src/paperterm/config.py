"""What the reader may set, and where the program's files live.

`KEYS` is the one list of what config.toml can say; the README's table is checked against it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from paperterm.clean import clean_line
from paperterm.errors import UsageError
from paperterm.query import QUERY_LENGTH

ENDPOINT = "https://huggingface.co"
"""Where the feed is, unless HF_ENDPOINT says otherwise, as it does for Hugging Face's own tools."""

REFRESH_MINUTES = 30
"""How often the list is refreshed by itself."""

REFRESH_MINUTES_MAX = 525_600
"""A year: the longest interval that is taken as meant."""

MARK_READ_AFTER = 2.0
"""Seconds that it takes to see what a paper is about."""

MARK_READ_AFTER_MAX = 86_400
"""A day, in seconds."""

NAME_LENGTH = 60
"""Characters of the name of a saved search."""

_SHOWN = 100
_HOST = re.compile(r"[A-Za-z0-9.:_-]+")
_PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)")
_KEY_LINE = re.compile(r"""[ \t]*\[{0,2}[ \t]*(?P<quote>["']?)(?P<key>[^\s"'.=\[\]]+)(?P=quote)""")


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that config.toml can say. `check` tells whether a value of the TOML is right."""

    name: str
    kind: str
    default: object
    check: Callable[[Any], bool]
    doc: str


KEYS = (
    Key(
        "refresh_minutes",
        f"a whole number of minutes from 0 to {REFRESH_MINUTES_MAX}",
        REFRESH_MINUTES,
        lambda value: type(value) is int and 0 <= value <= REFRESH_MINUTES_MAX,
        "Minutes after which the list is refreshed by itself; 0 means only by hand.",
    ),
    Key(
        "mark_read_after",
        f"a number of seconds from 0 to {MARK_READ_AFTER_MAX}",
        MARK_READ_AFTER,
        lambda value: type(value) in {int, float} and 0 <= value <= MARK_READ_AFTER_MAX,
        "Seconds the cursor rests on a paper before it counts as read; 0 means only by hand.",
    ),
    Key(
        "theme",
        "the name of a theme, in quotes",
        None,
        lambda value: isinstance(value, str) and bool(clean_line(value, _SHOWN)),
        "Name of a Textual theme; without it, paperterm's own.",
    ),
    Key(
        "searches",
        "a table of names, each with the text of a filter in quotes",
        None,
        lambda value: isinstance(value, dict) and all(map(_is_search, value.items())),
        'A table `[searches]` of saved searches, each `name = "filter"`; they are not changed in'
        " the app, and win over those of the same name that are saved there.",
    ),
)


def _is_search(named: tuple[str, object]) -> bool:
    name, text = named
    return isinstance(text, str) and bool(clean_line(name, NAME_LENGTH).strip())


@dataclass(frozen=True, slots=True)
class Files:
    """Where the program keeps what it keeps."""

    config: Path
    cache: Path
    library: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that can be set. `refresh_minutes` in minutes, `mark_read_after` in seconds.

    0 means only by hand in both; `theme` None means paperterm's own. `searches` are texts of
    filters by their names.
    """

    refresh_minutes: int = REFRESH_MINUTES
    mark_read_after: float = MARK_READ_AFTER
    theme: str | None = None
    searches: Mapping[str, str] | None = None
    endpoint: str = ENDPOINT
    token: str | None = field(default=None, repr=False)
    cache_file: Path
    library_file: Path
    config_file: Path


def files() -> Files:
    """Return where files live, by the platform's convention; raises UsageError without a home."""
    # Imported here: `--help` needs none of it.
    from platformdirs import user_cache_path, user_config_path, user_data_path  # noqa: PLC0415

    try:
        found = Files(
            user_config_path("paperterm") / "config.toml",
            user_cache_path("paperterm") / "cache.db",
            user_data_path("paperterm") / "library.db",
        )
    except RuntimeError:
        found = None
    # Older releases of platformdirs return a relative path where newer ones raise.
    if found and all(each.is_absolute() for each in (found.config, found.cache, found.library)):
        return found
    raise UsageError(
        "There is no home directory to keep files in: set HOME (and XDG_CONFIG_HOME, "
        "XDG_CACHE_HOME, XDG_DATA_HOME, where you use them) to absolute paths."
    )


def load(environ: Mapping[str, str], config_file: Path | None = None) -> Config:
    """Return the configuration from `config_file` (default: the user's own) and `environ`.

    Raises UsageError naming the file, the line and the key, or the variable, that is wrong.
    """
    where = files()
    path = config_file or where.config
    return Config(
        **_settings(path),
        endpoint=_endpoint(environ.get("HF_ENDPOINT", "")),
        token=_token(environ.get("HF_TOKEN", "")),
        cache_file=where.cache,
        library_file=where.library,
        config_file=path,
    )


def _settings(path: Path) -> dict[str, Any]:
    """Return what the config file says, checked; a file that is not there says nothing."""
    text = _text(path)
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # Besides its own error, tomllib lets through what a huge number or deep nesting raise.
        match = _PLACE.fullmatch(str(error))
        line = int(match["line"] or text.count("\n") + 1) if match else 1
        what = match["what"] if match else str(error)
        raise _error(path, line, f"this is not TOML: {clean_line(what, _SHOWN)}.") from error
    keys = {key.name: key for key in KEYS}
    for name, value in values.items():
        line = _line_of(name, text)
        if name not in keys:
            raise _error(path, line, _unknown(name))
        if not keys[name].check(value):
            raise _error(path, line, f"{name} must be {keys[name].kind}, not {_shown(value)}.")
    if theme := values.get("theme"):
        values["theme"] = clean_line(theme, _SHOWN)
    if searches := values.get("searches"):
        values["searches"] = {
            clean_line(name, NAME_LENGTH).strip(): clean_line(text, QUERY_LENGTH)
            for name, text in searches.items()
        }
    return values


def _text(path: Path) -> str:
    """Return the config file's text, with plain newlines."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageError(f"{_name(path)} cannot be read: {reason}.") from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "this is not UTF-8; save the file in that encoding.") from error


def _line_of(name: str, text: str) -> int:
    """Return the line on which a key of the top level, or a table, of that name begins."""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _KEY_LINE.match(line)
        if match and match["key"] == name:
            return number
    return 1


def _unknown(name: str) -> str:
    """Say that a key is unknown, and which one may have been meant."""
    # Imported here: only a mistake needs it.
    from difflib import get_close_matches  # noqa: PLC0415

    known = [key.name for key in KEYS]
    close = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(known)}."
    return f"there is no key {clean_line(name, _SHOWN)}; {hint}"


def _error(path: Path, line: int, what: str) -> UsageError:
    return UsageError(f"{_name(path)}:{line}: {what}")


def _name(path: Path) -> str:
    return clean_line(str(path), 1_000)


def _shown(value: object) -> str:
    """Return a value of the TOML for an error message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    return clean_line(repr(value) if isinstance(value, str | list) else str(value), _SHOWN)


def _endpoint(value: str) -> str:
    """Return the base of the feed from HF_ENDPOINT, without a slash at its end."""
    text = clean_line(value, 1_000).rstrip("/")
    if not text:
        return ENDPOINT
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        right = (
            parts.scheme in {"http", "https"}
            and parts.port != 0
            and _HOST.fullmatch(parts.hostname or "") is not None
            and not any(sign in text for sign in "@?#\\ ")
        )
    except ValueError:
        right = False
    if not right:
        raise UsageError(
            "HF_ENDPOINT must be the address of a site, such as https://huggingface.co, "
            f"without a user name or a query, not “{clean_line(text, _SHOWN)}”."
        )
    return text


def _token(value: str) -> str | None:
    """Return the token from HF_TOKEN, or None; it is never shown."""
    text = value.strip()
    if not text:
        return None
    if len(text) > 1_000 or not (text.isascii() and text.isprintable()) or " " in text:
        raise UsageError("HF_TOKEN holds characters that no token has; set it anew, or unset it.")
    return text
