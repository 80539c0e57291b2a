"""What LaTeX's commands stand for."""

from __future__ import annotations

_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
    " varsigma sigma tau upsilon varphi chi psi omega"
)
_CAPITAL_NAMES = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"

GREEK = {
    **dict(zip(_GREEK_NAMES.split(), "αβγδεζηθικλμνξοπρςστυφχψω", strict=True)),
    **dict(zip(_CAPITAL_NAMES.split(), "ΓΔΘΛΞΠΣΥΦΨΩ", strict=True)),
    "phi": "φ",
    "varepsilon": "ε",
    "vartheta": "ϑ",
    "varpi": "ϖ",
    "varrho": "ϱ",
}

LETTERLIKE = {
    "ell": "ℓ",
    "hbar": "ℏ",
    "Re": "ℜ",
    "Im": "ℑ",
    "aleph": "ℵ",
    "infty": "∞",
    "partial": "∂",
    "nabla": "∇",
    "emptyset": "∅",
    "varnothing": "∅",
    "forall": "∀",
    "exists": "∃",
    "neg": "¬",
    "lnot": "¬",
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "bot": "⊥",
    "top": "⊤",
    "prime": "′",
    "dagger": "†",
    "dag": "†",
    "ddagger": "‡",
    "circ": "∘",
    "bullet": "•",
    "star": "⋆",
    "ast": "*",
    "ldots": "…",
    "dots": "…",
    "dotsc": "…",
    "cdots": "⋯",
    "langle": "⟨",
    "rangle": "⟩",
    "lceil": "⌈",
    "rceil": "⌉",
    "lfloor": "⌊",
    "rfloor": "⌋",
    "lVert": "‖",
    "rVert": "‖",
    "Vert": "‖",
    "vert": "|",
    "lvert": "|",
    "rvert": "|",
    "backslash": "\\",
    "checkmark": "✓",
    "square": "□",
    "Box": "□",
    "triangle": "△",
    "heartsuit": "♥",
    "spadesuit": "♠",
    "clubsuit": "♣",
    "diamondsuit": "♦",
    "blacksquare": "■",
    "bigstar": "★",
}

OPERATORS = {
    "times": "×",
    "cdot": "·",
    "div": "÷",
    "pm": "±",
    "mp": "∓",
    "leq": "≤",
    "le": "≤",
    "leqslant": "≤",
    "geq": "≥",
    "ge": "≥",
    "geqslant": "≥",
    "neq": "≠",
    "ne": "≠",
    "ll": "≪",
    "gg": "≫",
    "lesssim": "≲",
    "gtrsim": "≳",
    "sim": "~",
    "approx": "≈",
    "simeq": "≃",
    "cong": "≅",
    "equiv": "≡",
    "propto": "∝",
    "in": "∈",
    "notin": "∉",
    "ni": "∋",
    "subset": "⊂",
    "subseteq": "⊆",
    "supset": "⊃",
    "supseteq": "⊇",
    "cup": "∪",
    "cap": "∩",
    "setminus": "∖",
    "wedge": "∧",
    "land": "∧",
    "vee": "∨",
    "lor": "∨",
    "oplus": "⊕",
    "otimes": "⊗",
    "odot": "⊙",
    "to": "→",
    "rightarrow": "→",
    "longrightarrow": "→",
    "leftarrow": "←",
    "gets": "←",
    "leftrightarrow": "↔",
    "Rightarrow": "⇒",
    "Leftarrow": "⇐",
    "Leftrightarrow": "⇔",
    "iff": "⇔",
    "implies": "⇒",
    "mapsto": "↦",
    "uparrow": "↑",
    "downarrow": "↓",
    "updownarrow": "↕",
    "nearrow": "↗",
    "searrow": "↘",
    "leadsto": "⇝",
    "mid": "|",
    "parallel": "∥",
    "perp": "⊥",
    "prec": "≺",
    "succ": "≻",
    "preceq": "⪯",
    "succeq": "⪰",
    "models": "⊨",
    "vdash": "⊢",
    "lt": "<",
    "gt": ">",
    "triangleq": "≜",
    "coloneqq": "≔",
}

SYMBOLS = GREEK | LETTERLIKE | OPERATORS
"""What stands for one sign in a formula."""

FUNCTIONS = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf"
    " limsup ln log max min Pr sec sin sinh sup tan tanh argmax argmin".split()
)
"""What stands for its own name in a formula."""

STYLES = frozenset(
    "textbf textit textsc texttt textrm textsf textsl textup textmd textnormal emph underline uline"
    " mbox hbox text mathrm mathbf mathit mathsf mathtt mathnormal mathcal mathscr mathfrak"
    " boldsymbol bm pmb operatorname".split()
)
"""What says how its argument looks; the argument is what is read."""

SWITCHES = frozenset(
    "em it bf tt sc sl rm sf itshape bfseries ttfamily scshape slshape rmfamily sffamily normalfont"
    " small footnotesize large Large".split()
)
"""What says how the rest of a group looks."""

DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))

ABBREVIATIONS = {
    "eg": "e.g.",
    "Eg": "E.g.",
    "ie": "i.e.",
    "Ie": "I.e.",
    "cf": "cf.",
    "etc": "etc.",
    "etal": "et al.",
    "wrt": "w.r.t.",
    "vs": "vs.",
    "aka": "a.k.a.",
}
"""The macros of the style files that computer vision papers are written with."""

WORDS = {
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textunderscore": "_",
    "textdollar": "$",
    "textendash": "–",
    "textemdash": "—",
    "textbullet": "•",
    "textdegree": "°",
    "textregistered": "®",
    "texttrademark": "™",
    "textmu": "μ",
    "texttimes": "×",
    "textpm": "±",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "textgreater": ">",
    "textless": "<",
    "allowbreak": "",
    "xspace": "",
    "noindent": "",
    "par": "",
    "ldots": "…",
    "dots": "…",
}
"""What is written in running text."""

LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
}
"""Letters; as commands so short are other things as well, only with braces around or after."""
