"""Strict models of the catalog. Data only; what to do with an entry is decided elsewhere.

Grammar fields exist so that a sentence can be composed without guessing at a part of speech: every
form a template needs is written down by a person, none is derived from another.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from translator.models import Model

Audience = Literal["external", "internal"]
LeverName = Literal["speed", "security", "reliability", "cost"]
Id = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")


class Cues(Model):
    """Words that show an entry is meant. Matched on whole words, inflections included."""

    strong: tuple[str, ...] = ()  # enough alone
    weak: tuple[str, ...] = ()  # only beside others
    never: tuple[str, ...] = ()  # phrases that hold a cue and mean something else


class Task(Model):
    """What a customer tries to do."""

    id: str = Id
    verb: str  # "sign in": fits "they cannot …" and "want to …"
    gerund: str  # "signing in": fits "while …"
    noun: str  # "sign-in": fits "… fails"; singular or mass
    nouns: str  # "sign-ins": fits "failed …"
    audience: Audience
    personas: tuple[str, ...]  # first one is the assumption when the ticket names nobody
    moments: tuple[str, ...] = ()  # when it hurts most, likeliest first
    told: tuple[str, ...] = ()  # as people tell it when it goes wrong; compared with tickets by meaning
    cues: Cues


class Failure(Model):
    """A way in which a task goes wrong."""

    id: str = Id
    lever: LeverName
    happens: str  # plural verb phrase: "cannot {verb}"; subject is a plural persona
    fact: str  # full clause without a person: "{noun} fails"
    cured: str  # plural verb phrase after the fix: "{verb} at the first try"
    measure: str  # what to count: "failed {nouns}"
    unit: str = ""  # "" for a count, else a unit of time or money
    needle: str
    chain: str  # id of the pain → effect → outcome chain
    fits: tuple[str, ...] = ()  # the tasks it makes sense with; (): any
    unfit: tuple[str, ...] = ()  # tasks it makes no sense with
    cues: Cues


class Saying(Model):
    """A more vivid way to say one failure of one task; outranks the failure's own phrases."""

    task: str
    failure: str
    happens: str
    fact: str = ""
    cured: str = ""
    measure: str = ""
    needs: tuple[str, ...] = ()  # it holds only where the ticket has one of these words; (): always


class Persona(Model):
    """Who feels it first."""

    id: str = Id
    plural: str  # "prospects"
    singular: str  # "a prospect"
    audience: Audience
    uses_product: bool = False  # a colleague who does customers' tasks, such as a support agent
    cues: Cues


class Moment(Model):
    """When it hurts most."""

    id: str = Id
    phrase: str  # adverbial: "during a live demo"
    persona: str = ""  # who it is, where the moment alone says so
    cues: Cues


class WarningSign(Model):
    """A sign that the business sees the problem already."""

    id: str = Id
    says: str  # "support answers the same question again"
    cues: Cues


class Needle(Model):
    """A metric that platform team and stakeholder share."""

    id: str = Id
    name: str
    group: Literal["speed", "reliability", "security", "cost", "customer"]
    definition: str
    unit: str
    formula: str
    direction: Literal["up", "down"]
    window: str
    stakeholders: tuple[str, ...]
    source: str  # the system the readings come from
    ask_role: str  # who can read it
    trap: str = ""


class Stakeholder(Model):
    """A profile: what they decide, care about, say and doubt."""

    id: str = Id
    name: str  # "Sales"
    version: int = Field(ge=1)
    audience: Literal["external", "internal", "both"]  # whose pain they carry
    decision: str  # the decision they own, after "decides": "which deals get engineering help"
    cares_about: tuple[str, ...]
    example_problem: str
    example_measure: str
    use: tuple[str, ...]  # words they use
    avoid: dict[str, str]  # word that loses them → what to say
    needles: tuple[str, ...]
    stake: dict[LeverName, str]  # full sentence, why it is their problem; see PLACEHOLDERS
    stake_internal: str  # the same when the people who feel it are colleagues
    change: str  # full sentence: what is different for them after the fix
    ask: str  # full sentence, the small ask
    objection: str  # full sentence, what they will say against it
    proof_from: str  # full sentence: where the proof against it comes from
    ask_role: str  # who knows their number


PLACEHOLDERS: frozenset[str] = frozenset(
    {"personas", "persona", "happens", "cured", "verb", "gerund", "noun", "nouns", "when", "fact"}
)


class GlossaryEntry(Model):
    """An engineering term and the customer's words for it.

    `forms` maps each surface form to words of the same part of speech and number, so that either
    can stand in the same place in a sentence.
    """

    term: str
    pos: Literal["noun", "verb", "adjective"]
    forms: dict[str, str]  # "cache misses": "slow page loads"
    moment: str  # what the customer would say, a full clause: "pages open slowly"
    context: tuple[str, ...] = ()  # task ids where this reading holds; (): everywhere
    lever: LeverName | None = None


class HouseworkWord(Model):
    """A word that makes work sound optional, and what to say in its place."""

    word: str
    forms: tuple[str, ...]
    say: str


class ProductName(Model):
    """A name that is never rewritten."""

    name: str
    internal: bool = False  # True: a service name customers do not know


class Chain(Model):
    """Pain → effect → business outcome."""

    id: str = Id
    pain: str  # noun phrase: "fragile releases"
    effect: str  # noun phrase: "slower features"
    outcome: str  # noun phrase: "missed revenue milestones"
    constraint: str  # full sentence about today, no number
    result: str  # full sentence: the business metric that improves


class Origin(Model):
    """Where an entry comes from: the built-in catalog, or the pack that had the last word on it."""

    pack: str = ""  # name of the pack; "": built-in
    file: str = ""  # of the entry, within the pack's folder: "glossary/billing.yaml"; "": built-in
    replaces: tuple[str, ...] = ()  # whose entry it stands in the place of: BUILT_IN and earlier packs
    fields: tuple[str, ...] = ()  # that packs gave, where the rest is still the replaced entry's


class Catalog(Model):
    """Everything above, checked as a whole: every id that is named exists."""

    version: str
    tasks: tuple[Task, ...]
    failures: tuple[Failure, ...]
    sayings: tuple[Saying, ...]
    personas: tuple[Persona, ...]
    moments: tuple[Moment, ...]
    warnings: tuple[WarningSign, ...]
    needles: tuple[Needle, ...]
    stakeholders: tuple[Stakeholder, ...]
    glossary: tuple[GlossaryEntry, ...]
    housework: tuple[HouseworkWord, ...]
    products: tuple[ProductName, ...]
    chains: tuple[Chain, ...]
    packs: tuple[str, ...] = ()  # names of the packs laid over the built-in entries
    # Section → for each of its entries, in their order, where it comes from.
    origins: dict[str, tuple[Origin, ...]] = Field(default_factory=dict)
