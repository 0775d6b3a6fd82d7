"""The offline engine: reads the evidence, composes the core, projects it to each stakeholder."""

from __future__ import annotations

from translator.drafting import DraftRequest
from translator.models import PROSE_KINDS, Draft, Evidence, ReplacedTerm, Sentence, TechnicalNote
from translator.offline.blanks import Blanks
from translator.offline.core import compose
from translator.offline.framing import default_stakeholders, frame
from translator.offline.reading import read_ticket
from translator.offline.wording import sentence

_VERBATIM_KEPT = 6  # sentences of fix and of cause in the technical note; the ticket itself follows


class OfflineEngine:
    """`draft` behind the engine protocol; waits on nothing."""

    name = "offline"

    async def draft(self, request: DraftRequest) -> Draft:
        """See `draft`."""
        return draft(request)


def draft(request: DraftRequest) -> Draft:
    """A draft from rules and the catalog alone. Deterministic: same request, same draft.

    Raises UnknownStakeholder for a stakeholder the catalog does not have.
    """
    profiles = [request.index.stakeholder(s) for s in request.stakeholders]
    reading = read_ticket(request.ticket, request.ledger, request.index)
    blanks = Blanks(request.ledger)
    core = compose(request, reading, blanks)
    if not request.stakeholders:
        chosen = default_stakeholders(reading, request.index)
        profiles = [request.index.stakeholders[s] for s in chosen]
    framings = tuple(frame(p, core, reading, request.index, blanks) for p in profiles)
    return Draft(
        one_breath=core.one_breath,
        moment=core.moment,
        note=core.note,
        bet=core.bet,
        lever=core.lever,
        framings=framings,
        technical=_technical(request, reading.task.id if reading.task else ""),
        questions=blanks.open(),
    )


def _technical(request: DraftRequest, task: str) -> TechnicalNote:
    return TechnicalNote(
        fix=_verbatim(request.ledger.of("work", "finish")),
        cause=_verbatim(request.ledger.of("cause")),
        terms=_terms(request, task),
        kept=tuple(b for b in request.ticket.blocks if b.kind not in PROSE_KINDS),
    )


def _verbatim(items: tuple[Evidence, ...]) -> tuple[Sentence, ...]:
    heaviest = sorted(items, key=lambda e: -e.weight)[:_VERBATIM_KEPT]
    in_order = sorted(heaviest, key=lambda e: e.start)
    return tuple(sentence(f"“«{e.id}»”", e.id) for e in in_order)


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
            says = entry.forms.get(" ".join(term.lower().split()))
            fits = not entry.context or task in entry.context
            if says and fits and entry.term not in found:
                found[entry.term] = ReplacedTerm(
                    term=term, says=says, start=match.span.start, end=match.span.end
                )
    return tuple(found.values())
