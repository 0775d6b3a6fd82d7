"""Every check against what people write: it fires, it stays quiet, it is not fooled."""

from __future__ import annotations

import re

import pytest

from tests.checks.pitch_cases import PITCH_CASES
from tests.checks.text_cases import CASES as TRUTH
from tests.checks.text_cases import Row, Verdict
from tests.checks.writing_cases import WRITING
from translator.catalog.index import CatalogIndex
from translator.checks import CHECKS, run_checks, subject_of_text
from translator.evidence import extract
from translator.intake import read

CASES = TRUTH | WRITING
ROWS = [
    pytest.param(check, verdict, row, id=f"{check}-{verdict}-{number}")
    for check, verdicts in CASES.items()
    for verdict, rows in verdicts.items()
    for number, row in enumerate(rows)
]


def _found(row: Row, index: CatalogIndex) -> set[str]:
    text, ticket_text = row if isinstance(row, tuple) else (row, "")
    if not ticket_text:
        return {f.check for f in run_checks(subject_of_text(text, index))}
    ticket = read(ticket_text.encode()).tickets[0]
    subject = subject_of_text(text, index, extract(ticket, index), {"ticket": ticket.text})
    return {f.check for f in run_checks(subject)}


@pytest.mark.parametrize(("check", "verdict", "row"), ROWS)
def test_check_on_text(check: str, verdict: Verdict, row: Row, index: CatalogIndex) -> None:
    """The check points at the faulty texts and at no other."""
    assert (check in _found(row, index)) == (verdict == "fires")


def test_every_check_has_rows() -> None:
    """Each check has texts or pitches where it fires, stays quiet and is nearly fooled."""
    for check in CHECKS:
        verdicts = {v for v, rows in CASES.get(check.id, {}).items() if rows}
        verdicts |= {v for v, rows in PITCH_CASES.get(check.id, {}).items() if rows}
        assert verdicts == {"fires", "quiet", "nearly"}, check.id
    assert set(CASES) | set(PITCH_CASES) <= {check.id for check in CHECKS}


def test_ids_and_lines() -> None:
    """Ids are unique and kebab-case; reasons and fixes are one full line each."""
    ids = [check.id for check in CHECKS]
    assert len(ids) == len(set(ids))
    for check in CHECKS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id)
        for line in (check.reason, check.fix):
            assert line == line.strip()
            assert "\n" not in line
            assert line.endswith(".")


def test_order_is_stable(index: CatalogIndex) -> None:
    """Findings come must first, and the same each time."""
    text = "We refactor SessionManager for everyone. password=Tr0ub4dor&3"
    found = run_checks(subject_of_text(text, index))
    ranks = [["must", "should", "info"].index(f.severity) for f in found]
    assert ranks == sorted(ranks)
    assert found[0].check == "secret"
    assert found == run_checks(subject_of_text(text, index))


def test_a_secret_is_never_repeated(index: CatalogIndex) -> None:
    """The finding about a secret does not carry the secret further."""
    found = run_checks(subject_of_text("The job uses password=Tr0ub4dor&3 today.", index))
    assert all("Tr0ub4dor" not in f.message + f.fix for f in found if f.check == "secret")
