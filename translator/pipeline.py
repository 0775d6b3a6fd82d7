"""The one pipeline behind every door: evidence → draft → ground → check → pitch.

Time and ids arrive as arguments; the same call gives the same pitch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import translator
from translator.catalog.index import CatalogIndex
from translator.drafting import Drafted, DraftRequest, Engine, Likeness, Memory, PastIncidents, SecondOpinion
from translator.editing import edited, kept_findings
from translator.errors import EmptyInput, UnknownQuestion
from translator.evidence import extract, sources
from translator.judging import Judge
from translator.kept_words import kept_words
from translator.models import Answer, Draft, Ledger, Pitch, Provenance, Stage, Ticket
from translator.offline.likely import likely_reading
from translator.parts import sentences_of
from translator.pitch_sources import sources_of
from translator.proof import kept_proof, prove
from translator.redaction import Masker

OnStage = Callable[[Stage], None]


def _nobody(stage: Stage) -> None:
    """Where nobody listens."""


class Pipeline:
    """Translates tickets with one catalog and one engine. Holds no state between tickets."""

    def __init__(
        self,
        index: CatalogIndex,
        engine: Engine,
        past: PastIncidents | None = None,
        likeness: Likeness | None = None,
        opinion: SecondOpinion | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.index = index
        self.engine = engine
        self.past = past  # None: no search for past incidents is made
        self.opinion = opinion  # None: the local checks alone judge what a model wrote
        self.memory = memory  # None: no earlier pitch lends its words
        self._likeness = likeness
        self._judge = Judge(index, likeness)

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
        on_stage: OnStage | None = None,
    ) -> Pitch:
        """The pitch of one ticket.

        `stakeholders` are catalog ids; none lets the engine choose. `now` is the UTC time stored in the
        provenance; it also ends the window in which repeats are counted. Raises UnknownStakeholder and
        what the search for past incidents raises; what the engine gets wrong is a finding, not an error.
        `on_stage` hears of each finished step; it sees only what is grounded and checked.
        """
        tell = on_stage or _nobody
        request = self.request(ticket, now=now, stakeholders=stakeholders, answers=answers, tell=tell)
        return await self._pitch(request, now=now, answers=answers, tell=tell)

    def request(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
        tell: OnStage = _nobody,
    ) -> DraftRequest:
        """What the engine is given for a ticket: its evidence, and what past incidents prove.

        See `translate` for the arguments and what is raised.
        """
        for stakeholder in stakeholders:
            self.index.stakeholder(stakeholder)
        own = extract(ticket, self.index, answers)
        tell(Stage(name="evidence", facts={"items": len(own.items), "quantities": len(own.of("quantity"))}))
        reading: dict[str, str] = {}
        if self._likeness is not None:
            reading = likely_reading(ticket, own, self.index, self._likeness)
        proof = None
        if self.past is not None:
            proof = prove(ticket, own, self.index, self.past.like(ticket), now=now, likely=reading)
        found = len(proof.past.incidents) if proof is not None else 0
        tell(Stage(name="incidents", facts={"similar": found}))
        examples = self.memory.like(ticket) if self.memory is not None else ()
        return DraftRequest(ticket, own, self.index, tuple(stakeholders), proof, examples, reading=reading)

    async def _pitch(
        self,
        request: DraftRequest,
        *,
        now: datetime,
        answers: Sequence[Answer],
        earlier: Pitch | None = None,
        tell: OnStage = _nobody,
    ) -> Pitch:
        """The pitch from the ticket's own evidence and what past incidents lend it."""
        ticket, ledger, proof = request.ticket, request.ledger, request.proof
        texts = sources(ticket, answers)
        if proof is not None:
            ledger = Ledger(items=ledger.items + proof.evidence)
            texts |= {f"incident:{incident.id}": incident.text for incident in proof.past.incidents}

        def told(stage: str, so_far: Drafted) -> None:
            judged = self._judge.judge(so_far, ledger, texts)
            shown = self._judge.settle(so_far, judged, ledger, texts)[1].draft
            tell(Stage(name=stage, parts=_parts_of(stage, shown)))

        if earlier is not None:
            drafted = await kept_words(earlier, request)
        else:
            drafted = await self.engine.draft(request, told if tell is not _nobody else None)
        judged = self._judge.judge(drafted, ledger, texts)
        if self.opinion is not None and drafted.written and earlier is None:
            drafted = await self.opinion.hear(drafted, judged.draft, ledger, texts)
            judged = self._judge.judge(drafted, ledger, texts)
        if judged.failing and earlier is None:
            failing = [f for f in judged.findings if f.where in judged.failing]
            drafted = await self.engine.repair(request, drafted, failing)
            judged = self._judge.judge(drafted, ledger, texts)
        drafted, judged = self._judge.settle(drafted, judged, ledger, texts)
        draft, findings = judged.draft, judged.findings
        if earlier is not None:
            findings = kept_findings(earlier, draft, drafted.edited) + findings
        counts = {s: sum(f.severity == s for f in findings) for s in ("must", "should", "info")}
        tell(Stage(name="checks", facts=counts))
        pitch = Pitch(
            id=f"p-{ticket.fingerprint[:12]}",
            version=earlier.version + 1 if earlier is not None else 1,
            state="needs evidence" if draft.questions else "draft",
            stakeholders=tuple(f.stakeholder for f in draft.framings),
            ticket=ticket,
            evidence=ledger,
            past=proof.past if proof is not None else None,
            draft=draft,
            findings=findings,
            answers=tuple(answers),
            provenance=Provenance(
                engine=earlier.provenance.engine if earlier is not None else self.engine.name,
                model=drafted.model,
                prompts=drafted.prompts,
                reading=dict(drafted.reading),
                written=tuple(sorted(drafted.written)),
                edited=dict(sorted(drafted.edited.items())),
                notes=_noted(drafted, draft),
                worded=drafted.worded,
                translator_version=translator.__version__,
                catalog_version=self.index.catalog.version,
                packs=self.index.catalog.packs,
                created=now,
            ),
            receipt=drafted.receipt,
        )
        tell(Stage(name="done", facts={"questions": len(draft.questions)}))
        return pitch

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """The next version of the pitch with the answers as evidence.

        It leans on the past incidents the pitch leans on, and keeps the sentences a model wrote for it:
        an answer changes its blank and nothing else, also on a machine without incidents or model.
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
        own = extract(pitch.ticket, self.index, answers)
        request = DraftRequest(pitch.ticket, own, self.index, pitch.stakeholders, kept_proof(pitch))
        return await self._pitch(request, now=now, answers=answers, earlier=pitch)

    async def edit(self, pitch: Pitch, parts: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """The next version of the pitch with a person's words in the named parts (see `parts`), checked anew.

        What they say of a number, name, date or quote holds only where the ledger has it; else a blank
        stands there, with a question and a must finding. Later answers keep the words. Words that are
        there already change nothing: the pitch is returned as it is. Raises UnknownPart, EmptyInput and
        InputTooLarge.
        """
        texts = sources_of(pitch)
        done = edited(pitch, parts, texts, self.index, self._likeness)
        if not done.places:
            return pitch
        made = pitch.provenance
        drafted = Drafted(
            done.draft,
            base=pitch.draft,
            written=frozenset(made.written) - set(done.places),
            edited=made.edited | dict.fromkeys(done.places, by),
            worded=made.worded,
            notes=made.notes,
        )
        judged = self._judge.judge(drafted, pitch.evidence, texts)
        told = {(f.where, f.check) for f in done.findings}
        kept = kept_findings(pitch, judged.draft, drafted.edited)
        of_edits = (*done.findings, *(f for f in kept if (f.where, f.check) not in told))
        return pitch.model_copy(
            update={
                "version": pitch.version + 1,
                "state": "needs evidence" if judged.draft.questions else "draft",
                "draft": judged.draft,
                "findings": (*of_edits, *judged.findings),
                "provenance": made.model_copy(
                    update={
                        "written": tuple(sorted(drafted.written)),
                        "edited": dict(sorted(drafted.edited.items())),
                        "notes": _noted(drafted, judged.draft),
                        "translator_version": translator.__version__,
                        "created": now,
                    }
                ),
            }
        )


def _noted(drafted: Drafted, shown: Draft) -> tuple[str, ...]:
    """The notes, with where the moment's words come from as long as they are those of an earlier pitch."""
    worded = drafted.worded
    if worded is None:
        return drafted.notes
    source = f"note.moment: worded as in {worded.source} (approved by {worded.by})"
    others = tuple(note for note in drafted.notes if note != source)
    return (*others, source) if worded.happens in shown.note.moment.text else others


def _parts_of(stage: str, draft: Draft) -> dict[str, str]:
    """The sentences of one stage as a reader sees them, masked: those of a framing, or all others."""
    own = f"{stage}." if stage.startswith("framing:") else ""
    mask = Masker().mask
    return {
        where: mask(sentence.plain)
        for where, sentence in sentences_of(draft)
        if (where.startswith(own) if own else not where.startswith("framing:"))
    }
