"""A little of the fuzzing that is run by hand; see `fuzz_payloads`."""

from __future__ import annotations

from pathlib import Path

from tests.api.fuzz_payloads import exports, fuzz, tickets
from translator.intake import READERS, read


def test_no_payload_crashes_the_api(tmp_path: Path) -> None:
    """Mutated tickets of every format are translated or refused; none is a defect."""
    done = fuzz(tmp_path, 150, seed=11)
    assert done.crashes == ()
    assert done.statuses[201] > 30
    assert done.statuses[422] > 10


def test_every_format_is_among_the_seeds() -> None:
    """A new format of tickets gets a seed here, and the exports of incidents are there."""
    named = {ticket.reader for seed in tickets() for ticket in read(seed).tickets}
    assert named == {reader.name for reader in READERS}
    assert len(exports()) > 5
