"""Slots become what the evidence says; whatever else only evidence may say becomes a visible blank.

This is the step after which a reader sees text, whichever engine wrote the draft: a number, date,
name or quote that no source carries does not get past it. Nothing is dropped quietly: each blank
put in has a finding, which keeps the words taken out, and a question for a named role.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from translator.grounding.blanks import BLANKS, KINDS, blank_of, taken_out
from translator.grounding.known import catalog_texts, catalog_words
from translator.grounding.ledger import verified
from translator.grounding.loose import FUNCTION_WORDS
from translator.grounding.slots import SLOT, Piece
from translator.grounding.sources import SourceTexts
from translator.grounding.writing import Writer
from translator.models import Draft, Evidence, Finding, Ledger, Question
from translator.parts import map_sentences

__all__ = [
    "BLANKS",
    "FUNCTION_WORDS",
    "KINDS",
    "SLOT",
    "Grounded",
    "blank_of",
    "catalog_texts",
    "catalog_words",
    "ground",
    "taken_out",
    "unfounded",
]


class Grounded(NamedTuple):
    """What grounding hands on.

    `draft` has `plain` filled in every sentence. `questions` are those to add to the draft's own,
    with ids that continue after them. `spans` gives, for each place, the stretches of `plain` that
    came from evidence or are blanks: words of a source, not of a writer.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    spans: dict[str, tuple[tuple[int, int], ...]]


def ground(
    draft: Draft,
    ledger: Ledger,
    sources: Mapping[str, str],
    *,
    known_words: frozenset[str] = frozenset(),
) -> Grounded:
    """The draft with every sentence as a reader sees it, and what had to be taken out.

    `sources` maps the source names of the evidence ("ticket", "incident:<id>", "answer:<id>") to
    their texts; an item whose text is not at its place there counts as unknown. `known_words`
    (lower case) are words a capital letter does not turn into a name.
    """
    writer = Writer(draft, verified(ledger, sources), SourceTexts(sources), known_words)
    grounded = writer.words_between(map_sentences(draft, writer.rewrite))
    return Grounded(grounded, tuple(writer.findings), tuple(writer.questions), writer.spans)


def unfounded(
    text: str,
    draft: Draft,
    known: Mapping[str, Evidence],
    sources: SourceTexts,
    known_words: frozenset[str] = frozenset(),
) -> list[Piece]:
    """What grounding would take out of this text, in reading order; `kind` is a key of KINDS.

    `draft` holds the questions that its slots may name, `known` is evidence that holds.
    """
    return Writer(draft, known, sources, known_words).unfounded(text)
