"""The product's nouns: what every layer hands to the next.

Values only. No reading, writing, deciding or rendering belongs here; settings, catalog entries and
errors have their own modules. Everything is frozen and strict: an unknown field is an error, and JSON
written by one version is refused by another unless the schema name says otherwise.

Offsets are counted in Unicode code points of `Ticket.text` (or of the answer or incident the evidence
names as its source), start inclusive, end exclusive. Times are UTC.
"""

from translator.models.base import Model
from translator.models.draft import (
    Bet,
    CustomerMoment,
    Draft,
    Framing,
    Lever,
    NumberLine,
    PlanningNote,
    Question,
    ReplacedTerm,
    Sentence,
    Status,
    Story,
    TechnicalNote,
)
from translator.models.evidence import Bound, Evidence, EvidenceKind, Ledger, Quantity, Role
from translator.models.incident import (
    Change,
    Found,
    Hit,
    Incident,
    IncidentFilter,
    IncidentKind,
    IncidentSection,
    Precision,
    SectionKind,
    Stored,
    When,
)
from translator.models.pitch import (
    PITCH_SCHEMA,
    Answer,
    EgressReceipt,
    Finding,
    ModelCall,
    Pitch,
    Provenance,
    Severity,
    State,
)
from translator.models.proof import CitedIncident, Past, Proof, Relation
from translator.models.service import (
    Actor,
    ActorKind,
    ApiKey,
    AuditEvent,
    Dismissal,
    Scope,
    Staleness,
    Step,
    Translation,
    TranslationRow,
    VersionRow,
)
from translator.models.stage import Stage
from translator.models.ticket import PROSE_KINDS, Block, BlockKind, Cut, Ticket, TrackerField

__all__ = [
    "PITCH_SCHEMA",
    "PROSE_KINDS",
    "Actor",
    "ActorKind",
    "Answer",
    "ApiKey",
    "AuditEvent",
    "Bet",
    "Block",
    "BlockKind",
    "Bound",
    "Change",
    "CitedIncident",
    "CustomerMoment",
    "Cut",
    "Dismissal",
    "Draft",
    "EgressReceipt",
    "Evidence",
    "EvidenceKind",
    "Finding",
    "Found",
    "Framing",
    "Hit",
    "Incident",
    "IncidentFilter",
    "IncidentKind",
    "IncidentSection",
    "Ledger",
    "Lever",
    "Model",
    "ModelCall",
    "NumberLine",
    "Past",
    "Pitch",
    "PlanningNote",
    "Precision",
    "Proof",
    "Provenance",
    "Quantity",
    "Question",
    "Relation",
    "ReplacedTerm",
    "Role",
    "Scope",
    "SectionKind",
    "Sentence",
    "Severity",
    "Stage",
    "Staleness",
    "State",
    "Status",
    "Step",
    "Stored",
    "Story",
    "TechnicalNote",
    "Ticket",
    "TrackerField",
    "Translation",
    "TranslationRow",
    "VersionRow",
    "When",
]
