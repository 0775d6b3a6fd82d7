"""What the calls of one pitch share: time, money, what was masked, and the record of what came of each."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Protocol

from translator.drafting import Drafted, DraftRequest
from translator.errors import BudgetExhausted, CircuitOpen, ModelKeyInvalid, ProviderError
from translator.llm.base import Deadline, ModelReply, ModelRequest
from translator.material import TICKET_MOST, Material, material
from translator.models import Draft, EgressReceipt, ModelCall
from translator.redaction import Redacted, Redactor
from translator.text import Span

JUDGE = "judge"  # the purpose of the call that writes nothing
_NOTHING_SENT = (BudgetExhausted, CircuitOpen, ModelKeyInvalid)


class Purse(Protocol):
    """The money of one pitch."""

    def paying(self) -> AbstractContextManager[None]:
        """Every call made in the block pays from it."""
        ...


@dataclass
class Session:
    """One pitch in the making.

    `destination` and `judge_destination` are where the requests go, for the receipt ("": as the models are
    named).
    """

    request: DraftRequest
    deadline: Deadline
    purse: Purse
    redactor: Redactor
    shared: Material
    destination: str = ""
    judge_destination: str = ""
    hidden: tuple[Span, ...] = ()  # stretches of the ticket that are masked
    most: int = TICKET_MOST  # characters of the ticket that the model is given
    calls: list[ModelCall] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spare: bool = True  # one more round may be asked
    lost: set[str] = field(default_factory=set)  # destinations of calls that were made and not answered
    _masked: dict[str, Redacted] = field(default_factory=dict)

    def masked(self, text: str) -> Redacted:
        """The text redacted; a text that several calls share, once."""
        known = self._masked.get(text)
        if known is None:
            known = self._masked[text] = self.redactor.redact(text)
        return known

    def halve(self, base: Draft) -> None:
        """Give the model half of the ticket that it had."""
        self.most //= 2
        self.shared = material(self.request, base, most=self.most, hidden=self.hidden)
        self.note(*self.shared.notes)

    def note(self, *notes: str) -> None:
        """Keep what the reader of the pitch must know, each once."""
        self.notes += [note for note in dict.fromkeys(notes) if note not in self.notes]

    def answered(self, request: ModelRequest, reply: ModelReply) -> None:
        """Keep the record of a call."""
        self.note(*reply.notes)
        self.calls.append(
            ModelCall(
                purpose=request.purpose,
                model=reply.model,
                source=reply.source,
                key=reply.key,
                attempts=reply.attempts,
                input_tokens=reply.usage.input,
                output_tokens=reply.usage.output,
                cost=reply.cost,
            )
        )

    def fell_back(self, request: ModelRequest, error: ProviderError) -> None:
        """Label what the offline engine wrote, because the model did not serve."""
        self._lose(request, error)
        self.note(f"{request.purpose}: written offline, for the model did not serve ({error.code}: {error})")

    def unread(self, request: ModelRequest) -> None:
        """Label what the offline engine wrote, because nothing could be made of the reply."""
        self.note(f"{request.purpose}: written offline, for the model's reply could not be read")

    def unjudged(self, request: ModelRequest, error: ProviderError) -> None:
        """Label that there was no second opinion, because the judge did not serve."""
        self._lose(request, error)
        self.note(
            f"{request.purpose}: no second opinion, for the judge did not serve ({error.code}: {error})"
        )

    def reported(self, drafted: Drafted) -> Drafted:
        """The draft with the record of all calls so far."""
        writers = [call.model for call in self.calls if call.purpose != JUDGE]
        return replace(
            drafted,
            model=writers[-1] if writers else None,
            prompts=tuple(self.prompts),
            receipt=self._receipt(),
            notes=tuple(self.notes),
        )

    def _lose(self, request: ModelRequest, error: ProviderError) -> None:
        if not isinstance(error, _NOTHING_SENT):  # the ticket left, whatever came back
            self.lost.add(self._leaves_for(request.purpose))

    def _leaves_for(self, purpose: str) -> str:
        return self.judge_destination if purpose == JUDGE else self.destination

    def _receipt(self) -> EgressReceipt:
        counts = self.redactor.counts
        sent = [self._leaves_for(c.purpose) or c.model for c in self.calls if c.source == "model"]
        sent += sorted(self.lost - {""})
        return EgressReceipt(
            destinations=tuple(dict.fromkeys(sent)),
            masked=sum(counts.values()),
            kinds={str(kind): count for kind, count in counts.items()},
            calls=tuple(self.calls),
        )


def names_in(request: DraftRequest) -> list[str]:
    """The names of people that the ticket's evidence and tracker fields give."""
    people = [e.text for e in request.ledger.of("person")]
    fields = (f.value for f in request.ticket.fields if f.name in ("reporter", "assignee", "creator"))
    return [*people, *fields]
