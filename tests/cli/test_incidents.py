"""`translator incidents`: import, look up, search, delete, hand on; and pitches proven with them."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_process import _at_terminal, _environ
from translator.incidents.sources import read_incidents
from translator.samples import FIRST, INCIDENTS, TICKETS
from translator.settings import load_settings
from translator.wiring import build

SAMPLES = Path(__file__).parents[2] / "translator/samples"
SAMPLE = SAMPLES / INCIDENTS
LOGIN = SAMPLES / TICKETS / FIRST
HANDHELD = SAMPLES / TICKETS / "handheld-sync.github.json"
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


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample incidents."""
    folder = tmp_path_factory.mktemp("incidents") / "data"
    app = build(load_settings(toml_path=None, environ={}, flags={"data_dir": folder}))
    with SAMPLE.open("rb") as stream:
        done = app.incidents.import_rows(
            read_incidents(stream, place=str(SAMPLE)), on_problem=lambda problem: None
        )
    assert done.added == 30
    return folder


@pytest.fixture
def stocked(run: Run, sample_store: Path, tmp_path: Path) -> Run:
    """The command line with the sample incidents on record."""
    shutil.copytree(sample_store, tmp_path / "data")
    return run


# --- import ---------------------------------------------------------------------------------------


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


# --- list and show --------------------------------------------------------------------------------


def keys(out: str) -> list[str]:
    """The first word of each line."""
    return [line.split()[0] for line in out.splitlines()]


def test_list_shows_the_newest_first(stocked: Run) -> None:
    """Key, date, severity, title; how many there are is for people, on standard error."""
    result = stocked("incidents", "list", "--limit", 2)
    assert result.code == 0
    assert result.out.splitlines()[0] == (
        "INC-330  2026-10-13  SEV2  Last season's prices after the evening release"
    )
    assert result.err == "2 of 30 shown\n"


@pytest.mark.parametrize(
    ("arguments", "matches"),
    [
        (["--since", "2026-10"], lambda i: i["started_at"] >= "2026-10"),
        (["--until", "2026-02"], lambda i: i["started_at"] < "2026-03"),
        (["--since", "2026-02-11", "--until", "2026-02-11"], lambda i: i["started_at"][:10] == "2026-02-11"),
        (["--since", "2026-02-11T07:35Z"], lambda i: i["started_at"] >= "2026-02-11T07:35"),
        (["--severity", "1"], lambda i: i["severity"] == "SEV1"),
        (["--severity", "sev1", "--severity", "3"], lambda i: i["severity"] in ("SEV1", "SEV3")),
        (["--service", "Quaybox"], lambda i: "quaybox" in i["services"]),
        (["--task", "sign-in"], lambda i: i["customer_task"] == "sign-in"),
        (["--kind", "maintenance"], lambda i: i["title"].startswith("Planned maintenance")),
        (["--source", "table", "--task", "pay"], lambda i: i["customer_task"] == "pay"),
    ],
)  # fmt: skip
def test_list_filters(stocked: Run, arguments: list[str], matches: Callable[[dict[str, str]], bool]) -> None:
    """Each filter keeps exactly the sample incidents that it should."""
    samples = map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())
    expected = {i["id"] for i in samples if matches(i)}
    assert expected
    document = json.loads(stocked("incidents", "list", *arguments, "--json").out)
    assert document["schema"] == "translator.incidents/1"
    assert document["total"] == len(expected)
    assert {i["source_id"] for i in document["incidents"]} == expected


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--since", "last week"], "2026-02-11", "usage"),
        (["--until", "2026-02-30"], "2026-02-30", "usage"),
        (["--until", "9999"], "9999", "usage"),
        (["--since", "2026-W05"], "--since", "usage"),
        (["--severity", "6"], "1 (worst) to 5", "usage"),
        (["--severity", "purple"], "purple", "usage"),
        (["--kind", "outage"], "maintenance", "usage"),
        (["--limit", "0"], "--limit", "usage"),
        (["--task", "sing-in"], "sign-in", "unknown-entry"),
    ],
)
def test_a_wrong_filter_is_named(stocked: Run, arguments: list[str], said: str, code: str) -> None:
    """A filter that means nothing is a mistake, not an empty answer."""
    result = stocked("incidents", "list", *arguments)
    assert result.code == 2
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def test_an_empty_answer_is_said(stocked: Run) -> None:
    """No match is no error."""
    result = stocked("incidents", "list", "--service", "no-such-service")
    assert (result.code, result.out) == (0, "")
    assert result.only_line == "none of the 30 incidents on record is like that"
    searched = stocked("incidents", "search", "anything", "--service", "no-such-service")
    assert (searched.code, searched.out) == (0, "No incident on record is like the filter.\n")


def test_list_fits_a_terminal(stocked: Run, tmp_path: Path) -> None:
    """At a terminal a long title is cut so that each incident is one line; in a pipe it is whole."""
    lines = _at_terminal(tmp_path, "incidents", "list", COLUMNS="60").decode().splitlines()
    assert len(lines) == 30
    assert max(map(len, lines)) <= 60
    assert any(line.endswith("…") for line in lines)
    assert "…" not in stocked("incidents", "list").out


def test_show_leaves_nothing_out(stocked: Run) -> None:
    """Facts, then each told part below its heading; the JSON is the record."""
    result = stocked("incidents", "show", "INC-301")
    record = next(
        r for r in map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines()) if r["id"] == "INC-301"
    )
    for name in ("title", "severity", "customer_task", "summary", "cause", "fix", "follow_up", "url"):
        assert record[name] in result.out
    document = json.loads(stocked("incidents", "show", "INC-301", "--json").out)
    assert (document["schema"], document["source_id"]) == ("translator.incident/1", "INC-301")


def test_an_unknown_key_is_named(stocked: Run) -> None:
    """A key that is not on record ends with exit code 2."""
    result = stocked("incidents", "show", "INC-999")
    assert (result.code, result.out) == (2, "")
    assert "INC-999" in result.only_line
    assert result.only_line.endswith("[unknown-incident]")


def test_incident_text_cannot_steer_the_terminal(run: Run) -> None:
    """Control characters of a record are shown, not obeyed."""
    row = json.dumps({"id": "OPS-1", "title": "Red \x1b[31malert", "text": "One.\n\x1b]0;gone\x07Two."})
    run("incidents", "import", "-", stdin=row)
    for arguments in (["list"], ["show", "OPS-1"], ["search", "red alert", "--all"]):
        result = run("incidents", *arguments)
        assert result.code == 0
        assert "\x1b" not in result.out
        assert "\x07" not in result.out


# --- search ---------------------------------------------------------------------------------------


def test_search_says_what_why_and_where(stocked: Run) -> None:
    """A similar incident comes with its score, the reasons and a passage of its own words."""
    result = stocked("incidents", "search", "revenue report shows zero for operators paid in kroner")
    assert result.code == 0
    first = result.out.splitlines()[0]
    assert first.startswith("INC-301 · 2026-01-31 · Revenue report shows zero")
    assert "(score 0." in first or "(score 1.00)" in first
    assert "  why: " in result.out
    assert "  services: pilotbook" in result.out
    assert "not similar enough" not in result.out


def test_search_json(stocked: Run) -> None:
    """Scripts get every hit with its incident, score and passage."""
    text = "prospects are thrown back to the sign-in screen in demos"
    document = json.loads(stocked("incidents", "search", text, "--all", "--limit", 4, "--json").out)
    assert document["schema"] == "translator.search/1"
    assert document["searched"] == 30
    assert len(document["hits"]) == 4
    assert all(0 <= hit["score"] <= 1 for hit in document["hits"])
    assert all(hit["passage"] or not hit["incident"]["sections"] for hit in document["hits"])


def test_search_admits_that_there_is_nothing(stocked: Run) -> None:
    """What is not similar enough is not shown, unless asked for, and then marked."""
    text = "the office coffee machine leaks on the carpet"
    result = stocked("incidents", "search", text)
    assert (result.code, result.out) == (0, "No similar incident found among 30 on record.\n")
    assert "not similar enough to lean on" in stocked("incidents", "search", text, "--all").out


@pytest.mark.parametrize("source", ["file", "pipe"])
def test_search_with_a_ticket(stocked: Run, source: str) -> None:
    """A ticket finds what happened like it, from a file or a pipe."""
    given = HANDHELD if source == "file" else "-"
    result = stocked("incidents", "search", "--ticket", given, stdin=HANDHELD.read_bytes())
    assert result.code == 0
    assert result.out.startswith("INC-317 · 2026-07-25 · Passengers counted again on the pier")


def test_search_filters_before_it_looks(stocked: Run) -> None:
    """Only incidents that the filter lets through are searched and counted."""
    text = "revenue report shows zero for operators paid in kroner"
    document = json.loads(stocked("incidents", "search", text, "--until", "2026-02", "--all", "--json").out)
    assert document["searched"] == 4
    assert {hit["incident"]["source_id"] for hit in document["hits"]} <= {
        "INC-301",
        "INC-302",
        "INC-303",
        "INC-304",
    }


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ([], "--ticket", "usage"),
        (["text", "--ticket", "ticket.md"], "one of the two", "usage"),
        ([" "], "empty", "usage"),
        (["--ticket", "nowhere.md"], "nowhere.md", "file-unusable"),
        (["--ticket", SAMPLES / TICKETS / "backlog.jira.csv"], "a search takes one", "file-unusable"),
    ],
)
def test_a_search_that_cannot_work(stocked: Run, arguments: list[str], said: str, code: str) -> None:
    """What is missing or too much is said in one line."""
    result = stocked("incidents", "search", *arguments)
    assert (result.code, result.out) == (3 if code == "file-unusable" else 2, "")
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


# --- delete, export, reindex ----------------------------------------------------------------------


def test_delete_is_all_or_nothing(stocked: Run) -> None:
    """One unknown key, and nothing is deleted; then the named ones are gone from list and search."""
    refused = stocked("incidents", "delete", "INC-301", "INC-999", "--yes")
    assert refused.code == 2
    assert "INC-999" in refused.only_line
    assert stocked("incidents", "show", "INC-301").code == 0
    done = stocked("incidents", "delete", "INC-301", "INC-302", "--yes")
    assert (done.code, done.err) == (0, "deleted 2 incidents\n")
    assert stocked("incidents", "show", "INC-301").code == 2
    found = stocked("incidents", "search", "revenue report shows zero for operators in kroner", "--all").out
    assert "INC-301" not in found
    assert "among 28 on record" in found


def test_delete_never_guesses_a_yes(stocked: Run) -> None:
    """Without a terminal to ask at, --yes is needed."""
    result = stocked("incidents", "delete", "INC-301", stdin="y\n")
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.only_line
    assert stocked("incidents", "show", "INC-301").code == 0


@pytest.mark.parametrize(("typed", "kept"), [("y\n", False), ("n\n", True), ("\n", True)])
def test_delete_asks_at_a_terminal(stocked: Run, typed: str, kept: bool) -> None:
    """What would go is shown first; only a yes deletes."""
    result = stocked("incidents", "delete", "INC-301", typed=typed)
    assert result.code == 0
    assert "Revenue report shows zero" in result.err
    assert ("nothing was deleted" in result.err) is kept
    assert (stocked("incidents", "show", "INC-301").code == 0) is kept


def test_export_comes_back_equal(stocked: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is exported imports as unchanged here, and exports the same from a new store."""
    written = stocked("incidents", "export", "-o", "out.jsonl")
    assert (written.code, written.out, written.err) == (0, "", "wrote 30 incidents to out.jsonl\n")
    lines = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30
    assert all(line.startswith('{"schema": "translator.incident/1", ') for line in lines)
    assert "0 added, 0 changed, 30 unchanged." in stocked("incidents", "import", "out.jsonl").out
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tmp_path / "elsewhere"))
    assert "30 added" in stocked("incidents", "import", "out.jsonl").out
    assert stocked("incidents", "export").out.splitlines() == lines
    assert stocked("incidents", "list", "--format", "jsonl", "--limit", 1).out.splitlines() == lines[:1]


def test_reindex_says_how_many(stocked: Run) -> None:
    """Every incident is indexed again, and a search finds what it found before."""
    text = "revenue report shows zero for operators paid in kroner"
    before = stocked("incidents", "search", text, "--json").out
    result = stocked("incidents", "reindex")
    assert (result.code, result.out, result.err) == (0, "30 incidents indexed\n", "")
    assert stocked("incidents", "search", text, "--json").out == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list"], 0),
        (["search", "anything"], 0),
        (["export"], 0),
        (["reindex"], 0),
        (["show", "INC-1"], 2),
        (["delete", "INC-1", "--yes"], 2),
    ],
)
def test_before_the_first_import(run: Run, tmp_path: Path, arguments: list[str], code: int) -> None:
    """Nothing on record is said, with the way to change it; no command makes a database."""
    result = run("incidents", *arguments)
    assert result.code == code
    assert "translator incidents import --help" in result.only_line
    assert not (tmp_path / "data").exists()


# --- doctor and translate -------------------------------------------------------------------------


def test_doctor_knows_the_store(stocked: Run) -> None:
    """The record is counted, the index is in step, the model makes a vector."""
    result = stocked("doctor")
    assert result.code == 0
    assert "past incidents: 28 incidents; 2 planned maintenance" in result.out
    assert "incident index: in step with the incidents on record\n" in result.out
    assert "vectors of 384 numbers" in result.out


def test_doctor_heals_an_index_that_is_behind(stocked: Run, tmp_path: Path) -> None:
    """A lost index is made again from the record, and the doctor says so."""
    for folder in (tmp_path / "data").iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    assert "30 incidents taken in just now" in stocked("doctor").out
    assert "just now" not in stocked("doctor").out


def test_doctor_masks_the_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be reached is a problem line without its password."""
    monkeypatch.setenv("TRANSLATOR_DATABASE_URL", "mysql://reader:geheim@db.example/incidents")
    result = run("doctor")
    assert result.code == 4
    assert "problem  past incidents: " in result.out
    assert "geheim" not in result.out


def test_doctor_names_a_broken_store(run: Run, tmp_path: Path) -> None:
    """A file that is no database is named, and the rest is still looked at."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/translator.db").write_bytes(b"not a database, surely" * 100)
    result = run("doctor")
    assert result.code == 4
    assert "problem  past incidents: " in result.out
    assert "ok       embedding: " in result.out
    listed = run("incidents", "list")
    assert listed.code == 4
    assert listed.only_line.endswith("[store-unusable]")


def test_translate_is_proven_with_what_was_imported(stocked: Run) -> None:
    """A pitch leans on the incidents on record, unless told otherwise."""
    pitch = json.loads(stocked("translate", HANDHELD, "--json").out)
    assert pitch["past"]["searched"] == 30
    assert "INC-317" in [incident["key"] for incident in pitch["past"]["incidents"]]
    assert json.loads(stocked("translate", LOGIN, "--json", "--no-incidents").out)["past"] is None
    assert json.loads(stocked("translate", LOGIN, "--json", "--incidents", "off").out)["past"] is None


def test_translate_with_a_file_of_incidents_stores_nothing(run: Run, tmp_path: Path) -> None:
    """A file proves one pitch; the store stays as it was, here: not there."""
    result = run("translate", LOGIN, "--json", "--incidents", SAMPLE)
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["past"]["searched"] == 30
    assert not (tmp_path / "data").exists()


@pytest.mark.loopback
def test_without_chroma_work_goes_on_and_says_so(stocked: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A vector index that is away is a note on standard error, and a problem for the doctor alone."""
    monkeypatch.setenv("TRANSLATOR_CHROMA_URL", "http://127.0.0.1:1")
    for arguments in (["incidents", "search", "boarding"], ["translate", HANDHELD]):
        result = stocked(*arguments)
        assert result.code == 0
        assert result.only_line.startswith("note: keyword only: http://127.0.0.1:1: ")
    assert stocked("translate", HANDHELD, "-q").err == ""
    checked = stocked("doctor")
    assert checked.code == 4
    assert "problem  incident index: keyword only: " in checked.out
    assert stocked("incidents", "reindex").only_line.endswith("[vectors-unavailable]")


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--incidents", "nowhere.jsonl"], "nowhere.jsonl", "file-unusable"),
        (["--incidents", "auto", "--no-incidents"], "--no-incidents", "usage"),
    ],
)
def test_translate_with_incidents_that_are_not_there(
    run: Run, ticket: Path, arguments: list[str], said: str, code: str
) -> None:
    """A wrong name is an error before any pitch is written."""
    result = run("translate", ticket, *arguments)
    assert result.out == ""
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def test_init_proves_with_its_own_incidents(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new folder comes with incidents, its settings use them, and an import says that they still do."""
    run("init", "start")
    monkeypatch.chdir("start")
    assert json.loads(run("translate", f"tickets/{FIRST}", "--json").out)["past"]["searched"] == 30
    assert "; translate works with the 30 in incidents.jsonl" in run("doctor").out
    result = run("incidents", "import", "incidents.jsonl")
    assert result.code == 0
    assert 'incidents = "auto"' in result.only_line
