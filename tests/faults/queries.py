"""Queries by chance: of the pieces of the language, of hostile text, very deep and very long."""

from __future__ import annotations

import random
from collections.abc import Callable

from paperterm.query.keys import KEYS
from query_texts import VALUES, WORDS
from shelf import KINDS, PIECES, STATES

HOSTILE = (
    "\x00 \x07 \x1b]52;c;aGk=\x07 \x1b[2J \x9b31m \u202e \u2066 \u200b \u200d \ufeff \ud800 \udfff"
    " \U000e0041 [red]x[/] [@click=app.quit]x[/] ' \" `id` $(id) ; -- /* */ %00 %s {0} \\ \\n"
    " '; DROP TABLE papers; -- NEAR(a,2) ^a {title}: a^b MATCH * ** \u0301\u0301\u0301 ﷽ İ ß ŉ"
).split(" ")
"""Text that acts on a terminal, on a shell, on SQL, on markup or on Unicode's edges."""

DEEP = 3_000
"""Parentheses within one another."""

LONG = 2_000_000
"""Characters of a query that is far too long."""


def query(chance: random.Random) -> str:
    """Return a query."""
    kinds: tuple[Callable[[random.Random], str], ...] = (_language, _hostile, _garbage, _deep)
    return chance.choices(kinds, (75, 15, 9, 1))[0](chance)


def long_queries(chance: random.Random) -> list[str]:
    """Return queries that are far too long, or as deep as can be."""
    pieces = ["(", "-(", "a OR ", "-", '"', "is:read,", "in:2026-07 ", "x" * 50 + "* ", "é\u0301"]
    return [(piece * LONG)[:LONG] + _language(chance) for piece in pieces]


def _language(chance: random.Random) -> str:
    terms = [_term(chance) for _ in range(chance.randrange(1, 6))]
    for _ in range(chance.randrange(3)):
        start = chance.randrange(len(terms))
        end = chance.randrange(start, len(terms)) + 1
        joined = chance.choice([" ", " OR "]).join(terms[start:end])
        terms[start:end] = [chance.choice(["({})", "-({})", "-{}", "{}"]).format(joined)]
    return " ".join(terms) + chance.choice(["", " "])


def _term(chance: random.Random) -> str:
    match chance.randrange(4):
        case 0:
            return chance.choice(STATES)
        case 1:
            key = chance.choice(KEYS)
            values = [*VALUES[key.takes], *(choice.value for choice in key.choices)]
            name = chance.choice([key.name, *key.aliases, key.name.upper()])
            return f"{name}:{','.join(chance.choices(values, k=chance.randrange(1, 3)))}"
        case 2:
            return chance.choice(KINDS).format(*chance.choices(PIECES, k=2))
    return chance.choice(WORDS)


def _hostile(chance: random.Random) -> str:
    words = [*chance.choices(HOSTILE, k=chance.randrange(1, 4)), _term(chance)]
    chance.shuffle(words)
    return chance.choice([" ", "", ":", '"']).join(words)


def _garbage(chance: random.Random) -> str:
    signs = ' ()"-:,*.<>ORais2é\u200b\u0301\t\n\x00[]{}\\'
    length = chance.randrange(60)
    ranges = (0x80, 0x800, 0x11_0000)
    return "".join(
        chance.choice(signs) if chance.random() < 0.8 else chr(chance.randrange(*[ranges[at]]))
        for at in (chance.randrange(3) for _ in range(length))
    )


def _deep(chance: random.Random) -> str:
    opened = chance.choice(["(", "-(", "(a OR ", "(a -", "-(is:read "])
    depth = chance.randrange(10, DEEP)
    return opened * depth + _term(chance) + ")" * chance.choice([0, depth, depth + 5])
