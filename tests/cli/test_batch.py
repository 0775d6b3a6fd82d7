"""`translator batch` and `translator worker`: files in, results out, and what a stop or a crash leaves."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.storage import open_database
from translator.storage.batches.base import Outcome

EXPORT = """Issue key,Summary,Description
NORD-1,Sign-in fails,"Prospects are thrown back to the sign-in screen. Two demos failed last month."
NORD-2,no description
NORD-3,Export hangs,"Support sees 12 exports a week hang for 40 seconds."
"""


def results(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]


def many(count: int) -> str:
    lines = [f'NORD-{n},Sign-in fails,"Two demos failed in room {n}."' for n in range(count)]
    return "\n".join(["Issue key,Summary,Description", *lines, ""])


def test_results_of_an_export(run: Run, tmp_path: Path) -> None:
    """Pitches, a table, a line of JSON for each row and an index; a bad row is told with its line."""
    (tmp_path / "work").mkdir(exist_ok=True)
    (tmp_path / "work/backlog.csv").write_text(EXPORT)
    done = run("batch", "backlog.csv", "-o", "out")
    assert done.code == 1
    assert "backlog.csv: line 3: the row has 2 cells, the header has 3. [malformed-input]" in done.err
    assert "backlog.csv: 3 rows: 2 done, 1 failed." in done.err
    out = tmp_path / "work/out"
    told = results(out)
    assert [(r["place"], r["state"], r["pitch"]) for r in told] == [
        ("line 2", "done", "pitches/nord-1.md"),
        ("line 3", "failed", ""),
        ("line 4", "done", "pitches/nord-3.md"),
    ]
    assert (out / "pitches/nord-1.md").read_text().startswith("# Prospects")
    assert len(list(csv.DictReader(io.StringIO((out / "results.csv").read_text())))) == 3
    assert "[nord-3.md](pitches/nord-3.md)" in (out / "index.md").read_text()
    with open_database(tmp_path / "data/translator.db").connections.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM translations").scalar() == 2
    assert not list((tmp_path / "data/batches").glob("*.db*"))  # the queue of a batch that is done


def test_a_folder_of_tickets(run: Run, tmp_path: Path) -> None:
    """Every file is read, in order; one that is no ticket fails alone. As JSON, in silence."""
    folder = tmp_path / "work/tickets"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.md").write_text("# Sign-in fails\n\nTwo demos failed.\n")
    (folder / "b.txt").write_bytes(b"\x00\x01")
    (folder / "deep/c.jsonl").write_text('{"title": "x", "description": "y"}\n{"title"\n')
    done = run("batch", "tickets", "-o", "out", "--json", "-q")
    assert done.code == 1
    document = json.loads(done.out)
    assert (document["batch"]["state"], document["batch"]["counts"]["done"]) == ("done", 2)
    assert [r["place"] for r in results(tmp_path / "work/out")] == [
        "a.md", "b.txt", "deep/c.jsonl: line 1", "deep/c.jsonl: line 2",
    ]  # fmt: skip
    again = run("batch", "--resume", document["batch"]["id"], "-o", "again", "-q")
    assert again.code == 1  # it has ended: its results are written once more
    assert results(tmp_path / "work/again") == results(tmp_path / "work/out")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["batch", "backlog.csv"], 2, "Name the folder for the results"),
        (["batch", "backlog.csv", "-o", "out", "--resume", "b1"], 2, "Give the id alone"),
        (["batch", "--resume", "b1", "-o", "out"], 3, "there is no batch 'b1'"),
        (["batch", "--retry", "b1", "-o", "out"], 3, "there is no batch 'b1'"),
        (["batch", "--retry", "b1", "--resume", "b1", "-o", "out"], 2, "Give the id alone"),
        (["batch", "nowhere.csv", "-o", "out"], 3, "nowhere.csv"),
        (["batch", "empty.csv", "-o", "out"], 3, "there is no ticket in it"),
        (["batch", "empty", "-o", "out"], 3, "there is no file with tickets"),
        (["batch", "backlog.csv", "-o", "empty.csv"], 3, "cannot be made"),
        (["batch", "backlog.csv", "-o", "out", "-s", "ceo"], 2, "ceo"),
        (["batch", "backlog.csv", "-o", "out", "--engine", "llm"], 4, "model"),
        (["batch", "backlog.csv", "-o", "out", "--concurrency", "0"], 2, "concurrency"),
    ],
)
def test_what_is_called_wrongly(run: Run, tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    """One line, the exit code of its kind, and nothing is stored."""
    (tmp_path / "work/empty").mkdir(parents=True)
    (tmp_path / "work/backlog.csv").write_text(EXPORT)
    (tmp_path / "work/empty.csv").write_text("Issue key,Summary,Description\n")
    done = run(*arguments)
    assert (done.code, told in done.only_line) == (code, True), done.err
    if (tmp_path / "data/translator.db").exists():
        with open_database(tmp_path / "data/translator.db").connections.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM batches").scalar() == 0


def test_failed_rows_alone_are_tried_again(run: Run, tmp_path: Path) -> None:
    """`--retry` translates them in this process, whoever worked on the batch before, and leaves no other."""
    (tmp_path / "work/backlog.csv").write_text(EXPORT)
    id = run("batch", "backlog.csv", "--detach").out.strip()
    with closing(open_database(tmp_path / "data/translator.db")) as database:
        for state in ("done", "failed"):
            taken = database.work().claim("default", id, "w1")
            assert taken is not None
            assert database.work().finish(taken, "w1", Outcome(state, 1.0, code="model-timeout", error="-"))
        database.work().settle("default", id, datetime.now(UTC))
    done = run("batch", "--retry", id, "-o", "out")
    assert (done.code, "3 rows: 2 done, 1 failed." in done.err) == (1, True), done.err
    assert [(r["place"], r["state"]) for r in results(tmp_path / "work/out")] == [
        ("line 2", "done"), ("line 3", "failed"), ("line 4", "done"),
    ]  # fmt: skip
    assert "no row of the batch failed" in run("batch", "--retry", id, "-o", "out").only_line


def test_an_estimate_translates_nothing(run: Run, tmp_path: Path) -> None:
    """Offline it costs nothing; as data for programs."""
    (tmp_path / "work").mkdir(exist_ok=True)
    (tmp_path / "work/backlog.csv").write_text(EXPORT)
    told = run("batch", "backlog.csv", "--estimate")
    assert (told.code, told.out) == (
        0, "3 rows, 1 of them cannot be read.\nThe offline engine writes: $0, nothing is sent.\n",
    )  # fmt: skip
    document = json.loads(run("batch", "backlog.csv", "--estimate", "--json").out)
    assert (document["rows"], document["unreadable"], document["cost"], document["model"]) == (
        3,
        1,
        0.0,
        None,
    )


def _start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TRANSLATOR_INCIDENTS": "off"}
    command = [sys.executable, "-m", "translator", *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _until_some_are_done(tmp_path: Path, least: int = 5) -> None:
    database = tmp_path / "data/translator.db"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if database.exists():
            with open_database(database).connections.reading() as connection:
                query = "SELECT count(*) FROM batch_rows WHERE state = 'done'"
                if connection.exec_driver_sql(query).scalar() >= least:
                    return
        time.sleep(0.1)
    raise AssertionError("no row was done")


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopped_and_resumed(tmp_path: Path, how: signal.Signals) -> None:
    """Ctrl-C says how to go on; after `kill -9` the same goes on. Every row is there once."""
    (tmp_path / "backlog.csv").write_text(many(150))
    first = _start(tmp_path, "batch", "backlog.csv", "-o", "out")
    _until_some_are_done(tmp_path)
    first.send_signal(how)
    _, told = first.communicate(timeout=60)
    assert "Traceback" not in told
    (queue,) = (tmp_path / "data/batches").glob("b*.db")
    if how == signal.SIGINT:
        assert first.returncode == 130
        assert f"go on with: translator batch --resume {queue.stem} -o out" in told
        assert 5 <= sum(row["state"] == "done" for row in results(tmp_path / "out")) < 150
    second = _start(tmp_path, "batch", "--resume", queue.stem, "-o", "out")
    _, told = second.communicate(timeout=120)
    assert (second.returncode, "150 rows: 150 done." in told) == (0, True), told
    told_rows = results(tmp_path / "out")
    assert [row["number"] for row in told_rows] == list(range(1, 151))
    assert len({row["translation"] for row in told_rows}) == 150
    assert len(list((tmp_path / "out/pitches").iterdir())) == 150


@pytest.mark.slow
def test_a_worker_takes_what_is_left_to_it(tmp_path: Path) -> None:
    """`batch --detach` ends at once; a worker does the rows, and ends well when it is told to."""
    (tmp_path / "backlog.csv").write_text(many(8))
    detached = _start(tmp_path, "batch", "backlog.csv", "--detach")
    out, _ = detached.communicate(timeout=60)
    assert detached.returncode == 0
    assert re.fullmatch(r"b[0-9a-f]{24}\n", out)
    worker = _start(tmp_path, "worker", "--concurrency", "2")
    _until_some_are_done(tmp_path, 8)
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate(timeout=60)
    assert (worker.returncode, "Traceback" in told) == (0, False)
    written = _start(tmp_path, "batch", "--resume", out.strip(), "-o", "out")
    assert (written.wait(60), len(results(tmp_path / "out"))) == (0, 8)
    for stream in (written.stdout, written.stderr):
        assert stream is not None
        stream.close()
