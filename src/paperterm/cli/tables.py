"""What the README and the manual both tell in tables: exit codes, files and variables.

Words between backticks are what one types or sees.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A file of the program: its folder on each system, and what is in it."""

    name: str
    on_linux: str
    on_macos: str
    what: str


EXIT_CODES = (
    (0, "done"),
    (1, "an error, which a sentence on standard error explains"),
    (2, "a wrong argument, config file or environment variable"),
    (3, "the feed could not be read, or not all of it; what came is kept"),
    (4, "no such paper; those that were found are done"),
    (70, "a mistake in the program, of which it leaves a report"),
    (130, "interrupted; what came is kept"),
)
"""How commands end."""

FILES = (
    Place(
        "config.toml",
        "~/.config/paperterm",
        "~/Library/Application Support/paperterm",
        "your settings, written by you alone",
    ),
    Place(
        "cache.db",
        "~/.cache/paperterm",
        "~/Library/Caches/paperterm",
        "what the feed said; may be deleted, and is fetched again",
    ),
    Place(
        "library.db",
        "~/.local/share/paperterm",
        "~/Library/Application Support/paperterm",
        "what only you know: your marks, tags, notes and saved searches, what can be undone, and"
        " the papers you starred, tagged, noted or imported",
    ),
    Place(
        "state.json",
        "~/.local/state/paperterm",
        "~/Library/Application Support/paperterm",
        "what is remembered from one run to the next, such as the order and the layout; may be"
        " deleted",
    ),
    Place(
        "report-*.txt",
        "~/.local/state/paperterm/log",
        "~/Library/Logs/paperterm",
        "where in its code the program broke, should it ever do so: types, modules, lines and"
        " functions, no values and no messages; the newest ten are kept, and none is sent",
    ),
)
"""Where the files are; `paperterm path` prints it for the machine at hand."""

VARIABLES = (
    (
        "`PAPERTERM_` and a key in capitals",
        "what `config.toml` says of that key, unless it is a table",
    ),
    ("`HF_ENDPOINT`", "where the feed is, if not at `https://huggingface.co`"),
    (
        "`HF_TOKEN`",
        (
            "a token, which is not needed; it is sent to that host alone, and only over `https`"
            " or to this machine"
        ),
    ),
    ("`NO_COLOR`", "set to anything: no colours"),
    (
        "`XDG_CONFIG_HOME`, `XDG_CACHE_HOME`, `XDG_DATA_HOME`, `XDG_STATE_HOME`",
        "where the files live instead, on Linux",
    ),
    ("`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`", "the proxy, as for other programs"),
)
"""What is read of the environment."""
