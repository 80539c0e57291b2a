"""What commands are given by their users and their surroundings, each with a payload in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from faults.calling import Called, call
from faults.hostile import paper_id
from faults.hostile_home import in_arguments
from paperterm.store.exchanged import FORMAT, VERSION
from raw_server import RawServer

Given = Callable[[Path, str, bool], Called]
"""Calls a command in a home, with a payload, on a terminal or not."""

HERE = paper_id(0)


def _argued(*arguments: str) -> Given:
    """Return a command in whose arguments `{}` is the payload."""

    def tried(home: Path, payload: str, on_terminal: bool) -> Called:
        text = in_arguments(payload)
        words = [argument.replace("{}", text) for argument in arguments]
        return call(home, words, {}, on_terminal=on_terminal)

    return tried


def _surrounded(arguments: Sequence[str], **environ: str) -> Given:
    """Return a command in whose environment `{}` is the payload."""

    def tried(home: Path, payload: str, on_terminal: bool) -> Called:
        text = in_arguments(payload)
        given = {name: value.replace("{}", text) for name, value in environ.items()}
        return call(home, arguments, given, on_terminal=on_terminal)

    return tried


def _configured(toml: str, *arguments: str) -> Given:
    """Return a command with a config file in which `{}` is the payload in quotes, `<>` as it is."""

    def tried(home: Path, payload: str, on_terminal: bool) -> Called:
        kept = payload.encode("utf-8", "ignore").decode()
        quoted = json.dumps(f"x{kept}end", ensure_ascii=False).replace("\x7f", "\\u007f")
        file = home / "given.toml"
        file.write_text(toml.replace("{}", quoted).replace("<>", kept), encoding="utf-8")
        return call(home, ["--config", str(file), *arguments], {}, on_terminal=on_terminal)

    return tried


def _imported(home: Path, payload: str, on_terminal: bool) -> Called:
    """Import a file that is none, with a payload in its name and its text."""
    folder = home / "files"
    folder.mkdir(exist_ok=True)
    file = folder / f"x{in_arguments(payload).replace('/', '_')[:60]}.json"
    file.write_text(f"[{payload}", encoding="utf-8", errors="replace")
    called = call(home, ["import", str(file), f"{file}.gz"], {}, on_terminal=on_terminal)
    file.unlink()
    return called


def _exchanged(line: Mapping[str, object]) -> Given:
    """Return an import of a library one of whose values is the payload, which `{}` stands for."""

    def tried(home: Path, payload: str, on_terminal: bool) -> Called:
        header = {"format": FORMAT, "version": VERSION, "lines": 1}
        filled = {name: f"x{payload}" if value == "{}" else value for name, value in line.items()}
        text = f"{json.dumps(header)}\n{json.dumps(filled)}\n"
        words = ["library", "import", "-"]
        return call(home, words, {}, text.encode(), on_terminal=on_terminal)

    return tried


def _answered(template: str, *arguments: str) -> Given:
    """Return a command whose server answers with `{}` as the payload; it fetches a paper."""

    def tried(home: Path, payload: str, on_terminal: bool) -> Called:
        answer = template.replace("\n", "\r\n").replace("{}", payload)
        with RawServer(lambda _: answer.encode("utf-8", "surrogatepass")) as server:
            environ = {"HF_ENDPOINT": server.url}
            words = arguments or ("refresh", HERE)
            return call(home, words, environ, on_terminal=on_terminal)

    return tried


_LINE = {"kind": "note", "id": HERE, "changed_at": 1, "value": "text"}

GIVEN: Mapping[str, Given] = {
    "a query": _argued("list", "{}", "-{}", '"{}"'),
    "values of a query": _argued("list", "is:{}", "after:{}", "upvotes:{}", "sort:{}", "x{}y:z"),
    "words of a query": _argued("list", "title:{}", "tag:{}", "note:{}", "in:{}", "id:{}"),
    "a query as JSON": _argued("list", "--json", "{}"),
    "an id": _argued("show", "{}"),
    "ids to mark": _argued("mark", "read", "{}", "2608{}.00000", HERE),
    "a mark": _argued("mark", "{}", HERE),
    "ids to fetch": _argued("refresh", "{}"),
    "a day to fetch": _argued("refresh", "--since", "2025{}"),
    "a tag": _argued("tag", "add", "x{},y", HERE, "--json"),
    "a tag to go": _argued("tag", "remove", "x{}z", HERE),
    "a note": _argued("note", HERE, "--set", "so {} it is"),
    "a note about a query": _argued("note", "--query", "{}", "--set", "x"),
    "what to copy": _argued("copy", "{}", HERE),
    "a link to open": _argued("open", HERE, "--link", "{}"),
    "steps to undo": _argued("undo", "{}"),
    "a format": _argued("export", "--to", "{}"),
    "a file to write": _argued("export", "--output", "/nowhere/x{}/y{}.bib"),
    "a file without a format": _argued("export", "--output", "/nowhere/x.{}"),
    "a library to write": _argued("library", "export", "--output", "/nowhere/x{}/y"),
    "a library to read": _argued("library", "import", "/nowhere/x{}"),
    "an option": _argued("--x{}", "list"),
    "an option of a command": _argued("show", "--x{}", HERE),
    "a command": _argued("x{}"),
    "a shell": _argued("completion", "{}"),
    "a setting": _argued("--theme", "{}", "list"),
    "columns": _argued("--columns", "rank,{}", "config"),
    "a browser": _argued("--browser", "x{}", "config"),
    "a number": _argued("--refresh-minutes", "{}", "list"),
    "a config file's name": _argued("--config", "/nowhere/x{}", "config"),
    "imported files": _imported,
    "an imported kind": _exchanged({**_LINE, "kind": "{}"}),
    "an imported id": _exchanged({**_LINE, "id": "{}"}),
    "an imported tag": _exchanged({**_LINE, "kind": "mark", "mark": "{}", "value": True}),
    "an imported note": _exchanged({**_LINE, "value": "{}"}),
    "an imported search": _exchanged({**_LINE, "kind": "search", "value": "{}"}),
    "an imported time": _exchanged({**_LINE, "changed_at": "{}"}),
    "a theme in config.toml": _configured("theme = {}\n", "list"),
    "a browser in config.toml": _configured("browser = {}\n", "config"),
    "a key in config.toml": _configured("{} = 1\n", "list"),
    "searches in config.toml": _configured("[searches]\n{} = {}\n", "config"),
    "a wrong search in config.toml": _configured("[searches]\n{} = 1\n", "config"),
    "keys in config.toml": _configured('[keys]\n{} = {}\n"mark.read" = {}\n', "config"),
    "columns in config.toml": _configured("columns = [{}, 1]\n", "list"),
    "no TOML in config.toml": _configured("theme = <>\n", "list"),
    "PAPERTERM_THEME": _surrounded(["list"], PAPERTERM_THEME="{}"),
    "PAPERTERM_COLUMNS": _surrounded(["config"], PAPERTERM_COLUMNS="{}"),
    "PAPERTERM_EDITOR": _surrounded(["config"], PAPERTERM_EDITOR="{}"),
    "HF_ENDPOINT": _surrounded(["refresh"], HF_ENDPOINT="http://{}.example/"),
    "HF_TOKEN": _surrounded(["refresh"], HF_TOKEN="x{}"),
    "a proxy": _surrounded(["refresh"], HTTP_PROXY="http://{}:1", http_proxy="x{}://y"),
    "folders": _surrounded(["path"], XDG_CACHE_HOME="/nowhere/x{}", XDG_DATA_HOME="/nowhere/{}"),
    "folders that cannot be": _surrounded(["list"], XDG_DATA_HOME="/dev/null/x{}"),
    "an editor": _surrounded(["note", HERE, "--edit"], VISUAL="nothing{}", EDITOR="{}"),
    "surroundings": _surrounded(
        ["doctor"],
        BROWSER="x{}",
        VISUAL="y{}",
        TERM_PROGRAM="{}",
        COLORTERM="{}",
        SSH_TTY="{}",
        TMUX="{}",
        DISPLAY="{}",
    ),
    "surroundings as JSON": _surrounded(["doctor", "--json"], BROWSER="x{}", EDITOR="y{}"),
    "a server's reason": _answered("HTTP/1.1 418 x{}\nContent-Length: 0\n\n"),
    "a server's headers": _answered(
        "HTTP/1.1 429 No\nRetry-After: {}\nRateLimit: {}\nContent-Length: 0\nX: {}\n\n",
        "refresh",  # a paper alone is waited for
    ),
    "a server's redirect": _answered(
        "HTTP/1.1 302 No\nLocation: http://{}/\nContent-Length: 0\n\n"
    ),
    "a server's text": _answered("HTTP/1.1 500 No\nConnection: close\n\n<b>{}</b>"),
    "a server's encoding": _answered("HTTP/1.1 200 OK\nContent-Encoding: {}\n\n[]"),
    "a server's list": _answered('HTTP/1.1 200 OK\nConnection: close\n\n{"id": "{}"}'),
    "no answer of a server": _answered("{}\n\n"),
}
"""By names that say what has the payload."""
