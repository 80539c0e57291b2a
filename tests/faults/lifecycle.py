"""Lifecycle: the program is ended in every way and everywhere, and put into odd surroundings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from signal import SIGHUP, SIGINT, SIGTERM

from faults import ends, odd
from faults.cases import Case, Fault, Plan
from faults.living import TRIES, Homes, SlowError, Story

NOTE = ("note", "2601.00001", "--edit")
"""The command in which a note is typed."""


def run(plan: Plan) -> Iterator[Case]:
    """Live through each story, or through some of them."""
    yield from tried(plan, QUICK if plan.is_quick else STORIES)


def tried(plan: Plan, names: Iterable[str], code: str = "") -> Iterator[Case]:
    """Live through stories, in programs that `code` changes."""
    homes = Homes(plan.scratch / "homes", code)
    homes.prepare()
    for name in names:
        yield Case(name, _lived(homes, STORIES[name]), _OUTCOMES.get(name, "ended in good order"))


FAULT = Fault(
    "lifecycle",
    "quitting, signals, a closed terminal, exceptions, and odd surroundings",
    "ended within 0.3 s; the terminal as before; nothing left behind; an exception is reported",
    run,
)


def _lived(homes: Homes, story: Story) -> str:
    """Live through a story, again where its end was slow; returns what was wrong."""
    wrong = ""
    for _ in range(TRIES):
        with homes.place() as place:
            try:
                story(place)
            except SlowError as error:
                wrong = str(error)
            except AssertionError as error:
                return str(error).splitlines()[0]
            else:
                return ""
    return wrong


STORIES: dict[str, Story] = {
    "q in the list": ends.keys("j", "30 unread", "q"),
    "ctrl+q in the filter bar": ends.keys("/needle", "1 of 30", "\x11"),
    "q while a refresh hangs": ends.quit_while_refreshing,
    "q while a backup hangs": ends.quit_while_backing_up,
    "SIGTERM in the list": ends.signalled(SIGTERM),
    "SIGTERM in a question": ends.signalled(SIGTERM, "t", "Tags"),
    "SIGTERM with the first frame": ends.signalled_at_first(SIGTERM),
    "SIGTERM while an editor is open": ends.signalled_while_editing,
    "SIGTERM while a note is typed": ends.signalled_while_writing(),
    "SIGTERM while a command has a note typed": ends.signalled_while_writing(*NOTE),
    "SIGTERM while a command is piped to": ends.signalled_while_piping,
    "SIGHUP in the palette": ends.signalled(SIGHUP, ":", "Fetch what is new"),
    "SIGHUP while a refresh hangs": ends.signalled_while_refreshing,
    "SIGINT in the filter bar": ends.signalled(SIGINT, "/needle", "1 of 30"),
    "SIGINT with the first frame": ends.signalled_at_first(SIGINT),
    "a closed terminal": ends.hung_up,
    "a closed terminal under nohup": ends.hung_up_under_nohup,
    "a closed terminal while a refresh hangs": ends.hung_up_while_refreshing,
    "a closed terminal while an editor is open": ends.hung_up_while_editing,
    "an exception at the start": ends.broken("paperterm.store.store:_opened"),
    "an exception for a key": ends.broken("paperterm.tui.marking:Marking.toggle", "m"),
    "an exception in a lane": ends.broken("paperterm.store.library:Library.mark", "m"),
    "an exception in the thread that reads": ends.broken(
        "paperterm.tui.escapes:Escapes.split", "j"
    ),
    "ctrl+z and back, twice": odd.stopped,
    "bytes that are no text": odd.no_text,
    "a terminal of one cell, and back": odd.tiny,
    "300 sizes in a row": odd.many_sizes,
    "200 kB pasted into the filter bar": odd.pasted_into_the_bar,
    "200 kB pasted into the list": odd.pasted_into_the_list,
    "LANG=C": odd.surrounded(LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
    "no TERM": odd.surrounded(TERM=None),
    "TERM=dumb": odd.printed,
    "no home at all": odd.without_home,
    "a home with papers that cannot be written to": odd.in_locked_home,
    "an empty home that cannot be written to": odd.in_empty_locked_home,
    "a working directory that is gone": odd.from_nowhere,
    "pipes and no terminal": odd.through_pipes,
    "no standard input": odd.without("<&-"),
    "no standard output": odd.without(">&-", said=False),
    "no standard error": odd.without("2>&-"),
}
"""Every story by its name."""

QUICK = (
    "q while a refresh hangs",
    "SIGTERM with the first frame",
    "SIGTERM while an editor is open",
    "a closed terminal",
    "an exception in a lane",
    "ctrl+z and back, twice",
    "200 kB pasted into the filter bar",
    "an empty home that cannot be written to",
)

_OUTCOMES = {
    "an exception at the start": "reported",
    "an exception for a key": "reported",
    "an exception in a lane": "reported",
    "an exception in the thread that reads": "reported",
}
