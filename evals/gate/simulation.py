"""How often the gate is wrong: reruns in which nothing changed, and reruns with a true drop.

    python -m evals.gate.simulation

The suite's size and its share of items that hold are those of the offline baseline; each item of a model's
run flips with a probability of its own, most of them never, some often. Nothing here knows the gate's rules.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from scipy import stats

from evals.case import Tags
from evals.gate.compare import compare
from evals.result import CaseResult, Provenance, RunResult
from evals.scene import Item

CASES, EASY, SCORERS, ITEMS = (
    95,
    38,
    14,
    4,
)  # gating cases, those of them that are easy, scorers, items of each
HOLDS = 0.75  # share of items that hold in truth
RERUNS, SEED = 200, 7
_TAGS = Tags(format="plain", domain="any", difficulty="medium", language="clean", covers=())

Truth = dict[tuple[int, int, int], tuple[bool, float]]  # case, scorer, item → holds, chance to flip


def suite(random_: random.Random) -> Truth:
    """Which items hold in truth, and how often each flips: never, seldom, or in flaky cases often."""
    truth: Truth = {}
    for case in range(CASES):
        flaky = random_.random() < 0.05
        for scorer in range(SCORERS):
            for item in range(ITEMS):
                chance = random_.uniform(0.1, 0.5) if flaky else random_.choice((0.0, 0.0, 0.0, 0.02, 0.05))
                truth[case, scorer, item] = (random_.random() < HOLDS, chance)
    return truth


def rerun(truth: Truth, random_: random.Random, *, epochs: int) -> RunResult:
    """One run of the suite."""
    cases = []
    for case in range(CASES):
        scores = {
            f"s{scorer}": tuple(
                _item(truth[case, scorer, item], item, random_, epochs) for item in range(ITEMS)
            )
            for scorer in range(SCORERS)
        }
        tags = _TAGS.model_copy(update={"difficulty": "easy"}) if case < EASY else _TAGS
        unsteady = tuple(
            f"{scorer}/{item.criterion}"
            for scorer, items in scores.items()
            for item in items
            if item.score not in (0.0, 1.0)
        )
        cases.append(CaseResult(id=f"c{case:03}", split="gate", tags=tags, scores=scores, unsteady=unsteady))
    told = Provenance(
        version="0",
        engine="model",
        cases="",
        checks=(),
        scorers=tuple(f"s{s}" for s in range(SCORERS)),
        epochs=epochs,
    )
    return RunResult(name="simulated", provenance=told, cases=tuple(cases))


def drop(truth: Truth, random_: random.Random, points: float) -> Truth:
    """The suite with a share of all items broken, so that the true mean falls by `points`."""
    share = points / HOLDS
    return {key: (holds and random_.random() >= share, chance) for key, (holds, chance) in truth.items()}


def drop_of_one(truth: Truth, random_: random.Random, points: float) -> Truth:
    """The same within a single scorer."""
    share = points / HOLDS
    return {
        key: (holds and (key[1] != 0 or random_.random() >= share), chance)
        for key, (holds, chance) in truth.items()
    }


def failures(
    change: Callable[[Truth, random.Random], Truth] | None, *, epochs: int, reruns: int = RERUNS
) -> int:
    """How many of the reruns fail the gate."""
    failed = 0
    for number in range(reruns):
        random_ = random.Random(f"{SEED}/{number}/{epochs}")
        truth = suite(random_)
        baseline = rerun(truth, random_, epochs=epochs)
        now = rerun(change(truth, random_) if change else truth, random_, epochs=epochs)
        failed += not compare(baseline, now).ok
    return failed


def _item(truth: tuple[bool, float], number: int, random_: random.Random, epochs: int) -> Item:
    holds, chance = truth
    scores = [float(holds != (random_.random() < chance)) for _ in range(epochs)]
    return Item(criterion=f"i{number}", score=round(sum(scores) / epochs, 4))


def _told(name: str, failed: int, wish: str) -> str:
    interval = stats.binomtest(failed, RERUNS).proportion_ci(method="exact")
    share = f"{failed / RERUNS:6.1%} [{interval.low:.1%}, {interval.high:.1%}]"
    return f"{name:58} {failed:3}/{RERUNS}  {share}  {wish}"


def main() -> None:
    """Print the table."""
    rows: Sequence[tuple[str, Callable[[Truth, random.Random], Truth] | None, int, str]] = (
        ("nothing changed, one epoch", None, 1, "bar ≤ 1 %"),
        ("nothing changed, five epochs, with the hard break guard", None, 5, "bar ≤ 1 %"),
        ("all scorers 10 points lower", lambda t, r: drop(t, r, 0.10), 1, "bar ≥ 80 %"),
        ("one of 14 scorers 10 points lower", lambda t, r: drop_of_one(t, r, 0.10), 1, ""),
        ("all scorers 3 points lower", lambda t, r: drop(t, r, 0.03), 1, ""),
    )
    print(f"{RERUNS} reruns each of {CASES} gating cases; share that fails the gate, exact interval of 95 %")
    for name, change, epochs, wish in rows:
        print(_told(name, failures(change, epochs=epochs), wish))


if __name__ == "__main__":
    main()
