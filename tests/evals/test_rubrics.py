"""The rubrics: those of the suite, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.rubric import load_rubrics, rubric_of
from translator.errors import MalformedInput
from translator.redaction import Redactor
from translator.wiring import build_alone

GOOD = """id: mine
about: framing
title: Mine
criteria:
- {id: one, weight: 1, ask: "Is it?", evidence: the words, good: [yes it is], bad: [it is not]}
"""


def test_the_suite_has_questions_for_the_pitch_and_for_each_reader_of_the_catalog() -> None:
    """Every stakeholder has questions of its own beside those for all, and no question is masked."""
    framing, pitch = load_rubrics()
    assert {s.id for s in build_alone({}).index.catalog.stakeholders} == set(framing.stakeholders)
    assert len(pitch.questions()) >= 12
    for rubric in (framing, pitch):
        for reader in ("", *rubric.stakeholders):
            for question in rubric.questions(reader):
                told = "\n".join((question.ask, question.evidence, *question.good, *question.bad))
                assert Redactor().redact(told).text == told
    assert len(framing.questions("sales")) == len(framing.criteria) + 2


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("weight: 1", "weight: 0"), "criteria.0.weight: input should be greater than 0"),
        (("weight: 1", "weight: heavy"), "criteria.0.weight"),
        (("Is it?", "It is."), "criteria.0.ask"),
        (("id: mine", "id: other"), "is not the name of the file"),
        (("evidence: the words, ", ""), "criteria.0.evidence: field required"),
        (("title: Mine", "title: Mine\nstakeholders: {sales: [{id: one, weight: 1, ask: 'Is it?',"
          " evidence: it, good: [it], bad: [it is not]}]}"), "two criteria are called 'one'"),
        (("about: framing", "about: everything"), "about"),
    ],
)  # fmt: skip
def test_a_broken_rubric_is_named_with_its_field(tmp_path: Path, edit: tuple[str, str], said: str) -> None:
    """One clear line with file and field."""
    (tmp_path / "mine.yaml").write_text(GOOD.replace(*edit))
    with pytest.raises(MalformedInput) as told:
        load_rubrics(tmp_path)
    assert said in str(told.value)
    assert "mine.yaml" in str(told.value)
    assert "\n" not in str(told.value)


def test_an_unknown_rubric_is_told_with_those_there_are() -> None:
    """The line names what was asked for, where, and what there is."""
    with pytest.raises(MalformedInput, match=r"labels.jsonl:3: there is no rubric 'pich'.*framing, pitch"):
        rubric_of("pich", load_rubrics(), place="labels.jsonl:3")
