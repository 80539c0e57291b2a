"""Rows: what a row of the list says, in the columns and on the lines that are wanted.

The list paints with them, and so does the first frame, which is there before Textual is imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from paperterm.cells import cut, width_of
from paperterm.config import Config
from paperterm.config.keys import DEFAULT_COLUMNS, ROWS
from paperterm.paper import Row
from paperterm.reading import reading
from paperterm.tui.lines import HIDDEN, META_GAP, NOTED, STARRED, UNREAD, Piece, age, count, fit

LEADING = {"rank": 4, "marks": 4}
"""Columns before the title, with the cells they take."""

NUMBERS = {"upvotes": "▲", "comments": "✎", "stars": "☆"}
"""Columns of numbers, with their signs."""

NUMBER_WIDTH = 7
"""Cells of a number with its sign."""

BESIDE = {"age": 5, "day": 10, "author": 18, "tags": 12, "id": 10, "code": 4, "new": 3}
"""Columns of words, with the cells they take beside a title; below one they take what they need."""

TAGS_WIDTH = 20
"""Cells of tags below a title, at most."""

NAME_WIDTH = 4
"""Cells of a name that say something yet."""

_GAP = 2


@dataclass(frozen=True, slots=True)
class RowLayout:
    """The columns of a row, in their order, and its lines, 1 or 2."""

    columns: tuple[str, ...] = DEFAULT_COLUMNS
    height: int = 2

    @staticmethod
    def wanted(config: Config) -> RowLayout:
        """Return the layout that is set."""
        return RowLayout(config.columns, ROWS.index(config.rows) + 1)

    def pieces(self, row: Row, line: int, width: int, today: date) -> list[Piece]:
        """Return one line of a row; what is wider than `width` cells is cropped."""
        if self.height == 1:
            return self._only_line(row, width, today)
        numbers = [name for name in self.columns if name in NUMBERS]
        # Those of the second line stand under those of the first, to be compared down the list.
        right = "".join(_number(row, name) for name in numbers[line::2])
        right = right.ljust(-(-len(numbers) // 2) * NUMBER_WIDTH) + " "
        if line == 0:
            return self._title_line(row, width, right)
        return self._words_line(row, width, right, today)

    def _title_line(self, row: Row, width: int, right: str) -> list[Piece]:
        room = max(width - self._leading_width - len(right), 0)
        return [*self._leading(row), _title(row, room), Piece(right, "meta")]

    def _words_line(self, row: Row, width: int, right: str, today: date) -> list[Piece]:
        badge = " new" if row.new and "new" in self.columns else ""
        # The blank divides words from numbers.
        room = max(width - self._leading_width - len(badge) - 1 - len(right), 0)
        words = list(_joined(self._words(row, today), room))
        used = sum(width_of(piece.text) for piece in words)
        return [
            Piece(" " * self._leading_width),
            *words,
            Piece(" " * max(room - used, 0)),
            Piece(badge, "new"),
            Piece(f" {right}", "meta"),
        ]

    def _only_line(self, row: Row, width: int, today: date) -> list[Piece]:
        """Return the row on one line: beside the title, of which half is seen, what fits."""
        room = max(width - self._leading_width - 1, 0)
        beside: list[Piece] = []
        for name in self.columns:
            if name in NUMBERS:
                piece = Piece(_number(row, name), "meta")
            elif name in BESIDE:
                word = _word(row, name, today)
                piece = Piece(" " * _GAP + fit(word.text, BESIDE[name]), word.role)
            else:
                continue
            if room - width_of(piece.text) >= width // 2:
                room -= width_of(piece.text)
                beside.append(piece)
        return [*self._leading(row), _title(row, room), *beside, Piece(" ")]

    def _leading(self, row: Row) -> Iterator[Piece]:
        for name in self.columns:
            if name == "rank":
                rank = "" if row.rank is None else str(row.rank)
                yield Piece(rank.rjust(LEADING["rank"]), "meta")
            elif name == "marks":
                yield Piece(f" {_state(row)}", "accent")
                yield Piece(f"{STARRED} " if row.starred else "  ", "star")

    @property
    def _leading_width(self) -> int:
        return sum(LEADING.get(name, 0) for name in self.columns)

    def _words(self, row: Row, today: date) -> Iterator[Piece]:
        """Yield what is said below the title, but for the badge, which stands at the end."""
        for name in self.columns:
            if name in BESIDE and name != "new":
                word = _word(row, name, today)
                if word.text:
                    yield word


def _title(row: Row, room: int) -> Piece:
    title = reading(row.paper.title) or "(no title)"
    role = "hidden-title" if row.hidden else "read-title" if row.read else "title"
    return Piece(fit(title, room), role)


def _state(row: Row) -> str:
    return HIDDEN if row.hidden else " " if row.read else UNREAD


def _number(row: Row, name: str) -> str:
    paper = row.paper
    # Without stars there is no repository, or none that anybody knows.
    number = {
        "upvotes": paper.upvotes,
        "comments": paper.comments or None,
        "stars": paper.github_stars or None,
    }[name]
    text = "" if number is None else f"{NUMBERS[name]} {count(number)}"
    return text.rjust(NUMBER_WIDTH)


def _word(row: Row, name: str, today: date) -> Piece:
    paper = row.paper
    if name == "author":
        if paper.organization:
            return Piece(paper.organization, "organization")
        return Piece(paper.authors[0] if paper.authors else "", "author")
    if name == "new":
        return Piece("new" if row.new else "", "new")
    texts = {
        "age": age(paper.day, today),
        "day": paper.day.isoformat() if paper.day else "",
        "id": "" if paper.is_from_page else paper.id,
        "code": "code" if paper.repos else "",
        "tags": cut(" ".join(_tags(row)), TAGS_WIDTH),
    }
    return Piece(texts[name], "meta")


def _tags(row: Row) -> Iterator[str]:
    """Yield the sign of a note, and the tags."""
    if row.note:
        yield NOTED
    yield from (f"#{tag}" for tag in row.tags)


def _joined(words: Iterable[Piece], room: int) -> Iterator[Piece]:
    """Yield words with signs between them; a name gives way, then the last of the others do."""
    found = list(words)
    while found and (spare := room - _least(found)) < 0:
        del found[-1]
    for place, word in enumerate(found):
        gap = META_GAP if place + 1 < len(found) else ""
        if word.role == "meta":
            yield Piece(word.text + gap, "meta")
        else:
            yield Piece(cut(word.text, NAME_WIDTH + spare), word.role)
            yield Piece(gap, "meta")


def _least(words: Sequence[Piece]) -> int:
    """Return the cells that words need, if a name is cut as far as it can be."""
    widths = (
        width_of(word.text) if word.role == "meta" else min(width_of(word.text), NAME_WIDTH)
        for word in words
    )
    return sum(widths) + len(META_GAP) * (len(words) - 1)
