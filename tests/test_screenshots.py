"""The pictures in screenshots/ are what the program looks like now."""

from __future__ import annotations

import re
from html import unescape
from importlib.metadata import version
from pathlib import Path

import pytest

import screenshots
from paperterm.tui.commands import sections

CONSTRAINTS = Path(__file__).parents[1] / ".ci" / "constraints.txt"

NAMES = [picture.name for picture in screenshots.PICTURES]

# What a terminal, a shell or a container may have set, none of which may change a picture.
ODD = {
    "NO_COLOR": "1",
    "COLORTERM": "",
    "TERM": "dumb",
    "TZ": "Pacific/Kiritimati",
    "LANG": "C",
    "LC_ALL": "POSIX",
    "COLUMNS": "40",
    "LINES": "10",
    "TEXTUAL_THEME": "dracula",
    "TEXTUAL_COLOR_SYSTEM": "standard",
    "HF_ENDPOINT": "https://example.org",
}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures taken now, in odd surroundings."""
    # Pictures are drawn by Textual: another release may draw the same screen another way.
    for package in ("textual", "rich"):
        here, pinned = version(package), pinned_version(package)
        if here != pinned:
            pytest.skip(f"needs {package} {pinned}, by which the pictures were drawn; it is {here}")
    folder = tmp_path_factory.mktemp("screenshots")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ODD.items():
            patch.setenv(name, value)
        screenshots.main(folder)
    return folder


def pinned_version(package: str) -> str:
    """Return the version of a package that the constraints name."""
    match = re.search(rf"^{package}==(\S+)$", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert match, f"{CONSTRAINTS.name} does not pin {package}"
    return match[1]


def text_of(picture: Path) -> str:
    """Return what a picture says, without its styles."""
    svg = picture.read_text(encoding="utf-8")
    return unescape(re.sub(r"<[^>]+>", "", svg)).replace("\xa0", " ")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_what_the_program_looks_like(taken: Path, name: str) -> None:
    now = (taken / f"{name}.svg").read_text(encoding="utf-8")
    kept = screenshots.FOLDER / f"{name}.svg"
    # Not compared by pytest, which would print two pictures.
    is_same = kept.is_file() and kept.read_text(encoding="utf-8") == now
    assert is_same, f"{kept.name} is stale; `python tests/screenshots.py` takes all pictures anew"


def test_there_are_no_other_pictures() -> None:
    assert sorted(each.name for each in screenshots.FOLDER.iterdir()) == sorted(
        f"{name}.svg" for name in NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_loads_nothing(name: str) -> None:
    svg = (screenshots.FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    assert "@font-face" not in svg
    assert "url(http" not in svg
    assert "@import" not in svg


def test_a_picture_says_what_the_screen_says() -> None:
    shown = text_of(screenshots.FOLDER / "filter.svg")
    for text in ("2302.13971 · published 27 Feb 2023", "arxiv.org/abs/2302.13971", "30 of 71"):
        assert text in shown


def test_the_help_picture_shows_every_key_that_works_everywhere() -> None:
    shown = text_of(screenshots.FOLDER / "help.svg")
    _, rows = sections()[0]
    assert not [what for _, what in rows if what not in shown]


def test_the_offline_picture_names_the_real_feed() -> None:
    shown = text_of(screenshots.FOLDER / "offline.svg")
    assert "huggingface.co could not be reached" in shown
    assert "127.0.0.1" not in shown
