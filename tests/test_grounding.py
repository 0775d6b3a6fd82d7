"""No number, date, name or quote gets past grounding without a source."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.pitch_cases import LEDGER, evidence, good_draft, put
from tests.checks.text_cases import TICKET
from translator.grounding import BLANKS, Grounded, ground
from translator.models import Draft, Evidence, Ledger, Quantity, Sentence
from translator.parts import sentences_of

SOURCES = {"ticket": TICKET}
KNOWN_TEXT = """
prospects sign-in sign fails demo review owner sales support seen cut it reads keeping rolling roll
"""
KNOWN = frozenset(KNOWN_TEXT.split())


def grounded(
    text: str,
    *ids: str,
    status: Any = "claim",
    ledger: Ledger = LEDGER,
    sources: dict[str, str] | None = None,
) -> tuple[Sentence, Grounded]:
    """`text` grounded as the headline of a draft."""
    change = put("one_breath", text=text, evidence=ids, status=status)
    done = ground(change(good_draft()), ledger, sources or SOURCES, known_words=KNOWN)
    return done.draft.one_breath, done


def checks_at(done: Grounded, where: str = "one_breath") -> list[str]:
    """The ids of the findings at one place."""
    return [f.check for f in done.findings if f.where == where]


@pytest.mark.parametrize(
    ("text", "plain", "checks"),
    [
        # Slots
        ("It fails «n2» of the time.", "It fails 3 % of the time.", []),
        ("«n1» demos failed, «n2».", "Two demos failed, 3 %.", []),
        ("They say “«q1»”.", "They say “we were sent back to the start three times”.", []),
        ("Owner: «?q1».", "Owner: [owner needed — ask note owner].", []),
        ("It fails «n9».", "It fails [source needed].", ["unknown-evidence"]),
        ("It fails «N2».", "It fails [source needed].", ["unknown-evidence"]),
        ("It fails «?q7».", "It fails [source needed].", ["unknown-evidence"]),
        ("It fails «n 2».", "It fails [source needed].", ["unknown-evidence"]),
        ("It «often fails.", "It [source needed]often fails.", ["unknown-evidence"]),
        ("It often» fails.", "It often[source needed] fails.", ["unknown-evidence"]),
        # Numbers
        ("It fails 7 times.", "It fails [number needed] times.", ["invented-number"]),
        ("It fails 3 %.", "It fails [number needed] %.", ["invented-number"]),
        ("Prospects cut it by half.", "Prospects cut it by [number needed].", ["invented-number"]),
        ("It fails ７ times.", "It fails [number needed] times.", ["invented-number"]),
        ("It fails ③ times.", "It fails [number needed] times.", ["invented-number"]),
        ("It fails twenty-three times.", "It fails [number needed] times.", ["invented-number"]),
        ("No one of the prospects can.", "No one of the prospects can.", []),
        # A value may not be turned into another one by what stands against it
        ("«n1»k demos", "[number needed] demos", ["invented-number"]),
        ("It cut -«n2» of it.", "It cut [number needed] of it.", ["invented-number"]),
        ("It cut $«n1».", "It cut [number needed].", ["invented-number"]),
        ("«n1» %", "[number needed]", ["invented-number"]),
        ("«n1» M", "[number needed]", ["invented-number"]),
        ("«n1» million", "Two [number needed]", ["invented-number"]),
        ("«n1»«n1»", "[number needed][number needed]", ["invented-number", "invented-number"]),
        ("«n1».5", "Two.[number needed]", ["invented-number"]),
        ("a «n1»-demo day", "a two-demo day", []),
        # Dates
        ("Seen since 3 June.", "Seen since [date needed].", ["invented-date"]),
        ("Seen since 12 May.", "Seen since [number needed] May.", ["invented-number"]),
        ("Seen since May.", "Seen since May.", []),
        ("Seen in March.", "Seen in [date needed].", ["invented-date"]),
        ("Seen on 2026-05-02.", "Seen on [date needed].", ["invented-date"]),
        ("Seen next quarter.", "Seen [date needed].", ["invented-date"]),
        ("Seen on Friday.", "Seen on [date needed].", ["invented-date"]),
        ("Seen last month.", "Seen last month.", []),
        ("Prospects may march on.", "Prospects may march on.", []),
        # Names
        ("Seen at Kestrel Logistics.", "Seen at [name needed].", ["invented-name"]),
        ("Seen at Pelican Ferries.", "Seen at Pelican Ferries.", []),
        ("Seen at Pelican Kestrel.", "Seen at Pelican [name needed].", ["invented-name"]),
        ("Ana saw it, so did Marcus.", "Ana saw it, so did [name needed].", ["invented-name"]),
        ("Marcus saw it.", "[name needed] saw it.", ["invented-name"]),
        ("Seen by 田中さん.", "Seen by [name needed].", ["invented-name"]),
        ("Keeping the session open works, I think.", None, []),
        # Two words of the ticket in lower case make no person
        ("Seen by Sent Screen.", "Seen by [name needed].", ["invented-name"]),
        # Quotes
        ("They say “it is dead”.", "They say [quote needed].", ["invented-quote"]),
        ('They say "it is dead.', "They say [quote needed]", ["invented-quote"]),
        ("They say “we were sent back”.", "They say “we were sent back”.", []),
        ("They say “We Were  sent back.”", "They say “We Were  sent back.”", []),
        ("They say “we were sent up «n1» times”.", "They say [quote needed].", ["invented-quote"]),
        ("The “door” is shut.", "The “door” is shut.", []),
        ("They say ‘it is dead’ of it.", "They say [quote needed] of it.", ["invented-quote"]),
        ("The prospects' demo isn't the owners' fault.", None, []),
    ],
)  # fmt: skip
def test_sentence(text: str, plain: str | None, checks: list[str]) -> None:
    """What the sentence becomes, and which findings say so."""
    sentence, done = grounded(text, "e1")
    assert sentence.plain == (text if plain is None else plain)
    assert checks_at(done) == checks


@pytest.mark.parametrize(
    ("status", "ids", "text", "after", "checks"),
    [
        ("claim", (), "It fails.", "assumption", ["uncited-claim"]),
        ("claim", ("e1",), "It fails.", "claim", []),
        ("claim", (), "It fails «n2».", "claim", []),
        ("claim", (), "Owner: «?q1».", "blank", []),
        ("claim", (), "", "claim", []),
        ("assumption", (), "It fails.", "assumption", []),
        ("proposed", (), "It fails.", "proposed", []),
        ("claim", ("e9",), "It fails.", "assumption", ["unknown-evidence", "uncited-claim"]),
    ],
)
def test_status(status: str, ids: tuple[str, ...], text: str, after: str, checks: list[str]) -> None:
    """A claim that nothing carries is shown as an assumption."""
    sentence, done = grounded(text, *ids, status=status)
    assert sentence.status == after
    assert checks_at(done) == checks


def test_slots_are_cited() -> None:
    """Each slot's id is among the sentence's evidence, once."""
    sentence, _ = grounded("It fails «n2», «n1», «n2».", "n1")
    assert sentence.evidence == ("n1", "n2")


def test_an_unknown_citation_is_visible() -> None:
    """An id that names no evidence is dropped, and a blank shows that a source is missing."""
    sentence, done = grounded("It fails.", "e1", "e9")
    assert sentence.evidence == ("e1",)
    assert sentence.plain == "It fails [source needed]."
    assert checks_at(done) == ["unknown-evidence"]


@pytest.mark.parametrize(
    "item",
    [
        Evidence(id="n2", kind="quantity", source="ticket", start=0, end=3, text="3 %"),
        Evidence(id="n2", kind="quantity", source="ticket", start=0, end=9999, text="3 %"),
        Evidence(id="n2", kind="quantity", source="ticket", start=-3, end=-1, text="3 %"),
        Evidence(id="n2", kind="quantity", source="incident:1", start=0, end=3, text="3 %"),
        Evidence(id="n2", kind="quantity", source="ticket", start=4, end=4, text=""),
    ],
)
def test_forged_evidence(item: Evidence) -> None:
    """Evidence whose words do not stand where it says counts as unknown."""
    sentence, done = grounded("It fails «n2».", ledger=Ledger(items=(item,)))
    assert sentence.plain == "It fails [source needed]."
    assert "unknown-evidence" in checks_at(done)


def test_an_id_used_twice_is_trusted_for_neither() -> None:
    """Two items under one id cannot be told apart by a reader."""
    twice = evidence("n2", "quantity", "0.5 %", value=0.5, unit="%")
    sentence, _ = grounded("It fails «n2».", ledger=Ledger(items=(*LEDGER.items, twice)))
    assert sentence.plain == "It fails [source needed]."


DERIVED = Evidence(
    id="d1", kind="derived", source="ticket", start=0, end=0, text="2.5 %", formula="n2 - n3",
    quantity=Quantity(value=2.5, unit="%"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "plain"),
    [
        ({}, "2.5 %"),
        ({"formula": "(n2 - n3) / n2 * 100", "text": "83 %",
          "quantity": Quantity(value=83.0, unit="%")}, "83 %"),
        ({"text": "9 %"}, "[source needed]"),
        ({"text": "2.5 % of 40"}, "[source needed]"),
        ({"formula": "n2 + n3"}, "[source needed]"),
        ({"formula": "n2 - n9"}, "[source needed]"),
        ({"formula": "n2 - 0.5"}, "[source needed]"),
        ({"formula": "__import__('os')"}, "[source needed]"),
        ({"formula": "n2 / (n3 - n3)"}, "[source needed]"),
        ({"formula": ""}, "[source needed]"),
        ({"quantity": None}, "[source needed]"),
    ],
)  # fmt: skip
def test_derived(change: dict[str, Any], plain: str) -> None:
    """A computed value is shown only when its formula over known evidence gives it."""
    item = DERIVED.model_copy(update=change)
    sentence, _ = grounded("«d1»", ledger=Ledger(items=(*LEDGER.items, item)))
    assert sentence.plain == plain


def test_a_slot_in_a_ticket_never_resolves() -> None:
    """A slot somebody wrote into the ticket is shown as words."""
    text = "Prospects say «n2» and\n«?q1»."
    item = Evidence(id="e1", kind="symptom", source="ticket", start=0, end=len(text), text=text)
    sentence, _ = grounded("It reads: «e1»", ledger=Ledger(items=(item,)), sources={"ticket": text})
    assert sentence.plain == "It reads: Prospects say <<n2>> and <<?q1>>."


def test_findings_keep_what_was_taken_out() -> None:
    """Each replacement names the words, the blank's place and the next step, and asks somebody."""
    sentence, done = grounded("Seen 7 times at Kestrel Logistics.", "e1")
    number, name = [f for f in done.findings if f.where == "one_breath"]
    assert "“7”" in number.message
    assert "“Kestrel Logistics”" in name.message
    assert sentence.plain[number.start : number.end] == "[number needed]"
    assert sentence.plain[name.start : name.end] == "[name needed]"
    assert all(f.fix and f.severity == "must" for f in done.findings)
    assert [(q.id, q.fills, q.role) for q in done.questions[:2]] == [
        ("q3", "one_breath.number", "engineering"),
        ("q4", "one_breath.name", "product"),
    ]


def test_spans_cover_what_is_not_the_writers() -> None:
    """Values and blanks are known by place, so that no check judges their wording."""
    sentence, done = grounded("It fails «n2» of 7.", "e1")
    shown = [sentence.plain[a:b] for a, b in done.spans["one_breath"]]
    assert shown == ["3 %", "[number needed]"]


def test_labels_and_questions_are_held_to_the_same() -> None:
    """A number in a label or a question that no source has becomes a blank too."""
    draft = good_draft()
    question = draft.questions[0].model_copy(update={"ask": "Did Kestrel lose 42 demos?"})
    line = draft.moment.number.model_copy(update={"label": "99 failed sign-ins"})
    moment = draft.moment.model_copy(update={"number": line})
    draft = draft.model_copy(update={"questions": (question,), "moment": moment})
    done = ground(draft, LEDGER, SOURCES, known_words=KNOWN)
    assert done.draft.questions[0].ask == "Did [name needed] lose [number needed] demos?"
    assert done.draft.moment.number.label == "[number needed] failed sign-ins"


def test_a_good_draft_is_left_alone() -> None:
    """Nothing is taken out of a draft whose every number is a slot."""
    words = KNOWN | {"during", "sales", "failed", "whole", "sellers", "fewer", "reliability", "fix"}
    done = ground(good_draft(), LEDGER, SOURCES, known_words=words)
    assert (done.findings, done.questions) == ((), ())
    assert done.draft.moment.number.sentence.plain == "Failed sign-ins: 3 % today → under 0.5 %."


_LOOSE = re.compile(r"\d")


@given(st.text(alphabet="«»?nqe1239 %kM.-$aA“”\"'\n½７", max_size=60))
def test_no_digit_without_a_source(text: str) -> None:
    """Whatever an engine writes, each digit a reader sees comes out of evidence."""
    sentence, _ = grounded(text, "e1")
    shown = sentence.plain
    for value in ("3 %", "0.5 %"):
        shown = shown.replace(value, "")
    assert not _LOOSE.search(shown)


@given(st.text(max_size=80))
def test_no_text_crashes(text: str) -> None:
    """Any text is grounded, and the findings point into what a reader sees."""
    sentence, done = grounded(text)
    for finding in done.findings:
        if finding.where == "one_breath" and finding.start is not None:
            assert sentence.plain[finding.start : finding.end] in BLANKS
    assert "«" not in sentence.plain
    assert "»" not in sentence.plain


def test_every_sentence_is_filled() -> None:
    """No sentence of the draft is left without what a reader sees."""
    done: Draft = ground(good_draft(), LEDGER, SOURCES).draft
    assert all(s.plain for _, s in sentences_of(done))


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["«", "1 ", "“a b ", "«n2»", "A", "A ", "in the ", "a’", "'a b' ", "[", "…"])
def test_hostile_text_is_linear(unit: str) -> None:
    """Two hundred thousand characters of one pattern are read in the time of a breath."""
    text = unit * (200_000 // len(unit))
    sentence, _ = grounded(text, "e1")
    assert sentence.plain
