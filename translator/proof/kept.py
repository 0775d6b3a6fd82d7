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

_OPENINGS = (
    ("sales", SALES), ("support", SUPPORT), ("support", DAILY_WORK), ("repeats", REPEATS),
    ("internal", MOVED),
)  # fmt: skip
_BEATS = ("remember", "prevents", "known", "worth")


def kept_proof(pitch: Pitch) -> Proof | None:
    """What past incidents lent to this pitch; None where no search was made for it."""
    if pitch.past is None:
        return None
    evidence = tuple(item for item in pitch.evidence.items if item.source.startswith("incident:"))
    ids = {item.id for item in evidence}
    told = dict(_told(pitch, ids))
    return Proof(
        past=pitch.past,
        evidence=evidence,
        sales=told.get("sales"),
        support=told.get("support"),
        repeats=told.get("repeats"),
        internal=told.get("internal"),
        signs=tuple(said for name, said in told.items() if name.startswith("sign")),
        story=_story(pitch.draft.story, ids),
    )


def _told(pitch: Pitch, ids: set[str]) -> Iterator[tuple[str, Sentence]]:
    """(which proof it is, sentence) for each that leans on an incident, known by how it opens.

    One that a person wrote opens in any way: it goes where the engine will put it back to its place, so that
    the sentences after it keep theirs.
    """
    edited = pitch.provenance.edited
    both = ("support",) if pitch.draft.moment.found == "internal" else ("sales", "support")
    seen: set[str] = set()
    for n, sentence in enumerate(pitch.draft.note.proof):
        if not ids & set(sentence.evidence):
            continue
        name = next((name for name, opening in _OPENINGS if sentence.text.startswith(opening)), "")
        if f"note.proof.{n}" in edited:
            name = both[n] if n < len(both) else "" if {"repeats", "internal"} & seen else "repeats"
        if name in seen or not name:
            name = f"sign {n}"
        seen.add(name)
        yield name, _as_drafted(sentence)


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
