"""Whether an engineer finds the fix that would be built in pitch and technical note, and no other fix."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.scene import Item, Scene, holds

_EDGES = " .,;:!?'\"()"
_STOP = re.compile(r"(?<=[.!?;”])\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_NOT = frozenset({"not", "no", "never", "without", "cannot", "nor", "neither"})
_ALIKE = 0.75  # share of the words of a scope from which it is that sentence of the ticket
_FEW = 3  # words
_SHORT = 6  # words; less cannot tell one ticket from another


def round_trip(scene: Scene) -> Iterator[Item]:
    """The mechanism stands in the technical note verbatim; note and scope point back to this ticket alone.

    The note repeats and never rewords: one "not" or one other noun would be another fix, which no measure of
    likeness tells from the first. So each of its sentences has to stand in what was said.
    """
    draft = scene.pitch.draft
    technical = draft.technical
    note = " ".join(s.plain for s in (*technical.fix, *technical.cause))
    kept = " ".join(scene.pitch.ticket.text[b.start : b.end] for b in technical.kept)
    lost = [piece for piece in scene.case.expect.mechanism if _plain(piece) not in _plain(f"{note} {kept}")]
    if scene.case.expect.mechanism:
        yield holds(
            "mechanism-kept",
            not lost,
            "; ".join(scene.case.expect.mechanism),
            f"not there: {'; '.join(lost)}",
        )
    if technical.fix or technical.cause:
        said = [_plain(text) for text in _sources(scene)]
        turned = [
            s.plain
            for s in (*technical.fix, *technical.cause)
            if s.status != "blank" and not any(_plain(s.plain).strip(_EDGES) in text for text in said)
        ]
        yield holds("note-verbatim", not turned, "the ticket's own sentences", "; ".join(turned))
    scope = " ".join(s.plain for s in (draft.note.scope, draft.bet.bet) if s.status != "blank")
    if scope:
        turned = list(_turned(scope, scene.pitch.ticket.text))
        yield holds("scope-not-turned", not turned, "the work as the ticket has it", "; ".join(turned))
    for criterion, text in (
        ("note-recognised", note),
        ("scope-recognised", scope),
    ):
        if len(text.split()) >= _SHORT:
            first = scene.line_up.first(text, 1)
            yield holds(criterion, first == (scene.case.id,), scene.case.id, ", ".join(first) or "no ticket")


def _turned(scope: str, ticket: str) -> Iterator[str]:
    """The sentences of the scope that are one of the ticket's, but for a "not" more."""
    theirs = [
        (frozenset(words), _nots(words)) for line in _STOP.split(ticket) if len(words := _words(line)) >= _FEW
    ]
    for sentence in _STOP.split(scope):
        words = _words(sentence)
        telling = frozenset(words) - _NOT
        alike = [n for other, n in theirs if len(telling & other) >= _ALIKE * min(len(telling), len(other))]
        if len(telling) >= _FEW and alike and _nots(words) > max(alike):
            yield sentence


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


def _nots(words: list[str]) -> int:
    return sum(word in _NOT or word.endswith("n't") for word in words)


def _sources(scene: Scene) -> Iterator[str]:
    yield scene.pitch.ticket.text
    yield from (field.value for field in scene.pitch.ticket.fields)
    yield from (answer.text for answer in scene.pitch.answers)
    yield from (i.text for i in (scene.pitch.past.incidents if scene.pitch.past else ()))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').lower().split())
