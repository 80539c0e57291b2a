"""The feed: lists come whole or not at all, whatever the server sends."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from asking import NEXT, failed, fetched
from papers import NOW, TODAY, item
from paperterm.errors import FeedError, NoAnswerError, OfflineError
from paperterm.feed import Feed, Limit, Timeouts
from paperterm.paper import Listing
from raw_server import RawServer, reply

pytestmark = pytest.mark.usefixtures("no_waiting")


def page_of(target: str) -> int:
    """Return the number of the page that a request asks for."""
    return int(parse_qs(urlsplit(target).query)["p"][0])


def ids(listing: Listing) -> list[str]:
    """Return the ids of a list's papers, in order."""
    return [record.paper.id for record in listing.records]


# What is asked for


async def test_trending_is_asked_for_page_by_page_and_keeps_its_order() -> None:
    def answer(target: str) -> bytes:
        start = 100 * page_of(target)
        return reply([item(900 - n) for n in range(start, start + 100)], Link=NEXT)

    listing, server = await fetched(answer)
    assert ids(listing) == [f"2608.{900 - n:05}" for n in range(300)]
    assert (listing.trending, listing.day, listing.fetched_at) == (True, None, NOW)
    assert server.requests == [
        f"/api/daily_papers?sort=trending&limit=100&p={page}" for page in range(3)
    ]
    assert all(each["User-Agent"].startswith("paperterm/") for each in server.headers)
    assert not any("Authorization" in each for each in server.headers)


async def test_a_day_is_read_to_its_end() -> None:
    def answer(target: str) -> bytes:
        page = page_of(target)
        return reply([item(page)], Link=NEXT) if page < 4 else reply([item(page)])

    with RawServer(answer) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            listing = await feed.day(TODAY)
    assert (len(listing.records), listing.day, listing.trending) == (5, TODAY, False)
    assert server.requests[0] == f"/api/daily_papers?date={TODAY}&limit=100&p=0"


async def test_a_full_page_has_a_next_one_though_no_header_says_so() -> None:
    def answer(target: str) -> bytes:
        start = 100 * page_of(target)
        return reply([item(n) for n in range(start, min(start + 100, 130))])

    listing, server = await fetched(answer)
    assert len(listing.records) == 130
    assert len(server.requests) == 2


async def test_a_server_that_sends_the_same_page_for_ever_is_not_asked_for_ever() -> None:
    with RawServer(lambda _target: reply([item(1)], Link=NEXT)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert len((await feed.day(TODAY)).records) == 1
    assert len(server.requests) == 2


async def test_a_base_with_a_path_keeps_it() -> None:
    with RawServer(lambda _target: reply([item(1)])) as server:
        async with Feed(server.url + "/mirror/", now=lambda: NOW) as feed:
            await feed.trending()
    assert server.requests == ["/mirror/api/daily_papers?sort=trending&limit=100&p=0"]


async def test_one_paper_comes_as_one_of_a_list_does() -> None:
    """No recording of such an answer is known: it is built as the API's own client reads it."""
    wire = item(1, upvotes=3, githubRepo="https://github.com/a/b")
    with RawServer(lambda _target: reply(wire["paper"])) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            listing = await feed.paper("2608.00001")
    assert server.requests == ["/api/papers/2608.00001"]
    (record,) = listing.records
    assert (record.paper.upvotes, record.paper.comments) == (3, None)
    assert json.loads(record.raw) == {"paper": wire["paper"]}
    assert (listing.day, listing.trending) == (None, False)


async def test_a_paper_that_the_feed_does_not_know_is_no_failure() -> None:
    with RawServer(lambda _target: reply({"error": "Paper not found"}, 404)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert (await feed.paper("2608.00001")).records == ()


async def test_the_token_goes_to_the_base_alone() -> None:
    with RawServer(lambda _target: reply([item(1)])) as other:

        def answer(target: str) -> bytes:
            if target.startswith("/there"):
                return reply(b"", 307, Location=other.url + target)
            return reply(b"", 302, Location="/there" + target)

        listing, server = await fetched(answer, token="hf_mine")
    assert ids(listing) == ["2608.00001"]
    assert [each.get("Authorization") for each in server.headers] == ["Bearer hf_mine"] * 2
    assert [each.get("Authorization") for each in other.headers] == [None]


async def test_the_token_goes_to_the_base_however_it_is_written() -> None:
    with RawServer(lambda _target: reply([item(1)])) as server:
        port = urlsplit(server.url).port
        async with Feed(f"http://LOCALHOST:{port}", now=lambda: NOW, token="hf_mine") as feed:
            await feed.trending()
    assert [each.get("Authorization") for each in server.headers] == ["Bearer hf_mine"]


async def test_no_proxy_is_asked_for_what_this_machine_serves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with RawServer(lambda _target: reply([item(2)])) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        listing, server = await fetched(lambda _target: reply([item(1)]), token="hf_mine")
    assert ids(listing) == ["2608.00001"]
    assert [each.get("Authorization") for each in server.headers] == ["Bearer hf_mine"]
    assert proxy.requests == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HTTP_PROXY", "http://127.0.0.1:99999", "feed.invalid could not be reached"),
        ("HTTP_PROXY", "socks5://127.0.0.1:9", "A SOCKS proxy cannot be used"),
        ("HTTP_PROXY", "ftp://127.0.0.1:9", "Check HF_ENDPOINT and the proxy variables"),
        ("SSL_CERT_FILE", "/nowhere.pem", "Check SSL_CERT_FILE"),
    ],
)
async def test_an_environment_that_cannot_be_used_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(FeedError, match=said):
        async with Feed("http://feed.invalid", now=lambda: NOW) as feed:
            await feed.trending()


# Records


async def test_records_of_the_wrong_shape_are_counted_and_the_others_kept() -> None:
    wrong: list[object] = [
        None,
        3,
        "x",
        [],
        {},
        {"paper": []},
        {"paper": {"id": 7}},
        {"paper": {"id": "../x"}},
    ]
    odd = {"paper": {"id": "2608.00002", "title": None, "upvotes": "many", "authors": {"a": 1}}}
    listing, _ = await fetched(lambda _target: reply([item(1), *wrong, odd]))
    assert ids(listing) == ["2608.00001", "2608.00002"]
    assert listing.skipped == len(wrong)


async def test_a_page_of_nothing_but_wrong_records_spoils_no_list() -> None:
    def answer(target: str) -> bytes:
        pages = ([item(1)], [{"paper": "none"}], [item(2)])
        return reply(pages[page_of(target)], Link=NEXT)

    listing, _ = await fetched(answer)
    assert (ids(listing), listing.skipped) == (["2608.00001", "2608.00002"], 1)


async def test_a_list_of_nothing_but_wrong_records_has_failed() -> None:
    error, _ = await failed(lambda _target: reply([{"paper": "none"}]))
    assert "shape" in str(error)


@pytest.mark.parametrize("value", ["9" * 6_000, "-" + "9" * 6_000, "NaN", "Infinity", "1e999"])
async def test_a_number_that_cannot_be_is_no_number(value: str) -> None:
    text = json.dumps([item(1), item(2, upvotes="VALUE")]).replace('"VALUE"', value)
    listing, _ = await fetched(lambda _target: reply(text.encode()))
    assert [record.paper.upvotes for record in listing.records] == [999, None]


async def test_a_record_that_is_nested_too_deeply_is_left_out() -> None:
    deep: object = 0
    for _ in range(100):
        deep = [deep]
    listing, _ = await fetched(lambda _target: reply([item(1), item(2, unknown=deep)]))
    assert (ids(listing), listing.skipped) == (["2608.00001"], 1)


async def test_authors_are_those_that_have_a_name_and_are_not_withheld() -> None:
    authors = [
        {"name": "Ann"},
        {"name": "Ben", "hidden": True},
        {"name": "\u200b"},
        {"name": 7},
        {},
        "Eve",
        {"name": " C.\n D.\x1b", "hidden": False},
    ]
    listing, _ = await fetched(lambda _target: reply([item(1, authors=authors)]))
    (record,) = listing.records
    assert (record.paper.authors, record.paper.author_count) == (("Ann", "C. D."), 2)


# What goes wrong


@pytest.mark.parametrize(
    ("answer", "said", "asked"),
    [
        (reply(b'[{"paper": {"id"'), "could not be read as JSON", 1),
        (reply(b"<!DOCTYPE html><html>"), "could not be read as JSON", 1),
        (reply(b""), "could not be read as JSON", 1),
        (reply(b"[" * 100_000), "could not be read as JSON", 1),
        (reply(b"\xff\xfe\xfd"), "could not be read as JSON", 1),
        (reply({"error": "\x1b[31m"}), "something else than a list", 1),
        (reply(b"null"), "something else than a list", 1),
        (reply([], 400), "malformed", 1),
        (reply([], 401), "without a valid token: check HF_TOKEN", 1),
        (reply([], 403), "refused access: check HF_TOKEN", 1),
        (reply([], 404), "HF_ENDPOINT", 1),
        (reply([], 418), "status 418", 1),
        (reply([], 500), "status 500", 3),
        (reply([], 503), "status 503", 3),
        (reply(b"[]", Content_Length="100"), "cut", 3),
        (b"", "cut", 3),
        (b"nonsense\r\n\r\n", "cut", 3),
        (reply([], Content_Encoding="br"), "not asked for", 1),
        (reply(gzip.compress(b"[]"), Content_Encoding="gzip, gzip"), "not asked for", 1),
        (reply(b"[]", Content_Encoding="gzip"), "compressed and damaged", 1),
        (reply(gzip.compress(b"[]")[:-3], Content_Encoding="gzip"), "ends too early", 1),
        (reply(gzip.compress(b" " * 2**26), Content_Encoding="gzip"), "longer than 8 MiB", 1),
        (reply(b" " * (2**23 + 1)), "longer than 8 MiB", 1),
        (reply(b"", 302, Location="/again"), "in circles", 4),
        (reply(b"", 302, Location="ftp://example.org/"), "could not be understood", 1),
        (reply(b"", 302, Location="http://127.0.0.1:99999/"), "unsafe address", 1),
        (reply(b"", 302, Location="http://me@127.0.0.1:9/"), "unsafe address", 1),
        (reply([item(1)], 301), "status 301", 1),
        (reply([item(1)], 205), "status 205", 1),
        (reply([item(1)], 206), "status 206", 1),
        (reply([], 407), "HTTPS_PROXY", 1),
        (reply([], 511), "asks for a login first", 3),
    ],
)
async def test_what_cannot_be_used_is_a_sentence(answer: bytes, said: str, asked: int) -> None:
    error, server = await failed(lambda _target: answer)
    assert said in str(error)
    assert str(error).isprintable()
    assert "fetched before" not in str(error)
    assert error.retry_at is None
    assert len(server.requests) == asked


@pytest.mark.parametrize("status", [200, 203])
async def test_a_whole_answer_may_have_come_through_a_proxy(status: int) -> None:
    listing, _ = await fetched(lambda _target: reply([item(1)], status))
    assert ids(listing) == ["2608.00001"]


@pytest.mark.parametrize("compressed", [False, True])
async def test_an_answer_as_long_as_may_be_is_read(compressed: bool) -> None:
    body = b"[" + b" " * (2**23 - 2) + b"]"
    whole = reply(gzip.compress(body), Content_Encoding="gzip") if compressed else reply(body)
    listing, _ = await fetched(lambda _target: whole)
    assert ids(listing) == []


async def test_a_trouble_that_passes_is_overcome() -> None:
    answers = iter([reply([], 502), b"", reply([item(1)])])
    listing, _ = await fetched(lambda _target: next(answers))
    assert ids(listing) == ["2608.00001"]


async def test_a_list_whose_second_page_fails_has_failed() -> None:
    def answer(target: str) -> bytes:
        return reply([item(1)], Link=NEXT) if page_of(target) == 0 else reply([], 500)

    error, _ = await failed(answer)
    assert "status 500" in str(error)


async def test_a_list_of_pages_that_are_all_as_long_as_may_be_is_not_kept() -> None:
    def answer(target: str) -> bytes:
        body = json.dumps([item(page_of(target))]).encode()
        return reply(body.ljust(2**23), Link=NEXT)

    error, server = await failed(answer)
    assert "list is longer than 16 MiB" in str(error)
    assert len(server.requests) == 3


async def test_an_answer_of_more_parts_than_any_list_is_not_read() -> None:
    error, _ = await failed(lambda _target: reply(b"[" + b"1," * 600_000 + b"1]"))
    assert "more parts" in str(error)


async def test_a_body_that_never_ends_is_not_read_to_its_end() -> None:
    def answer(_target: str) -> Iterator[bytes]:
        yield reply(b"", Content_Length=str(2**40))
        while True:
            yield b" " * 65_536

    error, _ = await failed(answer)
    assert "longer than 8 MiB" in str(error)


async def test_what_follows_a_compressed_answer_is_not_waited_for() -> None:
    def answer(_target: str) -> Iterator[bytes]:
        body = gzip.compress(json.dumps([item(1)]).encode())
        yield reply(b"", Content_Encoding="gzip", Content_Length=str(2**40)) + body
        while True:
            yield b"\0" * 65_536

    listing, _ = await fetched(answer)
    assert ids(listing) == ["2608.00001"]


@pytest.mark.parametrize("begun", [b"", reply(b"[", Content_Length="100")])
async def test_a_server_that_says_nothing_more_is_left(begun: bytes) -> None:
    def answer(_target: str) -> Iterator[bytes]:
        yield begun
        server.ended.wait(60)

    with RawServer(answer) as server:
        short = Timeouts(attempt=0.1, list=0.25)
        async with Feed(server.url, now=lambda: NOW, timeouts=short) as feed:
            with pytest.raises(NoAnswerError, match="too long"):
                await feed.trending()
    assert len(server.requests) == 3


async def test_a_host_that_is_not_there_is_offline() -> None:
    async with Feed("http://127.0.0.1:9", now=lambda: NOW) as feed:
        with pytest.raises(OfflineError, match=r"127\.0\.0\.1 could not be reached"):
            await feed.trending()


# Waits


@pytest.mark.parametrize(
    ("status", "headers", "minutes"),
    [
        (429, {"Retry-After": "120"}, 2),
        (429, {"Retry-After": format_datetime(NOW + timedelta(minutes=3), usegmt=True)}, 3),
        (429, {"Retry-After": "9" * 30}, 15),
        (429, {"Retry-After": "0" * 20 + "120"}, 2),
        (429, {"Retry-After": f"{NOW + timedelta(minutes=3):%a %b %d %H:%M:%S %Y}"}, 3),
        (429, {"Retry-After": f"{NOW + timedelta(minutes=3):%A, %d-%b-%y %H:%M:%S GMT}"}, 3),
        (429, {"Retry-After": format_datetime(datetime(9000, 1, 1, tzinfo=UTC), usegmt=True)}, 15),
        (429, {"RateLimit": '"api";r=0;t=240'}, 4),
        (429, {"RateLimit": '"pages";r=9;t=300, "api";r=0;t=60'}, 1),
        (429, {"RateLimit": '"api";r=0;t=240', "Retry-After": "60"}, 1),
        (429, {"RateLimit": '"api";r=0;t=240', "Retry-After": "soon"}, 4),
        (429, {"Retry-After": "6"}, 0.1),
        (429, {}, 5),
        (500, {"Retry-After": "120"}, 2),
        (503, {"Retry-After": "120"}, 2),
    ],
)
async def test_a_long_wait_is_told_and_not_slept_through(
    status: int, headers: dict[str, str], minutes: float
) -> None:
    error, server = await failed(lambda _target: reply([], status, **headers))
    until = NOW + timedelta(minutes=minutes)
    assert error.retry_at == until
    assert str(error) == f"The server asks to wait until {until.astimezone():%H:%M}."
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("headers", "limit"),
    [
        ({}, None),
        ({"RateLimit": "nonsense"}, None),
        ({"RateLimit": '"api";r=499;t=300'}, Limit(499, NOW + timedelta(minutes=5))),
        (
            {
                "RateLimit": '"pages";r=0;t=9, "api";r=7;t=60',
                "RateLimit-Policy": '"fixed window";"api";q=500;w=300',
            },
            Limit(7, NOW + timedelta(minutes=1), 500),
        ),
        ({"RateLimit": '"pages";r=0;t=9, "inference";r=7;t=60'}, None),
        ({"RateLimit": f'"api";r=0;t={"9" * 9}'}, Limit(0, NOW + timedelta(minutes=15))),
        ({"RateLimit": f'"api";r=0;t={"9" * 30}'}, None),
    ],
)
async def test_every_answer_tells_how_often_the_feed_may_be_asked(
    headers: dict[str, str], limit: Limit | None
) -> None:
    told = {name.replace("-", "_"): value for name, value in headers.items()}
    with RawServer(lambda _target: reply([item(1)], 200, **told)) as server:
        async with Feed(server.url, now=lambda: NOW) as feed:
            assert feed.limit is None
            await feed.trending()
            assert feed.limit == limit


@pytest.mark.parametrize("after", ["0", format_datetime(NOW - timedelta(days=1), usegmt=True)])
async def test_a_wait_that_is_over_is_no_wait(after: str) -> None:
    answers = iter(
        [
            # The window that every answer tells of is not what this refusal is about.
            reply([], 429, Retry_After=after, RateLimit='"api";r=400;t=300'),
            reply([item(1)]),
        ]
    )
    listing, _ = await fetched(lambda _target: next(answers))
    assert ids(listing) == ["2608.00001"]


async def test_a_server_that_is_asked_too_often_is_asked_no_more_than_anyone_is() -> None:
    error, server = await failed(lambda _target: reply([], 429, Retry_After="0"))
    assert str(error) == "The feed is asked too often."
    assert len(server.requests) == 3
