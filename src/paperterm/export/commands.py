"""The commands of LaTeX that mean the same in every document, and those that stand for characters.

Feed text is hostile, and its authors have commands of their own: what is not listed here is
exported as the characters it is written with. The table of characters is pylatexenc's.
"""

from __future__ import annotations

import re
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
    "AA AE L LaTeX O OE P S TeX aa ae copyright dag ddag dots i j l ldots o oe pounds ss".split()
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

# Commands of the table that LaTeX lacks where its fonts are T1 and amssymb is loaded; found by
# typesetting the whole table. Cyrillic needs fonts of its own, with which it is typed as it is.
_ELSEWHERE = re.compile(
    r"\\(?:nument|texthvlig|textnrleg|textschwa|textphi|textglotstop|textturnk|textfrac|acute\{"
    r"|nobreakdash|mathscr|arrowwave|dblarrowupdown|DownArrowUpArrow|rightangle|iint|iiint|surfint"
    r"|volint|clwint|homothetic|lazysinv|approxnotequal|tildetrpl|allequal|estimates|starequal"
    r"|notlessgreater|notgreaterless|truestate|forcesextra|VDash|original|image|hermitconj"
    r"|verymuch|precedesnotsimilar|udots|varperspcorrespond|recorder|quarternote|clockoint|sqrint"
    r"|boldsymbol|cyr|CYR|nolinebreak|textcompwordmark)"
)
_ONLY_IN_FORMULAS = frozenset({"\\varepsilon", "\\Upsilon", "\\flat", "\\natural", "\\sharp"})
_FORMULA = re.compile(r"\\ensuremath\{\\([A-Za-z]+)\}")
_SYMBOL = re.compile(r"\{\\([A-Za-z]+)\}")


@cache
def characters() -> dict[str, str]:
    """Return what to write for each character that is not ASCII, as far as LaTeX knows it."""
    return {
        character: _self_contained(latex)
        for character, latex in _table().items()
        if not character.isascii() and not _ELSEWHERE.search(latex)
    }


@cache
def symbols() -> frozenset[str]:
    """Return the commands that stand for a character of text."""
    found = (_SYMBOL.fullmatch(latex) for latex in characters().values())
    return SYMBOLS | {match[1] for match in found if match}


@cache
def formula_symbols() -> frozenset[str]:
    """Return the commands that stand for a character of a formula."""
    found = (_FORMULA.fullmatch(latex) for latex in characters().values())
    return FORMULA_SYMBOLS | {match[1] for match in found if match}


def _table() -> dict[str, str]:
    # Imported here: it takes 45 ms, and only some formats need it.
    from pylatexenc.latexencode import (  # type: ignore[import-untyped]  # noqa: PLC0415
        get_builtin_uni2latex_dict,
    )

    return {chr(code): str(latex) for code, latex in get_builtin_uni2latex_dict().items()}


def _self_contained(latex: str) -> str:
    r"""Return LaTeX that can stand before any other text: a command alone would swallow a blank.

    BibTeX takes `{\'e}` for one letter, and changes its case. In `\ensuremath{...}` nothing is to
    be changed, and without braces around it nothing is.
    """
    if latex in _ONLY_IN_FORMULAS:
        return f"\\ensuremath{{{latex}}}"
    if not latex.startswith("\\") or latex.startswith("\\ensuremath"):
        return latex
    return f"{{{latex}}}"
