"""Composes the planning note: proof from both sides, scope, finish line, review date, owner."""

from __future__ import annotations

from translator.evidence.statements import (
    is_finish_line,
    tells_sales_event,
    tells_sales_story,
    tells_support_case,
    tells_support_event,
)
from translator.models import CustomerMoment, Evidence, NumberLine, PlanningNote, Sentence
from translator.offline.number_line import goal
from translator.offline.situation import Situation
from translator.offline.wording import quoted, sentence

_CRITERIA = 3  # acceptance criteria shown in the note; the others are in the technical note


def planning_note(
    situation: Situation,
    told: Sentence,
    moment: CustomerMoment,
    line: NumberLine,
    proof: tuple[Sentence, ...],
) -> PlanningNote:
    """The shared note for sales, support and engineering."""
    return PlanningNote(
        moment=told,
        wrong=moment.wrong,
        proof=(*proof, *_on_record(situation), *_signs(situation)),
        effect=moment.effect,
        number=line.sentence,
        scope=scope(situation),
        finish=_finish(situation, line),
        review_date=_review_date(situation),
        owner=_owner(situation),
    )


def two_sided_proof(situation: Situation) -> tuple[Sentence, ...]:
    """A sales story and a support case for customers' moments, a case from daily work for colleagues'."""
    past = situation.proof
    if situation.phrases is None:
        on_record = tuple(told for told in (past.sales, past.support) if told is not None)
        known = _events(situation) or on_record
        answered = situation.blanks.answer("proof.product")
        return known if known and not answered else (_told(situation, "", None, "product"),)
    if not situation.external:
        events = _events(situation)
        case = situation.best("impact", least=1.5)
        daily = _told(situation, "Case from daily work", case, "engineering", past.support)
        return (*events, daily) if case is not None or not events else events
    sales = situation.case(tells_sales_story, tells_sales_event, tells_support_case)
    story = _told(situation, "Sales story", sales, "sales", past.sales)
    support = situation.case(tells_support_case, tells_support_event, tells_sales_story)
    return story, _told(situation, "Support case", support, "support", past.support)


def _events(situation: Situation) -> tuple[Sentence, ...]:
    """What the ticket tells of buyers and of people who asked for help, whoever the moment is about."""
    sides = (
        ("Sales story", "sales", tells_sales_event, tells_support_case),
        ("Support case", "support", tells_support_event, tells_sales_story),
    )
    found: list[Sentence] = []
    for title, role, event, other in sides:
        case = situation.case(event, event, other)
        if case is not None and not situation.blanks.answer(f"proof.{role}"):
            found.append(sentence(f"{title}: {quoted(situation.take(case))}", case.id))
    return tuple(found)


def _told(
    situation: Situation, title: str, item: Evidence | None, role: str, on_record: Sentence | None = None
) -> Sentence:
    """The answer, else the ticket's own case, else the one on record, else a blank."""
    fills = f"proof.{role}"
    answered = situation.blanks.answer(fills)
    if item is not None and not answered:
        return sentence(f"{title}: {quoted(situation.take(item))}", item.id)
    if on_record is not None and not answered:
        return on_record
    phrases = situation.phrases
    what = f"{phrases.personas} {phrases.happens}" if phrases else ""
    asks = {
        "sales": f"Which demo, trial or renewal suffered because {what}?",
        "support": f"Which support ticket shows that {what}?",
        "engineering": f"Which day or release suffered because {what}?",
        "product": "Who outside the team has noticed this, and where is it written down?",
    }
    slot = situation.blanks.slot(
        fills,
        role=role,
        ask=asks[role],
        why="Proof from both sides is what makes a pitch repeatable."
        if role in ("sales", "support")
        else "A real case is what makes a pitch repeatable.",
        blank=f"{title.lower()} needed" if phrases and situation.external else "real case needed",
    )
    words = f"{title}: {slot}" if title else slot
    return sentence(words, status="claim" if answered else "blank")


def _on_record(situation: Situation) -> tuple[Sentence, ...]:
    """How often it happened before, and what moved after an earlier fix."""
    return tuple(told for told in (situation.proof.repeats, situation.proof.internal) if told is not None)


def _signs(situation: Situation) -> tuple[Sentence, ...]:
    """The clearest sign that the business sees the problem already, if it is not quoted yet.

    One of the ticket's own comes first, beside one on record; without it, those on record.
    """
    sign = situation.best("warning", least=0.5)
    if sign is None:
        return situation.proof.signs
    cues = situation.index.warning_cues.find(sign.text)
    warning = situation.index.warnings[cues[0][0].key] if cues else None
    title = f"Warning sign, {warning.says}" if warning else "Warning sign"
    own = sentence(f"{title}: {quoted(situation.take(sign))}", sign.id)
    others = [told for told in situation.proof.signs if not told.text.startswith(f"{title}, ")]
    return (own, *others[:1])


def scope(situation: Situation) -> Sentence:
    """The smallest fix, as the ticket puts it, with a test of the full path."""
    work = situation.work()
    answered = situation.blanks.answer("scope")
    if work is not None and not answered:
        phrases = situation.phrases
        test = f", with a test of the full path of {phrases.noun}" if phrases else ""
        fix = f"A single fix, as the ticket puts it: {quoted(work)}{test}"
        return sentence(fix, work.id, status="proposed")
    return situation.blanks.sentence(
        "scope",
        role="engineering",
        ask="What is the smallest change that fixes this, and does it fit a single sprint or release?",
        why="A small ask with a finish line is easy to say yes to.",
        blank="scope needed: the smallest fix",
    )


def _finish(situation: Situation, line: NumberLine) -> Sentence:
    answered = situation.blanks.answer("finish")
    ledger = situation.ledger
    plans = [e for e in ledger.of("date", "person") if e.weight > 0]
    finish = [
        e
        for e in ledger.of("finish")
        if e.value == "quotable" and not any(e.start <= plan.start < e.end for plan in plans)
    ]
    criteria = sorted(finish, key=lambda e: not any(c.isdigit() for c in e.text))[:_CRITERIA]
    if criteria and not answered:
        listed = "; ".join(quoted(e) for e in criteria)
        opening = "" if is_finish_line(criteria[0].text) else "Done when this holds: "
        return sentence(f"{opening}{listed}", *(e.id for e in criteria))
    expected = situation.best("expected", least=1.6)
    if expected is not None and not answered:
        done = quoted(situation.take(expected))
        return sentence(f"Done when this holds: {done}", expected.id)
    target = ledger.get(line.target) if line.target and not answered else None
    if target is not None:
        return sentence(f"Done when the target is reached: {goal(target)}", target.id)
    return situation.blanks.sentence(
        "finish",
        role="engineering",
        ask="What must be true so that everybody agrees it is done?",
        why="Without a finish line the work looks endless.",
        blank="finish line needed",
    )


def _review_date(situation: Situation) -> Sentence:
    stated = situation.review_date
    if stated is not None:
        return sentence(f"«{stated.id}»", stated.id)
    return situation.blanks.sentence(
        "review_date",
        role="the note owner",
        ask="On which date do we look at the number again?",
        why="A review date keeps the promise small and checkable.",
        blank="review date needed",
    )


def _owner(situation: Situation) -> Sentence:
    people = {e.value: e for e in situation.ledger.of("person")}
    answered = situation.blanks.answer("owner")
    if "owner" in people and not answered:
        return sentence(f"«{people['owner'].id}»", people["owner"].id)
    holder = people.get("assignee")
    if holder is not None and not answered:
        return sentence(f"«{holder.id}», who holds the ticket", holder.id, status="proposed")
    return situation.blanks.sentence(
        "owner",
        role="the engineering lead",
        ask="Who keeps this note up to date after the next incident or rough demo?",
        why="A note without an owner is out of date within weeks.",
        blank="owner needed",
    )
