"""What a model claims beside what its evidence says."""

from __future__ import annotations

import asyncio

import pytest

from evals.benchmarks.honest import INVENTED, by_hand
from translator.drafting import DraftRequest
from translator.evidence import extract, sources
from translator.grounding.ledger import verified
from translator.intake import read_parts
from translator.models import Finding, Sentence, Status
from translator.offline import OfflineEngine
from translator.parts import map_sentences
from translator.support import LEAST, unsupported, weigh
from translator.wiring import build_default

INDEX = build_default().index
TICKET = read_parts(
    "Sign-in fails in live demos",
    "In live demos prospects get thrown back to the sign-in screen. Two demos failed last month. Sign-in "
    "failures are at 4 % this month, target is under 1 %. Support counted 14 tickets since August.\n\n"
    "Proposal\n\nkeep the session token until the person signs out\n\n"
    "The release stands in the way of the import of last week; a build takes 22 minutes on average.",
)
LEDGER = extract(TICKET, INDEX)


class Alike:
    """Every pair of texts is as alike as it was told."""

    def __init__(self, cosine: float) -> None:
        self.cosine = cosine
        self.asked = 0

    def cosines(self, pairs: object) -> list[float]:
        """The same for each."""
        self.asked += 1
        return [self.cosine for _ in pairs]  # type: ignore[attr-defined]


def slotted(text: str) -> str:
    """`«4 %»` as the slot of the number that the ticket writes so."""
    for item in LEDGER.of("quantity"):
        text = text.replace(f"«{item.text}»", f"«{item.id}»")
    return text


def found(
    text: str,
    *cites: str,
    status: Status = "claim",
    place: str = "moment.wrong",
    likeness: Alike | None = None,
) -> list[Finding]:
    """The findings on one sentence in a draft of the ticket, citing what holds the words of `cites`."""
    draft = asyncio.run(OfflineEngine().draft(DraftRequest(TICKET, LEDGER, INDEX))).draft
    ids = tuple(next(e.id for e in LEDGER.items if words in e.text) for words in cites)
    said = Sentence(text=slotted(text), evidence=ids, status=status)
    draft = map_sentences(draft, lambda where, old: said if where == place else old)
    texts = sources(TICKET)
    return list(unsupported(draft, [place], verified(LEDGER, texts), texts, INDEX, likeness))


def checks(text: str, *cites: str, status: Status = "claim", place: str = "moment.wrong") -> list[str]:
    return [f.check for f in found(text, *cites, status=status, place=place)]


FITS = [
    "«Two» demos failed last month.",
    "Sign-in failures are at «4 %» this month.",
    "We aim for under «1 %» of sign-ins failing.",
    "«14» support tickets since August.",
    "Support wrote «14» tickets about it.",
    "A build takes «22 minutes» on average.",
]
MISFITS = [
    "«14» demos failed last month.",  # another count
    "«Two» demos failed in a week.",  # another window
    "«Two» demos failed every day.",
    "Sign-in failures are at over «4 %» this month.",  # a bound the source does not have
    "Sign-in failures: our goal is «4 %».",  # today as the target
    "Sign-in failures rose to «4 %» this month.",  # a trend
    "Sign-in improved to «4 %», says the import.",  # “import” is no improvement
    "The deals stand at «4 %»: prospects cannot sign in.",  # another measure beside the right words
    "Refunds cost «22 minutes».",
]


@pytest.mark.parametrize("text", FITS)
def test_a_number_in_its_place(text: str) -> None:
    """A true number for what it counts, over its own window, is left alone."""
    assert "misplaced-number" not in checks(text, "Two demos", "thrown back", "14 tickets")


@pytest.mark.parametrize("text", MISFITS)
def test_a_true_number_in_the_wrong_place_is_an_invention(text: str) -> None:
    """The number is the ticket's, what is said of it is not."""
    assert "misplaced-number" in checks(text, "Two demos", "thrown back", "14 tickets")


DISGUISED = [
    "The majority of prospects get thrown back.", "Most of them get thrown back.", "A handful leave.",
    "For the seventeenth time prospects get thrown back.", "Every other demo stops.", "Umpteen demos stop.",
    "f-o-r-t-y prospects get thrown back.", "f o r t y prospects get thrown back.", "For-ty prospects leave.",
    "fоrty prospects get thrown back.", "ｆｏｒｔｙ prospects get thrown back.", "Fourty prospects leave.",
    "xlii prospects get thrown back.", "vierzig prospects get thrown back.", "quarante prospects leave.",
    "zweiundvierzig prospects leave.", "They get thrown back since November.", "It stops since last Tuesday.",
]  # fmt: skip
PLAINLY = [
    "Prospects get thrown back to the sign-in screen at the first try.", "They did not sign in.",
    "They sign in a second time and land at the same screen.", "A mild case: the mix of screens did it.",
    "One person in the room asks whether it is always so.", "It has happened since August.",
]  # fmt: skip


@pytest.mark.parametrize("text", DISGUISED)
def test_a_number_in_disguise_is_found_whatever_the_status(text: str) -> None:
    """No status lets a model tell a number or a date that no source has."""
    for status in ("claim", "assumption", "proposed"):
        assert "invented-number" in checks(text, "thrown back", status=status)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", PLAINLY)
def test_ordinary_words_are_no_numbers(text: str) -> None:
    """Words that only look like a count are left alone."""
    assert "invented-number" not in checks(text, "thrown back", status="assumption")


def test_a_word_that_weighs_much_needs_its_own_evidence() -> None:
    """A lost contract or a lawsuit is said by the evidence or not at all, however alike the rest is."""
    text = "Prospects get thrown back to the sign-in screen and cancel the contract."
    findings = found(text, "thrown back", likeness=Alike(0.99))
    assert [f.check for f in findings] == ["unsupported-claim"]
    assert "cancel" in findings[0].message or "contract" in findings[0].message


def test_likeness_decides_what_words_leave_open() -> None:
    """A rewording passes where the meanings are alike, and not where they are not."""
    text = "Buyers land at the door once more although they had just come in to the product tour."
    assert found(text, "thrown back", likeness=Alike(0.9)) == []
    assert [f.check for f in found(text, "thrown back", likeness=Alike(0.1))] == ["unsupported-claim"]


def test_clear_cases_are_not_embedded() -> None:
    """What the words settle costs no time."""
    alike = Alike(0.0)
    assert (
        found("In live demos prospects get thrown back to the sign-in screen.", "thrown back", likeness=alike)
        == []
    )
    assert alike.asked == 0


def test_the_work_is_held_to_the_ticket_although_it_is_proposed() -> None:
    """Nobody adds to what would be built."""
    assert checks(
        "Buy an identity provider from abroad.", "keep the session", status="proposed", place="bet.bet"
    )
    kept = "Keep the session until the person signs out."
    assert not checks(kept, "keep the session", status="proposed", place="bet.bet")


def test_an_assumption_is_shown_as_one_and_not_held_to_its_evidence() -> None:
    """A fair reading is no claim."""
    assert (
        checks("The conversation turns from buying to apologising.", "thrown back", status="assumption") == []
    )


@pytest.mark.parametrize("text", ["The word done.", "Them instead."])
def test_words_that_say_nothing_are_no_sentence(text: str) -> None:
    """What a model was made to write in place of a part is put back."""
    assert checks(text, "thrown back", status="assumption") == ["unsupported-claim"]


def test_invented_claims_with_real_evidence_are_caught_by_words_alone_more_often_than_not() -> None:
    """The degraded mode without an embedder is no open door."""
    invented = by_hand(INDEX, INVENTED)
    caught = 0
    for draft in invented:
        ledger, texts = extract(draft.ticket, INDEX), sources(draft.ticket)
        known = verified(ledger, texts)
        said = Sentence(text=draft.text, evidence=draft.evidence)
        weighed = weigh(said, [known[e] for e in draft.evidence], texts, INDEX)
        caught += bool(weighed.grave) or weighed.share < LEAST
    assert caught / len(invented) > 0.5
