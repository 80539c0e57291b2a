"""Lanes: threads on which blocking work waits, so that the event loop never does.

Their threads are daemons. asyncio's and concurrent.futures' own are joined when the program ends,
and one that hangs (a name that does not resolve, a disk that does not answer) would hold it.

Lanes are made before the first frame is painted; what only an event loop needs is imported later.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """One thread that does its jobs in the order in which they were given.

    `given` is called whenever there is a new one, on the thread that gives it.
    """

    def __init__(self, name: str, given: Callable[[], None] = lambda: None) -> None:
        self._given = given
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `job` on the lane's thread and return what it returns.

        A job that has not begun when its awaiter is cancelled is never done.
        """
        import asyncio
        from concurrent.futures import Future

        future: Future[T] = Future()
        self._jobs.put(lambda: do(future, job, *args, **kwargs))
        self._given()
        return await asyncio.wrap_future(future)

    def has_jobs_waiting(self) -> bool:
        """Whether there are jobs that have not begun."""
        return not self._jobs.empty()

    def close(self, last: Callable[[], None] | None = None, wait: float = 0.0) -> None:
        """Take no more jobs but this `last` one; wait at most `wait` seconds for all of them."""
        if last is not None:
            self._jobs.put(last)
        self._jobs.put(None)
        self._thread.join(wait)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def do(future: Future[Any], job: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Do a job and hand its result, or what it raised, to whoever waits for it."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001 - it is raised again where the job is awaited
        future.set_exception(error)
    else:
        future.set_result(result)
