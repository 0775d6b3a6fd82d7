"""The texts that are judged: a pitch as its readers see it, without what is folded away, and each framing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from evals.rubric import Rubric
from translator.models import Framing, Pitch, Sentence

_MARKED = ("assumption", "proposed")
_PEOPLE = ("reporter", "assignee", "creator")


class Text(NamedTuple):
    """One text and the rubric that it is judged by."""

    case: str
    rubric: str
    stakeholder: str  # catalog id; "": the whole pitch
    words: str
    names: tuple[str, ...] = ()  # of people, which are masked wherever they stand

    @property
    def sha256(self) -> str:
        """What verdicts on it are kept under: a changed text has none."""
        return sha256(self.words.encode()).hexdigest()


def texts_of(case: str, pitch: Pitch, rubrics: Iterable[Rubric]) -> Iterator[Text]:
    """What these rubrics are about: the pitch, and each of its framings."""
    names = tuple(f.value for f in pitch.ticket.fields if f.name in _PEOPLE)
    for rubric in rubrics:
        if rubric.about == "pitch":
            yield Text(case, rubric.id, "", pitch_words(pitch), names)
        else:
            for framing in pitch.draft.framings:
                yield Text(case, rubric.id, framing.stakeholder, framing_words(framing), names)


def pitch_words(pitch: Pitch) -> str:
    """The pitch, a part on each line."""
    draft, note = pitch.draft, pitch.draft.note
    lines: list[tuple[str, str | Iterable[Sentence]]] = [
        ("Opening", (draft.one_breath,)),
        ("Moment", (note.moment,)),
        ("What goes wrong today", (note.wrong,)),
        ("Effect", (note.effect,)),
        ("Number", (note.number,)),
        *(("Proof", (proof,)) for proof in note.proof),
        ("Scope", (note.scope,)),
        ("Finish line", (note.finish,)),
        ("Review date", (note.review_date,)),
        ("Owner", (note.owner,)),
        ("Constraint", (draft.bet.constraint,)),
        ("Bet", (draft.bet.bet,)),
        ("Outcome", (draft.bet.outcome,)),
        (f"Lever ({draft.lever.name or 'none'})", (draft.lever.sentence,)),
    ]
    if draft.story is not None:
        story = draft.story
        lines.append(("Story", (story.remember, story.prevents, story.known, story.worth)))
    return _lines(lines)


def framing_words(framing: Framing) -> str:
    """One framing, a part on each line."""
    lines: list[tuple[str, str | Iterable[Sentence]]] = [
        ("Written for", framing.title),
        ("Problem", framing.problem),
        ("Your number", (framing.number,)),
        ("What changes", (framing.change,)),
        ("The ask", (framing.ask,)),
    ]
    if framing.objection is not None:
        lines.append(("You may hear", (framing.objection,)))
    if framing.answer is not None:
        lines.append(("Answer", (framing.answer,)))
    return _lines(lines)


def _lines(parts: Iterable[tuple[str, str | Iterable[Sentence]]]) -> str:
    return "\n".join(
        f"{name}: {said if isinstance(said, str) else ' '.join(map(_shown, said))}" for name, said in parts
    )


def _shown(sentence: Sentence) -> str:
    plain = " ".join(sentence.plain.split())
    return f"{plain} ({sentence.status})" if sentence.status in _MARKED else plain
