"""A look into an SQLite file without loading a database package: is there anything of a workspace in it?"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal
from urllib.parse import quote

_ASKED = {
    "incidents": "SELECT 1 FROM incidents WHERE workspace = ? LIMIT 1",
    "reviewed": "SELECT 1 FROM translations WHERE workspace = ? "
    "AND state IN ('in review', 'approved', 'published') LIMIT 1",
}


def holds(file: Path, what: Literal["incidents", "reviewed"], workspace: str) -> bool:
    """Whether there are incidents, or pitches that somebody reviews or has approved.

    True also where it cannot be seen, as in a locked or broken file: opening it says why.
    """
    try:
        if not file.exists():
            return False
        address = f"file:{quote(str(file.absolute()))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=1)) as connection:
            return connection.execute(_ASKED[what], (workspace,)).fetchone() is not None
    except sqlite3.OperationalError as error:
        return "no such table" not in str(error)
    except (sqlite3.Error, OSError):
        return True
