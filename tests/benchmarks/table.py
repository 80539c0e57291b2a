"""The table of what was measured: values beside their floors and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HEADINGS = ("what", "measured", "floor", "ratio", "bar", "met")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `met` is None where there is no bar."""

    what: str
    measured: str
    floor: str = ""
    ratio: str = ""
    bar: str = ""
    met: bool | None = None

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


def against(what: str, value: float, floor: float, most: float, unit: Unit) -> Row:
    """Return the row of a value that may be at most `most` times its floor."""
    ratio = value / floor
    return Row(
        what, unit.text(value), unit.text(floor), f"{ratio:.2f}×", f"≤ {most:g}×", ratio <= most
    )


def at_most(what: str, value: float, most: float, unit: Unit) -> Row:
    """Return the row of a value that may not be larger than `most`."""
    return Row(what, unit.text(value), bar=f"≤ {unit.text(most)}", met=value <= most)


def at_least(what: str, value: float, least: float, unit: Unit) -> Row:
    """Return the row of a value that may not be smaller than `least`."""
    return Row(what, unit.text(value), bar=f"≥ {unit.text(least)}", met=value >= least)


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
