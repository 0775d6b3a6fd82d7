"""Good planning notes must pass: a must finding on one of them would teach people to look away."""

from __future__ import annotations

from pathlib import Path

import pytest

from translator.catalog.index import CatalogIndex
from translator.checks import run_checks, subject_of_text

NOTES = (Path(__file__).parent / "good_notes.md").read_text(encoding="utf-8").split("%%\n")
# What whole notes may still be told, as a share of notes; a hint too many is the price of a rule.
ALLOWED_SHARE = 0.2


@pytest.mark.parametrize("note", NOTES, ids=[str(n) for n in range(len(NOTES))])
def test_no_must_finding(note: str, index: CatalogIndex) -> None:
    """A well-written note has nothing that would block it."""
    found = run_checks(subject_of_text(note, index))
    assert [f for f in found if f.severity == "must"] == []


def test_few_should_findings(index: CatalogIndex) -> None:
    """Of the notes that are whole and have no blank, few get a should finding."""
    whole = [n for n in NOTES if "Review" in n and "[" not in n]
    told = [n for n in whole if any(f.severity == "should" for f in run_checks(subject_of_text(n, index)))]
    assert len(whole) >= 20
    assert len(told) <= ALLOWED_SHARE * len(whole)
