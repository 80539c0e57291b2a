"""Names of authors, taken apart where that is sure: the feed has each as one string."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from paperterm.paper import Paper

# Lower-case words that begin a family name. Capitals tell nothing: `Van` is a Vietnamese name too.
_PARTICLES = frozenset(
    "af al ap bin ben da das de del dela della den der di do dos du el ibn la las le lo los mac "
    "san ten ter ul van vom von zu zum zur d d' d’ 't ’t".split()
)
_JOINING = frozenset("y e i".split())
_SUFFIXES = frozenset("Jr Jr. Sr Sr. II III IV MD PhD".split())
_GROUPS = frozenset(
    "ai alliance center centre collaboration community company consortium contributors core "
    "corporation department foundation group inc inc. initiative institute lab laboratory labs "
    "llc ltd network organization project research school team teams the university and".split()
)
_SURNAME = "Ai"
"""A family name in this spelling, as `AI` and `ai` are not."""

_TAKEN_APART = 7
"""Words of the longest name that is a person's."""

# Digits, signs that no name has, and scripts other than Latin.
_UNSURE = re.compile(r"[^\w\s.'’‘`´-]|[\d_]|[\u0250-\u02af\u0370-\u1dff\u2e80-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts; `given` is empty where it is a group's, or cannot be taken apart.

    `particle` is what comes before the family name (`van der`), `suffix` what follows it (`Jr.`).
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether `family` is all there is of the name, in the order in which it is read."""
        return not self.given

    @property
    def inverted(self) -> str:
        """The name as lists are sorted by it: `van der Maaten, Laurens`, `Daumé, Hal, III`."""
        parts = (f"{self.particle} {self.family}".strip(), self.given, self.suffix)
        return ", ".join(part for part in parts if part)


def names(paper: Paper) -> Iterator[Name]:
    """Yield the names of a paper's authors that have a letter or a digit in them."""
    for text in paper.authors:
        # Lists that were cut apart by hand leave such remains: `:` and `and Lei Bai`.
        name = text.removeprefix("and ").strip(" ,;:")
        if any(map(str.isalnum, name)):
            yield taken_apart(name)


def taken_apart(text: str) -> Name:
    """Return a name in its parts, given names first; whole where that is not sure."""
    words = text.split()
    if not 2 <= len(words) <= _TAKEN_APART or _is_unsure(text, words):
        return Name(" ".join(words))
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    start = _family_start(words)
    family = start
    while family < len(words) - 1 and words[family].lower() in _PARTICLES:
        family += 1
    return Name(
        family=" ".join(words[family:]),
        given=" ".join(words[:start]),
        particle=" ".join(words[start:family]),
        suffix=suffix,
    )


def _is_unsure(text: str, words: list[str]) -> bool:
    """Whether a name is a group's, or one in whose script family names come first."""
    return bool(_UNSURE.search(text)) or any(
        word.lower() in _GROUPS and word != _SURNAME for word in words
    )


def _family_start(words: list[str]) -> int:
    """Return where the family name begins, with what belongs before it; never at the first word."""
    last = len(words) - 1
    if last >= 3 and words[last - 1] in _JOINING:
        return last - 2
    start = next((at for at in range(1, last) if words[at] in _PARTICLES), last)
    while 1 < start < last and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return start
