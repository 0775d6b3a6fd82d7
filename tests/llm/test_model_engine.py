"""The engine that lets a model write: complete whatever the model does, and never more than its frame."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.llm.pitches import (
    BODY,
    FRAMED,
    NOW,
    TITLE,
    Part,
    Run,
    index,
    part,
    places_of,
    reply,
    ticket,
    written,
)
from translator.errors import (
    BudgetExhausted,
    CircuitOpen,
    ContentRefused,
    ContextTooLong,
    DeadlineExceeded,
    ModelKeyInvalid,
    ModelReplyUnusable,
    ModelRequestRefused,
    ModelTimeout,
    ModelUnavailable,
    ModelUnknown,
    ProviderError,
    RateLimited,
    ReplayMiss,
)
from translator.evidence import extract
from translator.llm.base import ModelRequest
from translator.llm.fake import Answer as Reply
from translator.llm.fake import Slow
from translator.models import Pitch
from translator.offline import OfflineEngine
from translator.parts import sentences_of
from translator.pipeline import Pipeline

FAILURES: list[type[ProviderError]] = [
    ModelKeyInvalid, ModelUnknown, ModelRequestRefused, ContextTooLong, ContentRefused, RateLimited,
    ModelUnavailable, ModelTimeout, ModelReplyUnusable, CircuitOpen, DeadlineExceeded, BudgetExhausted,
]  # fmt: skip


def offline(title: str = TITLE, body: str = BODY) -> Pitch:
    pipeline = Pipeline(index(), OfflineEngine())
    return asyncio.run(pipeline.translate(ticket(title, body), now=NOW, stakeholders=FRAMED))


def plain(pitch: Pitch) -> dict[str, str]:
    return {where: sentence.plain for where, sentence in sentences_of(pitch.draft)}


def id_of(words: str, kind: str | None = None) -> str:
    """The id of the first evidence of the ticket that holds these words."""
    items = extract(ticket(), index()).items
    return next(e.id for e in items if words in e.text and kind in (None, e.kind))


THROWN = id_of("get thrown back", "symptom")
TWO = id_of("Two", "quantity")
FOUR = id_of("4 %", "quantity")
GOOD: dict[str, Part] = {
    "note.moment": part("Prospects are thrown back to the sign-in screen in a live demo.", THROWN),
    "moment.wrong": part("In a live demo they get thrown back to the sign-in screen.", THROWN),
    "framing:sales.problem.1": part("A demo stops at the sign-in screen.", THROWN, status="assumption"),
    "framing:support.problem.1": part("People are thrown back in front of us.", THROWN, status="assumption"),
}
LIE = part("About 87 % of prospects of Zorbex leave, said the board.", THROWN, TWO)


def failing_at(purpose: str, error: ProviderError, writes: Callable[[str], Part | None]) -> Run:
    def script(request: ModelRequest) -> Reply:
        return error if request.purpose == purpose else reply(request, writes)

    return Run(script)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_model_that_fails_at_the_core_leaves_the_offline_pitch(failure: type[ProviderError]) -> None:
    """Every part is the offline engine's, and the pitch says why."""
    run = failing_at("core", failure("it went wrong", next_step="x"), GOOD.get)
    pitch = run.pitch()
    assert plain(pitch) == plain(offline())
    assert pitch.provenance.written == ()
    assert any(n.startswith("core: written offline") and failure.code in n for n in pitch.provenance.notes)
    assert set(run.purposes) == {"core"}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_model_that_fails_at_one_framing_writes_the_others(failure: type[ProviderError]) -> None:
    """One framing is the offline engine's and labelled; the core and the other framings stay."""
    pitch = failing_at("framing:support", failure("it went wrong"), GOOD.get).pitch()
    assert {"note.moment", "framing:sales.problem.1"} <= set(pitch.provenance.written)
    assert not any(
        w.startswith("framing:support.") and "problem.0" not in w for w in pitch.provenance.written
    )
    assert any(n.startswith("framing:support: written offline") for n in pitch.provenance.notes)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_model_that_fails_at_the_repair_loses_only_the_failing_parts(failure: type[ProviderError]) -> None:
    """What did not hold goes back to the offline words; what held stays."""
    pitch = failing_at("repair", failure("it went wrong"), {**GOOD, "lever": LIE}.get).pitch()
    assert plain(pitch)["lever"] == plain(offline())["lever"]
    assert "note.moment" in pitch.provenance.written
    assert any(n.startswith("repair: written offline") for n in pitch.provenance.notes)
    assert any(n.startswith("lever: written offline") for n in pitch.provenance.notes)


@pytest.mark.parametrize("failure", [ModelKeyInvalid, ModelUnknown, ModelRequestRefused])
def test_what_a_person_must_put_right_is_an_error_where_the_model_was_asked_for(
    failure: type[ProviderError],
) -> None:
    """With `strict` no pitch hides a wrong key or an unknown model."""
    with pytest.raises(failure):
        Run(lambda request: failure("no"), strict=True).pitch()


def test_a_missing_recording_is_an_error() -> None:
    """A replay never falls back: it would look like a model's work."""
    with pytest.raises(ReplayMiss):
        Run(lambda request: ReplayMiss("no recording")).pitch()


def test_two_round_trips_and_one_repair() -> None:
    """The core, then all framings at once, then one repair; nothing is asked before its turn."""
    bad = {**GOOD, "lever": LIE, "framing:sales.change": LIE}
    run = Run(lambda request: Slow(0.01, reply(request, bad.get)))
    run.pitch()
    assert run.purposes[0] == "core"
    assert sorted(run.purposes[1:-1]) == sorted(f"framing:{s}" for s in FRAMED)
    assert run.purposes[-1] == "repair"
    assert run.model.most_running == len(FRAMED)


def test_the_repair_asks_for_the_failing_parts_only() -> None:
    """Parts that hold are not asked for again."""
    run = written({**GOOD, "lever": LIE})
    run.pitch()
    assert set(places_of(run.model.requests[-1]).values()) == {"lever"}


def test_a_question_asked_again_takes_the_round_of_the_repair() -> None:
    """Never more than one round beyond the two, whatever it is spent on."""
    bad = {**GOOD, "lever": LIE}

    def script(request: ModelRequest) -> Reply:
        return "I cannot answer in JSON." if request.purpose == "core" else reply(request, bad.get)

    run = Run(script)
    pitch = run.pitch()
    assert run.purposes[:2] == ["core", "re-ask:core"]
    assert "repair" not in run.purposes
    assert plain(pitch)["lever"] == plain(offline())["lever"]


@pytest.mark.parametrize(
    "babble", ["", "no", "{}", '{"parts": []}', "[" * 5000, "\x00", '{"parts": {"lever"']
)
def test_a_model_that_cannot_answer_is_asked_once_more_and_left(babble: str) -> None:
    """The pitch is the offline one, labelled."""
    run = Run(lambda request: babble)
    pitch = run.pitch()
    assert plain(pitch) == plain(offline())
    assert run.purposes == ["core", "re-ask:core"]
    assert any("could not be read" in note for note in pitch.provenance.notes)


def test_stages_come_in_order_and_show_nothing_ungrounded() -> None:
    """Each stage shows what a reader may see, while a liar writes every part."""
    run = written(lambda place: LIE)
    run.pitch()
    assert [s.name for s in run.stages] == [
        "evidence", "incidents", "core", *(f"framing:{s}" for s in FRAMED), "checks", "done",
    ]  # fmt: skip
    told = " ".join(words for stage in run.stages for words in stage.parts.values())
    assert told
    assert not any(lie in told for lie in ("87", "Zorbex", "board", "«"))


def test_stages_tell_each_part_once() -> None:
    """The core stage has no framing, and a framing's stage only its own parts."""
    run = written(GOOD)
    run.pitch()
    for stage in run.stages:
        if stage.name == "core":
            assert not any(where.startswith("framing:") for where in stage.parts)
        elif stage.name.startswith("framing:"):
            assert all(where.startswith(f"{stage.name}.") for where in stage.parts)


@pytest.mark.parametrize(
    "writes", [GOOD.get, lambda place: LIE, lambda place: None], ids=["good", "liar", "null"]
)
def test_the_structure_is_the_offline_drafts(writes: Callable[[str], Part | None]) -> None:
    """Places, statuses of what is proposed, stakeholders, number and technical note do not move."""
    pitch, frame = written(writes).pitch(), offline()
    assert list(plain(pitch)) == list(plain(frame))
    assert pitch.stakeholders == frame.stakeholders
    assert pitch.draft.moment.number == frame.draft.moment.number
    assert pitch.draft.technical == frame.draft.technical
    surer = {"claim": 0, "assumption": 1, "proposed": 1, "blank": 2}
    before = dict(sentences_of(frame.draft))
    for where, sentence in sentences_of(pitch.draft):
        if before[where].status in ("assumption", "proposed"):
            assert surer[sentence.status] >= 1, where


def test_framings_keep_the_same_number_and_ask() -> None:
    """No model is asked for them, and what it hands in unasked is not taken."""

    def script(request: ModelRequest) -> Reply:
        answer = json.loads(reply(request, GOOD.get))
        answer["parts"] |= {"number": LIE, "ask": LIE, "framing:sales.ask": LIE}
        return json.dumps(answer)

    pitch, frame = Run(script).pitch(), offline()
    for mine, theirs in zip(pitch.draft.framings, frame.draft.framings, strict=True):
        assert (mine.number, mine.ask) == (theirs.number, theirs.ask)


INVITED = (
    "Invitation link stops working",
    "New drivers get an invitation by mail. Many open it only on their first day, then the link says it is "
    "no longer valid and the depot has to invite them again.",
)


def test_a_blank_is_filled_by_a_claim_with_evidence_and_its_question_goes() -> None:
    """A model that finds the answer in the ledger spares somebody a question."""
    frame = offline(*INVITED)
    before = dict(sentences_of(frame.draft))["moment.effect"]
    assert before.status == "blank"
    told = next(e for e in frame.evidence.items if "invite them again" in e.text and e.kind == "symptom")
    pitch = written({"moment.effect": part("The depot has to invite them again.", told.id)}).pitch(
        ticket(*INVITED)
    )
    assert (
        plain(pitch)["moment.effect"] == plain(pitch)["note.effect"] == "The depot has to invite them again."
    )
    gone = {q.id for q in frame.draft.questions} - {q.id for q in pitch.draft.questions}
    assert gone == {before.text.strip("«?». ")}


@pytest.mark.parametrize(
    "wrong",
    [part("Nobody knows."), part("It hurts at a demo.", status="assumption"), part("It hurts.", "e99")],
    ids=["no evidence", "no claim", "unknown id"],
)
def test_a_blank_is_not_filled_without_evidence(wrong: Part) -> None:
    """A blank is honest; a guess is a defect."""
    frame = offline("Rename the tariff module", "The word has changed.")
    blanks = {w for w, s in sentences_of(frame.draft) if s.status == "blank"}
    run = written(lambda place: wrong if place in blanks else None)
    pitch = run.pitch(ticket("Rename the tariff module", "The word has changed."))
    assert plain(pitch) == plain(frame)
    assert [q.id for q in pitch.draft.questions] == [q.id for q in frame.draft.questions]


def test_an_answer_keeps_the_models_words() -> None:
    """The next version asks no model and keeps what the model wrote."""
    run = written(GOOD)
    first = run.pitch()
    asked = len(run.model.requests)
    question = first.draft.questions[0]
    second = asyncio.run(run.pipeline.answer(first, {question.id: "14 tickets"}, by="support", now=NOW))
    assert len(run.model.requests) == asked
    assert second.version == first.version + 1
    assert set(first.provenance.written) == set(second.provenance.written)
    for place in first.provenance.written:
        assert plain(second)[place] == plain(first)[place]


def test_a_ticket_longer_than_the_model_reads_is_halved_and_keeps_the_newest() -> None:
    """The middle is what goes, and the pitch says so."""
    body = (
        f"{BODY}\n\nOLDEST-MARK\n\n" + "The log repeats itself here.\n\n" * 2000 + "NEWEST-MARK stands last."
    )
    refused: list[int] = []

    def script(request: ModelRequest) -> Reply:
        if len(refused) < 2 and request.purpose == "core":
            refused.append(len(request.user.text))
            return ContextTooLong("too long")
        return reply(request, GOOD.get)

    run = Run(script)
    pitch = run.pitch(ticket(TITLE, body))
    sent = run.model.requests[2].user.text
    assert refused[0] > refused[1] > len(sent)
    assert "NEWEST-MARK" in sent
    assert any("newest part" in note for note in pitch.provenance.notes)
    assert "note.moment" in pitch.provenance.written


def test_a_model_that_always_finds_it_too_long_ends_offline() -> None:
    """A few halvings, then the offline pitch."""
    run = Run(lambda request: ContextTooLong("too long"))
    assert plain(run.pitch()) == plain(offline())
    assert len(run.model.requests) <= 4


def test_a_reading_is_used_only_where_the_cues_show_none() -> None:
    """A clear ticket keeps its own reading; an unclear one takes the model's, as an assumption."""
    reading = {"task": "export", "failure": next(iter(index().failures)), "persona": "", "moment": ""}
    clear = written(lambda place: None, reading).pitch()
    assert plain(clear)["note.moment"] == plain(offline())["note.moment"]
    assert clear.draft.note.moment.status == "claim"
    title, body = "Rename the tariff module", "The word has changed and the csv looks odd."
    unclear = written(lambda place: None, reading).pitch(ticket(title, body))
    assert offline(title, body).draft.note.moment.status == "blank"
    assert unclear.draft.note.moment.status == "assumption"
    assert unclear.provenance.reading["task"] == "export"


def test_a_reading_needs_words_of_the_ticket() -> None:
    """A task that no word of it names is not taken, nor is a person or a moment."""
    title = "Rename the tariff module"
    reading = {
        "task": "export", "failure": next(iter(index().failures)), "persona": "auditors", "moment": "audit",
    }  # fmt: skip
    without = written(lambda place: None, reading).pitch(ticket(title, "The word has changed."))
    assert without.draft.note.moment.status == "blank"
    assert without.provenance.reading == {}
    named = written(lambda place: None, reading).pitch(ticket(title, "The word has changed in the csv."))
    assert named.provenance.reading.keys() == {"task", "failure"}


SECRETS = {
    "key": "sk-proj-Zq8vT4mLw2Xc9Rb7Nd5Kf3Hj6Gp1Ys0A",
    "mail": "ida.holm@brightwater-ferries.test",
    "card": "4111 1111 1111 1111",
    "iban": "DE89 3704 0044 0532 0130 00",
    "url": "https://admin:Tr0ub4dor@intern.brightwater.test/x",
}


def test_no_secret_of_the_ticket_is_in_any_request() -> None:
    """Whatever is asked, and when: core, framing, repair and the question asked again."""
    body = f"{BODY}\n\n" + "\n".join(f"{name}: {value}" for name, value in SECRETS.items())
    bad = {**GOOD, "lever": LIE}
    run = written(bad)
    again = Run(lambda r: "nothing" if r.purpose == "framing:sales" else reply(r, GOOD.get))
    for one in (run, again):
        pitch = one.pitch(ticket(TITLE, body))
        sent = " ".join(
            r.system.text + r.user.text + json.dumps(dict(r.schema or {})) for r in one.model.requests
        )
        for value in (*SECRETS.values(), "Tr0ub4dor"):
            assert value not in sent
        assert pitch.receipt.masked >= len(SECRETS)


ODD = st.lists(
    st.sampled_from(
        ["{", "}", "{{", "$x", "${ticket}", "$ticket", "{evidence}", "«n1»", "«?q1»", "</data>", "<data>",
         "%s", "\\", "«", "»", "{0}", "$$", "{ticket!r}", "$schema"]
    ) | st.text(max_size=12),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(pieces=ODD)
@hypothesis_settings(max_examples=40)
def test_text_of_a_ticket_collides_with_nothing(pieces: list[str]) -> None:
    """Braces, variables, slots and the end of the data are words of the ticket and nothing else."""
    odd = " ".join(pieces)
    run = written(GOOD)
    pitch = run.pitch(ticket(TITLE, f"{BODY}\n\nNote: {odd} end."), stakeholders=("sales",))
    # The technical note takes the ticket's prose over, this text too.
    assert [w for w in plain(pitch) if not w.startswith("technical")] == [
        w for w in plain(offline()) if not w.startswith(("framing:support", "framing:exec", "technical"))
    ]
    for request in run.model.requests:
        assert request.user.text.count("</data>") == 1
        assert not re.search(r"«\??[a-z]\d+»", request.user.text.split("## Evidence ledger")[0])
        assert request.system.text == run.model.requests[0].system.text
