"""One row of a batch: taken, translated, and what became of it kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from translator.errors import (
    InternalError,
    ModelKeyInvalid,
    ModelUnknown,
    OperatorError,
    ProviderError,
    StoreUnusable,
    TranslatorError,
)
from translator.jobs.base import Translating
from translator.models import Past, Pitch, RowSummary
from translator.redaction import Masker
from translator.storage.batches.base import Claimed, Outcome, RowKey, Work

# Every row would fail the same way: the batch waits until a person has put it right.
_FOR_ALL = (ModelKeyInvalid, ModelUnknown, OperatorError)
# So many defects one after the other are no matter of the rows either.
_DEFECTS = 5
# The first requests are what is planned; one more round may follow them.
_ROUNDS = 2


class Rows:
    """Rows that one worker works on. Its methods are called on the loop of the lanes."""

    def __init__(
        self,
        work: Work,
        translating: Translating,
        worker: str,
        *,
        clock: Callable[[], datetime],
        elapsed: Callable[[], float],
    ) -> None:
        self._work = work
        self._translating = translating
        self._worker = worker
        self._clock = clock
        self._elapsed = elapsed
        self._defects = 0  # one after the other
        self.holding: set[RowKey] = set()  # under way
        self.lost: set[RowKey] = set()  # no longer under way, and the database could not be told

    async def next(self, workspace: str, batch: str) -> bool:
        """Take the next row that waits and see it through; False: there is none, or the batch is halted.

        Raises StoreUnusable where the database cannot be used; a row that was taken is in `lost` then.
        """
        row = await asyncio.to_thread(self._work.claim, workspace, batch, self._worker)
        if row is None:
            return False
        self.holding.add(row.key)
        try:
            return await self._through(row)
        except StoreUnusable:
            self.lost.add(row.key)
            raise
        finally:
            self.holding.discard(row.key)

    async def _through(self, row: Claimed) -> bool:
        begun = self._elapsed()
        aside = None
        if row.options.budget is not None:
            try:
                aside = await self._set_aside(row)
            except TranslatorError as error:
                return await self._ended(row, begun, error, None)
            if aside is None:
                return False
        try:
            made = await self._translating.translate(row)
        except TranslatorError as error:
            return await self._ended(row, begun, error, aside)
        except Exception as error:
            defect = InternalError(f"a defect in translator: {type(error).__name__}.")
            return await self._ended(row, begun, defect, aside)
        self._defects = 0
        seconds = self._elapsed() - begun
        outcome = Outcome("done", seconds, summary_of(made.pitch), cost_of(made.pitch))
        await asyncio.to_thread(self._work.finish, row, self._worker, outcome)
        return True

    async def _set_aside(self, row: Claimed) -> float | None:
        """USD set aside for the row; None: the budget does not reach, and the batch is halted."""
        most = await self._translating.most(row)
        if most is None:
            why = "a budget is set and the price of the model is unknown: set model_price_input and "
            await self._halt(row, f"{why}model_price_output")
            return None
        aside = most * _ROUNDS
        if await asyncio.to_thread(self._work.reserve, row, self._worker, aside):
            return aside
        budget = f"the budget of ${row.options.budget:.2f} does not reach for the next row"
        await self._halt(row, f"{budget}, which may cost ${aside:.4f}: resume with a higher one")
        return None

    async def _ended(self, row: Claimed, begun: float, error: TranslatorError, aside: float | None) -> bool:
        if isinstance(error, StoreUnusable):
            raise error
        self._defects = self._defects + 1 if isinstance(error, InternalError) else 0
        if isinstance(error, _FOR_ALL) or self._defects >= _DEFECTS:
            self._defects = 0
            await self._halt(row, str(error))
            return False
        outcome = Outcome(
            "failed",
            self._elapsed() - begun,
            cost=aside if isinstance(error, ProviderError) else None,  # what was paid is not known
            code=error.code,
            error=str(error),
        )
        await asyncio.to_thread(self._work.finish, row, self._worker, outcome)
        return True

    async def _halt(self, row: Claimed, why: str) -> None:
        await asyncio.to_thread(self._work.halt, row.workspace, row.batch, why, self._clock())
        await asyncio.to_thread(self._work.release, row, self._worker)


def summary_of(pitch: Pitch) -> RowSummary:
    """What a list of results says of the pitch; secrets masked."""
    mask = Masker().mask
    counts = [finding.severity for finding in pitch.findings]
    return RowSummary(
        one_breath=mask(pitch.draft.one_breath.plain),
        number=mask(pitch.draft.moment.number.sentence.plain),
        missing=tuple(mask(f"{q.blank} — ask {q.role}") for q in pitch.draft.questions),
        must=counts.count("must"),
        should=counts.count("should"),
        repeats=_repeats(pitch.past),
        stakeholders=pitch.stakeholders,
    )


def _repeats(past: Past | None) -> int | None:
    """How many past incidents the pitch counts as repeats; None: none was looked at."""
    if past is None or not past.searched:
        return None
    return sum(incident.counted for incident in past.incidents)


def cost_of(pitch: Pitch) -> float | None:
    """USD that the calls of the pitch took, as far as known; None: nothing was paid, or it is unknown."""
    known = [call.cost for call in pitch.receipt.calls if call.source == "model" and call.cost is not None]
    return sum(known) if known else None
