"""A person's sentences of an earlier version put into a new draft of the same pitch."""

from __future__ import annotations

from collections.abc import Mapping

from translator.grounding import SLOT
from translator.models import Draft, Pitch, Question, Sentence
from translator.parts import map_sentences, sentences_of


def with_edits(
    draft: Draft, pitch: Pitch, answered: Mapping[str, str]
) -> tuple[Draft, dict[str, str], tuple[str, ...]]:
    """The draft with what persons wrote in `pitch`; whose each place is; a note for each that has no place.

    `answered` gives the evidence id of the answer to a blank, by the blank's name. A blank in those sentences
    stays the same blank: filled by its answer, or open under the id that the draft asks it by.
    """
    edits = pitch.provenance.edited
    if not edits:
        return draft, {}, ()
    places = {where for where, _ in sentences_of(draft)}
    kept = {where: s for where, s in sentences_of(pitch.draft) if where in edits and where in places}
    named = frozenset(m.group(2) for s in kept.values() for m in SLOT.finditer(s.text) if m.group(1))
    filled: dict[str, str] = {}
    questions = list(draft.questions)
    for question in pitch.draft.questions:
        if question.id not in named:
            continue
        if question.fills in answered:
            filled[question.id] = f"«{answered[question.fills]}»"
            continue
        asked = next((q for q in questions if q.fills == question.fills), None)
        if asked is None:
            asked = question.model_copy(update={"id": _free_id(question.id, questions)})
            questions.append(asked)
        filled[question.id] = f"«?{asked.id}»"
    sentences = {where: _with_slots(sentence, filled) for where, sentence in kept.items()}
    draft = map_sentences(draft, lambda where, sentence: sentences.get(where, sentence))
    lost = tuple(
        f"{where}: the words of {by} are left out, for this version has no such part"
        for where, by in edits.items()
        if where not in kept
    )
    whose = {where: by for where, by in edits.items() if where in kept}
    return draft.model_copy(update={"questions": tuple(questions)}), whose, lost


def filled_in(sentence: Sentence, answers: Mapping[str, str]) -> Sentence:
    """The sentence with answers (evidence ids by question id) in the place of its blanks, ungrounded."""
    return _with_slots(sentence, {question: f"«{answer}»" for question, answer in answers.items()})


def _with_slots(sentence: Sentence, slots: Mapping[str, str]) -> Sentence:
    """The sentence with other slots in the place of those of questions; what a slot cites is its evidence."""
    came: list[str] = []

    def put(question: str) -> str:
        slot = slots.get(question, f"«?{question}»")
        came.extend(m.group(2) for m in SLOT.finditer(slot) if not m.group(1))
        return slot

    # In one pass: a question may take the id that another one had.
    text = SLOT.sub(lambda m: put(m.group(2)) if m.group(1) else m.group(), sentence.text)
    filled_up = came and sentence.status == "blank" and "«?" not in text
    return sentence.model_copy(
        update={
            "text": text,
            "evidence": tuple(dict.fromkeys((*sentence.evidence, *came))),
            "status": "claim" if filled_up else sentence.status,
            "plain": "",
        }
    )


def _free_id(id: str, questions: list[Question]) -> str:
    taken = {q.id for q in questions}
    if id not in taken:
        return id
    numbers = [int(other[1:]) for other in (id, *taken) if other[1:].isdigit()]
    return f"q{max(numbers) + 1}"
