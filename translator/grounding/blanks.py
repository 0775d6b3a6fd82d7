"""The blanks a sentence can get, whom to ask about each, and what its finding says."""

from __future__ import annotations

from typing import NamedTuple

from translator.models import Question


class Kind(NamedTuple):
    """One way in which a sentence says too much."""

    check: str
    blank: str
    role: str
    message: str
    ask: str


KINDS: dict[str, Kind] = {
    "source": Kind(
        "unknown-evidence",
        "[source needed]",
        "engineering",
        "“{}” points at evidence that does not exist or does not match its source.",
        "Which source says this?",
    ),
    "quote": Kind(
        "invented-quote",
        "[quote needed]",
        "support",
        "the words “{}” are quoted and stand in no source.",
        "Who said it, and in which words?",
    ),
    "date": Kind(
        "invented-date",
        "[date needed]",
        "note owner",
        "the date “{}” stands in no source.",
        "Which date is meant, and who set it?",
    ),
    "number": Kind(
        "invented-number",
        "[number needed]",
        "engineering",
        "the number “{}” comes from no evidence.",
        "What is the number, and where was it read?",
    ),
    "name": Kind(
        "invented-name",
        "[name needed]",
        "product",
        "the name “{}” stands in no source.",
        "Who or what is meant?",
    ),
}
BLANKS: tuple[str, ...] = tuple(kind.blank for kind in KINDS.values())
_NAMES = {kind.check: name for name, kind in KINDS.items()}

WHY = "A pitch says only what a source says; until then the place stays a visible blank."
STEPS = {
    "unknown-evidence": "Cite evidence that is in the ledger, or take the words out.",
    "invented-quote": "Quote the source word for word, or say it without quotation marks.",
    "invented-date": "Take the date from a source, or ask for it.",
    "invented-number": "Put a slot of the evidence that carries the number, or ask for it.",
    "invented-name": "Use a name the ticket uses, or say who it is in plain words.",
    "uncited-claim": "Add the evidence, or keep it marked as an assumption.",
}


def blank_of(question: Question) -> str:
    """The visible blank that stands where the answer to `question` is missing."""
    return f"[{one_line(question.blank)} — ask {one_line(question.role)}]"


def one_line(text: str) -> str:
    """`text` with its white space collapsed."""
    return " ".join(text.split())


def taken_out(check: str) -> str:
    """The key of KINDS whose findings carry this check; "" for other checks."""
    return _NAMES.get(check, "")
