"""One pitch built by hand, with a part of every kind. The company and its ticket are invented."""

from __future__ import annotations

from datetime import UTC, datetime

from translator.models import (
    Answer,
    Bet,
    Block,
    CustomerMoment,
    Cut,
    Draft,
    Evidence,
    Finding,
    Framing,
    Ledger,
    Lever,
    NumberLine,
    Pitch,
    PlanningNote,
    Provenance,
    Quantity,
    Question,
    ReplacedTerm,
    Sentence,
    Story,
    TechnicalNote,
    Ticket,
)

TITLE = "Reduce auth timeout variance"
BODY = (
    "In live demos prospects land back on the sign-in screen. Two demos failed last month.\n\n"
    "Sign-in failures are at 3 %, the target is under 0.5 %.\n\n"
    "The session service renews the token after it has expired.\n\n"
    "WARN session-svc renew failed\n```\nretry 1"
)
TEXT = f"{TITLE}\n\n{BODY}"
LOG = "WARN session-svc renew failed\n```\nretry 1"
ANSWERED = "Twice this week"


def _at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _block(kind: str, words: str) -> Block:
    start, end = _at(words)
    return Block.model_validate({"kind": kind, "start": start, "end": end})


def _evidence(evidence_id: str, kind: str, words: str, **more: object) -> Evidence:
    start, end = _at(words)
    return Evidence.model_validate(
        {"id": evidence_id, "kind": kind, "source": "ticket", "start": start, "end": end}
        | {"text": words}
        | more
    )


def say(plain: str, *evidence: str, status: str = "claim") -> Sentence:
    """A grounded sentence."""
    return Sentence.model_validate({"text": plain, "plain": plain, "evidence": evidence, "status": status})


def example_ticket() -> Ticket:
    """The ticket the example pitch translates."""
    return Ticket(
        reader="jira_wiki",
        title=TITLE,
        text=TEXT,
        blocks=(
            _block("title", TITLE),
            _block("paragraph", BODY.split("\n\n")[0]),
            _block("log", LOG),
        ),
        key="HARB-12",
        url="https://tracker.harbourline.example/HARB-12",
        cuts=(Cut(at=200, characters=1200, reason="the text is over the limit"),),
        notes=("an image could not be read",),
        fingerprint="0" * 64,
        raw=TEXT,
    )


def example_draft() -> Draft:
    """The draft of the example pitch, grounded."""
    wrong = say("Prospects land back on the sign-in screen.", "e1")
    number = say("Sign-in failures: 3 % today → under 0.5 %.", "n2", "n3")
    owner = say("[owner needed — ask engineering]", status="blank")
    return Draft(
        one_breath=say("In live demos prospects cannot sign in, and sales has to start over.", "e1"),
        moment=CustomerMoment(
            found="external",
            customer=say("Prospects", "e1"),
            task=say("Sign in"),
            when=say("During a live demo", "e1"),
            wrong=wrong,
            effect=say("Sales starts the demo again.", status="assumption"),
            number=NumberLine(label="sign-in failures", sentence=number, today="n2", target="n3"),
        ),
        note=PlanningNote(
            moment=say("During a live demo, prospects want to sign in.", "e1"),
            wrong=wrong,
            proof=(
                say("Two demos failed last month.", "n1"),
                say("[support case needed: the ticket pattern — ask support]", status="blank"),
            ),
            effect=say("Sales starts the demo again.", status="assumption"),
            number=number,
            scope=say("Renew the session before it ends.", "e2", status="proposed"),
            finish=say(""),
            review_date=say("[review date needed — ask note owner]", status="blank"),
            owner=owner,
        ),
        bet=Bet(
            constraint=say("A demo can break at the door.", status="assumption"),
            bet=say("Renew the session in time.", "e2"),
            outcome=say("Fewer broken demos, which protects deals.", status="assumption"),
        ),
        lever=Lever(name="reliability", sentence=say("Customers can rely on signing in.", "e1")),
        framings=(
            Framing(
                stakeholder="sales",
                title="Sales",
                version=1,
                problem=(
                    say("The conversation turns from buying to apologising.", status="assumption"),
                    say("It happened in two demos.", "n1"),
                ),
                number=number,
                change=say("Demos start at the first try."),
                ask=say("Give it a single sprint with a named owner.", status="proposed"),
                objection=say("We have heard reliability promises before."),
                answer=say("The proof is the list of demos that broke."),
            ),
        ),
        story=Story(
            remember=say("Remember the week in which sign-in broke twice.", "a1"),
            prevents=say("This would have prevented it.", "e2"),
            known=say("The session ended before it was renewed.", "e2"),
            worth=say("That is one demo in each half of the week.", "d1"),
        ),
        technical=TechnicalNote(
            fix=(say("Renew the session before it ends."),),
            cause=(say("The session service renews the token after it has expired.", "e2"),),
            terms=(
                ReplacedTerm(term="auth", says="sign-in", start=7, end=11),
                ReplacedTerm(term="token | cookie", says="session", start=7, end=11),
            ),
            kept=(_block("log", LOG),),
        ),
        questions=(
            Question(
                id="q1",
                role="support",
                ask="Which tickets show this pattern?",
                why="Proof from one side only is easy to wave away.",
                fills="proof.support",
                blank="support case needed: the ticket pattern",
            ),
            Question(
                id="q2",
                role="engineering",
                ask="Who keeps this note up to date?",
                why="A note without an owner is forgotten.",
                fills="owner",
                blank="owner needed",
            ),
        ),
    )


def example_ledger() -> Ledger:
    """Evidence of the example pitch; `n9` is found in the ticket and used by no sentence."""
    return Ledger(
        items=(
            _evidence("e1", "symptom", "In live demos prospects land back on the sign-in screen."),
            _evidence(
                "n1",
                "quantity",
                "Two demos",
                quantity=Quantity(value=2, noun="demos", window="last month", role="impact"),
            ),
            _evidence("n2", "quantity", "3 %", quantity=Quantity(value=3, unit="%", role="today")),
            _evidence(
                "n3",
                "quantity",
                "under 0.5 %",
                quantity=Quantity(value=0.5, unit="%", bound="under", role="target"),
            ),
            _evidence("e2", "cause", "renews the token after it has expired"),
            _evidence("n9", "quantity", "1", quantity=Quantity(value=1)),
            Evidence(
                id="a1",
                kind="answer",
                source="answer:a1",
                start=0,
                end=len(ANSWERED),
                text=ANSWERED,
            ),
            Evidence(
                id="d1",
                kind="derived",
                source="ticket",
                start=0,
                end=0,
                text="1",
                formula="n1 - n9",
            ),
        )
    )


def example_pitch() -> Pitch:
    """The whole pitch."""
    created = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
    return Pitch(
        id="pitch-1",
        state="needs evidence",
        stakeholders=("sales",),
        ticket=example_ticket(),
        evidence=example_ledger(),
        draft=example_draft(),
        findings=(
            Finding(
                check="no-owner",
                severity="should",
                where="note.owner",
                message="Nobody is named as owner.",
                fix="Name who updates the note.",
            ),
            Finding(
                check="uncited-claim",
                severity="must",
                where="note.scope",
                message="A claim has no evidence.",
                fix="Cite the ticket or mark it as an assumption.",
            ),
            Finding(check="far-number", severity="info", where="moment.number", message="Far.", fix=""),
        ),
        answers=(
            Answer(
                id="a1",
                fills="proof.sales",
                ask="When did a demo break?",
                text=ANSWERED,
                by="sales",
                at=created,
            ),
        ),
        provenance=Provenance(
            engine="offline",
            translator_version="0.1.0",
            catalog_version="1a2b3c4d",
            created=created,
        ),
    )
