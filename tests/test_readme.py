"""The README says what is so: its tables, examples and links are checked against the program.

The tables between `<!-- name -->` and `<!-- /name -->` follow from the code:
`python tests/test_readme.py` writes them anew.
"""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from paperterm.cli.commands import program
from paperterm.cli.tables import EXIT_CODES, FILES, VARIABLES
from paperterm.config import KEYS, load
from paperterm.config.example import toml
from paperterm.export import FORMATS
from paperterm.paper import Paper, Row
from paperterm.query.keys import KEYS as LANGUAGE
from paperterm.tui.commands import sections
from paperterm.tui.contexts import read_keymap

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PACKAGE = ROOT / "src" / "paperterm"


def blocks(kind: str = r"\w*") -> list[str]:
    """Return the README's code blocks of one kind, in their order."""
    text = README.read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def keys_table() -> str:
    """Return the table of keys, from the bindings."""
    rows = []
    for place, keys in sections():
        where = place
        for names, what in keys:
            rows.append((where, " ".join(f"`{name}`" for name in names.split(" ")), what))
            where = ""
    return table(("Where", "Keys", "What they do"), rows)


def language_table() -> str:
    """Return the table of the keys of the query language."""
    rows = []
    for key in LANGUAGE:
        names = " ".join(f"`{name}:`" for name in (key.name, *key.aliases))
        choices = ", ".join(f"`{choice.value}` ({choice.meaning})" for choice in key.choices)
        rows.append((names, f"{key.help}{': ' if choices else ''}{choices}", f"`{key.example}`"))
    return table(("Key", "What it says", "Example"), rows)


def config_table() -> str:
    """Return the table of what config.toml can say."""
    rows = [
        (
            f"`{key.name}`",
            key.kind.said,
            "none" if key.default is None else f"`{toml(key.default)}`",
            key.doc,
        )
        for key in KEYS
    ]
    return table(("Key", "Value", "Default", "What it is"), rows)


def formats_table() -> str:
    """Return the table of the formats of the export."""
    rows = [
        (f"`{each.name}`", " ".join(f"`{suffix}`" for suffix in each.suffixes), each.about)
        for each in FORMATS.values()
    ]
    return table(("Format", "Files", "What it is"), rows)


def exits_table() -> str:
    """Return the table of exit codes."""
    return table(("Exit code", "Meaning"), ((str(code), what) for code, what in EXIT_CODES))


def files_table() -> str:
    """Return the table of the program's files."""
    rows = ((f"`{f.name}`", f"`{f.on_linux}`", f"`{f.on_macos}`", f.what) for f in FILES)
    return table(("File", "On Linux", "On macOS", "What is in it"), rows)


def variables_table() -> str:
    """Return the table of variables of the environment."""
    return table(("Variable", "What it does"), VARIABLES)


def modules_table() -> str:
    """Return the map of the modules from the lowest layer up, in the words of their docstrings."""
    rows: list[tuple[str, str]] = []
    for layer in reversed(layers()):
        for name in layer:
            is_package = (PACKAGE / name).is_dir()
            rows += module_rows(PACKAGE / name if is_package else PACKAGE / f"{name}.py")
    return table(("Module", "What it is"), rows)


def module_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the row of a module or package, and those of what is in it."""
    place = path.relative_to(PACKAGE)
    indent = "&nbsp; " * (len(place.parts) - 1)
    yield f"{indent}`{place.as_posix()}{'/' if path.is_dir() else ''}`", about(path)
    if path.is_dir():
        for each in sorted(path.iterdir()):
            is_package = (each / "__init__.py").exists()
            if is_package or (each.suffix == ".py" and each.stem != "__init__"):
                yield from module_rows(each)


def order() -> str:
    """Return the import direction in one line, from the lowest layer up."""
    return f"```text\n{' ← '.join(' | '.join(layer) for layer in reversed(layers()))}\n```"


def layers() -> list[list[str]]:
    """Return the layers of the import contract, the highest first, without the package's name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layered,) = [
        each for each in contracts if each["type"] == "layers" and "containers" not in each
    ]
    return [
        [name.strip(" ()").removeprefix("paperterm.") for name in layer.split("|")]
        for layer in layered["layers"]
    ]


def about(path: Path) -> str:
    """Return the first sentence of a module's docstring."""
    file = path / "__init__.py" if path.is_dir() else path
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


GENERATED: dict[str, Callable[[], str]] = {
    "keys": keys_table,
    "language": language_table,
    "config": config_table,
    "formats": formats_table,
    "exits": exits_table,
    "files": files_table,
    "variables": variables_table,
    "order": order,
    "modules": modules_table,
}
"""The parts of the README that follow from the code, by the name in their comments."""


def part(name: str) -> re.Pattern[str]:
    """Return what matches a generated part, between its comments."""
    return re.compile(rf"(?<=<!-- {name} -->\n\n).*?(?=\n\n<!-- /{name} -->)", re.DOTALL)


def write() -> None:
    """Write the generated parts anew."""
    text = README.read_text(encoding="utf-8")
    for name, wanted in GENERATED.items():
        made = wanted()
        text = part(name).sub(lambda _, made=made: made, text)  # type: ignore[misc]
    README.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_part_says_what_the_code_says(name: str) -> None:
    found = part(name).search(README.read_text(encoding="utf-8"))
    assert found, f"there is no part between <!-- {name} --> and <!-- /{name} -->"
    wanted = GENERATED[name]()
    assert found[0] == wanted, f"`python tests/test_readme.py` writes it anew; wanted:\n\n{wanted}"


def test_every_module_is_in_the_map() -> None:
    found = part("modules").search(README.read_text(encoding="utf-8"))
    assert found
    for path in PACKAGE.rglob("*.py"):
        if path != PACKAGE / "__init__.py":
            name = path.parent if path.stem == "__init__" else path
            place = name.relative_to(PACKAGE).as_posix() + ("/" if name.is_dir() else "")
            assert f"`{place}`" in found[0], f"{place} has no place in the layers of pyproject.toml"


def test_the_first_two_blocks_are_one_command_each() -> None:
    first, second = blocks()[:2]
    for block in (first, second):
        assert block.count("\n") == 1
        assert block.startswith("python3 -m venv .venv && .venv/bin/pip install -q -c .ci/")
    assert first.endswith("&& .venv/bin/paperterm demo\n")
    assert second.endswith("&& .venv/bin/pytest -n auto\n")
    assert blocks("sh")[:2] == [first, second]


def test_links_lead_somewhere() -> None:
    text = README.read_text(encoding="utf-8")
    found = re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text)
    links = [first or second for first, second in found]
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {
        "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings
    }
    assert links
    for link in links:
        if link.startswith("#"):
            assert link in anchors
        elif "://" not in link:
            assert (ROOT / link).exists(), link


def test_every_picture_is_shown() -> None:
    text = README.read_text(encoding="utf-8")
    for picture in (ROOT / "screenshots").iterdir():
        assert f"(screenshots/{picture.name})" in text


def calls() -> Iterator[list[str]]:
    """Yield the arguments of each call of paperterm in the README's examples."""
    for block in blocks("sh"):
        for line in block.splitlines():
            words = shlex.shlex(line, posix=True, punctuation_chars=True)
            words.whitespace_split = True
            call: list[str] | None = None
            for word in [*words, ";"]:
                if set(word) <= set("();<>|&"):
                    if call is not None:
                        yield call
                    call = None
                elif call is not None:
                    call.append(word)
                elif Path(word).name == "paperterm":
                    call = []


def leaves(group: click.Group) -> Iterator[click.Command]:
    """Yield the commands that hold no others."""
    for each in group.commands.values():
        if isinstance(each, click.Group):
            yield from leaves(each)
        else:
            yield each


def test_examples_can_be_typed() -> None:
    seen = set()
    for call in calls():
        command: click.Command = program
        arguments = call
        while isinstance(command, click.Group) and arguments and arguments[0][0] != "-":
            assert arguments[0] in command.commands, call
            command, arguments = command.commands[arguments[0]], arguments[1:]
        seen.add(command)
        # What is no option raises a UsageError; --version ends with another exception.
        with suppress(click.exceptions.Exit):
            command.make_context("paperterm", list(arguments))
    assert seen == {program, *leaves(program)}


def test_the_example_of_a_config_is_right(tmp_path: Path) -> None:
    (example,) = blocks("toml")
    file = tmp_path / "config.toml"
    file.write_text(example, encoding="utf-8")
    read_keymap(load({}, file))
    assert set(tomllib.loads(example)) <= {key.name for key in KEYS}


def test_every_field_of_the_json_is_named() -> None:
    text = README.read_text(encoding="utf-8")
    for name in Row(1, Paper("2401.04088", "", "")).as_json():
        assert f"`{name}`" in text


if __name__ == "__main__":
    write()
