"""The nursery: a process that has imported the program, and forks it within milliseconds.

Started as a program it reads a line of JSON for each process that is wanted; the class below is for
whoever wants them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from typing import Any

PATIENCE = 60.0
"""Seconds after which a process that should have ended, or said something, is taken to hang."""

RAISED = 70
"""The exit code of a process in which something was raised that nobody expects."""

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the nursery, and the file with what it prints."""

    nursery: Nursery
    pid: int
    output: Path

    def printed(self) -> str:
        """Return what it has printed until now."""
        return self.output.read_text(errors="replace")

    def wait_for(self, text: str) -> None:
        """Wait until it has printed something; raises TimeoutError."""
        end = monotonic() + PATIENCE
        while text not in self.printed():
            if monotonic() > end:
                raise TimeoutError(f"It never printed {text!r}:\n{self.printed()}")
            sleep(0.001)

    def kill(self) -> None:
        """Kill it at once, where it is not gone by itself."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; returns its exit code, or the negative number of a signal."""
        return int(self.nursery.ask({"wait": self.pid}))


class Nursery:
    """Starts functions in processes of their own, which are forked where all is imported.

    `before` is a statement that is executed first: it can take a protection out of the program.
    """

    def __init__(self, folder: Path, before: str = "") -> None:
        self._folder = folder
        self._before = before
        self._number = 0

    def __enter__(self) -> Nursery:
        path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, __file__, self._before],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def start(
        self, function: str, *arguments: Any, environ: Mapping[str, str] | None = None
    ) -> Child:
        """Call `module:function` in a new process; an int that it returns is the exit code.

        Without `environ`, it has that of this process.
        """
        self._number += 1
        output = self._folder / f"printed-{self._number}"
        output.touch()
        wanted = {
            "function": function,
            "arguments": arguments,
            "output": str(output),
            "environ": dict(os.environ if environ is None else environ),
        }
        return Child(self, int(self.ask(wanted)), output)

    def ask(self, wanted: Mapping[str, Any]) -> Any:
        """Have the nursery do something, and return what it answers."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(wanted) + "\n")
        stdin.flush()
        return json.loads(stdout.readline())


def run_program(arguments: Sequence[str]) -> int:
    """Run paperterm's command line."""
    return import_module("paperterm.cli").main(list(arguments))  # type: ignore[no-any-return]


def _serve(before: str) -> None:
    """Start and wait for processes until nobody wants any more."""
    for name in _IMPORTED:
        import_module(name)
    exec(before, {})  # noqa: S102 - it is what a test of ours says
    for line in sys.stdin:
        wanted = json.loads(line)
        if "wait" in wanted:
            _, status = os.waitpid(wanted["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _be(wanted)
        print(answer, flush=True)


def _be(wanted: Mapping[str, Any]) -> None:
    """Be the process that is wanted."""
    output = os.open(wanted["output"], os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, source in enumerate((nothing, output, output)):
        os.dup2(source, descriptor)
    os.environ.clear()
    os.environ.update(wanted["environ"])
    code = RAISED
    try:
        module, _, name = wanted["function"].partition(":")
        code = getattr(import_module(module), name)(*wanted["arguments"]) or 0
    except BaseException:  # noqa: BLE001 - it is for who reads what was printed
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


_IMPORTED = (
    *("paperterm.cli", "paperterm.cli.commands", "paperterm.feed", "paperterm.refresh", "httpx"),
    *("paperterm.imports", "paperterm.store", "paperterm.store.schema", "paperterm.store.exchange"),
    *("paperterm.store.rescue", "paperterm.printing", "paperterm.export", "paperterm.config"),
    *("paperterm.query.printed", "faults.acts", "faults.layer", "asyncio", "multiprocessing"),
)
"""What processes need; none of it starts a thread, as only the one that forks is in a fork."""

if __name__ == "__main__":
    _serve(sys.argv[1])
