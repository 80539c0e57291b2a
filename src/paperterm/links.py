"""Links: rebuilt from their parts, never passed on as they came.

A link from the feed may hold newlines, credentials, look-alike hosts or a leading dash. Only what
`safe_link` and `repositories` return is shown, copied or opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

LINK_LENGTH = 2_048
"""Characters of a link; a longer one is refused."""

_SCHEMES = frozenset({"http", "https"})
_HOSTNAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))+")

# A host must not be the tail of a longer name (`gist.github.com`, `me@github.com`). In abstracts
# a scheme comes as `https:/` and as `https: //` too.
_REPOSITORY = re.compile(
    r"(?:https?:\s?/{1,2}|(?<![\w.@/-]))(?:www\.)?"
    r"(?P<host>github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|huggingface\.co)"
    r"(?P<path>/[\w.~/-]+)",
    re.IGNORECASE | re.ASCII,
)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LINK = re.compile(r"https?://(?:[^\s<>\"'`{}|\\^\[\]]|\\[_%#&~-])+", re.IGNORECASE)
_LATEX_ESCAPE = re.compile(r"\\([_%#&~-])")
_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*", re.ASCII)

# What a shell takes as it stands. `~` would do within a word, but not in every shell.
_PLAIN = re.compile(r"https://[A-Za-z0-9./_-]+", re.ASCII)
_GITLESS = "huggingface.co"

# First parts of a path that are pages of the host itself, not owners of repositories.
_PAGES = {
    "github.com": frozenset(
        "about apps codespaces collections contact customer-stories enterprise events explore "
        "features gist issues join login marketplace new notifications organizations orgs pricing "
        "pulls readme resources search security settings site solutions sponsors stars topics "
        "trending users".split()
    ),
    "gitlab.com": frozenset("- dashboard explore groups help search users".split()),
    "bitbucket.org": frozenset("account dashboard product repo".split()),
    "codeberg.org": frozenset("explore org user users".split()),
    "huggingface.co": frozenset(
        "api blog chat collections datasets docs enterprise inference join learn login models "
        "new organizations papers posts pricing settings spaces support tasks".split()
    ),
}
# Second parts of a path that are pages of the owner, not names of repositories.
_OWNERS_PAGES = {"bitbucket.org": frozenset({"workspace"})}
# Where GitLab's older links go on inside a repository without the `/-/` of the newer ones.
_INSIDE = frozenset("blob commit commits issues merge_requests raw tree wikis".split())


def safe_link(text: str) -> str | None:
    """Return an http or https link rebuilt from its parts, or None where it is not a safe one.

    The host is in IDNA form and lower case, path and query are percent-encoded, a user name or a
    password makes the link unsafe.
    """
    text = text.strip()
    if len(text) > LINK_LENGTH or any(ord(c) < 33 or ord(c) == 127 for c in text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        return None
    if parts.scheme.lower() not in _SCHEMES or "@" in parts.netloc:
        return None
    if not _HOSTNAME.fullmatch(host):
        return None
    link = f"{parts.scheme.lower()}://{host}"
    if port is not None:
        link += f":{port}"
    link += _encoded(parts.path)
    if parts.query:
        link += "?" + _encoded(parts.query)
    if parts.fragment:
        link += "#" + _encoded(parts.fragment)
    return link if len(link) <= LINK_LENGTH else None


def _encoded(part: str) -> str:
    """Return a part of a link percent-encoded, as far as it is not so already."""
    part = _LONE_PERCENT.sub("%25", part)
    # A lone surrogate is no character, but whoever asks gets an answer.
    return quote(part, safe="/%:@!$&'()*+,;=~-._?", errors="surrogatepass")


def repositories(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the code repositories that `texts` name, in order, each once.

    Two spellings that differ in case alone are one repository; the first spelling is kept.
    """
    found: dict[str, str] = {}
    for text in texts:
        for link in _repositories_in(text):
            found.setdefault(link.lower(), link)
    return tuple(found.values())


def repository(text: str) -> str | None:
    """Return the repository that `text`, a link by itself, leads to, or None."""
    text = text.strip()
    match = _REPOSITORY.match(text)
    return _rebuilt(match) if match else None


def clone_link(repo: str) -> str | None:
    """Return what `git clone` takes for a repository of `repositories`, None for an odd name.

    It needs no quoting in a shell, and what git names the new folder after is no option.
    """
    link = repository(repo)
    if not link or not _PLAIN.fullmatch(link) or link.rsplit("/", 1)[1].startswith("-"):
        return None
    return link if urlsplit(link).hostname == _GITLESS else f"{link}.git"


def links_in(text: str) -> tuple[str, ...]:
    """Return the safe links written out in `text`, in order, each once."""
    return tuple(dict.fromkeys(link for _, _, link in link_spans(text)))


def link_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a safe link is written out in `text`, from where to where, and the link."""
    for match in _LINK.finditer(text):
        raw = match.group().rstrip(".,;:!?*_~-)]}\\")
        link = safe_link(_LATEX_ESCAPE.sub(r"\1", raw))
        if link:
            yield match.start(), match.start() + len(raw), link


def _repositories_in(text: str) -> Iterator[str]:
    """Yield the repositories of one text, in order."""
    lowered = text.lower()
    if not any(host in lowered for host in _PAGES):
        return  # most texts name none, and to see that so is ten times as fast
    for match in _REPOSITORY.finditer(_LATEX_ESCAPE.sub(r"\1", text)):
        link = _rebuilt(match)
        if link:
            yield link


def _rebuilt(match: re.Match[str]) -> str | None:
    """Return the repository's own link from any link that leads into it."""
    host = match["host"].lower()
    parts = [part for part in match["path"].split("/") if part]
    kind = ""
    if host == "huggingface.co" and parts and parts[0].lower() in {"datasets", "spaces"}:
        kind = parts.pop(0).lower() + "/"
    if not parts or parts[0].lower() in _PAGES[host]:
        return None
    names = _project_path(parts) if host == "gitlab.com" else parts[:2]
    if names:
        names[-1] = _without_tail(names[-1])
    if len(names) < 2 or not names[-1] or not all(_OWNER.fullmatch(name) for name in names[:-1]):
        return None
    if names[1].lower() in _OWNERS_PAGES.get(host, ()):
        return None
    return f"https://{host}/{kind}{'/'.join(names)}"


def _project_path(parts: list[str]) -> list[str]:
    """Return a GitLab project's path, its subgroups included."""
    for place, part in enumerate(parts):
        if part == "-" or (place >= 2 and part in _INSIDE):
            return parts[:place]
    return parts[:]


def _without_tail(name: str) -> str:
    """Return a repository's name without the punctuation and `.git` that follow it in prose."""
    while True:
        shorter = name.rstrip(".~").removesuffix(".git")
        if shorter == name:
            return name
        name = shorter
