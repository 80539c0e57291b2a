"""Ends: stories in which the program is left, told to end, or breaks, whatever it is doing."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGTERM, Signals

from changed import raising
from faults.living import Life, Place, Story, shell

SIGNALLED = {number: (0, -number, 128 + number) for number in (SIGTERM, SIGHUP, SIGINT)}
"""Exit codes of a program that a signal has ended, by its number."""

BROKEN = (70,)
"""The exit code of a program that broke."""

SLEEPER = """#!/bin/sh
# An editor in which somebody writes.
for file; do :; done
[ -z "$WRITTEN" ] || echo "$WRITTEN" > "$file"
echo open > "$EDITING"
exec sleep 60
"""

SLOW_BACKUP = """
import os, time
from paperterm.tui import caring
def look_after(*_):
    open(os.environ["EDITING"], "w").close()
    time.sleep(60)
caring.look_after = look_after
"""


# Ends, by a key


def keys(before: str, shown: str, last: str) -> Story:
    """Return the story in which it is left by a key, from where other keys have led."""

    def story(place: Place) -> None:
        with place.life() as life:
            life.type(before, shown)
            life.ends(life.press_last(last))

    return story


def quit_while_refreshing(place: Place) -> None:
    """It is left while a server is waited for."""
    with refreshing(place) as life:
        life.ends(life.press_last("q"))


def quit_while_backing_up(place: Place) -> None:
    """It is left while the library is copied."""
    with editing(place, SLOW_BACKUP, "s") as life:
        life.ends(life.press_last("q"))


# Ends, by a signal


def signalled(number: Signals, before: str = "", shown: str = "") -> Story:
    """Return the story in which a signal ends it, from where keys have led."""

    def story(place: Place) -> None:
        with place.life() as life:
            life.type(before, shown)
            life.ends(life.signal(number), SIGNALLED[number])

    return story


def signalled_at_first(number: Signals) -> Story:
    """Return the story in which a signal comes with the first frame, before Textual is there."""

    def story(place: Place) -> None:
        with place.life(is_read=False) as life:
            life.terminal.wait_for(lambda _: b"\x1b[?1049h" in life.terminal.received)
            life.ends(life.signal(number), SIGNALLED[number])

    return story


def signalled_while_refreshing(place: Place) -> None:
    """A signal comes while a server is waited for."""
    with refreshing(place) as life:
        life.ends(life.signal(SIGHUP), SIGNALLED[SIGHUP])


def signalled_while_editing(place: Place) -> None:
    """A signal comes while an editor has the terminal."""
    with editing(place, keys="a") as life:
        life.ends(life.signal(SIGTERM), (1,))


def signalled_while_writing(*arguments: str, codes: Sequence[int] = (1,)) -> Story:
    """Return the story in which what was typed into an editor is kept, and it is said where."""

    def story(place: Place) -> None:
        with editing(
            place, keys="" if arguments else "a", written="mine", arguments=arguments
        ) as life:
            life.signal(SIGTERM)
            life.terminal.wait_for(lambda text: ".md." in _flat(text).partition("iskeptas")[2])
            said = _flat(life.terminal.text).partition("iskeptas")[2]
            kept = Path(said.partition(".md.")[0] + ".md")
            assert kept.read_text(encoding="utf-8") == "mine\n", "what was typed is lost"
            shutil.rmtree(kept.parent)
            life.ends(codes=codes)

    return story


def _flat(text: str) -> str:
    """Return a text without blanks and the ends of its lines."""
    return "".join(text.split())


def signalled_while_piping(place: Place) -> None:
    """A signal comes while a command has the terminal."""
    with editing(place, keys='|echo > "$EDITING"; exec sleep 60\r') as life:
        life.ends(life.signal(SIGTERM), SIGNALLED[SIGTERM])


# Ends, by a closed terminal


def hung_up(place: Place) -> None:
    """The terminal is closed."""
    with place.life() as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def hung_up_under_nohup(place: Place) -> None:
    """The terminal is closed, and the signal of that ignored."""
    with place.life(through=shell('trap "" HUP; exec "$@"')) as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def hung_up_while_refreshing(place: Place) -> None:
    """The terminal is closed while a server is waited for."""
    with refreshing(place) as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def hung_up_while_editing(place: Place) -> None:
    """The terminal is closed while an editor has it."""
    with editing(place, keys="a") as life:
        life.ends(life.hang_up(), (1,))


# Ends, by what nobody expected


def broken(where: str, keys: str = "") -> Story:
    """Return the story in which a function raises what nobody expected."""

    def story(place: Place) -> None:
        code = raising(where, 'ZeroDivisionError("MESSAGESECRET")')
        place.change(code)
        with place.life(is_read=bool(keys), environ={"HF_TOKEN": "hf_TOKENSECRET"}) as life:
            told = life.press_last(keys) if keys else None
            life.ends(told, BROKEN)
            assert "report-" in life.terminal.text, "no report is named"
            assert b"SECRET" not in life.terminal.received, "a secret is shown"
        (report,) = (place.program.home / "state/paperterm/log").iterdir()
        text = report.read_text(encoding="utf-8")
        assert "ZeroDivisionError" in text, "the report does not say what it was"
        assert "SECRET" not in text, "a secret is in the report"
        assert str(place.program.home) not in text, "a path is in the report"

    return story


@contextmanager
def refreshing(place: Place) -> Iterator[Life]:
    """Live while a server is waited for that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        with place.life(environ={"HF_ENDPOINT": endpoint}) as life:
            life.type("r", "updating")
            yield life


@contextmanager
def editing(
    place: Place,
    code: str = "",
    keys: str = "",
    written: str = "",
    arguments: Sequence[str] = (),
) -> Iterator[Life]:
    """Live while something is under way that takes a minute."""
    place.change(code)
    begun = place.program.home / "begun"
    editor = place.program.home / "editor"
    editor.write_text(SLEEPER)
    editor.chmod(0o700)
    environ = {"EDITOR": str(editor), "EDITING": str(begun), "WRITTEN": written}
    with place.life(*arguments, is_read=not arguments, environ=environ) as life:
        life.type(keys)
        life.terminal.wait_for(lambda _: begun.exists())
        life.terminal.settle()
        yield life
