"""A sales story and a support case: a pitch stands on both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject

_SALES = re.compile(
    r"\b(?:sales|demos?|deals?|prospects?|buyers?|renewals?|pipeline|account executives?|"
    r"trials?|contracts?|opportunit(?:y|ies)|lost .{0,20}\baccount)\b",
    re.IGNORECASE,
)
_SUPPORT = re.compile(
    r"\b(?:support|tickets?|cases?|help ?desk|complaints?|complained|calls? (?:in|about)|"
    r"(?:phone )?queue|wrote in|reported)\b",
    re.IGNORECASE,
)


def no_proof(subject: Subject) -> Iterator[Hit]:
    """Neither a sales story nor a support case."""
    if subject.draft is not None:
        told = _told(subject)
        if not any(told.values()):
            yield Hit("no case is told that somebody could call up.", _first(subject))
    elif subject.is_note and not any(_sides(subject)):
        yield Hit("neither a sales story nor a support case is told.", _first(subject))


def one_sided_proof(subject: Subject) -> Iterator[Hit]:
    """Only one of the sales story and the support case."""
    if subject.draft is not None:
        told = _told(subject)
        if any(told.values()):
            missing = next((part for part, said in told.items() if not said), None)
            if missing is not None:
                yield Hit("the proof comes from a single side.", missing)
        return
    if not subject.is_note:
        return
    sales, support = _sides(subject)
    if sales != support:
        missing_side = "a support case" if sales else "a sales story"
        yield Hit(
            f"the proof comes from a single side; {missing_side} is missing.",
            _first(subject),
            severity=None if "proof" in subject.labels else "info",
        )


def _told(subject: Subject) -> dict[Part, bool]:
    """The proof sentences of a pitch, and whether each says more than that something is missing."""
    return {p: not p.blank for p in subject.parts if p.where.startswith("note.proof")}


def _sides(subject: Subject) -> tuple[bool, bool]:
    """Whether a note tells a sales story, and whether it tells a support case."""
    parts: tuple[Part, ...] = subject.of("proof", "quote")
    if "proof" not in subject.labels:
        parts = subject.told + subject.of("quote")
    told, heading = [], ""
    for part in parts:
        # A label on a line of its own speaks for the lines under it.
        heading = part.label or heading
        if not part.blank:
            told.append(f"{heading} {part.text}")
    return any(map(_SALES.search, told)), any(map(_SUPPORT.search, told))


def _first(subject: Subject) -> Part | None:
    return next(iter(subject.of("proof")), None)


CHECKS: tuple[Check, ...] = (
    Check(
        "no-proof", "should",
        "Without a case that somebody can call up, the problem is an opinion.",
        "Ask sales for a demo or deal it touched, and support for the ticket pattern.",
        no_proof,
    ),
    Check(
        "single-sided-proof", "should",
        "A story from one department is easy to wave away; two that agree are not.",
        "Ask the other side, sales or support, for its case.",
        one_sided_proof,
    ),
)  # fmt: skip
