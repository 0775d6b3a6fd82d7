"""The gate: its exact test, what fails it, what it forgives, and what it says."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.case import Tags
from evals.gate import history, simulation
from evals.gate.bless import bless
from evals.gate.compare import FAILED, OK, UNRUN, compare
from evals.gate.paired import STEPS, drop_by_chance, holm, paired
from evals.result import CaseResult, Provenance, RunResult, as_json, read_result
from evals.scene import Item
from translator.errors import MalformedInput

TAGS = Tags(format="plain", domain="any", difficulty="easy", language="clean", covers=())
Scores = dict[str, dict[str, float | None]]  # case → "scorer/criterion" → score
HARD = TAGS.model_copy(update={"difficulty": "hard"})


def run(cases: Scores, **told: object) -> RunResult:
    """A run: case id → "scorer/criterion" → score. Ids that begin with h are hard cases."""
    made = []
    for id, items in cases.items():
        scores: dict[str, tuple[Item, ...]] = {}
        for name, score in items.items():
            scorer, criterion = name.split("/")
            item = Item(criterion=criterion, score=score, wanted="this", found="that")
            scores[scorer] = (*scores.get(scorer, ()), item)
        tags = HARD if id.startswith("h") else TAGS
        made.append(CaseResult(id=id, split="gate", tags=tags, scores=scores))
    first = made[0].scores if made else {}
    provenance = {"version": "1", "engine": "offline", "cases": "c", "checks": ("invented-number",)} | told
    provenance["scorers"] = tuple(first)
    return RunResult(name="offline", provenance=Provenance.model_validate(provenance), cases=tuple(made))


MANY = {f"h{n:02}": {"moment/task": 1.0, "number/today": 1.0} for n in range(40)}


def changed(
    cases: dict[str, dict[str, float | None]], count: int, name: str
) -> dict[str, dict[str, float | None]]:
    """The cases with one item of the first `count` fallen."""
    return {id: items | ({name: 0.0} if n < count else {}) for n, (id, items) in enumerate(cases.items())}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-STEPS, STEPS), min_size=1, max_size=9))
def test_the_exact_test_counts_every_way_the_signs_could_fall(steps: list[int]) -> None:
    """The p value is the share of all sign patterns whose sum is as low as the one seen."""
    sums = [
        sum(s * abs(d) for s, d in zip(signs, steps, strict=True))
        for signs in itertools.product((-1, 1), repeat=len(steps))
    ]
    expected = sum(total <= sum(steps) for total in sums) / len(sums)
    assert drop_by_chance(np.array(steps) / STEPS) == pytest.approx(expected, abs=1e-12)


def test_nothing_changed_is_certain_to_be_chance() -> None:
    """Equal scores give p 1, a change of 0 and an interval of 0."""
    same = paired([0.5, 1.0, 0.0], [0.5, 1.0, 0.0], seed=1)
    assert (same.p, same.change, same.low, same.high) == (1.0, 0.0, 0.0, 0.0)


def test_an_interval_holds_the_change_and_comes_out_the_same_twice() -> None:
    """The draws have a seed; the interval lies around the mean."""
    one, two = [0.9, 0.8, 1.0, 0.7, 0.6] * 6, [0.8, 0.8, 0.9, 0.7, 0.7] * 6
    first = paired(one, two, seed=3)
    assert first == paired(one, two, seed=3)
    assert first.low <= first.change <= first.high
    assert first.low < first.high


@pytest.mark.parametrize(
    ("ps", "stands"),
    [
        ([0.001, 0.2, 0.9], [True, False, False]),
        ([0.02, 0.02, 0.02], [False, False, False]),  # the smallest must beat alpha / 3
        ([0.04, 0.001, 0.02], [True, True, True]),
        ([], []),
    ],
)
def test_several_looks_share_one_alpha(ps: list[float], stands: list[bool]) -> None:
    """Holm's rule, worked out by hand at alpha .05."""
    assert holm(ps, 0.05) == stands


def test_a_run_like_its_baseline_passes() -> None:
    """Nothing changed: code 0, no reason."""
    verdict = compare(run(MANY), run(MANY))
    assert (verdict.ok, verdict.exit_code, verdict.reasons) == (True, OK, ())


def test_a_drop_of_one_scorer_fails_and_names_it_with_its_worst_cases() -> None:
    """12 of 40 hard cases lose one item: the scorer, its figures and the items are told."""
    verdict = compare(run(MANY), run(changed(MANY, 12, "number/today")))
    assert verdict.exit_code == FAILED
    told = " ".join(verdict.reasons)
    assert "Scorer number fell: 1.000 → 0.700" in told
    assert "h00 today (wanted this; found that)" in told
    assert "Scorer moment" not in told
    assert not verdict.broken  # hard cases break nothing alone


def test_a_change_that_chance_explains_passes() -> None:
    """One hard case of forty loses an item: no reason to fail."""
    assert compare(run(MANY), run(changed(MANY, 1, "number/today"))).ok


def test_an_easy_case_may_not_break() -> None:
    """A single item of an easy case that held and fell fails the gate by name."""
    easy = MANY | {"e1": {"moment/task": 1.0, "number/today": 1.0}}
    verdict = compare(run(easy), run(easy | {"e1": {"moment/task": 0.0, "number/today": 1.0}}))
    assert verdict.exit_code == FAILED
    assert "e1 broke (an easy case): moment/task" in verdict.reasons[0]


def test_an_item_of_truth_may_break_in_no_case() -> None:
    """Something invented in one hard case fails the gate."""
    cases = {id: items | {"invented/nothing-invented": 1.0} for id, items in MANY.items()}
    verdict = compare(run(cases), run(changed(cases, 1, "invented/nothing-invented")))
    assert "h00 broke (a rule of truth): invented/nothing-invented" in verdict.reasons[0]


def test_a_model_decides_on_single_cases_only_after_repeats() -> None:
    """One epoch of a model breaks nothing alone and says so; five do."""
    easy = MANY | {"e1": {"moment/task": 1.0, "number/today": 1.0}}
    broke = easy | {"e1": {"moment/task": 0.0, "number/today": 1.0}}
    once = compare(run(easy, engine="m"), run(broke, engine="m"))
    assert once.ok
    assert "needs 5 epochs" in once.notes[0]
    assert not compare(run(easy, engine="m", epochs=5), run(broke, engine="m", epochs=5)).ok


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (run(MANY, checks=()), "1 check of the baseline gone: invented-number."),
        (run(dict(list(MANY.items())[1:])), "1 case of the baseline gone: h00."),
        (run({id: {"moment/task": 1.0} for id in MANY}), "1 scorer of the baseline gone: number."),
    ],
)
def test_what_is_gone_fails_the_gate(now: RunResult, reason: str) -> None:
    """A check, a case or a scorer that the baseline had and the run has not."""
    assert reason in compare(run(MANY), now).reasons


def test_what_could_not_be_judged_is_no_pass() -> None:
    """More than 2 % without a verdict, or a case without a pitch: code 3."""
    unscored = changed(MANY, 3, "number/today")
    unscored |= {id: items | {"number/today": None} for id, items in list(unscored.items())[:3]}
    assert compare(run(MANY), run(unscored)).exit_code == UNRUN
    now = run(MANY)
    failed = now.cases[0].model_copy(update={"scores": {}, "error": "replay-miss: no recording of core."})
    verdict = compare(run(MANY), now.model_copy(update={"cases": (failed, *now.cases[1:])}))
    assert verdict.exit_code == UNRUN
    assert "h00: replay-miss: no recording of core." in verdict.reasons[0]


def test_what_changed_beside_the_scores_is_suspected() -> None:
    """Prompt, catalog section and glossary entry are named beside the case that fell."""
    easy = {"e1": {"moment/task": 1.0}}
    before, now = (
        run(easy, prompts={"core": "aa"}, catalog={"glossary": "1"}),
        run({"e1": {"moment/task": 0.0}}, prompts={"core": "bb"}, catalog={"glossary": "2"}),
    )
    with_terms = [
        r.model_copy(update={"cases": (r.cases[0].model_copy(update={"terms": {"cache tuning": said}}),)})
        for r, said in ((before, "pages open fast"), (now, "memory work"))
    ]
    told = compare(*with_terms).suspects
    assert "prompt core changed" in told
    assert "catalog section glossary changed" in told
    assert "glossary entry “cache tuning” now says “memory work”, said “pages open fast” (e1)" in told


def test_a_case_that_flips_without_a_cause_is_in_quarantine_until_it_is_steady(tmp_path: Path) -> None:
    """Three runs of the same making, two flips: the easy case decides nothing; ten steady runs end that."""
    good = run(MANY | {"e1": {"moment/task": 1.0, "number/today": 1.0}})
    bad = run(MANY | {"e1": {"moment/task": 0.0, "number/today": 1.0}})
    for one in (good, bad, good):
        history.add_run(tmp_path, one)
    with (tmp_path / history.FILE).open("a") as file:
        file.write('{"name": "offl')  # a run that was cut off
    past = history.last_runs(tmp_path, bad)
    verdict = compare(good, bad, past)
    assert (verdict.ok, verdict.quarantined) == (True, ("e1",))
    assert not compare(good, bad, history.last_runs(tmp_path, run(MANY, version="2"))).ok
    for _ in range(history.KEPT):
        history.add_run(tmp_path, good)
    assert not compare(good, bad, history.last_runs(tmp_path, bad)).quarantined


def test_a_baseline_changes_by_a_decision_with_a_reason(tmp_path: Path) -> None:
    """Blessing writes the run as it is and a line to the log; a poor reason or run is refused."""
    result = run(MANY)
    line = bless(
        result, reason="the first baseline of the suite", by="Ines", on=date(2026, 11, 2), folder=tmp_path
    )
    assert "2026-11-02 · offline · Ines · none → 1.0000 over 40 cases · the first baseline" in line
    assert read_result(tmp_path / "offline.json") == result
    assert as_json(read_result(tmp_path / "offline.json")) == as_json(result)
    bless(result, reason="the same again, for the log", by="Ines", on=date(2026, 11, 3), folder=tmp_path)
    assert (tmp_path / "LOG.md").read_text(encoding="utf-8").count("\n- ") == 2
    with pytest.raises(MalformedInput, match="a reason of a few words"):
        bless(result, reason="ok", by="", on=date(2026, 11, 3), folder=tmp_path)
    broken = result.cases[0].model_copy(update={"scores": {}, "error": "x"})
    result = result.model_copy(update={"cases": (broken,)})
    with pytest.raises(MalformedInput, match="1 cases have no pitch"):
        bless(result, reason="a" * 20, by="", on=date(2026, 11, 3), folder=tmp_path)


def test_a_baseline_of_another_schema_is_refused(tmp_path: Path) -> None:
    """One clear line with the file, what is wrong and the next step."""
    file = tmp_path / "offline.json"
    file.write_text(as_json(run(MANY)).replace("translator.eval/1", "translator.eval/0"), encoding="utf-8")
    with pytest.raises(MalformedInput, match="no run of schema"):
        read_result(file)
    file.write_text(as_json(run(MANY)).replace('"score": 1.0', '"score": "high"'), encoding="utf-8")
    with pytest.raises(MalformedInput, match="cannot be used"):
        read_result(file)


def test_simulated_reruns_pass_and_true_drops_are_seen() -> None:
    """A small draw of `python -m evals.gate.simulation`: no false alarm, no miss of a large drop."""
    assert simulation.failures(None, epochs=1, reruns=3) == 0
    assert simulation.failures(lambda t, r: simulation.drop(t, r, 0.10), epochs=1, reruns=3) == 3
