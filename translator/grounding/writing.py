"""Rewrites sentence by sentence and keeps aside what a reader must be told about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from translator.evidence.numbers import loose_numbers
from translator.grounding.blanks import KINDS, STEPS, WHY, Kind, blank_of
from translator.grounding.loose import loose_dates, loose_names, quotes
from translator.grounding.slots import (
    MARKED,
    MASK,
    SLOT,
    Piece,
    Problem,
    compose,
    glued,
    masked,
    value,
)
from translator.grounding.sources import SourceTexts
from translator.models import Draft, Evidence, Finding, Question, Sentence
from translator.text import Span, shorten

_ID = re.compile(r"q\d{1,4}$")
_MARKS = "\"'“”„‘’"
_LONGEST_REMOVED = 80  # characters of removed text repeated in a finding
_PERIOD = re.compile(r"(?:last|next|this|past|coming|current|in|by|before|until)\b", re.IGNORECASE)
_APART = re.compile(r"[\s.,:/–-]*(?:of\s+)?")  # may stand between the parts of one date or number


class _Filled(NamedTuple):
    sentence: Sentence
    spans: tuple[tuple[int, int], ...]
    problems: tuple[Problem, ...]


class Writer:
    """Carries what grounding collects on its walk over one draft."""

    def __init__(
        self,
        draft: Draft,
        known: Mapping[str, Evidence],
        sources: SourceTexts,
        known_words: frozenset[str],
    ) -> None:
        self._known = known
        self._sources = sources
        self._known_words = known_words
        self.findings: list[Finding] = []
        self.questions: list[Question] = []
        self.spans: dict[str, tuple[tuple[int, int], ...]] = {}
        self._asked: set[tuple[str, str]] = set()
        self._number = max((int(q.id[1:]) for q in draft.questions if _ID.match(q.id)), default=0)
        # Framings repeat the same sentence word for word; each is read once.
        self._memo: dict[tuple[str, tuple[str, ...], str], _Filled] = {}
        self._open = tuple(self._question(q) for q in draft.questions)
        self._blanks = {q.id: blank_of(q) for q in self._open}

    def rewrite(self, where: str, sentence: Sentence) -> Sentence:
        """The sentence with `plain` filled in; findings, questions and spans are kept aside."""
        key = (sentence.text, sentence.evidence, sentence.status)
        filled = self._memo.get(key)
        if filled is None:
            filled = self._memo[key] = self._fill(sentence)
        if filled.spans:
            self.spans[where] = filled.spans
        for problem in filled.problems:
            self._report(where, problem)
        return filled.sentence

    def words_between(self, draft: Draft) -> Draft:
        """The draft with words that are no sentences (labels, questions) held to the same rule."""
        line = draft.moment.number
        label = self._words("moment.number.label", line.label)
        if label != line.label:
            number = line.model_copy(update={"label": label})
            moment = draft.moment.model_copy(update={"number": number})
            draft = draft.model_copy(update={"moment": moment})
        return draft.model_copy(update={"questions": self._open})

    def _question(self, question: Question) -> Question:
        changed = {
            field: after
            for field in ("role", "ask", "why", "blank")
            if (after := self._words(f"question.{question.id}", before := getattr(question, field))) != before
        }
        return question.model_copy(update=changed) if changed else question

    def _words(self, where: str, text: str) -> str:
        """`text` without the numbers, dates, names and quotes that stand in no source."""
        loose = [
            piece
            for piece in self._loose(text, text, ())
            if piece.kind != "number" or not self._ordinary(text[piece.start : piece.end])
        ]
        plain, _, problems = compose(text, loose)
        for problem in problems:
            self._report(where, problem)
        return plain

    def _ordinary(self, number: str) -> bool:
        return number.lower() in self._known_words or self._sources.contains(number)

    def _fill(self, sentence: Sentence) -> _Filled:
        text = sentence.text
        slots = tuple(self._slots(text))
        plain, spans, problems = compose(text, self._pieces(text, slots))

        evidence = [e for e in sentence.evidence if e in self._known]
        unknown = [e for e in sentence.evidence if e not in self._known]
        evidence += [p.evidence for p in slots if p.evidence and p.evidence not in evidence]
        for missing in unknown:
            start, end, plain = _with_source_blank(plain)
            spans.append((start, end))
            problems.append(Problem("source", missing, start, end))
        status = sentence.status
        if status == "claim" and not evidence and text.strip():
            if any(p.kind == "" for p in slots):
                status = "blank"
            else:
                status = "assumption"
                problems.append(Problem("uncited", "", None, None))
        changed = sentence.model_copy(
            update={"plain": plain, "evidence": tuple(dict.fromkeys(evidence)), "status": status}
        )
        return _Filled(changed, tuple(spans), tuple(problems))

    def unfounded(self, text: str) -> list[Piece]:
        """What of this text would be taken out, in reading order; nothing is kept aside."""
        at, found = 0, []
        for piece in self._pieces(text, tuple(self._slots(text))):
            if piece.kind and piece.start >= at:
                found.append(piece)
            at = max(at, piece.end)
        return found

    def _pieces(self, text: str, slots: tuple[Piece, ...]) -> list[Piece]:
        pieces = [*slots, *self._loose(text, masked(text, slots), slots)]
        swallowed = [p for p in pieces if p.kind == "quote"]
        return [
            p
            for p in sorted(pieces)
            if p.kind == "quote" or not any(q.start <= p.start < q.end for q in swallowed)
        ]

    def _slots(self, text: str) -> list[Piece]:
        found = []
        for match in MARKED.finditer(text):
            slot = SLOT.fullmatch(match.group())
            start, end = match.span()
            item = self._known.get(slot.group(2)) if slot and not slot.group(1) else None
            blank = self._blanks.get(slot.group(2)) if slot and slot.group(1) else None
            if blank is not None:
                found.append(Piece(start, end, blank))
            elif item is None:
                found.append(Piece(start, end, KINDS["source"].blank, "source"))
            else:
                run_on = glued(text, start, end) if item.quantity is not None else None
                if run_on is not None:
                    found.append(Piece(*run_on, KINDS["number"].blank, "number"))
                else:
                    found.append(Piece(start, end, _in_sentence(item, text[:start]), "", item.id))
        return found

    def _loose(self, text: str, masked: str, slots: tuple[Piece, ...]) -> list[Piece]:
        """What stands outside the slots and only evidence may say. `masked` hides the slots."""
        found = []
        for outer, inner in quotes(masked):
            within = [p for p in slots if inner.start <= p.start and p.end <= inner.end]
            said = compose(
                inner.of(text),
                [p._replace(start=p.start - inner.start, end=p.end - inner.start) for p in within],
            )[0]
            if inner.of(masked).strip(MASK + " ") and not self._sources.contains(said):
                found.append(Piece(outer.start, outer.end, KINDS["quote"].blank, "quote"))
        dates = loose_dates(masked, self._sources)
        numbers = [Span(*span) for span in loose_numbers(masked)]
        parts = _merged(masked, [(s, "date") for s in dates] + [(s, "number") for s in numbers])
        names = [
            (span, "name")
            for span in loose_names(masked, self._sources, self._known_words)
            if not any(span.start < p.end and p.start < span.end for p, _ in parts)
        ]
        for span, kind in parts + names:
            found.append(Piece(span.start, span.end, KINDS[kind].blank, kind))
        return sorted(found)

    def _report(self, where: str, problem: Problem) -> None:
        if problem.kind == "uncited":
            check = "uncited-claim"
            message = "the sentence claims something and names no evidence; it is marked an assumption."
        else:
            kind = KINDS[problem.kind]
            check = kind.check
            message = kind.message.format(shorten(problem.removed, _LONGEST_REMOVED).strip(_MARKS))
            self._ask(where, problem.kind, kind)
        self.findings.append(
            Finding(
                check=check,
                severity="must",
                where=where,
                message=message,
                fix=STEPS[check],
                start=problem.start,
                end=problem.end,
            )
        )

    def _ask(self, where: str, name: str, kind: Kind) -> None:
        if (where, name) in self._asked:
            return
        self._asked.add((where, name))
        self._number += 1
        self.questions.append(
            Question(
                id=f"q{self._number}",
                role=kind.role,
                ask=kind.ask,
                why=WHY,
                fills=f"{where}.{name}",
                blank=kind.blank.strip("[]"),
            )
        )


def _in_sentence(item: Evidence, before: str) -> str:
    """The item's words; a number that opened its source's sentence ("Two") without its capital in another."""
    said = value(item)
    opens = not before.strip(_MARKS + " ") or before.rstrip(_MARKS + " ").endswith((".", "!", "?", ":"))
    quoted = before.endswith(tuple(_MARKS))
    number = item.quantity is not None and said.isalpha() and said.istitle()
    return said.lower() if number and not opens and not quoted else said


def _merged(text: str, parts: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Parts that touch, or that only a comma or the like keeps apart, as one; a date outranks."""
    merged: list[tuple[Span, str]] = []
    for span, kind in sorted(parts):
        if merged:
            last, last_kind = merged[-1]
            if span.start < last.end or (
                _APART.fullmatch(text, last.end, span.start)
                and not (_PERIOD.match(span.of(text)) or _PERIOD.match(last.of(text)))
            ):
                both = "date" if "date" in (kind, last_kind) else kind
                merged[-1] = (Span(last.start, max(last.end, span.end)), both)
                continue
        merged.append((span, kind))
    return merged


def _with_source_blank(plain: str) -> tuple[int, int, str]:
    """`plain` with a source blank before its closing mark, and where the blank stands."""
    body = plain.rstrip()
    closing = body[-1:] if body[-1:] in (".", "!", "?", ":") else ""
    body = body[: len(body) - len(closing)]
    start = len(body) + 1 if body else 0
    blank = KINDS["source"].blank
    shown = f"{body} {blank}" if body else blank
    return start, start + len(blank), shown + closing
