"""What a check is: one function that points at places, and one row that says why it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from translator.checks.subject import Part, Subject
from translator.models import Finding, Severity

Applies = Literal["pitch", "text", "both"]


class Hit(NamedTuple):
    """One place a check points at. Empty `fix` and None severity stand for the check's own."""

    message: str
    part: Part | None = None  # None: the subject as a whole
    start: int | None = None  # offsets in the part's text
    end: int | None = None
    fix: str = ""
    severity: Severity | None = None


class Check(NamedTuple):
    """A named rule."""

    id: str
    severity: Severity
    reason: str  # why it matters to the reader, one line
    fix: str  # what to do about it, one line
    find: Callable[[Subject], Iterable[Hit]]
    applies: Applies = "both"

    def run(self, subject: Subject) -> Iterator[Finding]:
        """Yield a finding for each place; nothing where the check does not apply to the subject."""
        if self.applies not in ("both", subject.kind):
            return
        for hit in self.find(subject):
            shift = hit.part.offset if hit.part else 0
            yield Finding(
                check=self.id,
                severity=hit.severity or self.severity,
                where=hit.part.where if hit.part else subject.kind,
                message=hit.message,
                fix=hit.fix or self.fix,
                start=None if hit.start is None else hit.start + shift,
                end=None if hit.end is None else hit.end + shift,
            )
