"""The feed's bounds: how much is asked, how long, and where, and what is said at each of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from itertools import count

import httpx
import pytest

from asking import NEXT, failed, fetched
from papers import NOW, TODAY, item
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.feed import Feed, Timeouts
from paperterm.feed.addresses import redirected, takes_token
from raw_server import RawServer, reply

SITE = "https://feed.example"

pytestmark = pytest.mark.usefixtures("no_waiting")


def of_feed() -> list[threading.Thread]:
    """Return the threads that wait for a feed."""
    return [thread for thread in threading.enumerate() if thread.name == "feed"]


def test_times_are_those_that_are_promised() -> None:
    assert Timeouts() == Timeouts(connect=5, attempt=15, list=45)


# Lists


async def test_a_day_that_never_ends_is_read_for_twenty_pages() -> None:
    numbers = count()
    with RawServer(lambda _target: reply([item(next(numbers))], Link=NEXT)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert len((await feed.day(TODAY)).records) == 20
    assert len(server.requests) == 20


async def test_a_day_has_two_thousand_papers_at_most() -> None:
    pages = iter([item(n) for n in range(first, first + 1_000)] for first in (0, 1_000, 2_000))
    with RawServer(lambda _target: reply(next(pages), Link=NEXT)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert len((await feed.day(TODAY)).records) == 2_000
    assert len(server.requests) == 2


async def test_a_page_is_full_though_one_of_its_records_cannot_be_read() -> None:
    pages = iter([[*map(item, range(99)), {"paper": 1}], [item(200)]])
    listing, _ = await fetched(lambda _target: reply(next(pages)))
    assert (len(listing.records), listing.skipped) == (100, 1)


@pytest.mark.parametrize("ask", [Feed.answers, Feed.trending, lambda f: f.paper("2608.00001")])
async def test_a_server_that_never_answers_is_left(
    ask: Callable[[Feed], Awaitable[object]],
) -> None:
    def never(_target: str) -> Iterable[bytes]:
        server.ended.wait()
        yield b""

    with RawServer(never) as server:
        async with Feed(server.url, now=lambda: NOW, timeouts=Timeouts(5, 15, 0.2)) as feed:
            with pytest.raises(NoAnswerError, match="took too long"):
                await ask(feed)
    assert len(server.requests) == 1


@pytest.mark.parametrize("items", [[], [item(1)]])
async def test_a_feed_answers_where_a_paper_comes(items: list[object]) -> None:
    with RawServer(lambda _target: reply(items)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert await feed.answers() is bool(items)


async def test_another_paper_is_not_taken_for_the_one_that_was_asked_for() -> None:
    with RawServer(lambda _target: reply(item(2)["paper"])) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            with pytest.raises(FeedError, match="another paper"):
                await feed.paper("2608.00001")


# What is said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (204, "The feed's answer could not be understood (status 204)."),
        (418, "The feed refused the request (status 418)."),
        (500, "The feed has trouble of its own (status 500)."),
        (507, "The feed has trouble of its own (status 507)."),
    ],
)
async def test_a_status_is_a_sentence(status: int, said: str) -> None:
    error, _ = await failed(lambda _target: reply([], status))
    assert str(error) == said


async def test_a_proxy_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(lambda _target: reply(b"", 407)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with Feed(SITE, now=lambda: NOW) as feed:
            with pytest.raises(OfflineError, match=r"^The proxy refused .* Check HTTPS_PROXY"):
                await feed.trending()
    assert proxy.requests == ["feed.example:443"]


async def test_a_host_that_is_not_there_is_named_as_what_it_is() -> None:
    error, server = await failed(lambda _target: reply(b"", 302, Location="http://other.invalid/"))
    assert isinstance(error, OfflineError)
    assert str(error) == (
        "A host that the feed redirects to could not be reached. Check the network."
    )
    assert len(server.requests) == 3


async def test_a_short_wait_is_slept_through(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    answers = iter([reply([], 429, Retry_After="5"), reply([item(1)])])
    listing, _ = await fetched(lambda _target: next(answers))
    assert listing.records
    assert 5.0 in slept


# Where it goes


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (SITE, f"{SITE}/other"),
        (SITE, f"{SITE}:65535/"),
        (SITE, f"{SITE}:1/"),
        ("http://feed.example", SITE),
        ("http://feed.example", "http://other.example"),
    ],
)
def test_a_redirect_is_followed(source: str, target: str) -> None:
    assert redirected(httpx.URL(source), httpx.URL(target)) == target


@pytest.mark.parametrize(
    "target",
    [
        "http://feed.example",
        "ftp://feed.example",
        f"{SITE}:0/",
        f"{SITE}:65536/",
        "https://me:secret@feed.example",
    ],
)
def test_a_redirect_to_an_unsafe_address_is_refused(target: str) -> None:
    with pytest.raises(FeedError, match="an unsafe address"):
        redirected(httpx.URL(SITE), httpx.URL(target))


@pytest.mark.parametrize(
    ("base", "url", "goes"),
    [
        (SITE, f"{SITE}/api", True),
        (SITE, f"{SITE}:444/api", False),
        (SITE, "https://other.example/api", False),
        (SITE, "https://me@feed.example/api", False),
        ("http://feed.example", "http://feed.example/api", False),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/api", True),
        ("http://[::1]:9", "http://[::1]:9/api", True),
    ],
)
def test_the_token_goes_to_its_own_site(base: str, url: str, goes: bool) -> None:
    assert takes_token(httpx.URL(base), httpx.URL(url)) is goes


# What is left behind


async def test_a_feed_that_is_left_leaves_no_thread() -> None:
    with RawServer(lambda _target: reply([item(1)])) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            await feed.trending()
            (thread,) = of_feed()
    thread.join(5)
    assert of_feed() == []


async def test_a_feed_that_cannot_be_entered_leaves_no_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ftp://127.0.0.1:9")
    with pytest.raises(FeedError, match="Check HF_ENDPOINT and the proxy variables"):
        async with Feed("http://feed.example", now=lambda: NOW):
            pass
    for thread in of_feed():
        thread.join(5)
    assert of_feed() == []
