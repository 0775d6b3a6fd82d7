"""The proof of a pitch that exists already, for its next version.

A pitch keeps the sentences it was proven with, the evidence behind them and the texts that evidence points
into. So an answer needs no new search, and every id stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.models import Pitch, Proof, Sentence, Story
from translator.proof.cases import DAILY_WORK, MOVED, SALES, SUPPORT
from translator.proof.repeats import REPEATS
from translator.proof.story import UNANSWERED

_BEATS = ("remember", "prevents", "known", "worth")


def kept_proof(pitch: Pitch) -> Proof | None:
    """What past incidents lent to this pitch; None where no search was made for it."""
    if pitch.past is None:
        return None
    evidence = tuple(item for item in pitch.evidence.items if item.source.startswith("incident:"))
    ids = {item.id for item in evidence}
    told = [_as_drafted(s) for s in pitch.draft.note.proof if ids & set(s.evidence)]
    signs = [s for s in told if not s.text.startswith((SALES, SUPPORT, DAILY_WORK, REPEATS, MOVED))]
    return Proof(
        past=pitch.past,
        evidence=evidence,
        sales=next(_opening(told, SALES), None),
        support=next(_opening(told, SUPPORT, DAILY_WORK), None),
        repeats=next(_opening(told, REPEATS), None),
        internal=next(_opening(told, MOVED), None),
        signs=tuple(signs),
        story=_story(pitch.draft.story, ids),
    )


def _opening(told: list[Sentence], *titles: str) -> Iterator[Sentence]:
    return (s for s in told if s.text.startswith(titles))


def _story(story: Story | None, ids: set[str]) -> Story | None:
    """The story with its answered or open blanks as blanks again: the engine fills them anew."""
    if story is None:
        return None
    beats = {
        beat: _as_drafted(said) if ids & set((said := getattr(story, beat)).evidence) else UNANSWERED
        for beat in _BEATS
    }
    return Story(**beats)


def _as_drafted(said: Sentence) -> Sentence:
    return said.model_copy(update={"plain": ""})
