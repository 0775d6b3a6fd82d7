"""A past incident beside the ticket: whether it shows the same problem, and whether the same cause."""

from __future__ import annotations

from typing import NamedTuple

from translator.incident_text import IncidentText
from translator.models import Evidence, Incident, Relation
from translator.proof.citing import Citations
from translator.proof.reading import Past
from translator.proof.same_cause import Verdict


class Judged(NamedTuple):
    """One incident that was read, with what it may be used for."""

    past: Past
    verdict: Verdict | None  # None: not shown to have the same cause
    same_problem: bool  # the same customer task going wrong in the same way

    @property
    def incident(self) -> Incident:
        """The record."""
        return self.past.incident

    @property
    def told(self) -> IncidentText:
        """Its text with its parts."""
        return self.past.told

    @property
    def relation(self) -> Relation:
        """What a reader is told about it."""
        return "similar" if self.verdict is None else "same cause"

    @property
    def close(self) -> bool:
        """Whether its stories may be told for the ticket's problem; others only look alike."""
        return self.verdict is not None or self.same_problem

    @property
    def rank(self) -> tuple[bool, float]:
        """The closer, the higher."""
        return self.verdict is not None, self.past.hit.score


class Reference(NamedTuple):
    """How a sentence refers to an incident: "INC-316 (2026-07-14)", with slots, and the evidence."""

    text: str
    evidence: tuple[Evidence, ...]


def reference(judged: Judged, cite: Citations) -> Reference:
    """The key and the day it started; "a past incident" where the key cannot be shown."""
    key, day = cite.key(judged.incident, judged.told), cite.day(judged.incident, judged.told)
    name = f"«{key.id}»" if key else "a past incident"
    text = f"{name} («{day.id}»)" if day else name
    return Reference(text, tuple(e for e in (key, day) if e))
