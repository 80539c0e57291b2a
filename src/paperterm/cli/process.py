"""The process: it ends with an exit code, whatever its threads are still at."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn


def run_process(program: Callable[[], int]) -> NoReturn:
    """Run a program that returns its exit code, or raises SystemExit with it, and end with that.

    A thread that is left behind may be inside a library that clears up at the end of a process
    while the thread still works there, as OpenSSL does: that is a segmentation fault. So then
    nobody clears up; what is to outlive the process is closed by then.
    """
    try:
        code = program()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        code = end.code
    if not any(thread.daemon for thread in threading.enumerate()):
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        # It may be closed, or there may be none.
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)
