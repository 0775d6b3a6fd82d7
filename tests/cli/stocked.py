"""The command line with the sample incidents on record."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.incidents.sources import read_incidents
from translator.samples import FIRST, INCIDENTS, TICKETS
from translator.settings import load_settings
from translator.wiring import build

SAMPLES = Path(__file__).parents[2] / "translator/samples"
SAMPLE = SAMPLES / INCIDENTS
LOGIN = SAMPLES / TICKETS / FIRST
HANDHELD = SAMPLES / TICKETS / "handheld-sync.github.json"


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
