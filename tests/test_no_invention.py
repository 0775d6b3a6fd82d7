"""Nothing in a rendered pitch that its ticket does not hold, judged by an independent scan."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from evals.independent_scan import scan
from translator.intake import read, read_parts
from translator.models import Ticket
from translator.render.markdown import as_markdown
from translator.samples import SAMPLES, TICKETS
from translator.wiring import App, build_default

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVERYBODY = ("sales", "support", "executives", "finance", "security", "data-teams", "infrastructure")


@pytest.fixture(scope="module")
def app() -> App:
    """An App with the built-in catalog."""
    return build_default()


def _everything(ticket: Ticket) -> str:
    fields = "\n".join(f.value for f in ticket.fields)
    return "\n".join([ticket.text, ticket.raw, ticket.key or "", fields])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.file)
def test_samples(app: App, sample: object) -> None:
    """Each sample ticket, framed for many: no number, date or name of our own."""
    name = sample.file  # type: ignore[attr-defined]
    payload = files("translator").joinpath("samples", TICKETS, name).read_bytes()
    for ticket in read(payload).tickets:
        pitch = asyncio.run(app.translate(ticket, now=NOW, stakeholders=EVERYBODY))
        assert scan(as_markdown(pitch), _everything(ticket)) == []


@pytest.mark.slow
def test_real_tickets(app: App, shared_data: Path) -> None:
    """All real tickets beside the checkout: no crash, nothing invented."""
    loose = []
    for path in sorted(shared_data.glob("tickets_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            title = row.get("summary") or row.get("title") or ""
            body = row.get("description") or row.get("body") or ""
            pitch = asyncio.run(app.translate(read_parts(title, body, key=row["id"]), now=NOW))
            source = "\n".join([title, body, row["id"]])
            loose += [(row["id"], item) for item in scan(as_markdown(pitch), source)]
    assert loose == []
