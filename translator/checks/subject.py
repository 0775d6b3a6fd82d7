"""What the checks look at: the parts of a pitch, or of a note that a person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from weakref import WeakKeyDictionary

from translator.catalog.index import CatalogIndex
from translator.grounding import SLOT, blank_of, catalog_texts, catalog_words
from translator.grounding.ledger import verified
from translator.grounding.sources import SourceTexts
from translator.models import Draft, Evidence, Ledger, Sentence, Status
from translator.parts import sentences_of
from translator.text import Span

# Roles that a customer or a manager reads as the story; the rest is for whoever builds it.
STORY_ROLES = frozenset(
    {"title", "headline", "customer", "task", "moment", "wrong", "effect", "number", "proof"}
    | {"framing", "outcome", "lever", "story", "body"}
)
# Roles where the writer decides instead of claiming: a review date needs no source.
PLAN_ROLES = frozenset({"scope", "finish", "review", "owner", "ask", "bet"})
# Roles that repeat a source or ask; no wording is judged there.
QUIET_ROLES = frozenset({"technical", "evidence", "kept", "question", "quote"})

BLANK = re.compile(r"\[[^\[\]]{0,200}?(?:\bneeded\b|— ask )[^\[\]]{0,200}\]")
# What people write where they know nothing yet.
_LEFT_OPEN = frozenset(
    {"tbd", "tba", "tbc", "todo", "to do", "n/a", "n.a", "na", "none", "none yet", "nobody", "nobody yet"}
    | {"no one", "no one yet", "not yet", "not known", "not known yet", "not clear yet", "unknown", "unclear"}
    | {"open", "still open", "later", "pending", "missing", "we will see", "we'll see", "xxx", "somebody"}
    | {
        f"to be {done}"
        for done in ("decided", "defined", "confirmed", "determined", "announced", "named", "done")
    }
)
_EDGES = " .,:;?!…_*()-–—\t"
_LEADING_LABEL = re.compile(r"^(?:[\w'-]{1,20} ){0,3}[\w'-]{1,20}:\s")


class Part(NamedTuple):
    """A sentence as a reader sees it, and what it is for.

    `shielded` are stretches whose words are not the writer's: slots, blanks, quotations. `offset`
    is where the text starts in the line it was read from (0 for a part of a pitch).
    """

    where: str
    text: str
    role: str = "body"
    status: Status = "claim"
    evidence: tuple[str, ...] = ()
    shielded: tuple[tuple[int, int], ...] = ()
    offset: int = 0
    item: bool = False  # an item of a list
    label: str = ""  # the words that say what the part is for, as written

    def free(self, start: int, end: int) -> bool:
        """Whether [start, end) touches no shielded stretch."""
        return not any(start < b and a < end for a, b in self.shielded)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of `pattern` outside the shielded stretches."""
        return (m for m in pattern.finditer(self.text) if self.free(*m.span()))

    @property
    def blank(self) -> bool:
        """Whether the part says no more than that something is missing."""
        if "[" not in self.text:
            words = " ".join(_LEADING_LABEL.sub("", self.text).strip(_EDGES).lower().split())
            return not words or words in _LEFT_OPEN
        said = BLANK.sub("", _LEADING_LABEL.sub("", self.text))
        return BLANK.search(self.text) is not None and len(said.split()) < 4

    @property
    def unshielded(self) -> str:
        """The text with its shielded stretches as spaces, at the same length."""
        out = self.text
        for start, end in self.shielded:
            out = out[:start] + " " * (end - start) + out[end:]
        return out


@dataclass(frozen=True, eq=False)
class Subject:
    """A pitch (`draft` is set) or a note (`draft` is None) with what is needed to judge it."""

    parts: tuple[Part, ...]
    index: CatalogIndex
    draft: Draft | None = None
    ledger: Ledger | None = None  # None: nothing to hold the text against
    sources: Mapping[str, str] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()  # roles that a note names by a label or a heading

    @property
    def kind(self) -> str:
        """ "pitch" or "text"."""
        return "text" if self.draft is None else "pitch"

    @cached_property
    def told(self) -> tuple[Part, ...]:
        """The parts whose wording is judged, each distinct text once: framings repeat sentences."""
        first: dict[str, Part] = {}
        for part in self.parts:
            if part.role not in QUIET_ROLES and part.text.strip():
                first.setdefault(part.text, part)
        return tuple(first.values())

    @cached_property
    def story(self) -> tuple[Part, ...]:
        """The told parts that a customer-facing reader meets."""
        return tuple(p for p in self.told if p.role in STORY_ROLES)

    def of(self, *roles: str) -> tuple[Part, ...]:
        """The parts with one of these roles, in order."""
        return tuple(p for p in self.parts if p.role in roles)

    @cached_property
    def source_texts(self) -> SourceTexts:
        """The sources, folded for look-up."""
        return SourceTexts(self.sources)

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        """The ledger by id."""
        return {e.id: e for e in self.ledger.items} if self.ledger else {}

    @cached_property
    def trusted(self) -> dict[str, Evidence]:
        """The evidence that stands where it says, by id."""
        return verified(self.ledger, self.sources) if self.ledger else {}

    @cached_property
    def is_note(self) -> bool:
        """Whether a text is long enough, or labelled enough, to be held to a whole note's rules."""
        words = sum(len(p.text.split()) for p in self.told)
        return self.draft is not None or bool(self.labels) or len(self.told) >= 3 or words >= 45


class Vetted(NamedTuple):
    """What the catalog's own phrases use, in lower case: no engine can be blamed for it."""

    words: frozenset[str]
    terms: frozenset[str]  # glossary surfaces and housework words


_VETTED: WeakKeyDictionary[CatalogIndex, Vetted] = WeakKeyDictionary()


def vetted(index: CatalogIndex) -> Vetted:
    """The words of the index's catalog, collected once for each index."""
    known = _VETTED.get(index)
    if known is None:
        catalog = index.catalog
        phrases = catalog.model_copy(update={"glossary": (), "housework": (), "products": ()})
        terms = {
            found.span.of(text).lower()
            for text in catalog_texts(phrases)
            for matcher in (index.glossary_terms, index.housework_words)
            for found in matcher.find(text)
        }
        known = _VETTED[index] = Vetted(catalog_words(catalog), frozenset(terms))
    return known


_PITCH_ROLES: dict[str, str] = {
    "one_breath": "headline",
    "moment.customer": "customer",
    "moment.task": "task",
    "moment.when": "moment",
    "moment.wrong": "wrong",
    "moment.effect": "effect",
    "moment.number": "number",
    "note.moment": "moment",
    "note.wrong": "wrong",
    "note.effect": "effect",
    "note.number": "number",
    "note.scope": "scope",
    "note.finish": "finish",
    "note.review_date": "review",
    "note.owner": "owner",
    "bet.constraint": "body",
    "bet.bet": "bet",
    "bet.outcome": "outcome",
    "lever": "lever",
}


def subject_of_pitch(
    draft: Draft,
    ledger: Ledger,
    sources: Mapping[str, str],
    index: CatalogIndex,
    spans: Mapping[str, tuple[tuple[int, int], ...]] | None = None,
) -> Subject:
    """A grounded draft as a subject. `spans` come from `Grounded.spans`; without them they are
    worked out again from the slots, as for a pitch read from a file."""
    parts = [
        Part(
            where,
            sentence.plain,
            _role(where),
            sentence.status,
            sentence.evidence,
            spans.get(where, ()) if spans is not None else filled_spans(sentence),
        )
        for where, sentence in sentences_of(draft)
    ]
    blanks = [blank_of(q).strip("[]") for q in draft.questions]
    for question, blank in zip(draft.questions, blanks, strict=True):
        text = f"{question.ask} {question.why} ({blank})"
        parts.append(Part(f"question.{question.id}", text, "question", "blank"))
    parts.extend(_shown_evidence(draft, ledger, sources))
    return Subject(tuple(parts), index, draft, ledger, sources)


def _role(where: str) -> str:
    role = _PITCH_ROLES.get(where)
    if role is not None:
        return role
    top, _, rest = where.partition(".")
    if where.startswith("note.proof"):
        return "proof"
    if top.startswith("framing:"):
        return {"ask": "ask", "number": "number"}.get(rest, "framing")
    return {"story": "story", "technical": "technical"}.get(top, "body")


def _shown_evidence(draft: Draft, ledger: Ledger, sources: Mapping[str, str]) -> Iterator[Part]:
    """The cited words, which a rendered pitch shows besides its sentences. Kept blocks are masked."""
    cited = {e for _, sentence in sentences_of(draft) for e in sentence.evidence}
    for item in ledger.items:
        if item.id in cited:
            yield Part(f"evidence.{item.id}", item.text, "evidence")


def filled_spans(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    """Where the slots of a grounded sentence stand in `plain`: what is not its literal text."""
    plain = sentence.plain
    spans: list[tuple[int, int]] = [m.span() for m in BLANK.finditer(plain)]
    literals = [Span(*m.span()) for m in SLOT.finditer(sentence.text)]
    at = text_at = 0
    for position, slot in enumerate(literals):
        before = sentence.text[text_at : slot.start]
        start = plain.find(before, at) + len(before)
        after_end = literals[position + 1].start if position + 1 < len(literals) else None
        after = sentence.text[slot.end : after_end]
        end = plain.find(after, start) if after else len(plain)
        if start < len(before) or end < start:
            break
        spans.append((start, end))
        at, text_at = end, slot.end
    return tuple(sorted(s for s in spans if s[0] < s[1]))
