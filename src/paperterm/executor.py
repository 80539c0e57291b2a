"""The executor for the event loop's own needs, which never holds the end of the program."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from paperterm.lanes import do

P = ParamSpec("P")
T = TypeVar("T")


class DaemonExecutor(ThreadPoolExecutor):
    """An executor for the event loop's own needs (name look-ups) that nobody waits for at exit.

    asyncio accepts no other kind than ThreadPoolExecutor; each job gets a daemon thread.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Start `fn` on a thread of its own."""
        future: Future[T] = Future()
        threading.Thread(
            target=do, args=(future, fn, *args), kwargs=kwargs, name="resolver", daemon=True
        ).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Wait for nothing: the threads end with the program."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
