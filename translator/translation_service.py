"""What the service does with a translation: make it, answer, edit, review, compare, delete.

Every door calls this. What may happen is decided in `review`; who may ask for it is the door's to know.
Storage is plain code and is called in a thread.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

from translator import review
from translator.errors import EditConflict, EmptyInput, UnknownTranslation
from translator.evidence_view import EvidenceRow, evidence_rows
from translator.models import (
    Actor,
    Answer,
    AuditEvent,
    Finding,
    Pitch,
    Staleness,
    State,
    Ticket,
    Translation,
    TranslationRow,
    VersionRow,
)
from translator.pipeline import OnStage
from translator.pitch_diff import PitchDiff, pitch_diff
from translator.staleness import changed
from translator.storage.base import Event, Page, TranslationFilter, Translations
from translator.taken_out import previewed

P = ParamSpec("P")
T = TypeVar("T")
_TRIES = 5  # of a change that names no revision, when others keep changing the same translation
_NAMED = 5  # parts named in the line of a version


class Translator(Protocol):
    """What makes pitches; `wiring.App` does."""

    async def translate(
        self,
        ticket: Ticket,
        *,
        now: datetime,
        stakeholders: Sequence[str] = (),
        answers: Sequence[Answer] = (),
        on_stage: OnStage | None = None,
    ) -> Pitch:
        """See `Pipeline.translate`."""
        ...

    async def answer(self, pitch: Pitch, fills: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.answer`."""
        ...

    async def edit(self, pitch: Pitch, parts: Mapping[str, str], *, by: str, now: datetime) -> Pitch:
        """See `Pipeline.edit`."""
        ...


class _Change(NamedTuple):
    """What a change makes of a translation, and how the record tells it."""

    translation: Translation
    action: str
    what: str = ""  # the line of a new version; "": the change makes none
    detail: Mapping[str, str] = {}


def utc_now() -> datetime:
    """The time, UTC and aware."""
    return datetime.now(UTC)


def new_translation_id() -> str:
    """ "t" and 32 hex digits, of which 12 are the time in milliseconds: ids sort by it, as UUIDv7 do."""
    milliseconds = int(utc_now().timestamp() * 1000)
    return f"t{milliseconds & (1 << 48) - 1:012x}{secrets.token_hex(10)}"


class TranslationService:
    """The translations of one workspace.

    Where a method takes `revision`, the change is made on that one only and EditConflict is raised where
    another is stored; None changes the newest, whatever it is. All raise UnknownTranslation for an id the
    workspace does not have, and StoreUnusable.
    """

    def __init__(
        self,
        app: Translator,
        store: Translations,
        *,
        clock: Callable[[], datetime] = utc_now,
        new_id: Callable[[], str] = new_translation_id,
    ) -> None:
        self._app = app
        self._store = store
        self._clock = clock
        self._new_id = new_id

    async def create(
        self,
        ticket: Ticket,
        *,
        by: Actor,
        stakeholders: Sequence[str] = (),
        on_stage: OnStage | None = None,
        id: str | None = None,
        batch: str = "",
    ) -> Translation:
        """Translate a ticket and store the pitch; what was made of other texts of its key becomes stale.

        With an `id` that is stored already the stored translation is returned and nothing is made anew.
        Raises what `App.translate` does.
        """
        stored = await self._stored(id) if id is not None else None
        if stored is None:
            made = await self._app.translate(
                ticket, now=self._clock(), stakeholders=stakeholders, on_stage=on_stage
            )
            now = self._clock()
            translation = Translation(
                id=id if id is not None else self._new_id(),
                revision=1,
                state=made.state,
                pitch=made,
                created=now,
                created_by=by,
                updated=now,
            )
            detail = {"state": made.state, "engine": made.provenance.engine}
            if batch:
                detail["batch"] = batch
            event = Event(now, by, "translation.created", translation.id, detail)
            stored = await _apart(self._store.add, translation, what="translated", event=event, batch=batch)
        return await self._overtake(stored, by)

    async def get(self, id: str) -> Translation:
        """The translation with its newest version."""
        return await _apart(self._store.get, id)

    async def page(
        self, where: TranslationFilter | None = None, *, after: str = "", limit: int = 50
    ) -> Page[TranslationRow]:
        """A page of the list, newest first. `after` is the page before's cursor; raises CursorInvalid."""
        return await _apart(self._store.page, where or TranslationFilter(), after=after, limit=limit)

    async def versions(self, id: str) -> list[VersionRow]:
        """The versions, oldest first."""
        return await _apart(self._store.versions, id)

    async def version(self, id: str, version: int) -> Pitch:
        """One version as it was; raises UnknownTranslation, also for a version that is not there."""
        return await _apart(self._store.version, id, version)

    async def diff(self, id: str, a: int, b: int) -> PitchDiff:
        """What differs from version `a` to version `b`."""
        return pitch_diff(await self.version(id, a), await self.version(id, b))

    async def evidence(self, id: str) -> tuple[EvidenceRow, ...]:
        """Each value of the newest version with its source, its span and the words around it."""
        return evidence_rows((await self.get(id)).pitch)

    async def answer(
        self,
        id: str,
        fills: Mapping[str, str],
        *,
        by: Actor,
        answered_by: str = "",
        revision: int | None = None,
    ) -> Translation:
        """The next version with the answers as evidence. `answered_by` said it; "": whoever sends it.

        Raises what `Pipeline.answer` does, EmptyInput for no answer at all, and StepRefused for a pitch that
        has ended.
        """
        if not fills:
            raise EmptyInput("there is no answer.", next_step='Send at least one, such as {"q1": "…"}.')

        async def change(before: Translation) -> _Change:
            review.may_change(before)
            now = self._clock()
            pitch = await self._app.answer(before.pitch, fills, by=answered_by or by.name, now=now)
            after = review.with_pitch(before, pitch, by=by, at=now)
            questions = ", ".join(fills)
            detail = {"questions": questions, "version": str(pitch.version)}
            return _Change(after, "translation.answered", f"answered {questions}", detail)

        return await self._changed(id, revision, by, change)

    async def edit(
        self, id: str, parts: Mapping[str, str], *, by: Actor, revision: int | None = None
    ) -> Translation:
        """The next version with a person's words; the same words as before make none.

        Raises what `Pipeline.edit` does, and StepRefused for a pitch that has ended.
        """

        async def change(before: Translation) -> _Change | None:
            review.may_change(before)
            now = self._clock()
            pitch = await self._app.edit(before.pitch, parts, by=by.name, now=now)
            if pitch.version == before.pitch.version:
                return None
            after = review.with_pitch(before, pitch, by=by, at=now)
            named = _named(list(parts))
            detail = {"parts": named, "version": str(pitch.version)}
            return _Change(after, "translation.edited", f"edited {named}", detail)

        return await self._changed(id, revision, by, change)

    async def preview(self, id: str, parts: Mapping[str, str]) -> tuple[Finding, ...]:
        """All findings the pitch would have with these words; stores nothing. Raises what `edit` does."""
        before = await self.get(id)
        review.may_change(before)
        pitch = await self._app.edit(before.pitch, parts, by="", now=self._clock())
        return previewed(before.pitch, pitch)

    async def step(
        self, id: str, to: State, *, by: Actor, why: str = "", revision: int | None = None
    ) -> Translation:
        """The translation one step further in its review; see `review.stepped` for what is refused."""

        async def change(before: Translation) -> _Change:
            after = review.stepped(before, to, by=by, at=self._clock(), why=why)
            action = f"translation.{after.state.replace(' ', '-')}"
            return _Change(after, action, detail={"before": before.state, "after": after.state})

        return await self._changed(id, revision, by, change)

    async def dismiss(
        self, id: str, finding_id: str, *, why: str, by: Actor, revision: int | None = None
    ) -> Translation:
        """The translation with a finding left as it is, for a reason; see `review.dismissed`."""

        async def change(before: Translation) -> _Change:
            after = review.dismissed(before, finding_id, why=why, by=by, at=self._clock())
            said = after.dismissed[-1]
            detail = {"finding": finding_id, "check": said.check, "where": said.where}
            return _Change(after, "finding.dismissed", detail=detail)

        return await self._changed(id, revision, by, change)

    async def delete(self, id: str, *, by: Actor) -> None:
        """Delete it with all its versions; the record keeps that it was there."""
        await _apart(self._store.delete, id, event=Event(self._clock(), by, "translation.deleted", id))

    async def audit(self, *, subject: str = "", after: str = "", limit: int = 50) -> Page[AuditEvent]:
        """The record, newest first; `subject` is an id. Raises CursorInvalid."""
        return await _apart(self._store.audit, subject=subject, after=after, limit=limit)

    async def _stored(self, id: str) -> Translation | None:
        try:
            return await self.get(id)
        except UnknownTranslation:
            return None

    async def _overtake(self, made: Translation, by: Actor) -> Translation:
        """Make stale what was made of older texts of the same ticket; returns `made`, or what became of it.

        The newest is the one that was made last, not the one that was stored last: of two that come at once
        whichever is stored second sees the other, and both agree which of them is stale.
        """
        ticket = made.pitch.ticket
        if not ticket.key or made.state in ("stale", "closed"):
            return made
        others = await _apart(self._store.of_ticket, ticket.key, not_fingerprint=ticket.fingerprint)
        newest = max([made, *others], key=lambda one: (one.created, one.id))
        for older in others if newest is made else (made,):
            try:
                became = await self._make_stale(older.id, newest, by)
            except UnknownTranslation:
                continue  # deleted meanwhile
            made = became if older is made else made
        return made

    async def _make_stale(self, id: str, newest: Translation, by: Actor) -> Translation:
        async def change(before: Translation) -> _Change | None:
            lines = changed(before.pitch.ticket, newest.pitch.ticket)
            stale = Staleness(at=self._clock(), replaced_by=newest.id, changed=lines)
            after = review.made_stale(before, stale, by=by)
            detail = {"before": before.state, "replaced_by": newest.id}
            return None if after is before else _Change(after, "translation.stale", detail=detail)

        return await self._changed(id, None, by, change)

    async def _changed(
        self,
        id: str,
        revision: int | None,
        by: Actor,
        change: Callable[[Translation], Awaitable[_Change | None]],
    ) -> Translation:
        """Read, change, save. Without a revision a change that was overtaken is made again on the newest."""
        for left in reversed(range(_TRIES)):
            before = await self.get(id)
            if revision is not None and before.revision != revision:
                raise EditConflict(
                    f"{id} is at revision {before.revision} by now, and the change was made on {revision}.",
                    next_step="Read it again and make the change on what is there.",
                )
            made = await change(before)
            if made is None:
                return before
            event = Event(made.translation.updated, by, made.action, id, made.detail)
            try:
                return await _apart(self._store.save, made.translation, what=made.what, event=event)
            except EditConflict:
                if revision is not None or not left:
                    raise
        raise AssertionError("the last try returns or raises")


async def _apart(call: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    return await asyncio.to_thread(call, *args, **named)


def _named(parts: Sequence[str]) -> str:
    shown = ", ".join(parts[:_NAMED])
    return f"{shown} and {len(parts) - _NAMED} more" if len(parts) > _NAMED else shown
