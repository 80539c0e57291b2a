"""The configuration as a value, and where each part of it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from paperterm.config import file
from paperterm.config.keys import BY_NAME, DEFAULT_COLUMNS, KEYS, MARK_READ_AFTER, REFRESH_MINUTES
from paperterm.config.kinds import MistakeError
from paperterm.config.places import files
from paperterm.config.surroundings import ENDPOINT, endpoint, token
from paperterm.errors import UsageError


class Source(NamedTuple):
    """Where a value comes from: the words for it, and the file's line where it stands in one."""

    said: str
    line: int | None = None


DEFAULT = Source("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that can be set. `refresh_minutes` in minutes, `mark_read_after` in seconds.

    0 means only by hand in both; an empty text leaves the choice to the reader. `searches` are
    texts of filters by their names, `keys` names of keys by those of commands. Nothing is
    remembered without a `state_file`. `sources` has what is no default.
    """

    refresh_minutes: int = REFRESH_MINUTES
    mark_read_after: float = MARK_READ_AFTER
    theme: str = ""
    rows: str = "two"
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    mouse: bool = True
    browser: str = ""
    editor: str = ""
    clipboard: str = "auto"
    searches: Mapping[str, str] | None = None
    keys: Mapping[str, tuple[str, ...]] | None = None
    endpoint: str = ENDPOINT
    token: str | None = field(default=None, repr=False)
    cache_file: Path
    library_file: Path
    config_file: Path
    state_file: Path | None = None
    sources: Mapping[str, Source] = field(default_factory=dict, repr=False, compare=False)

    def source(self, name: str) -> Source:
        """Return where the value of a key comes from."""
        return self.sources.get(name, DEFAULT)


def load(
    environ: Mapping[str, str],
    config_file: Path | None = None,
    options: Mapping[str, str] | None = None,
) -> Config:
    """Return the configuration: an option wins over the environment, that over `config_file`.

    `options` are texts by the names of keys; without a `config_file` it is the user's own. Raises
    UsageError naming the file with the line, the variable or the option that is wrong.
    """
    where = files()
    path = config_file or where.config
    values = file.settings(path)
    sources = {name: Source(path.name, line) for name, line in file.lines(path, values).items()}
    variables = {
        key.name: environ[key.variable]
        for key in KEYS
        if not key.kind.is_table and environ.get(key.variable)
    }
    for name, text in variables.items():
        values[name] = _parsed(name, text, BY_NAME[name].variable)
        sources[name] = Source(BY_NAME[name].variable)
    for name, text in (options or {}).items():
        values[name] = _parsed(name, text, BY_NAME[name].option)
        option = BY_NAME[name].option
        sources[name] = Source(option if text != "false" else f"--no-{option.removeprefix('--')}")
    return Config(
        **values,
        endpoint=endpoint(environ.get("HF_ENDPOINT", "")),
        token=token(environ.get("HF_TOKEN", "")),
        cache_file=where.cache,
        library_file=where.library,
        config_file=path,
        state_file=where.state,
        sources=sources,
    )


def mistake(config: Config, sentence: str, *where: str) -> UsageError:
    """Return the error about a value that turns out to be wrong later, wherever it stands."""
    source = config.source(where[0])
    if source.line is None:
        return UsageError(f"{source.said}: {sentence}")
    return file.mistake(config.config_file, sentence, *where)


def _parsed(name: str, text: str, said: str) -> Any:
    """Return what a text says a key is; `said` is where it stands, for the error."""
    kind = BY_NAME[name].kind
    try:
        return kind.read(kind.parse(text))
    except MistakeError as error:
        raise UsageError(f"{said} {error.sentence}") from error
