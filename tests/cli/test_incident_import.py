"""`translator incidents import`: files, folders, tables, what is left out, Ctrl-C."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.stocked import SAMPLE
from tests.cli.test_process import _environ

TABLE = """\
key,headline,happened,severity,affected,notes
OPS-1,Guests were charged twice for one crossing,2026-03-02T08:00:00Z,SEV1,payments,The money came back.
OPS-2,Boarding passes were printed without a name,2026-03-09,SEV3,printing,
OPS-3,Planned maintenance of the printers,2026-03-11,,printing,
"""  # fmt: skip
MAPPED = ("--column", "id=key", "--column", "title=headline", "--column", "started=happened")
POSTMORTEM = """\
# Timetable empty on Easter Monday

Date: 2026-04-06
Severity: SEV2

## Summary

Guests saw an empty timetable for an hour.

## Root cause

The holiday calendar had no entry for the new route.
"""


def test_import_sums_up_and_twice_changes_nothing(run: Run) -> None:
    """The summary counts by kind; planned maintenance is no incident; a second import finds all equal."""
    first = run("incidents", "import", SAMPLE)
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "30 read: 28 incidents; 2 planned maintenance (not counted as incidents).",
        "30 added, 0 changed, 0 unchanged.",
        'next: translator incidents search "what the customer could not do"',
    ]
    assert "0 added, 0 changed, 30 unchanged." in run("incidents", "import", SAMPLE).out


def test_import_json_tells_the_same(run: Run) -> None:
    """Scripts get the counts by name."""
    result = run("incidents", "import", SAMPLE, "--json")
    document = json.loads(result.out)
    assert document["schema"] == "translator.import/1"
    assert {k: document[k] for k in ("read", "added", "changed", "unchanged", "skipped", "repeated")} == {
        "read": 30, "added": 30, "changed": 0, "unchanged": 0, "skipped": 0, "repeated": 0,
    }  # fmt: skip
    assert document["kinds"] == {"incident": 28, "maintenance": 2}
    assert document["problems"] == []


def test_import_quietly(run: Run) -> None:
    """Scripts can have silence."""
    result = run("incidents", "import", SAMPLE, "-q")
    assert (result.code, result.out, result.err) == (0, "", "")


def test_dry_run_stores_nothing(run: Run, tmp_path: Path) -> None:
    """Everything is read and counted, and not even a database is made."""
    result = run("incidents", "import", SAMPLE, "--dry-run")
    assert result.code == 0
    assert "28 incidents" in result.out
    assert "nothing was stored" in result.out
    assert not (tmp_path / "data").exists()
    assert json.loads(run("incidents", "import", SAMPLE, "--dry-run", "--json").out)["dry_run"] is True


def test_a_table_from_a_pipe_with_named_columns(run: Run) -> None:
    """Columns of any name can be mapped, and standard input is read."""
    result = run("incidents", "import", "-", *MAPPED, stdin=TABLE)
    assert (result.code, result.err) == (0, "")
    assert "3 read: 2 incidents; 1 planned maintenance" in result.out
    shown = run("incidents", "show", "OPS-1").out
    assert shown.startswith("OPS-1: Guests were charged twice for one crossing\n")
    assert "started: 2026-03-02 08:00 UTC\n" in shown
    assert "The money came back." in shown


def test_a_folder_is_read_file_by_file(run: Run) -> None:
    """Postmortems and exports below a folder are read, sorted; other files are not looked at."""
    Path("past/2026").mkdir(parents=True)
    Path("past/2026/easter.md").write_text(POSTMORTEM, encoding="utf-8")
    Path("past/table.csv").write_text(TABLE.replace("headline", "title"), encoding="utf-8")
    Path("past/notes.docx").write_bytes(b"PK\x03\x04")
    Path("past/.hidden.json").write_text("{", encoding="utf-8")
    result = run("incidents", "import", "past")
    assert (result.code, result.err) == (0, "")
    assert "4 read: 3 incidents" in result.out
    shown = run("incidents", "show", "2026/easter").out
    assert "Timetable empty on Easter Monday" in shown
    assert "\nCause (Root cause)\n  The holiday calendar" in shown


def test_a_row_left_out_is_named_and_the_rest_is_stored(run: Run) -> None:
    """The line names file, row and reason; the exit code says that something was left out."""
    broken = (
        '{"id": "OPS-7", "title": "Queue stood still"}\n{"id": "OPS-8"\n{"id": "OPS-9", "title": "Slow"}\n'
    )
    Path("rows.jsonl").write_text(broken, encoding="utf-8")
    result = run("incidents", "import", "rows.jsonl")
    assert result.code == 3
    assert result.only_line.startswith("translator: rows.jsonl: line 2: ")
    assert result.only_line.endswith("[row-skipped]")
    assert "2 read" in result.out
    assert "1 record skipped" in result.out
    assert "2 of 2 shown" in run("incidents", "list").err


def test_a_file_left_out_of_a_folder_stops_nothing(run: Run) -> None:
    """Among many files one that cannot be read is a line, not the end."""
    Path("past").mkdir()
    Path("past/a.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00")
    Path("past/b.md").write_text(POSTMORTEM, encoding="utf-8")
    result = run("incidents", "import", "past")
    assert result.code == 3
    assert "past/a.csv: " in result.only_line
    assert "The file was left out." in result.only_line
    assert "1 read: 1 incident." in result.out


def test_repeated_ids_are_told(run: Run) -> None:
    """Two records with one key are one incident, and that is said."""
    rows = '{"id": "OPS-1", "title": "First"}\n{"id": "OPS-1", "title": "Second"}\n'
    result = run("incidents", "import", "-", stdin=rows)
    assert "1 id repeated, the last record of each was kept" in result.out
    assert "Second" in run("incidents", "list").out


def test_many_bad_rows_do_not_flood(run: Run) -> None:
    """Fifty are shown, the others counted; the JSON has all."""
    rows = "{\n" * 200 + '{"id": "OPS-1", "title": "First"}\n'
    rows = '{"id": "OPS-0", "title": "Zero"}\n' + rows
    result = run("incidents", "import", "-", "--dry-run", stdin=rows)
    assert len(result.err.splitlines()) == 51
    assert "150 more were left out" in result.err
    document = json.loads(run("incidents", "import", "-", "--dry-run", "--json", stdin=rows).out)
    assert len(document["problems"]) == document["skipped"] == 200


@pytest.mark.parametrize(
    ("arguments", "stdin", "said", "code", "exit_code"),
    [
        (["nowhere.json"], "", "nowhere.json", "file-unusable", 3),
        (["empty"], "", "empty: there is no file", "file-unusable", 3),
        (["-"], "", "standard input", "empty-input", 3),
        (["-"], "[]", "there is no incident in it", "empty-input", 3),
        (["-"], "\x00\x00\x00\x00", "not a text file", "binary-input", 3),
        (["-", "--source", "nagios"], "[]", "nagios", "unknown-source", 2),
        (["-", "--column", "title"], TABLE, "FIELD=COLUMN", "usage", 2),
        (["-", "--column", "title=a", "--column", "title=b"], TABLE, "twice", "usage", 2),
        (["-", "--column", "title=Absent"], TABLE, "Absent", "malformed-input", 3),
        ([], "", "PATH", "usage", 2),
    ],
)
def test_an_import_that_cannot_work(
    run: Run, arguments: list[str], stdin: str, said: str, code: str, exit_code: int
) -> None:
    """One line with the place, the trouble and the code; nothing on standard output."""
    Path("empty").mkdir()
    result = run("incidents", "import", *arguments, stdin=stdin)
    assert (result.code, result.out) == (exit_code, "")
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def stored(database: Path) -> int:
    """How many incidents another process has stored so far."""
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database)) as connection:
        try:
            return int(connection.execute("select count(*) from incidents").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are being made
            return 0


ROWS = 2_000  # more than are imported while the test looks away


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_stored_and_says_how_to_go_on(tmp_path: Path) -> None:
    """After Ctrl-C in a long import the same command goes on: nothing is lost, nothing done twice."""
    rows = (f'{{"id": "OPS-{n}", "title": "Ferry {n} could not be booked"}}\n' for n in range(ROWS))
    (tmp_path / "rows.jsonl").write_text("".join(rows), encoding="utf-8")
    command = [sys.executable, "-m", "translator", "incidents", "import", "rows.jsonl"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=_environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not stored(tmp_path / "data/translator.db"):
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert len(err.splitlines()) == 1
    assert "run the same command again to continue" in err
    again = subprocess.run(
        [*command, "--json"], cwd=tmp_path, env=_environ(), capture_output=True, check=True, timeout=300
    )
    document = json.loads(again.stdout)
    assert document["read"] == document["added"] + document["unchanged"] == ROWS
    assert document["unchanged"] > 0
