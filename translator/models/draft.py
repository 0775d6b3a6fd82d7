"""A draft: sentences with slots, as every engine writes them."""

from __future__ import annotations

from typing import Literal

from translator.models.base import Model
from translator.models.ticket import Block

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
