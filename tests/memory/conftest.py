"""A workspace with an empty memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.memory.shelves import Shelf, new_shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """A workspace over an SQLite file."""
    made = new_shelf(tmp_path)
    yield made
    made.memory.close()
    made.database.close()
