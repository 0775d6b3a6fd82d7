"""What requests about batches hold and answers give, beside the nouns of `translator.models`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from translator.api.schemas import Cursor, EngineName, Limit, Query, ReaderName, StakeholderId
from translator.models import Batch, BatchRow, BatchState, RowState


class BatchQuery(Query):
    """How a batch is to be worked on."""

    name: str = Field("", max_length=200, description="shown in lists; the file's name when absent")
    reader: ReaderName | None = Field(None, description="the format of the tickets; by their content")
    stakeholder: tuple[StakeholderId, ...] = Field((), max_length=50, description="whom to write for")
    engine: EngineName | None = Field(None, description="who writes; by the worker's settings when absent")
    concurrency: int = Field(16, ge=1, le=64, description="rows at once, over all workers together")
    rate: int | None = Field(None, ge=1, le=100_000, description="rows that may begin within a minute")
    budget: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars; the batch pauses before it costs more"
    )


class BatchesQuery(Query):
    """Which batches."""

    state: tuple[BatchState, ...] = Field((), max_length=4, description="any of these")
    single: bool = Field(
        False, description="also those of one translation each, made by Prefer: respond-async"
    )
    cursor: Cursor
    limit: Limit


class RowsQuery(Query):
    """Which rows of a batch."""

    state: tuple[RowState, ...] = Field((), max_length=5, description="any of these")
    after: int = Field(0, ge=0, le=1_000_000, description="`next` of the page before")
    limit: Limit


class ResultsQuery(Query):
    """In which form."""

    format: Literal["jsonl", "csv", "md"] = "jsonl"


class ResumeQuery(Query):
    """How to go on."""

    budget: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars for the whole batch from here on"
    )


class RetryQuery(Query):
    """How to try again."""

    budget: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars for the whole batch, what was spent included"
    )


class BatchPage(BaseModel):
    """A page of batches, newest first."""

    items: tuple[Batch, ...]
    next: str = Field(description="cursor of the page after; empty: this is the last")


class RowsPage(BaseModel):
    """A page of rows, in the order of the input."""

    items: tuple[BatchRow, ...]
    next: int | None = Field(description="`after` of the page after; null: this is the last")


class EstimateView(BaseModel):
    """What a batch may take. One more round of requests may follow for what does not hold."""

    rows: int
    unreadable: int = Field(description="of them, rows that hold no ticket")
    sampled: int = Field(description="tickets that were looked at in full")
    model: str | None = Field(description="null: the offline engine writes, and it costs nothing")
    requests: int
    input_tokens: int
    output_tokens: int = Field(description="at most")
    cost: float | None = Field(description="US dollars at most; null: a price is unknown")
