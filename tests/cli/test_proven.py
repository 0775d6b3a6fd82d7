"""`doctor` and `translate` with past incidents on record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.stocked import HANDHELD, LOGIN, SAMPLE
from translator.samples import FIRST


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
