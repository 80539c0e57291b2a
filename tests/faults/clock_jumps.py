"""Clocks that are wrong, or jump: what is due is done, no oftener than with the right one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults.cases import Case
from faults.clock_world import EVERY, World, world
from papers import NOW, item
from paperterm.archive import missing
from paperterm.demo.server import FeedServer
from paperterm.query import parse
from paperterm.store import Mark
from paperterm.store.backups import backups_of, look_after
from reader import Clock

YEARS = timedelta(days=3_652)

FIRST = [item(number) for number in range(1, 6)]
LATER = item(6)

Lived = Callable[[World], Awaitable[None]]


async def _ahead(here: World) -> None:
    here.clock.time += YEARS
    await here.live(60)


async def _back(here: World) -> None:
    here.clock.time -= YEARS
    await here.live(60)


async def _to_and_fro(here: World) -> None:
    for way in (YEARS, -YEARS, -YEARS, YEARS) * 3:
        await here.live(31)
        here.clock.time += way


async def _ahead_then_offline(here: World) -> None:
    await _ahead(here)
    here.clock.time = NOW + timedelta(hours=2)
    await here.live_offline(120)


async def _back_then_offline(here: World) -> None:
    await _back(here)
    here.clock.time = NOW + timedelta(hours=2)
    await here.live_offline(120)


async def _ahead_and_asked_to_wait(here: World) -> None:
    here.store.cache.set_wait_until(NOW + YEARS)
    await here.live(60)


async def _epoch(here: World) -> None:
    here.clock.time = datetime(1970, 1, 1, tzinfo=UTC)
    await here.live(60)


async def _after_2038(here: World) -> None:
    here.clock.time = datetime(2038, 1, 19, 3, 10, tzinfo=UTC)
    await here.live(60)


async def _year_end(here: World) -> None:
    here.clock.time = datetime(2027, 12, 31, 23, 30, tzinfo=UTC)
    await here.live(60)


async def _leap_day(here: World) -> None:
    here.clock.time = datetime(2028, 2, 28, 23, 30, tzinfo=UTC)
    await here.live(60)
    here.clock.time = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)
    await here.live(60)


async def _stands_still(here: World) -> None:
    await here.live(120, step=timedelta())


async def _second_by_second_back(here: World) -> None:
    await here.live(45, step=timedelta(seconds=-1))


CLOCKS: Mapping[str, Lived] = {
    "ten years ahead": _ahead,
    "ten years back": _back,
    "ten years to and fro": _to_and_fro,
    "ten years ahead, then right and offline": _ahead_then_offline,
    "ten years back, then right and offline": _back_then_offline,
    "right, and a wait until in ten years": _ahead_and_asked_to_wait,
    "1970": _epoch,
    "2038": _after_2038,
    "the end of a year": _year_end,
    "a leap day": _leap_day,
    "one that stands still": _stands_still,
    "one that goes back second by second": _second_by_second_back,
}
"""What a clock does for a while, after an hour in which it is right and before it is so again."""

_JUMPS = 14
"""A clock that is set may make one refresh more; the worst one is set so often."""


async def lived(folder: Path, name: str) -> Case:
    """Live with a clock, then with the right one."""
    with FeedServer(FIRST) as server:
        async with world(folder, server.url, Clock()) as here:
            await here.live(60)
            here.store.cache.end_visit()
            before = here.runs
            began = here.clock.time
            await CLOCKS[name](here)
            runs = here.runs - before
            here.store.library.mark(["2608.00001"], Mark.STARRED, True)
            look_after(folder / "library.db", here.clock.time)
            server.items.append(LATER)
            server.trending.append(LATER)
            here.clock.time = began + timedelta(hours=5)
            # As of a server's own: an hour after the clock is right, all is as it always is.
            await here.live(60)
            wrong = _stormy(name, runs) or _insane(here, folder)
    return Case(f"a clock: {name}", wrong, "as with the right one")


def _stormy(name: str, runs: int) -> str:
    """Return what is wrong with the number of refreshes in at most seven hours."""
    most = _JUMPS + 7 * 2
    return f"{runs} refreshes" if runs > most else ""


def _insane(here: World, folder: Path) -> str:
    """Return what an hour with the right clock has not put right."""
    now, store = here.clock.time, here.store
    last = store.cache.last_refresh()
    fetched = store.cache.fetched()
    today = now.date()
    store.library.mark(["2608.00001"], Mark.STARRED, False)
    found = {text: store.search.ids(store.search.ask(parse(text)).keys) for text in _ASKED}
    look_after(folder / "library.db", now)
    newest = backups_of(folder / "library.db", today)[0].day
    checks = {
        f"the last refresh was at {last}": last is not None and timedelta() <= now - last <= EVERY,
        f"it says {here.updating.freshness}": here.updating.freshness.error is None,
        "the day's list is not fetched again": fetched[today.isoformat()] <= now,
        "an old day's list counts as whole": _is_missed(here, now),
        f"is:new finds {found['is:new']}": list(found["is:new"]) == ["2608.00006"],
        f"is:starred finds {found['is:starred']}": list(found["is:starred"]) == [],
        f"newer:2d finds {found['newer:2d']}": len(found["newer:2d"]) == len(FIRST) + 1,
        f"the newest backup is of {newest}": newest == today,
    }
    return "; ".join(said for said, is_so in checks.items() if not is_so)


_ASKED = ("is:new", "is:starred", "newer:2d")


def _is_missed(here: World, now: datetime) -> bool:
    """Whether a day that the right clock has not seen whole is one that the archive fetches."""
    day = now.date() - timedelta(days=20)
    fetched = {day.isoformat(): now + YEARS, **here.store.cache.fetched()}
    return missing([day], fetched, now) == [day]
