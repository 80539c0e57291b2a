"""The library: writes what only the reader knows, so that it survives whatever happens."""

# ruff: noqa: PLC0415 - what merges libraries is imported where it is done, not at the start

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from paperterm.errors import StoreError
from paperterm.marks import NOTE, TAG, Change, Mark, note_text, tag_mark
from paperterm.paper import Paper
from paperterm.store.entry import record_text
from paperterm.store.files import expect_much, identity, paper_of, told_of, transaction
from paperterm.store.said import Said, Tick
from paperterm.store.seals import check, checked, is_right
from paperterm.store.steps import Changed, Reverted, Step, Steps, Value, reverted

if TYPE_CHECKING:
    from paperterm.store.exchanged import Entry
    from paperterm.store.merging import Merged


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader has said of a paper."""

    read: bool = False
    starred: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """An earlier text of a note, and when (UTC) it was written."""

    text: str
    changed_at: datetime


class Library:
    """Writes `library.db`. When a method has returned, what it wrote is on the disk.

    `run` tells the steps of this process from those of others, before and beside it. All methods
    raise StoreError.
    """

    def __init__(
        self, connection: sqlite3.Connection, path: Path, now: Callable[[], datetime]
    ) -> None:
        self.run = os.urandom(8).hex()
        self._identity = identity(path)
        self._connection = connection
        self.path = path
        self._now = now
        self._said = Said(connection)
        self._steps = Steps(connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def change(
        self, changes: Sequence[Change], what: str = "", papers: Sequence[Paper] = ()
    ) -> Step | None:
        """Make changes as one step, and return it; None where all was so before.

        `what` says of which papers (`“A title”`; their number, where it is empty). Of `papers`,
        the records of those that are starred, tagged or noted are kept, in the same transaction:
        none of these marks stands without the record that outlives the cache. Where a mark is
        taken away that nobody has set by this id, that is kept as said, as it may be set by
        another id of the paper. Raises UsageError for a note that is too long, or no tag.
        """
        wanted = {(each.id, mark): value for each in changes for mark, value in [_checked(each)]}
        groups: dict[tuple[str, Value], list[str]] = {}
        for (paper_id, mark), value in wanted.items():
            groups.setdefault((mark, value), []).append(paper_id)
        return self._change(groups, what, papers)

    def mark(
        self,
        ids: Sequence[str],
        mark: Mark,
        value: bool,
        *,
        what: str = "",
        papers: Sequence[Paper] = (),
        told: Callable[[int], None] = lambda _: None,
    ) -> Step | None:
        """Set one mark on papers, as `change` does.

        Where they are many, `told` is given the number of each part of them that is written.
        """
        return self._change({(mark, value): ids}, what, papers, told)

    def rest_on(self, paper_id: str) -> bool:
        """Mark a paper as read because it was read, which is no step; whether it was unread."""
        with self._writing():
            changes = list(self._said.differing(Mark.READ, [paper_id], value=True))
            if changes:
                self._said.write(changes, self._tick())
            return bool(changes)

    def undo(self, run: str | None = None) -> Reverted | None:
        """Undo the newest step of a run, else the newest of all; None where nothing is left.

        Marks are put back where they still are as the step left them.
        """
        with self._writing():
            step = self._steps.to_undo(run)
            if step is None:
                return None
            self._steps.set_undone(step, run or self.run)
            return self._revert(step, [each.reversed for each in reversed(step.changes)])

    def redo(self, run: str) -> Reverted | None:
        """Do again what was undone last in a run; None where nothing is left, or another step came.

        Marks are set where they still are as undoing left them.
        """
        with self._writing():
            step = self._steps.to_redo(run)
            if step is None:
                return None
            self._steps.set_done(step)
            return self._revert(step, step.changes)

    def expect_much(self) -> None:
        """Take the memory by which many records are kept faster, until the file is closed."""
        with told_of(self.path):
            expect_much(self._connection)

    def keep(self, records: Iterable[tuple[str, str]], digest: str) -> None:
        """Keep the records (by id) imported from the file with this digest."""
        with self._writing():
            self._keep(records, self._tick(), is_said=False)
            self._connection.execute(
                "INSERT OR IGNORE INTO imports VALUES (?, ?)", [digest, self._now().isoformat()]
            )

    def was_imported(self, digest: str) -> bool:
        """Whether a file with this digest was imported before."""
        with told_of(self.path):
            found = self._connection.execute("SELECT 1 FROM imports WHERE digest = ?", [digest])
            return found.fetchone() is not None

    def marks(self, ids: Sequence[str]) -> dict[str, Marks]:
        """Return the marks of each paper by its id alone."""
        with told_of(self.path):
            read, starred, hidden = (self._said.values(mark, ids) for mark in Mark)
        return {
            each: Marks(bool(read.get(each)), bool(starred.get(each)), bool(hidden.get(each)))
            for each in ids
        }

    def tags(self) -> list[tuple[str, int]]:
        """Return the names of the tags that papers have, in order, each with their number."""
        with told_of(self.path):
            return [(mark.removeprefix(TAG), count) for mark, count in self._said.tags()]

    def note(self, paper_id: str) -> str:
        """Return the note on a paper by its id alone, empty where there is none."""
        with told_of(self.path):
            return str(self._said.values(NOTE, [paper_id]).get(paper_id) or "")

    def note_versions(self, paper_id: str) -> list[NoteVersion]:
        """Return earlier texts of the note on a paper, the newest first."""
        with told_of(self.path):
            versions = self._said.note_versions(paper_id)
        return [NoteVersion(text, _utc(changed_at)) for text, changed_at in versions]

    def entries(self) -> list[Entry]:
        """Return all that is said, as it goes to another machine."""
        from paperterm.store import merging

        with self._writing():
            check(self._connection)
            merging.settle(self._connection, self._milliseconds())
            return list(merging.entries(self._connection))

    def merge(self, entries: Iterable[Entry]) -> Merged:
        """Take in what another machine's library says; that is no step. Raises SavedFileError."""
        from paperterm.store import merging

        now = self._milliseconds()
        merging.check_clock(now)
        with self._writing():
            check(self._connection)
            merging.settle(self._connection, now)
            merger = merging.Merger(self._connection, now)
            merger.take(entries)
            return merger.merged

    def records(self) -> list[Paper]:
        """Return the kept papers."""
        with told_of(self.path):
            query = f"SELECT record, {is_right('records')} FROM records ORDER BY rowid"
            rows = self._connection.execute(query).fetchall()
            return [paper_of(record) for record, _ in checked(rows)]

    def searches(self) -> dict[str, str]:
        """Return the saved searches: the text of each by its name, in the order of the names."""
        with told_of(self.path):
            right = is_right("searches")
            query = f"SELECT name, text, {right} FROM searches WHERE text IS NOT NULL ORDER BY name"
            rows = checked(self._connection.execute(query).fetchall())
            return {name: text for name, text, _ in rows}

    def save_search(self, name: str, text: str) -> None:
        """Save a search under a name, in place of one that has it."""
        with self._writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO searches VALUES (?, ?, ?)", [name, text, self._tick().at]
            )

    def forget_search(self, name: str) -> None:
        """Forget the search of a name, if there is one."""
        with self._writing():
            self._connection.execute(
                "UPDATE searches SET text = NULL, changed_at = ?"
                " WHERE name = ? AND text IS NOT NULL",
                [self._tick().at, name],
            )

    def recent(self) -> list[str]:
        """Return the filters that earlier versions remembered here, the newest first."""
        with told_of(self.path):
            rows = self._connection.execute("SELECT text FROM recent ORDER BY number DESC")
            return [text for (text,) in rows]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write in one transaction, to the file that is the library and no other."""
        with told_of(self.path), transaction(self._connection):
            # Whoever replaces the file holds its lock: none is written to that was put aside.
            if identity(self.path) != self._identity:
                raise StoreError(
                    f"{self.path} was replaced meanwhile, and nothing was written. Do it again."
                )
            yield

    def _change(
        self,
        groups: Mapping[tuple[str, Value], Sequence[str]],
        what: str,
        papers: Sequence[Paper],
        told: Callable[[int], None] = lambda _: None,
    ) -> Step | None:
        """Give the mark of each group its value on the papers of the group."""
        with self._writing():
            changes = [
                change
                for (mark, value), ids in groups.items()
                for change in self._said.differing(mark, ids, value)
            ]
            if not changes:
                return None
            tick = self._tick()
            self._said.write(changes, tick, told)
            kept = {each for change in changes if _is_kept(change) for each in change.ids}
            self._keep(((each.id, record_text(each)) for each in papers if each.id in kept), tick)
            return self._steps.add(self.run, what, changes)

    def _revert(self, step: Step, changes: Sequence[Changed]) -> Reverted:
        standing = [self._said.standing(change) for change in changes]
        standing = [change for change in standing if change.ids]
        if standing:
            self._said.write(standing, self._tick())
        return reverted(step, standing)

    def _keep(
        self, records: Iterable[tuple[str, str]], tick: Tick, *, is_said: bool = True
    ) -> None:
        """Keep records; those of papers of which nothing `is_said` have no time."""
        self._connection.executemany(
            "INSERT INTO records VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET record = excluded.record,"
            " changed_at = iif(changed_at OR excluded.changed_at, ?, 0)"
            " WHERE record != excluded.record OR (changed_at = 0 AND excluded.changed_at)",
            ((each, record, tick.at if is_said else 0, tick.at) for each, record in records),
        )

    def _tick(self) -> Tick:
        return self._said.tick(self._milliseconds())

    def _milliseconds(self) -> int:
        return int(self._now().timestamp() * 1000)


def _checked(change: Change) -> tuple[str, bool | str]:
    """Return the mark and the value of a change, as they are kept."""
    if change.mark == NOTE:
        return NOTE, note_text(str(change.value))
    if change.mark.startswith(TAG):
        return tag_mark(change.mark.removeprefix(TAG)), bool(change.value)
    return Mark(change.mark), bool(change.value)


def _is_kept(change: Changed) -> bool:
    """Whether the papers are ones of which the records are kept."""
    return bool(change.after) and change.mark not in {Mark.READ, Mark.HIDDEN}


def _utc(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
