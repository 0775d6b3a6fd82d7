"""An earlier pitch's sentences carried into its next version."""

from __future__ import annotations

from dataclasses import replace

from translator.drafting import Drafted, DraftRequest
from translator.edits_kept import filled_in, with_edits
from translator.models import Pitch
from translator.offline import OfflineEngine
from translator.parts import map_sentences, sentences_of


async def kept_words(pitch: Pitch, request: DraftRequest) -> Drafted:
    """The offline draft of `request` with the sentences a model or a person wrote for `pitch`.

    A blank among those sentences takes the answer that has come since. No model is called. Where the new
    draft has no place for a person's sentence, a note says so.
    """
    made = pitch.provenance
    offline = await OfflineEngine().draft(replace(request, reading=made.reading, worded=made.worded))
    base = offline.draft
    ids = {item.value: item.id for item in request.ledger.of("answer")}  # the blank's name → its answer
    filled = {q.id: ids[q.fills] for q in pitch.draft.questions if q.fills in ids}
    written = {
        where: filled_in(sentence, filled)
        for where, sentence in sentences_of(pitch.draft)
        if where in made.written
    }
    draft = map_sentences(base, lambda where, sentence: written.get(where, sentence))
    draft, edited, lost = with_edits(draft, pitch, ids)
    return Drafted(
        draft,
        base=base,
        written=frozenset(written),
        edited=edited,
        worded=offline.worded,
        model=made.model,
        reading=made.reading,
        prompts=made.prompts,
        receipt=pitch.receipt,
        notes=tuple(dict.fromkeys((*made.notes, *lost))),
    )
