"""Evidence: a quoted span with its source, and the ledger that holds all of one pitch."""

from __future__ import annotations

from typing import Literal

from translator.models.base import Model

EvidenceKind = Literal[
    "quantity",  # n  a measurement or a count
    "date",  # t  a calendar date, month, quarter or clock time
    "identifier",  # i  a version, id, port, hash, path: has digits, measures nothing
    "quote",  # q  words somebody is quoted with
    "person",  # p  a named person or a role
    "customer",  # e  who feels it
    "action",  # e  what they try to do
    "moment",  # e  when it hurts
    "symptom",  # e  a sentence saying what goes wrong
    "impact",  # e  a sentence saying what it costs sales, support or customers
    "expected",  # e  a sentence saying what should happen
    "warning",  # e  a sign that the business sees it already
    "cause",  # e
    "work",  # e  what would be built
    "finish",  # e  an acceptance criterion
    "answer",  # a  what a person answered
    "derived",  # d  computed from others by a shown formula
]
Role = Literal["today", "target", "impact", "other"]
Bound = Literal["", "under", "at most", "over", "at least", "about"]


class Quantity(Model):
    """A number read from text.

    `value` and `high` are in `unit` as written (12s → 12, "s"; 3 % → 3, "%"; 1.2M → 1200000, "").
    Canonical units: % s ms us ns min h d wk mo y B KB MB GB TB PB KiB MiB GiB USD EUR GBP … rps x,
    and "" for a plain count, whose thing counted is `noun`.
    """

    value: float
    high: float | None = None  # upper end of a range; None: not a range
    unit: str = ""
    noun: str = ""  # what is counted or measured, lower case as written: "demos", "sign-in failures"
    per: str = ""  # "for each" of a ratio: "1,000 customers", "request"
    window: str = ""  # the period it was counted over, as written: "last month", "a week"
    statistic: str = ""  # p95, median, average, max …
    bound: Bound = ""
    role: Role = "other"


class Evidence(Model):
    """A quoted span with its source. `text` equals the source's text at [start, end)."""

    id: str
    kind: EvidenceKind
    source: str  # "ticket", "incident:<id>" or "answer:<id>"
    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    value: str = ""  # catalog id it points at (customer, action, moment), ISO date, "owner" or "assignee"
    formula: str = ""  # derived only: "n2 - n1"
    weight: float = 0.0  # how strongly the cues spoke, for ranking only; never shown


class Ledger(Model):
    """All evidence of one pitch, in reading order."""

    items: tuple[Evidence, ...] = ()

    def get(self, evidence_id: str) -> Evidence | None:
        """The item with this id, or None."""
        return next((e for e in self.items if e.id == evidence_id), None)

    def of(self, *kinds: EvidenceKind) -> tuple[Evidence, ...]:
        """The items of these kinds, in reading order."""
        return tuple(e for e in self.items if e.kind in kinds)
