"""The one pipeline behind every door: evidence → draft → ground → check → pitch.

Time and ids arrive as arguments; the same call gives the same pitch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import translator
from translator.catalog.index import CatalogIndex
from translator.checks import run_checks, subject_of_pitch
from translator.drafting import DraftRequest, Engine, PastIncidents
from translator.errors import EmptyInput, UnknownQuestion
from translator.evidence import extract, sources
from translator.grounding import catalog_words, ground
from translator.models import Answer, Ledger, Pitch, Proof, Provenance, Ticket
from translator.proof import kept_proof, prove


class Pipeline:
    """Translates tickets with one catalog and one engine. Holds no state between tickets."""

    def __init__(self, index: CatalogIndex, engine: Engine, past: PastIncidents | None = None) -> None:
        self.index = index
        self.engine = engine
        self.past = past  # None: no search for past incidents is made
        self._known_words = catalog_words(index.catalog)

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
    ) -> Pitch:
        """The pitch of one ticket.

        `stakeholders` are catalog ids; none lets the engine choose. `now` is the UTC time stored in the
        provenance; it also ends the window in which repeats are counted. Raises UnknownStakeholder and
        what the search for past incidents raises; what the engine gets wrong is a finding, not an error.
        """
        for stakeholder in stakeholders:
            self.index.stakeholder(stakeholder)
        own = extract(ticket, self.index, answers)
        proof = None
        if self.past is not None:
            proof = prove(ticket, own, self.index, self.past.like(ticket), now=now)
        return await self._pitch(ticket, own, proof, now=now, stakeholders=stakeholders, answers=answers)

    async def _pitch(
        self,
        ticket: Ticket,
        own: Ledger,
        proof: Proof | None,
        *,
        now: datetime,
        stakeholders: Sequence[str],
        answers: Sequence[Answer],
        version: int = 1,
    ) -> Pitch:
        """The pitch from the ticket's own evidence and what past incidents lend it."""
        draft = await self.engine.draft(DraftRequest(ticket, own, self.index, tuple(stakeholders), proof))
        ledger, texts = own, sources(ticket, answers)
        if proof is not None:
            ledger = Ledger(items=own.items + proof.evidence)
            texts |= {f"incident:{incident.id}": incident.text for incident in proof.past.incidents}
        grounded = ground(draft, ledger, texts, known_words=self._known_words)
        findings = grounded.findings + run_checks(
            subject_of_pitch(grounded.draft, ledger, texts, self.index, spans=grounded.spans)
        )
        questions = grounded.draft.questions + grounded.questions
        return Pitch(
            id=f"p-{ticket.fingerprint[:12]}",
            version=version,
            state="needs evidence" if questions else "draft",
            stakeholders=tuple(f.stakeholder for f in draft.framings),
            ticket=ticket,
            evidence=ledger,
            past=proof.past if proof is not None else None,
            draft=grounded.draft.model_copy(update={"questions": questions}),
            findings=findings,
            answers=tuple(answers),
            provenance=Provenance(
                engine=self.engine.name,
                translator_version=translator.__version__,
                catalog_version=self.index.catalog.version,
                packs=self.index.catalog.packs,
                created=now,
            ),
        )

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """The next version of the pitch with the answers as evidence.

        It leans on the past incidents the pitch leans on, and searches for no others: an answer changes
        its blank and nothing else, also on a machine that holds no incidents.
        `fills` maps question ids of this pitch to what the person answered; answering a blank again
        replaces the earlier answer. Raises UnknownQuestion, and EmptyInput for an answer without text.
        """
        open_questions = {q.id: q for q in pitch.draft.questions}
        answers = list(pitch.answers)
        for question_id, text in fills.items():
            question = open_questions.get(question_id)
            if question is None:
                known = ", ".join(open_questions) or "none: every blank is filled"
                raise UnknownQuestion(
                    f"this pitch has no open question “{question_id}”.",
                    next_step=f"Open questions: {known}.",
                )
            if not text.strip():
                raise EmptyInput(
                    f"the answer to {question_id} is empty.",
                    next_step=f'Write {question_id}="…" with what {question.role} said.',
                )
            answers.append(
                Answer(
                    id=f"a{len(answers) + 1}",
                    fills=question.fills,
                    ask=question.ask,
                    text=" ".join(text.split()),
                    by=by,
                    at=now,
                )
            )
        return await self._pitch(
            pitch.ticket,
            extract(pitch.ticket, self.index, answers),
            kept_proof(pitch),
            now=now,
            stakeholders=pitch.stakeholders,
            answers=answers,
            version=pitch.version + 1,
        )
