"""Exports, disks and servers that misbehave: one clear line each, the documented exit code, nothing lost."""

from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_process import _environ
from translator.samples import INCIDENTS

SAMPLE = Path(__file__).parents[2] / "translator/samples" / INCIDENTS
SCHEMA = {"schema": "translator.incident/1", "source": "table", "title": "Gates stayed shut"}


def exported(*ids: str) -> str:
    """An export of this product with records of these ids, one a line."""
    return "".join(json.dumps({**SCHEMA, "id": i, "source_id": i}) + "\n" for i in ids)


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("[{oops", "this is broken JSON: Expecting property name"),
        (b'[{"id": "A", "title": "T\xf8r"}]', "byte 25 (line 1) is not UTF-8"),
        (b"id,t\xeftle\n1,A\n", "byte 5 (line 1) is not UTF-8"),
        ("id,title\n1,Tør\n".encode("utf-16-le"), "UTF-16 or UTF-32 without a byte order mark"),
        ("id,title\n1,Tør\n".encode("utf-32"), "it is UTF-32"),
    ],
    ids=["malformed", "latin-1 in JSON", "latin-1 in a header", "UTF-16 without a mark", "UTF-32"],
)
def test_a_file_that_cannot_be_read_at_all(run: Run, tmp_path: Path, payload: str | bytes, said: str) -> None:
    """One line with the file and the trouble, and not even a database is made."""
    Path("past.csv").write_bytes(payload.encode() if isinstance(payload, str) else payload)
    result = run("incidents", "import", "past.csv")
    assert (result.code, result.out) == (3, "")
    assert result.only_line.startswith("translator: past.csv: ")
    assert said in result.only_line
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("payload", "said", "kept"),
    [
        ('[{"id": "A", "title": "Gates shut"}, {"id": "B"', "after record 1: the JSON breaks off", ["A"]),
        ('{"id": "A", "title": "Gates shut"}\n{"id"\n', "line 2: broken JSON", ["A"]),
        (b"id,title\nA,Gates\nB,T\xf8r\n", "line 3: byte 21 is not UTF-8. Save it as UTF-8", ["A"]),
        ('[{"id": "A"}, {"id": "B", "title": "Gates"}]', "record 1: the record has no text: neither", ["B"]),
        ("id,title,text\nA,,\nB,Gates,\n", "line 2: the record has no text", ["B"]),
        (exported("table:A", ""), "line 2: the id is empty", ["table:A"]),
        (exported("x" * 1001, "table:A"), "line 1: the id has 1,001 bytes; at most 1,000", ["table:A"]),
        (exported("table:A", "a\0b"), "line 2: the id holds a NUL character", ["table:A"]),
        (f"id,title\n{'x' * 1001},A\nB,Gates\n", "line 2: the id has 1,007 bytes", ["B"]),
    ],
    ids=[
        "breaks off", "broken line", "latin-1 line", "no text", "no text in a table", "empty id", "long id",
        "NUL in an id", "long id in a table",
    ],
)  # fmt: skip
def test_a_bad_record_is_named_and_the_others_are_kept(
    run: Run, payload: str | bytes, said: str, kept: list[str]
) -> None:
    """Exit code 3, one line that names the record, and the rest is on record."""
    result = run("incidents", "import", "-", stdin=payload)
    assert result.code == 3
    assert result.only_line.startswith("translator: standard input: ")
    assert said in result.only_line
    assert result.only_line.endswith("[row-skipped]")
    assert "1 added" in result.out
    document = json.loads(run("incidents", "list", "--json").out)
    assert [incident["source_id"] for incident in document["incidents"]] == kept


def test_where_nothing_could_be_read_nothing_is_offered_next(run: Run) -> None:
    """A search is proposed after an import, not after a failure."""
    result = run("incidents", "import", "-", stdin='[{"id": "A", "title": ""}]')
    assert result.code == 3
    assert "0 read" in result.out
    assert "next:" not in result.out


def test_utf16_with_a_mark_is_read(run: Run) -> None:
    """What spreadsheets call Unicode text is read as it is meant."""
    result = run("incidents", "import", "-", stdin="id\ttitle\nA\tTørt løb\n".encode("utf-16"))
    assert (result.code, result.err) == (0, "")
    assert "Tørt løb" in run("incidents", "list").out


def test_repeated_ids_in_one_export(run: Run) -> None:
    """The last record of an id is kept, the count says so, and a dry run says the same."""
    rows = "id,title\nA,First\nB,Other\nA,Second\n"
    for more in (["--dry-run"], []):
        result = run("incidents", "import", "-", *more, stdin=rows)
        assert (result.code, result.err) == (0, "")
        assert "1 id repeated, the last record of each was kept" in result.out
    assert "Second" in run("incidents", "list").out
    assert "First" not in run("incidents", "list").out


# --- postmortems of the same name -----------------------------------------------------------------


def test_postmortems_of_the_same_name_are_two(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path below the imported folder tells them apart, from whatever folder it is imported."""
    for year in ("2025", "2026"):
        folder = Path("past", year, "easter")
        folder.mkdir(parents=True)
        Path("past", year, "login.md").write_text(f"# Login down in {year}\n\nNobody got in.\n")
        (folder / "README.md").write_text(f"# Timetable empty in {year}\n\nIt was empty.\n")
    Path("past/README.md").write_text("# Ledger stood still\n\nIt did.\n")
    assert "5 added" in run("incidents", "import", "past").out
    document = json.loads(run("incidents", "list", "--json").out)
    assert {i["source_id"]: i["title"] for i in document["incidents"]} == {
        "2025/login": "Login down in 2025",
        "2026/login": "Login down in 2026",
        "2025/easter": "Timetable empty in 2025",
        "2026/easter": "Timetable empty in 2026",
        "past": "Ledger stood still",
    }
    absolute = Path("past").resolve()
    for folder, named in (("past", "."), ("past/2025", ".."), (".", str(absolute)), (".", "past/2025/..")):
        with monkeypatch.context() as elsewhere:
            elsewhere.chdir(folder)
            assert "0 added, 0 changed, 5 unchanged" in run("incidents", "import", named).out


def test_long_paths_stay_apart(run: Run) -> None:
    """Paths that differ only far from their end have keys of their own."""
    for name in ("north", "south"):
        folder = Path("past", name, "a" * 100, "b" * 100)
        folder.mkdir(parents=True)
        (folder / "login.md").write_text(f"# Login down in the {name}\n\nNobody got in.\n")
    assert "2 added" in run("incidents", "import", "past").out
    keys = [i["source_id"] for i in json.loads(run("incidents", "list", "--json").out)["incidents"]]
    assert len(set(keys)) == 2
    assert all(len(key) <= 120 and key.endswith("b/login") for key in keys)


# --- databases and disks --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["we?ird #1 100% a%20b", "a?b=c", "#", "per%cent"])
def test_any_folder_will_do(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    """A data folder may be called as its owner likes: it is made there and nowhere else."""
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tmp_path / name))
    assert "1 added" in run("incidents", "import", "-", stdin='[{"id": "A", "title": "Gates shut"}]').out
    assert "1 of 1 shown" in run("incidents", "list").err
    assert (tmp_path / name / "translator.db").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "work"])


def test_looking_makes_no_database_where_a_url_names_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With database_url too, nothing is made before something is imported; a dry run imports nothing."""
    monkeypatch.setenv("TRANSLATOR_DATABASE_URL", f"sqlite:///{tmp_path}/own/past.db")
    for arguments in (["list"], ["search", "gates"], ["export"], ["import", SAMPLE, "--dry-run", "-q"]):
        assert run("incidents", *arguments).code == 0
    assert not (tmp_path / "own").exists()
    assert not (tmp_path / "data").exists()


def test_a_locked_database(run: Run, tmp_path: Path) -> None:
    """An import waits, then says who is in the way; what is on record can be read meanwhile."""
    run("incidents", "import", "-", "-q", stdin='[{"id": "A", "title": "Gates shut"}]')
    with closing(sqlite3.connect(tmp_path / "data/translator.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run("incidents", "import", "-", stdin='[{"id": "B", "title": "Gates open"}]')
        assert (result.code, result.out) == (4, "")
        assert "another process or request is writing to the database. Try again" in result.only_line
        assert result.only_line.endswith("[store-unusable]")
        assert "A" in run("incidents", "list").out
        other.execute("ROLLBACK")
    assert run("incidents", "import", "-", stdin='[{"id": "B", "title": "Gates open"}]').code == 0


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 KB; skips where this user may not mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a disk; the limit on file sizes is tested instead")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny_disk: Path) -> None:
    """The disk that is full is named with its file; with room the same command works."""
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tiny_disk / "data"))
    result = run("incidents", "import", SAMPLE)
    assert (result.code, result.out) == (4, "")
    assert f"{tiny_disk}/data/translator.db: the disk of the database is full. Make room" in result.only_line
    assert result.only_line.endswith("[store-unusable]")
    subprocess.run(["mount", "-o", "remount,size=20m", str(tiny_disk)], check=True)
    assert "30 added" in run("incidents", "import", SAMPLE).out


@pytest.mark.parametrize("room", [0, 40_000, 100_000])
def test_files_that_may_not_grow(tmp_path: Path, room: int) -> None:
    """A limit on the size of files ends an import with one line as well."""
    done = subprocess.run(
        [sys.executable, "-m", "translator", "incidents", "import", str(SAMPLE)],
        capture_output=True,
        cwd=tmp_path,
        env=_environ(),
        text=True,
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    assert (done.returncode, done.stdout) == (4, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("translator: data/")
    assert line.endswith("[store-unusable]")
    assert "disk" in line


# --- a server that is away ------------------------------------------------------------------------


@pytest.mark.loopback
def test_without_chroma_an_import_keeps_everything(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was imported while Chroma was away is found by words, and by vectors once it is back."""
    monkeypatch.setenv("TRANSLATOR_CHROMA_URL", "http://127.0.0.1:1")
    result = run("incidents", "import", SAMPLE)
    assert result.code == 0
    assert "30 added" in result.out
    assert result.only_line.startswith("note: keyword only: http://127.0.0.1:1: ")
    found = json.loads(run("incidents", "search", "sign-in fails in demos", "--json").out)
    assert (found["mode"], found["searched"]) == ("keyword only", 30)
    assert found["hits"]
    assert found["notes"][0].startswith("keyword only: ")
    nothing = run("incidents", "search", "the office coffee machine leaks on the carpet")
    assert nothing.out == "No similar incident found among 30 on record.\n"
    assert nothing.only_line.startswith("note: keyword only: ")
    monkeypatch.delenv("TRANSLATOR_CHROMA_URL")
    found = json.loads(run("incidents", "search", "sign-in fails in demos", "--json").out)
    assert (found["mode"], found["notes"]) == ("hybrid", [])
