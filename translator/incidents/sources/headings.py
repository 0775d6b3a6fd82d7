"""Which part of an incident a heading opens, whatever the template calls it."""

from __future__ import annotations

import re

from translator.models import SectionKind

# Google's SRE template, Atlassian's, and what public postmortems write. A heading is lower-cased, without
# numbering, brackets and punctuation, and matches when it begins with one of the words.
_KINDS: tuple[tuple[SectionKind, tuple[str, ...]], ...] = (
    ("timeline", ("timeline", "incident timeline", "event timeline", "chronology", "sequence of events",
                  "what happened when", "timeline of events", "log of events")),
    ("lessons", ("lessons", "lesson", "what went well", "what went wrong", "what went poorly",
                 "what went badly", "what could have gone better", "what could be improved",
                 "where we got lucky", "takeaways", "key takeaways", "learnings", "what we learned",
                 "what we learnt", "retrospective", "reflections")),
    ("follow_up", ("action items", "action item", "actions", "action points", "follow up",
                   "follow ups", "followup", "followups", "next steps", "corrective actions",
                   "preventive actions", "preventative actions", "prevention", "preventing", "future actions",
                   "future measures", "future work", "improvements", "process improvements",
                   "technical improvements", "documentation improvements", "short term improvements",
                   "long term improvements", "immediate actions", "todo", "to do", "backlog", "tasks",
                   "what are we doing", "what were doing", "what we are doing", "what we re doing",
                   "how we will prevent", "how do we prevent", "questions for follow up",
                   "recurrence", "planned actions", "planned work")),
    ("cause", ("root cause", "root causes", "rca", "cause", "causes", "contributing factor",
               "contributing factors", "contributing causes", "trigger", "triggers", "why did this happen",
               "how did this happen", "why it happened", "what caused", "the underlying issue", "fault",
               "technical analysis", "analysis", "five whys", "why it failed", "leadup", "lead up")),
    ("fix", ("resolution", "resolutions", "remediation", "remediations", "mitigation", "mitigations", "fix",
             "fixes", "the fix", "recovery", "workaround", "solution", "how we fixed", "how it was fixed",
             "how was it resolved", "response", "repair", "actions taken", "action taken", "what we did")),
    ("impact", ("impact", "customer impact", "user impact", "user facing impact", "business impact",
                "impact analysis", "who was affected", "who was impacted", "what was impacted",
                "what was affected", "affected", "effects", "symptoms", "consequences", "scope", "damage")),
    ("detection", ("detection", "how was it detected", "how we noticed", "how did we find out", "discovery",
                   "how it was detected", "alerting")),
    ("outcome", ("outcome", "outcomes", "result", "results")),
    ("update", ("status updates", "status page", "customer communication", "communication to customers",
                "public statement")),
    ("summary", ("summary", "executive summary", "incident summary", "tldr", "tl dr", "what happened",
                 "overview", "abstract", "description", "details", "background", "synopsis", "incident",
                 "the incident", "introduction")),
)  # fmt: skip
_KIND: dict[tuple[str, ...], SectionKind] = {
    tuple(words.split()): kind for kind, phrases in _KINDS for words in phrases
}
_LONGEST = max(map(len, _KIND))
_LONE = frozenset({"incident", "affected", "fault", "response", "scope", "details", "result", "results",
                   "tasks", "actions", "fix", "fixes", "cause", "solution", "recurrence", "description",
                   "repair", "lesson", "outcome", "damage", "backlog", "effects", "background"})  # fmt: skip
# Who was there: names of people and nothing else.
_PEOPLE = re.compile(
    r"(?:at+ende+s|participants|authors?|owners?|reviewers?|people|on[ -]?call|responders|incident commander"
    r"|contributors|acknowledge?ments|thanks|written by|reported by|distribution|contacts?)\b"
)
_NOT_WORDS = re.compile(r"\([^()]*\)|[^\w\s]|_", re.UNICODE)
_NUMBERING = re.compile(r"^(?:(?:\d+|[a-z]|[ivx]+)[.)]\s*)+(?:\d+\s)?|^\d+(?:\.\d+)*\s+")


def normal(heading: str) -> str:
    """The heading lower-cased, without numbering, brackets, punctuation and repeated spaces."""
    said = _NUMBERING.sub("", heading[:200].strip().casefold().replace("’", "").replace("'", ""))
    return " ".join(_NOT_WORDS.sub(" ", said).split())


def kind_of(heading: str) -> SectionKind | None:
    """The kind of section that a heading opens; None when no template knows it."""
    words = tuple(normal(heading).split())
    for size in range(min(_LONGEST, len(words)), 0, -1):
        kind = _KIND.get(words[:size])
        if kind is not None and (len(words) == size or size > 1 or words[0] not in _LONE):
            return kind
    return None


def names_people(heading: str) -> bool:
    """Whether a section of this heading lists people."""
    return _PEOPLE.match(normal(heading)) is not None
