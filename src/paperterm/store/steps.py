"""Steps: what was changed and how it was before, kept so that it can be undone in a later run."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from paperterm.clean import clean_line
from paperterm.marks import said_again
from paperterm.store.files import UnreadableError
from paperterm.store.seals import checked, is_right
from paperterm.wording import counted

KEPT = 100
"""Steps that are kept, the newest."""

WHAT_LENGTH = 320
"""Characters of what a step was about; a title has at most 300."""

Value = bool | str | None
"""What is said: of a mark True or False, of a note its text; None where nothing was ever said."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A mark that had one value on some papers, by their ids, and was given another."""

    mark: str
    before: Value
    after: Value
    ids: tuple[str, ...]

    @property
    def reversed(self) -> Changed:
        """The change that takes this one back."""
        return Changed(self.mark, self.after, self.before, self.ids)


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that are undone together. `what` says of which papers: `“A title”`, `3 papers`."""

    number: int
    what: str
    changes: tuple[Changed, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the papers concerned, each once."""
        return tuple(dict.fromkeys(each for change in self.changes for each in change.ids))


@dataclass(frozen=True, slots=True)
class Reverted:
    """A step that was undone or done again: of which papers, what they are now, and their ids.

    What was changed again after the step is left as it is, and its papers are not in `ids`.
    """

    what: str
    now: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        """Say what was done: `“A title”: unread again`."""
        return f"{self.what}: {self.now}"


def reverted(step: Step, changes: Sequence[Changed]) -> Reverted:
    """Return what has come of a step, of which these changes were made to take it back."""
    ids = tuple(dict.fromkeys(each for change in changes for each in change.ids))
    if not ids:
        return Reverted(step.what, "changed since, and left as it is", ())
    now = ", ".join(dict.fromkeys(said_again(each.mark, each.after) for each in changes))
    concerned = step.ids
    what = step.what if len(ids) == len(concerned) else _part(len(ids), len(concerned))
    return Reverted(what, now, ids)


class Steps:
    """Reads and writes the steps, in transactions of its caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, run: str, what: str, changes: Sequence[Changed]) -> Step:
        """Keep a step as the newest; what was undone in its run can no longer be done again."""
        step = Step(
            self._one("SELECT coalesce(max(number), 0) + 1 FROM steps"),
            clean_line(what, WHAT_LENGTH) or _papers(changes),
            tuple(changes),
        )
        self._connection.execute("UPDATE steps SET undone_by = NULL WHERE undone_by = ?", [run])
        self._connection.execute(
            "INSERT INTO steps (number, run, what, changes) VALUES (?, ?, ?, ?)",
            [step.number, run, step.what, _packed(changes)],
        )
        self._connection.execute("DELETE FROM steps WHERE number <= ?", [step.number - KEPT])
        return step

    def to_undo(self, run: str | None) -> Step | None:
        """Return the newest step of a run that is not undone, else of all; None is no run's."""
        return self._found("undone IS NULL ORDER BY coalesce(run = ?, 0) DESC, number DESC", run)

    def to_redo(self, run: str) -> Step | None:
        """Return the step that was undone last in a run."""
        return self._found("undone_by = ? ORDER BY undone DESC", run)

    def set_undone(self, step: Step, run: str) -> None:
        """Note that a step was undone in a run."""
        at = self._one("SELECT coalesce(max(undone), 0) + 1 FROM steps")
        self._connection.execute(
            "UPDATE steps SET undone = ?, undone_by = ? WHERE number = ?", [at, run, step.number]
        )

    def set_done(self, step: Step) -> None:
        """Note that a step was done again."""
        self._connection.execute(
            "UPDATE steps SET undone = NULL, undone_by = NULL WHERE number = ?", [step.number]
        )

    def _found(self, where: str, run: str | None) -> Step | None:
        right = is_right("steps")
        query = f"SELECT number, what, changes, {right} FROM steps WHERE {where} LIMIT 1"
        for number, what, changes, _ in checked(self._connection.execute(query, [run]).fetchall()):
            return Step(number, what, _unpacked(changes))
        return None

    def _one(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


def _packed(changes: Sequence[Changed]) -> bytes:
    """Return changes in few bytes: 100,000 papers of one change are a few hundred kilobytes."""
    values = [[each.mark, each.before, each.after, "\n".join(each.ids)] for each in changes]
    return zlib.compress(json.dumps(values, ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes) -> tuple[Changed, ...]:
    try:
        return tuple(
            Changed(mark, before, after, tuple(ids.split("\n")))
            for mark, before, after, ids in json.loads(zlib.decompress(packed))
        )
    except (ValueError, TypeError, AttributeError, zlib.error) as error:
        raise UnreadableError("a step cannot be read") from error


def _papers(changes: Sequence[Changed]) -> str:
    ids = {each for change in changes for each in change.ids}
    return counted(len(ids), "paper")


def _part(some: int, of: int) -> str:
    return f"{some:,} of {counted(of, 'paper')}"
