"""Surveying: what the desktop and the terminal around offer, asked without changing anything."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from paperterm.desktop import PATIENCE, Desktop

# As where it is used: a module of that name in the directory one is in must not run.
_HELPER = """
import pyperclip
print(pyperclip.determine_clipboard()[0].__name__.removeprefix("copy_"))
"""
_BROWSER = "import webbrowser; print(webbrowser.get().name)"


class Survey:
    """Asks the surroundings in `environ`; `patience` is in seconds for each that is asked."""

    def __init__(self, environ: Mapping[str, str], patience: float = PATIENCE) -> None:
        self._environ = dict(environ)
        self._patience = patience

    def clipboard_helper(self) -> str | None:
        """Return the name of the way by which the desktop's clipboard is filled, if there is one.

        Whether it works shows when something is copied; to find out would take away what it holds.
        """
        # Of none, pyperclip returns an object without a name, and so this ends with an error.
        return self._said([sys.executable, "-P", "-c", _HELPER]) or None

    def tmux_clipboard(self) -> str | None:
        """Return what tmux does with the terminals' clipboard: on, external or off.

        None where there is no tmux around, or it does not answer.
        """
        if "TMUX" not in self._environ:
            return None
        return self._said(["tmux", "show-options", "-sv", "set-clipboard"]) or None

    def browser(self, named: str) -> str | None:
        """Return the browser that would open a link; `named` stands in for BROWSER."""
        if chosen := named or self._environ.get("BROWSER", ""):
            return chosen
        if in_terminal := Desktop(self._environ).text_browser():
            return in_terminal[0]
        return self._said([sys.executable, "-P", "-c", _BROWSER]) or None

    def encoding(self) -> str:
        """Return the encoding of the locale, as Python has it."""
        return locale.getencoding()

    def colors(self) -> str:
        """Return how many colours the terminal says it has, in words."""
        if self._environ.get("NO_COLOR"):
            return "no colours (NO_COLOR)"
        if self._environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}:
            return "16.7 million colours"
        return "256 colours" if "256color" in self._environ.get("TERM", "") else "16 colours"

    def _said(self, command: Sequence[str]) -> str | None:
        """Return what a program prints, None where it fails or takes too long."""
        try:
            done = subprocess.run(  # noqa: S603 - a list from here, no shell
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                start_new_session=True,
                timeout=self._patience,
                env=self._environ,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return None if done.returncode else os.fsdecode(done.stdout).strip()
