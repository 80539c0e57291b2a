"""Titles that are hard to lay out, in lists and abstracts of several widths."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.cells import cell_len
from wcwidth import wcswidth

from faults.cases import Case
from faults.jobs import Job
from painted import painted
from papers import item
from paperterm.tui.first_frame import STACKED, WIDE
from reader import Reader, reading

WIDTHS = (40, 80, 120, 200)
LINES = 40

_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+")

TITLES = {
    "plain": "A plain title of some words",
    "wide": "日本語の論文の題名はとても長いことがあります" * 3,
    "wide, odd": "a" + "漢" * 80,
    "full width": "ＦＵＬＬ ｗｉｄｔｈ　ｌｅｔｔｅｒｓ" * 4,
    "half width": "ﾊﾝｶｸ ｶﾀｶﾅ ｶﾞｷﾞ" * 6,
    "hangul": "한국어 논문 제목 " * 10,
    "hangul in parts": "\u1112\u1161\u11ab\u1100\u116e\u11a8" * 20,
    "emoji": "😀🎉🚀 emoji 🧠" * 12,
    "families": "👨‍👩‍👧‍👦👩‍👩‍👦 family" * 10,
    "professions": "👩🏽‍🔬👨🏿‍🚀 skin" * 12,
    "flags": "🇩🇪🇯🇵🇧🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿 flags" * 10,
    "half flags": "🇩🇪🇯" * 31,
    "key caps": "1️⃣2️⃣#️⃣*️⃣ caps" * 12,
    "text or emoji": "☺️☺☺︎ ❤️❤ ⚠️ ✈︎" * 10,
    "combining": "Zu\u0308ru\u0308ck e\u0301t\u0301o\u0302\u0323 " * 12,
    "stacked": ("Z" + "\u0301" * 30) * 40,
    "marks alone": "\u0301\u0302\u0303 begins with marks " * 8,
    "enclosing": "a\u20ddb\u20dec\u20df " * 20,
    "Hebrew": "כותרת של מאמר בעברית " * 8,
    "Arabic": "عنوان الورقة باللغة العربية " * 8,
    "both ways": "left ימין right يمين 123 " * 8,
    "Devanagari": "हिन्दी में शोध पत्र क्षि " * 8,
    "Thai": "ภาษาไทยไม่มีช่องว่าง" * 8,
    "Tibetan": "བོད་ཡིག་གི་རྩོམ་ " * 8,
    "Tamil": "தமிழ் ஆராய்ச்சிக் கௌ " * 8,
    "zero width": "zero\u200b\u200bwidth\u2060\ufeff\u00ad" * 12,
    "joiners alone": "a\u200d\u200db\u200c" * 30,
    "tabs": "tabs\tbetween\t\twords " * 8,
    "newlines": "lines\nand\r\nmore\x0b\x0clines " * 8,
    "long word": "Donaudampfschifffahrtsgesellschaft" * 9,
    "long link": "https://example.org/" + "path/" * 50,
    "empty": "",
    "only blanks": " \u00a0\u2003\u3000 " * 20,
    "box drawing": "═╬═ ■▲● ½ ± Ω § ¶ …" * 8,
    "private and unassigned": "\ue000\uf8ff\U000f0000 \U0001fbf9\u0378 " * 12,
    "mathematics": "𝔸𝕓𝒞 ∑∫√ ℝ ⟨x|y⟩ 𝟙 ⊗ ≠" * 8,
}
"""By names that say what is hard about them; the plain one is what they are compared with."""


def title_jobs(scratch: Path, widths: Sequence[int]) -> Iterator[Job]:
    """Yield what lays all titles out in each width."""
    for width in widths:
        yield partial(laid_out, scratch / f"titles-{width}", width)


def laid_out(folder: Path, width: int) -> list[Case]:
    """Move the cursor over every title; a case is one in the list and in the abstract."""
    folder.mkdir()
    return asyncio.run(_laid_out(folder, width))


async def _laid_out(folder: Path, width: int) -> list[Case]:
    items = [
        item(number, ai_summary=title, ai_keywords=[title], authors=[{"name": title or "N"}])
        for number, title in enumerate(TITLES.values())
    ]
    for each, title in zip(items, TITLES.values(), strict=True):
        each["paper"].update(title=title, summary=f"{title} " * 3)
    cases = []
    async with reading(folder, items, size=(width, LINES)) as reader:
        for name in TITLES:
            cases.append(Case(f"{name} at {width}", _wrong(reader, width), "in place"))
            await reader.press("j")
    return cases


def _wrong(reader: Reader, width: int) -> str:
    """Return which line is not as wide as the screen, or where a border is not in its place."""
    lines = painted(reader.app)
    for y, line in enumerate(lines):
        if line.cell_length != width or cell_len(line.text) != width:
            return f"line {y} is {cell_len(line.text)} columns wide: {line.text!r}"
        if (shown := wcswidth(line.text)) != width and not _is_unsure(line.text):
            return f"line {y} is {shown} columns wide on a terminal: {line.text!r}"
    room = reader.screen.papers.size.width - 2  # without the scrollbar
    rows = (line.crop(0, room).text for line in lines if "●" in line.crop(0, 8).text)
    if len({cell_len(row.rstrip()) for row in rows}) > 1:
        return "the numbers of the list do not stand below one another"
    pane = reader.screen.abstract.region
    if width >= WIDE:
        border = {lines[y].crop(pane.x, pane.x + 1).text for y in range(pane.y, pane.bottom)}
        return "" if border == {"│"} else f"the border has {border}"
    if width >= STACKED:
        border = set(lines[pane.y].text)
        return "" if border == {"─"} else f"the border has {border}"
    return ""


def _is_unsure(text: str) -> bool:
    """Whether terminals themselves differ in how wide they show a text."""
    return any(unicodedata.category(each) == "Mc" for each in text) or any(
        len(run) % 2 for run in _FLAG_LETTERS.findall(text)
    )
