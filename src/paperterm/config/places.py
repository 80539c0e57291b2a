"""Where the program's files live, by the platform's convention."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

from paperterm.errors import UsageError


@dataclass(frozen=True, slots=True)
class Files:
    """Where the program keeps what it keeps."""

    config: Path
    cache: Path
    library: Path
    state: Path
    reports: Path
    """The folder of reports."""


def files() -> Files:
    """Return where files live; raises UsageError without a home."""
    # Imported here: `--help` needs none of it.
    from platformdirs import (  # noqa: PLC0415
        user_cache_path,
        user_config_path,
        user_data_path,
        user_log_path,
        user_state_path,
    )

    try:
        found = Files(
            user_config_path("paperterm") / "config.toml",
            user_cache_path("paperterm") / "cache.db",
            user_data_path("paperterm") / "library.db",
            user_state_path("paperterm") / "state.json",
            user_log_path("paperterm"),
        )
    except RuntimeError:
        found = None
    # Older releases of platformdirs return a relative path where newer ones raise.
    if found and all(each.is_absolute() for each in astuple(found)):
        return found
    raise UsageError(
        "There is no home directory to keep files in: set HOME (and XDG_CONFIG_HOME, "
        "XDG_CACHE_HOME, XDG_DATA_HOME, XDG_STATE_HOME, where you use them) to absolute paths."
    )
