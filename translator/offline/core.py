"""Composes the customer moment, the planning note, the bet and the lever."""

from __future__ import annotations

from typing import NamedTuple

from translator.drafting import DraftRequest
from translator.evidence.statements import tells_sales_story, tells_support_case
from translator.models import (
    Bet,
    CustomerMoment,
    Evidence,
    EvidenceKind,
    Lever,
    NumberLine,
    PlanningNote,
    Sentence,
)
from translator.offline.blanks import Blanks
from translator.offline.number import choose, number_line, phrase
from translator.offline.reading import Reading
from translator.offline.wording import Phrases, quoted, sentence


class Core(NamedTuple):
    """The claims every framing is a projection of."""

    one_breath: Sentence
    moment: CustomerMoment
    note: PlanningNote
    bet: Bet
    lever: Lever
    phrases: Phrases | None  # None: no customer moment was found
    problem: Sentence
    number: NumberLine


def compose(request: DraftRequest, reading: Reading, blanks: Blanks) -> Core:
    """The core of the pitch; what the ticket does not say becomes a blank with a question."""
    return _Composer(request, reading, blanks).core()


class _Composer:
    def __init__(self, request: DraftRequest, reading: Reading, blanks: Blanks) -> None:
        self.request = request
        self.reading = reading
        self.blanks = blanks
        self.index = request.index
        self.ledger = request.ledger
        self.chosen = choose(request.ledger)
        self.phrases = self._phrases()

    # --- what is said ----------------------------------------------------------------------------

    def _phrases(self) -> Phrases | None:
        task, failure, persona = self.reading.task, self.reading.failure, self.reading.persona
        if task is None or failure is None or persona is None:
            return None
        saying = self.index.sayings.get((task.id, failure.id))
        moment = self.reading.moment
        phrases = Phrases(task, failure, saying, persona, moment.phrase if moment else "")
        answered = self.blanks.answer("moment.customer")
        if answered:
            phrases.personas = phrases.persona = f"«{answered}»"
        when = self.blanks.answer("moment.when")
        if when:
            phrases.when = f"«{when}»"
        return phrases

    def best(self, *kinds: EvidenceKind, least: float = 0.0) -> Evidence | None:
        """The heaviest quotable statement of these kinds."""
        items = [e for e in self.ledger.of(*kinds) if e.value == "quotable" and e.weight > least]
        return max(items, key=lambda e: (e.weight, -e.start), default=None)

    def core(self) -> Core:
        phrases = self.phrases
        number = self._number()
        problem = self._problem(phrases)
        moment = self._moment(phrases, problem, number)
        return Core(
            one_breath=self._one_breath(phrases, problem),
            moment=moment,
            note=self._note(phrases, problem, moment, number),
            bet=self._bet(phrases),
            lever=self._lever(phrases),
            phrases=phrases,
            problem=problem,
            number=number,
        )

    def _problem(self, phrases: Phrases | None) -> Sentence:
        if phrases is None:
            return sentence(self._missing_moment(), status="blank")
        return sentence(
            f"{phrases.personas} {phrases.happens} {phrases.when}",
            *self.reading.evidence,
            status="claim" if self._named() and self.reading.clear else "assumption",
        )

    def _named(self) -> bool:
        """Whether the ticket says who it is, or the task itself does ("people signing in")."""
        persona = self.reading.persona
        implied = persona is not None and not (persona.cues.strong or persona.cues.weak)
        answered = self.blanks.answer("moment.customer") is not None
        return self.reading.persona_named or implied or answered

    def _missing_moment(self) -> str:
        slot = self._moment_slot()
        if self.blanks.answer("moment"):
            return slot
        task, failure = self.reading.task, self.reading.failure
        if task is not None:
            return f"The ticket touches {task.noun}, but does not say what goes wrong there for anybody: {slot}"
        if failure is not None:
            return f"The ticket describes a fault, but not who meets it: {slot}"
        return f"The ticket says what to change, not who would notice: {slot}"

    def _moment_slot(self) -> str:
        return self.blanks.slot(
            "moment",
            role="product",
            ask="Which customer or colleague notices this, what are they trying to do, and when does it hurt most?",
            why="Work without a customer moment sounds optional, however needed it is.",
            blank="customer moment needed: who notices, doing what, when",
        )

    def _one_breath(self, phrases: Phrases | None, problem: Sentence) -> Sentence:
        if phrases is None:
            return problem
        words = problem.text.rstrip(".")
        today = self.chosen.today
        answered = self.blanks.answer("number.today")
        if answered:
            words += f" (today: «{answered}»)"
        elif today is not None:
            words += f" ({phrase(today)})"
        return sentence(words, *problem.evidence, status=problem.status)

    def _number(self) -> NumberLine:
        failure = self.reading.failure
        phrases = self.phrases
        if failure is None or phrases is None:
            return number_line(
                self.chosen,
                self.blanks,
                measure="how often this happens",
                unit="",
                needle="",
                role="support",
            )
        needle = self.index.needles.get(failure.needle)
        return number_line(
            self.chosen,
            self.blanks,
            measure=phrases.measure,
            unit=failure.unit,
            needle=failure.needle,
            role=self._asked(needle.ask_role if needle else "support"),
        )

    def _asked(self, role: str) -> str:
        """Whom to ask: colleagues are asked about their own work, support about customers'."""
        persona = self.reading.persona
        if persona is not None and persona.audience == "internal":
            return "engineering" if role in ("support", "sales", "product") else role
        return role

    def _moment(
        self, phrases: Phrases | None, problem: Sentence, number: NumberLine
    ) -> CustomerMoment:
        reading = self.reading
        if phrases is None or reading.task is None or reading.persona is None:
            blank = sentence(self._moment_slot(), status="blank")
            return CustomerMoment(
                found="missing",
                customer=blank,
                task=blank,
                when=blank,
                wrong=self._wrong(None),
                effect=self._effect(),
                number=number,
            )
        ids = reading.evidence
        return CustomerMoment(
            found=reading.persona.audience,
            customer=self._customer(phrases),
            task=sentence(f"they want to {reading.task.verb}", *ids),
            when=self._when(phrases),
            wrong=self._wrong(phrases),
            effect=self._effect(),
            number=number,
        )

    def _customer(self, phrases: Phrases) -> Sentence:
        return sentence(
            phrases.personas,
            *self.reading.evidence,
            status="claim" if self._named() else "assumption",
        )

    def _when(self, phrases: Phrases) -> Sentence:
        if phrases.when:
            return sentence(phrases.when, *self.reading.evidence)
        return sentence(
            self.blanks.slot(
                "moment.when",
                role="sales" if self._external() else "engineering",
                ask=f"When does it hurt most that {phrases.personas} {phrases.happens}?",
                why="The same fault weighs more in a demo or at month end than on a quiet day.",
                blank="moment needed: when it hurts most",
            ),
            status="blank",
        )

    def _external(self) -> bool:
        persona = self.reading.persona
        return persona is None or persona.audience == "external"

    def _wrong(self, phrases: Phrases | None) -> Sentence:
        symptom = self._symptom()
        if symptom is not None:
            return sentence(f"In the ticket’s words: {quoted(symptom)}", symptom.id)
        if phrases is not None:
            return sentence(phrases.fact, *self.reading.evidence)
        return sentence(self._moment_slot(), status="blank")

    def _symptom(self) -> Evidence | None:
        """A sentence to quote: about the failure the pitch speaks of, or strong enough on its own."""
        failure = self.reading.failure
        chosen = self.reading.symptom
        if failure is None:
            return self.best("symptom", least=2.2)
        if chosen is not None and chosen.value == "quotable" and chosen.weight > 0.5:
            cues = self.index.failure_cues.find(chosen.text)
            if any(match.key == failure.id for match, _ in cues):
                return chosen
        return None

    def _effect(self) -> Sentence:
        answered = self.blanks.answer("effect")
        impact = self.best("impact", least=1.3)
        if impact is not None and not answered and impact != self.reading.symptom:
            return sentence(f"In the ticket’s words: {quoted(impact)}", impact.id)
        if self.reading.persona is None:
            return sentence(self._moment_slot(), status="blank")
        who = "sales and support" if self._external() else "the teams around it"
        return sentence(
            self.blanks.slot(
                "effect",
                role="support" if self._external() else "engineering",
                ask=f"What does this cost {who} today: time, repeat tickets, workarounds?",
                why="The effect on colleagues turns a fault into a shared problem.",
                blank=f"effect needed: what this costs {who} today",
            ),
            status="blank",
        )

    # --- the note --------------------------------------------------------------------------------

    def _note(
        self,
        phrases: Phrases | None,
        problem: Sentence,
        moment: CustomerMoment,
        number: NumberLine,
    ) -> PlanningNote:
        return PlanningNote(
            moment=problem,
            wrong=moment.wrong,
            proof=self._proof(phrases),
            effect=moment.effect,
            number=number.sentence,
            scope=self._scope(phrases),
            finish=self._finish(number),
            review_date=sentence(
                self.blanks.slot(
                    "review_date",
                    role="the note owner",
                    ask="On which date do we look at the number again?",
                    why="A review date keeps the promise small and checkable.",
                    blank="review date needed",
                ),
                status="blank",
            ),
            owner=self._owner(),
        )

    def _proof(self, phrases: Phrases | None) -> tuple[Sentence, ...]:
        if phrases is None:
            return (self._told("Proof", None, "product", phrases),)
        impacts = [e for e in self.ledger.of("impact", "warning") if e.value == "quotable"]
        sales = next((e for e in impacts if tells_sales_story(e.text)), None)
        support = next((e for e in impacts if e != sales and tells_support_case(e.text)), None)
        proof = [
            self._told("Sales story", sales, "sales", phrases)
            if self._external()
            else self._told("Case from daily work", next(iter(impacts), None), "engineering", phrases),
        ]
        if self._external():
            proof.append(self._told("Support case", support, "support", phrases))
        sign = next((e for e in self.ledger.of("warning") if e.value == "quotable"), None)
        if sign is not None and sign.text not in (
            sales.text if sales else "",
            support.text if support else "",
        ):
            cues = self.index.warning_cues.find(sign.text)
            says = self.index.warnings[cues[0][0].key].says if cues else "the problem is visible already"
            proof.append(sentence(f"Warning sign, {says}: {quoted(sign)}", sign.id))
        return tuple(proof)

    def _told(
        self, title: str, item: Evidence | None, role: str, phrases: Phrases | None
    ) -> Sentence:
        fills = f"proof.{role}"
        if item is not None and self.blanks.answer(fills) is None:
            return sentence(f"{title}: {quoted(item)}", item.id)
        what = f"{phrases.personas} {phrases.happens}" if phrases else "this was noticed"
        asks = {
            "sales": f"Which demo, trial or renewal suffered because {what}?",
            "support": f"Which support ticket shows that {what}?",
            "engineering": f"Which day or release suffered because {what}?",
        }
        if not phrases:
            asks = {role: "Who outside the team has noticed this, and where is it written down?"}
        slot = self.blanks.slot(
            fills,
            role=role,
            ask=asks[role],
            why="Proof from both sides is what makes a pitch repeatable."
            if self._external()
            else "A real case is what makes a pitch repeatable.",
            blank=f"{title.lower()} needed" if self._external() else "a real case needed",
        )
        return sentence(f"{title}: {slot}", status="blank")

    def _scope(self, phrases: Phrases | None) -> Sentence:
        work = self.work()
        test = f", with a test of the full path of {phrases.noun}" if phrases else ""
        if work is not None:
            return sentence(
                f"A single fix, as the ticket puts it: {quoted(work)}{test}",
                work.id,
                status="proposed",
            )
        return sentence(
            self.blanks.slot(
                "scope",
                role="engineering",
                ask="What is the smallest change that fixes this, and does it fit a single sprint or release?",
                why="A small ask with a finish line is easy to say yes to.",
                blank="scope needed: the smallest fix",
            ),
            status="blank",
        )

    def work(self) -> Evidence | None:
        """The statement that says best what would be built."""
        return self.best("work", least=0.4)

    def _finish(self, number: NumberLine) -> Sentence:
        done = self.best("finish", least=-1.0) or self.best("expected", least=1.6)
        if done is not None and self.blanks.answer("finish") is None:
            return sentence(f"Done when this holds: {quoted(done)}", done.id)
        if number.target and self.blanks.answer("finish") is None:
            target = self.ledger.get(number.target)
            words = phrase(target) if target and target.quantity and target.kind == "quantity" else f"«{number.target}»"
            return sentence(f"Done when the target is reached: {words}", number.target)
        return sentence(
            self.blanks.slot(
                "finish",
                role="engineering",
                ask="What must be true so that everybody agrees it is done?",
                why="Without a finish line the work looks endless.",
                blank="finish line needed",
            ),
            status="blank",
        )

    def _owner(self) -> Sentence:
        holder = next((e for e in self.ledger.of("person") if e.value == "assignee"), None)
        if holder is not None and self.blanks.answer("owner") is None:
            return sentence(f"«{holder.id}», who holds the ticket", holder.id, status="proposed")
        return sentence(
            self.blanks.slot(
                "owner",
                role="the engineering lead",
                ask="Who keeps this note up to date after the next incident or rough demo?",
                why="A note without an owner is out of date within weeks.",
                blank="owner needed",
            ),
            status="blank",
        )

    # --- bet and lever ---------------------------------------------------------------------------

    def _bet(self, phrases: Phrases | None) -> Bet:
        failure = self.reading.failure
        work = self.work()
        bet = (
            sentence(f"Make the change the ticket describes: {quoted(work)}", work.id, status="proposed")
            if work is not None
            else self._scope(phrases)
        )
        if phrases is None or failure is None:
            blank = sentence(self._moment_slot(), status="blank")
            return Bet(constraint=blank, bet=bet, outcome=blank)
        chain = self.index.chains[failure.chain]
        return Bet(
            constraint=sentence(f"Today {phrases.fact} {phrases.when}", *self.reading.evidence),
            bet=bet,
            outcome=sentence(
                f"{phrases.personas} {phrases.cured}. {chain.result}", status="assumption"
            ),
        )

    def _lever(self, phrases: Phrases | None) -> Lever:
        failure = self.reading.failure
        if failure is None or phrases is None:
            return Lever(
                name=None,
                sentence=sentence(
                    self.blanks.slot(
                        "lever",
                        role="product",
                        ask="Does this change speed, security, reliability or cost for the business, and how?",
                        why="Work that moves none of these will not be funded.",
                        blank="lever needed: speed, security, reliability or cost",
                    ),
                    status="blank",
                ),
            )
        return Lever(
            name=failure.lever,
            sentence=sentence(f"{failure.lever}: {phrases.fact}", *self.reading.evidence),
        )
