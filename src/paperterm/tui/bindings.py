"""The keys that work everywhere: each command once, with the id by which it is known.

A binding's description is the short form for the key bar; its tooltip, where it has one, says it
in full for the help, the palette and the README.
"""

from __future__ import annotations

from dataclasses import replace

from textual.binding import Binding, BindingType


def command(
    key: str, action: str, full: str, name: str, *, short: str = "", display: str | None = None
) -> Binding:
    """Return a command's binding; with a `short` description it stands in the key bar."""
    return Binding(
        key, action, short or full, id=name, show=bool(short), key_display=display, tooltip=full
    )


APP_BINDINGS: list[BindingType] = [
    command("colon,ctrl+p", "open_palette", "Find a command, a search or a paper", "app.palette"),
    # Only what has priority is heard in a dialog.
    replace(
        command("ctrl+c", "copy_or_quit", "Copy selected text, else quit", "app.copy"),
        priority=True,
    ),
]


MAIN_BINDINGS: list[BindingType] = [
    command("slash", "filter", "Filter the list", "filter.open", short="filter", display="/"),
    command("backslash", "clear_filter", "Clear the filter", "filter.clear", display="\\"),
    command("S", "sort", "Sort by another value", "filter.sort"),
    command("asterisk", "related", "Show papers like this one", "filter.related", display="*"),
    command("ctrl+s", "save_search", "Save the filter under a name", "search.save"),
    command("apostrophe", "searches", "Show a saved search", "search.pick", display="'"),
    command("m", "mark('read')", "Mark as read or unread", "mark.read", short="read"),
    command("s", "mark('starred')", "Star, or take the star away", "mark.star", short="star"),
    command("d", "mark('hidden')", "Hide from every list, or show again", "mark.hide"),
    command("t", "tags", "Give tags, or take them away", "mark.tags", short="tags"),
    command("a", "note", "Write a note on the paper", "mark.note"),
    command("A", "read_all", "Mark all shown as read", "mark.all"),
    command("u", "undo", "Undo the last mark", "mark.undo", short="undo"),
    command("ctrl+r", "redo", "Do again what was undone", "mark.redo"),
    command("v", "select", "Select from here on, or end that", "select.rows"),
    command("V", "select_all", "Select all shown, or none", "select.all"),
    command("n", "unread(1)", "Next unread paper", "list.next_unread", short="next unread"),
    command("N", "unread(-1)", "Previous unread paper", "list.previous_unread"),
    command("c", "copy('repo')", "Copy the code repository's link", "copy.repo", short="copy code"),
    command("y", "copy('page')", "Copy the paper's link", "copy.paper"),
    command("Y", "copy_menu", "Copy something else of the paper", "copy.menu"),
    command("e", "export", "Export it to a file", "paper.export"),
    command("vertical_line", "pipe", "Pipe it as JSON to a command", "paper.pipe", display="|"),
    command("o", "send('open_page')", "Open the paper's page", "open.paper", short="open"),
    command("O", "send('choose_link')", "Open one of its links", "open.choose"),
    *(
        command(
            str(number), f"send('open_link', {number})", f"Open link {number}", f"open.{number}"
        )
        for number in range(1, 10)
    ),
    command("p", "send('open_pdf')", "Open the PDF", "open.pdf"),
    command("space", "read_on", "Page the abstract; at its end, next unread", "abstract.page"),
    command("r", "refresh", "Fetch what is new", "feed.refresh", short="refresh"),
    command("F", "archive", "Fetch the archive, or stop fetching it", "feed.archive"),
    command("ctrl+l", "ask_again", "Ask the filter again and redraw", "filter.again"),
    command("D", "open_sample", "Open the bundled sample", "sample.open", short="sample"),
    command("question_mark,f1", "help", "Show the keys", "help.open", short="help"),
    command("ctrl+z", "app.suspend_process", "Suspend", "app.suspend"),
    command("q", "app.quit", "Quit", "app.quit", short="quit"),
]
