"""The desktop: the clipboard and the browser, reached through programs that may hang or lie.

Every call here waits for another program and belongs on a thread of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from pathlib import PurePath

from paperterm.errors import PapertermError
from paperterm.links import safe_link

PATIENCE = 2.0
"""Seconds for a helper to answer; one that works takes less than half a second."""

TEXT_BROWSERS = ("www-browser", "w3m", "lynx", "links", "elinks", "browsh", "carbonyl")
"""Browsers that need the terminal for themselves; the first five are those `webbrowser` knows."""

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


class Way(Enum):
    """Which way a copied text went."""

    DESKTOP = "clipboard"
    TMUX = "tmux buffer"
    TERMINAL = "terminal"

    @property
    def confirmed(self) -> bool:
        """Whether it answered; a terminal (OSC 52) never does, and may have dropped the text."""
        return self is not Way.TERMINAL


class Desktop:
    """What the surroundings in `environ` offer; `patience` is in seconds."""

    def __init__(self, environ: Mapping[str, str], patience: float = PATIENCE) -> None:
        self._environ = dict(environ)
        self._patience = patience

    def copy(self, text: str, to_terminal: Callable[[str], None]) -> Way:
        """Copy `text` every way there is, and return the best that is known to have worked.

        `to_terminal` sends it to the terminal as OSC 52, the only way that crosses SSH.
        """
        to_terminal(text)
        in_tmux = "TMUX" in self._environ and self._has_copied(
            # -w hands it on to the terminals that tmux itself runs in.
            ["tmux", "load-buffer", "-w", "-"],
            text,
        )
        # Over SSH this machine's clipboard is not the one in front of the reader.
        is_local = not self._environ.keys() & {"SSH_CONNECTION", "SSH_TTY"}
        if is_local and self._has_copied([sys.executable, "-P", "-c", _COPY], text):
            return Way.DESKTOP
        return Way.TMUX if in_tmux else Way.TERMINAL

    def text_browser(self) -> str | None:
        """Return the browser that would run in the terminal, None if the browser has windows."""
        if chosen := self._environ.get("BROWSER", "").split(os.pathsep)[0].split():
            return chosen[0] if PurePath(chosen[0]).name in TEXT_BROWSERS else None
        if sys.platform == "darwin" or self._environ.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
            return None
        path = self._environ.get("PATH")
        return next((name for name in TEXT_BROWSERS if shutil.which(name, path=path)), None)

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
            raise DesktopError("No browser could be opened here; y copies the link instead.")

    def open_in_terminal(self, url: str) -> None:
        """Run the text browser until its reader is done with it; raises DesktopError."""
        browser = self.text_browser()
        if browser is None:
            raise DesktopError("No text browser was found here; y copies the link instead.")
        try:
            subprocess.run([browser, _checked(url)], env=self._environ, check=False)  # noqa: S603
        except OSError as error:
            raise DesktopError(f"{browser} could not be started: {error.strerror}.") from error

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


def _checked(url: str) -> str:
    """Return a link that is certain to be taken as one; raises DesktopError."""
    rebuilt = safe_link(url)
    if rebuilt is None:
        raise DesktopError("That is not a web link, so it was not opened.")
    return rebuilt
