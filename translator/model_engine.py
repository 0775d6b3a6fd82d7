"""The engine that lets a language model write, on the draft of the offline engine.

The offline draft is the frame: its parts, its blanks, its number, its proof. A model writes sentences for
named places of it and can do nothing else, so the worst model there is changes no structure and leaves a
complete pitch. Calls: the core, then all framings at once, then at most one more round that asks again for
what could not be read or did not hold.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from translator.catalog.index import CueMatcher
from translator.drafting import Drafted, DraftRequest, Told
from translator.errors import (
    ContextTooLong,
    ModelKeyInvalid,
    ModelRequestRefused,
    ModelUnknown,
    ProviderError,
    ReplayMiss,
)
from translator.llm.base import Deadline, Gateway
from translator.material import material
from translator.model_judge import ModelJudge
from translator.model_requests import Asked, Planned, Prompts, Requests
from translator.model_session import Purse, Session, names_in
from translator.models import Draft, Finding, Sentence
from translator.offline import OfflineEngine
from translator.parts import map_sentences, sentences_of
from translator.redaction import Redactor
from translator.replies import PartReply, Reply, read_reply
from translator.text import Span

# Places that repeat another one: they follow it, and no model is asked twice.
_SAME = {"note.wrong": "moment.wrong", "note.effect": "moment.effect"}
_CUTS = 3  # times a ticket is halved for a model that reads less
_HARD = (ModelKeyInvalid, ModelUnknown, ModelRequestRefused)  # a person must act; no pitch hides them


class ModelEngine:
    """Behind the same protocol as the offline engine.

    `destination` is where requests go, for the receipt ("": as the models are named). `purse` gives the money
    of a pitch. `seconds` is the time for all calls of one pitch. With `strict` a key, model or request that
    the provider refuses is an error; without, the pitch is written offline and says so. `judge` is for
    the pipeline to ask; None: nobody is.
    """

    name = "llm"

    def __init__(
        self,
        gateway: Gateway,
        prompts: Prompts,
        *,
        destination: str,
        purse: Callable[[], Purse],
        seconds: float = 30.0,
        strict: bool = True,
        judge: ModelJudge | None = None,
    ) -> None:
        self.judge = judge
        self._gateway = gateway
        self._requests = Requests(prompts, gateway.model)
        self._destination = destination
        self._purse = purse
        self._seconds = seconds
        self._strict = strict
        self._offline = OfflineEngine()

    async def draft(self, request: DraftRequest, told: Told | None = None) -> Drafted:
        """See `Engine`. Raises ReplayMiss, and with `strict` what a person must put right."""
        offline = await self._offline.draft(request)
        base = offline.draft
        session = self._session(request, base)
        reply = await self._core(session, base)
        drafted = replace(offline, base=base, session=session)
        if reply is not None:
            drafted = await self._read_anew(drafted, request, reply.reading)
            drafted = _with(drafted, session, {name: (name, part) for name, part in reply.parts.items()})
        drafted = session.reported(drafted)
        if told is not None:
            told("core", drafted)
        if reply is None:  # a model that did not serve for the core is not asked for the rest
            return drafted
        for stakeholder, parts in (await self._framings(session, drafted.draft)).items():
            drafted = session.reported(_with(drafted, session, parts))
            if told is not None:
                told(f"framing:{stakeholder}", drafted)
        return drafted

    async def repair(self, request: DraftRequest, drafted: Drafted, findings: Sequence[Finding]) -> Drafted:
        """See `Engine`: one round, only the failing places; what it does not mend is left as it is."""
        session = drafted.session
        assert isinstance(session, Session)
        places = [p for p in _leaders(f.where for f in findings) if p in drafted.written]
        if not places or not session.spare:
            return drafted
        session.spare = False
        asked = self._requests.repair(session, places, drafted.draft, findings)
        reply = await self._sent(session, asked)
        if reply is not None:
            drafted = _with(drafted, session, _placed(asked, reply))
        return session.reported(drafted)

    async def plan(self, request: DraftRequest) -> list[Planned]:
        """The requests a pitch begins with, exactly as they would be sent. Sends nothing.

        The framings are asked for with the core as the model wrote it; here they stand on the offline core.
        So does what a judge is shown.
        """
        base = (await self._offline.draft(request)).draft
        session = self._session(request, base)
        framings = (self._requests.framing(session, f.stakeholder, base) for f in base.framings)
        asked = [self._requests.core(session, base), *(a for a in framings if a is not None)]
        plans = [Planned(a.request, self._gateway.estimate(a.request)) for a in asked]
        if self.judge is not None:
            open_to_words = {place for a in asked for place in a.places.values()}
            plans += self.judge.plan(session, base, open_to_words)
        return plans

    def _session(self, request: DraftRequest, base: Draft) -> Session:
        redactor = Redactor(names_in(request))
        # First as they stand: a number is known for a phone's by the words before it, and the same number
        # in the ledger has none.
        hidden = tuple(Span(found.start, found.end) for found in redactor.found(request.ticket.text))
        for incident in request.proof.past.incidents if request.proof else ():
            redactor.found(incident.text)
        shared = material(request, base, hidden=hidden)
        session = Session(
            request,
            Deadline(self._seconds),
            self._purse(),
            redactor,
            shared,
            self._destination,
            self.judge.destination if self.judge is not None else "",
            hidden,
        )
        session.note(*shared.notes)
        return session

    async def _core(self, session: Session, base: Draft) -> Reply | None:
        """The reply about the core; a ticket longer than the model reads is cut and asked about again."""
        for cut in range(_CUTS + 1):
            try:
                asked = self._requests.core(session, base)
                reply = await self._sent(session, asked, too_long_is_an_error=cut < _CUTS)
            except ContextTooLong:
                session.halve(base)
                continue
            if reply is not None and not reply.usable:
                session.spare = False
                return await self._once_more(session, asked, reply)
            return reply
        return None

    async def _once_more(self, session: Session, asked: Asked, reply: Reply) -> Reply | None:
        """The answer to the same question with what was wrong; None, labelled, where that fails too."""
        second = await self._sent(session, self._requests.again(session, asked, reply))
        if second is not None and not second.usable:
            session.unread(asked.request)
            return None
        return second

    async def _read_anew(
        self, drafted: Drafted, request: DraftRequest, reading: Mapping[str, str]
    ) -> Drafted:
        """The offline draft with the model's reading, where the cues alone show no moment clearly."""
        reading = _borne_out(reading, request)
        if not reading.get("task") or not reading.get("failure"):
            return drafted
        offline = await self._offline.draft(replace(request, reading=reading))
        base = offline.draft
        return replace(drafted, draft=base, base=base, worded=offline.worded, reading=reading)

    async def _framings(self, session: Session, draft: Draft) -> dict[str, dict[str, tuple[str, PartReply]]]:
        """The parts for every framing, all asked at once; {} for one that got no answer."""
        asked = {f.stakeholder: self._requests.framing(session, f.stakeholder, draft) for f in draft.framings}
        may_ask_again = session.spare
        replies = await asyncio.gather(
            *(self._framing(session, a, may_ask_again=may_ask_again) for a in asked.values() if a is not None)
        )
        answers = iter(replies)
        placed: dict[str, dict[str, tuple[str, PartReply]]] = {}
        for stakeholder, question in asked.items():
            reply = next(answers) if question is not None else None
            placed[stakeholder] = (
                _placed(question, reply) if question is not None and reply is not None else {}
            )
        return placed

    async def _framing(self, session: Session, asked: Asked, *, may_ask_again: bool) -> Reply | None:
        reply = await self._sent(session, asked)
        if reply is None or reply.usable:
            return reply
        if not may_ask_again:
            session.unread(asked.request)
            return None
        session.spare = False
        return await self._once_more(session, asked, reply)

    async def _sent(
        self, session: Session, asked: Asked, *, too_long_is_an_error: bool = False
    ) -> Reply | None:
        """What can be used of the model's answer; None where it did not serve, which is labelled."""
        try:
            with session.purse.paying():
                answer = await self._gateway.complete(asked.request, session.deadline)
        except ReplayMiss:
            raise
        except ProviderError as error:
            hard = self._strict and isinstance(error, _HARD)
            if hard or (too_long_is_an_error and isinstance(error, ContextTooLong)):
                raise
            session.fell_back(asked.request, error)
            return None
        session.answered(asked.request, answer)
        reply = read_reply(answer.text, list(asked.places), asked.choices)
        shown = {
            name: replace(part, text=session.redactor.restore(part.text))
            for name, part in reply.parts.items()
        }
        return replace(reply, parts=shown)


def _placed(asked: Asked, reply: Reply) -> dict[str, tuple[str, PartReply]]:
    """Name → (place, part)."""
    return {name: (asked.places[name], part) for name, part in reply.parts.items()}


def _with(drafted: Drafted, session: Session, parts: Mapping[str, tuple[str, PartReply]]) -> Drafted:
    """The draft with a model's sentences in the places they were asked for."""
    current = dict(sentences_of(drafted.draft))
    new: dict[str, Sentence] = {}
    for where, part in parts.values():
        before = current.get(where)
        sentence = _sentence(part, before, session) if before is not None else None
        if sentence is not None and sentence != before:
            new[where] = sentence
    for follower, leader in _SAME.items():
        if leader in new and current[follower] == current[leader]:
            new[follower] = new[leader]
    if "note.moment" in new:  # every framing opens with the same problem
        for where, sentence in current.items():
            if where.endswith(".problem.0") and sentence == current["note.moment"]:
                new[where] = new["note.moment"]
    if not new:
        return drafted
    draft = map_sentences(drafted.draft, lambda where, sentence: new.get(where, sentence))
    return replace(drafted, draft=draft, written=drafted.written | new.keys())


def _sentence(part: PartReply, before: Sentence, session: Session) -> Sentence | None:
    """The model's sentence as the draft takes it; None: the part stays as it is.

    A model may say less surely than the offline engine, never more surely: a proposal stays one.
    A blank is filled only by a claim with evidence.
    """
    known = session.request.ledger
    # What exists and may not be cited, such as an order to a machine, is dropped; what does not exist stays,
    # for grounding to say so.
    evidence = tuple(e for e in part.evidence if e in session.shared.citable or known.get(e) is None)
    status = before.status if before.status in ("proposed", "assumption") else part.status
    if before.status == "blank" and (status != "claim" or not evidence):
        return None
    text = part.text[:1].upper() + part.text[1:]
    if not text.endswith((".", "!", "?", "”")):
        text += "."
    return Sentence(text=text, evidence=evidence, status=status)


def _leaders(places: Iterable[str]) -> list[str]:
    """The places a model is asked for, each once: a follower stands for its leader."""
    return list(dict.fromkeys(_SAME.get(p, p) for p in places))


def _borne_out(reading: Mapping[str, str], request: DraftRequest) -> dict[str, str]:
    """Of a model's reading what the ticket has words for; {} where it has none for the task.

    A task may also be the one that the second reader found by its meaning. A person may also be one who
    usually does the task, which is shown as an assumption.
    """
    index, text = request.index, request.ticket.text
    task = reading.get("task", "")
    if task not in index.tasks:
        return {}
    if task != request.reading.get("task") and not _told_of(index.task_cues, text, task):
        return {}
    kept = dict(reading)
    persona, moment = reading.get("persona", ""), reading.get("moment", "")
    if persona not in index.tasks[task].personas and not _told_of(index.persona_cues, text, persona):
        kept.pop("persona", None)
    if not _told_of(index.moment_cues, text, moment):
        kept.pop("moment", None)
    return kept


def _told_of(cues: CueMatcher, text: str, id: str) -> bool:
    return any(match.key == id for match, _ in cues.find(text))
