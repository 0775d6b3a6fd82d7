"""Blanks and the questions that fill them."""

from __future__ import annotations

from translator.models import Ledger, Question, Sentence
from translator.offline.wording import sentence


class Blanks:
    """Hands out the slot of a blank, or of the answer that already fills it.

    Question ids are given in the order of asking and stay the same when a question is answered, so that
    `q3` means the same blank in the next version of the pitch.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._answers = {e.value: e.id for e in ledger.of("answer")}
        self._questions: dict[str, Question] = {}

    def slot(self, fills: str, *, role: str, ask: str, why: str, blank: str) -> str:
        """`«a1»` when the blank called `fills` has been answered, else `«?q3»`."""
        question = self._questions.get(fills) or Question(
            id=f"q{len(self._questions) + 1}", role=role, ask=ask, why=why, fills=fills, blank=blank
        )
        self._questions[fills] = question
        return f"«{self._answers[fills]}»" if fills in self._answers else f"«?{question.id}»"

    def sentence(self, fills: str, *, role: str, ask: str, why: str, blank: str) -> Sentence:
        """The same as a sentence of its own: the answer as a claim, or the blank."""
        slot = self.slot(fills, role=role, ask=ask, why=why, blank=blank)
        return sentence(slot, status="claim" if fills in self._answers else "blank")

    def answer(self, fills: str) -> str | None:
        """The evidence id of the answer to this blank, or None."""
        return self._answers.get(fills)

    def open(self) -> tuple[Question, ...]:
        """The questions nobody has answered yet, in the order of asking."""
        return tuple(q for q in self._questions.values() if q.fills not in self._answers)
