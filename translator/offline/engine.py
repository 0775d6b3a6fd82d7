"""The offline engine: reads the evidence, composes the core, projects it to each stakeholder."""

from __future__ import annotations

from collections.abc import Sequence

from translator.drafting import Drafted, DraftRequest, Told
from translator.models import PROSE_KINDS, Draft, Evidence, Finding, ReplacedTerm, Sentence, TechnicalNote
from translator.offline.blanks import Blanks
from translator.offline.core import compose
from translator.offline.framing import default_stakeholders, frame
from translator.offline.reading import read_ticket
from translator.offline.situation import Situation
from translator.offline.story import told_story
from translator.offline.wording import sentence
from translator.text import Span

_VERBATIM_KEPT = 8  # sentences each of fix, finish line and cause in the technical note


class OfflineEngine:
    """`draft` behind the engine protocol; waits on nothing."""

    name = "offline"

    async def draft(self, request: DraftRequest, told: Told | None = None) -> Drafted:
        """See `draft`. There are no stages: it is done before anybody could read one."""
        return _drafted(request)

    async def repair(self, request: DraftRequest, drafted: Drafted, findings: Sequence[Finding]) -> Drafted:
        """The draft as it is: the same rules would write the same words."""
        return drafted


def draft(request: DraftRequest) -> Draft:
    """A draft from rules, the catalog and the examples. Deterministic: same request, same draft.

    Raises UnknownStakeholder for a stakeholder the catalog does not have.
    """
    return _drafted(request).draft


def _drafted(request: DraftRequest) -> Drafted:
    profiles = [request.index.stakeholder(s) for s in request.stakeholders]
    reading = read_ticket(request.ticket, request.ledger, request.index, request.reading)
    blanks = Blanks(request.ledger)
    situation = Situation(request, reading, blanks)
    core = compose(situation)
    if not request.stakeholders:
        chosen = default_stakeholders(reading, request.index)
        profiles = [request.index.stakeholders[s] for s in chosen]
    framings = tuple(
        frame(p, core, reading, request.index, blanks, situation.proof.internal) for p in profiles
    )
    told = Draft(
        one_breath=core.one_breath,
        moment=core.moment,
        note=core.note,
        bet=core.bet,
        lever=core.lever,
        framings=framings,
        story=told_story(situation),
        technical=_technical(request, reading.task.id if reading.task else ""),
        questions=blanks.open(),
    )
    return Drafted(told, worded=situation.worded if situation.phrases is not None else None)


def _technical(request: DraftRequest, task: str) -> TechnicalNote:
    return TechnicalNote(
        fix=_verbatim(request.ledger.of("work")) + _verbatim(request.ledger.of("finish")),
        cause=_verbatim(request.ledger.of("cause")),
        terms=_terms(request, task),
        kept=tuple(b for b in request.ticket.blocks if b.kind not in PROSE_KINDS),
    )


def _verbatim(items: tuple[Evidence, ...]) -> tuple[Sentence, ...]:
    ranked = sorted((e for e in items if " " in e.text.strip()), key=lambda e: -e.weight)
    clear = [e for e in ranked if e.weight > 0.4 or e.kind == "finish"][:_VERBATIM_KEPT]
    heaviest = clear or [e for e in ranked if e.start == 0][:1]  # failing all, the title
    in_order = sorted(heaviest, key=lambda e: e.start)
    return tuple(sentence(f"“«{e.id}»”", e.id) for e in in_order)


def _inside_a_name(text: str, span: Span) -> bool:
    """Whether the span is part of a dotted, underscored or path-like name, which is never reworded."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 2]
    dotted = len(after) == 2 and after[0] == "." and after[1].isalnum()
    return before in tuple("._/\\#$") or after[:1] in tuple("_/\\#$(") or dotted


def _terms(request: DraftRequest, task: str) -> tuple[ReplacedTerm, ...]:
    """Engineering terms of the prose, each once, with the customer's words for them."""
    text = request.ticket.text
    found: dict[str, ReplacedTerm] = {}
    for block in request.ticket.blocks:
        if block.kind not in PROSE_KINDS:
            continue
        for match in request.index.glossary_terms.find(text, block.start, block.end):
            entry = request.index.glossary[match.key]
            term = match.span.of(text)
            says = request.index.customer_words(entry.term, term)
            if _inside_a_name(text, match.span):
                continue
            here = task in entry.context
            if says and (here or (not entry.context and term.lower() not in found)):
                found[term.lower()] = ReplacedTerm(
                    term=term, says=says, start=match.span.start, end=match.span.end
                )
    return tuple(found.values())
