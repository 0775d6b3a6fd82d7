"""The parts of a pitch that a person may edit, by the names the API has for them."""

from __future__ import annotations

from collections.abc import Iterator

from translator.models import Draft, Sentence


def named_parts(draft: Draft) -> Iterator[tuple[str, str, Sentence]]:
    """(place, name for people, sentence), in reading order."""
    m, n, b, s = draft.moment, draft.note, draft.bet, draft.story
    yield "one_breath", "In one breath", draft.one_breath
    yield "moment.number", "The number", m.number.sentence
    yield "note.moment", "Note: moment", n.moment
    yield "note.wrong", "Note: what goes wrong today", n.wrong
    for i, line in enumerate(n.proof):
        yield f"note.proof.{i}", f"Note: proof {i + 1}", line
    yield "note.effect", "Note: effect", n.effect
    yield "note.number", "Note: number", n.number
    yield "note.scope", "Note: scope", n.scope
    yield "note.finish", "Note: finish line", n.finish
    yield "note.review_date", "Note: review date", n.review_date
    yield "note.owner", "Note: owner", n.owner
    for f in draft.framings:
        at, whom = f"framing:{f.stakeholder}", f"For {f.title}"
        for i, line in enumerate(f.problem):
            yield f"{at}.problem.{i}", f"{whom}: problem {i + 1}", line
        yield f"{at}.number", f"{whom}: your number", f.number
        yield f"{at}.change", f"{whom}: what changes", f.change
        yield f"{at}.ask", f"{whom}: the ask", f.ask
        if f.objection is not None:
            yield f"{at}.objection", f"{whom}: you may hear", f.objection
        if f.answer is not None:
            yield f"{at}.answer", f"{whom}: the answer to it", f.answer
    yield "bet.constraint", "Constraint", b.constraint
    yield "bet.bet", "Bet", b.bet
    yield "bet.outcome", "Outcome", b.outcome
    yield "lever", "Lever", draft.lever.sentence
    yield "moment.customer", "Customer", m.customer
    yield "moment.task", "Task", m.task
    yield "moment.when", "When", m.when
    yield "moment.wrong", "What goes wrong today", m.wrong
    yield "moment.effect", "Effect", m.effect
    if s is not None:
        yield "story.remember", "Story: remember", s.remember
        yield "story.prevents", "Story: prevention", s.prevents
        yield "story.known", "Story: how we know", s.known
        yield "story.worth", "Story: what it is worth", s.worth
