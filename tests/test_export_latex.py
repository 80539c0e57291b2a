"""Text as LaTeX: what is encoded, and what stays because it is LaTeX already."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperterm.clean import clean_abstract
from paperterm.export.latex import encoded


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("85% of R&D, #1, a_b", r"85\% of R\&D, \#1, a\_b"),
        ("x^2 ~ y", r"x{\textasciicircum}2 {\textasciitilde} y"),
        ("<y> | z", r"{\textless}y{\textgreater} {\textbar} z"),
        ("naïve Łukasz", r"na{\"{i}}ve {\L}ukasz"),
        ("α ≤ β", r"{$\alpha$} {$\leq$} {$\beta$}"),
        ("– “π”", r"-- {\textquotedblleft}{$\pi$}{\textquotedblright}"),
        ("e\u0301 x\u0302", r"{\'e} {\^{x}}"),
        ("ő ű Đ ½", r"{\H{o}} {\H{u}} Đ ½"),
        ("3×4, 90° and ©, 5⁴", "3×4, 90° and ©, 5{$^{4}$}"),
        ("a {b} } {", r"a \{b\} {$\rbrace$} {$\lbrace$}"),
        ("机器学习", "机器学习"),
    ],
)
def test_characters_are_encoded(text: str, latex: str) -> None:
    assert encoded(text) == latex


@pytest.mark.parametrize(
    "text",
    [
        r"a $\alpha$-approximation of $\mathbb{R}^{n \times d}$, $\mathcal{O}(n^2)$",
        r"\textbf{bold} and \emph{both \textit{at} once}, \LaTeX{} and {\bf old}",
        r"na\"ive, na{\"i}ve, na\"{i}ve, \'{e}, \c{c}, \v{S}",
        r"85\% of R\&D, \#1, a\_b, \$5, i.\,e.",
    ],
)
def test_latex_stays_as_it_is(text: str) -> None:
    assert encoded(text) == text


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("from $5 to $10", r"from \$5 to \$10"),
        ("$5-$10, $100K/$200K", r"\$5-\$10, \$100K/\$200K"),
        ("US$ and AU$", r"US\$ and AU\$"),
        ("a lone $", r"a lone \$"),
    ],
)
def test_prices_are_no_formulas(text: str, latex: str) -> None:
    assert encoded(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"\ours beats \sysname", r"{\textbackslash}ours beats {\textbackslash}sysname"),
        (r"\input{/x}", r"{\textbackslash}input\{/x\}"),
        (r"$\input{/x}$", r"$\backslash input{/x}$"),
        (r"{\catcode 0}", r"\{{\textbackslash}catcode 0\}"),
        (r"\em", r"{\textbackslash}em"),
    ],
)
def test_commands_that_not_every_document_has_are_only_characters(text: str, latex: str) -> None:
    assert encoded(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        (r"the \alpha of it", r"the {$\alpha$} of it"),
        (r"\LaTeX is", r"{\LaTeX} is"),
        (r"\(x_1\) and $\{x$", r"$x_1$ and $\lbrace x$"),
        ("$100\\%$ of $5%é$", "$100\\%$ of $5\\%\\mbox{{\\'e}}$"),
    ],
)
def test_what_stays_is_made_safe(text: str, latex: str) -> None:
    assert encoded(text) == latex


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("BERT and GPT-4 on an iPhone", "{BERT} and {GPT}-4 on an {iPhone}"),
        ("Q-Learning in 3D, A Survey", "{Q}-Learning in {3D}, A Survey"),
        ("State-Of-The-Art: Über", 'State-Of-The-Art: {\\"U}ber'),
        (r"The $O(N)$ of \textbf{LLMs}", r"The {$O(N)$} of \textbf{{LLMs}}"),
    ],
)
def test_capitals_of_a_title_are_protected_where_they_must_stay(title: str, latex: str) -> None:
    assert encoded(title, title=True) == latex


def depth_is_right(latex: str) -> bool:
    """Whether braces come in pairs, as BibTeX counts them: also those after a backslash."""
    depth = 0
    for character in latex:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            "{ } \\ $ % & # _ ^ ~ \\{ \\} \\( \\) \\\\ \\' \\i \\em \\bf \\textbf{ \\LaTeX \\alpha "
            "\\left \\% @ , = \" ' and é \u0301 \n\n 5 x".split(" ")
        ),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)


@given(HOSTILE, st.booleans())
def test_braces_come_in_pairs_whatever_is_encoded(text: str, title: bool) -> None:
    latex = encoded(clean_abstract(text), title=title)
    assert depth_is_right(latex)
    assert not latex.replace("\\\\", "").endswith("\\")


def test_deep_and_long_text_takes_no_long_time() -> None:
    for text in ("{" * 20_000, "\\textbf{" * 2_500 + "}" * 2_500, "$x" * 10_000, "\\(" * 10_000):
        assert depth_is_right(encoded(text))
