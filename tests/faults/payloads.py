"""Payloads: pieces of text that act on a terminal, or on a reader's eyes, where they are let in."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

_ST = "\x1b\\"

PAYLOADS = {
    "escape alone": "\x1b",
    "colours": "\x1b[5;8;31m",
    "screen cleared": "\x1b[2J\x1b[3J\x1b[999;999H",
    "lines deleted": "\x1b[97L\x1b[97M\x1b[5;7r",
    "alternate screen left": "\x1b[?1049l\x1b[?1047h",
    "mouse reported": "\x1b[?1000h\x1b[?9h",
    "paste ended": "\x1b[201~:k",
    "soft reset": "\x1b[!p",
    "full reset": "\x1bc",
    "status asked": "\x1b[6n\x1b[c\x1b[>0q",
    "title by OSC 0": "\x1b]0;owned\x07",
    "title by OSC 2": f"\x1b]2;owned{_ST}",
    "title pushed": "\x1b[22;0t\x1b[21t",
    "link by OSC 8": f"\x1b]8;;https://evil.example/{_ST}here\x1b]8;;{_ST}",
    "clipboard by OSC 52": "\x1b]52;c;cm0gLXJmIH4=\x07",
    "colours asked by OSC 10": "\x1b]10;?\x07\x1b]4;1;?\x07",
    "file by OSC 1337": "\x1b]1337;File=inline=1:QUJD\x07",
    "DCS query": f'\x1bP$q"p{_ST}',
    "sixel": f"\x1bPq#0;2;0;0;0#0!10~-{_ST}",
    "kitty graphics": f"\x1b_Ga=T,f=24,s=1,v=1;AAAA{_ST}",
    "PM and SOS": f"\x1b^private{_ST}\x1bXstring{_ST}",
    "CSI as one character": "\x9b31m\x9b2J",
    "OSC as one character": "\x9d52;c;cm0=\x9c",
    "other C1": "\x84\x85\x88\x8d\x8e\x8f\x90\x98\x9e\x9f",
    "bells": "\x07\x07",
    "backspaces": "\x08\x08\x08owned",
    "carriage return": "\rowned\x1b[K",
    "NUL": "\x00",
    "DEL": "\x7f\x7f",
    "shifts and feeds": "\x0e\x0f\x0b\x0c\x1a\x1c",
    "bidi overrides": "\u202edlrow\u202c\u202aab\u202b\u202d",
    "bidi isolates and marks": "\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c",
    "tags": "\U000e0001\U000e0065\U000e0076\U000e007f",
    "zero width and soft hyphens": "a\u200bb\u2060c\ufeffd\u00ade\u180ef\u2063",
    "stacked marks": "Z" + "\u0301\u0316\u0489" * 20 + "\ufe0f" * 30,
    "lone surrogates": "\ud800a\udfff\udcffb",
    "separators and annotations": "a\u2028b\u2029c\ufff9d\ufffae\ufffbf",
}
"""By names that say what they do."""

_SCRIPTS = (
    (0x20, 0x7F),
    (0xA0, 0x24F),
    (0x300, 0x370),
    (0x590, 0x700),
    (0x900, 0x980),
    (0x1100, 0x1200),
    (0x2000, 0x2070),
    (0x20D0, 0x2100),
    (0x2190, 0x2400),
    (0x2600, 0x27C0),
    (0x3000, 0x3100),
    (0x4E00, 0x4F00),
    (0xD800, 0xE000),
    (0xFE00, 0xFE10),
    (0xFFF0, 0x10000),
    (0x1D100, 0x1D200),
    (0x1F1E6, 0x1F200),
    (0x1F300, 0x1F700),
    (0xE0000, 0xE01F0),
)
_WORDS = (
    'attention experts na\\"ive $O(n^2)$ \\textbf{x} [b] [/] 😀 👩‍👩‍👧 🇩🇪 日本語 עברית'
    " e\u0301 4times https://example.org/a https://github.com/a/b, \\u202e &#27; %1b ^[[31m"
).split()


def generated(random: Random) -> str:
    """Return a text put together by chance: payloads and parts of them, words, any characters."""
    return "".join(_pieces(random))


def _pieces(random: Random) -> Iterator[str]:
    payloads = list(PAYLOADS.values())
    for _ in range(random.randint(1, 12)):
        match random.randrange(5):
            case 0:
                yield random.choice(payloads)
            case 1:
                payload = random.choice(payloads)
                start = random.randrange(len(payload))
                yield payload[start : random.randint(start, len(payload))]
            case 2:
                yield random.choice(("", " ")) + random.choice(_WORDS)
            case 3:
                first, end = random.choice(_SCRIPTS)
                yield "".join(
                    chr(random.randrange(first, end)) for _ in range(random.randint(1, 8))
                )
            case _:
                yield chr(random.randrange(0x20)) * random.randint(1, 3)
