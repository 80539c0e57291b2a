"""The command line: what each command prints, and the code it ends with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cli_helpers import Answer, Program, SmallFeed, every_weekday, item, saved
from paperterm import __version__
from paperterm.archive import Progress
from paperterm.cli import main
from paperterm.cli.fetching import ArchiveProgress, progress_bar

FIELDS = [
    "id",
    "title",
    "authors",
    "abstract",
    "published_at",
    "feed_day",
    "rank",
    "upvotes",
    "comments",
    "repos",
    "github_stars",
    "keywords",
    "ai_summary",
    "organization",
    "submitted_by",
    "project_page",
    "read",
    "starred",
    "new",
    "hidden",
    "tags",
    "note",
    "url",
    "pdf_url",
]

ITEMS = [
    item("2401.04088", "Mixtral of Experts", upvotes=3, githubRepo="github.com/mistralai/src.git"),
    item("2101.03961", "Switch Transformers: a MoE Survey", upvotes=2),
    item("1706.03762", "Attention Is All You Need", upvotes=1),
]


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    """The program on its first start."""
    return Program(tmp_path / "home")


@pytest.fixture
def program(empty: Program, tmp_path: Path) -> Program:
    """The program with three papers in its cache."""
    assert empty.run("import", saved(tmp_path / "items.json", ITEMS)).code == 0
    return empty


def ids(program: Program, *arguments: str) -> list[str]:
    """Return the ids that `list` prints."""
    ended = program.run("list", *arguments)
    assert ended.code == 0, ended.err
    return [line.split()[0] for line in ended.lines]


# Help, version, usage


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_quick(empty: Program, option: str) -> None:
    slow = ["textual", "httpx", "sqlite3", "sqlite_utils", "platformdirs", "asyncio.events"]
    code = (
        "import sys; from paperterm.cli import main; code = main(sys.argv[1:]);"
        f"print([name for name in {slow} if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, option],
        capture_output=True,
        text=True,
        env=empty.surroundings(),
        check=True,
    )
    imported, _, ended = done.stderr.strip().rpartition(" ")
    assert "textual" not in imported
    assert "httpx" not in imported
    assert "sqlite" not in imported
    assert ended == "0"
    assert ("Usage: paperterm" if option == "--help" else f"paperterm {__version__}") in done.stdout
    assert not empty.home.exists()


def test_every_command_has_its_help(empty: Program) -> None:
    shown = empty.run("--help").out
    for name in ("demo", "import", "list", "mark", "path", "refresh", "show"):
        assert f"\n  {name} " in shown
        ended = empty.run(name, "--help")
        assert ended.code == 0
        assert ended.out.startswith(f"Usage: paperterm {name}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["list", "--nonsense"],
        ["list", "moe", "--limt=5"],
        ["list", "--limit"],
        ["list", "moe", "--limit"],
        ["list", "--limit", "five"],
        ["list", "--limit=-1"],
        ["list", "--json=yes"],
        ["show"],
        ["show", "2401.04088", "more"],
        ["mark", "read"],
        ["mark", "finished", "2401.04088"],
        ["import"],
        ["refresh", "now"],
        ["refresh", "2401.04088", "now"],
        ["refresh", "2401.04088", "--all"],
        ["refresh", "--all", "--since", "2025"],
        ["refresh", "--since"],
        ["refresh", "--since", "yesterday"],
        ["refresh", "--since", "2025-13"],
        ["refresh", "--since", "9999"],
        ["refresh", "--since", "2025-01..2025-02"],
        ["path", "-x"],
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("paperterm: ")
    assert printed.err.count("\n") == 1


def test_arguments_are_not_given_back_raw(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--\x1b[31m\u202egnihton"]) == 2
    assert main(["\x1b]52;c;aGk=\x07"]) == 2
    assert capsys.readouterr().err.replace("\n", "").isprintable()


def test_a_mistake_in_the_config_is_named_and_ends_with_2(empty: Program) -> None:
    empty.config_file.parent.mkdir(parents=True)
    empty.config_file.write_text("\nrefresh_minuts = 3\n", encoding="utf-8")
    for arguments in ([], ["list"], ["refresh"], ["demo"]):
        ended = empty.run(*arguments)
        assert ended.code == 2
        assert f"{empty.config_file}:2: there is no key refresh_minuts" in ended.err
    assert empty.run("path").code == 0


def test_path_says_where_files_are(empty: Program) -> None:
    ended = empty.run("path")
    assert ended.code == 0
    assert [line.split() for line in ended.lines] == [
        ["config", str(empty.config_file)],
        ["cache", str(empty.home / "cache/paperterm/cache.db")],
        ["library", str(empty.home / "data/paperterm/library.db")],
        ["state", str(empty.home / "state/paperterm/state.json")],
        ["reports", str(empty.home / "state/paperterm/log")],
    ]


# List


def test_list_prints_what_matches_a_line_each_uncut(program: Program, tmp_path: Path) -> None:
    long = "An Exceedingly Long Title " * 11
    program.run("import", saved(tmp_path / "long.json", [item("2402.00001", long.strip())]))
    ended = program.run("list", "exceedingly", COLUMNS="40")
    assert len(ended.lines) == 1
    assert ended.lines[0].startswith("2402.00001 ")
    assert ended.lines[0].endswith(long.strip())
    assert "\t" not in ended.out


def test_list_prints_all_in_the_order_of_the_reader(program: Program) -> None:
    assert ids(program) == ["2401.04088", "2101.03961", "1706.03762"]
    assert ids(program, "--limit", "2") == ["2401.04088", "2101.03961"]
    assert ids(program, "--limit=0") == []


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["experts"], ["2401.04088"]),
        (["exper"], ["2401.04088"]),
        (["exper "], []),
        (["mixtral", "experts"], ["2401.04088"]),
        (["has:code"], ["2401.04088"]),
        (["author:lovelace", "attention"], ["1706.03762"]),
        (['"all you need"'], ["1706.03762"]),
        (["-survey"], ["2401.04088", "1706.03762"]),
        (["-s"], ["2401.04088", "2101.03961", "1706.03762"]),
        (["moe", "-survey"], []),
        (["-survey", "--limit=1"], ["2401.04088"]),
        (["--limit", "1", "-survey"], ["2401.04088"]),
        (["-survey", "--limit", "1", "-mixtral"], ["1706.03762"]),
        (["--", "-survey"], ["2401.04088", "1706.03762"]),
        (["is:unread", "-is:starred", "-has:code"], ["2101.03961", "1706.03762"]),
    ],
)
def test_arguments_are_a_query_as_typed_in_the_bar(
    program: Program, arguments: list[str], found: list[str]
) -> None:
    assert ids(program, *arguments) == found


def test_after_two_dashes_nothing_is_an_option(program: Program) -> None:
    ended = program.run("list", "--json", "--", "--limit")
    assert ended.code == 0
    assert len(json.loads(ended.out)) == 3  # all papers lack the text "-limit"


def test_a_piece_that_means_nothing_is_passed_over_and_named(program: Program) -> None:
    ended = program.run("list", "is:red", "experts")
    assert [line.split()[0] for line in ended.lines] == ["2401.04088"]
    assert "is:red" in ended.err
    assert ended.code == 0


def test_json_is_an_array_with_every_field(program: Program) -> None:
    everything = json.loads(program.run("list", "--json").out)
    assert [each["id"] for each in everything] == ["2401.04088", "2101.03961", "1706.03762"]
    assert all(list(each) == FIELDS for each in everything)
    first = everything[0]
    assert first["repos"] == ["https://github.com/mistralai/src"]
    assert first["authors"] == ["Ada Lovelace"]
    assert first["published_at"] == "2026-07-31T00:00:00Z"
    assert first["feed_day"] == "2026-07-31"
    assert first["organization"] is None
    assert (first["read"], first["starred"], first["new"]) == (False, False, False)
    assert json.loads(program.run("list", "nothingofthekind", "--json").out) == []


def test_text_survives_every_locale(program: Program, tmp_path: Path) -> None:
    title = "Überlegungen zu 大規模言語モデル 😀"
    program.run("import", saved(tmp_path / "more.json", [item("2403.00001", title)]))
    for environ in (
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ):
        as_json = replace(program, environ=environ).run("list", "zu", "--json")
        assert (as_json.code, as_json.err) == (0, "")
        assert json.loads(as_json.out)[0]["title"] == title
    for environ in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}):
        for arguments in (["list", "zu"], ["show", "2403.00001"]):
            plain = replace(program, environ=environ).run(*arguments)
            assert plain.code == 0
            assert "berlegungen" in plain.out
    assert title in program.run("list", "zu", "--json").out
    assert title in program.run("list", "zu").out


def test_an_empty_cache_is_said_to_be_empty(empty: Program) -> None:
    ended = empty.run("list")
    assert (ended.code, ended.out) == (0, "")
    assert "paperterm refresh" in ended.err
    assert json.loads(empty.run("list", "--json").out) == []


def test_a_closed_pipe_ends_it_quietly(empty: Program, tmp_path: Path) -> None:
    items = [item(f"2405.{number:05}", "Title " * 30) for number in range(3_000)]
    empty.run("import", saved(tmp_path / "many.json", items))
    for arguments in (["list"], ["list", "--json"]):
        running = subprocess.Popen(
            [*empty.command, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=empty.surroundings(),
        )
        assert running.stdout
        assert running.stderr
        assert running.stdout.read(20)
        running.stdout.close()
        assert running.stderr.read() == b""
        running.stderr.close()
        assert running.wait(timeout=60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_sentence(program: Program) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*program.command, "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=program.surroundings(),
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("paperterm: The output could not be written: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("error", ["2>&-", "2>/dev/full"])
def test_where_nobody_hears_it_only_results_are_printed(
    empty: Program, program: Program, error: str
) -> None:
    for arguments, code, printed in (
        (["list", "is:red", "nothingofthekind", "--json"], 0, "[]\n"),
        (["mark", "read", "2401.99999"], 4, "0 papers marked read\n"),
        (["refresh"], 3, ""),
    ):
        done = subprocess.run(
            ["sh", "-c", f'exec "$@" {error}', "sh", *program.command, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env=empty.surroundings(),
            check=False,
        )
        assert (done.returncode, done.stdout) == (code, printed)


# Show


def test_an_id_that_is_no_text_is_not_found(program: Program) -> None:
    for words in (["show"], ["mark", "read"]):
        ended = program.run(*words, os.fsdecode(b"\xff\x9b2J"))
        assert ended.code == 4
        assert "2J" in ended.err
        assert "Traceback" not in ended.err


def test_an_id_is_found_with_what_cannot_be_seen(program: Program) -> None:
    assert program.run("show", "\u200b2401.04088\u200b").lines[0] == "Mixtral of Experts"


def test_show_prints_a_paper_whole(program: Program) -> None:
    ended = program.run("show", "2401.04088")
    assert ended.code == 0
    assert ended.lines[0] == "Mixtral of Experts"
    for text in (
        "Ada Lovelace",
        "published 31 Jul 2026 · listed 31 Jul 2026",
        "3 upvotes · 0 comments · unread",
        "We say something about mixtral of experts.",
        "1  https://github.com/mistralai/src",
        "https://arxiv.org/pdf/2401.04088",
    ):
        assert text in ended.out


@pytest.mark.parametrize(
    "name",
    [
        "2401.04088",
        "2401.04088v2",
        "arXiv:2401.04088",
        "https://arxiv.org/abs/2401.04088v1",
        "http://arxiv.org/pdf/2401.04088v3.pdf",
        "https://huggingface.co/papers/2401.04088",
        "https://huggingface.co/papers/2401.04088#community",
        " huggingface.co/papers/2401.04088/?a=b ",
    ],
)
def test_a_paper_goes_by_many_names(program: Program, name: str) -> None:
    shown = json.loads(program.run("show", name, "--json").out)
    assert list(shown) == FIELDS
    assert shown["id"] == "2401.04088"


def test_a_paper_that_is_not_there_is_not_found(program: Program) -> None:
    ended = program.run("show", "2401.99999")
    assert (ended.code, ended.out) == (4, "")
    assert "2401.99999" in ended.err


# Mark


def test_marks_are_made_and_found(program: Program) -> None:
    ended = program.run("mark", "read", "2401.04088v2", "https://arxiv.org/abs/1706.03762")
    assert (ended.code, ended.out) == (0, "2 papers marked read\n")
    assert ids(program, "is:read") == ["2401.04088", "1706.03762"]
    assert program.run("mark", "unread", "1706.03762").out == "1 paper marked unread\n"
    assert ids(program, "is:read") == ["2401.04088"]
    program.run("mark", "starred", "2101.03961", "2101.03961v1")
    assert ids(program, "is:starred") == ["2101.03961"]
    program.run("mark", "unstarred", "2101.03961")
    assert ids(program, "is:starred") == []


def test_the_known_ids_are_marked_and_the_others_named(program: Program) -> None:
    ended = program.run("mark", "read", "2401.99999", "2401.04088", "\x1b[31mnone")
    assert (ended.code, ended.out) == (4, "1 paper marked read\n")
    assert "2401.99999" in ended.err
    assert "2401.04088" not in ended.err
    assert ended.err.strip().isprintable()
    assert ids(program, "is:read") == ["2401.04088"]


@pytest.mark.parametrize(
    ("stdin", "code", "marked"),
    [
        (b"2401.04088\n\n 1706.03762v2 \r\n", 0, ["2401.04088", "1706.03762"]),
        (b"2401.04088 1706.03762", 0, ["2401.04088", "1706.03762"]),
        (b"2401.04088  5  2026-07-31  Attention 1706.03762\n", 0, ["2401.04088"]),
        (b"nothing 2401.04088\n", 4, ["2401.04088"]),
        (b"\xff\xfe\n2401.04088\n", 4, ["2401.04088"]),
        (b"", 0, []),
    ],
)
def test_ids_come_from_standard_input(
    program: Program, stdin: bytes, code: int, marked: list[str]
) -> None:
    assert program.run("mark", "read", "-", stdin=stdin).code == code
    assert ids(program, "is:read") == marked


def test_what_list_prints_can_be_marked(program: Program) -> None:
    listed = program.run("list", "-survey").out.encode()
    assert program.run("mark", "starred", "-", stdin=listed).out == "2 papers marked starred\n"
    assert ids(program, "is:starred") == ["2401.04088", "1706.03762"]


def test_starred_papers_survive_a_deleted_cache(program: Program) -> None:
    program.run("mark", "starred", "2401.04088")
    for file in (program.home / "cache/paperterm").iterdir():
        file.unlink()
    shown = json.loads(program.run("list", "is:starred", "--json").out)
    assert [each["title"] for each in shown] == ["Mixtral of Experts"]


# Refresh


def test_refresh_says_what_came(empty: Program) -> None:
    with SmallFeed(every_weekday) as feed:
        first = empty.run("refresh", HF_ENDPOINT=feed.url, HF_TOKEN="hf_mine")
        assert (first.code, first.out, first.err) == (0, "15 new papers\n", "")
        assert feed.headers[0]["Authorization"] == "Bearer hf_mine"
        again = empty.run("refresh", HF_ENDPOINT=feed.url)
        assert (again.code, again.out) == (0, "nothing new\n")
    assert ids(empty, "--limit=1") == ["2607.00001"]
    assert ids(empty, "is:new") == []


def test_what_came_is_kept_where_a_list_fails(empty: Program) -> None:
    with SmallFeed(lambda name: 404 if name == "trending" else every_weekday(name)) as feed:
        ended = empty.run("refresh", HF_ENDPOINT=feed.url)
    assert ended.code == 3
    assert ended.out.startswith("14 new papers, 1 list failed: trending (")
    assert len(ended.lines) == 1
    assert len(ids(empty)) == 14


def test_where_nothing_came_there_is_a_sentence(empty: Program) -> None:
    ended = empty.run("refresh", HF_ENDPOINT="http://127.0.0.1:9")
    assert (ended.code, ended.out) == (3, "")
    assert "127.0.0.1 could not be reached" in ended.err
    assert ended.err.count("\n") == 1


def test_a_server_that_asks_to_wait_is_left_alone(empty: Program) -> None:
    with SmallFeed(lambda _name: 429) as feed:
        first = empty.run("refresh", HF_ENDPOINT=feed.url)
        asked = len(feed.asked)
        second = empty.run("refresh", HF_ENDPOINT=feed.url)
        assert len(feed.asked) == asked
    for ended in (first, second):
        assert ended.code == 3
        assert "asks to wait until" in ended.err


# The archive


def days_ago(days: int) -> date:
    """Return a day in UTC, counted from today."""
    return datetime.now(UTC).date() - timedelta(days=days)


def test_the_archive_is_fetched_from_a_day_on(empty: Program) -> None:
    with SmallFeed(every_weekday) as feed:
        first = empty.run("refresh", "--since", str(days_ago(29)), HF_ENDPOINT=feed.url)
        assert first.code == 0
        assert feed.asked == [str(days_ago(age)) for age in range(29, -1, -1)]
        weekdays = sum(date.fromisoformat(day).weekday() < 5 for day in feed.asked)
        said = f"{weekdays} papers ({weekdays} new) in 30 lists, "
        assert first.out.startswith(said)
        assert len(first.lines) == 1
        # A line now and then, where nobody can see a bar.
        assert first.err.splitlines()[:2] == [
            "paperterm: 0/30 lists, 0 papers",
            first.err.splitlines()[1],
        ]
        assert len(first.err.splitlines()) == 11
        assert first.err.endswith(f"paperterm: 30/30 lists, {weekdays} papers\n")
        again = empty.run("refresh", "--since", str(days_ago(29)), HF_ENDPOINT=feed.url)
        assert (again.code, again.out) == (0, "nothing is missing\n")
        assert len(feed.asked) == 30
    assert len(ids(empty)) == weekdays
    assert ids(empty, "is:new") == []


@pytest.mark.parametrize("since", ["2023", "2023-05", "2023-05-04", "2020-01-01", None])
def test_the_archive_begins_on_the_feeds_first_day(empty: Program, since: str | None) -> None:
    option = ["--all"] if since is None else ["--since", since]
    with SmallFeed(lambda _name: 403) as feed:
        ended = empty.run("refresh", *option, HF_ENDPOINT=feed.url)
    assert feed.asked[:2] == ["2023-05-04", "2023-05-05"]
    assert ended.code == 3
    assert ended.out.startswith("0 papers (0 new) in 0 lists, ")
    assert "The same command goes on from here." in ended.err


def test_a_list_of_the_archive_that_fails_is_told_at_the_end(empty: Program) -> None:
    bad = str(days_ago(12))
    with SmallFeed(lambda name: 400 if name == bad else every_weekday(name)) as feed:
        ended = empty.run("refresh", "--since", str(days_ago(20)), HF_ENDPOINT=feed.url)
    assert ended.code == 3
    assert f"; 1 list failed: {bad} (" in ended.out
    assert len(feed.asked) == 21


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(empty: Program) -> None:
    process: subprocess.Popen[bytes]

    def answer(name: str) -> Answer:
        if len(feed.asked) == 5:
            process.send_signal(signal.SIGINT)
        return every_weekday(name)

    with SmallFeed(answer) as feed:
        process = subprocess.Popen(
            [*empty.command, "refresh", "--since", str(days_ago(100))],
            env=empty.surroundings(HF_ENDPOINT=feed.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    kept = err.decode().splitlines()[-1]
    assert kept.startswith("paperterm: Interrupted; ")
    assert kept.endswith(" kept. The same command goes on from here.")
    assert len(feed.asked) < 20


def test_the_archive_has_a_bar_on_a_terminal() -> None:
    progress = ArchiveProgress(on_terminal=True)
    assert progress.kept == "0 papers of 0 lists kept"
    until = datetime(2026, 8, 5, 12, 30, tzinfo=UTC)
    assert progress_bar(Progress(5, 10, 1_234, until)) == (
        "[##########..........] 5/10 lists, 1,234 papers"
        f" · the server asks to wait until {until.astimezone():%H:%M}"
    )


def test_single_papers_are_fetched_by_ids_and_links(empty: Program) -> None:
    known = {"2401.04088": "Mixtral of Experts", "1706.03762": "Attention Is All You Need"}

    def answer(name: str) -> Answer:
        return [item(name, known[name])] if name in known else 404

    given = ["https://huggingface.co/papers/2401.04088", "arxiv:1706.03762v5", "2401.04088"]
    with SmallFeed(answer) as feed:
        both = empty.run("refresh", *given, HF_ENDPOINT=feed.url)
        assert (both.code, both.out, both.err) == (0, "2 papers fetched, 2 new\n", "")
        assert feed.asked == ["2401.04088", "1706.03762"]
        some = empty.run("refresh", "2401.99999", "1706.03762", HF_ENDPOINT=feed.url)
    assert (some.code, some.out) == (4, "1 paper fetched, 0 new\n")
    assert some.err == "paperterm: Not found: 2401.99999.\n"
    assert sorted(ids(empty)) == ["1706.03762", "2401.04088"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("2511.00001", "2511.00001 is not cached. `paperterm refresh 2511.00001` fetches it."),
        (
            "id:2511.00001,2511.00002",
            (
                "2511.00001, 2511.00002 are not cached."
                " `paperterm refresh 2511.00001 2511.00002` fetches them."
            ),
        ),
        ("in:2025-01", "2025-01 is not cached. `paperterm refresh --since 2025-01-01` fetches it."),
        ("in:2022-01", ""),
        ("2401.04088 is:starred", ""),
        ("nothing", ""),
    ],
)
def test_what_is_not_cached_is_told(program: Program, query: str, said: str) -> None:
    ended = program.run("list", *query.split())
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == (f"paperterm: {said}\n" if said else "")


def test_single_papers_need_a_network(empty: Program) -> None:
    ended = empty.run("refresh", "2401.04088")
    assert (ended.code, ended.out) == (3, "")
    assert "127.0.0.1 could not be reached" in ended.err


@pytest.mark.parametrize("endpoint", ["huggingface.co", "https://me:secret@huggingface.co"])
def test_a_wrong_endpoint_is_a_usage_error(empty: Program, endpoint: str) -> None:
    ended = empty.run("refresh", HF_ENDPOINT=endpoint)
    assert ended.code == 2
    assert "HF_ENDPOINT" in ended.err


# Without a terminal


def test_without_a_terminal_the_first_papers_are_printed(empty: Program, tmp_path: Path) -> None:
    items = [item(f"2405.{number:05}", f"Title {number}") for number in range(60)]
    empty.run("import", saved(tmp_path / "many.json", items))
    ended = empty.run()
    assert ended.code == 0
    assert ended.lines == empty.run("list", "--limit=50").lines
    assert len(ended.lines) == 50


def test_the_demo_prints_its_sample_and_leaves_nothing(empty: Program, tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    ended = empty.run("demo", TMPDIR=str(folder))
    assert (ended.code, ended.err) == (0, "")
    assert len(ended.lines) == 50
    assert list(folder.iterdir()) == []
    assert not empty.home.exists()
