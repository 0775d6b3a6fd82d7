"""A grounded pitch, and what is done to it so that a check must or must not speak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.checks.text_cases import TICKET, Verdict
from translator.catalog.index import CatalogIndex
from translator.checks import Subject, subject_of_pitch
from translator.grounding import catalog_words, ground
from translator.models import (
    Bet,
    CustomerMoment,
    Draft,
    Evidence,
    EvidenceKind,
    Framing,
    Ledger,
    Lever,
    NumberLine,
    PlanningNote,
    Quantity,
    Question,
    Sentence,
    Status,
    TechnicalNote,
)
from translator.parts import map_sentences

Change = dict[str, Any]


def evidence(name: str, kind: EvidenceKind, text: str, **quantity: Any) -> Evidence:
    """An item that stands in TICKET word for word."""
    start = TICKET.index(text)
    return Evidence(
        id=name,
        kind=kind,
        source="ticket",
        start=start,
        end=start + len(text),
        text=text,
        quantity=Quantity(**quantity) if quantity else None,
        weight=1.0,
    )


LEDGER = Ledger(
    items=(
        evidence("e1", "symptom", "Prospects get thrown back to the sign-in screen"),
        evidence("n1", "quantity", "Two", value=2.0, noun="demos", window="last month",
                 role="today"),
        evidence("n2", "quantity", "3 %", value=3.0, unit="%", noun="sign-in failures",
                 role="today"),
        evidence("n3", "quantity", "0.5 %", value=0.5, unit="%", noun="sign-in failures",
                 bound="under", role="target"),
        evidence("q1", "quote", "we were sent\nback to the start three times"),
        evidence("e2", "cause", "the session is closed too early."),
        evidence("e3", "work", "keep the session open for the whole demo."),
    )
)  # fmt: skip


def say(text: str, *ids: str, status: Status = "claim") -> Sentence:
    """A sentence as an engine hands it over."""
    return Sentence(text=text, evidence=ids, status=status)


def good_draft() -> Draft:
    """A draft that no check has anything to say about, but for the owner and the review date."""
    wrong = say("Prospects land back on the sign-in screen.", "e1")
    number = say("Failed sign-ins: «n2» today → under «n3».")
    scope = say("One fix: “«e3»”".replace("One fix", "The fix"), "e3")
    owner = say("Owner: «?q1».", status="blank")
    review = say("Review date: «?q2».", status="blank")
    ask = say("Give it a single sprint with a named owner.", status="proposed")
    return Draft(
        one_breath=say("During a live demo, prospects land back on the sign-in screen.", "e1"),
        moment=CustomerMoment(
            found="external",
            customer=say("Prospects.", "e1"),
            task=say("They want to sign in.", "e1"),
            when=say("During a live demo.", "e1"),
            wrong=wrong,
            effect=say("Sales restarts the demo.", status="assumption"),
            number=NumberLine(
                label="failed sign-ins", sentence=number, today="n2", target="n3",
                needle="failed-sign-ins",
            ),
        ),
        note=PlanningNote(
            moment=say("During a live demo.", "e1"),
            wrong=wrong,
            proof=(
                say("Sales story: «n1» demos failed.", "n1"),
                say("Support case: “«q1»”.", "q1"),
            ),
            effect=say("Sales restarts the demo.", status="assumption"),
            number=number,
            scope=scope,
            finish=say("A whole demo without a second sign-in.", status="proposed"),
            review_date=review,
            owner=owner,
        ),
        bet=Bet(
            constraint=say("Sellers avoid showing the product.", status="assumption"),
            bet=scope,
            outcome=say("Fewer lost demos, which protects deals.", status="assumption"),
        ),
        lever=Lever(name="reliability", sentence=say("Reliability.", status="assumption")),
        framings=(
            Framing(
                stakeholder="sales", title="Sales", version=1, problem=(wrong,), number=number,
                change=say("Prospects sign in at the first try.", status="assumption"), ask=ask,
            ),
        ),
        technical=TechnicalNote(fix=(say("“«e3»”", "e3"),), cause=(say("“«e2»”", "e2"),)),
        questions=(
            Question(id="q1", role="note owner", ask="Who keeps this note?", why="It ages.",
                     fills="owner", blank="owner needed"),
            Question(id="q2", role="note owner", ask="When is it read again?", why="A bet ends.",
                     fills="review_date", blank="review date needed"),
        ),
    )  # fmt: skip


def subject(
    index: CatalogIndex,
    change: Callable[[Draft], Draft] = lambda draft: draft,
    *,
    ledger: Ledger = LEDGER,
    after: Callable[[Draft], Draft] = lambda draft: draft,
) -> Subject:
    """The pitch with `change` done before grounding and `after` done behind its back."""
    sources = {"ticket": TICKET}
    words = catalog_words(index.catalog)
    done = ground(change(good_draft()), ledger, sources, known_words=words)
    return subject_of_pitch(after(done.draft), ledger, sources, index)


def put(where: str, **fields: Any) -> Callable[[Draft], Draft]:
    """A change of the sentence at `where`."""
    return lambda draft: map_sentences(draft, lambda at, s: s.model_copy(update=fields) if at == where else s)


def _number(**fields: Any) -> Callable[[Draft], Draft]:
    def change(draft: Draft) -> Draft:
        line = draft.moment.number.model_copy(update=fields)
        moment = draft.moment.model_copy(update={"number": line})
        return draft.model_copy(update={"moment": moment})

    return change


def _part(**fields: Any) -> Callable[[Draft], Draft]:
    return lambda draft: draft.model_copy(update=fields)


def _role(name: str, **fields: Any) -> Ledger:
    """The ledger with the quantity of one item changed."""
    return Ledger(
        items=tuple(
            e.model_copy(update={"quantity": e.quantity.model_copy(update=fields)})
            if e.id == name and e.quantity
            else e
            for e in LEDGER.items
        )
    )


BLANK = "«?q1»."
GOOD: Change = {}
BARE = TechnicalNote()
NO_WORK = Ledger(items=tuple(e for e in LEDGER.items if e.kind not in ("work", "cause")))
LONG = "Prospects " + "who look at it with a seller " * 6 + "land there."

# check → verdict → the arguments of `subject`.
PITCH_CASES: dict[str, dict[Verdict, list[Change]]] = {
    "invented-number": {
        "fires": [
            {"after": put("one_breath", plain="It fails 7 times in a demo.")},
            {"after": put("framing:sales.ask", plain="Give it two sprints.")},
            {"after": put("one_breath", plain="Sign-in fails 3 % of the time.", evidence=("e1",))},
        ],
        "quiet": [GOOD],
        "nearly": [{"after": put("one_breath", plain="It fails 3 %.", evidence=("n2",))}],
    },
    "invented-name": {
        "fires": [{"after": put("one_breath", plain="At Kestrel Logistics the demo stops.")}],
        "quiet": [GOOD],
        "nearly": [{"after": put("one_breath", plain="At Pelican Ferries the demo stops.")}],
    },
    "unknown-evidence": {
        "fires": [
            {"after": put("one_breath", evidence=("e9",))},
            {"after": put("one_breath", plain="It fails «n2».")},
        ],
        "quiet": [GOOD],
        "nearly": [{"after": put("one_breath", evidence=("e2",))}],
    },
    "uncited-claim": {
        "fires": [
            {"after": put("one_breath", evidence=())},
            {"after": put("framing:sales.change", status="claim")},
        ],
        "quiet": [GOOD],
        "nearly": [
            {"after": put("one_breath", evidence=(), status="assumption")},
            {"after": put("note.owner", status="claim")},
        ],
    },
    "unmarked-target": {
        "fires": [{"change": _number(target="n1")}, {"change": _number(target="n2")}],
        "quiet": [GOOD],
        "nearly": [{"change": _number(target=None)}],
    },
    "contradicting-numbers": {
        "fires": [
            {"ledger": _role("n3", value=5.0)},
            {"ledger": _role("n1", unit="%", noun="sign-in failures", window="")},
        ],
        "quiet": [GOOD],
        "nearly": [
            {"ledger": _role("n1", unit="%", noun="sign-in failures")},
            {"ledger": _role("n3", value=5.0, unit="s")},
        ],
    },
    "meaning-lost": {
        "fires": [
            {"change": _part(technical=BARE)},
            {"change": _part(technical=TechnicalNote(fix=(say("The usual fix.", status="assumption"),)))},
            {"change": _part(technical=TechnicalNote(fix=(say("“«e2»”", "e2"),)))},
        ],
        "quiet": [GOOD],
        "nearly": [
            {"change": _part(technical=TechnicalNote(cause=(say("“«e2»”", "e2"),)))},
            {"change": lambda d: d.model_copy(
                update={"technical": BARE, "bet": d.bet.model_copy(
                    update={"bet": say("Keep it open.", "e1")})}),
             "ledger": NO_WORK},
        ],
    },
    "no-customer": {
        "fires": [{"change": put("moment.customer", text=BLANK, evidence=(), status="blank")}],
        "quiet": [GOOD],
        "nearly": [{"change": put("moment.customer", text="Sales engineers.")}],
    },
    "no-moment": {
        "fires": [{"change": put("moment.when", text=BLANK, evidence=(), status="blank")}],
        "quiet": [GOOD],
        "nearly": [{"change": put("moment.when", text="At month-end.", status="assumption")}],
    },
    "no-lever": {
        "fires": [{"change": _part(lever=Lever(name=None, sentence=say(BLANK, status="blank")))}],
        "quiet": [GOOD],
        "nearly": [{"change": put("lever", text=BLANK, status="blank")}],
    },
    "no-number": {
        "fires": [{"change": _number(today=None, sentence=say("Failed: «?q1»."))}],
        "quiet": [GOOD],
        "nearly": [{"change": _number(target=None, sentence=say("Failed: «n2» → «?q1»."))}],
    },
    "unrepeatable-number": {
        "fires": [
            {"ledger": _role("n2", unit="", window="", noun="sign-ins")},
            {"ledger": _role("n2", unit="", noun=""), "change": _number(label="")},
        ],
        "quiet": [GOOD],
        "nearly": [{"ledger": _role("n2", unit="", window="a week")}],
    },
    "far-number": {
        "fires": [{"ledger": _role("n2", noun="heap dumps")}],
        "quiet": [GOOD],
        "nearly": [{"ledger": _role("n2", noun="")}, {"ledger": _role("n2", noun="prospect")}],
    },
    "no-review-date": {
        "fires": [GOOD],
        "quiet": [{"change": put("note.review_date", text="On «n1».", status="claim")}],
        "nearly": [{"change": put("note.review_date", text="After the whole demo was seen again.",
                                  status="proposed")}],
    },
    "no-owner": {
        "fires": [GOOD],
        "quiet": [{"change": put("note.owner", text="Ana, support.", status="proposed")}],
        "nearly": [{"change": put("note.owner", text="The person who wrote the ticket: «?q1».",
                                  status="proposed")}],
    },
    "no-proof": {
        "fires": [
            {"change": lambda d: d.model_copy(update={"note": d.note.model_copy(
                update={"proof": (say("Sales story: «?q1».", status="blank"),
                                  say("Support case: «?q2».", status="blank"))})})},
        ],
        "quiet": [GOOD],
        "nearly": [{"change": put("note.proof.0", text="Sales story: «?q1».", status="blank")}],
    },
    "single-sided-proof": {
        "fires": [{"change": put("note.proof.1", text="Support case: «?q1».", status="blank",
                                 evidence=())}],
        "quiet": [GOOD],
        "nearly": [{"change": put("note.proof.1", text="Support case: they ask about «?q1» often.",
                                  status="assumption", evidence=())}],
    },
    "long-sentence": {
        "fires": [{"change": put("one_breath", text=LONG)}],
        "quiet": [GOOD],
        "nearly": [{"change": put("one_breath", text="“«q1»” “«q1»” “«q1»” “«q1»” “«q1»”")}],
    },
    "solution-first": {
        "fires": [
            {"change": put("framing:sales.problem.0", text="Implement a session store.")},
            {"change": put("one_breath", text="We will keep the session open.")},
        ],
        "quiet": [GOOD],
        "nearly": [{"change": put("note.scope", text="Implement a session store.")}],
    },
    "secret": {
        "fires": [{"after": put("technical.fix.0", plain="password=Tr0ub4dor&3")}],
        "quiet": [GOOD],
        "nearly": [{"after": put("technical.fix.0", plain="password=changeme")}],
    },
}  # fmt: skip
