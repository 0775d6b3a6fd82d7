"""Text that tries to be markup, put into every place of a pitch where a ticket's words can stand."""

from __future__ import annotations

from tests.render.pitch_example import example_pitch
from translator.models import Pitch, Sentence
from translator.parts import map_sentences

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> <!channel> <@U123> <https://evil.example|ok> '
    "*b* _i_ ~s~ `c` ``` [x](javascript:alert(1)) & &lt; \u202e\x1b[31m"
)


def with_words(words: str) -> Pitch:
    """The example pitch, with these words as title, key, url, and in every sentence, question and finding."""
    pitch = example_pitch()
    draft = map_sentences(pitch.draft, lambda _, s: Sentence(text=s.text, plain=words, status=s.status))
    terms = tuple(t.model_copy(update={"term": words, "says": words}) for t in draft.technical.terms)
    technical = draft.technical.model_copy(update={"terms": terms})
    framings = tuple(f.model_copy(update={"title": words}) for f in draft.framings)
    questions = tuple(
        q.model_copy(update={"ask": words, "why": words, "role": words}) for q in draft.questions
    )
    draft = draft.model_copy(update={"technical": technical, "framings": framings, "questions": questions})
    title = words.replace("\n", " ")
    shift = f"{title}\n\n"
    ticket = pitch.ticket.model_copy(
        update={
            "title": title,
            "key": words,
            "url": words,
            "text": shift + pitch.ticket.text,
            "notes": (words,),
        }
    )
    findings = tuple(f.model_copy(update={"message": words, "fix": words}) for f in pitch.findings)
    return pitch.model_copy(update={"draft": draft, "ticket": ticket, "findings": findings})
