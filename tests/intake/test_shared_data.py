"""The real tickets beside the clone, when they are there: none crashes, all keep their promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from translator.intake import read, read_parts


def tickets(folder: Path) -> list[tuple[str, str]]:
    found = []
    for path in sorted(folder.glob("tickets_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            title = row.get("summary") or row.get("title") or ""
            found.append((title, row.get("description") or row.get("body") or ""))
    return found


@pytest.mark.slow
def test_all_real_tickets_are_read(shared_data, blocks_hold):
    """Every real ticket is read; its title is the first block; nothing is cut from it."""
    rows = tickets(shared_data)
    assert len(rows) > 500
    for title, body in rows:
        ticket = read_parts(title, body)
        blocks_hold(ticket)
        assert not ticket.cuts
        small = read(json.dumps({"title": title, "description": body})).tickets[0]
        assert small.text == ticket.text
