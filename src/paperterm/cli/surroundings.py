"""What `doctor` finds around the program: terminal, clipboard, browser, editor and the feed."""

# ruff: noqa: PLC0415

from __future__ import annotations

import shutil
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING

from paperterm.cli import streams
from paperterm.cli.findings import Finding, State
from paperterm.cli.parts import with_feed
from paperterm.errors import FeedError, NoAnswerError, OfflineError, UsageError

if TYPE_CHECKING:
    from paperterm.config import Config

CONNECT, ATTEMPT, IN_ALL = 3.0, 4.0, 6.0
"""Seconds that the feed is given: to be reached, to answer once, and in all."""

NARROW = 60
"""Columns below which one pane is shown at a time."""


def terminal(environ: Mapping[str, str]) -> Finding:
    """Return what the terminal is and can show."""
    from paperterm.surveying import Survey

    survey = Survey(environ)
    name = environ.get("TERM", "")
    size = shutil.get_terminal_size()
    encoding = survey.encoding()
    details = {
        "term": name,
        "columns": size.columns,
        "lines": size.lines,
        "colors": survey.colors(),
        "encoding": encoding,
        "interactive": streams.are_interactive(),
    }
    said = f"{name or 'TERM is not set'}, {size.columns} × {size.lines}, {survey.colors()}"
    wrong = []
    if not streams.are_interactive():
        wrong.append("no terminal to read in here, so lists are printed in place of the reader")
    elif size.columns < NARROW:
        wrong.append(f"below {NARROW} columns one pane is shown at a time")
    if encoding.lower().replace("-", "") != "utf8":
        wrong.append("signs that it lacks are shown as question marks: set LANG to a UTF-8 locale")
    text = "; ".join([f"{said}, {encoding}", *wrong])
    return Finding("terminal", State.LIMITED if wrong else State.OK, f"{text}.", details)


def clipboard(environ: Mapping[str, str], way: str) -> Finding:
    """Return the ways to a clipboard; `way` is the one that was chosen, or `auto`."""
    from paperterm.surveying import Survey

    survey = Survey(environ)
    is_remote = bool(environ.keys() & {"SSH_CONNECTION", "SSH_TTY"})
    helper = None if is_remote else survey.clipboard_helper()
    in_tmux = survey.tmux_clipboard()
    details = {"clipboard": way, "helper": helper, "tmux": in_tmux, "ssh": is_remote}
    ways = []
    if helper and way in {"auto", "desktop"}:
        ways.append(f"the desktop's, by {helper}")
    if in_tmux and way in {"auto", "tmux"}:
        handed = "kept to itself (set-clipboard is off)" if in_tmux == "off" else "handed on"
        ways.append(f"tmux's buffer, {handed}")
    is_sure = bool(ways)
    if way in {"auto", "osc52"}:
        ways.append("the terminal's (OSC 52), which never says whether it took something")
    said = f"{'; '.join(ways)}." if ways else "No way is open; text is shown to be selected."
    if way != "auto":
        said += f" The setting is clipboard = {way}."
    elif is_remote:
        said += " Over SSH, the desktop here is not the one in front of you."
    return Finding("clipboard", State.OK if is_sure else State.LIMITED, said, details)


def browser(environ: Mapping[str, str], named: str) -> Finding:
    """Return what opens links."""
    from paperterm.surveying import Survey

    found = Survey(environ).browser(named)
    if found:
        return Finding("browser", State.OK, found, {"browser": found})
    said = "None was found: links can be copied, and BROWSER can name one."
    return Finding("browser", State.LIMITED, said, {"browser": None})


def editor(environ: Mapping[str, str], named: str) -> Finding:
    """Return what notes are written in."""
    from paperterm.editor import editor as editor_of

    try:
        command = editor_of(named, environ)
    except UsageError as error:
        return Finding("editor", State.LIMITED, str(error), {"editor": None})
    said = " ".join(command)
    if shutil.which(command[0], path=environ.get("PATH")) is None:
        return Finding("editor", State.LIMITED, f"{said} was not found.", {"editor": said})
    return Finding("editor", State.OK, said, {"editor": said})


def feed(config: Config) -> Finding:
    """Ask the feed for one paper, and return whether it came; a token is sent, and never shown."""
    from paperterm.feed import Timeouts

    details: dict[str, object] = {"endpoint": config.endpoint, "token_is_set": bool(config.token)}
    token = " HF_TOKEN is set." if config.token else ""
    timeouts = Timeouts(connect=CONNECT, attempt=ATTEMPT, list=IN_ALL)
    start = monotonic()
    try:
        has_papers = with_feed(config, lambda feed: feed.answers(), timeouts)
    except FeedError as error:
        passing = isinstance(error, OfflineError | NoAnswerError) or error.retry_at
        state = State.LIMITED if passing else State.BROKEN
        cached = " What is cached can be read." if passing else ""
        return Finding("feed", state, f"{config.endpoint}: {error}{cached}{token}", details)
    if not has_papers:
        said = f"{config.endpoint} answers, but has no papers: is HF_ENDPOINT right?{token}"
        return Finding("feed", State.BROKEN, said, details)
    seconds = round(monotonic() - start, 1)
    said = f"{config.endpoint} answers after {seconds} s.{token}"
    return Finding("feed", State.OK, said, {**details, "seconds": seconds})
