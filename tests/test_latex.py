r"""LaTeX is read as what it stands for where that is sure; everything else stays as it is."""

from __future__ import annotations

import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papers import NOW
from paperterm.clean import clean, clean_abstract, clean_line
from paperterm.feed.saved import read_saved
from paperterm.reading import LONGEST, reading

READ = [
    # formulas
    (r"PIXART-$\alpha$: fast", "PIXART-α: fast"),
    (r"$O(n^2)$ and $O(n \log n)$", "O(n²) and O(n log n)"),
    (r"\( O(n^3) \) and \[x\]", "O(n³) and x"),
    (r"M$^3$IT, F$_1$, $\ell_2$, $x_{i}$, $10^{-6}$", "M³IT, F₁, ℓ₂, xᵢ, 10⁻⁶"),
    (r"$1024 \times 1024$, $a\leq b$, $\sim 5$", "1024 × 1024, a ≤ b, ~5"),
    (r"$\mathcal{O}(n)$, $\mathbb{R}^d$, $\mathcal{J}$\&$\mathcal{F}$", "O(n), ℝᵈ, J&F"),
    (r"$\frac{1}{2}$, $\sqrt{n}$, $\sqrt{a+b}$, $\tilde{O}(n)$", "1/2, √n, √(a+b), Õ(n)"),
    (r"$45^\circ$, $A^*$, $x'$, $n$-gram, pass@$k$, $k$NN", "45°, A*, x′, n-gram, pass@k, kNN"),
    (r"$\epsilon$-greedy, top-$n\sigma$, PPL-$p\%$", "ε-greedy, top-nσ, PPL-p%"),
    # words
    (r"\textbf{bold \emph{and} more} {\it vs.} {\sc Mwp}", "bold and more vs. Mwp"),
    (r"85\% of A \& B at \#1, a\_b, \$9", "85% of A & B at #1, a_b, $9"),
    (r"(i.\,i.\,d) on an 8\,GB Pi: RLEP\, -- \,then", "(i. i. d) on an 8 GB Pi: RLEP – then"),
    (r"360{\deg} and {\Delta}G, {\mu}-Bench, {\alpha}", "360° and ΔG, μ-Bench, α"),
    (r"(\eg, PPO), \ie the \etc. \eg~this", "(e.g., PPO), i.e. the etc. e.g. this"),
    (r"E\textsuperscript{2}R, \textcolor{red}{x}, \LaTeX{} code", "E²R, x, LaTeX code"),
    (r"at\url{https://a.b/c\_d}.", "at https://a.b/c_d."),
    (r"\href{https://a.b}{here}, \href{https://a.b}{a.b}", "here (https://a.b), https://a.b"),
    (r"board\footnote{See \textbf{x}.}", "board (See x.)"),
    (r"2.3\times faster, PixArt-\Sigma is, \alpha_1^2", "2.3× faster, PixArt-Σ is, α₁²"),
    # accents
    (r"na\"ive, na\"{\i}ve, \"Ust\"un, It\^o", "naïve, naïve, Üstün, Itô"),
    (r"Pok\'emon, \'Eclair, B\'{e}zier, vis-\`a-vis", "Pokémon, Éclair, Bézier, vis-à-vis"),
    (r"\v{S}koda, Erd\H{o}s, \c{c}a, S{\o}ren, Stra\ss{}e", "Škoda, Erdős, ça, Søren, Straße"),
    # dashes, quotes, ties
    ("a -- b, Backus--Naur, 1--5, so---well", "a – b, Backus–Naur, 1–5, so—well"),
    ("``quoted'' and `single', ``mixed\"", "“quoted” and ‘single’, “mixed”"),
    (r"models~(LLMs), 1)~a, Raspberry~Pi~5, 13~\%", "models (LLMs), 1) a, Raspberry Pi 5, 13 %"),
    # what the feed has dropped a backslash or dollars of
    ("M^3IT, M^{2}UGen, 10^{-6}, O(N^2), 25km^2", "M³IT, M²UGen, 10⁻⁶, O(N²), 25km²"),
    ("360^circ, 180^{circ} view", "360°, 180° view"),
    ("pass^k, A^* search, W^+ space, V^{star}", "passᵏ, A* search, W⁺ space, V*"),
    ("H_2O, L_2, AP_{50}, z_{t+1}-z_t, C_7^2", "H₂O, L₂, AP₅₀, zₜ₊₁-zₜ, C₇²"),
    ("pi_0, tau^2-Bench, ell_1, nabla^2DFT", "π₀, τ²-Bench, ℓ₁, ∇²DFT"),
    ("4times faster, 512times512, 16 times 16", "4× faster, 512×512, 16 × 16"),
    ("sim60x, (sim10), in sim20 s, 5sim10", "~60x, (~10), in ~20 s, 5~10"),
    ("5%rightarrow10%, (sim8%uparrow), p leq 0.1", "5%→10%, (~8%↑), p ≤ 0.1"),
    ("infty-gram, textbf{mu}ltiscale", "∞-gram, multiscale"),
]

KEPT = [
    # money
    "costs $5 and $10",
    "from $5 to $10, a $5-$10 range, US$5/US$10, $1 million",
    "90$ of it, and 4-6$, we",
    r"a budget of \10,000 and \500",
    # programs
    "$HOME/$USER, ${PATH}, $PATH:$HOME, $a$b$c, echo $x",
    r"C:\alpha\beta, src\alpha\beta, \\server\pi, C:\PROGRA~1, \d+\.\w",
    r"^[a-z]+\.\d{2}$, (^a|b$), \(foo bar\)",
    "a --json, C-- and x--; <!-- a --> -->",
    "`code`, ``code``, --, ---",
    "float8_e4m3, Q4_0, down_proj, FIND_EVENT, image_1, GTE_base, img_{i}.png",
    "https://a.b/~user/x_1^2--3 and www.a.b/x_2",
    # quotes that were escaped
    r"a \"useful\" thing, query\'s content",
    r"they\'re, don\'t, I\'ve",
    r"\'alone\' and they\'re",
    # commands that are not known, and arguments that do not end
    r"we propose \method, \10 of \emph{it, {x}",
    r"\cite{a}, \method{x}, \textbf{x",
    r"$\unknown{x}$, $x^{y$, $x_q$, $G_{\text{stack}}$, \( x",
    # other things
    "{-1, 0, 1}, {MetaMath}, {https://a.b}, 1{8}",
    "~7M, ~ 5, 8~16, 75%~89%, 2~3x, achieves~10x, A~Z",
    "It^o, R^{mtimes n}, G_{stack}, H_{infty}, sum_{i=1}^{N_E}, pi_{0.5}, ^_^",
    "sim2real, sim2sim, similar, sometimes 3 times 5 times, times 4",
    "alpha, tau-bench, times, rightarrows, sequences, narrow",
    "AT&T, 100%, #1, a * b, 5 < 6 > 4, [MASK], C++",
]


@pytest.mark.parametrize(("text", "read"), READ)
def test_what_is_sure_is_read(text: str, read: str) -> None:
    assert reading(text) == read


@pytest.mark.parametrize("text", KEPT)
def test_what_is_not_sure_stays_as_it_is(text: str) -> None:
    assert reading(text) == text


def test_a_part_that_is_not_sure_does_not_keep_the_rest_from_being_read() -> None:
    assert reading(r"\method{} costs $5 and is na\"ive") == r"\method{} costs $5 and is naïve"
    assert reading(r"$x_q$ and $x_i$, $5 and $x^2$") == "$x_q$ and xᵢ, $5 and x²"


PIECES = r"""\ $ { } ^ _ ~ ` ' -- \" \textbf{ \emph{ \alpha \frac $x$ \( \) \url{ \href{a}{ {\em \,
\i \_ a b 5 times sim [2] x^2 \'e \char \symbol{27} é 文""".split()


@given(
    st.lists(st.sampled_from([*PIECES, " ", "\n", "\u0301", "\u200d", "\u202e"])).map("".join)
    | st.text()
)
@example("a\u0301\u0301\u0301\u0301{}\u0301\u0301\u0301\u0301")
@example("a\u0301\u0301\u0301\u0301\\xspace\u0301\u0301\u0301")
def test_what_comes_out_is_as_clean_as_what_goes_in(text: str) -> None:
    cleaned = clean(text, LONGEST)
    read = reading(cleaned)
    assert clean(read, len(read)) == read
    assert len(read) <= 3 * len(cleaned)


@given(st.text())
def test_a_title_that_is_read_is_still_one_line(text: str) -> None:
    assert "\n" not in reading(clean_line(text, 300))


@given(st.text(st.characters(exclude_characters="\\$^_~`{-tsari lgneq")))
def test_text_without_a_sign_of_latex_is_untouched(text: str) -> None:
    cleaned = clean(text, LONGEST)
    assert reading(cleaned) == cleaned


HOSTILE = r"""$ { \ ` ~ $x \textbf{ ``a `a' \( {\em ^{ _1 a_1 \"u \url{ -- $\alpha \' a~b x^2 {}
\href{a}{ \footnote{a} $\frac{ http:// x^{ 1times1 \text{x}^ ^^ $$""".split()


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length_allows(piece: str) -> None:
    text = clean_abstract((piece * LONGEST)[:LONGEST])
    start = time.perf_counter()
    reading(text)
    assert time.perf_counter() - start < 1  # some 20 ms; what grows faster takes many seconds


def test_a_text_of_unusual_length_stays_as_it_is() -> None:
    assert reading("x^2" * LONGEST) == "x^2" * LONGEST


PRICE = re.compile(r"(?<!\\)\$\d[\d,.]*\d|\\\d+,\d+")
WORDS = re.compile(r"(?<![\\A-Za-z\"'`^{}])[A-Za-z]{4,}(?![A-Za-z\\^_])")
WORN = set(
    "times timesA timesNVIDIA timessim circtimes approx rightarrow uparrow infty"
    " textbf textit".split()
)


def test_recorded_abstracts_keep_their_prices_and_words(recordings: Path) -> None:
    changed = 0
    for month in sorted((recordings / "monthly").glob("*.json.gz")):
        for record in read_saved(month, lambda: NOW).records:
            for text in (record.paper.title, record.paper.abstract):
                read = reading(text)
                changed += read != text
                assert PRICE.findall(read) == PRICE.findall(text) or r"\$" in text
                lost = set(WORDS.findall(text)) - WORN
                assert lost <= set(re.findall(r"[A-Za-z]+", reading_of_scripts(read))), text
    assert changed > 1_000  # of 16,074


def reading_of_scripts(text: str) -> str:
    """Return text with what stands high or low brought down, in which words can be looked for."""
    return unicodedata.normalize("NFKC", text)
