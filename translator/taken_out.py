"""What no source carries, taken out of the words a person typed, with a question in its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from translator.catalog.index import CatalogIndex
from translator.checks.subject import vetted
from translator.drafting import Likeness
from translator.errors import MalformedInput
from translator.evidence.numbers import Found, scan
from translator.grounding import KINDS, unfounded
from translator.grounding.loose import loose_dates
from translator.grounding.slots import Piece
from translator.grounding.sources import SourceTexts
from translator.models import Evidence, Finding, Pitch, Question
from translator.redaction import Masker
from translator.support.disguised import dressed_numbers
from translator.text import shorten

# The engine counts its questions from q1 and may come to ask more; those of edits stay clear of them.
_FIRST_ID = 101
_MOST_ASKED = 20  # things taken out of one part
_LONGEST_REMOVED = 80  # characters of removed words repeated in a finding
_NOT_ASKED = "Say it without. Or save it: a question will then ask for what it rests on."
_WHY = "A number, date, name or quote needs a source, also where a person writes."


@dataclass(frozen=True)
class Grounds:
    """What the words of an edit are held against."""

    known: Mapping[str, Evidence]  # evidence that holds
    texts: Mapping[str, str]
    index: CatalogIndex
    likeness: Likeness | None = None


class Words:
    """The words of one part while what nothing carries is taken out of them."""

    def __init__(
        self, where: str, text: str, pitch: Pitch, questions: Sequence[Question], grounds: Grounds
    ) -> None:
        self.text = text
        self.questions: list[Question] = []
        self.findings: list[Finding] = []
        self._where = where
        self._draft = pitch.draft
        self._open = tuple(questions)
        self._used = {q.fills for q in questions} | {a.fills for a in pitch.answers}
        self._number = _next_number(pitch, questions)
        self._grounds = grounds
        self._sources = SourceTexts(grounds.texts)

    def take_out(self) -> None:
        """Put a slot of a question where a number, date, name, quote or slot has nothing to stand on.

        Raises MalformedInput where that is more than a sentence can ask for.
        """
        asked: dict[str, Question] = {}  # the words taken out → what is asked in their place
        masker = Masker()
        while stretches := self._unfounded():
            out, at = [], 0
            for start, end, name in stretches:
                words = self.text[start:end]
                if words not in asked:
                    if len(asked) == _MOST_ASKED:
                        raise too_much(self._where, f"{_MOST_ASKED} things that no source carries")
                    asked[words] = self._ask(name)
                    (shown,) = masker.mask_parts(self.text, [start, end])
                    self.findings.append(_taken(self._where, name, shown, asked[words]))
                out += [self.text[at:start], f"«?{asked[words].id}»"]
                at = end
            self.text = "".join([*out, self.text[at:]])

    def _ask(self, name: str) -> Question:
        """A question of its own: one answer never fills the blanks of two different words."""
        fills = f"{self._where}.{name}"
        if fills in self._used:
            fills = next(f for n in count(2) if (f := f"{self._where}.{name}.{n}") not in self._used)
        self._used.add(fills)
        kind = KINDS[name]
        question = Question(
            id=f"q{self._number}",
            role=kind.role,
            ask=kind.ask,
            why=_WHY,
            fills=fills,
            blank=kind.blank.strip("[]"),
        )
        self._number += 1
        self.questions.append(question)
        return question

    def _unfounded(self) -> list[tuple[int, int, str]]:
        """What must be taken out and its kind, in reading order, none overlapping; [] once all may stay."""
        words = vetted(self._grounds.index).words
        draft = self._draft.model_copy(update={"questions": (*self._open, *self.questions)})
        pieces = unfounded(self.text, draft, self._grounds.known, self._sources, words)
        if pieces:
            read = scan(self.text)
            found = [(*_with_unit(p, self.text, read), p.kind) for p in pieces]
            return [f for n, f in enumerate(found) if not n or found[n - 1][1] <= f[0]]
        hidden = dressed_numbers(self.text, self._sources)
        if not hidden:
            return []
        if not any(h in self.text for h in hidden):  # written in letters that only look like these
            self.text = unicodedata.normalize("NFKC", self.text)
        longest = "|".join(re.escape(h) for h in sorted(hidden, key=len, reverse=True))
        places = [m.span() for m in re.finditer(rf"(?<!\w)(?:{longest})(?!\w)", self.text)]
        places = places or [m.span() for m in re.finditer(longest, self.text)] or [(0, len(self.text))]
        nowhere = SourceTexts({})
        return [(a, b, "date" if loose_dates(self.text[a:b], nowhere) else "number") for a, b in places]


def too_much(where: str, what: str) -> MalformedInput:
    """The error for a part that is no sentence."""
    return MalformedInput(
        f"{where} holds more than {what}.",
        place=where,
        next_step="Say it in a sentence or two; a table belongs into the ticket.",
    )


def _with_unit(piece: Piece, text: str, read: Sequence[Found]) -> tuple[int, int]:
    """A number with its sign and its unit, so that an answer such as "3 %" can take its place."""
    whole = (
        next((f for f in read if f.start <= piece.start < f.end), None) if piece.kind == "number" else None
    )
    if whole is None or "«" in text[whole.start : whole.end]:
        return piece.start, piece.end
    return min(piece.start, whole.start), max(piece.end, whole.end)


def _next_number(pitch: Pitch, questions: Sequence[Question]) -> int:
    """A number that no open question has, and no answered one of an edit had."""
    numbers = [int(q.id[1:]) for q in questions if q.id[1:].isdigit()]
    return max([_FIRST_ID - 1, *numbers]) + 1 + len(pitch.answers)


def asked_at(question: Question, where: str) -> bool:
    """Whether the question stands for words taken out of this part."""
    opening, _, rest = question.fills.partition(f"{where}.")
    return not opening and rest.partition(".")[0] in KINDS


def _taken(where: str, name: str, words: str, question: Question) -> Finding:
    kind = KINDS[name]
    return Finding(
        check=kind.check,
        severity="must",
        where=where,
        message=kind.message.format(shorten(words, _LONGEST_REMOVED).strip("\"'“”„‘’")),
        fix=fix_of(question),
    )


def previewed(before: Pitch, after: Pitch) -> tuple[Finding, ...]:
    """The findings of an edit that is not made: a question it would ask cannot be answered yet."""
    asked = {question.id for question in before.draft.questions}
    would_ask = {fix_of(question) for question in after.draft.questions if question.id not in asked}
    return tuple(
        finding.model_copy(update={"fix": _NOT_ASKED}) if finding.fix in would_ask else finding
        for finding in after.findings
    )


def fix_of(question: Question) -> str:
    """What the finding says to do, which also tells whose finding it is."""
    return f"Answer {question.id}: what a person answers is evidence. Or say it without."
