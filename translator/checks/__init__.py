"""Named rules on a pitch or on a note a person wrote. Each is one function and one row.

`must` findings block approval; a `should` can be dismissed with a reason; an `info` is a hint.
"""

from __future__ import annotations

from translator.checks import ask, moment, privacy, proof, truth, wording
from translator.checks.note import subject_of_text
from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject, subject_of_pitch
from translator.models import Finding, Severity

__all__ = [
    "CHECKS",
    "Check",
    "Hit",
    "Part",
    "Subject",
    "run_checks",
    "subject_of_pitch",
    "subject_of_text",
]

CHECKS: tuple[Check, ...] = (
    *truth.CHECKS,
    *privacy.CHECKS,
    *moment.CHECKS,
    *ask.CHECKS,
    *proof.CHECKS,
    *wording.CHECKS,
)

_RANK: dict[Severity, int] = {"must": 0, "should": 1, "info": 2}


def run_checks(subject: Subject) -> tuple[Finding, ...]:
    """All findings: must before should before info, then in the order of CHECKS and of the text."""
    found = [finding for check in CHECKS for finding in check.run(subject)]
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))
