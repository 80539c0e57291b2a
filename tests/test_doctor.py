"""`paperterm doctor`: it says what works and what does not, and changes nothing at all."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from cli_helpers import ITEMS, MIXTRAL, Shell, SmallFeed
from needs import needs
from paperterm.store.files import connect

Findings = dict[str, dict[str, Any]]


@pytest.fixture
def feed() -> Iterator[SmallFeed]:
    """A feed that answers."""
    with SmallFeed(lambda _: ITEMS) as feed:
        yield feed


def found(shell: Shell, code: int, **environ: str) -> Findings:
    """Return what doctor finds, by the names, after a look that nothing was touched."""
    before = snapshot(shell.program.home)
    ended = shell.run("doctor", "--json", stdin=b"", **environ)
    assert snapshot(shell.program.home) == before
    assert ended.code == code, ended.out
    report = json.loads(ended.out)
    findings = {each["name"]: each for each in report["findings"]}
    broken = [name for name, each in findings.items() if each["state"] == "broken"]
    assert report["broken"] == broken
    return findings


def snapshot(home: Path) -> dict[Path, tuple[int, bytes]]:
    """Return every file of a folder, with its content and when it was written."""
    return {
        each: (each.stat().st_mtime_ns, each.read_bytes() if each.is_file() else b"")
        for each in sorted(home.rglob("*"))
    }


def cache_of(shell: Shell) -> Path:
    return shell.program.home / "cache/paperterm/cache.db"


def library_of(shell: Shell) -> Path:
    return shell.program.home / "data/paperterm/library.db"


def test_nothing_is_broken_before_the_first_start(empty_shell: Shell, feed: SmallFeed) -> None:
    findings = found(empty_shell, 0, HF_ENDPOINT=feed.url)
    assert list(findings) == [
        "terminal",
        "clipboard",
        "browser",
        "editor",
        "config",
        "cache",
        "library",
        "backups",
        "folders",
        "feed",
    ]
    assert findings["cache"]["condition"] == findings["library"]["condition"] == "not there yet"
    assert findings["feed"]["state"] == "ok"
    assert feed.asked == ["trending"]
    assert not empty_shell.program.home.exists()


def test_both_databases_are_checked_and_counted(shell: Shell, feed: SmallFeed) -> None:
    shell.run("mark", "starred", MIXTRAL)
    shell.run("tag", "add", "a,b", MIXTRAL)
    findings = found(shell, 0, HF_ENDPOINT=feed.url)
    assert findings["cache"]["papers"] == 3
    assert findings["library"]["starred"] == 1
    assert findings["library"]["tagged"] == 1
    assert findings["library"]["steps_to_undo"] == 2
    assert {findings[name]["condition"] for name in ("cache", "library")} == {"fine"}


def test_all_fits_on_a_screen_and_reads_as_sentences(shell: Shell, feed: SmallFeed) -> None:
    ended = shell.run("doctor", HF_ENDPOINT=feed.url, BROWSER="surf")
    assert ended.code == 0
    assert len(ended.lines) <= 24
    assert max(map(len, ended.lines)) <= 80
    assert ended.lines[-1] == "Nothing is broken."
    assert "browser    ok       surf" in ended.lines
    assert "config     ok       ~/config/paperterm/config.toml is not there" in ended.out


def test_a_token_is_never_shown(shell: Shell, feed: SmallFeed) -> None:
    for arguments in (["doctor"], ["doctor", "--json"]):
        ended = shell.run(*arguments, HF_ENDPOINT=feed.url, HF_TOKEN="hf_secret")
        assert "hf_secret" not in ended.out + ended.err
        assert "HF_TOKEN is set" in ended.out
    assert feed.headers[0]["Authorization"] == "Bearer hf_secret"


def test_what_acts_on_a_terminal_is_escaped_in_json(shell: Shell) -> None:
    browser = "x\u202e\x9b2J\x7f\udcff"
    ended = shell.run("doctor", "--json", BROWSER=browser)
    assert ended.out.replace("\n", "").isprintable()
    assert "x\\u202e\\u009b2J\\u007f" in ended.out


def test_a_network_that_is_not_there_is_no_fault_of_ours(shell: Shell) -> None:
    findings = found(shell, 0)
    assert findings["feed"]["state"] == "limited"
    assert "could not be reached" in findings["feed"]["says"]


@pytest.mark.parametrize("answer", [403, []])
def test_a_feed_that_refuses_or_has_nothing_is_broken(
    shell: Shell, answer: int | list[Any]
) -> None:
    with SmallFeed(lambda _: answer) as feed:
        assert found(shell, 1, HF_ENDPOINT=feed.url)["feed"]["state"] == "broken"


def test_a_wrong_config_is_named_and_the_rest_looked_at(shell: Shell, feed: SmallFeed) -> None:
    file = shell.program.config_file
    file.parent.mkdir(parents=True)
    file.write_text("\nrows = 7\n", encoding="utf-8")
    findings = found(shell, 1, HF_ENDPOINT=feed.url)
    assert f"{file}:2:" in findings["config"]["says"]
    assert findings["cache"]["papers"] == 3
    assert findings["feed"]["state"] == "ok"
    file.write_text('[keys]\n"mark.raed" = "x"\n', encoding="utf-8")
    assert ":2:" in found(shell, 1, HF_ENDPOINT=feed.url)["config"]["says"]
    file.unlink()
    assert found(shell, 1, HF_ENDPOINT="nonsense")["config"]["state"] == "broken"


def test_without_a_home_it_is_told(empty_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr(platformdirs, "user_data_path", fail)
    findings = found(empty_shell, 1)
    assert "set HOME" in findings["config"]["says"]
    assert "library" not in findings


@pytest.mark.parametrize("name", ["cache", "library"])
@pytest.mark.parametrize("harm", ["text", "middle", "short"])
def test_a_damaged_database_is_told_and_left_alone(shell: Shell, name: str, harm: str) -> None:
    file = cache_of(shell) if name == "cache" else library_of(shell)
    content = bytearray(file.read_bytes())
    if harm == "middle":
        content[4096:] = bytes(len(content) - 4096)
    file.write_bytes(
        {"text": b"no database, " * 100, "middle": bytes(content), "short": b"x"}[harm]
    )
    findings = found(shell, 1)
    assert findings[name]["state"] == "broken"
    assert findings[name]["condition"] == "damaged"
    other = "library" if name == "cache" else "cache"
    assert findings[other]["condition"] == "fine"


def test_a_database_of_a_newer_version_is_left_alone(shell: Shell) -> None:
    with sqlite3.connect(library_of(shell)) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    assert "newer paperterm" in found(shell, 1)["library"]["says"]


def test_a_database_of_an_older_version_is_not_brought_up_to_date(shell: Shell) -> None:
    with sqlite3.connect(library_of(shell)) as connection:
        connection.execute("PRAGMA user_version=1")
    connection.close()
    assert found(shell, 0)["library"]["condition"] == "of an older version"


def test_what_a_crash_cut_off_is_not_finished(shell: Shell, tmp_path: Path) -> None:
    file = library_of(shell)
    connection = connect(file)
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO recent (text) VALUES (?)", ((f"{n:0500}",) for n in range(200))
    )
    kept = {each: each.read_bytes() for each in file.parent.iterdir() if each.is_file()}
    connection.close()
    for each, content in kept.items():
        each.write_bytes(content)
    findings = found(shell, 0)
    assert findings["library"]["condition"] == "cut off while it was written"
    assert findings["library"]["state"] == "limited"


def test_it_looks_on_while_somebody_writes(shell: Shell) -> None:
    for file in (cache_of(shell), library_of(shell)):
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            ended = shell.run("doctor", "--json")
            assert ended.code == 0
        finally:
            connection.rollback()
            connection.close()


def test_backups_are_listed_the_newest_first(shell: Shell) -> None:
    for number in (1, 2):
        Path(f"{library_of(shell)}.version-{number}").write_bytes(b"x" * 2_000)
    findings = found(shell, 0)
    assert "library.db.version-2 (2 kB, " in findings["backups"]["says"]


def test_a_damaged_backup_is_told(shell: Shell) -> None:
    assert shell.run("list").code == 0
    (backup,) = library_of(shell).parent.glob("library-backups/library-*.db")
    assert backup.name in found(shell, 0)["backups"]["says"]
    backup.write_bytes(backup.read_bytes()[:9_000])
    told = found(shell, 0)["backups"]
    assert told["state"] == "limited"
    assert told["damaged_backups"] == [str(backup)]


def test_a_folder_that_cannot_be_written_is_broken(shell: Shell) -> None:
    """A file in its place, as the superuser may write wherever a folder is."""
    (shell.program.home / "state").write_text("in the way", encoding="utf-8")
    findings = found(shell, 1, XDG_STATE_HOME=str(shell.program.home / "state"))
    assert "cannot be written" in findings["folders"]["says"]


def test_what_the_surroundings_say_is_cleaned(shell: Shell) -> None:
    ended = shell.run("doctor", TERM="\x1b[31mxterm", BROWSER="\x1b]52;c;aGk=\x07surf", LANG="C")
    assert ended.code == 0
    assert ended.out.replace("\n", "").isprintable()


def test_the_clipboard_of_tmux_is_seen(shell: Shell, tmp_path: Path) -> None:
    tmux = needs("tmux")
    command = [tmux, "-S", str(tmp_path / "socket"), "-f", "/dev/null"]
    doctor = " ".join(shell.program.command) + " doctor --json"
    out = tmp_path / "out"
    environ = shell.program.surroundings()
    try:
        line = f"{doctor} > {out}; tmux wait-for -S done"
        subprocess.run([*command, "new-session", "-d", line], env=environ, check=True)
        subprocess.run([*command, "wait-for", "done"], env=environ, check=True, timeout=60)
    finally:
        subprocess.run([*command, "kill-server"], env=environ, check=False)
    findings = {each["name"]: each for each in json.loads(out.read_text())["findings"]}
    assert findings["clipboard"]["state"] == "ok"
    assert findings["clipboard"]["tmux"] == "external"
    assert "tmux's buffer, handed on" in findings["clipboard"]["says"]
