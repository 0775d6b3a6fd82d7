"""A person's words put into a pitch, held to the same truth as an engine's.

What the ledger has becomes a slot. What only evidence may say and none says becomes a blank with a question,
and the words are kept nowhere but in the finding. A claim whose words its evidence does not carry is shown as
an assumption: a person may vouch for words, never for a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.drafting import Likeness
from translator.errors import EmptyInput, InputTooLarge, UnknownPart
from translator.evidence.numbers import loose_numbers
from translator.grounding import SLOT, taken_out
from translator.grounding.ledger import verified
from translator.models import Draft, Evidence, Finding, Pitch, Sentence, Status
from translator.parts import map_sentences, sentences_of
from translator.support import unsupported
from translator.support.words import PLAIN, root
from translator.taken_out import Grounds, Words, asked_at, fix_of, too_much
from translator.text import WORD
from translator.typed_words import slotted

LONGEST_PART = 2_000  # characters
LONGEST_EDIT = 20_000  # characters of all parts of one edit
_MOST_NUMBERS = 40  # in one part; reading thousands would keep everybody else waiting
_PLANNED = frozenset({"note.scope", "note.finish", "note.review_date", "note.owner", "bet.bet"})
_TO_VOUCH_FOR = frozenset({"unsupported-claim", "invented-number"})
_MEASURES = frozenset({"quantity", "derived", "date", "identifier", "answer", "person"})


class Edited(NamedTuple):
    """A draft with a person's words in it."""

    draft: Draft
    places: tuple[str, ...]  # whose words changed; (): none did
    findings: tuple[Finding, ...]  # on what was taken out of them, or is shown as an assumption


def edited(
    pitch: Pitch,
    parts: Mapping[str, str],
    texts: Mapping[str, str],
    index: CatalogIndex,
    likeness: Likeness | None = None,
) -> Edited:
    """The draft of the pitch with the typed words in the named parts (see `parts`).

    `texts` are those the evidence points into. A part typed as it is shown already is left alone. Raises
    UnknownPart, EmptyInput for no part or an empty one, InputTooLarge over `LONGEST_PART` characters or
    `LONGEST_EDIT` together, and MalformedInput for a part that is a list of numbers and no sentence.
    """
    before = dict(sentences_of(pitch.draft))
    typed = {where: _typed(where, text, before) for where, text in parts.items()}
    if not typed:
        raise EmptyInput("there is nothing to edit.", next_step='Name a part: {"note.owner": "…"}.')
    if (size := sum(map(len, typed.values()))) > LONGEST_EDIT:
        raise InputTooLarge(
            f"the parts have {size:,} characters together.",
            next_step=f"Edit some of them at a time: {LONGEST_EDIT:,} characters at most.",
        )
    grounds = Grounds(verified(pitch.evidence, texts), texts, index, likeness)
    typed = {
        where: text for where, text in typed.items() if text not in (before[where].plain, before[where].text)
    }
    questions = list(pitch.draft.questions)
    findings: list[Finding] = []
    written: dict[str, Sentence] = {}
    for where, text in typed.items():
        asked = [q for q in questions if not asked_at(q, where)]
        slots = slotted(text, before[where], grounds.known, questions)
        words = Words(where, slots, pitch, questions, grounds)
        words.take_out()
        written[where] = _sentence(where, words.text, before[where], grounds.known)
        kept = [q for q in questions if asked_at(q, where) and f"«?{q.id}»" in words.text]
        questions = [*asked, *kept, *words.questions]
        findings += words.findings
    draft = map_sentences(pitch.draft, lambda where, sentence: written.get(where, sentence))
    draft = draft.model_copy(update={"questions": tuple(questions)})
    claims = frozenset(w for w, s in written.items() if s.status == "claim" and _adds(s, before[w]))
    vouched = _to_vouch_for(draft, claims, grounds)
    draft = map_sentences(draft, lambda where, s: _assumed(s) if where in vouched else s)
    return Edited(draft, tuple(written), (*findings, *map(_vouched, sorted(vouched))))


def kept_findings(pitch: Pitch, draft: Draft, edits: Mapping[str, str]) -> tuple[Finding, ...]:
    """What was said of a person's words in an earlier version and still holds in this draft."""
    now = dict(sentences_of(draft))
    asked = {where: {fix_of(q) for q in draft.questions if asked_at(q, where)} for where in edits}
    return tuple(
        finding
        for finding in pitch.findings
        if finding.where in edits
        and finding.where in now
        and (
            (taken_out(finding.check) and finding.fix in asked[finding.where])
            or (finding == _vouched(finding.where) and now[finding.where].status == "assumption")
        )
    )


def _typed(where: str, text: str, before: Mapping[str, Sentence]) -> str:
    if where not in before or where.startswith("technical."):
        known = [name for name in before if not name.startswith("technical.")]
        near = get_close_matches(where, known, n=3, cutoff=0.5) or known[:3]
        if where in before:
            message = f"{where} repeats the ticket word for word and is not edited."
        else:
            message = f"this pitch has no part “{where[:100]}”."
        raise UnknownPart(message, next_step=f"Parts near it: {', '.join(near)}.")
    text = " ".join(text.split())
    if not text:
        raise EmptyInput(f"the text of {where} is empty.", next_step="Write what it shall say.", place=where)
    if len(text) > LONGEST_PART:
        raise InputTooLarge(
            f"the text of {where} has {len(text):,} characters.",
            place=where,
            next_step=f"A part has {LONGEST_PART:,} at most; a reader takes in one sentence or two.",
        )
    if len(loose_numbers(text)) > _MOST_NUMBERS:
        raise too_much(where, f"{_MOST_NUMBERS} numbers")
    return text


def _sentence(where: str, text: str, before: Sentence, known: Mapping[str, Evidence]) -> Sentence:
    """The sentence with these words. Statements stay cited; a value is cited while its slot stands there."""
    slots = list(dict.fromkeys(m.group(2) for m in SLOT.finditer(text) if not m.group(1)))
    kept = [e for e in before.evidence if e in slots or (e in known and known[e].kind not in _MEASURES)]
    evidence = tuple(dict.fromkeys([*kept, *slots]))
    return Sentence(text=text, evidence=evidence, status=_status(where, text, before, evidence))


def _status(where: str, text: str, before: Sentence, evidence: Sequence[str]) -> Status:
    says_something = any(c.isalnum() for c in SLOT.sub("", text))
    if not evidence and (not says_something or (before.status == "blank" and "«?" in text)):
        return "blank"
    if before.status == "claim" and not evidence:
        return "assumption"
    if before.status != "blank":
        return before.status
    if evidence:
        return "claim"
    return "proposed" if where in _PLANNED or where.endswith(".ask") else "assumption"


def _adds(sentence: Sentence, before: Sentence) -> bool:
    """Whether the sentence says more than the one before it, and not only in another order."""
    return bool(_telling(sentence) - _telling(before))


def _telling(sentence: Sentence) -> frozenset[str]:
    roots = {root(m.group().lower()) for m in WORD.finditer(SLOT.sub(" ", sentence.text))}
    return frozenset(roots) - PLAIN | {m.group() for m in SLOT.finditer(sentence.text)}


def _to_vouch_for(draft: Draft, claims: frozenset[str], grounds: Grounds) -> frozenset[str]:
    """The claims at these places that say what their evidence does not."""
    if not claims:
        return claims
    found = unsupported(draft, claims, grounds.known, grounds.texts, grounds.index, grounds.likeness)
    return frozenset(f.where for f in found if f.check in _TO_VOUCH_FOR)


def _assumed(sentence: Sentence) -> Sentence:
    return sentence.model_copy(update={"status": "assumption"})


def _vouched(where: str) -> Finding:
    return Finding(
        check="unsupported-claim",
        severity="should",
        where=where,
        message="the evidence it cites does not say this; it is shown as an assumption.",
        fix="Say what the cited words say, or answer a question with what you know.",
    )
