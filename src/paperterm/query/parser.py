"""From a text to a Query: its terms put together to a tree.

The work grows with the length of the text, which is bounded, and with how deep groups lie in one
another, which is bounded too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from paperterm.query.keys import Key, Takes
from paperterm.query.notes import Notes
from paperterm.query.terms import Kind, Term, Value, line_of, terms
from paperterm.query.tree import NESTING, QUERY_LENGTH, And, Fact, Node, Not, Or, Query, Sort
from paperterm.query.values import is_begun, plain, read, read_limit, read_sort


def parse(text: str) -> Query:
    """Return the query that `text` means. Any text means one."""
    kept, rest = text[:QUERY_LENGTH], text[QUERY_LENGTH:]
    line = line_of(kept)
    notes = Notes(line)
    parser = _Parser(notes, end=None if rest[:1].isspace() else len(line.text))
    for term in terms(line.text):
        parser.take(term)
    if rest and not rest.isspace():
        sentence = f"A query has {QUERY_LENGTH:,} characters at most; the rest is passed over."
        notes.cut(len(kept), len(text), sentence)
    return parser.query()


@dataclass(slots=True)
class _Group:
    """What stands between two parentheses: alternatives, each of nodes that all hold.

    `token` is the number of its parenthesis among the tokens, `last_or` that of its last OR.
    `expects` is whether a term has to follow.
    """

    token: int = 0
    negated: bool = False
    alternatives: list[list[Node]] = field(default_factory=lambda: [[]])
    last_or: int | None = None
    expects: bool = True

    @property
    def node(self) -> Node | None:
        """What the group means, None where nothing in it means anything."""
        alternatives = (_joined(And, nodes) for nodes in self.alternatives)
        node = _joined(Or, [node for node in alternatives if node])
        return _not(node) if node and self.negated else node

    def add(self, node: Node | None) -> None:
        """Take a term, of which a meaning may be missing."""
        self.expects = False
        if node:
            self.alternatives[-1].append(node)


class _Parser:
    """Takes one term after the other. A term that ends at `end` may still be typed on."""

    def __init__(self, notes: Notes, end: int | None) -> None:
        self._notes = notes
        self._end = end
        self._groups = [_Group()]
        self._deeper = 0
        self._sort: Sort | None = None
        self._limit: int | None = None

    def take(self, term: Term) -> None:
        """Put the next term where it belongs."""
        key = term.key
        if term.kind is Kind.OPEN:
            self._open(term)
        elif term.kind is Kind.CLOSE:
            self._close(term)
        elif term.kind is Kind.OR:
            self._or(term)
        elif key is None:
            self._groups[-1].add(self._plain(term, term.values[0]))
        elif not any(value.text for value in term.values):
            self._notes.dash(term)
            is_last = term.end == self._end
            self._notes.fault(term.inner, term.end, key.hint, unfinished=is_last)
            self._groups[-1].add(None)
        elif key.takes in {Takes.SORT, Takes.LIMIT}:
            self._order(term, key, term.values[0])
            self._groups[-1].add(None)
        else:
            self._groups[-1].add(self._keyed(term, key))

    def query(self) -> Query:
        """Return the query, after the last term."""
        while len(self._groups) > 1:
            group = self._groups.pop()
            sentence = "This parenthesis is not closed yet; it reaches to the end."
            self._notes.blame(group.token, sentence, unfinished=True)
            self._check_or(group, unfinished=True)
            self._groups[-1].add(group.node)
        self._check_or(self._groups[0], unfinished=True)
        return Query(
            self._groups[0].node, self._sort, self._limit, self._notes.hints, self._notes.tokens
        )

    def _open(self, term: Term) -> None:
        if len(self._groups) <= NESTING:
            number = self._notes.token(term.start, term.end, "parenthesis")
            self._groups.append(_Group(number, term.negated))
            return
        sentence = f"Parentheses more than {NESTING} deep are passed over, as if not there."
        self._deeper += 1
        self._notes.fault(term.start, term.end, sentence, unfinished=False)

    def _close(self, term: Term) -> None:
        if self._deeper:
            self._deeper -= 1
            self._notes.token(term.start, term.end, "mistake")
        elif len(self._groups) == 1:
            sentence = "This parenthesis closes nothing."
            self._notes.fault(term.start, term.end, sentence, unfinished=False)
        else:
            group = self._groups.pop()
            self._notes.token(term.start, term.end, "parenthesis")
            if group.last_or is None and group.expects:
                self._notes.blame(group.token, "Nothing stands between these parentheses.")
            self._check_or(group)
            self._groups[-1].add(group.node)

    def _or(self, term: Term) -> None:
        group = self._groups[-1]
        if group.expects:
            sentence = "OR stands between two terms."
            self._notes.fault(term.start, term.end, sentence, unfinished=False)
            return
        group.last_or = self._notes.token(term.start, term.end, "operator")
        group.expects = True
        group.alternatives.append([])

    def _check_or(self, group: _Group, *, unfinished: bool = False) -> None:
        if group.last_or is not None and group.expects:
            self._notes.blame(group.last_or, "OR stands between two terms.", unfinished=unfinished)

    def _plain(self, term: Term, value: Value) -> Node | None:
        """Return what a term without a key means."""
        is_last = term.end == self._end
        negated = term.negated or any(group.negated for group in self._groups)
        node = plain(value, self._notes.span(term), open_ended=is_last and not negated)
        if node is None:
            sentence = "There is nothing here to look for."
            self._notes.fault(term.start, term.end, sentence, unfinished=is_last)
            return None
        self._notes.dash(term)
        if isinstance(node, Or | Fact):
            self._notes.value(value)
        elif value.quoted:
            self._notes.quote(value)
        else:
            self._notes.word(value)
        return _not(node) if term.negated else node

    def _keyed(self, term: Term, key: Key) -> Node | None:
        """Return what a term with a key means; values that are wrong are passed over."""
        self._notes.dash(term)
        self._notes.token(term.inner, term.values[0].start, "key")
        nodes: list[Node] = []
        for value in term.values:
            if value is not term.values[0]:
                self._notes.token(value.start - 1, value.start, "operator")
            node = read(key, value, self._notes.span(term))
            if node:
                nodes.append(node)
                self._notes.value(value)
            elif value.end > value.start:
                self._wrong(term, key, value)
        joined = _joined(Or, nodes)
        return _not(joined) if joined and term.negated else joined

    def _wrong(self, term: Term, key: Key, value: Value) -> None:
        unfinished = value.end == self._end and not value.quoted and is_begun(key, value.text)
        self._notes.token(value.start, value.end, "unfinished" if unfinished else "mistake")
        self._notes.hint(term.inner, term.end, key.hint, unfinished=unfinished)

    def _order(self, term: Term, key: Key, value: Value) -> None:
        """Take an order or a limit, which are about the whole list."""
        self._notes.dash(term)
        if term.negated or len(self._groups) > 1:
            sentence = f"{key.name}: stands outside parentheses and without a dash."
            self._notes.fault(term.inner, term.end, sentence, unfinished=False)
            return
        self._notes.token(term.inner, value.start, "key")
        sort = read_sort(key, value.text) if key.takes is Takes.SORT else None
        limit = read_limit(value.text) if key.takes is Takes.LIMIT else None
        if sort is None and limit is None:
            self._wrong(term, key, value)
            return
        self._notes.value(value)
        if (sort and self._sort) or (limit and self._limit):
            sentence = f"Of more than one {key.name}: the last counts."
            self._notes.hint(term.start, term.end, sentence)
        self._sort, self._limit = sort or self._sort, limit or self._limit


def _joined(kind: type[And | Or], nodes: Iterable[Node]) -> Node | None:
    """Return nodes as one, each of them once, those of the same kind taken apart."""
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.nodes if isinstance(node, kind) else (node,)))
    return kind(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _not(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)
