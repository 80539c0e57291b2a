"""Texts of queries for hypothesis: anything a person may type, and much that nobody would."""

from __future__ import annotations

from hypothesis import strategies as st

from paperterm.query.keys import KEYS, Key, Takes

WORDS = (
    "mixture mixt experts of C++ c# GPT-[n] it's it’s state-of-the-art snake_case Schrödinger"
    ' straße łódź 混合专家 हिन्दी x² 100% a* c++* ** OR AND or : , - -- f(x) f(x x) 5"disk ( )'
    " 2511.00001 2511.00001v2 2511.00001* arXiv:2511.00001 https://arxiv.org/abs/2511.00001v2"
    " hf.co/papers/2608.00003 foo:bar foo: http://a.b is: \u200b \u0301"
).split()

DATES = "2025 2025-01 2025-02-28 2024-02 2025-13 2025- 0001 9999-12-31".split()

VALUES = {
    Takes.WORDS: ["hinton", "le*", '"le cun"', '"le c"*', "o'neil", '"a,b"', "", "c++", "x(y"],
    Takes.CHOICE: ["un", ""],
    Takes.LIST: ["trending", "2026-07-31", "2026-W30", "2026-w31", "2026-07", "2026", "2026-W60"],
    Takes.TAG: ["vision", "vis*", '"Vision Language"', '"vis"*', "AGENTS", "*", "c++", "", "x"],
    Takes.ID: ["2511.00001", "2511.00001v3", "page-0a1b", "https://hf.co/papers/2608.00003", ""],
    Takes.NUMBER: ["5", ">20", ">=3", "<3", "<=50", "20..50", "20..*", "*..7", "*", "5..2", ">"],
    Takes.DAY: DATES,
    Takes.DAYS: [*DATES, *(f"{a}..{b}" for a in ("*", *DATES) for b in ("*", *DATES)), ">2025-01"],
    Takes.AGE: ["7d", "2w", "1m", "3Y", "0d", "99999y", "7", "x"],
    Takes.SORT: ["date", "rank-desc", "title-asc", "upvotes-", "foo"],
    Takes.LIMIT: ["50", "0", "x"],
}


def values(key: Key) -> st.SearchStrategy[str]:
    """Return values for a key, right ones and wrong ones."""
    single = st.sampled_from([*VALUES[key.takes], *(choice.value for choice in key.choices)])
    return st.lists(single, min_size=1, max_size=3 if key.several else 1).map(",".join)


def keyed(key: Key) -> st.SearchStrategy[str]:
    """Return a key, or one of its aliases, with values."""
    names = st.sampled_from([key.name, *key.aliases, key.name.upper()])
    return st.builds("{}:{}".format, names, values(key))


words = st.sampled_from(WORDS)
phrases = st.lists(words, max_size=3).map(lambda some: '"' + " ".join(some) + '"')
terms = st.one_of(words, words, phrases, st.sampled_from(KEYS).flatmap(keyed))
"""One term, without a dash."""


def _grouped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    some = st.lists(inner, min_size=1, max_size=4)
    return st.one_of(
        st.builds("-{}".format, inner),
        st.builds(" ".join, some),
        st.builds(" OR ".join, some),
        st.builds("({})".format, inner),
        st.builds("-({})".format, inner),
    )


texts = st.builds(
    "{}{}".format, st.recursive(terms, _grouped, max_leaves=12), st.sampled_from(["", " "])
)
"""Whole queries, made of the pieces of the grammar."""

any_text = st.one_of(
    st.text(), st.text(' ()"-:,*.<>ORaisauthor2é\u200b\u0301\t\n', max_size=40), texts
)
"""Any text at all."""
