"""What a reader would see of a draft, and what is wrong with it: grounding, checks and support."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.checks import run_checks, subject_of_pitch
from translator.checks.subject import vetted
from translator.drafting import Drafted, Likeness
from translator.grounding import SLOT, ground
from translator.grounding.ledger import verified
from translator.models import Draft, Evidence, Finding, Ledger, Question, Sentence
from translator.parts import map_sentences, sentences_of
from translator.support import doubted, unsupported


class Judged(NamedTuple):
    """A grounded draft with all findings on it."""

    draft: Draft
    findings: tuple[Finding, ...]
    failing: frozenset[str]  # places a model wrote and that must not stay as they are


class Judge:
    """Judges drafts with one catalog. `likeness` None: rewordings are judged by their words alone."""

    def __init__(self, index: CatalogIndex, likeness: Likeness | None = None) -> None:
        self._index = index
        self._likeness = likeness
        self._known_words = vetted(index).words

    def judge(self, drafted: Drafted, ledger: Ledger, texts: Mapping[str, str]) -> Judged:
        """The draft as it is, with `plain` filled in; open questions are those with a blank in it."""
        draft = drafted.draft
        if drafted.base is not None:
            draft = draft.model_copy(update={"questions": _asked(draft, drafted.base)})
        grounded = ground(draft, ledger, texts, known_words=self._known_words)
        findings = grounded.findings
        if drafted.written or drafted.edited:
            known = verified(ledger, texts)
            findings += unsupported(
                grounded.draft, drafted.written, known, texts, self._index, self._likeness
            )
            findings += tuple(self._of_persons(grounded.draft, drafted.edited, known, texts))
            findings += doubted(drafted.draft, drafted.written, drafted.doubts)
        subject = subject_of_pitch(grounded.draft, ledger, texts, self._index, spans=grounded.spans)
        findings += run_checks(subject)
        questions = grounded.draft.questions + grounded.questions
        failing = frozenset(f.where for f in findings if f.severity == "must") & drafted.written
        return Judged(grounded.draft.model_copy(update={"questions": questions}), findings, failing)

    def _of_persons(
        self, draft: Draft, places: Iterable[str], known: Mapping[str, Evidence], texts: Mapping[str, str]
    ) -> Iterator[Finding]:
        """What support says of a person's words: their numbers must stand in the right place.

        An answer stands where it was asked for. A claim that its evidence does not carry is shown as an
        assumption already (see `editing`), and "several" is a quantity that only a model must not say.
        """
        asked_there = {name: item for name, item in known.items() if item.kind != "answer"}
        for found in unsupported(draft, places, asked_there, texts, self._index) if places else ():
            if found.check == "invented-number":
                yield found.model_copy(update={"severity": "should"})
            elif found.check != "unsupported-claim":
                yield found

    def settle(
        self, drafted: Drafted, judged: Judged, ledger: Ledger, texts: Mapping[str, str]
    ) -> tuple[Drafted, Judged]:
        """The draft with what a model got wrong put back to the offline engine's words, and its verdict.

        `judged` is the verdict on `drafted`. Ends, for each round takes at least one place out of the
        model's hands.
        """
        while judged.failing and drafted.base is not None:
            drafted = _put_back(drafted, judged.failing)
            judged = self.judge(drafted, ledger, texts)
        return drafted, judged


def _put_back(drafted: Drafted, places: frozenset[str]) -> Drafted:
    assert drafted.base is not None
    base = dict(sentences_of(drafted.base))

    def earlier(where: str, sentence: Sentence) -> Sentence:
        return base.get(where, sentence) if where in places else sentence

    note = f"{', '.join(sorted(places))}: written offline, for the model's words did not hold"
    return replace(
        drafted,
        draft=map_sentences(drafted.draft, earlier),
        written=drafted.written - places,
        notes=(*drafted.notes, note),
    )


def _asked(draft: Draft, base: Draft) -> tuple[Question, ...]:
    """The questions without those whose blanks a model has filled with evidence."""
    had, has = _slots(base), _slots(draft)
    return tuple(q for q in draft.questions if q.id in has or q.id not in had)


def _slots(draft: Draft) -> frozenset[str]:
    texts = (sentence.text for _, sentence in sentences_of(draft))
    return frozenset(m.group(2) for text in texts for m in SLOT.finditer(text) if m.group(1))
