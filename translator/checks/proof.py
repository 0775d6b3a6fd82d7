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
    if subject.is_note and not any(_sides(subject)):
        yield Hit("neither a sales story nor a support case is told.", _first(subject))


def one_sided_proof(subject: Subject) -> Iterator[Hit]:
    """Only one of the sales story and the support case."""
    if not subject.is_note:
        return
    sales, support = _sides(subject)
    if sales != support:
        missing = "a support case" if sales else "a sales story"
        labelled = subject.draft is not None or "proof" in subject.labels
        yield Hit(
            f"the proof comes from one side only; {missing} is missing.",
            _first(subject),
            severity=None if labelled else "info",
        )


def _sides(subject: Subject) -> tuple[bool, bool]:
    """Whether there is a sales story, and whether there is a support case."""
    if subject.draft is not None:
        told = [not p.blank for p in subject.parts if p.where.startswith("note.proof")]
        told += [False, False]
        return told[0], told[1]
    parts: tuple[Part, ...] = subject.of("proof", "quote")
    if "proof" not in subject.labels:
        parts = subject.told + subject.of("quote")
    parts = tuple(p for p in parts if not p.blank)
    return (
        any(_SALES.search(f"{p.label} {p.text}") for p in parts),
        any(_SUPPORT.search(f"{p.label} {p.text}") for p in parts),
    )


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
        "one-sided-proof", "should",
        "A story from one department is easy to wave away; two that agree are not.",
        "Ask the other side, sales or support, for its case.",
        one_sided_proof,
    ),
)  # fmt: skip
