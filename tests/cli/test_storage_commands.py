"""`purge`, `backup` and `restore` over a real database with a real pitch in it."""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import TICKET, Run
from translator.models import Actor
from translator.settings import load_settings
from translator.storage.base import TranslationFilter
from translator.wiring_service import Service

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def _service() -> Service:
    environ = {"TRANSLATOR_DATA_DIR": os.environ["TRANSLATOR_DATA_DIR"]}
    return Service(load_settings(toml_path=None, environ=environ, flags={}), clock=lambda: LONG_AGO)


def _count() -> int:
    service = _service()
    page = service.database.translations("default").page(TranslationFilter())
    service.database.close()
    return len(page.rows)


@pytest.fixture
def stored(run: Run) -> Run:
    """The command line over a database with one translation, last changed long ago."""
    service = _service()
    app = service.app()
    ticket = app.read(TICKET.encode()).tickets[0]
    asyncio.run(service.translations().create(ticket, by=Actor(name="Ada")))
    service.database.close()
    return run


def test_a_dry_run_deletes_nothing(stored: Run) -> None:
    """It says what would go, and it is still there."""
    result = stored("purge", "--older-than", "30d", "--dry-run")
    assert (result.code, result.out) == (0, "default: 1\n")
    assert result.only_line.startswith("would be deleted: 1 translations (1 versions)")
    assert _count() == 1


def test_what_is_old_goes(stored: Run) -> None:
    """What nobody has changed for that long is deleted, and the answer is data."""
    result = stored("purge", "--older-than", "4w", "--yes", "--json")
    assert json.loads(result.out)["translations"] == {"default": 1}
    assert _count() == 0


def test_what_is_young_enough_stays(stored: Run) -> None:
    """The age decides, also when it comes from the settings."""
    Path("translator.toml").write_text("retention_days = 36500\n", encoding="utf-8")
    assert stored("purge", "--yes").code == 0
    assert _count() == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--yes"], "retention_days"),
        (["--older-than", "soon", "--yes"], "Give 90d, 4w or 12h."),
        (["--older-than", "30d"], "--dry-run"),
    ],
    ids=["no age", "no age at all", "nobody to ask"],
)
def test_a_purge_that_is_not_clear_is_refused(stored: Run, arguments: list[str], says: str) -> None:
    """Exit code 2, one line, and nothing is gone."""
    result = stored("purge", *arguments)
    assert result.code == 2
    assert says in result.only_line
    assert _count() == 1


def test_a_person_may_say_no(stored: Run) -> None:
    """On a terminal it asks, and a no deletes nothing."""
    assert stored("purge", "--older-than", "30d", typed="n\n").code != 0
    assert _count() == 1


def test_a_backup_comes_back(stored: Run) -> None:
    """What was there at the backup is there after the restore; what was there before is kept beside."""
    assert stored("backup", "kept.db").code == 0
    assert stored("purge", "--older-than", "30d", "--yes").code == 0
    refused = stored("restore", "kept.db")
    assert (refused.code, "there is a database already" in refused.only_line) == (4, True)
    assert "Add --replace" in refused.only_line
    done = stored("restore", "kept.db", "--replace")
    assert (done.code, ".replaced-" in done.only_line) == (0, True)
    assert _count() == 1


def test_no_backup_over_another(stored: Run) -> None:
    """A file that exists is not written over."""
    Path("kept.db").write_text("mine", encoding="utf-8")
    assert stored("backup", "kept.db").code == 4
    assert Path("kept.db").read_text(encoding="utf-8") == "mine"
