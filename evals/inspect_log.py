"""Reads a log of inspect_ai back into the suite's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from inspect_ai.log import (
    EvalLog,
    EvalSample,
    read_eval_log,
    read_eval_log_sample,
    read_eval_log_samples,
)
from pydantic import TypeAdapter

from evals.case import Case
from evals.result import CaseResult
from evals.scene import Item, one_line
from translator.errors import InternalError
from translator.models import Pitch

FAILED = "no-pitch"  # key of a sample's metadata: why there is no pitch
ITEMS = "items"  # key of a score's metadata: its items as JSON; nested values are walked over and over
Items = dict[str, tuple[Item, ...]]
_ITEMS = TypeAdapter(Items)


class Read(NamedTuple):
    """What a log says."""

    cases: tuple[CaseResult, ...]  # scores averaged over epochs, by id
    models: frozenset[str]  # those that answered
    seconds: dict[str, float]  # case id → how long it took, the mean over its epochs


class Epoch(NamedTuple):
    """One sample, without its pitch."""

    items: Items
    error: str
    model: str = ""
    seconds: float = 0.0
    told: Mapping[str, str] = MappingProxyType({})
    terms: Mapping[str, str] = MappingProxyType({})
    written: int = 0
    cost: float = 0.0


Known = dict[tuple[str, int], Epoch]  # (case id, epoch) → what was seen while it was scored


def read_log(path: Path, cases: Mapping[str, Case], known: Known | None = None, epochs: int = 1) -> Read:
    """Every case of the log, one sample in memory at a time; of a run just made, only those not `known`.

    Raises InternalError where the run ended before its samples did.
    """
    head = read_eval_log(str(path), header_only=True)
    if head.status != "success":
        why = head.error.message if head.error else f"its status is {head.status}"
        raise InternalError(f"the run did not end: {one_line(why)}.", next_step=f"See its log: {path}.")
    found: dict[str, list[Epoch]] = defaultdict(list)
    if known is None:
        for sample in read_eval_log_samples(str(path), all_samples_required=False):
            found[str(sample.id)].append(_epoch(sample))
    else:
        for id in cases:
            for number in range(1, epochs + 1):
                seen = known.get((id, number))
                found[id].append(seen or _epoch(read_eval_log_sample(str(path), id, number)))
    return Read(
        tuple(_case(cases[id], found[id]) for id in sorted(found)),
        frozenset(e.model for of in found.values() for e in of if e.model),
        {id: round(sum(e.seconds for e in of) / len(of), 4) for id, of in sorted(found.items())},
    )


def keep_as(log: EvalLog, path: Path) -> None:
    """Give the log the name that a stored run knows it by."""
    Path(log.location.removeprefix("file://")).replace(path)


def _epoch(sample: EvalSample) -> Epoch:
    error = str(sample.metadata.get(FAILED) or "")
    error = error or (one_line(sample.error.message) if sample.error else "")
    seconds = sample.working_time or sample.total_time or 0.0
    completion = sample.output.completion
    if error or not completion:
        return Epoch({}, error or "it has no pitch", seconds=seconds)
    return epoch_of(Pitch.model_validate_json(completion), _items(sample), seconds)


def epoch_of(pitch: Pitch, items: Items, seconds: float) -> Epoch:
    """What is kept of a pitch and its items."""
    return Epoch(
        items,
        "",
        pitch.provenance.model or "",
        seconds,
        _told(pitch),
        {t.term: t.says for t in pitch.draft.technical.terms},
        len(pitch.provenance.written),
        sum(call.cost or 0.0 for call in pitch.receipt.calls),
    )


def items_as_json(items: Items) -> str:
    """How the items of a score are kept in its metadata."""
    return _ITEMS.dump_json(items).decode()


def _case(case: Case, epochs: Sequence[Epoch]) -> CaseResult:
    error = next((e.error for e in epochs if e.error), "")
    merged, unsteady = _merged([e.items for e in epochs])
    return CaseResult(
        id=case.id,
        split=case.split,
        tags=case.tags,
        scores={} if error else merged,
        told=dict(epochs[0].told),
        terms=dict(epochs[0].terms),
        unsteady=unsteady,
        written=epochs[0].written,
        cost=round(sum(e.cost for e in epochs), 6),
        error=error,
    )


def _items(sample: EvalSample) -> Items:
    told: Items = {}
    for score in (sample.scores or {}).values():
        told |= _ITEMS.validate_json((score.metadata or {}).get(ITEMS) or "{}")
    return told


def _merged(
    epochs: Sequence[Items],
) -> tuple[Items, tuple[str, ...]]:
    """Items averaged over epochs, with the words of the first epoch in which they fell."""
    if len(epochs) == 1:
        return epochs[0], ()
    by_name: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for epoch in epochs:
        for name, of in epoch.items():
            for item in of:
                by_name[name, item.criterion].append(item)
    merged: dict[str, list[Item]] = {name: [] for epoch in epochs for name in epoch}
    unsteady = []
    for (name, criterion), items in by_name.items():
        scores = [i.score for i in items if i.score is not None]
        if len(set(scores)) > 1 and items[0].weight:
            unsteady.append(f"{name}/{criterion}")
        worst = min(items, key=lambda i: 2.0 if i.score is None else i.score)
        mean = round(sum(scores) / len(scores), 4) if scores else None
        merged[name].append(worst.model_copy(update={"score": mean}))
    return {name: tuple(items) for name, items in merged.items()}, tuple(sorted(unsteady))


def _told(pitch: Pitch) -> dict[str, str]:
    """The sentences that a report shows of a case."""
    draft = pitch.draft
    return {
        "one breath": draft.one_breath.plain,
        "wrong": draft.moment.wrong.plain,
        "number": draft.moment.number.sentence.plain,
        "scope": draft.note.scope.plain,
    }
