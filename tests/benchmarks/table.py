"""The table of what was measured: values beside their floors and bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

_HEADINGS = ("what", "measured", "floor", "against it", "bar", "met")


class Part(Enum):
    """Where a row is published: in which of the README's tables."""

    SPEED = "speed"
    COMPARED = "compared"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `met` is None where there is no bar."""

    what: str
    measured: str
    floor: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None
    part: Part | None = None

    @property
    def cell(self) -> str:
        """The line in one cell: what was measured against its bar, and what missed it in bold."""
        value = self.ratio if self.ratio and self.bar else self.measured
        if self.met is False:
            value = f"**{value}**"
        return f"{value} ({self.bar})" if self.bar else value

    @property
    def cells(self) -> tuple[str, ...]:
        """The line's texts."""
        met = "" if self.met is None else "yes" if self.met else "NO"
        return (self.what, self.measured, self.floor, self.ratio, self.bar, met)


@dataclass(frozen=True, slots=True)
class Unit:
    """How a measured number is written: times `scale`, with `digits` after the point."""

    name: str
    scale: float
    digits: int = 1

    def text(self, value: float) -> str:
        """Return a value with its unit."""
        return f"{value * self.scale:,.{self.digits}f} {self.name}"


MILLISECONDS = Unit("ms", 1_000)
SECONDS = Unit("s", 1, 2)
MEGABYTES = Unit("MB", 1e-6)
PAPERS = Unit("papers/s", 1, 0)


def against(
    what: str, value: float, floor: float, most: float, unit: Unit, part: Part | None = None
) -> Row:
    """Return the row of a value that may be at most `most` times its floor."""
    ratio = value / floor
    times, bar = f"{ratio:.2f}×", f"≤ {most:g}×"
    return Row(what, unit.text(value), unit.text(floor), times, bar, ratio <= most, part)


def above(
    what: str, value: float, floor: float, most: float, unit: Unit, part: Part | None = None
) -> Row:
    """Return the row of a value that may be at most `most` above its floor."""
    more = value - floor
    sign, bar = "+" if more >= 0 else "−", f"≤ +{unit.text(most)}"
    difference = f"{sign}{unit.text(abs(more))}"
    return Row(what, unit.text(value), unit.text(floor), difference, bar, more <= most, part)


def at_most(what: str, value: float, most: float, unit: Unit, part: Part | None = None) -> Row:
    """Return the row of a value that may not be larger than `most`."""
    bar = f"≤ {unit.text(most)}"
    return Row(what, unit.text(value), bar=bar, met=value <= most, part=part)


def at_least(what: str, value: float, least: float, unit: Unit, part: Part | None = None) -> Row:
    """Return the row of a value that may not be smaller than `least`."""
    bar = f"≥ {unit.text(least)}"
    return Row(what, unit.text(value), bar=bar, met=value >= least, part=part)


def by_size(bars: Mapping[int, float], papers: int) -> float:
    """Return the bar for so many papers, of bars by the most papers that they are for."""
    return next((bar for most, bar in bars.items() if papers <= most), max(bars.values()))


def never(what: str, given: float, most: float, unit: Unit) -> Row:
    """Return the row of what did not happen in the time given, and should have in `most`."""
    return Row(what, f"> {unit.text(given)}", bar=f"≤ {unit.text(most)}", met=False)


def beside(what: str, value: float, floor: float, unit: Unit) -> Row:
    """Return the row of a value that has a floor and no bar."""
    return Row(what, unit.text(value), unit.text(floor), f"{value / floor:.2f}×")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all do not exceed (nearest rank; 0.5 is the median)."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def table(rows: Sequence[Row]) -> str:
    """Return rows as lines of text with aligned columns."""
    cells = [_HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADINGS))]
    rule = tuple("─" * width for width in widths)
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in {0, 4, 5} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (cells[0], rule, *cells[1:])
    )
