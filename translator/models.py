"""The product's nouns: what every layer hands to the next.

Values only. No reading, writing, deciding or rendering belongs here; settings, catalog entries and
errors have their own modules. Everything is frozen and strict: an unknown field is an error, and JSON
written by one version is refused by another unless the schema name says otherwise.

Offsets are counted in Unicode code points of `Ticket.text` (or of the answer or incident the evidence
names as its source), start inclusive, end exclusive. Times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PITCH_SCHEMA: Literal["translator.pitch/1"] = "translator.pitch/1"


class Model(BaseModel):
    """Base of every noun: immutable, strict, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


# --- ticket ---------------------------------------------------------------------------------------

BlockKind = Literal[
    "title",
    "heading",
    "paragraph",
    "list_item",
    "quote",
    "comment",
    "code",
    "log",
    "table",
    "media",
]
PROSE_KINDS: frozenset[str] = frozenset({"title", "heading", "paragraph", "list_item", "quote", "comment"})


class Block(Model):
    """A stretch of `Ticket.text` of one kind. Blocks are in order and never overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # heading level, or nesting depth of a list item; 0 where it means nothing
    label: str = ""  # language of code, author of a comment, alt text of media
    checked: bool | None = None  # task items only; None elsewhere


class TrackerField(Model):
    """A named fact the tracker keeps beside the text, such as `priority` or `created`."""

    name: str
    value: str


class Cut(Model):
    """Text that a limit left out of `Ticket.text`; the raw payload still has it."""

    at: int  # offset in Ticket.text where the text is missing
    characters: int
    reason: str


class Ticket(Model):
    """What came in, normalised to text. `text` starts with the title; blocks index into it."""

    reader: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    key: str | None = None  # None: the payload named no key
    url: str | None = None
    fields: tuple[TrackerField, ...] = ()
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()  # what the reader met and could not place, in words
    fingerprint: str  # sha-256 hex of title and text
    raw: str  # the payload as it came

    def field(self, name: str) -> str | None:
        """The value of the first field called `name`, or None."""
        return next((f.value for f in self.fields if f.name == name), None)


# --- evidence -------------------------------------------------------------------------------------

EvidenceKind = Literal[
    "quantity",  # n  a measurement or a count
    "date",  # t  a calendar date, month, quarter or clock time
    "identifier",  # i  a version, id, port, hash, path: has digits, measures nothing
    "quote",  # q  words somebody is quoted with
    "person",  # p  a named person or a role
    "customer",  # e  who feels it
    "action",  # e  what they try to do
    "moment",  # e  when it hurts
    "symptom",  # e  a sentence saying what goes wrong
    "impact",  # e  a sentence saying what it costs sales, support or customers
    "expected",  # e  a sentence saying what should happen
    "warning",  # e  a sign that the business sees it already
    "cause",  # e
    "work",  # e  what would be built
    "finish",  # e  an acceptance criterion
    "answer",  # a  what a person answered
    "derived",  # d  computed from others by a shown formula
]
Role = Literal["today", "target", "impact", "other"]
Bound = Literal["", "under", "at most", "over", "at least", "about"]


class Quantity(Model):
    """A number read from text.

    `value` and `high` are in `unit` as written (12s → 12, "s"; 3 % → 3, "%"; 1.2M → 1200000, "").
    Canonical units: % s ms us ns min h d wk mo y B KB MB GB TB PB KiB MiB GiB USD EUR GBP … rps x,
    and "" for a plain count, whose thing counted is `noun`.
    """

    value: float
    high: float | None = None  # upper end of a range; None: not a range
    unit: str = ""
    noun: str = ""  # what is counted or measured, lower case as written: "demos", "sign-in failures"
    per: str = ""  # "for each" of a ratio: "1,000 customers", "request"
    window: str = ""  # the period it was counted over, as written: "last month", "a week"
    statistic: str = ""  # p95, median, average, max …
    bound: Bound = ""
    role: Role = "other"


class Evidence(Model):
    """A quoted span with its source. `text` equals the source's text at [start, end)."""

    id: str
    kind: EvidenceKind
    source: str  # "ticket", "incident:<id>" or "answer:<id>"
    start: int
    end: int
    text: str
    quantity: Quantity | None = None
    value: str = ""  # catalog id it points at (customer, action, moment) or ISO date
    formula: str = ""  # derived only: "n2 - n1"
    weight: float = 0.0  # how strongly the cues spoke, for ranking only; never shown


class Ledger(Model):
    """All evidence of one pitch, in reading order."""

    items: tuple[Evidence, ...] = ()

    def get(self, evidence_id: str) -> Evidence | None:
        """The item with this id, or None."""
        return next((e for e in self.items if e.id == evidence_id), None)

    def of(self, *kinds: EvidenceKind) -> tuple[Evidence, ...]:
        """The items of these kinds, in reading order."""
        return tuple(e for e in self.items if e.kind in kinds)


# --- draft ----------------------------------------------------------------------------------------

Status = Literal["claim", "assumption", "proposed", "blank"]


class Sentence(Model):
    """One sentence with slots: `«n3»` stands for evidence n3, `«?q1»` for the blank of question q1.

    An engine never types a number, date or identifier. `plain` is what a reader sees; grounding fills
    it, an engine leaves it empty.
    """

    text: str
    evidence: tuple[str, ...] = ()
    status: Status = "claim"
    plain: str = ""


class NumberLine(Model):
    """The one number: today → target."""

    label: str  # what is measured: "failed sign-ins a week"
    sentence: Sentence
    today: str | None = None  # evidence id; None: blank
    target: str | None = None
    needle: str = ""  # catalog id; "" where no needle fits


class Question(Model):
    """What is missing, whom to ask, and which blank the answer fills."""

    id: str  # q1, q2 …
    role: str  # support, sales, engineering, product, "note owner"
    ask: str
    why: str
    fills: str  # stable name of the blank: "number.today", "proof.sales", "review_date" …
    blank: str  # the words between the brackets: "number needed: failed sign-ins a week"


class CustomerMoment(Model):
    """One customer task, one moment, one number."""

    found: Literal["external", "internal", "missing"]
    customer: Sentence
    task: Sentence
    when: Sentence
    wrong: Sentence
    effect: Sentence
    number: NumberLine


class PlanningNote(Model):
    """The shared note for sales, support and engineering."""

    moment: Sentence
    wrong: Sentence
    proof: tuple[Sentence, ...]  # a sales story and a support case, or their blanks
    effect: Sentence
    number: Sentence
    scope: Sentence
    finish: Sentence
    review_date: Sentence
    owner: Sentence


class Bet(Model):
    """Constraint → bet → outcome."""

    constraint: Sentence
    bet: Sentence
    outcome: Sentence


class Lever(Model):
    """What the work changes for the business; None: no lever fits, and a check says so."""

    name: Literal["speed", "security", "reliability", "cost"] | None
    sentence: Sentence


class Framing(Model):
    """One stakeholder's version: the same claims, numbers and ask, in their words."""

    stakeholder: str  # catalog id
    title: str
    version: int  # of the profile
    problem: tuple[Sentence, ...]
    number: Sentence
    change: Sentence
    ask: Sentence
    objection: Sentence | None = None
    answer: Sentence | None = None  # where the proof against the objection comes from


class Story(Model):
    """The story with data; only where past incidents carry it."""

    remember: Sentence
    prevents: Sentence
    known: Sentence
    worth: Sentence


class ReplacedTerm(Model):
    """An engineer's term and the customer's words for it."""

    term: str
    says: str
    start: int
    end: int


class TechnicalNote(Model):
    """The engineering meaning, folded away: verbatim sentences and the blocks kept out of the prose."""

    fix: tuple[Sentence, ...] = ()
    cause: tuple[Sentence, ...] = ()
    terms: tuple[ReplacedTerm, ...] = ()
    kept: tuple[Block, ...] = ()


class Draft(Model):
    """What an engine writes. Same type from every engine."""

    one_breath: Sentence
    moment: CustomerMoment
    note: PlanningNote
    bet: Bet
    lever: Lever
    framings: tuple[Framing, ...]
    story: Story | None = None  # None: no past incident carries one
    technical: TechnicalNote = TechnicalNote()
    questions: tuple[Question, ...] = ()


# --- pitch ----------------------------------------------------------------------------------------

Severity = Literal["must", "should", "info"]
State = Literal["draft", "needs evidence", "in review", "approved", "published", "stale", "closed"]


class Finding(Model):
    """What a check found. Offsets count in the part named by `where`; None: the part as a whole."""

    check: str
    severity: Severity
    where: str
    message: str
    fix: str
    start: int | None = None
    end: int | None = None


class Answer(Model):
    """What a person answered to a question; it is evidence `id`."""

    id: str  # a1, a2 …
    fills: str  # the blank's stable name
    ask: str  # the question as it was put
    text: str
    by: str
    at: datetime


class Provenance(Model):
    """How this pitch came to be."""

    engine: str
    model: str | None = None  # None: no model was called
    translator_version: str
    catalog_version: str
    packs: tuple[str, ...] = ()
    created: datetime


class EgressReceipt(Model):
    """What left the machine. Empty destinations: nothing did."""

    destinations: tuple[str, ...] = ()
    masked: int = 0  # count of masked secrets and personal data


class Pitch(Model):
    """The whole translated result, versioned."""

    schema_name: Literal["translator.pitch/1"] = Field(default=PITCH_SCHEMA, alias="schema")
    id: str
    version: int = 1
    state: State
    stakeholders: tuple[str, ...]
    ticket: Ticket
    evidence: Ledger
    draft: Draft
    findings: tuple[Finding, ...] = ()
    answers: tuple[Answer, ...] = ()
    provenance: Provenance
    receipt: EgressReceipt = EgressReceipt()

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True
    )
