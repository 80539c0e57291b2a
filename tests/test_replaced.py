"""A cache that goes while the app is open: it says so, and goes on with what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

from papers import item
from reader import Reader, reading

SENTENCE = "The cache or the library was replaced, and is read anew."


def delete_cache(folder: Path) -> None:
    """Do what a person does who is told that the cache may be deleted."""
    for file in folder.glob("cache.db*"):
        file.unlink()


async def noticed(reader: Reader) -> None:
    """Wait until the app has seen it, which it looks for each second."""
    await reader.until(lambda: SENTENCE in reader.told)
    await reader.settle()


async def test_a_deleted_cache_is_filled_again(tmp_path: Path) -> None:
    async with reading(tmp_path, [item(1), item(2)]) as reader:
        await reader.press("j", "s")
        delete_cache(tmp_path)
        await noticed(reader)
        await reader.until(lambda: len(reader.titles) == 2)
        await reader.type("/is:starred")
        await reader.press("enter")
        assert reader.titles == ["Paper number 2"]
        # What was marked before can still be taken back.
        await reader.press("u", "ctrl+l")
        await reader.settle()
        assert reader.result == "0 of 2"


async def test_a_replaced_cache_is_shown_with_the_same_filter(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async with reading(tmp_path / "other", [item(n) for n in range(1, 6)]):
        pass
    async with reading(tmp_path, [item(1), item(2)], refresh_minutes=0) as reader:
        await reader.press("r")
        await reader.refreshed()
        await reader.type("/paper")
        assert reader.result == "2 of 2"
        delete_cache(tmp_path)
        shutil.copy(tmp_path / "other" / "cache.db", tmp_path / "cache.db")
        await noticed(reader)
        assert reader.result == "5 of 5"
        await reader.type(" number 4")
        assert reader.result == "1 of 5"
