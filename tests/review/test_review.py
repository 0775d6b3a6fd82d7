"""The states of a pitch: every pair of them, who may take a step, what stands in its way."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from tests.review.conftest import BOT, INES, LATER, finding, translation
from translator import review
from translator.errors import EmptyInput, InputTooLarge, StepRefused, UnknownFinding
from translator.models import Pitch, Staleness, State
from translator.review import finding_id

STATES: tuple[State, ...] = get_args(State)
WRITTEN = {"draft", "needs evidence"}

# from → where a person may send it; the order of design.md §2.
ALLOWED: dict[str, set[str]] = {
    "draft": {"in review", "closed"},
    "needs evidence": {"in review", "closed"},
    "in review": {"draft", "needs evidence", "approved", "closed"},
    "approved": {"draft", "needs evidence", "published", "closed"},
    "published": {"draft", "needs evidence", "closed"},
    "stale": {"closed"},
    "closed": set(),
}
# What a service may ask for: nothing that approves, publishes, or undoes what a person signed.
OF_A_SERVICE: dict[str, set[str]] = {
    "draft": {"in review", "closed"},
    "needs evidence": {"in review", "closed"},
    "in review": {"draft", "needs evidence", "closed"},
    "stale": {"closed"},
}


@pytest.mark.parametrize(("before", "to"), list(product(STATES, STATES)))
def test_every_step_of_a_person(pitch: Pitch, before: State, to: State) -> None:
    """A step is taken and recorded, or refused with what to do instead, for all 49 pairs."""
    held = translation(pitch, before)
    if to not in ALLOWED[before]:
        with pytest.raises(StepRefused) as refused:
            review.stepped(held, to, by=INES, at=LATER, why="because")
        assert refused.value.next_step
        assert f"“{before}”" in refused.value.message
        return
    after = review.stepped(held, to, by=INES, at=LATER, why="because")
    assert after.state == ("needs evidence" if to in WRITTEN else to)  # the pitch has open questions
    assert after.pitch.state == after.state
    assert after.steps[-1].before == before
    assert after.steps[-1].after == after.state
    assert (after.steps[-1].by, after.steps[-1].at, after.steps[-1].why) == (INES, LATER, "because")
    assert after.pitch.version == pitch.version


@pytest.mark.parametrize(("before", "to"), list(product(STATES, STATES)))
def test_every_step_of_a_service(pitch: Pitch, before: State, to: State) -> None:
    """A machine sends in, takes back and closes what nobody signed; it approves nothing."""
    held = translation(pitch, before)
    if to in OF_A_SERVICE.get(before, set()):
        assert review.stepped(held, to, by=BOT, at=LATER, why="because").steps[-1].by == BOT
    else:
        with pytest.raises(StepRefused):
            review.stepped(held, to, by=BOT, at=LATER, why="because")


def test_no_machine_approves(pitch: Pitch) -> None:
    """The refusal says who can."""
    with pytest.raises(StepRefused, match=r"only a person.*bot is a service.*Ask a person"):
        review.stepped(translation(pitch, "in review"), "approved", by=BOT, at=LATER)


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ("draft", "in review"),
        ("needs evidence", "in review"),
        ("in review", "approved"),
        ("approved", "published"),
    ],
)
def test_a_must_finding_blocks_and_a_should_does_not(pitch: Pitch, before: State, to: State) -> None:
    """The way up is closed by a must finding, which the refusal names, and open with a should."""
    with pytest.raises(StepRefused, match=r"no-owner at note\.owner"):
        review.stepped(translation(pitch, before, finding("must")), to, by=INES, at=LATER)
    assert review.stepped(translation(pitch, before, finding("should")), to, by=INES, at=LATER).state == to


def test_a_must_finding_does_not_keep_a_pitch_in_review(pitch: Pitch) -> None:
    """Sending back and closing are always possible."""
    held = translation(pitch, "in review", finding("must"))
    assert review.stepped(held, "draft", by=INES, at=LATER, why="see the note").state == "needs evidence"
    assert review.stepped(held, "closed", by=INES, at=LATER, why="dropped").state == "closed"


@pytest.mark.parametrize(
    ("before", "to"),
    [("in review", "draft"), ("approved", "draft"), ("published", "closed"), ("stale", "closed")],
)
def test_reasons(pitch: Pitch, before: State, to: State) -> None:
    """Sending back and closing need a reason of a bearable length; white space is none."""
    for why, error in (("", EmptyInput), ("  \n", EmptyInput), ("x" * 2_001, InputTooLarge)):
        with pytest.raises(error):
            review.stepped(translation(pitch, before), to, by=INES, at=LATER, why=why)


def test_a_pitch_without_questions_goes_back_to_draft(pitch: Pitch) -> None:
    """Whether it is a draft or needs evidence is what its questions say, whichever was asked for."""
    whole = pitch.model_copy(update={"draft": pitch.draft.model_copy(update={"questions": ()})})
    for to in ("draft", "needs evidence"):
        held = translation(whole, "in review")
        assert review.stepped(held, to, by=INES, at=LATER, why="a typo").state == "draft"


@pytest.mark.parametrize(
    ("before", "severity", "after"),
    [
        ("draft", "should", "needs evidence"),
        ("needs evidence", "should", "needs evidence"),
        ("in review", "should", "in review"),
        ("in review", "must", "needs evidence"),
        ("approved", "should", "needs evidence"),
        ("published", "should", "needs evidence"),
    ],
)
def test_a_change_of_the_words(pitch: Pitch, before: State, severity: str, after: State) -> None:
    """Nobody has approved changed words; a review goes on unless the change brings a must finding."""
    changed = translation(pitch, "draft", finding(severity)).pitch.model_copy(update={"version": 2})
    held = review.with_pitch(translation(pitch, before), changed, by=INES, at=LATER)
    assert held.state == held.pitch.state == after
    assert held.pitch.version == 2
    assert [s.after for s in held.steps] == ([] if before == after else [after])


@pytest.mark.parametrize("state", ["stale", "closed"])
def test_what_has_ended_is_changed_no_more(pitch: Pitch, state: State) -> None:
    """The refusal of a stale one names the translation of the newer text."""
    held = translation(pitch, state)
    stale = Staleness(at=LATER, replaced_by="t2", changed=("title: “a” → “b”",))
    held = held.model_copy(update={"stale": stale if state == "stale" else None})
    with pytest.raises(StepRefused, match=r"t2" if state == "stale" else "Translate the ticket again"):
        review.with_pitch(held, pitch, by=INES, at=LATER)
    assert review.made_stale(held, stale, by=INES) is held


@pytest.mark.parametrize("state", ["draft", "needs evidence", "in review", "approved", "published"])
def test_a_newer_text_makes_stale(pitch: Pitch, state: State) -> None:
    """Whatever was reached before; what changed is kept, and the step says why."""
    stale = Staleness(at=LATER, replaced_by="t2", changed=("title: “a” → “b”",))
    held = review.made_stale(translation(pitch, state), stale, by=BOT)
    assert held.state == held.pitch.state == "stale"
    assert held.stale == stale
    assert held.steps[-1].why == "the ticket has a newer text"


def test_a_finding_keeps_its_id_while_it_reads_the_same() -> None:
    """Neither severity, advice nor offsets matter; check, place and message do."""
    one = finding()
    same = one.model_copy(update={"severity": "must", "fix": "Or so.", "start": 3, "end": 5})
    assert finding_id(one) == finding_id(same)
    others = [one.model_copy(update={field: "x"}) for field in ("check", "where", "message")]
    assert len({finding_id(f) for f in (one, *others)}) == 4


def test_a_dismissal_holds_while_the_finding_reads_the_same(pitch: Pitch) -> None:
    """It leaves the open ones, comes back when it says something else, and a later reason replaces it."""
    one, other = finding(), finding(message="the owner has left.")
    held = translation(pitch, "in review", one, finding("info", "a hint."))
    held = review.dismissed(held, finding_id(one), why="the team keeps it", by=INES, at=LATER)
    assert [f.message for f in review.open_findings(held)] == ["a hint."]
    held = review.dismissed(held, finding_id(one), why="the whole team keeps it", by=INES, at=LATER)
    assert [d.why for d in held.dismissed] == ["the whole team keeps it"]
    assert held.dismissed[0].version == pitch.version
    again = held.model_copy(update={"pitch": translation(pitch, "draft", one, other).pitch})
    assert review.open_findings(again) == (other,)


def test_what_cannot_be_dismissed(pitch: Pitch) -> None:
    """A must finding, an unknown one, one without a reason; nor by a service, nor after the end."""
    one, must = finding(), finding("must", "the number “47” comes from no evidence.")
    held = translation(pitch, "draft", one, must)
    for id, why, by, error in (
        (finding_id(must), "so be it", INES, StepRefused),
        ("0" * 12, "so be it", INES, UnknownFinding),
        (finding_id(one), " ", INES, EmptyInput),
        (finding_id(one), "so be it", BOT, StepRefused),
    ):
        with pytest.raises(error):
            review.dismissed(held, id, why=why, by=by, at=LATER)
    closed = translation(pitch, "closed", one)
    with pytest.raises(StepRefused):
        review.dismissed(closed, finding_id(one), why="so be it", by=INES, at=LATER)


def test_a_must_finding_stays_open_whatever_was_dismissed(pitch: Pitch) -> None:
    """A check that became stricter is not silenced by an old reason."""
    held = translation(pitch, "draft", finding())
    held = review.dismissed(held, finding_id(finding()), why="so be it", by=INES, at=LATER)
    stricter = held.model_copy(update={"pitch": translation(pitch, "draft", finding("must")).pitch})
    assert review.open_findings(stricter) == (finding("must"),)
