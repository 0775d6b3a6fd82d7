"""The real records beside the clone, when they are there: counted, none lost without a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from translator.incidents.sources import RowProblem, read_incidents
from translator.models import Incident

SAMPLES = Path(__file__).parents[3] / "translator" / "samples" / "incidents.jsonl"


def counted(path: Path) -> tuple[Counter[str], list[RowProblem]]:
    with path.open("rb") as stream:
        rows = list(read_incidents(stream, place=path.name))
    problems = [row for row in rows if isinstance(row, RowProblem)]
    return Counter(row.kind for row in rows if isinstance(row, Incident)), problems


@pytest.mark.parametrize(
    ("name", "kinds"),
    [("incidents_postmortems.jsonl", {"incident": 190}), ("postmortems_full.jsonl", {"incident": 81})],
)
def test_postmortems_of_many_companies(name, kinds, shared_data):
    """Every row is an incident."""
    assert counted(shared_data / name) == (kinds, [])


def test_a_status_page_of_six_years(shared_data):
    """Every row is read and planned work, as the source marks it, is apart."""
    kinds, problems = counted(shared_data / "status_updates.jsonl")
    assert kinds == {"incident": 168, "maintenance": 129}
    assert problems == []


def test_long_postmortems_are_split(shared_data):
    """Most full texts give a cause or a follow-up of their own."""
    with (shared_data / "postmortems_full.jsonl").open("rb") as stream:
        found = [row for row in read_incidents(stream, place="postmortems") if isinstance(row, Incident)]
    assert sum(bool(i.told("cause", "follow_up", "fix")) for i in found) > 70
    assert all(i.started for i in found)


def test_our_own_samples():
    """30 records of the invented company, two of them planned."""
    assert counted(SAMPLES) == ({"incident": 28, "maintenance": 2}, [])
