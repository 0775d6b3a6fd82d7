"""How the tests read a source: from a file of `data/`, or from text."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from translator.incidents.sources import Row, RowProblem, read_incidents
from translator.models import Incident

DATA = Path(__file__).parent / "data"


def rows_of(payload: object, **named: Any) -> list[Row]:
    """The rows of bytes, of text, or of a value as JSON."""
    if not isinstance(payload, str | bytes):
        payload = json.dumps(payload)
    raw = payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else payload
    return list(read_incidents(io.BytesIO(raw), **{"place": "input", **named}))


def incidents_of(payload: object, **named: Any) -> list[Incident]:
    """The incidents; a problem fails the test."""
    rows = rows_of(payload, **named)
    assert [row for row in rows if isinstance(row, RowProblem)] == []
    return [row for row in rows if isinstance(row, Incident)]


@pytest.fixture(scope="session")
def rows() -> Callable[..., list[Row]]:
    return rows_of


@pytest.fixture(scope="session")
def incidents() -> Callable[..., list[Incident]]:
    return incidents_of


@pytest.fixture(scope="session")
def data() -> Callable[[str], bytes]:
    return lambda name: (DATA / name).read_bytes()


@pytest.fixture(scope="session")
def short() -> Callable[[Incident], Mapping[str, Any]]:
    """An incident as a small table: what is not the default, times as ISO, sections as (kind, text)."""

    def view(incident: Incident) -> Mapping[str, Any]:
        values = incident.model_dump(exclude_defaults=True)
        for field in ("started", "resolved"):
            if at := getattr(incident, field):
                values[field] = at.at.strftime("%Y-%m-%dT%H:%M")
        if incident.sections:
            values["sections"] = [(s.kind, s.text) for s in incident.sections]
        return values

    return view
