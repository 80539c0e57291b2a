"""The feed's client: lists fetched page by page, within bounds of time and size.

httpx is imported when a feed is entered, on a thread: it takes as long as half the first frame.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING

from paperterm import __version__
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.feed.addresses import LOCAL, redirected, takes_token
from paperterm.feed.body import BODY, BodyError, read_body
from paperterm.feed.limits import WHOLE, Limit, asks_to_wait, limit_in, retry_at, sentence, waiting
from paperterm.feed.wire import RECORDS, parse_item, parse_items
from paperterm.lanes import Lane
from paperterm.paper import Listing, Record

if TYPE_CHECKING:
    import httpx

PAGE = 100
"""Records asked for at a time: the most the API gives."""

PAGES = 20
"""Pages read of one list; the busiest recorded day has one."""

LIST = 2 * BODY
"""Bytes of all pages of one list: kept as text, they take up to four times as many."""

ATTEMPTS = 3
REDIRECTS = 3
PATIENCE = timedelta(seconds=5)
"""A wait that the server asks for and that is slept through; a longer one ends the refresh."""

_TOO_LONG = "The feed took too long to answer. Try again later."


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, for one attempt in all, for one list in all."""

    connect: float = 5.0
    attempt: float = 15.0
    list: float = 45.0


class _AgainError(Exception):
    """An attempt failed in a way that another may not."""

    def __init__(self, error: FeedError) -> None:
        super().__init__(str(error))
        self.error = error


class _UnknownError(FeedError):
    """The server has nothing at an address."""


class Feed:
    """Fetches lists from `base`. Used as an async context manager; every failure is a FeedError.

    What blocks is done on one lane: a thread for each answer would leave behind as much memory as
    the answer takes.
    The token goes to the base's host alone, and over http only to this machine. `limit` is what
    the last answer said of how often it may be asked.
    """

    def __init__(
        self,
        base: str,
        *,
        now: Callable[[], datetime],
        token: str | None = None,
        timeouts: Timeouts = Timeouts(),
    ) -> None:
        self._base = base.rstrip("/")
        self._now = now
        self._token = token
        self._timeouts = timeouts
        self.limit: Limit | None = None
        self._lane: Lane
        self._client: httpx.AsyncClient

    async def __aenter__(self) -> Feed:
        self._lane = Lane("feed")
        try:
            self._client = await self._lane.run(self._make_client)
        except BaseException:
            self._lane.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lane.close()
        await self._client.aclose()

    async def trending(self, pages: int = 3) -> Listing:
        """Return the trending papers, in the order of their rank."""
        return await self._list({"sort": "trending"}, pages=pages, trending=True)

    async def day(self, day: date) -> Listing:
        """Return the papers of one feed day (UTC), none on a day without papers."""
        return await self._list({"date": day.isoformat()}, pages=PAGES, day=day)

    async def paper(self, paper_id: str) -> Listing:
        """Return one paper by its id, which names its own day; none where the feed knows none."""
        try:
            async with asyncio.timeout(self._timeouts.list):
                body, _ = await self._get(f"/api/papers/{paper_id}", {})
        except TimeoutError as error:
            raise NoAnswerError(_TOO_LONG) from error
        except _UnknownError:
            return Listing((), self._now())
        record = await self._lane.run(parse_item, body)
        if record.paper.id != paper_id:
            raise FeedError("The feed sent another paper than the one that was asked for.")
        return Listing((record,), self._now())

    async def answers(self) -> bool:
        """Ask for one paper, and return whether one came: the cheapest question there is."""
        try:
            async with asyncio.timeout(self._timeouts.list):
                query = {"sort": "trending", "limit": "1", "p": "0"}
                body, _ = await self._get("/api/daily_papers", query)
        except TimeoutError as error:
            raise NoAnswerError(_TOO_LONG) from error
        found, _ = await self._lane.run(parse_items, body)
        return bool(found)

    async def _list(
        self,
        parameters: Mapping[str, str],
        *,
        pages: int,
        day: date | None = None,
        trending: bool = False,
    ) -> Listing:
        records: dict[str, Record] = {}
        skipped = length = 0
        try:
            async with asyncio.timeout(self._timeouts.list):
                for page in range(pages):
                    query = {**parameters, "limit": str(PAGE), "p": str(page)}
                    body, more = await self._get("/api/daily_papers", query)
                    length += len(body)
                    if length > LIST:
                        raise FeedError(f"The feed's list is longer than {LIST // 1024**2} MiB.")
                    found, unread = await self._lane.run(parse_items, body)
                    known = len(records)
                    for record in found:
                        records.setdefault(record.paper.id, record)
                    skipped += unread
                    # A full page may have a next one that no header tells of.
                    more = more or len(found) + unread >= PAGE
                    stands_still = len(records) == known and not unread
                    if not more or stands_still or len(records) >= RECORDS:
                        break
        except TimeoutError as error:
            raise NoAnswerError(_TOO_LONG) from error
        if skipped and not records:
            raise FeedError(
                "The feed's records have a shape that cannot be read. Update paperterm."
            )
        return Listing(
            tuple(records.values()), self._now(), day=day, trending=trending, skipped=skipped
        )

    async def _get(self, path: str, query: Mapping[str, str]) -> tuple[bytes, bool]:
        """Return an answer's body, and whether it says that there is another page."""
        # The retries' library is imported with httpx, which it waits for.
        import stamina  # noqa: PLC0415

        retrying = stamina.retry_context(
            on=_AgainError, attempts=ATTEMPTS, timeout=None, wait_initial=0.2, wait_max=2.0
        )
        try:
            async for attempt in retrying:
                with attempt:
                    return await self._attempt(path, query)
        except _AgainError as again:
            raise again.error from again
        raise AssertionError("a retry context ends with a result or an exception")

    async def _attempt(self, path: str, query: Mapping[str, str]) -> tuple[bytes, bool]:
        import httpx  # noqa: PLC0415

        try:
            async with asyncio.timeout(self._timeouts.attempt):
                return await self._exchange(path, query)
        except TimeoutError as error:
            raise _AgainError(NoAnswerError(_TOO_LONG)) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _AgainError(self._offline(error)) from error
        except httpx.ProxyError as error:
            raise OfflineError(
                "The proxy refused to pass the request on. Check HTTPS_PROXY."
            ) from error
        except (httpx.DecodingError, httpx.TooManyRedirects, httpx.UnsupportedProtocol) as error:
            raise FeedError("The feed's answer could not be understood.") from error
        except (httpx.TransportError, OSError) as error:
            raise _AgainError(
                FeedError("The connection to the feed was cut. Try again.")
            ) from error
        except ExceptionGroup as error:
            # What of anyio's attempts to connect is no OSError: a port that cannot be.
            raise self._offline(error) from error
        except BodyError as error:
            raise FeedError(f"The feed's answer could not be used: {error}.") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FeedError(f"The feed's answer could not be used ({_reason(error)}).") from error

    async def _exchange(self, path: str, query: Mapping[str, str]) -> tuple[bytes, bool]:
        import httpx  # noqa: PLC0415

        # Not by joining: the base may have a path of its own, which that would drop.
        url = httpx.URL(self._base + path, params=query)
        for _ in range(REDIRECTS + 1):
            async with self._client.stream("GET", url, headers=self._credentials(url)) as answer:
                if answer.next_request is not None:
                    url = redirected(url, answer.next_request.url)
                    continue
                self.limit = limit_in(answer.headers, self._now()) or self.limit
                await self._check(answer)
                body = await read_body(answer)
                return body, 'rel="next"' in answer.headers.get("Link", "")
        raise FeedError("The feed redirects in circles.")

    async def _check(self, answer: httpx.Response) -> None:
        """Raise what an answer's status says; a short wait that it asks for is slept through."""
        status = answer.status_code
        if status in WHOLE:
            return
        if asks_to_wait(status, answer.headers):
            now = self._now()
            until = retry_at(answer.headers, now)
            wait = until - now
            if wait > PATIENCE:
                raise waiting(until)
            await asyncio.sleep(max(wait.total_seconds(), 0))
            raise _AgainError(FeedError(sentence(status), retry_at=until))
        error = (_UnknownError if status == 404 else FeedError)(sentence(status))
        raise _AgainError(error) if status >= 500 else error

    def _credentials(self, url: httpx.URL) -> dict[str, str]:
        import httpx  # noqa: PLC0415

        if self._token and takes_token(httpx.URL(self._base), url):
            return {"Authorization": f"Bearer {self._token}"}
        return {}

    def _make_client(self) -> httpx.AsyncClient:
        """Import and build the client; runs on a thread."""
        import anyio  # noqa: PLC0415
        import httpx  # noqa: PLC0415
        import stamina  # noqa: PLC0415 - here, so that no later use of it is slow

        # Left alone, it logs each retry, which without a handler ends up on the screen.
        stamina.instrumentation.set_on_retry_hooks([])
        # httpx imports what it connects with on the event loop, for 30 ms; once run, it is there.
        anyio.run(anyio.sleep, 0)
        try:
            return httpx.AsyncClient(
                timeout=httpx.Timeout(self._timeouts.attempt, connect=self._timeouts.connect),
                follow_redirects=False,
                headers={
                    "User-Agent": f"paperterm/{__version__}",
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                },
                mounts={f"all://{name}": None for name in LOCAL},
            )
        except OSError as error:
            raise FeedError(
                "A file of certificates could not be used. "
                "Check SSL_CERT_FILE, SSL_CERT_DIR and SSLKEYLOGFILE."
            ) from error
        except ImportError as error:
            raise FeedError(
                "A SOCKS proxy cannot be used here. Name one that speaks HTTP in HTTPS_PROXY, "
                "or install socksio beside paperterm."
            ) from error
        except (ValueError, httpx.InvalidURL) as error:
            raise FeedError(
                f"The network cannot be used as it is configured ({_reason(error)}). "
                "Check HF_ENDPOINT and the proxy variables."
            ) from error

    def _offline(self, error: Exception) -> FeedError:
        import httpx  # noqa: PLC0415

        ours = httpx.URL(self._base).host
        asked = error.request.url.host if isinstance(error, httpx.RequestError) else ours
        # Where the feed redirects to is what a server wrote.
        host = ours if asked == ours else "A host that the feed redirects to"
        if "CERTIFICATE" in str(error).upper():
            return FeedError(f"{host} could not prove who it is (its certificate is not valid).")
        return OfflineError(f"{host} could not be reached. Check the network.")


def _reason(error: Exception) -> str:
    """Name an error by its kind: its text may hold what a server wrote."""
    return type(error).__name__
