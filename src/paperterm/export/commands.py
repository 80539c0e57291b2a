"""The commands of LaTeX that mean the same in every document, and those that stand for characters.

Feed text is hostile, and its authors have commands of their own: what is not listed here is
exported as the characters it is written with. The table of characters is pylatexenc's.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

FONTS = frozenset(
    "emph textbf textit textmd textnormal textrm textsc textsf textsl textsubscript "
    "textsuperscript texttt textup underline".split()
)
"""Commands of text that take one argument in braces."""

SWITCHES = frozenset("bf em it itshape bfseries rm sc scshape sf sl tt ttfamily".split())
"""Commands that change what follows, up to the end of the group that they begin."""

ACCENTS = frozenset("'`^\"~=.")
"""Signs that put an accent on the letter, or the group, that follows."""

LETTER_ACCENTS = frozenset("H b c d k r u v".split())
"""The same, spelled with a letter; a group must follow."""

SYMBOLS = frozenset(
    "AA AE L LaTeX O OE P S TeX aa ae copyright dag ddag dots i j l ldots o oe pounds ss "
    "textasciicircum textasciitilde textbackslash textbar textbullet textdegree textellipsis "
    "textemdash textendash textgreater textless textmu textregistered texttimes "
    "texttrademark".split()
)
"""Commands of text that stand for themselves, besides those in the table of characters."""

MATHS = frozenset(
    "Big Bigg Pr arccos arcsin arctan arg bar big bigg bigl bigr binom boldsymbol breve check "
    "circ cos cosh cot ddot deg det dfrac dim displaystyle dot exp frac gcd hat hom inf ker "
    "langle lbrace lceil left lfloor lg lim liminf limsup ln log mathbb mathbf mathcal mathfrak "
    "mathit mathrm mathsf mathtt max mid middle min operatorname overbrace overline "
    "overset prime prod quad qquad rangle rbrace rceil rfloor right sec sin sinh sqrt stackrel "
    "sum sup tan tanh text textstyle tfrac tilde to underbrace underset vec widehat widetilde "
    "mbox mathop mathbin mathrel Vert vert ell hbar Re Im le ge ne not dots cdots ldots vdots "
    "ddots cdot iff implies land lor lnot gets".split()
)
"""Commands of formulas, besides those in the table of characters."""

FORMULA_SYMBOLS = frozenset(
    "ast bigodot bigoplus bigotimes bigsqcup biguplus bot checkmark dagger ddagger div downarrow "
    "emptyset imath jmath leftarrow models neg rightarrow setminus surd times triangle "
    "uparrow".split()
)
"""Symbols of formulas for which the table of characters has commands of text, or none."""

_OURS = {
    "–": "--",
    "—": "---",
    "―": "---",
    "‐": "-",
    "‑": "-",
    "ű": r"{\H{u}}",
    "Ű": r"{\H{U}}",
}
"""Characters whose command in the table is wrong, or unknown to Pandoc, which leaves it out."""

# What is taken from the table: accents, the commands of text that Pandoc knows, too, and symbols
# of formulas. Of these, the ones named here are unknown to LaTeX with amssymb, which was found by
# typesetting the whole table. Cyrillic needs fonts of its own, with which it is typed as it is.
_ACCENT = re.compile(r"\\[`'^\"~=.](?:\{(\w)\}|(\w)|\\([ij]))|\\[Hbcdkruv]\{(\w)\}")
_LETTER = re.compile(
    r"\\(?:AA|AE|L|O|OE|aa|ae|i|l|o|oe|ss|textquote(?:left|right)|textquotedbl(?:left|right))"
)
_FORMULA = re.compile(
    r"\\ensuremath\{([-/:<=>*]|(?P<raised>[\^_][-\w+=()])|(?:\\not)?\\(?P<command>[A-Za-z]+)"
    r"(?:\{\w\})?)\}"
)
_ELSEWHERE = frozenset(
    "DownArrowUpArrow VDash allequal approxnotequal arrowwaveleft arrowwaveright clockoint "
    "clwintegral dblarrowupdown ddot dot estimates forcesextra hermitconjmatrix homothetic iiint "
    "iint image lazysinv mathchar mathscr notgreaterless notlessgreater original "
    "precedesnotsimilar recorder rightangle rightanglearc sqrint sqrt starequal surfintegral "
    "tildetrpl truestate udots varperspcorrespond verymuchgreater verymuchless volintegral".split()
)
_SYMBOL = re.compile(r"\{\\([A-Za-z]+)\}")
_FORMULA_SYMBOL = re.compile(r"\{\$\\([A-Za-z]+)\$\}")


@cache
def characters() -> dict[str, str]:
    """Return what to write for each character that is not ASCII, as far as LaTeX knows it.

    All of it can stand before any other text. BibTeX takes `{\\'e}` for one letter, and changes
    its case; in `{$...$}` it changes nothing.
    """
    found = {
        character: written
        for character, latex in _table().items()
        if not character.isascii() and (written := _written(character, latex))
    }
    return found | _OURS


@cache
def symbols() -> frozenset[str]:
    """Return the commands that stand for a character of text."""
    found = (_SYMBOL.fullmatch(latex) for latex in characters().values())
    return SYMBOLS | {match[1] for match in found if match}


@cache
def formula_symbols() -> frozenset[str]:
    """Return the commands that stand for a character of a formula."""
    found = (_FORMULA_SYMBOL.fullmatch(latex) for latex in characters().values())
    return FORMULA_SYMBOLS | {match[1] for match in found if match}


def _table() -> dict[str, str]:
    # Imported here: it takes 45 ms, and only some formats need it.
    from pylatexenc.latexencode import (  # type: ignore[import-untyped]  # noqa: PLC0415
        get_builtin_uni2latex_dict,
    )

    return {chr(code): str(latex) for code, latex in get_builtin_uni2latex_dict().items()}


def _written(character: str, latex: str) -> str | None:
    """Return what is written for a character that has this command, if that is good enough."""
    if accent := _ACCENT.fullmatch(latex):
        base = next(filter(None, accent.groups()))
        # Not where the table has a letter of another script that looks the same.
        if unicodedata.normalize("NFD", character)[0] != base:
            return None
        # Pandoc reads a dotless i with an accent as two characters; LaTeX takes either i.
        return f"{{{latex[:2]}{{{base}}}}}" if accent[3] else f"{{{latex}}}"
    if _LETTER.fullmatch(latex):
        return f"{{{latex}}}"
    if formula := _FORMULA.fullmatch(latex):
        # With braces around it, Zotero knows it.
        sign, raised = formula[1], formula["raised"]
        inside = f"{raised[0]}{{{raised[1]}}}" if raised else sign
        return None if formula["command"] in _ELSEWHERE else f"{{${inside}$}}"
    return latex if latex.isalpha() or latex in ("~", "\\,") else None
