"""Lets a model answer the rubrics in a run, and puts the labelled texts to it as well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from evals.judge.calibration import gating, judge_labelled, keep
from evals.judge.families import family_warning
from evals.judge.gateway import judge_gateway
from evals.judge.judge import Judge, judge_name
from evals.judge.labels import load_labels
from evals.rubric import load_rubrics
from translator.llm.base import Gateway


class Bench(NamedTuple):
    """A judge, and the gateway that it and a writing model share."""

    judge: Judge
    gateway: Gateway


def bench(flags: Mapping[str, str], model: str, out: Path) -> Bench:
    """The judge `model` with what its last calibration in `out` lets it decide.

    `flags` are those of the writing model; {}: the offline engine writes. Raises what `judge_gateway` and
    `gating` do.
    """
    rubrics = load_rubrics()
    gateway = judge_gateway(flags, model)
    return Bench(Judge(gateway, rubrics, model, gating(out, judge_name(model, rubrics))), gateway)


def finish(bench: Bench, flags: Mapping[str, str], model: str, folder: Path) -> None:
    """Put the labelled texts to the judge and keep all it said in the folder.

    Raises BudgetExhausted and ReplayMiss, also those that ended the judging of the run; what was said until
    then is kept.
    """
    judge = bench.judge
    try:
        judge.raise_ended()
        # Connections belong to the event loop they were made in, and the run's has ended.
        again = Judge(judge_gateway(flags, model), judge.rubrics, model)
        try:
            asyncio.run(judge_labelled(again, load_labels(judge.rubrics)))
        finally:
            judge.judged += again.judged
    finally:
        keep(judge, folder)


def warning(model: str, authors: Iterable[str]) -> str:
    """What a reader must know where judge and author are of one family; "" where they are not."""
    return family_warning(model, authors) if model else ""
