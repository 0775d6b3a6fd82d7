"""The suite as a task of inspect_ai: it runs the cases, keeps their log, and scores them again from it.

The only module beside `inspect_log` that knows inspect_ai. A pitch is the output of a sample, so that a
stored log can be scored again without translating anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from inspect_ai import Epochs, Task, task
from inspect_ai import eval as run_eval
from inspect_ai import score as score_again
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog, read_eval_log, write_eval_log
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.author import Author
from evals.case import Case
from evals.judge.judge import Judge
from evals.lineup import LineUp
from evals.scene import Item, Scene
from evals.scene import Scorer as Row
from translator.catalog.index import CatalogIndex
from translator.errors import TranslatorError
from translator.models import Pitch

AT_ONCE = 8  # cases under way; only a model that is waited for makes use of it
FAILED = "no-pitch"  # key of a sample's metadata: why there is no pitch


@solver
def translate(author: Author, cases: Mapping[str, Case], fresh: dict[str, Pitch]) -> Solver:
    """Makes the pitch of each sample; an error of the product is told in the sample and ends nothing."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case = cases[str(state.sample_id)]
        try:
            pitch = await author.pitch(case)
        except TranslatorError as error:
            state.metadata[FAILED] = f"{error.code}: {error.message}"
            state.output = ModelOutput.from_content("translator", "")
        else:
            fresh[f"{case.id}/{state.epoch}"] = pitch
            state.output = ModelOutput.from_content(
                pitch.provenance.model or pitch.provenance.engine, pitch.model_dump_json(by_alias=True)
            )
        return state

    return solve


@scorer(metrics={"*": [mean()]}, name="rules")
def by_rules(
    rows: Sequence[Row],
    cases: Mapping[str, Case],
    index: CatalogIndex,
    line_up: LineUp,
    fresh: dict[str, Pitch],
) -> Scorer:
    """All scorers that need no model, as one score with a value for each."""

    async def score(state: TaskState, target: Target) -> Score:
        case = cases[str(state.sample_id)]
        if state.metadata.get(FAILED):
            return Score(value=dict.fromkeys((row.id for row in rows), 0.0), metadata={"items": {}})
        pitch = fresh.pop(f"{case.id}/{state.epoch}", None) or Pitch.model_validate_json(
            state.output.completion
        )
        scene = Scene(case, pitch, index, line_up)
        items: dict[str, list[Item]] = {row.id: list(row.score(scene)) for row in rows}
        values = {name: _mean(of) for name, of in items.items()}
        told = {name: [i.model_dump() for i in of] for name, of in items.items()}
        return Score(value=values, metadata={"items": told})

    return score


@scorer(metrics=[mean()], name="judge")
def by_judge(judge: Judge, cases: Mapping[str, Case], index: CatalogIndex, line_up: LineUp) -> Scorer:
    """What a model says to the rubrics. Items it could not judge have no score."""

    async def score(state: TaskState, target: Target) -> Score:
        if state.metadata.get(FAILED):
            return Score(value=0.0, metadata={"items": {}})
        pitch = Pitch.model_validate_json(state.output.completion)
        told = await judge.scene(Scene(cases[str(state.sample_id)], pitch, index, line_up))
        items = [item for of in told.values() for item in of]
        return Score(value=_mean(items), metadata={"items": {"judge": [i.model_dump() for i in items]}})

    return score


def _mean(items: Sequence[Item]) -> float:
    judged = [i.score for i in items if i.score is not None]
    return sum(judged) / len(judged) if judged else 1.0


def run(
    cases: Sequence[Case],
    author: Author,
    rows: Sequence[Row],
    *,
    name: str,
    folder: Path,
    epochs: int = 1,
    judge: Judge | None = None,
) -> EvalLog:
    """Translate and score every case; the log is written to the folder.

    One log with samples in it. What ends the whole run is told by its status.
    """
    by_id = {case.id: case for case in cases}
    fresh: dict[str, Pitch] = {}
    index, line_up = author.app.index, _line_up(cases, author)
    scorers = [by_rules(rows, by_id, index, line_up, fresh)]
    if judge is not None:
        scorers.append(by_judge(judge, by_id, index, line_up))

    @task(name=name)
    def suite() -> Task:
        return Task(
            dataset=MemoryDataset([Sample(id=case.id, input=case.why) for case in cases], name="cases"),
            solver=translate(author, by_id, fresh),
            scorer=scorers,
            epochs=Epochs(epochs),
        )

    return run_eval(
        suite(), model=None, display="none", log_dir=str(folder), log_format="eval", max_samples=AT_ONCE,
        fail_on_error=False, log_level="warning", **_QUIET,
    )[0]  # fmt: skip


def rescore(log: Path, cases: Sequence[Case], author: Author, rows: Sequence[Row], into: Path) -> None:
    """Write the stored run with the scores that its pitches get today. Translates nothing."""
    by_id = {case.id: case for case in cases}
    scorers = [by_rules(rows, by_id, author.app.index, _line_up(cases, author), {})]
    scored = score_again(read_eval_log(str(log)), scorers, action="overwrite", display="none")
    write_eval_log(scored, str(into))


# No control channel, no refusals: there is no model of inspect_ai's own in a run.
_QUIET: dict[str, Any] = {"log_realtime": False, "log_model_api": False, "score_display": False}


def _line_up(cases: Sequence[Case], author: Author) -> LineUp:
    return LineUp({case.id: author.ticket(case).text for case in cases})
