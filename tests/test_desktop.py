"""The desktop: copies say truthfully which way they went, and nothing odd is ever opened."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from needs import needs
from paperterm.desktop import (
    CLIPBOARDS,
    LONGEST,
    TERMINALS_LONGEST,
    Desktop,
    DesktopError,
    EndedError,
    Way,
)
from terminal import Terminal

TEXT = "https://github.com/someone/someth\u00efng"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of programs that stands first on the path."""
    found = tmp_path / "bin"
    found.mkdir()
    return found


@pytest.fixture
def environ(folder: Path) -> dict[str, str]:
    """Surroundings with a path, and nothing that shows anything."""
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    return {**kept, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder)}


def program(folder: Path, name: str, script: str) -> None:
    """Put a shell script on the path."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def sent() -> list[str]:
    """What was sent to the terminal."""
    return []


def test_without_a_clipboard_it_is_only_sent_to_the_terminal(
    environ: dict[str, str], sent: list[str]
) -> None:
    way = Desktop(environ).copy(TEXT, sent.append)
    assert (way, way.confirmed, sent) == (Way.TERMINAL, False, [TEXT])


def clipboard(folder: Path, *, copy: str, paste: str) -> None:
    """Put a helper on the path that pyperclip uses under X11, which it sees by DISPLAY."""
    program(folder, "xclip", f'case "$*" in *-o*) {paste};; *) {copy};; esac')


@pytest.mark.skipif(sys.platform == "darwin", reason="there pbcopy is used")
class TestHelpers:
    """Helpers that work, lie, fail, hang and chatter."""

    def copied(self, environ: dict[str, str], sent: list[str]) -> Way:
        """Copy with a display to copy to."""
        return Desktop({**environ, "DISPLAY": ":7"}, patience=5).copy(TEXT, sent.append)

    def test_what_comes_back_was_copied(
        self, folder: Path, environ: dict[str, str], sent: list[str]
    ) -> None:
        clipboard(folder, copy=f"cat > {folder}/kept", paste=f"cat {folder}/kept")
        assert self.copied(environ, sent) is Way.DESKTOP
        assert (folder / "kept").read_text(encoding="utf-8") == TEXT
        assert sent == [TEXT]

    @pytest.mark.parametrize("copy", ["cat > /dev/null", "cat > /dev/null; exit 1"])
    def test_what_does_not_come_back_was_not(
        self, copy: str, folder: Path, environ: dict[str, str], sent: list[str]
    ) -> None:
        clipboard(folder, copy=copy, paste="echo something else")
        assert self.copied(environ, sent) is Way.TERMINAL

    def test_a_helper_that_hangs_is_ended(
        self, folder: Path, environ: dict[str, str], sent: list[str]
    ) -> None:
        # Ends by itself only long after the test has failed.
        clipboard(folder, copy="exec sleep 60", paste="exec sleep 60")
        desktop = Desktop({**environ, "DISPLAY": ":7"}, patience=0.3)
        assert desktop.copy(TEXT, sent.append) is Way.TERMINAL

    def test_a_helper_that_chatters_is_not_heard(
        self,
        folder: Path,
        environ: dict[str, str],
        sent: list[str],
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        clipboard(folder, copy="cat > /dev/null; echo no; echo no >&2", paste="echo no >&2")
        self.copied(environ, sent)
        assert capfd.readouterr() == ("", "")

    def test_over_ssh_this_machine_s_clipboard_is_left_alone(
        self, folder: Path, environ: dict[str, str], sent: list[str]
    ) -> None:
        clipboard(folder, copy=f"cat > {folder}/kept", paste=f"cat {folder}/kept")
        environ["SSH_CONNECTION"] = "192.0.2.1 50000 192.0.2.2 22"
        assert self.copied(environ, sent) is Way.TERMINAL
        assert not (folder / "kept").exists()


@pytest.mark.skipif(sys.platform == "darwin", reason="X11 is not the clipboard there")
def test_a_real_x11_clipboard_is_copied_to(
    environ: dict[str, str], sent: list[str], tmp_path: Path
) -> None:
    xvfb, xclip = needs("Xvfb"), needs("xclip")
    # The server picks a display that is free and writes its number to the pipe.
    reading, writing = os.pipe()
    arguments = [xvfb, "-displayfd", str(writing), "-nolisten", "tcp", "-screen", "0", "64x64x8"]
    with subprocess.Popen(
        arguments, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        with os.fdopen(reading) as number:
            environ["DISPLAY"] = f":{number.readline().strip()}"
        try:
            assert Desktop(environ, patience=10).copy(TEXT, sent.append) is Way.DESKTOP
            pasted = subprocess.run(
                [xclip, "-selection", "clipboard", "-o"],
                env=environ,
                capture_output=True,
                check=True,
                timeout=10,
            )
            assert pasted.stdout.decode() == TEXT
        finally:
            server.terminate()


@pytest.fixture
def tmux(tmp_path: Path, environ: dict[str, str]) -> Iterator[list[str]]:
    """A tmux server of its own, and `environ` inside it."""
    command = [needs("tmux"), "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    subprocess.run([*command, "new-session", "-d", "cat"], check=True, env=environ, timeout=10)
    environ["TMUX"] = f"{tmp_path}/socket,1,0"
    yield command
    subprocess.run([*command, "kill-server"], check=True, env=environ, timeout=10)


def test_inside_tmux_it_goes_to_its_buffer(
    tmux: list[str], environ: dict[str, str], sent: list[str]
) -> None:
    environ["SSH_TTY"] = "/dev/pts/0"
    way = Desktop(environ, patience=10).copy(TEXT, sent.append)
    assert (way, way.confirmed) == (Way.TMUX, True)
    shown = subprocess.run(
        [*tmux, "show-buffer"], check=True, capture_output=True, env=environ, timeout=10
    )
    assert shown.stdout.decode() == TEXT


def test_what_is_copied_inside_tmux_can_be_pasted_and_reaches_the_terminal(
    tmux: list[str], environ: dict[str, str], sent: list[str]
) -> None:
    text = f"{TEXT}\n$\\alpha$ [x]; \u4e2d\U0001f600 'a' \"b\""
    outside = {**environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    outside.pop("TMUX")
    with Terminal([*tmux, "-u", "attach"], outside) as terminal:
        terminal.settle(0.3)
        assert Desktop(environ, patience=10, clipboard="tmux").copy(text, sent.append) is Way.TMUX
        encoded = base64.b64encode(text.encode())
        # tmux asks the terminal that it runs in, if its settings allow that, as they do at first.
        terminal.wait_for(lambda _: encoded in terminal.received)
        subprocess.run([*tmux, "paste-buffer"], check=True, env=environ, timeout=10)
        terminal.wait_for(lambda shown: all(line in shown for line in text.split("\n")))


def test_a_tmux_that_is_gone_has_copied_nothing(environ: dict[str, str], sent: list[str]) -> None:
    needs("tmux")
    environ["TMUX"] = "/nowhere/socket,1,0"
    assert Desktop(environ).copy(TEXT, sent.append) is Way.TERMINAL


def test_a_browser_is_given_the_link_and_left_alone(folder: Path, environ: dict[str, str]) -> None:
    program(folder, "surf", f'echo "$@" > {folder}/opened')
    environ["BROWSER"] = "surf"
    Desktop(environ, patience=10).open("https://arxiv.org/abs/1706.03762")
    assert (folder / "opened").read_text() == "https://arxiv.org/abs/1706.03762\n"


def test_a_browser_that_stays_is_not_waited_for(folder: Path, environ: dict[str, str]) -> None:
    program(folder, "surf", "exec sleep 60")
    environ["BROWSER"] = "surf"
    Desktop(environ, patience=0.1).open("https://arxiv.org/abs/1706.03762")
    subprocess.run(["pkill", "-f", "^sleep 60$"], check=False, timeout=10)


def test_without_a_browser_there_is_a_sentence(folder: Path, environ: dict[str, str]) -> None:
    program(folder, "surf", "exit 1")
    with pytest.raises(DesktopError, match="No browser could be opened here"):
        Desktop({**environ, "BROWSER": "surf", "PATH": str(folder)}, patience=10).open(
            "https://arxiv.org/abs/1706.03762"
        )


@pytest.mark.parametrize(
    "link",
    [
        "-new-window",
        "--help",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:secret@example.org/",
        "https://example.org/\x1b[2J",
        "https://example.org/a b",
        "",
    ],
)
def test_what_is_no_web_link_is_not_opened(
    link: str, folder: Path, environ: dict[str, str]
) -> None:
    program(folder, "w3m", f"touch {folder}/opened")
    environ["BROWSER"] = "w3m"
    desktop = Desktop(environ)
    with pytest.raises(DesktopError, match="not a web link"):
        desktop.open(link)
    with pytest.raises(DesktopError, match="not a web link"):
        desktop.open_in_terminal(link)
    assert not (folder / "opened").exists()


def test_a_text_browser_is_told_from_one_with_windows(
    folder: Path, environ: dict[str, str]
) -> None:
    program(folder, "w3m", f'echo "$@" > {folder}/opened')
    only = {**environ, "PATH": str(folder)}
    assert Desktop({**environ, "BROWSER": "firefox"}).text_browser() is None
    assert Desktop({**environ, "BROWSER": "/usr/bin/w3m -4"}).text_browser() == [
        "/usr/bin/w3m",
        "-4",
    ]
    if sys.platform != "darwin":
        assert Desktop({**only, "DISPLAY": ":0"}).text_browser() is None
        assert Desktop(only).text_browser() == ["w3m"]
        (folder / "w3m").unlink()
        assert Desktop(only).text_browser() is None
        with pytest.raises(DesktopError, match="No text browser"):
            Desktop(only).open_in_terminal("https://arxiv.org/")


def test_a_text_browser_gets_the_terminal(folder: Path, environ: dict[str, str]) -> None:
    program(folder, "w3m", f'echo "$@" > {folder}/opened')
    environ["BROWSER"] = f"{folder}/w3m"
    Desktop(environ).open_in_terminal("https://arxiv.org/abs/1706.03762")
    assert (folder / "opened").read_text() == "https://arxiv.org/abs/1706.03762\n"


@pytest.mark.parametrize(
    ("clipboard", "way", "to_terminal"),
    [
        ("auto", Way.DESKTOP, True),
        ("desktop", Way.DESKTOP, False),
        ("tmux", Way.TMUX, False),
        ("osc52", Way.TERMINAL, True),
        ("none", Way.NOWHERE, False),
    ],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="there pbcopy is used")
def test_only_the_way_that_was_asked_for_is_tried(
    clipboard: str,
    way: Way,
    to_terminal: bool,
    folder: Path,
    environ: dict[str, str],
    sent: list[str],
) -> None:
    for name in ("xclip", "tmux"):
        script = f'case "$*" in *-o*) cat {folder}/kept;; *) cat > {folder}/kept;; esac'
        program(folder, name, f"touch {folder}/{name}-ran; {script}")
    environ |= {"DISPLAY": ":7", "TMUX": "/somewhere"}
    desktop = Desktop(environ, 5, clipboard=clipboard)
    assert desktop.copy(TEXT, sent.append) is way
    assert sent == ([TEXT] if to_terminal else [])
    assert desktop.trusts_terminal == (clipboard == "osc52")
    ran = {path.name for path in folder.glob("*-ran")}
    tried = {Way.DESKTOP: {"xclip-ran"}, Way.TMUX: {"tmux-ran"}}
    assert ran == ({"xclip-ran", "tmux-ran"} if clipboard == "auto" else tried.get(way, set()))


def test_every_way_that_can_be_asked_for_is_one(environ: dict[str, str], sent: list[str]) -> None:
    for clipboard in CLIPBOARDS:
        Desktop(environ, 5, clipboard=clipboard).copy(TEXT, sent.append)


@pytest.mark.parametrize(
    ("length", "way"), [(TERMINALS_LONGEST, Way.TERMINAL), (74_995, Way.NOWHERE)]
)
def test_a_terminal_is_not_sent_what_it_would_cut(
    length: int, way: Way, environ: dict[str, str], sent: list[str]
) -> None:
    assert Desktop(environ).copy("x" * length, sent.append) is way
    assert len(sent) == (way is Way.TERMINAL)
    assert Desktop(environ).copy("é" * (length // 2 + 1), sent.append) is Way.NOWHERE


def test_too_much_for_any_clipboard_is_refused(environ: dict[str, str], sent: list[str]) -> None:
    with pytest.raises(DesktopError, match=r"5\.0 MB, too much"):
        Desktop(environ).copy("x" * (LONGEST + 1), sent.append)
    assert sent == []


def test_a_text_browser_that_fails_is_told_and_its_options_are_kept(
    folder: Path, environ: dict[str, str]
) -> None:
    program(folder, "w3m", f'echo "$@" > {folder}/opened; exit 3')
    environ["BROWSER"] = "w3m -o 'a b' -4"
    with pytest.raises(DesktopError, match="w3m ended with exit code 3"):
        Desktop(environ).open_in_terminal("https://arxiv.org/abs/1706.03762")
    assert (folder / "opened").read_text() == "-o a b -4 https://arxiv.org/abs/1706.03762\n"


@pytest.mark.parametrize(
    ("browser", "arguments"),
    [
        ("surf", "{}"),
        ("surf --private", "--private {}"),
        ("surf --app=%s --new", "--app={} --new"),
    ],
)
def test_the_browser_of_the_config_is_the_one_that_opens(
    browser: str, arguments: str, folder: Path, environ: dict[str, str]
) -> None:
    for name in ("surf", "other"):
        program(folder, name, f'echo "$@" > {folder}/{name}-opened')
    environ["BROWSER"] = "other"
    link = "https://arxiv.org/abs/1706.03762"
    Desktop(environ, 10, browser=browser).open(link)
    assert (folder / "surf-opened").read_text() == arguments.format(link) + "\n"
    assert not (folder / "other-opened").exists()
    assert Desktop(environ, browser=browser).text_browser() is None
    assert Desktop(environ, browser="lynx -nocolor").text_browser() == ["lynx", "-nocolor", "%s"]


def test_ctrl_c_is_for_the_program_in_the_terminal_alone(
    folder: Path, environ: dict[str, str]
) -> None:
    # What a keyboard's ctrl+c does: the whole group gets the signal.
    program(folder, "w3m", "kill -INT $PPID; kill -INT $$; sleep 60")
    environ["BROWSER"] = f"{folder}/w3m"
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(DesktopError, match="ended with exit code -2"):
        Desktop(environ).open_in_terminal("https://arxiv.org/")
    assert signal.getsignal(signal.SIGINT) is before


def test_what_ends_this_program_ends_the_one_in_the_terminal(
    folder: Path, environ: dict[str, str]
) -> None:
    program(folder, "w3m", f"echo $$ > {folder}/id; kill -TERM $PPID; exec sleep 60")
    environ["BROWSER"] = f"{folder}/w3m"
    with pytest.raises(EndedError, match="w3m was ended together with paperterm"):
        Desktop(environ).open_in_terminal("https://arxiv.org/")
    assert not Path(f"/proc/{(folder / 'id').read_text().strip()}").exists()
