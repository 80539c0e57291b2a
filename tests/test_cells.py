"""Text takes as many columns as Textual takes it to: what is beside it stays where it belongs."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from papers import item
from paperterm.cells import cut, width_of, wrapped
from paperterm.clean import clean
from reader import reading

PIECES = (
    *"a é e\u0301 文 한 각 ｆ ﷺ α ² ℝ — … ● ☆ ✈ ✈\ufe0f 1\ufe0f\u20e3 🚀 👍🏽 🇩🇪 ℹ\ufe0f".split(),
    *"👩\u200d🔬 🏳\ufe0f\u200d🌈 हिन्दी क\u094d\u200dष นี้ ᄒ\u1161 ☰ \u200d \ufe0f \u200c".split(),
    *("\u0301" * 4, "word ", " "),
)
"""What takes no column, one or two, alone and joined."""

texts = st.lists(st.sampled_from(PIECES)).map("".join)


def test_each_character_is_as_wide_as_textual_takes_it_to_be() -> None:
    for character in map(chr, range(0x20, 0x30000)):
        category = unicodedata.category(character)
        # Marks that are newer than Python are characters to it.
        is_unknown = category == "Cn" and not cell_len(character)
        if category not in {"Cs", "Cc"} and not is_unknown and clean(character, 9) == character:
            assert width_of(character) == cell_len(character), f"U+{ord(character):04X}"


@given(texts)
def test_what_is_joined_is_as_wide_as_textual_takes_it_to_be(text: str) -> None:
    assert width_of(text) == cell_len(text)


@given(texts, st.integers(0, 20))
def test_what_is_cut_fits_and_keeps_its_beginning(text: str, width: int) -> None:
    short = cut(text, width)
    assert width_of(short) <= width
    assert short == text or text.startswith(short.removesuffix("…"))


@given(texts, st.integers(2, 20))
def test_what_is_wrapped_fits_and_keeps_its_characters(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


TITLES = (
    "A plain title",
    "扩散模型的综述与展望：方法、应用和未来的研究方向" * 9,
    "👩\u200d🔬 and 👍🏽 and ✈\ufe0f " * 20,
    "e\u0301e\u0301 हिन्दी 한글 नमस्ते " * 20,
    r"$O(n^2)$ and M^3IT and na\"ive " * 9,
)


@pytest.mark.parametrize("width", [60, 79, 80, 100, 120, 201, 300])
async def test_the_votes_stand_below_one_another(tmp_path: Path, width: int) -> None:
    items = [item(number, title, upvotes=7) for number, title in enumerate(TITLES)]
    async with reading(tmp_path, items, size=(width, 40)) as reader:
        papers = reader.screen.papers
        ends = set()
        for y in range(0, 2 * len(items), 2):
            text = papers.render_line(y).text
            assert cell_len(text) == papers.scrollable_content_region.width
            ends.add(cell_len(text[: text.rindex("▲")]))
        assert len(ends) == 1
        pane = reader.screen.abstract
        for _ in items:
            width = pane.scrollable_content_region.width
            lines = [pane.render_line(y).text for y in range(pane.size.height)]
            assert {cell_len(line) for line in lines} == {width}
            await reader.press("j")
