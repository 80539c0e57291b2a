"""Leaving: hostile links and titles on every way out: clipboard, browser, shell, editor, export."""

from __future__ import annotations

import json
import re
import shlex
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from faults.cases import Case, Plan
from papers import NOW, item, listing
from paperterm.copying import KIND, KINDS
from paperterm.desktop import Desktop, DesktopError
from paperterm.export import FORMATS, About, exported
from paperterm.paper import Row
from paperterm.printing import json_array
from paperterm.tui.noting import file_name

PATIENCE = 30
"""Seconds for a helper, on a machine that does much else."""

ABOUT = About(NOW, "Papers")

_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
_REBUILT = re.compile(
    r"https?://(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+(?::[0-9]{1,5})?"
    rf"(?:/{_PATH})?(?:\?(?:{_PATH}|\?)*)?(?:#(?:{_PATH}|\?)*)?"
)
"""What a link looks like that was rebuilt; written from RFC 3986, and not from the program."""

LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt://github.com/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "file://github.com/a/b",
    "ftp://github.com/a/b",
    "ssh://git@github.com/a/b",
    "git://github.com/a/b",
    "ext::sh -c id% >&2",
    "--upload-pack=id",
    "-oProxyCommand=id",
    "- https://github.com/a/b",
    "https://user@github.com/a/b",
    "https://user:password@github.com/a/b",
    "https://github.com@evil.example/a/b",
    "https://github.com:x@evil.example/a/b",
    "https://evil.example\\@github.com/a/b",
    "https://github.com\\.evil.example/a/b",
    "https://github.com%2eevil.example/a/b",
    "https://github.com%00.evil.example/a/b",
    "https://github.com.evil.example/a/b",
    "https://gіthub.com/a/b",
    "https://ｇｉｔｈｕｂ.com/a/b",
    "https://github。com/a/b",
    "https://xn--gthub-n4a.com/a/b",
    "https://bücher.example/ä?ö=ü#ß",
    "https://exa\u00admple.org/a",
    "https://ex\u202eample.org/a",
    "https://example.org/\u202etxt.exe",
    "https://example.org/\u200b\ufeff",
    "https://example.org/a\nb",
    "https://example.org/a\r\nSet-Cookie: b",
    "https://example.org/a\tb",
    "https://example.org/\x1b]52;c;aGk=\x07",
    "https://example.org/\x9b31m",
    "https://example.org/\x00",
    "https://example.org/\ud800",
    "https://example.org/a b",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/'><script>alert(1)</script>",
    "https://example.org/$(id)`id`;id|id&id>id",
    "https://github.com/a/$(id)",
    "https://github.com/a/b;id",
    "https://github.com/-a/--upload-pack=id",
    "https://github.com/a/-b",
    "https://github.com/a/..",
    "https://github.com/../../etc/passwd",
    "https://example.org/)](javascript:alert(1))",
    "https://example.org/%",
    "https://example.org/%zz%0d%0a%00",
    "https://example.org:0/",
    "https://example.org:99999/",
    "https://example.org:-1/",
    "https://example.org:８０/",
    "https://127.1/a",
    "https://2130706433/a",
    "https://[::1]/a",
    "https://localhost/a",
    "https:///a/b",
    "https:github.com/a/b",
    "//github.com/a/b",
    "https://example.org/" + "a" * 3_000,
    "https://" + "a." * 1_200 + "org/",
    "https://" + "a" * 64 + ".org/",
)
"""Links as anybody can put them into the feed."""

TITLES = (
    "-rf --upload-pack=id",
    "$(touch pwned) `touch pwned` ; touch pwned | touch pwned",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "](javascript:alert(1)) [x](https://user@evil.example)",
    "<script>alert(1)</script><a href='javascript:alert(1)'>x</a>",
    "\\input{/etc/passwd} \\write18{id} } @string{x}",
    '=HYPERLINK("https://evil.example";"x")',
    "\x1b]52;c;aGk=\x07\x1b]0;pwned\x07",
    "a\nTY  - EVIL\r\nER  - ",
    "../../../etc/passwd",
    "%s %n {0} {__class__}",
    "]]><!-- & &amp; &#x6a;",
)
"""Titles as anybody can put them into the feed."""


@dataclass(frozen=True)
class Ways:
    """Ways out of the program that note what they are given, in a folder."""

    folder: Path

    def __post_init__(self) -> None:
        """Make a browser, a text browser, a clipboard and tmux that note words and input."""
        script = (
            f"#!{sys.executable} -S\nimport os, sys\n"
            "with open(sys.argv[0] + '.given', 'ab') as file:\n"
            "    for word in sys.argv[1:]:\n        file.write(os.fsencode(word) + b'\\0')\n"
        )
        kept = (
            "text = sys.argv[0] + '.text'\n"
            "if '-o' in sys.argv:\n    sys.stdout.buffer.write(open(text, 'rb').read())\n"
            "else:\n    open(text, 'wb').write(sys.stdin.buffer.read())\n"
        )
        for name, more in (("surf", ""), ("w3m", ""), ("xclip", kept), ("tmux", kept)):
            file = self.folder / name
            file.write_text(script + more)
            file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def desktop(self, browser: str = "", **environ: str) -> Desktop:
        """Return a desktop that has these ways alone."""
        surroundings = {"PATH": f"{self.folder}:/usr/bin:/bin", "DISPLAY": ":7", "HOME": "/"}
        return Desktop({**surroundings, **environ}, PATIENCE, browser=browser)

    def given(self, name: str) -> list[str]:
        """Return the words that a program was given since this was last asked."""
        file = self.folder / f"{name}.given"
        words = file.read_bytes().split(b"\0")[:-1] if file.exists() else []
        file.unlink(missing_ok=True)
        return [word.decode(errors="replace") for word in words]

    def text(self, name: str) -> str:
        """Return the text that a program has taken."""
        return (self.folder / f"{name}.text").read_bytes().decode()


def left(plan: Plan) -> Iterator[Case]:
    """Send papers with hostile links and titles on every way."""
    folder = plan.scratch / "ways"
    folder.mkdir()
    ways = Ways(folder)
    step = 1 if not plan.is_quick else 6
    for number, link in enumerate(LINKS[::step]):
        yield linked(ways, number, link)
    for number, title in enumerate(TITLES[::step]):
        yield titled(ways, number, title)


def linked(ways: Ways, number: int, link: str) -> Case:
    """Send a paper that has a link wherever there can be one."""
    fields: dict[str, Any] = {"githubRepo": link, "projectPage": link, "mediaUrls": [link]}
    paper = item(number, "A paper", summary=f"See {link} and ({link}).", **fields)
    return _judged(ways, f"link {link[:60]!r}", paper, link)


def titled(ways: Ways, number: int, title: str) -> Case:
    """Send a paper that has a title."""
    paper = item(number, title, summary=title, githubRepo="https://github.com/a/b")
    return _judged(ways, f"title {title[:60]!r}", paper, title)


def _judged(ways: Ways, name: str, paper: dict[str, Any], text: str) -> Case:
    row = Row(1, listing([paper]).records[0].paper)
    for check in (_opened, _raw, _copied, _cloned, _marked, _exported, _piped, _edited):
        wrong = check(ways, row, text)
        if wrong:
            return Case(name, f"{check.__name__.strip('_')}: {wrong}"[:200])
    return Case(name, outcome="rebuilt or refused")


def is_rebuilt(link: str) -> bool:
    """Whether a link is one that was rebuilt."""
    return len(link) <= 2_048 and _REBUILT.fullmatch(link) is not None


def _not_rebuilt(links: Iterable[str]) -> str:
    return next((f"{link[:80]!r} leaves" for link in links if not is_rebuilt(link)), "")


def _opened(ways: Ways, row: Row, _text: str) -> str:
    """Open the first of its links in each kind of browser; see all of them."""
    links = (*row.paper.links, *row.paper.repos)
    if wrong := _not_rebuilt(links):
        return wrong
    link = next(link for link in links if link)
    ways.desktop(browser=f"{ways.folder}/surf --new").open(link)
    ways.desktop(BROWSER=f"{ways.folder}/w3m -4").open_in_terminal(link)
    given = (ways.given("surf"), ways.given("w3m"))
    return "" if given == (["--new", link], ["-4", link]) else f"browsers are given {given}"


def _raw(ways: Ways, _row: Row, text: str) -> str:
    """Open what came as it came: whatever is given to a browser, it is a link that was rebuilt."""
    try:
        ways.desktop(BROWSER=f"{ways.folder}/w3m -4").open_in_terminal(text)
    except DesktopError:
        return f"it is given {given}" if (given := ways.given("w3m")) else ""
    option, *links = ways.given("w3m")
    return _not_rebuilt(links) if (option, len(links)) == ("-4", 1) else "it is given several words"


def _copied(ways: Ways, row: Row, _text: str) -> str:
    """Copy it on every way: the helpers are given the text as input, and it comes back whole."""
    text = "\n".join(text for kind in KINDS for text in kind.found(row))
    sent: list[str] = []
    ways.desktop(TMUX="/socket,1,0").copy(text, sent.append)
    given = {name: ways.given(name) for name in ("xclip", "tmux")}
    if given["tmux"] != ["load-buffer", "-w", "-"] or any(len(w) > 12 for w in given["xclip"]):
        return f"helpers are given {given}"
    for name in ("xclip", "tmux"):
        if ways.text(name) != text:
            return f"{name} has another text"
    if "".join(sent) != text:
        return "the terminal has another text"
    links = [link for kind in ("repo", "page", "pdf") for link in KIND[kind].found(row)]
    return _not_rebuilt(links)


def _cloned(_ways: Ways, row: Row, _text: str) -> str:
    """A shell reads what clones it as three words, the last of them a link."""
    for command in KIND["clone"].found(row):
        words = shlex.split(command)
        if words[:2] != ["git", "clone"] or len(words) != 3 or not is_rebuilt(words[2]):
            return f"{command!r}"
        if shlex.quote(words[2]) != words[2] or words[2].rsplit("/", 1)[1].startswith("-"):
            return f"{command!r} needs quotes"
    return ""


def _marked(_ways: Ways, row: Row, _text: str) -> str:
    """Markdown's link is one, to the paper's page."""
    for text in KIND["markdown"].found(row):
        if "\n" in text or re.search(r"(?<!\\)(?:\\\\)*\](?!\(https://huggingface\.co/)", text):
            return f"{text!r}"
    return ""


class _Links(HTMLParser):
    """Notes what a page leads to, and what it would run."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.tags |= {name for name, _ in attrs if name.startswith("on")}


def _exported(_ways: Ways, row: Row, _text: str) -> str:
    """Export it in all formats, and look at the links in those of which they are parts."""
    made = {name: "".join(exported([row], name, ABOUT)) for name in FORMATS}
    page = _Links()
    page.feed(made["html"])
    if page.tags & {"script", "iframe", "img", "object", "form"} or any(
        tag.startswith("on") for tag in page.tags
    ):
        return f"the page has {page.tags}"
    links = [*page.links, *_READ["jsonl"](made["jsonl"]), *_READ["ris"](made["ris"])]
    return _not_rebuilt(links)


def _jsonl_links(text: str) -> list[str]:
    values = json.loads(text)
    names = ("url", "arxiv_url", "pdf_url", "project_page")
    lists = ("repos", "links", "media")
    return [
        *(values[name] for name in names if values.get(name)),
        *(link for name in lists for link in values.get(name) or ()),
    ]


def _ris_links(text: str) -> list[str]:
    return [line[6:] for line in text.splitlines() if re.match("(UR|L[12])  - ", line)]


_READ: dict[str, Callable[[str], list[str]]] = {"jsonl": _jsonl_links, "ris": _ris_links}


def _piped(ways: Ways, row: Row, _text: str) -> str:
    """Pipe it to a command: its input alone has what is of the feed."""
    text = "".join(json_array([row.as_json()], ascii_only=False))
    file = ways.folder / "piped"
    seen = ways.folder / "environ"
    ways.desktop().pipe(f'cat > "{file}"; env > "{seen}"; printf %s "$*" >> "{seen}"', text)
    if file.read_bytes().decode() != text:
        return "it is given another text"
    words = seen.read_text(errors="replace")
    return "its environment has what is of the feed" if "evil" in words or "alert" in words else ""


def _edited(_ways: Ways, row: Row, _text: str) -> str:
    """The file in which a note is written has a name that is safe anywhere."""
    name = file_name(row.paper)
    is_safe = re.fullmatch(r"[a-z0-9][a-z0-9.-]*\.md", name) and ".." not in name
    return "" if is_safe else f"{name!r}"
