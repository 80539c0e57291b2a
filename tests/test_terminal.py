"""The program in a real terminal: what is typed in one burst, and how it ends, whatever it does."""

from __future__ import annotations

import base64
import io
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from cli_helpers import Program, item, saved
from needs import needs
from paperterm.links import safe_link
from paperterm.tui.terminal import ask_for_key
from terminal import Terminal

BACK = b"\x1b[?1049l"
"""What makes a terminal show again what it showed before the program."""

CURSOR = b"\x1b[?25h"
"""What makes a terminal show its cursor."""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program with some papers in its cache, and a feed that cannot be reached."""
    program = Program(tmp_path / "home")
    papers = [
        item(f"2601.{number:05}", f"Paper number {number}", upvotes=100 - number)
        for number in range(1, 30)
    ]
    papers.append(item("2601.99999", "A needle in a haystack", githubRepo="https://github.com/a/b"))
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\nmark_read_after = 0\n")
    return program


def opened(program: Program, **environ: str) -> Terminal:
    """Open the reader in a terminal of 120 columns and 40 lines."""
    return Terminal(program.command, program.surroundings(**environ))


def test_the_list_is_on_the_screen(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("Paper number 1")
        terminal.wait_for("30 papers · 30 unread")
        assert "A needle" not in terminal.text


def test_a_burst_goes_where_it_belongs(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("/needle")
        terminal.wait_for("1 of 30")
        assert "/ needle" in terminal.text
        terminal.type("\x1bj")
        terminal.wait_for(lambda text: "1 of 30" not in text)
        terminal.type("m")
        terminal.wait_for("29 unread")
        (read,) = program.run("list", "is:read").lines
        assert "Paper number 2" in read


def test_keys_typed_while_it_starts_are_not_lost(program: Program) -> None:
    with opened(program) as terminal:
        terminal.type("/needle\rs")
        terminal.wait_for("★ A needle")


def test_bytes_that_are_no_text_are_passed_over(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("/")
        terminal.wait_for("/")
        terminal.send(b"\xff\xfeneed\xc3\xe2le")
        terminal.wait_for("1 of 30")
        assert "/ needle" in terminal.text


def test_any_size_is_survived(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        for columns, lines in ((1, 1), (3, 2), (30, 5), (500, 100), (120, 40)):
            terminal.resize(columns, lines)
            terminal.settle()
        terminal.type("/needle")
        terminal.wait_for("1 of 30")


def ends_well(terminal: Terminal) -> int:
    """Wait for the program's end and see the terminal restored; return the exit code."""
    code, _ = terminal.wait_for_end()
    assert terminal.received.rfind(BACK) > terminal.received.rfind(b"\x1b[?1049h")
    assert terminal.received.rfind(CURSOR) > terminal.received.rfind(b"\x1b[?25l")
    assert b"Traceback" not in terminal.received
    return code


@pytest.mark.parametrize(
    "keys",
    ["q", "\x03", "\x11", "/needle\x03", "/needle\x1b\x1bq", "lq", "?qq", "A\x1bq", "zq"],
    ids=["q", "ctrl+c", "ctrl+q", "bar", "bar left", "abstract", "help", "question", "zoomed"],
)
def test_it_can_be_left_from_everywhere(program: Program, keys: str) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        for key in keys:
            terminal.type(key)
            terminal.settle(0.2)
        assert ends_well(terminal) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(program: Program, number: signal.Signals) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("j")
        os.kill(terminal.pid, number)
        ends_well(terminal)


@pytest.fixture
def hung() -> Iterator[str]:
    """The address of a server that takes requests and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_server_that_never_answers_holds_nobody(program: Program, hung: str) -> None:
    with opened(program, HF_ENDPOINT=hung) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("r")
        terminal.wait_for("updating")
        terminal.type("/needle")
        terminal.wait_for("1 of 30")
        terminal.type("\r")
        terminal.type("q")
        assert ends_well(terminal) == 0


def test_ending_while_certificates_are_read(program: Program, tmp_path: Path) -> None:
    # OpenSSL clears up when a program ends, also what one of its threads is still working on.
    many = tmp_path / "certificates.pem"
    many.write_bytes(Path(certifi.where()).read_bytes() * 40)
    with opened(program, SSL_CERT_FILE=str(many)) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("r")
        terminal.wait_for("updating")
        terminal.settle(0.5)  # its libraries are imported before
        terminal.type("q")
        assert ends_well(terminal) == 0


def test_stopping_and_going_on(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("\x1a")
        terminal.wait_for_stop()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.settle(0.5)
        terminal.type("/needle")
        terminal.wait_for("1 of 30")


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"LANG": "C"}, {"TERM": "linux"}])
def test_plain_surroundings_are_enough(program: Program, environ: dict[str, str]) -> None:
    with opened(program, **environ) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("/needle")
        terminal.wait_for("1 of 30")
        terminal.type("\x03")
        assert ends_well(terminal) == 0
        if "NO_COLOR" in environ:
            assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];", terminal.received)


def test_a_link_is_copied_into_tmux(program: Program, tmp_path: Path) -> None:
    tmux = [needs("tmux"), "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    environ = program.surroundings(SSH_TTY="/dev/pts/0")
    try:
        subprocess.run(
            [*tmux, "new-session", "-d", "-x", "120", "-y", "40", "sh"],
            env=environ,
            check=True,
            timeout=20,
        )
        client = Terminal([*tmux, "attach"], environ)
        with client as terminal:
            terminal.settle(0.3)
            terminal.type(" ".join(program.command) + "\r")
            terminal.wait_for("30 unread")
            terminal.type("/needle\rc")
            terminal.wait_for("Copied to the tmux buffer")
        shown = subprocess.run(
            [*tmux, "show-buffer"], env=environ, capture_output=True, check=True, timeout=20
        )
        assert shown.stdout == b"https://github.com/a/b"
    finally:
        subprocess.run([*tmux, "kill-server"], env=environ, check=False, timeout=20)


def wait_for_mouse(terminal: Terminal, reported: bool) -> None:
    """Wait until the program has asked for the mouse, or left it to the terminal."""

    def is_so(_: str) -> bool:
        asked, left = (terminal.received.rfind(b"\x1b[?1003" + end) for end in (b"h", b"l"))
        return (asked > left) == reported

    terminal.wait_for(is_so)


def test_a_copy_is_sent_to_the_terminal_and_shown_without_the_mouse(program: Program) -> None:
    with opened(program, SSH_TTY="/dev/pts/0") as terminal:
        terminal.wait_for("30 unread")
        wait_for_mouse(terminal, reported=True)
        terminal.type("/needle\rc")
        terminal.wait_for("any other key closes")
        text = base64.b64encode(b"https://github.com/a/b")
        assert b"\x1b]52;c;" + text + b"\x07" in terminal.received
        assert "https://github.com/a/b" in terminal.text.splitlines()
        wait_for_mouse(terminal, reported=False)
        # Stopped and resumed, it is still shown, and the mouse still left alone.
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait_for_stop()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.settle(0.5)
        wait_for_mouse(terminal, reported=False)
        # What the wheel sends meanwhile closes nothing; a key that quits elsewhere does no more.
        terminal.type("\x1b[B\x1b[A")
        terminal.settle(0.2)
        assert "any other key closes" in terminal.text
        terminal.type("\x03")
        terminal.wait_for("1 of 30")
        wait_for_mouse(terminal, reported=True)
        terminal.type("q")
        assert ends_well(terminal) == 0
        wait_for_mouse(terminal, reported=False)


def test_an_end_meanwhile_leaves_the_terminal_as_it_was(program: Program) -> None:
    with opened(program, SSH_TTY="/dev/pts/0") as terminal:
        terminal.wait_for("30 unread")
        terminal.type("y")
        terminal.wait_for("any other key closes")
        os.kill(terminal.pid, signal.SIGTERM)
        ends_well(terminal)
        wait_for_mouse(terminal, reported=False)


def test_a_text_browser_has_the_terminal_and_its_failure_leads_to_a_copy(
    program: Program, tmp_path: Path
) -> None:
    browser = tmp_path / "w3m"
    browser.write_text('#!/bin/sh\necho "shown: $1"\nread answer\nexit "$answer"\n')
    browser.chmod(0o755)
    with opened(program, BROWSER=str(browser), SSH_TTY="/dev/pts/0") as terminal:
        terminal.wait_for("30 unread")
        terminal.type("/needle\ro")
        terminal.wait_for("shown: https://huggingface.co/papers/2601.99999")
        wait_for_mouse(terminal, reported=False)
        terminal.type("0\n")
        terminal.wait_for("Opened https://huggingface.co/papers/2601.99999")
        terminal.wait_for("29 unread")
        terminal.type("p")
        terminal.wait_for("shown: https://arxiv.org/pdf/2601.99999")
        terminal.type("3\n")
        terminal.wait_for("ended with exit code 3.")
        terminal.wait_for("Copy the link?")
        terminal.type("y")
        terminal.wait_for("any other key closes")
        text = base64.b64encode(b"https://arxiv.org/pdf/2601.99999")
        assert b"\x1b]52;c;" + text + b"\x07" in terminal.received


def test_papers_are_piped_to_a_command(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.type("/needle\r|")
        terminal.wait_for("Pipe 1 paper as JSON to")
        terminal.type("tee ~/piped; echo done $((1+1)); exit 3\r")
        terminal.wait_for("Press any key to go back.")
        assert "done 2" in terminal.text
        assert "exit 3 ended with exit code 3] Press" in terminal.text
        piped = program.home / "piped"
        (paper,) = json.loads(piped.read_text(encoding="utf-8"))
        assert paper == json.loads(program.run("show", "2601.99999", "--json").out)
        # An arrow is several bytes; none of them is a key of the reader's.
        terminal.type("\x1b[A")
        terminal.wait_for("1 of 30")
        terminal.wait_for("“tee ~/piped; echo")
        # The last command is there, and can be given again, or typed over.
        piped.unlink()
        terminal.type("|\r")
        terminal.wait_for(lambda text: text.count("Press any key to go back.") == 2)
        assert piped.exists()
        terminal.type("\r")
        terminal.wait_for("1 of 30")
        # What tells that it has begun is what waits: a shell that is just about to start another
        # program may let ctrl+c pass.
        terminal.type("|echo begun $((1+1)) >~/begun; tail -f ~/begun\r")
        terminal.wait_for("begun 2")
        # ctrl+c ends the command, and not the reader; a second one is the key that goes back.
        terminal.type("\x03")
        terminal.wait_for("~/begun ended with exit code")
        terminal.type("\x03")
        terminal.wait_for("1 of 30")
        terminal.type("q")
        assert ends_well(terminal) == 0


class Eager(io.StringIO):
    """A screen before which somebody sits who types a key as soon as anything is on it."""

    def __init__(self, keyboard: int) -> None:
        super().__init__()
        self._keyboard = keyboard

    def flush(self) -> None:
        """Show what was written."""
        os.write(self._keyboard, b" ")


def test_the_key_of_somebody_who_types_as_soon_as_asked_is_taken() -> None:
    theirs, ours = pty.openpty()
    late: list[bytes] = []

    def give_up() -> None:
        late.append(b"x")
        os.write(theirs, b"x")

    end = threading.Timer(20, give_up)
    end.start()
    try:
        with Eager(theirs) as screen:
            os.write(theirs, b"typed before")
            ask_for_key("Press any key.", ours, screen)
            assert screen.getvalue() == "Press any key."
            assert not late
        assert not select.select([ours], [], [], 0)[0]
    finally:
        end.cancel()
        os.close(ours)
        os.close(theirs)


LONG = "https://example.org/" + "/".join(f"part-{number}" for number in range(20))


def hyperlinks(terminal: Terminal, link: str) -> list[tuple[str, str]]:
    """Return the parts of the screen that the terminal was told are a link: ids and texts."""
    found = re.findall(
        rb"\x1b\]8;id=([^;]*);" + re.escape(link.encode()) + rb"\x1b\\(.*?)\x1b\]8;;\x1b\\",
        bytes(terminal.received),
    )
    return [(name.decode(), re.sub(rb"\x1b\[[0-9;]*m", b"", text).decode()) for name, text in found]


@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}])
def test_a_wrapped_link_is_one_link_to_the_terminal(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    program = Program(tmp_path / "home")
    papers = [item("2601.00001", "Linked", summary=f"See {LONG}, please.", projectPage=LONG)]
    assert program.run("import", saved(tmp_path / "papers.json", papers)).code == 0
    program.config_file.parent.mkdir(parents=True)
    program.config_file.write_text("refresh_minutes = 0\nmark_read_after = 0\n")
    with Terminal(
        program.command, program.surroundings(**environ), columns=80, lines=24
    ) as terminal:
        terminal.wait_for(lambda _: bool(hyperlinks(terminal, LONG)))
        terminal.settle(0.5)
        terminal.type("zl")
        # In the text it is whole; in the list of links, which comes last, it has no scheme.
        short = LONG.removeprefix("https://")
        terminal.wait_for(
            lambda _: short in "".join(text for _, text in hyperlinks(terminal, LONG)[-3:])
        )
        found = hyperlinks(terminal, LONG)
        if (
            not environ
        ):  # without colours, Textual makes other styles of these, with ids of their own
            assert len({name for name, _ in found}) == 1
        assert LONG in "".join(text for _, text in found)
        # Every link that was sent is one that was rebuilt.
        sent = set(re.findall(rb"\x1b\]8;[^;]*;([^\x1b]*)\x1b", bytes(terminal.received)))
        assert {safe_link(each.decode()) for each in sent if each} == {
            each.decode() for each in sent if each
        }


def test_an_unknown_theme_is_named_with_those_there_are(program: Program) -> None:
    program.config_file.write_text('theme = "nope"\n')
    with opened(program) as terminal:
        code, _ = terminal.wait_for_end()
        assert code == 2
        said = terminal.text.replace("\n", "")
        assert "theme must be the name of a theme, in quotes, not 'nope'; there are" in said
        assert "dracula" in said


def test_the_screen_is_painted_anew_on_demand(program: Program) -> None:
    with opened(program) as terminal:
        terminal.wait_for("30 unread")
        terminal.settle()
        terminal.screen.reset()
        terminal.type("\x0c")
        terminal.wait_for("30 unread")
        terminal.wait_for("Paper number 1")


@pytest.mark.parametrize(("option", "reported"), [("--mouse", True), ("--no-mouse", False)])
def test_the_mouse_can_be_left_to_the_terminal(
    program: Program, option: str, reported: bool
) -> None:
    with Terminal([*program.command, option], program.surroundings()) as terminal:
        terminal.wait_for("q quit")
        terminal.type("q")
        assert terminal.wait_for_end()[0] == 0
        assert (b"\x1b[?1000h" in terminal.received) is reported
        assert (b"\x1b[?1003h" in terminal.received) is reported
