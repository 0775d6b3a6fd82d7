"""How far a judge agrees with people: figures of the literature, and which questions may gate."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from evals.judge.calibration import calibrate, calibrated, gating, judge_labelled, keep
from evals.judge.judge import Judge, Judged
from evals.judge.kappa import kappa, table_of
from evals.judge.labels import LABELS, Label, Labelled, load_labels
from evals.rubric import load_rubrics
from tests.evals.judging import NO, answering
from translator.errors import MalformedInput
from translator.llm.fake import ScriptedModel


@pytest.mark.parametrize(
    ("table", "value", "error"),
    [
        # Fleiss, Levin & Paik (2003), table 18.1: two raters, 100 patients, three diagnoses.
        ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.676, 0.088),
        # Three tables of counts that textbooks show: equal agreement, unequal κ.
        ([[20, 5], [10, 15]], 0.4, 0.127),
        ([[45, 15], [25, 15]], 0.1304, 0.099),
        ([[25, 35], [5, 35]], 0.2593, 0.078),
        ([[10, 10], [10, 10]], 0.0, 0.158),
    ],
)
def test_kappa_and_its_interval_are_those_of_the_books(
    table: list[list[int]], value: float, error: float
) -> None:
    """κ and its large-sample standard error."""
    found = kappa(table)
    assert found.value == pytest.approx(value, abs=0.0006)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(error, abs=0.0015)


def test_kappa_knows_what_it_cannot_know() -> None:
    """Verdicts that are all alike say nothing, and full agreement on few is not certain."""
    assert kappa([[9, 0], [0, 0]]).value is None
    few, many = kappa([[5, 0], [0, 5]]), kappa([[50, 0], [0, 50]])
    assert few.value == many.value == 1.0
    assert few.low is not None
    assert many.low is not None
    assert few.low < 0.4 < 0.9 < many.low < 1.0
    always_yes = kappa(table_of((n < 15, True) for n in range(20)))
    assert always_yes.value == pytest.approx(0.0)
    assert (always_yes.low, always_yes.agreed) == (None, 0.75)


def labels(verdicts: str, criterion: str = "one-task") -> list[Label]:
    """A label for each letter, y or n, each about a text of its own."""
    return [
        Label(
            case=f"c{n}", rubric="pitch", criterion=criterion, verdict="yes" if v == "y" else "no", by="a",
            text=f"{n:064x}",
        )
        for n, v in enumerate(verdicts)
    ]  # fmt: skip


def said(verdicts: str, repeat: int = 0, criterion: str = "one-task") -> list[Judged]:
    """The same for a judge; - is unscored."""
    return [
        Judged(
            case=f"c{n}", rubric="pitch", stakeholder="", criterion=criterion, text=f"{n:064x}",
            judge="j p@1", repeat=repeat, verdict={"y": "yes", "n": "no", "-": None}[v],  # type: ignore[arg-type]
        )
        for n, v in enumerate(verdicts)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("people", "judge", "gates", "why"),
    [
        ("y" * 12 + "n" * 12, "y" * 12 + "n" * 12, True, ""),
        ("y" * 12 + "n" * 12, "y" * 10 + "n" * 12 + "yy", True, ""),
        ("y" * 12 + "n" * 12, "yn" * 12, False, "κ is 0.00"),
        ("y" * 12 + "n" * 12, "y" * 24, False, "κ is 0.00"),
        ("y" * 9 + "n" * 9, "y" * 9 + "n" * 9, False, "18 labels, 20 are needed"),
        ("y" * 12 + "n" * 12, "y" * 9 + "------" + "n" * 9, False, "18 labels"),
        ("y" * 22 + "nn", "y" * 22 + "nn", False, "people said no 2 times"),
    ],
)
def test_a_question_gates_only_where_the_judge_agrees_with_people(
    people: str, judge: str, gates: bool, why: str
) -> None:
    """Beyond chance, on enough labels, of both kinds."""
    report = calibrate(labels(people), said(judge))
    assert report.questions[0].gates == gates
    assert why in report.questions[0].why
    assert report.gating == ({"pitch/one-task"} if gates else frozenset())


def test_repeats_constants_and_changed_texts_are_told() -> None:
    """Steadiness is the share of equal pairs; labels of texts that were not judged do not count."""
    report = calibrate(labels("yyyynnnnyy"), [*said("yyyynnnn"), *said("yyyynnny", 1)])
    one = report.questions[0]
    assert (report.labels, report.stale, one.labels) == (10, 2, 8)
    assert (one.yes, one.constant, one.agreed, one.steady) == (0.5, 0.5, 1.0, 0.875)
    other = [label.model_copy(update={"by": "b", "verdict": "no"}) for label in labels("y")]
    assert calibrate([*labels("yyyy"), *other], said("yyyy")).torn == 1


LINE = json.dumps({"case": "c", "rubric": "pitch", "criterion": "one-task", "verdict": "yes", "by": "a"})[:-1]
LINE += f', "text": "{"0" * 64}"}}'


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "mine.jsonl:1"),
        (f"{LINE}\n{{", "mine.jsonl:2"),
        (LINE.replace('"yes"', '"maybe"'), "mine.jsonl:1: the file cannot be used: verdict"),
        (LINE.replace('"pitch"', '"pich"'), "mine.jsonl:1: there is no rubric 'pich'"),
        (
            LINE.replace("one-task", "two-tasks"),
            "mine.jsonl:1: the rubric pitch has no criterion 'two-tasks'",
        ),
        (f"{LINE}\n{LINE}", "mine.jsonl:2: the file cannot be used: the same person said this before"),
    ],
)
def test_a_broken_label_is_named_with_its_line(tmp_path: Path, lines: str, told: str) -> None:
    """One clear line with file, line and field."""
    (tmp_path / "mine.jsonl").write_text(lines + "\n")
    with pytest.raises(MalformedInput) as error:
        load_labels(load_rubrics(), tmp_path)
    assert told in str(error.value)
    assert "\n" not in str(error.value)


@pytest.fixture(scope="module")
def kept() -> Labelled:
    """The labels of the suite."""
    return load_labels(load_rubrics(), LABELS)


def test_every_label_of_the_suite_is_about_a_kept_text(kept: Labelled) -> None:
    """No label is stale, and each kept text is labelled on every question of its rubric."""
    rubrics = {rubric.id: rubric for rubric in load_rubrics()}
    asked = {
        (text.sha256, text.case, text.rubric, text.stakeholder, criterion.id)
        for text in kept.texts
        for criterion in rubrics[text.rubric].questions(text.stakeholder)
    }
    assert {(one.text, one.case, one.rubric, one.stakeholder, one.criterion) for one in kept.labels} == asked


def test_a_judge_is_calibrated_from_what_it_said_of_the_kept_texts(kept: Labelled, tmp_path: Path) -> None:
    """A judge that says what people said may decide; one that always says no may not, and the file tells."""
    people = {(one.text, one.criterion): one.verdict for one in kept.labels}
    judge = Judge(ScriptedModel(answering(lambda _: NO), model="fake/no"), load_rubrics())
    asyncio.run(judge_labelled(judge, kept))
    agrees = [
        one.model_copy(update={"judge": "fake/good p@1", "verdict": people[one.text, one.criterion]})
        for one in judge.judged
    ]
    judge.judged += agrees
    keep(judge, tmp_path / "offline")
    done = calibrated(None, tmp_path)
    assert done.code == 0
    assert done == calibrated(None, tmp_path)
    assert gating(tmp_path, judge.name) == frozenset()
    assert len(gating(tmp_path, "fake/good p@1")) >= 10
    assert gating(tmp_path, "fake/unknown p@1") == frozenset()
    assert "κ is 0.00, 0.6 is needed" in done.report
    with pytest.raises(MalformedInput, match="no judge has said anything yet"):
        calibrated(None, tmp_path / "empty")
