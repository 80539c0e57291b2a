"""Jobs: parts of a class that are tried at the same time, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from faults.cases import Case

Job = Callable[[], list[Case]]
"""Tries some cases; it can be sent to another process."""

WORKERS = 3
"""Processes at a time: one more than most machines have cores for, as some jobs wait."""


def done(jobs: Iterable[Job], workers: int = WORKERS) -> Iterator[Case]:
    """Yield the cases of all jobs, in their order; so many are tried at a time."""
    with ProcessPoolExecutor(workers) as pool:
        for future in [pool.submit(job) for job in jobs]:
            yield from future.result()
