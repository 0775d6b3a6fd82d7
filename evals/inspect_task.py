"""The suite as a task of inspect_ai: it runs the cases, keeps their log, and scores them again from it.

The only module beside `inspect_log` that knows inspect_ai. A pitch is the output of a sample, so that a
stored log can be scored again without translating anything.
"""

from __future__ import annotations

import time
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
from evals.inspect_log import FAILED, ITEMS, Epoch, Items, Known, epoch_of, items_as_json
from evals.judge.judge import Judge
from evals.lineup import LineUp
from evals.scene import Item, Scene
from evals.scene import Scorer as Row
from translator.errors import TranslatorError
from translator.models import Pitch

AT_ONCE = 8  # cases under way; only a model that is waited for makes use of it


class Stage:
    """What the samples of one run share, and the solver and scorers made of it.

    inspect_ai writes what a solver or scorer is made with into every sample: were it the cases, a run would
    grow with their square. So all of them are made with nothing.
    """

    def __init__(self, cases: Sequence[Case], author: Author, rows: Sequence[Row]) -> None:
        """`known`: what was seen of each sample while it was scored."""
        self.cases: Mapping[str, Case] = {case.id: case for case in cases}
        self.author = author
        self.rows = rows
        self.known: Known = {}
        self._line_up = LineUp({case.id: author.ticket(case).text for case in cases})
        self._fresh: dict[tuple[str, int], tuple[Pitch, float]] = {}  # the pitch, and when it was begun

    def _scene(self, state: TaskState, pitch: Pitch) -> Scene:
        return Scene(self.cases[str(state.sample_id)], pitch, self.author.app.index, self._line_up)

    def translating(self) -> Solver:
        """Makes the pitch of each sample; an error of the product is told in the sample and ends nothing."""

        @solver(name="translate")
        def made() -> Solver:
            async def solve(state: TaskState, generate: Generate) -> TaskState:
                began = time.perf_counter()
                try:
                    pitch = await self.author.pitch(self.cases[str(state.sample_id)])
                except TranslatorError as error:
                    state.metadata[FAILED] = f"{error.code}: {error.message}"
                    state.output = ModelOutput.from_content("translator", "")
                else:
                    self._fresh[_place(state)] = pitch, began
                    state.output = ModelOutput.from_content(
                        pitch.provenance.model or pitch.provenance.engine,
                        pitch.model_dump_json(by_alias=True),
                    )
                return state

            return solve

        return made()

    def by_rules(self) -> Scorer:
        """All scorers that need no model, as one score with a value for each."""

        @scorer(metrics={"*": [mean()]}, name="rules")
        def made() -> Scorer:
            async def score(state: TaskState, target: Target) -> Score:
                place = _place(state)
                if failed := state.metadata.get(FAILED):
                    self.known[place] = Epoch({}, str(failed))
                    return Score(value=dict.fromkeys((row.id for row in self.rows), 0.0))
                now = time.perf_counter()
                pitch, began = self._fresh.pop(place) if place in self._fresh else (_pitch(state), now)
                scene = self._scene(state, pitch)
                items: Items = {row.id: tuple(row.score(scene)) for row in self.rows}
                self.known[place] = epoch_of(pitch, items, time.perf_counter() - began)
                values = {name: _mean(of) for name, of in items.items()}
                return Score(value=values, metadata={ITEMS: items_as_json(items)})

            return score

        return made()

    def by_judge(self, judge: Judge) -> Scorer:
        """What a model says to the rubrics. Items it could not judge have no score."""

        @scorer(metrics=[mean()], name="judge")
        def made() -> Scorer:
            async def score(state: TaskState, target: Target) -> Score:
                if state.metadata.get(FAILED):
                    return Score(value=0.0)
                told = await judge.scene(self._scene(state, _pitch(state)))
                items: Items = {"judge": tuple(item for of in told.values() for item in of)}
                before = self.known[_place(state)]
                self.known[_place(state)] = before._replace(items={**before.items, **items})
                return Score(value=_mean(items["judge"]), metadata={ITEMS: items_as_json(items)})

            return score

        return made()


def _place(state: TaskState) -> tuple[str, int]:
    return str(state.sample_id), state.epoch


def _pitch(state: TaskState) -> Pitch:
    return Pitch.model_validate_json(state.output.completion)


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
) -> tuple[EvalLog, Known]:
    """Translate and score every case; the log is written to the folder.

    The head of the log, and what was seen of each sample. What ends the whole run is told by its status.
    """
    stage = Stage(cases, author, rows)
    scorers = [stage.by_rules()]
    if judge is not None:
        scorers.append(stage.by_judge(judge))

    @task(name=name)
    def suite() -> Task:
        return Task(
            dataset=MemoryDataset([Sample(id=case.id, input=case.why) for case in cases], name="cases"),
            solver=stage.translating(),
            scorer=scorers,
            epochs=Epochs(epochs),
        )

    log = run_eval(
        suite(), model=None, display="none", log_dir=str(folder), log_format="eval", max_samples=AT_ONCE,
        fail_on_error=False, log_level="warning", **_QUIET,
    )[0]  # fmt: skip
    return log, stage.known


def rescore(log: Path, cases: Sequence[Case], author: Author, rows: Sequence[Row], into: Path) -> None:
    """Write the stored run with the scores that its pitches get today. Translates nothing."""
    scorers = [Stage(cases, author, rows).by_rules()]
    scored = score_again(read_eval_log(str(log)), scorers, action="overwrite", display="none")
    write_eval_log(scored, str(into))


# No control channel, no refusals: there is no model of inspect_ai's own in a run.
_QUIET: dict[str, Any] = {
    "log_realtime": False,
    "log_header_only": True,
    "log_model_api": False,
    "score_display": False,
}
