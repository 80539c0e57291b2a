"""The desktop: the clipboard and the browser, reached through programs that may hang or lie.

Every call here waits for another program and belongs on a thread of its own.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import PurePath

from paperterm.errors import PapertermError
from paperterm.links import safe_link
from paperterm.signals import run_to_end

PATIENCE = 2.0
"""Seconds for a helper to answer; one that works takes less than half a second."""

LONGEST = 5_000_000
"""Bytes (UTF-8) that are copied at once; more is refused, as no clipboard is a place for it."""

TERMINALS_LONGEST = 74_994
"""Bytes that a terminal is asked to copy: as OSC 52 in base64 they are 100,000, where hterm ends.

Others end earlier (Termux at 5 kB, Tabby at 3) and some never (xterm); none of them says so.
"""

CLIPBOARDS = ("auto", "desktop", "tmux", "osc52", "none")
"""Ways to a clipboard that can be asked for; `auto` tries all there are."""

TEXT_BROWSERS = ("www-browser", "w3m", "lynx", "links", "elinks", "browsh", "carbonyl")
"""Browsers that need the terminal for themselves; the first five are those `webbrowser` knows."""

_FROM_KEYS = (signal.SIGINT, signal.SIGQUIT)

# -P: a pyperclip.py in the directory one happens to be in must not run. pyperclip hides failures
# of its helpers, so only what comes back from the clipboard counts as copied.
_COPY = """
import sys, pyperclip
text = sys.stdin.buffer.read().decode()
pyperclip.copy(text)
sys.exit(pyperclip.paste() != text)
"""
_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


class DesktopError(PapertermError):
    """Nothing here could do what was asked."""


class EndedError(DesktopError):
    """A program was ended because this one is."""


class Way(Enum):
    """Which way a copied text went."""

    DESKTOP = "clipboard"
    TMUX = "tmux buffer"
    TERMINAL = "terminal"
    NOWHERE = ""

    @property
    def confirmed(self) -> bool:
        """Whether it answered; a terminal (OSC 52) never does, and may have dropped the text."""
        return self in {Way.DESKTOP, Way.TMUX}


class Desktop:
    """What the surroundings in `environ` offer; `patience` is in seconds.

    `clipboard` is one of CLIPBOARDS, the only way to be tried unless it is `auto`; `browser` a
    command that stands in for the environment's BROWSER, unless it is empty.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        patience: float = PATIENCE,
        *,
        clipboard: str = "auto",
        browser: str = "",
    ) -> None:
        self._environ = dict(environ)
        if browser:
            # What Python's webbrowser takes for a command and not for the name of a program.
            has_place = "%s" in browser or len(_words(browser)) == 1
            self._environ["BROWSER"] = browser if has_place else f"{browser} %s"
        self._patience = patience
        self._clipboard = clipboard

    @property
    def trusts_terminal(self) -> bool:
        """Whether the terminal was chosen as the clipboard, by somebody who knows it is one."""
        return self._clipboard == "osc52"

    def copy(self, text: str, to_terminal: Callable[[str], None]) -> Way:
        """Copy `text` every way there is, and return the best that is known to have worked.

        `to_terminal` sends it to the terminal as OSC 52, the only way that crosses SSH. Raises
        DesktopError where the text is longer than LONGEST.
        """
        if (size := len(text.encode())) > LONGEST:
            raise DesktopError(
                f"That is {size / 1e6:.1f} MB, too much for a clipboard; export it to a file."
            )
        ways = self._ways()
        sent = Way.TERMINAL in ways and fits_terminal(text)
        if sent:
            to_terminal(text)
        # -w hands it on to the terminals that tmux itself runs in.
        in_tmux = Way.TMUX in ways and self._has_copied(["tmux", "load-buffer", "-w", "-"], text)
        if Way.DESKTOP in ways and self._has_copied([sys.executable, "-P", "-c", _COPY], text):
            return Way.DESKTOP
        if in_tmux:
            return Way.TMUX
        return Way.TERMINAL if sent else Way.NOWHERE

    def _ways(self) -> set[Way]:
        """Return the ways that are worth trying here, or the one that was asked for."""
        if self._clipboard != "auto":
            return {_CHOSEN[self._clipboard]}
        ways = {Way.TERMINAL}
        if "TMUX" in self._environ:
            ways.add(Way.TMUX)
        # Over SSH this machine's clipboard is not the one in front of the reader.
        if not self._environ.keys() & {"SSH_CONNECTION", "SSH_TTY"}:
            ways.add(Way.DESKTOP)
        return ways

    def text_browser(self) -> list[str] | None:
        """Return the command of the browser that would run in the terminal, if it is one."""
        if chosen := self._browser():
            return chosen if PurePath(chosen[0]).name in TEXT_BROWSERS else None
        if sys.platform == "darwin" or self._environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
            return None
        path = self._environ.get("PATH")
        return next(([name] for name in TEXT_BROWSERS if shutil.which(name, path=path)), None)

    def open(self, url: str) -> None:
        """Open a link in a browser with windows and leave it to itself; raises DesktopError."""
        command = [sys.executable, "-P", "-c", _OPEN, _checked(url)]
        helper = self._started(command, stdin=subprocess.DEVNULL)
        try:
            code = helper.wait(self._patience)
        except subprocess.TimeoutExpired:
            # A browser that was not running before stays with the program that started it, and
            # somebody has to take note of its end.
            threading.Thread(target=helper.wait, name="browser", daemon=True).start()
            return
        if code:
            raise DesktopError("No browser could be opened here.")

    def open_in_terminal(self, url: str) -> None:
        """Run the text browser until its reader is done with it; raises DesktopError."""
        browser = self.text_browser()
        if browser is None:
            raise DesktopError("No text browser was found here.")
        words = browser if any("%s" in word for word in browser) else [*browser, "%s"]
        link = _checked(url)
        code = self.run_in_terminal([word.replace("%s", link) for word in words])
        if code:
            raise DesktopError(f"{PurePath(browser[0]).name} ended with exit code {code}.")

    def pipe(self, command: str, text: str) -> int:
        """Give a text to a command of a person's own, in a shell, and return its exit code.

        It has the terminal to itself. Raises DesktopError where there is no shell.
        """
        return self.run_in_terminal(["sh", "-c", command], text)

    def run_in_terminal(self, command: Sequence[str], text: str | None = None) -> int:
        """Run a program that has the terminal to itself, and return its exit code.

        Its standard input is a `text`, or else the terminal. ctrl+c is for that program alone, and
        what ends this one is passed on to it; so this is called on the main thread, as signals are
        taken there. Raises DesktopError where it cannot be started, EndedError where it was ended
        with this one.
        """
        stdin = None if text is None else subprocess.PIPE
        # Taken, not ignored: what is ignored would be so by the program, too.
        before = {number: signal.signal(number, _pass_over) for number in _FROM_KEYS}
        try:
            code = run_to_end(
                lambda: subprocess.Popen(command, stdin=stdin, env=self._environ),  # noqa: S603
                None if text is None else text.encode(),
            )
        except OSError as error:
            raise DesktopError(f"{command[0]} could not be started: {error.strerror}.") from error
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if code is None:
            raise EndedError(f"{command[0]} was ended together with paperterm.")
        return code

    def _browser(self) -> list[str]:
        """Return the command of the browser that somebody chose, nothing where nobody did."""
        return _words(self._environ.get("BROWSER", "").split(os.pathsep)[0])

    def _has_copied(self, command: Sequence[str], text: str) -> bool:
        try:
            helper = self._started(command, stdin=subprocess.PIPE)
        except DesktopError:
            return False
        try:
            helper.communicate(text.encode(), self._patience)
        except subprocess.TimeoutExpired:
            helper.kill()
            helper.wait()
            return False
        return helper.returncode == 0

    def _started(self, command: Sequence[str], *, stdin: int) -> subprocess.Popen[bytes]:
        """Start a helper that can neither write onto the screen nor take the terminal's keys."""
        try:
            return subprocess.Popen(  # noqa: S603 - a list from here, no shell
                command,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=self._environ,
            )
        except OSError as error:
            raise DesktopError(f"{command[0]} could not be started: {error.strerror}.") from error


_CHOSEN = {
    "desktop": Way.DESKTOP,
    "tmux": Way.TMUX,
    "osc52": Way.TERMINAL,
    "none": Way.NOWHERE,
}


def fits_terminal(text: str) -> bool:
    """Whether a text is short enough for terminals to copy."""
    return len(text.encode()) <= TERMINALS_LONGEST


def _words(command: str) -> list[str]:
    """Return the words of a command as a shell reads them, or as they stand between blanks."""
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def _pass_over(_number: int, _frame: object) -> None:
    """Leave a signal from the keyboard to the program that has the terminal."""


def _checked(url: str) -> str:
    """Return a link that is certain to be taken as one; raises DesktopError."""
    rebuilt = safe_link(url)
    if rebuilt is None:
        raise DesktopError("That is not a web link, so it was not opened.")
    return rebuilt
