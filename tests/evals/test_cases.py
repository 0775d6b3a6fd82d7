"""The cases of the suite are what they say: verbatim pieces, known ids, enough of every kind."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from evals.case import Case
from evals.case_files import ROOT, company_file, load_cases
from translator.models import Ticket
from translator.wiring import build_default

APP = build_default()
CASES = load_cases()
EVALS = ROOT
BLANKS = {
    "number.today",
    "number.target",
    "proof.sales",
    "proof.support",
    "scope",
    "review_date",
    "owner",
    "finish",
}


def ticket_of(case: Case) -> Ticket:
    read = APP.read(case.payload(), place=case.id)
    assert len(read.tickets) == 1, f"{case.id}: {len(read.tickets)} tickets"
    return read.tickets[0]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.id)
def test_a_case_agrees_with_its_ticket(case: Case) -> None:
    """Every verbatim piece stands in the ticket or its payload, every id in the catalog or the record."""
    ticket, expect, catalog = ticket_of(case), case.expect, APP.index.catalog
    for piece in (*expect.mechanism, *expect.scope, *expect.finish):
        assert piece in ticket.text, piece
    for ids, entries in (
        (expect.tasks, catalog.tasks),
        (expect.personas, catalog.personas),
        (expect.moments, catalog.moments),
        (case.stakeholders, catalog.stakeholders),
    ):
        assert set(ids) <= {entry.id for entry in entries}
    assert set(expect.asked) | set(expect.not_asked) <= BLANKS
    assert not set(expect.asked) & set(expect.not_asked)
    assert bool(expect.tasks) == (expect.found != "missing")
    if expect.incidents:
        told = company_file(case.company).read_text(encoding="utf-8").splitlines()
        assert set(expect.incidents) <= {json.loads(line)["id"] for line in told}
    assert len(case.why.split()) >= 5


def test_the_suite_is_large_and_mixed() -> None:
    """At least 120 cases, all formats, both splits, and no two tickets alike."""
    assert len(CASES) >= 120
    assert len({c.tags.format for c in CASES}) == 7
    assert min(Counter(c.split for c in CASES).values()) >= 40
    texts = [c.payload() for c in CASES]
    assert len(set(texts)) == len(texts)


def test_nothing_kept_names_a_path_of_a_machine() -> None:
    """Recordings, baselines and results are read on other machines."""
    kept = [p for name in ("recordings", "baselines", "results") for p in (EVALS / name).rglob("*.*")]
    assert len(kept) > 10
    assert [
        p.name for p in kept if re.search(r"site-packages|\.venv|/home/|/root/|/work/", p.read_text())
    ] == []
