"""Composes the customer moment: who, doing what, when, what goes wrong, what it costs."""

from __future__ import annotations

from translator.models import CustomerMoment, NumberLine, Sentence, Status
from translator.offline.number_line import in_brief, number_line
from translator.offline.situation import Situation
from translator.offline.wording import quoted, sentence

_ONE_BREATH = 29  # words; about ten seconds of speech


def problem(situation: Situation) -> Sentence:
    """The moment in one sentence, or what is missing of it."""
    phrases = situation.phrases
    if phrases is None:
        return sentence(_missing(situation), status="blank")
    return sentence(
        f"{phrases.personas} {phrases.happens} {phrases.when}",
        *situation.reading.evidence,
        status="claim" if situation.sure else "assumption",
    )


def moment_slot(situation: Situation) -> str:
    """The blank of a ticket that shows no customer moment, or the answer that fills it."""
    return situation.blanks.slot(
        "moment",
        role="product",
        ask="Which customer or colleague notices this, what are they trying to do, and when does "
        "it hurt most?",
        why="Work without a customer moment sounds optional, however needed it is.",
        blank="customer moment needed: who notices, doing what, when",
    )


def _missing(situation: Situation) -> str:
    slot = moment_slot(situation)
    if situation.blanks.answer("moment"):
        return slot
    task, failure = situation.reading.task, situation.reading.failure
    if failure is not None or situation.symptom() is not None:
        return f"The ticket describes a fault, but not who meets it: {slot}"
    if task is not None:
        return f"No customer moment was found in the ticket, which is about {task.noun}: {slot}"
    if situation.work() is not None:
        return f"The ticket says what to change, not who would notice: {slot}"
    return f"No customer moment was found in the ticket: {slot}"


def one_breath(situation: Situation, told: Sentence) -> Sentence:
    """The sentence a salesperson can repeat: the problem and its number."""
    if situation.phrases is None:
        return told
    words = told.text.rstrip(".")
    answered = situation.blanks.answer("number.today")
    if answered:
        words += f" (today: «{answered}»)"
    else:
        brief = in_brief(situation.chosen)
        told_of = situation.chosen.sentence if brief.startswith(":") else None
        length = len(words.split()) + (len(told_of.text.split()) if told_of is not None else 0)
        words += brief if length <= _ONE_BREATH else ""
    return sentence(words, *told.evidence, status=told.status)


def number(situation: Situation) -> NumberLine:
    """The one number, with blanks for what nobody has stated."""
    failure, phrases = situation.reading.failure, situation.phrases
    if failure is None or phrases is None:
        return number_line(
            situation.chosen,
            situation.blanks,
            measure="how often this happens",
            needle="",
            role="engineering",
        )
    needle = situation.index.needles[failure.needle]
    outsider = needle.ask_role in ("support", "sales", "product", "finance", "customer success")
    return number_line(
        situation.chosen,
        situation.blanks,
        measure=phrases.measure,
        needle=failure.needle,
        role="engineering" if outsider and not situation.external else needle.ask_role,
    )


def wrong(situation: Situation) -> Sentence:
    """What people see go wrong, in the ticket's words where they can be shown."""
    symptom = situation.symptom()
    if symptom is not None:
        return sentence(f"In the ticket’s words: {quoted(situation.take(symptom))}", symptom.id)
    if situation.phrases is not None:
        status: Status = "claim" if situation.sure else "assumption"
        return sentence(situation.phrases.fact, *situation.reading.evidence, status=status)
    return sentence(moment_slot(situation), status="blank")


def effect(situation: Situation) -> Sentence:
    """What it costs sales, support or the teams around it; a blank when the ticket does not say."""
    impact = situation.best("impact", least=1.3) or situation.best("warning", least=1.0)
    if impact is not None and not situation.blanks.answer("effect"):
        return sentence(f"In the ticket’s words: {quoted(situation.take(impact))}", impact.id)
    if situation.phrases is None:
        return sentence(moment_slot(situation), status="blank")
    who = "sales and support" if situation.external else "the teams around it"
    return situation.blanks.sentence(
        "effect",
        role="support" if situation.external else "engineering",
        ask=f"What does this cost {who} today: time, repeat tickets, workarounds?",
        why="The effect on colleagues turns a fault into a shared problem.",
        blank=f"effect needed: what this costs {who} today",
    )


def customer_moment(
    situation: Situation, told_wrong: Sentence, told_effect: Sentence, line: NumberLine
) -> CustomerMoment:
    """The parts put together; each part of a missing moment is the same blank."""
    reading, phrases = situation.reading, situation.phrases
    if phrases is None or reading.task is None or reading.persona is None:
        blank = sentence(moment_slot(situation), status="blank")
        return CustomerMoment(
            found="missing",
            customer=blank,
            task=blank,
            when=blank,
            wrong=told_wrong,
            effect=told_effect,
            number=line,
        )
    return CustomerMoment(
        found=reading.persona.audience,
        customer=sentence(
            phrases.personas,
            *reading.evidence,
            status="claim" if situation.named else "assumption",
        ),
        task=sentence(
            f"they want to {reading.task.verb}",
            *reading.evidence,
            status="claim" if reading.clear else "assumption",
        ),
        when=_when(situation),
        wrong=told_wrong,
        effect=told_effect,
        number=line,
    )


def _when(situation: Situation) -> Sentence:
    phrases = situation.phrases
    moment = situation.reading.moment
    answered = situation.blanks.answer("moment.when")
    if moment is not None and not answered:
        status: Status = "claim" if situation.reading.when_told else "assumption"
        return sentence(moment.phrase, *situation.reading.evidence, status=status)
    told = f"{phrases.personas} {phrases.happens}" if phrases else "this happens"
    return situation.blanks.sentence(
        "moment.when",
        role="sales" if situation.external else "engineering",
        ask=f"When does it hurt most that {told}?",
        why="The same fault weighs more in a demo or at month end than on a quiet day.",
        blank="moment needed: when it hurts most",
    )
