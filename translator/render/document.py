"""A pitch as blocks in reading order: the one walk that every format shares.

Front: what a reader acts on. Back (`back_matter`): where it comes from. A part without content is
left out; a blank is content and stays visible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from translator.instructions import without_orders
from translator.models import Framing, Ledger, Pitch, Sentence, Status, Story
from translator.redaction import Masker
from translator.render.back_matter import back_matter
from translator.render.blocks import Block, Bullets, Cite, Heading, Item, Line, Paragraph, Run, Written, own
from translator.render.escape import one_line

# More than three references after one sentence read as noise; the JSON has them all.
_CITED_AT_MOST = 3
_MARKED = ("assumption", "proposed")
_BLANK = re.compile(r"\[[^\]]+\]")
_ALL = frozenset(get_args(Status))
_CLAIMS = frozenset({"claim"})


def document_of(pitch: Pitch, *, command: bool = False) -> Written:
    """The whole pitch. Secrets and personal data are masked in it.

    With `command` its reader has the command line at hand: the next step is a command. Without, it may be
    read in Jira or on paper, and the next step is one that everybody can take.
    """
    masker = Masker()
    front = tuple(_Front(pitch.evidence, masker).blocks(pitch, command=command))
    return (*front, *back_matter(pitch, masker))


class _Front:
    """Makes the front of one pitch."""

    def __init__(self, ledger: Ledger, masker: Masker) -> None:
        self._known = {item.id for item in ledger.items}
        self._masker = masker
        self._blanks_shown: set[str] = set()

    def blocks(self, pitch: Pitch, *, command: bool) -> Iterator[Block]:
        draft = pitch.draft
        headline = draft.one_breath.plain or without_orders(pitch.ticket.title)
        yield Heading(1, (Run(self._masker.mask(headline)), *_mark(draft.one_breath)))
        key = f"{pitch.ticket.key}: " if pitch.ticket.key else ""
        title = self._masker.mask(key + without_orders(pitch.ticket.title))
        yield Paragraph((own("The ticket: "), Run(title)))
        yield from self._note(pitch)
        yield from _section(
            (own("From constraint to outcome"),),
            self._rows(
                ("Constraint", [draft.bet.constraint]),
                ("Bet", [draft.bet.bet]),
                ("Outcome", [draft.bet.outcome]),
                (f"Lever ({draft.lever.name})" if draft.lever.name else "Lever", [draft.lever.sentence]),
            ),
        )
        for framing in draft.framings:
            yield from self._framing(framing)
        if draft.story is not None:
            yield from self._story(draft.story)
        yield from _questions(pitch, self._masker, command=command)

    def _note(self, pitch: Pitch) -> Iterator[Block]:
        note = pitch.draft.note
        number = note.number if note.number.plain else pitch.draft.moment.number.sentence
        yield from _section(
            (own("Planning note"),),
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

    def _framing(self, framing: Framing) -> Iterator[Block]:
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
            heard = Run(self._masker.mask(framing.objection.plain), "em")
            answer = self._say(framing.answer, _CLAIMS) if framing.answer is not None else ()
            led = (own(" → "), *answer) if answer else ()
            rows.append(Item((Run("You may hear:", "strong"), own(" "), heard, *led)))
        yield from _section((own("For "), Run(framing.title)), rows)

    def _story(self, story: Story) -> Iterator[Block]:
        yield from _section(
            (own("The story, with data"),),
            self._rows(
                ("Remember", [story.remember]),
                ("Prevention", [story.prevents]),
                ("How we know", [story.known]),
                ("What it is worth", [story.worth]),
            ),
        )

    def _rows(self, *rows: tuple[str, Iterable[Sentence]], cite: frozenset[str] = _ALL) -> list[Item]:
        written = []
        for label, sentences in rows:
            said = [words for s in sentences if (words := self._say(s, cite))]
            name = Run(f"{label}:", "strong")
            if len(said) > 1 and label == "Proof":
                # A sales story and a support case stand apart; sentences of one thought run on.
                written.append(Item((name,), under=tuple(said)))
            elif said:
                line = [run for words in said for run in (own(" "), *words)]
                written.append(Item((name, *line)))
        return written

    def _say(self, sentence: Sentence, cite: frozenset[str]) -> Line:
        words = one_line(self._masker.mask(sentence.plain))
        blanks = set(_BLANK.findall(sentence.plain)) if sentence.status == "blank" else set()
        nothing_else = not _BLANK.sub("", sentence.plain).strip(" .")
        if not words or (blanks and nothing_else and blanks <= self._blanks_shown):
            return ()  # the same gap is shown once; a second bracket would tell a reader nothing
        self._blanks_shown |= blanks
        ids = tuple(e for e in dict.fromkeys(sentence.evidence) if e in self._known)[:_CITED_AT_MOST]
        cited = (Cite(ids),) if ids and sentence.status in cite else ()
        return (Run(words), *_mark(sentence), *cited)


def _mark(sentence: Sentence) -> Line:
    return (own(" "), Run(f"({sentence.status})", "em")) if sentence.status in _MARKED else ()


def _section(title: Line, rows: list[Item]) -> Iterator[Block]:
    if rows:
        yield Heading(2, title)
        yield Bullets(tuple(rows))


def _questions(pitch: Pitch, masker: Masker, *, command: bool) -> Iterator[Block]:
    questions = pitch.draft.questions
    if not questions:
        return
    rows = []
    for question in questions:
        why = (own(" "), Run(masker.mask(question.why), "em")) if question.why else ()
        asked = (own(" · ask "), Run(question.role), own(": "), Run(masker.mask(question.ask)), *why)
        rows.append(Item((Run(question.id, "strong"), *asked)))
    yield from _section((own("Questions"),), rows)
    first = questions[0]
    told: Line = (own("give it where this pitch is kept, or to whoever sent it to you"),)
    if command:
        told = (Run(f'translator answer PITCH.json --fill {first.id}="…" --by "{first.role}"', "code"),)
    yield Paragraph((own("An answer fills the blank everywhere: "), *told, own(".")))
