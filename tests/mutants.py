"""Mutants: `.venv/bin/python tests/mutants.py` breaks the code in small ways, again and again.

Each mutant is a copy of the package in which one thing is another: a comparison, an `and`, a `not`,
a sign, a number, a condition, a call or `raise` that is left out, a value that is not returned. The
tests of that module are run on it; where none fails or hangs, it has survived, and is printed. What
is not mutated: texts (of which many are sentences for the user), annotations, and decorators.

Tools for this exist; those that were looked at either replace each operator by each other one, in
annotations too, which makes ten times as many mutants without ten times as much to learn, or
rewrite functions so that coroutines and lanes no longer run as they do.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

from tables import publish

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
PACKAGE = Path("paperterm")

LEAST = 0.9
"""The share of mutants that must be noticed."""


HEAD = ("What is changed", "Changes that a test notices", "Run")
"""The first row of the README's table."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the package, and the tests that are to notice when it is wrong."""

    title: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = {
    "clean": Part("what cleans text", ("clean.py",), ("test_clean.py",)),
    "fetch": Part(
        "what asks the feed",
        ("feed/body.py", "feed/limits.py", "feed/addresses.py", "feed/client.py"),
        ("test_feed.py", "test_feed_bounds.py", "test_secrets.py", "test_refresh.py"),
    ),
    "library": Part(
        "what writes the library",
        ("store/library.py", "store/said.py", "store/steps.py", "store/seals.py"),
        ("test_library.py", "test_steps.py", "test_merging.py", "test_store.py", "test_rescue.py"),
    ),
}

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one thing changed."""

    module: str
    line: int
    what: str
    code: str


class _Mutator(ast.NodeTransformer):
    """Changes the one thing that has a number, in the order of a walk; counts all of them."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self.seen = 0
        self.line = 0
        self.what = ""

    def _chosen(self, node: ast.AST, what: str) -> bool:
        chosen = self.seen == self._wanted
        self.seen += 1
        if chosen:
            self.line, self.what = getattr(node, "lineno", 0), what
        return chosen

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = self._statements(node.body)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value:
            node.value = self.visit(node.value)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.args = self.visit(node.args)
        node.body = self._statements(node.body)
        return node

    def _statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [self.visit(each) for each in body]

    def visit_If(self, node: ast.If) -> ast.AST:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return node
        self.generic_visit(node)
        if self._chosen(node, f"if not ({ast.unparse(node.test)})"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        self.generic_visit(node)
        if self._chosen(node, "while never"):
            node.test = ast.Constant(False)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if self._chosen(node, f"… if not ({ast.unparse(node.test)})"):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for place, operator in enumerate(node.ops):
            other = _COMPARED[type(operator)]
            if self._chosen(node, f"{other.__name__} in {ast.unparse(node)}"):
                node.ops[place] = other()
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = ast.Or if isinstance(node.op, ast.And) else ast.And
        if self._chosen(node, f"{other.__name__} in {ast.unparse(node)}"):
            node.op = other()
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Not, ast.USub)):
            what = f"{ast.unparse(node.operand)} for {ast.unparse(node)}"
            if self._chosen(node, what):
                return node.operand
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = _COMPUTED.get(type(node.op))
        if other and self._chosen(node, f"{other.__name__} in {ast.unparse(node)}"):
            node.op = other()
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool):
            if self._chosen(node, f"{not value}"):
                return ast.Constant(not value)
        elif isinstance(value, (int, float)) and self._chosen(node, f"{value + 1} for {value}"):
            return ast.Constant(value + 1)
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        is_done = isinstance(node.value, (ast.Call, ast.Await, ast.Yield))
        if is_done and self._chosen(node, f"without {ast.unparse(node)}"):
            return ast.Pass()
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        return ast.Pass() if self._chosen(node, f"without {ast.unparse(node)}") else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        is_said = node.value is not None and ast.unparse(node.value) != "None"
        if is_said and self._chosen(node, f"return None for {ast.unparse(node)}"):
            return ast.Return(ast.Constant(None))
        return node

    def visit_Break(self, node: ast.Break) -> ast.AST:
        return ast.Continue() if self._chosen(node, "continue for break") else node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return ast.Break() if self._chosen(node, "break for continue") else node


def mutants_of(module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse((SOURCE / PACKAGE / module).read_text(encoding="utf-8"))
    counting = _Mutator(-1)
    counting.visit(copy.deepcopy(tree))
    for number in range(counting.seen):
        mutator = _Mutator(number)
        mutated = ast.fix_missing_locations(mutator.visit(copy.deepcopy(tree)))
        what = " ".join(mutator.what.split())[:100]
        yield Mutant(module, mutator.line, what, ast.unparse(mutated))


def main() -> int:
    """Try the mutants and print those that survive; 1 says that too many do."""
    parser = argparse.ArgumentParser(prog="tests/mutants.py", description=__doc__)
    parser.add_argument("--only", action="append", choices=[*PARTS], help="a part (repeatable)")
    parser.add_argument("--module", help="one module of it, such as feed/body.py")
    parser.add_argument("--readme", action="store_true", help="write the figures into the README")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tried at once")
    options = parser.parse_args()
    too_many = False
    lines: dict[str, tuple[str, str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(Path(shutil.copytree(SOURCE, Path(scratch, str(number)))))
        for name in options.only or PARTS:
            began = perf_counter()
            part = PARTS[name]
            modules = [each for each in part.modules if options.module in {None, each}]
            tried = [mutant for module in modules for mutant in mutants_of(module)]
            noticed = _noticed(copies, part, tried, options.jobs)
            too_many |= noticed < LEAST * len(tried)
            figures = f"{noticed} of {len(tried)} ({noticed / len(tried):.1%})"
            print(f"{name}: {figures} noticed, {perf_counter() - began:.0f} s", flush=True)
            lines[part.title] = (figures, f"{datetime.now(UTC):%Y-%m-%d}")
    if options.readme:
        publish("mutants", HEAD, lines, [part.title for part in PARTS.values()])
    return 1 if too_many else 0


def _noticed(copies: SimpleQueue[Path], part: Part, tried: Sequence[Mutant], jobs: int) -> int:
    """Return how many mutants the tests of a part notice."""
    patience = 5 * _baseline(copies, part) + 20
    with ThreadPoolExecutor(jobs) as pool:
        trying = [pool.submit(_is_noticed, copies, each, part.tests, patience) for each in tried]
        return sum(each.result() for each in trying)


def _baseline(copies: SimpleQueue[Path], part: Part) -> float:
    """Return the seconds that the tests take on what is not mutated; they must pass."""
    copied = copies.get()
    began = perf_counter()
    if not _pass(copied, part.tests, None):
        raise SystemExit(f"The tests fail on what is not mutated: {', '.join(part.tests)}.")
    copies.put(copied)
    return perf_counter() - began


def _is_noticed(
    copies: SimpleQueue[Path], mutant: Mutant, tests: Sequence[str], patience: float
) -> bool:
    copied = copies.get()
    file = copied / PACKAGE / mutant.module
    original = file.read_text(encoding="utf-8")
    try:
        _write(file, mutant.code)
        survived = _pass(copied, tests, patience)
    finally:
        _write(file, original)
        copies.put(copied)
    if survived:
        print(f"survived: {mutant.module}:{mutant.line}: {mutant.what}", flush=True)
    return not survived


def _write(file: Path, code: str) -> None:
    """Write a module, of which nothing that was compiled before is used."""
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*"):
        compiled.unlink()
    file.write_text(code, encoding="utf-8")


def _pass(copied: Path, tests: Sequence[str], patience: float | None) -> bool:
    """Whether tests pass on a copy of the package, in time."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(copied),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(copied / ".hypothesis"),
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--hypothesis-seed=0"]
    command += ["-p", "no:cacheprovider", *(str(ROOT / "tests" / each) for each in tests)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
