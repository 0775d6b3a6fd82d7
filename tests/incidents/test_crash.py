"""`kill -9` in an import of 5,000: nothing stored is lost, and the next start heals the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.incidents.searchable import WordVectors, incident
from translator.incidents.chroma import ChromaVectors
from translator.incidents.index import HybridIndex
from translator.storage import open_store
from translator.wiring import incidents_in

ROOT = Path(__file__).parent.parent.parent
ROWS = 5_000
IMPORT = """
import sys
from pathlib import Path
from tests.incidents.searchable import WordVectors
from tests.incidents.test_crash import rows
from translator.wiring import incidents_in
incidents_in(Path(sys.argv[1]), WordVectors()).import_rows(rows(), on_problem=print)
"""


def rows():
    """5,000 incidents, each with a word of its own."""
    return [incident(f"I-{n}", f"Outage {n}", f"The word{n} of it was lost.") for n in range(ROWS)]


@pytest.mark.slow
@pytest.mark.parametrize("stored_before", [600, 2_600])
def test_killed_in_the_middle(tmp_path: Path, stored_before: int) -> None:
    """The process dies at a point nobody chose; searching heals, importing again completes."""
    process = subprocess.Popen([sys.executable, "-c", IMPORT, str(tmp_path)], cwd=ROOT, env=dict(os.environ))
    store = open_store(f"sqlite:///{tmp_path}/translator.db", "default")
    until = time.monotonic() + 100
    while store.count() < stored_before:
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = store.count()
    assert stored_before <= kept < ROWS
    service = incidents_in(tmp_path, WordVectors())
    report = service.index.catch_up()
    assert service.search(f"Outage {kept - 1}").searched == kept
    found = service.search(f"The word{kept - 1} of it was lost")
    assert found.hits[0].incident.source_id == f"I-{kept - 1}"
    assert report.notes == ()
    index = service.index
    assert isinstance(index, HybridIndex)
    vectors = index._vectors
    assert isinstance(vectors, ChromaVectors)
    assert vectors._collection.count() == 2 * kept  # a window and a title each
    done = service.import_rows(rows(), on_problem=print)
    assert (done.same, done.added, done.changed) == (kept, ROWS - kept, 0)
    assert service.search(f"The word{ROWS - 1} of it was lost").searched == ROWS
    assert vectors._collection.count() == 2 * ROWS
    service.close()
    store.close()
