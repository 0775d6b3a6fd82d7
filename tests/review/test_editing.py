"""A person's words in a pitch: what is matched to evidence, what is taken out, what is kept later."""

from __future__ import annotations

import asyncio
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review.conftest import BODY, LATER, TITLE
from translator.errors import EmptyInput, InputTooLarge, MalformedInput, UnknownPart
from translator.intake import read_parts
from translator.models import Pitch, Sentence
from translator.parts import sentences_of
from translator.render import RENDERERS
from translator.render.markdown import as_markdown
from translator.wiring import App

CHANGE = "framing:sales.change"
NAMES = "abcdefghijklmnopqrstuv"
PLACES = [f"note.{p}" for p in ("moment", "wrong", "effect", "number", "scope", "finish", "owner")]
PLACES += ["bet.constraint", "bet.bet", "bet.outcome", "lever"]


def edited(app: App, pitch: Pitch, *, where: str = CHANGE, says: str) -> Pitch:
    return asyncio.run(app.edit(pitch, {where: says}, by="Ines", now=LATER))


def at(pitch: Pitch, where: str = CHANGE) -> Sentence:
    return dict(sentences_of(pitch.draft))[where]


def value(pitch: Pitch, text: str) -> str:
    """The id of the first number, date, name or label that the ledger has with this text."""
    return next(e.id for e in pitch.evidence.items if e.text == text)


# What is typed, and what of it must stand there as a slot of the evidence with that text.
MATCHED = [
    ("Two demos failed last month.", "Two"),
    ("Last month 2 demos failed.", "Two"),
    ("Today 3% of sign-in attempts fail.", "3 %"),
    ("Today three percent of sign-ins fail.", "3 %"),
    ("The target is under 0.5 percent.", "0.5 %"),
    ("Fourteen tickets came in since August.", "14"),
    ("See SUP-2207 for the words.", "SUP-2207"),
]


@pytest.mark.parametrize(("says", "text"), MATCHED)
def test_a_typed_value_finds_its_evidence(app: App, pitch: Pitch, says: str, text: str) -> None:
    """However it is spelled, the same value becomes the slot of its evidence and is cited."""
    after = edited(app, pitch, says=says)
    id = value(pitch, text)
    assert f"«{id}»" in at(after).text
    assert id in at(after).evidence
    assert text.lower() in at(after).plain.lower()
    assert not [f for f in after.findings if f.where == CHANGE and f.severity == "must"]


# What is typed, what of it no reader may see, and the check that says so.
INVENTED = [
    ("We lost 47 deals.", ["47"], "invented-number"),
    ("We lost forty-seven deals.", ["forty-seven"], "invented-number"),
    ("We lost three deals and 2 customers.", ["three", "2 customers"], "invented-number"),
    ("Two customers left.", ["Two customers"], "invented-number"),  # two demos are no two customers
    ("Every demo fails in 3 % of tickets.", ["3 %"], "invented-number"),  # nor sign-ins tickets
    ("It costs us 40k € a quarter.", ["40k"], "invented-number"),
    ("We lost zwei deals.", ["zwei"], "invented-number"),
    ("We lost t w e n t y deals.", ["t w e n t y"], "invented-number"),
    ("We lost twо deals.", ["twо"], "invented-number"),  # with a Cyrillic letter
    ("We lost ４７ deals and 𝟜𝟟 more.", ["４７", "𝟜𝟟", "47"], "invented-number"),
    ("Sales in Atlantis waits for it.", ["Atlantis"], "invented-name"),
    ("It is done by 1 September.", ["September"], "invented-date"),
    ("It is done by next quarter.", ["next quarter"], "invented-date"),
    ("A buyer said “we will never be back”.", ["never be back"], "invented-quote"),
    ("We lost «n77» deals.", ["n77"], "unknown-evidence"),
]


@pytest.mark.parametrize(("says", "never", "check"), INVENTED)
def test_an_invention_is_never_shown(app: App, pitch: Pitch, says: str, never: list[str], check: str) -> None:
    """A blank with a question stands in its place, and the words are nowhere but in the must finding."""
    after = edited(app, pitch, says=says)
    sentence = at(after)
    for words in never:
        assert words not in sentence.plain
        assert words not in sentence.text
    assert "needed" in sentence.plain
    assert check in {f.check for f in after.findings if f.where == CHANGE and f.severity == "must"}
    new = {q.id for q in after.draft.questions} - {q.id for q in pitch.draft.questions}
    assert new
    assert all(f"«?{id}»" in sentence.text for id in new)
    bare = after.model_copy(update={"findings": ()})
    for renderer in RENDERERS:
        shown = renderer.render(bare)
        assert not [words for words in never if words in shown and words not in TITLE + BODY], renderer.name


@pytest.mark.parametrize("where", ["one_breath", "note.owner", "note.effect", "framing:support.ask"])
def test_no_part_is_a_way_round(app: App, pitch: Pitch, where: str) -> None:
    """Headline, plan and framing are held to the same truth."""
    after = edited(app, pitch, where=where, says="We lost 47 deals to Initech.")
    assert "47" not in at(after, where).plain
    assert "Initech" not in as_markdown(after).split("## Before this goes out")[0]


def test_each_invention_is_asked_for_on_its_own(app: App, pitch: Pitch) -> None:
    """One answer fills one blank: 47 deals do not make 47 renewals."""
    after = edited(app, pitch, says="We lost 47 deals and 12 renewals.")
    ids = [q.id for q in after.draft.questions if q.fills.startswith(CHANGE)]
    assert len(ids) == 2
    filled = asyncio.run(app.answer(after, {ids[0]: "47"}, by="sales", now=LATER))
    assert at(filled).plain.startswith("We lost 47 deals and [number needed")
    assert [f.message for f in filled.findings if f.check == "invented-number"] == [
        "the number “12” comes from no evidence."
    ]


def test_an_answer_mends_what_was_taken_out(app: App, pitch: Pitch) -> None:
    """What a person answers is evidence: the blank is filled, the finding gone, the words kept."""
    after = edited(app, pitch, says="We lost 47 deals.")
    (id,) = [q.id for q in after.draft.questions if q.fills == f"{CHANGE}.number"]
    assert id not in {q.id for q in pitch.draft.questions}
    filled = asyncio.run(app.answer(after, {id: "47"}, by="sales", now=LATER))
    assert at(filled).plain == "We lost 47 deals."
    assert "a1" in at(filled).evidence
    assert not [f for f in filled.findings if f.severity == "must"]
    assert filled.provenance.edited == {CHANGE: "Ines"}


def test_a_blank_asked_again_is_not_filled_by_an_old_answer(app: App, pitch: Pitch) -> None:
    """Another invention in the same part is another question, whatever was answered there before."""
    first = edited(app, pitch, says="We lost 47 deals.")
    (id,) = [q.id for q in first.draft.questions if q.fills.startswith(CHANGE)]
    filled = asyncio.run(app.answer(first, {id: "47"}, by="sales", now=LATER))
    again = edited(app, filled, says="We lost 99 customers.")
    owner = next(q.id for q in again.draft.questions if q.fills == "owner")
    later = asyncio.run(app.answer(again, {owner: "Ines"}, by="Ines", now=LATER))
    assert at(later).plain.startswith("We lost [number needed")
    assert len({q.id for q in later.draft.questions}) == len(later.draft.questions)


def test_an_answer_is_kept_where_its_words_are_typed_again(app: App, pitch: Pitch) -> None:
    """Editing around a filled blank keeps what fills it; the same number elsewhere is another claim."""
    first = edited(app, pitch, says="We lost 47 deals.")
    (id,) = [q.id for q in first.draft.questions if q.fills.startswith(CHANGE)]
    filled = asyncio.run(app.answer(first, {id: "47"}, by="sales", now=LATER))
    assert at(edited(app, filled, says="We lost 47 deals over this.")).text == "We lost «a1» deals over this."
    elsewhere = edited(app, filled, where="note.effect", says="47 customers left.")
    assert "47" not in at(elsewhere, "note.effect").plain


def test_answers_keep_what_a_person_wrote(app: App, pitch: Pitch) -> None:
    """An answer to another question changes its blank and no edited part, also in the versions after."""
    says = {"note.owner": "The platform team.", CHANGE: "Sales can promise a demo again."}
    after = asyncio.run(app.edit(pitch, says, by="Ines", now=LATER))
    for fills, text in (("review_date", "1 September 2026"), ("needle.failed-demos", "two a month")):
        question = next(q for q in after.draft.questions if q.fills == fills)
        after = asyncio.run(app.answer(after, {question.id: text}, by="sales", now=LATER))
    assert {where: at(after, where).plain for where in says} == says
    assert "1 September 2026" in at(after, "note.review_date").plain
    assert after.provenance.edited == dict.fromkeys(sorted(says), "Ines")
    assert after.version == 4


def test_an_open_blank_can_be_typed_as_it_is_shown(app: App, pitch: Pitch) -> None:
    """Words around a blank are changed and the blank stays the same question, then takes its answer."""
    where = "framing:sales.number"
    question = next(q for q in pitch.draft.questions if f"«?{q.id}»" in at(pitch, where).text)
    says = at(pitch, where).plain.replace("The needle to watch together", "Sales watches")
    after = edited(app, pitch, where=where, says=says)
    assert f"«?{question.id}»" in at(after, where).text
    assert {q.id for q in after.draft.questions} == {q.id for q in pitch.draft.questions}
    filled = asyncio.run(app.answer(after, {question.id: "two a month"}, by="sales", now=LATER))
    assert "Sales watches: two a month" in at(filled, where).plain


def test_a_blank_that_is_written_over_is_asked_no_more(app: App, pitch: Pitch) -> None:
    """Who fills a plan's blank by hand proposes it; its question is gone and stays gone."""
    after = edited(app, pitch, where="note.owner", says="The platform team.")
    assert at(after, "note.owner").status == "proposed"
    assert "owner" not in {q.fills for q in after.draft.questions}
    date = next(q.id for q in after.draft.questions if q.fills == "review_date")
    later = asyncio.run(app.answer(after, {date: "1 September 2026"}, by="Ines", now=LATER))
    assert "owner" not in {q.fills for q in later.draft.questions}


def test_a_claim_stays_a_claim_where_its_evidence_carries_it(app: App, pitch: Pitch) -> None:
    """Other words for what the cited words say need no mark."""
    says = "Prospects are thrown back to the sign-in page in a live demo."
    after = edited(app, pitch, where="note.wrong", says=says)
    assert at(after, "note.wrong").status == "claim"
    assert at(after, "note.wrong").evidence


def test_a_claim_that_nothing_carries_shows_as_an_assumption(app: App, pitch: Pitch) -> None:
    """A person may vouch for words: they are kept and marked, and the finding can be dismissed."""
    says = "Buyers walk away and sign with a competitor."
    after = edited(app, pitch, where="note.wrong", says=says)
    assert at(after, "note.wrong").plain == says
    assert at(after, "note.wrong").status == "assumption"
    assert "_(assumption)_" in next(line for line in as_markdown(after).splitlines() if says in line)
    assert ("unsupported-claim", "should") in {(f.check, f.severity) for f in after.findings}
    date = next(q.id for q in after.draft.questions if q.fills == "review_date")
    later = asyncio.run(app.answer(after, {date: "1 September 2026"}, by="Ines", now=LATER))
    assert at(later, "note.wrong").status == "assumption"
    assert "unsupported-claim" in {f.check for f in later.findings}


def test_a_true_number_in_the_wrong_place_blocks(app: App, pitch: Pitch) -> None:
    """A target is not today's reading: the number is the ticket's, and the sentence is not."""
    after = edited(app, pitch, where="note.effect", says="Sign-in failures rose to «n3» a week.")
    assert "misplaced-number" in {f.check for f in after.findings if f.severity == "must"}


def test_a_quote_of_the_ticket_is_cited(app: App, pitch: Pitch) -> None:
    """Quoted words that stand in the ticket are its evidence, without a second full stop."""
    says = "They report: “in live demos prospects get thrown back to the sign-in screen”."
    after = edited(app, pitch, where="note.effect", says=says)
    quoted = "“In live demos prospects get thrown back to the sign-in screen.”"
    assert at(after, "note.effect").plain == f"They report: {quoted}"


def test_vague_words_are_a_hint_only(app: App, pitch: Pitch) -> None:
    """ "Several" is a person's to say; a model was told to say no quantity."""
    after = edited(app, pitch, says="Several teams and a third party wait for it.")
    assert at(after).plain == "Several teams and a third party wait for it."
    assert not [f for f in after.findings if f.where == CHANGE and f.severity == "must"]


def test_the_same_words_make_no_version(app: App, pitch: Pitch) -> None:
    """What is typed as it stands there already changes nothing."""
    assert edited(app, pitch, says=f"  {at(pitch).plain}\n") is pitch


def test_a_person_takes_over_from_a_model(app: App, pitch: Pitch) -> None:
    """A part is written by one of them, and a later answer does not give it back."""
    made = pitch.provenance.model_copy(update={"written": (CHANGE, "note.effect"), "edited": {}})
    after = edited(app, pitch.model_copy(update={"provenance": made}), says="Demos hold.")
    assert after.provenance.written == ("note.effect",)
    assert after.provenance.edited == {CHANGE: "Ines"}


@pytest.mark.parametrize(
    ("parts", "error", "told"),
    [
        ({"framings.sales.change": "x"}, UnknownPart, r"framing:sales\.change"),
        ({"note.ownr": "x"}, UnknownPart, r"note\.owner"),
        ({"": "x"}, UnknownPart, "Parts near it"),
        ({"technical.fix.0": "x"}, UnknownPart, "repeats the ticket"),
        ({"note.owner": " \n"}, EmptyInput, r"note\.owner"),
        ({}, EmptyInput, "nothing to edit"),
        ({"note.owner": "x" * 2_001}, InputTooLarge, r"2,001 characters.*2,000"),
        ({"note.owner": "1 a " * 500}, MalformedInput, r"note\.owner.*40 numbers"),
        ({"note.owner": ", ".join(f"Ab{c}" for c in NAMES)}, MalformedInput, r"20 things"),
        (dict.fromkeys(PLACES, "x" * 1_999), InputTooLarge, "21,989 characters together"),
    ],
)
def test_what_cannot_be_edited(
    app: App, pitch: Pitch, parts: dict[str, str], error: type[Exception], told: str
) -> None:
    """The error names the part, and the known ones near it."""
    with pytest.raises(error, match=told):
        asyncio.run(app.edit(pitch, parts, by="Ines", now=LATER))


def test_nothing_is_edited_where_one_part_is_wrong(app: App, pitch: Pitch) -> None:
    """All parts or none."""
    with pytest.raises(UnknownPart):
        asyncio.run(app.edit(pitch, {CHANGE: "Demos hold.", "nowhere": "x"}, by="Ines", now=LATER))


def test_a_live_check_says_what_the_edit_would(app: App, pitch: Pitch) -> None:
    """Findings while somebody types are those of the version to come; none names a question of it."""
    says = {CHANGE: "We lost 47 deals."}
    found = asyncio.run(app.check_edit(pitch, says, now=LATER))
    made = asyncio.run(app.edit(pitch, says, by="Ines", now=LATER)).findings
    assert [f.model_copy(update={"fix": ""}) for f in found] == [
        f.model_copy(update={"fix": ""}) for f in made
    ]
    assert not any("q101" in f.fix for f in found)
    assert "invented-number" in {f.check for f in found}


def test_an_edited_pitch_is_read_back(app: App, pitch: Pitch) -> None:
    """It is stored like any other."""
    after = edited(app, pitch, says="We lost 47 deals.")
    assert Pitch.model_validate_json(after.model_dump_json()) == after


def test_hostile_words_are_shown_as_words(app: App, pitch: Pitch) -> None:
    """Markup does nothing, and a secret is masked like one in the ticket."""
    says = "<script>alert(1)</script> password=hunter2hunter2 ![x](http://evil.example)"
    shown = as_markdown(edited(app, pitch, where="note.owner", says=says)).split("<details>")[0]
    assert "<script" not in shown
    assert "hunter2hunter2" not in shown
    assert "![x](" not in shown


def test_an_answered_ticket_of_another_shape_keeps_what_it_can(app: App) -> None:
    """An answer that changes what the pitch is about keeps the edit, or says that it has no place."""
    bare = asyncio.run(app.translate(read_parts("Rename the tariff module", "The word changed."), now=LATER))
    after = edited(app, bare, where="note.proof.0", says="Partners asked us what it means.")
    told = "Partners see the old word in the API and ask us what it means"
    later = asyncio.run(app.answer(after, {after.draft.questions[0].id: told}, by="product", now=LATER))
    lost = [note for note in later.provenance.notes if note.startswith("note.proof.0")]
    assert lost or at(later, "note.proof.0").plain == "Partners asked us what it means."


@pytest.mark.parametrize("position", range(4))
def test_proof_keeps_its_places(app: App, proven: Pitch, position: int) -> None:
    """Whichever piece of proof a person rewords, an answer later changes none of the others."""
    proof = proven.draft.note.proof
    assert len(proof) == 4
    says = f"Reworded: {proof[position].plain.split(': ', 1)[-1]}"
    after = edited(app, proven, where=f"note.proof.{position}", says=says)
    owner = next(q.id for q in after.draft.questions if q.fills == "owner")
    later = asyncio.run(app.answer(after, {owner: "Ines"}, by="Ines", now=LATER))
    assert [s.plain for s in later.draft.note.proof] == [s.plain for s in after.draft.note.proof]
    others = [s.plain for n, s in enumerate(proof) if n != position]
    assert [s.plain for n, s in enumerate(later.draft.note.proof) if n != position] == others


_SPELLED = (
    "47 4711 4,711 0.47 47% 47k 1e3 2/3 ½ ٤٧ ⅔ 四十七 ninety-one forty two dozens twice hundred tenfold "
    "zwanzig cinquante 47ms $47 €47 v4.7 #47 Q4 2027-04-07 4:07 April 47th XLVII«n1»7 «n1»% -«n2» «n9» «x1» "
    "④⑦ 𝟒𝟕"
).split()
_AROUND = "the demo loses deals for sales , . : ( ) and when prospects sign in failures a week fails".split()
# Read without the product's lexicon: every digit, and the number words above.
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"ninety|forty|\btwo\b|dozen|twice|hundred|tenfold|zwanzig|cinquante|[½⅔四十七④⑦]", re.I)


@given(words=st.lists(st.sampled_from([*_SPELLED, *_AROUND]), min_size=1, max_size=12))
@settings(max_examples=120)
def test_no_number_gets_past(app: App, pitch: Pitch, words: list[str]) -> None:
    """However numbers are spelled and joined, what is shown stands in the ticket word for word."""
    after = edited(app, pitch, says=" ".join(words))
    shown = re.sub(r"\[[^\]]* needed — ask [^\]]*\]", " ", at(after).plain)
    ticket = set(_DIGITS.findall(TITLE + BODY))
    assert {unicodedata.normalize("NFKC", d) for d in _DIGITS.findall(shown)} <= ticket, shown
    assert {w.lower() for w in _WORDS.findall(shown)} <= {"two"}, shown
    assert ("two" in shown.lower()) <= (f"«{value(pitch, 'Two')}»" in at(after).text), shown
