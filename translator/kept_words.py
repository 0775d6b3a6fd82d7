"""An earlier pitch's sentences carried into its next version."""

from __future__ import annotations

from dataclasses import replace

from translator.drafting import Drafted, DraftRequest
from translator.models import Pitch, Sentence
from translator.offline import OfflineEngine
from translator.parts import map_sentences, sentences_of


async def kept_words(pitch: Pitch, request: DraftRequest) -> Drafted:
    """The offline draft of `request` with the sentences a model wrote for `pitch`.

    A blank among those sentences takes the answer that has come since. No model is called.
    """
    made = pitch.provenance
    base = (await OfflineEngine().draft(replace(request, reading=made.reading))).draft
    ids = {item.value: item.id for item in request.ledger.of("answer")}  # the blank's name → its answer
    filled = {q.id: ids[q.fills] for q in pitch.draft.questions if q.fills in ids}
    written = {
        where: _filled(sentence, filled)
        for where, sentence in sentences_of(pitch.draft)
        if where in made.written
    }
    draft = map_sentences(base, lambda where, sentence: written.get(where, sentence))
    return Drafted(
        draft,
        base=base,
        written=frozenset(written),
        model=made.model,
        reading=made.reading,
        prompts=made.prompts,
        receipt=pitch.receipt,
        notes=made.notes,
    )


def _filled(sentence: Sentence, filled: dict[str, str]) -> Sentence:
    text = sentence.text
    for question, answer in filled.items():
        text = text.replace(f"«?{question}»", f"«{answer}»")
    evidence = (*sentence.evidence, *(a for q, a in filled.items() if f"«?{q}»" in sentence.text))
    return sentence.model_copy(update={"text": text, "evidence": tuple(dict.fromkeys(evidence)), "plain": ""})
