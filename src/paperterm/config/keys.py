"""The keys of config.toml, each once: variables, options, the example and the README follow."""

from __future__ import annotations

from dataclasses import dataclass

from paperterm.config.kinds import Choice, KeyTable, Kind, Number, Switch, Text, Texts, Whole, Words
from paperterm.query import QUERY_LENGTH

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

OWN_THEMES = ("paperterm", "terminal")
"""The themes that are not Textual's; the second has the terminal's own colours."""

THEMES = (
    *OWN_THEMES,
    "ansi-dark",
    "ansi-light",
    "atom-one-dark",
    "atom-one-light",
    "catppuccin-frappe",
    "catppuccin-latte",
    "catppuccin-macchiato",
    "catppuccin-mocha",
    "dracula",
    "flexoki",
    "gruvbox",
    "monokai",
    "nord",
    "rose-pine",
    "rose-pine-dawn",
    "rose-pine-moon",
    "solarized-dark",
    "solarized-light",
    "textual-dark",
    "textual-light",
    "tokyo-night",
)
"""All themes, here so that one that is wrong is named before Textual is imported."""

COLUMNS = tuple("rank marks upvotes comments stars age day author tags id code new".split())
"""What a row of the list can say besides the title."""

DEFAULT_COLUMNS = ("rank", "marks", "upvotes", "age", "author", "tags", "new", "stars")

ROWS = ("one", "two")
"""How many lines a row of the list may have."""

CLIPBOARDS = ("auto", "tmux", "osc52", "desktop", "none")
"""The ways a copied text can go."""


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be set."""

    name: str
    kind: Kind
    default: object
    doc: str

    @property
    def variable(self) -> str:
        """The variable of the environment that says it, too."""
        return f"PAPERTERM_{self.name.upper()}"

    @property
    def option(self) -> str:
        """The option of the command line that says it, too."""
        return "--" + self.name.replace("_", "-")


KEYS = (
    Key(
        "refresh_minutes",
        Whole(REFRESH_MINUTES_MAX, "minutes"),
        REFRESH_MINUTES,
        "Minutes after which the list is refreshed by itself; 0 means only by hand.",
    ),
    Key(
        "mark_read_after",
        Number(MARK_READ_AFTER_MAX, "seconds"),
        MARK_READ_AFTER,
        "Seconds the cursor rests on a paper before it counts as read; 0 means only by hand.",
    ),
    Key(
        "theme",
        Choice(("", *THEMES), "the name of a theme, in quotes"),
        "",
        f"The colours: {', '.join(THEMES)}. `terminal` has the terminal's own. Without a name: the"
        " theme that was last chosen in the reader, at first `paperterm`.",
    ),
    Key(
        "rows",
        Choice(ROWS),
        "two",
        "Lines of a row of the list: the title alone with what fits beside it, or two.",
    ),
    Key(
        "columns",
        Words(COLUMNS),
        DEFAULT_COLUMNS,
        "What a row says besides the title, in this order: `rank` and `marks` before the title;"
        " the numbers `upvotes`, `comments` and `stars` at the end; `age`, `day`, `author` (or the"
        " organisation), `tags` (yours, after a `¶` where there is a note), `id`, `code` and `new`"
        " below the title, or beside it in rows of one line.",
    ),
    Key(
        "mouse",
        Switch(),
        True,
        "Whether the mouse works in the reader; without it, the terminal selects text as ever.",
    ),
    Key(
        "browser",
        Text("a command in quotes"),
        "",
        "The browser that opens links; without one, `BROWSER` and then the desktop decide.",
    ),
    Key(
        "editor",
        Text("a command in quotes"),
        "",
        "The editor that is opened; without one, `VISUAL` and then `EDITOR` decide.",
    ),
    Key(
        "clipboard",
        Choice(CLIPBOARDS),
        "auto",
        "Which way copied text goes: every way there is, or one alone; with `none` it is shown.",
    ),
    Key(
        "searches",
        Texts("the text of a filter", NAME_LENGTH, QUERY_LENGTH),
        None,
        'A table `[searches]` of saved searches, each `name = "filter"`; they are not changed in'
        " the app, and win over those of the same name that are saved there.",
    ),
    Key(
        "keys",
        KeyTable(),
        None,
        'A table `[keys]` of keys by the names of commands, each `"mark.read" = "x"`, or several'
        ' with commas between them; `""` takes a command\'s keys away.',
    ),
)
"""All of them, in the order of the example; tables come last, as TOML has it."""

BY_NAME = {key.name: key for key in KEYS}
