"""The class of HTTP faults: it finds what a client without bounds and checks lets happen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from faults.answer_bombs import fetched
from faults.answer_reader import SEEN, shown
from faults.answer_scenarios import TOO_MUCH, Scenario, scenarios
from faults.answer_surroundings import contexts, surroundings
from faults.answers import tried
from faults.cases import Case
from paperterm.feed import Feed, Timeouts

SHORT = Timeouts(0.2, 0.4, 0.9)

SOME = {
    "silence in the body",
    "a redirect to another host",
    "a redirect to 'http://127.0.0.1:99999/'",
    "HTTP_PROXY and this machine",
    "status 206",
    "a body that never ends",
    "a certificate of nobody",
    "a list that is followed for ever",
}


TOO_LONG_IN_GZIP = next(each.name for each in scenarios() if each.said == TOO_MUCH)


def named(*names: str) -> list[Scenario]:
    """Return some of the scenarios."""
    return [each for each in (*scenarios(), *surroundings()) if each.name in names]


async def cases_of(folder: Path, *names: str) -> list[Case]:
    """Try some scenarios."""
    return await tried(folder, named(*names), SHORT, await asyncio.to_thread(contexts, folder))


async def test_what_is_fetched_now_is_as_it_must_be(tmp_path: Path) -> None:
    cases = await cases_of(tmp_path, *SOME)
    assert len(cases) == len(SOME) + 1
    assert [case for case in cases if case.wrong] == []


async def test_the_reader_shows_the_old_list(tmp_path: Path) -> None:
    wanted = named("redirects in a circle")
    assert [case.wrong for case in await shown(tmp_path, wanted, {})] == [""]


def test_a_reader_that_says_something_else_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(SEEN, "redirects in a circle", "Nothing happened")
    (case,) = asyncio.run(shown(tmp_path, named("redirects in a circle"), {}))
    assert "the status bar says" in case.wrong


def everywhere(_base: httpx.URL, _url: httpx.URL) -> bool:
    """Whether the token goes to an address, for a client that does not look."""
    return True


def followed(_url: httpx.URL, target: httpx.URL) -> httpx.URL:
    """A redirect's address, for a client that does not look."""
    return target


@pytest.mark.parametrize(
    ("patched", "value", "scenario", "said"),
    [
        ("client.takes_token", everywhere, "a redirect to another host", "did not come"),
        ("client.redirected", followed, "a redirect to 'http://127.0.0.1:99999/'", "said"),
        ("client.LOCAL", (), "HTTP_PROXY and this machine", "did not come"),
        ("client.WHOLE", range(200, 300), "status 206", "said ''"),
        ("body.BODY", 2**30, TOO_LONG_IN_GZIP, "said ''"),
    ],
)
async def test_a_client_without_a_check_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    patched: str,
    value: object,
    scenario: str,
    said: str,
) -> None:
    monkeypatch.setattr(f"paperterm.feed.{patched}", value)
    case, _ = await cases_of(tmp_path, scenario)
    assert said in case.wrong


async def test_a_client_that_waits_for_ever_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    patient = Timeouts(5, 5, 5)
    before: Callable[..., None] = Feed.__init__

    def begin(feed: Feed, base: str, **options: Any) -> None:
        before(feed, base, **{**options, "timeouts": patient})

    monkeypatch.setattr(Feed, "__init__", begin)
    monkeypatch.setattr("faults.answers.LATE", 0.5)
    case, _ = await cases_of(tmp_path, "silence in the body")
    assert "a list took 5" in case.wrong


def test_a_program_that_takes_too_much_memory_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("faults.answer_bombs.MOST", 20)
    assert "it took" in fetched(tmp_path / "home", "nothing", lambda _target: b"").wrong
