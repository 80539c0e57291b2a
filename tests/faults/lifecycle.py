"""Lifecycle: the program is ended in every way and everywhere, and put into odd surroundings."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from signal import SIGHUP, SIGINT, SIGTERM, Signals

from changed import raising
from faults.cases import Case, Fault, Plan
from faults.living import (
    TRIES,
    Homes,
    Life,
    Place,
    SlowError,
    shell,
    unprivileged,
)

Story = Callable[[Place], None]
"""One life; raises AssertionError with what was not as it must be."""

PASTED = 200_000
"""Characters that are pasted at once."""

SIGNALLED = {number: (0, -number, 128 + number) for number in (SIGTERM, SIGHUP, SIGINT)}
"""Exit codes of a program that a signal has ended, by its number."""

BROKEN = (70,)

HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
"""Variables that say where files are."""

SLEEPER = """#!/bin/sh
# An editor in which somebody writes.
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

NO_HOME = """
import pwd
def unknown(_):
    raise KeyError("nobody")
pwd.getpwuid = unknown
"""


def run(plan: Plan) -> Iterator[Case]:
    """Live through each story, or through some of them."""
    yield from tried(plan, QUICK if plan.is_quick else STORIES)


def tried(plan: Plan, names: Iterable[str], code: str = "") -> Iterator[Case]:
    """Live through stories, in programs that `code` changes."""
    homes = Homes(plan.scratch / "homes", code)
    homes.prepare()
    for name in names:
        yield Case(name, _lived(homes, STORIES[name]), _OUTCOMES.get(name, "ended in good order"))


FAULT = Fault(
    "lifecycle",
    "quitting, signals, a closed terminal, exceptions, and odd surroundings",
    "ended within 0.3 s; the terminal as before; nothing left behind; an exception is reported",
    run,
)


def _lived(homes: Homes, story: Story) -> str:
    """Live through a story, again where its end was slow; returns what was wrong."""
    wrong = ""
    for _ in range(TRIES):
        with homes.place() as place:
            try:
                story(place)
            except SlowError as error:
                wrong = str(error)
            except AssertionError as error:
                return str(error).splitlines()[0]
            else:
                return ""
    return wrong


# Ends, by a key


def _keys(before: str, shown: str, last: str) -> Story:
    """Return the story in which it is left by a key, from where other keys have led."""

    def story(place: Place) -> None:
        with place.life() as life:
            life.type(before, shown)
            life.ends(life.press_last(last))

    return story


def _quit_while_refreshing(place: Place) -> None:
    with _refreshing(place) as life:
        life.ends(life.press_last("q"))


def _quit_while_backing_up(place: Place) -> None:
    with _editing(place, SLOW_BACKUP, "s") as life:
        life.ends(life.press_last("q"))


# Ends, by a signal


def _signalled(number: Signals, before: str = "", shown: str = "") -> Story:
    """Return the story in which a signal ends it, from where keys have led."""

    def story(place: Place) -> None:
        with place.life() as life:
            life.type(before, shown)
            life.ends(life.signal(number), SIGNALLED[number])

    return story


def _signalled_at_first(number: Signals) -> Story:
    """Return the story in which a signal comes with the first frame, before Textual is there."""

    def story(place: Place) -> None:
        with place.life(is_read=False) as life:
            life.terminal.wait_for(lambda _: b"\x1b[?1049h" in life.terminal.received)
            life.ends(life.signal(number), SIGNALLED[number])

    return story


def _signalled_while_refreshing(place: Place) -> None:
    with _refreshing(place) as life:
        life.ends(life.signal(SIGHUP), SIGNALLED[SIGHUP])


def _signalled_while_editing(place: Place) -> None:
    with _editing(place, keys="a") as life:
        life.ends(life.signal(SIGTERM), SIGNALLED[SIGTERM])


def _signalled_while_piping(place: Place) -> None:
    with _editing(place, keys='|echo > "$EDITING"; exec sleep 60\r') as life:
        life.ends(life.signal(SIGTERM), SIGNALLED[SIGTERM])


# Ends, by a closed terminal


def _hung_up(place: Place) -> None:
    with place.life() as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def _hung_up_under_nohup(place: Place) -> None:
    with place.life(through=shell('trap "" HUP; exec "$@"')) as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def _hung_up_while_refreshing(place: Place) -> None:
    with _refreshing(place) as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


def _hung_up_while_editing(place: Place) -> None:
    with _editing(place, keys="a") as life:
        life.ends(life.hang_up(), SIGNALLED[SIGHUP])


# Ends, by what nobody expected


def _broken(where: str, keys: str = "") -> Story:
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


# Going on


def _stopped(place: Place) -> None:
    with place.life() as life:
        for _ in range(2):
            life.terminal.type("\x1a")
            life.terminal.wait_for_stop()
            life.terminal.settle()
            assert life.terminal.modes() == life.before, "the terminal's modes are others"
            os.kill(life.terminal.pid, signal.SIGCONT)
            life.terminal.wait_for(lambda _: life.terminal.modes() != life.before)
        life.works_and_quits()


def _no_text(place: Place) -> None:
    with place.life() as life:
        life.type("/", "/")
        life.terminal.send(b"\xff\xfe\xc3\xe2\x80\xf8\xed\xa0\x80")
        life.type("needle", "1 of 30")
        life.ends(life.press_last("\x03"))


def _tiny(place: Place) -> None:
    with place.life() as life:
        for columns, lines in ((1, 1), (2, 1), (1, 50), (500, 1), (120, 40)):
            life.terminal.resize(columns, lines)
            life.terminal.settle()
        life.works_and_quits()


def _many_sizes(place: Place) -> None:
    with place.life() as life:
        for number in range(300):
            life.terminal.resize(1 + number * 37 % 200, 1 + number * 17 % 70)
            life.terminal.read(0.001)
        life.terminal.resize(120, 40)
        life.works_and_quits()


def _pasted_into_the_bar(place: Place) -> None:
    with place.life() as life:
        life.type("/", "/")
        life.terminal.paste("mixture of experts ☃ " * (PASTED // 21))
        life.terminal.wait_for("characters at most")
        life.type("\x1b\\", "30 papers")
        life.works_and_quits()


def _pasted_into_the_list(place: Place) -> None:
    with place.life() as life:
        life.terminal.paste("q A\r\x04 delete\n" * (PASTED // 13))
        life.type("j", "30 unread")
        life.works_and_quits()


# Surroundings


def _surrounded(**environ: str | None) -> Story:
    """Return the story in which the environment is another."""

    def story(place: Place) -> None:
        with place.life(environ=environ) as life:
            life.works_and_quits()

    return story


def _printed(place: Place) -> None:
    with place.life(is_read=False, environ={"TERM": "dumb"}) as life:
        life.ends()
        assert b"\x1b" not in life.terminal.received, "an escape is sent"
        assert b"Paper number 1" in life.terminal.received, "no list is printed"


def _without_home(place: Place) -> None:
    place.change(NO_HOME)
    with place.life(is_read=False, environ=dict.fromkeys(HOMES)) as life:
        life.ends(codes=(2,))
        assert "paperterm: There is no home directory" in life.terminal.text, "nothing is said"


def _in_locked_home(place: Place) -> None:
    home = place.program.home
    folders = [home, *(path for path in home.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        with place.life(is_read=False, through=unprivileged) as life:
            life.ends(codes=(1,))
            assert "paperterm: " in life.terminal.text, "nothing is said"
    finally:
        for folder in folders:
            folder.chmod(0o700)


def _in_empty_locked_home(place: Place) -> None:
    home = place.program.home / "empty"
    home.mkdir(mode=0o500)
    environ = {**dict.fromkeys(HOMES), "HOME": str(home)}
    with place.life(is_read=False, through=unprivileged, environ=environ) as life:
        life.ends(codes=(1,))
        assert "paperterm: " in life.terminal.text, "nothing is said"


def _from_nowhere(place: Place) -> None:
    gone = shell('mkdir "$TMPDIR/gone" && cd "$TMPDIR/gone" && rmdir "$TMPDIR/gone" && exec "$@"')
    with place.life(through=gone) as life:
        life.works_and_quits()


def _through_pipes(place: Place) -> None:
    ended = place.program.run()
    assert ended.code == 0, ended.err
    assert "Paper number 1" in ended.out, "no list is printed"
    assert "\x1b" not in ended.out + ended.err, "an escape is sent"
    assert not place.left_behind()


def _without(streams: str, said: bool = True) -> Story:
    """Return the story in which standard streams are closed."""

    def story(place: Place) -> None:
        with place.life(is_read=False, through=shell(f'exec "$@" {streams}')) as life:
            life.ends()
            assert b"\x1b" not in life.terminal.received, "an escape is sent"
            is_printed = b"Paper number 1" in life.terminal.received
            assert is_printed is said, "the list is not where it should be"

    return story


@contextmanager
def _refreshing(place: Place) -> Iterator[Life]:
    """Live while a server is waited for that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        with place.life(environ={"HF_ENDPOINT": endpoint}) as life:
            life.type("r", "updating")
            yield life


@contextmanager
def _editing(place: Place, code: str = "", keys: str = "") -> Iterator[Life]:
    """Live while something is under way that takes a minute."""
    place.change(code)
    begun = place.program.home / "begun"
    editor = place.program.home / "editor"
    editor.write_text(SLEEPER)
    editor.chmod(0o700)
    with place.life(environ={"EDITOR": str(editor), "EDITING": str(begun)}) as life:
        life.type(keys)
        life.terminal.wait_for(lambda _: begun.exists())
        life.terminal.settle()
        yield life


STORIES: dict[str, Story] = {
    "q in the list": _keys("j", "30 unread", "q"),
    "ctrl+q in the filter bar": _keys("/needle", "1 of 30", "\x11"),
    "q while a refresh hangs": _quit_while_refreshing,
    "q while a backup hangs": _quit_while_backing_up,
    "SIGTERM in the list": _signalled(SIGTERM),
    "SIGTERM in a question": _signalled(SIGTERM, "t", "Tags"),
    "SIGTERM with the first frame": _signalled_at_first(SIGTERM),
    "SIGTERM while an editor is open": _signalled_while_editing,
    "SIGTERM while a command is piped to": _signalled_while_piping,
    "SIGHUP in the palette": _signalled(SIGHUP, ":", "Fetch what is new"),
    "SIGHUP while a refresh hangs": _signalled_while_refreshing,
    "SIGINT in the filter bar": _signalled(SIGINT, "/needle", "1 of 30"),
    "SIGINT with the first frame": _signalled_at_first(SIGINT),
    "a closed terminal": _hung_up,
    "a closed terminal under nohup": _hung_up_under_nohup,
    "a closed terminal while a refresh hangs": _hung_up_while_refreshing,
    "a closed terminal while an editor is open": _hung_up_while_editing,
    "an exception at the start": _broken("paperterm.store.store:_opened"),
    "an exception for a key": _broken("paperterm.tui.marking:Marking.toggle", "m"),
    "an exception in a lane": _broken("paperterm.store.library:Library.mark", "m"),
    "an exception in the thread that reads": _broken("paperterm.tui.escapes:Escapes.split", "j"),
    "ctrl+z and back, twice": _stopped,
    "bytes that are no text": _no_text,
    "a terminal of one cell, and back": _tiny,
    "300 sizes in a row": _many_sizes,
    "200 kB pasted into the filter bar": _pasted_into_the_bar,
    "200 kB pasted into the list": _pasted_into_the_list,
    "LANG=C": _surrounded(LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
    "no TERM": _surrounded(TERM=None),
    "TERM=dumb": _printed,
    "no home at all": _without_home,
    "a home with papers that cannot be written to": _in_locked_home,
    "an empty home that cannot be written to": _in_empty_locked_home,
    "a working directory that is gone": _from_nowhere,
    "pipes and no terminal": _through_pipes,
    "no standard input": _without("<&-"),
    "no standard output": _without(">&-", said=False),
    "no standard error": _without("2>&-"),
}
"""Every story by its name."""

QUICK = (
    "q while a refresh hangs",
    "SIGTERM with the first frame",
    "SIGTERM while an editor is open",
    "a closed terminal",
    "an exception in a lane",
    "ctrl+z and back, twice",
    "200 kB pasted into the filter bar",
    "an empty home that cannot be written to",
)

_OUTCOMES = {
    "an exception at the start": "reported",
    "an exception for a key": "reported",
    "an exception in a lane": "reported",
    "an exception in the thread that reads": "reported",
}
