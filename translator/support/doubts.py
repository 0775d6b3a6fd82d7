"""What becomes of a second model's doubt: a finding like any other, and nothing of that model's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from translator.grounding import SLOT
from translator.models import Draft, Finding, Sentence
from translator.parts import sentences_of
from translator.support.claims import held
from translator.support.words import PLAIN, root
from translator.text import WORD


def doubted(draft: Draft, places: Iterable[str], doubts: Mapping[str, Sentence]) -> tuple[Finding, ...]:
    """A finding for each of the `places` that still says what was doubted there; `doubts` by place."""
    wanted = frozenset(places)
    return tuple(
        _finding(where)
        for where, sentence in sentences_of(draft)
        if where in doubts and where in wanted and not _mended(where, sentence, doubts[where])
    )


def _mended(where: str, sentence: Sentence, before: Sentence) -> bool:
    """Whether the sentence is another one now: with less in it, or with more evidence to carry it.

    Nobody is asked about what was written anew, so a rewording that keeps all its claims stays doubted.
    """
    if not held(where, sentence):
        return True
    return bool(_telling(before) - _telling(sentence)) or not set(sentence.evidence) <= set(before.evidence)


def _telling(sentence: Sentence) -> frozenset[str]:
    """Stems of the words that claim something, and the slots."""
    words = (root(m.group().lower()) for m in WORD.finditer(SLOT.sub(" ", sentence.text)))
    return frozenset(words) - PLAIN | {m.group() for m in SLOT.finditer(sentence.text)}


def _finding(where: str) -> Finding:
    return Finding(
        check="unsupported-by-judge",
        severity="must",
        where=where,
        message="a second model does not find the sentence in the evidence it cites.",
        fix="Say only what the cited words say, cite the evidence that carries it, or mark it an assumption.",
    )
