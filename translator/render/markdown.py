"""The pitch as Markdown, for Jira, GitHub and the terminal.

Front: what a reader acts on. Back (`back_matter`): where it comes from. A part without content is
left out; a blank is content and stays visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from translator.models import Framing, Pitch, Sentence, Status, Story
from translator.redaction import Masker
from translator.render.back_matter import back_matter
from translator.render.citations import Citations
from translator.render.escape import inline

_MARKS = {
    "assumption": " _(assumption)_",
    "proposed": " _(proposed)_",
}

_BLANK = re.compile(r"\[[^\]]+\]")

_ALL = frozenset(get_args(Status))
_CLAIMS = frozenset({"claim"})


def as_markdown(pitch: Pitch, *, anchors: str | None = "") -> str:
    """The pitch as CommonMark with GitHub tables, ending in a line break.

    Sentences refer to their evidence by id, each a link to the quoted words. `anchors` goes before
    every link target, so that several pitches can share one document. None is for a terminal, which
    can neither follow a link nor unfold: ids are plain and the folds are sections.
    """
    citations = Citations(pitch.evidence, anchors)
    masker = Masker()
    parts = [
        *_Writer(citations, masker).front(pitch),
        *back_matter(pitch, citations, masker),
        *citations.definitions(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Writer:
    """Writes the front of one pitch; every method returns Markdown blocks."""

    def __init__(self, citations: Citations, masker: Masker) -> None:
        self._citations = citations
        self._masker = masker
        self._blanks_shown: set[str] = set()

    def front(self, pitch: Pitch) -> Iterator[str]:
        draft = pitch.draft
        headline = draft.one_breath.plain or pitch.ticket.title
        yield f"# {inline(headline)}{_MARKS.get(draft.one_breath.status, '')}"
        key = f"{pitch.ticket.key}: " if pitch.ticket.key else ""
        yield f"The ticket: {inline(key + pitch.ticket.title)}"
        yield from self._note(pitch)
        yield from self._section(
            "From constraint to outcome",
            self._rows(
                ("Constraint", [draft.bet.constraint]),
                ("Bet", [draft.bet.bet]),
                ("Outcome", [draft.bet.outcome]),
                (_lever_label(pitch), [draft.lever.sentence]),
            ),
        )
        for framing in draft.framings:
            yield from self._framing(framing)
        if draft.story is not None:
            yield from self._story(draft.story)
        yield from _questions(pitch)

    def _note(self, pitch: Pitch) -> Iterator[str]:
        note = pitch.draft.note
        number = note.number if note.number.plain else pitch.draft.moment.number.sentence
        yield from self._section(
            "Planning note",
            self._rows(
                ("Moment", [note.moment]),
                ("What goes wrong today", [note.wrong]),
                ("Effect", [note.effect]),
                ("Number", [number]),
                ("Proof", note.proof),
                ("Scope", [note.scope]),
                ("Finish line", [note.finish]),
                ("Review date", [note.review_date]),
                ("Owner", [note.owner]),
            ),
        )

    def _framing(self, framing: Framing) -> Iterator[str]:
        # What is assumed or proposed here repeats facts cited above; only claims refer again.
        rows = self._rows(
            ("Problem", framing.problem),
            ("Your number", [framing.number]),
            ("What changes", [framing.change]),
            ("The ask", [framing.ask]),
            cite=_CLAIMS,
        )
        if framing.objection is not None and framing.objection.plain:
            # Not in quotation marks: nobody has said it yet.
            heard = f"_{inline(framing.objection.plain)}_"
            answer = self._say(framing.answer, _CLAIMS) if framing.answer is not None else ""
            rows.append(f"- **You may hear:** {heard}{' → ' + answer if answer else ''}")
        yield from self._section(f"For {inline(framing.title)}", rows)

    def _story(self, story: Story) -> Iterator[str]:
        yield from self._section(
            "The story, with data",
            self._rows(
                ("Remember", [story.remember]),
                ("Prevention", [story.prevents]),
                ("How we know", [story.known]),
                ("What it is worth", [story.worth]),
            ),
        )

    def _rows(self, *rows: tuple[str, Iterable[Sentence]], cite: frozenset[str] = _ALL) -> list[str]:
        written = []
        for label, sentences in rows:
            said = [words for s in sentences if (words := self._say(s, cite))]
            if len(said) > 1 and label == "Proof":
                # A sales story and a support case stand apart; sentences of one thought run on.
                written.append("\n".join([f"- **{label}:**", *(f"  - {words}" for words in said)]))
            elif said:
                written.append(f"- **{label}:** {' '.join(said)}")
        return written

    def _section(self, title: str, rows: list[str]) -> Iterator[str]:
        if rows:
            yield f"## {title}"
            yield "\n".join(rows)

    def _say(self, sentence: Sentence, cite: frozenset[str]) -> str:
        words = inline(self._masker.mask(sentence.plain))
        blanks = set(_BLANK.findall(sentence.plain)) if sentence.status == "blank" else set()
        nothing_else = not _BLANK.sub("", sentence.plain).strip(" .")
        if not words or (blanks and nothing_else and blanks <= self._blanks_shown):
            return ""  # the same gap is shown once; a second bracket would tell a reader nothing
        self._blanks_shown |= blanks
        cited = self._citations.after(sentence) if sentence.status in cite else ""
        return words + _MARKS.get(sentence.status, "") + cited


def _lever_label(pitch: Pitch) -> str:
    name = pitch.draft.lever.name
    return f"Lever ({name})" if name else "Lever"


def _questions(pitch: Pitch) -> Iterator[str]:
    questions = pitch.draft.questions
    if not questions:
        return
    yield "## Questions"
    rows = []
    for question in questions:
        why = f" _{inline(question.why)}_" if question.why else ""
        asked = f"ask {inline(question.role)}: {inline(question.ask)}{why}"
        rows.append(f"- **{inline(question.id)}** · {asked}")
    yield "\n".join(rows)
    first = questions[0]
    yield (
        "An answer fills the blank everywhere: "
        f'`translator answer PITCH.json --fill {first.id}="…" --by "{first.role}"`.'
    )
