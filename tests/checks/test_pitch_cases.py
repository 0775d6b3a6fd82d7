"""Every check that looks at a pitch: it fires, it stays quiet, it is not fooled."""

from __future__ import annotations

import pytest

from tests.checks.pitch_cases import PITCH_CASES, Change, put, say, subject
from tests.checks.text_cases import Verdict
from translator.catalog.index import CatalogIndex
from translator.checks import run_checks
from translator.checks.subject import filled_spans
from translator.models import Draft

ROWS = [
    pytest.param(check, verdict, row, id=f"{check}-{verdict}-{number}")
    for check, verdicts in PITCH_CASES.items()
    for verdict, rows in verdicts.items()
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("check", "verdict", "row"), ROWS)
def test_check_on_pitch(check: str, verdict: Verdict, row: Change, index: CatalogIndex) -> None:
    """The check points at the faulty pitches and at no other."""
    found = {f.check for f in run_checks(subject(index, **row))}
    assert (check in found) == (verdict == "fires")


def test_the_good_pitch_is_good(index: CatalogIndex) -> None:
    """A pitch whose only gaps are visible blanks gets exactly the findings about those."""
    found = [(f.check, f.severity, f.where) for f in run_checks(subject(index))]
    assert found == [
        ("no-review-date", "should", "note.review_date"),
        ("no-owner", "should", "note.owner"),
    ]


def test_a_repeated_sentence_is_reported_once(index: CatalogIndex) -> None:
    """The same words in the note and in a framing give one finding, at the first place."""

    def change(draft: Draft) -> Draft:
        for where in ("moment.wrong", "note.wrong", "framing:sales.problem.0"):
            draft = put(where, text="Everybody lands back on the sign-in screen.")(draft)
        return draft

    found = [f for f in run_checks(subject(index, change)) if f.check == "everyone"]
    assert [f.where for f in found] == ["moment.wrong"]


def test_offsets_point_at_the_words(index: CatalogIndex) -> None:
    """Start and end count in the sentence that `where` names."""
    text = "During a demo, SessionManager drops prospects."
    found = run_checks(subject(index, after=put("one_breath", plain=text)))
    hit = next(f for f in found if f.check == "internal-name")
    assert (hit.where, text[hit.start : hit.end]) == ("one_breath", "SessionManager")


def test_words_of_the_ticket_are_not_judged(index: CatalogIndex) -> None:
    """What came through a slot is the ticket's wording, not the writer's."""
    found = run_checks(subject(index, put("one_breath", text="They say: “«e2»”")))
    assert not {f.check for f in found} & {"jargon", "housework", "internal-name"}


@pytest.mark.parametrize(
    ("text", "plain", "spans"),
    [
        ("Fails «n1» of «n2».", "Fails 3 % of 40.", ["3 %", "40"]),
        ("«n1»", "3 %", ["3 %"]),
        ("No slot.", "No slot.", []),
        ("Owner: «?q1».", "Owner: [owner needed — ask x].", ["[owner needed — ask x]"]),
        ("«n1» and «n1» and", "a and b and", ["a", "b"]),
    ],
)
def test_spans_are_found_again(text: str, plain: str, spans: list[str]) -> None:
    """A pitch read from a file knows where its slots stand without being told."""
    sentence = say(text).model_copy(update={"plain": plain})
    assert sorted({plain[a:b] for a, b in filled_spans(sentence)}) == sorted(spans)
