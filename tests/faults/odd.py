"""Odd: stories in which what is typed, the terminal or the surroundings are odd."""

from __future__ import annotations

import os
import signal

from faults.living import Place, Story, shell, unprivileged

PASTED = 200_000
"""Characters that are pasted at once."""

HOMES = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
"""Variables that say where files are."""

NO_HOME = """
import pwd
def unknown(_):
    raise KeyError("nobody")
pwd.getpwuid = unknown
"""


# Going on


def stopped(place: Place) -> None:
    """It is stopped and goes on, twice."""
    with place.life() as life:
        for _ in range(2):
            life.terminal.type("\x1a")
            life.terminal.wait_for_stop()
            life.terminal.settle()
            assert life.terminal.modes() == life.before, "the terminal's modes are others"
            os.kill(life.terminal.pid, signal.SIGCONT)
            life.terminal.wait_for(lambda _: life.terminal.modes() != life.before)
        life.works_and_quits()


def no_text(place: Place) -> None:
    """Bytes are typed that are no text."""
    with place.life() as life:
        life.type("/", "/")
        life.terminal.send(b"\xff\xfe\xc3\xe2\x80\xf8\xed\xa0\x80")
        life.type("needle", "1 of 30")
        life.ends(life.press_last("\x03"))


def tiny(place: Place) -> None:
    """The terminal has one cell, one line, one column."""
    with place.life() as life:
        for columns, lines in ((1, 1), (2, 1), (1, 50), (500, 1), (120, 40)):
            life.terminal.resize(columns, lines)
            life.terminal.settle()
        life.works_and_quits()


def many_sizes(place: Place) -> None:
    """The terminal has another size again and again."""
    with place.life() as life:
        for number in range(300):
            life.terminal.resize(1 + number * 37 % 200, 1 + number * 17 % 70)
            life.terminal.read(0.001)
        life.terminal.resize(120, 40)
        life.works_and_quits()


def pasted_into_the_bar(place: Place) -> None:
    """Much is pasted into the filter bar."""
    with place.life() as life:
        life.type("/", "/")
        life.terminal.paste("mixture of experts ☃ " * (PASTED // 21))
        life.terminal.wait_for("characters at most")
        life.type("\x1b\\", "30 papers")
        life.works_and_quits()


def pasted_into_the_list(place: Place) -> None:
    """Much is pasted into the list."""
    with place.life() as life:
        life.terminal.paste("q A\r\x04 delete\n" * (PASTED // 13))
        life.type("j", "30 unread")
        life.works_and_quits()


# Surroundings


def surrounded(**environ: str | None) -> Story:
    """Return the story in which the environment is another."""

    def story(place: Place) -> None:
        with place.life(environ=environ) as life:
            life.works_and_quits()

    return story


def printed(place: Place) -> None:
    """The terminal can do no more than type: the list is printed."""
    with place.life(is_read=False, environ={"TERM": "dumb"}) as life:
        life.ends()
        assert b"\x1b" not in life.terminal.received, "an escape is sent"
        assert b"Paper number 1" in life.terminal.received, "no list is printed"


def without_home(place: Place) -> None:
    """Nothing says where a home is."""
    place.change(NO_HOME)
    with place.life(is_read=False, environ=dict.fromkeys(HOMES)) as life:
        life.ends(codes=(2,))
        assert "paperterm: There is no home directory" in life.terminal.text, "nothing is said"


def in_locked_home(place: Place) -> None:
    """There are papers in a home that cannot be written to."""
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


def in_empty_locked_home(place: Place) -> None:
    """There is nothing in a home that cannot be written to."""
    home = place.program.home / "empty"
    home.mkdir(mode=0o500)
    environ = {**dict.fromkeys(HOMES), "HOME": str(home)}
    with place.life(is_read=False, through=unprivileged, environ=environ) as life:
        life.ends(codes=(1,))
        assert "paperterm: " in life.terminal.text, "nothing is said"


def from_nowhere(place: Place) -> None:
    """The working directory is gone."""
    gone = shell('mkdir "$TMPDIR/gone" && cd "$TMPDIR/gone" && rmdir "$TMPDIR/gone" && exec "$@"')
    with place.life(through=gone) as life:
        life.works_and_quits()


def through_pipes(place: Place) -> None:
    """There is no terminal at all."""
    ended = place.program.run()
    assert ended.code == 0, ended.err
    assert "Paper number 1" in ended.out, "no list is printed"
    assert "\x1b" not in ended.out + ended.err, "an escape is sent"
    assert not place.left_behind()


def without(streams: str, said: bool = True) -> Story:
    """Return the story in which standard streams are closed."""

    def story(place: Place) -> None:
        with place.life(is_read=False, through=shell(f'exec "$@" {streams}')) as life:
            life.ends()
            assert b"\x1b" not in life.terminal.received, "an escape is sent"
            is_printed = b"Paper number 1" in life.terminal.received
            assert is_printed is said, "the list is not where it should be"

    return story
