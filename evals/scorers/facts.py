"""Whether the pitch says what the ticket says: customer, task, moment, fault, work and lever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evals.scene import Item, Scene, holds
from translator.text import inflections


def moment_facts(scene: Scene) -> Iterator[Item]:
    """Whose moment it is, who feels it, in what task, when, and what goes wrong in their view."""
    expect, moment, catalog = scene.case.expect, scene.pitch.draft.moment, scene.index.catalog
    yield holds("moment-found", moment.found == expect.found, expect.found, moment.found)
    if expect.found == "missing":
        return  # no moment may be told; what is asked instead is the questions' matter
    tasks = [t for t in catalog.tasks if t.id in expect.tasks]
    forms = [form for t in tasks for form in (t.verb, t.gerund, t.noun, t.nouns)]
    yield _says("customer-task", forms, moment.task.plain)
    if expect.personas:
        personas = [p for p in catalog.personas if p.id in expect.personas]
        yield _says(
            "customer-named", [w for p in personas for w in (p.plural, p.singular)], moment.customer.plain
        )
    if expect.moments:
        phrases = [m.phrase for m in catalog.moments if m.id in expect.moments]
        yield _says("moment-when", phrases, moment.when.plain)
    if expect.wrong:
        told = " ".join(
            s.plain for s in (moment.wrong, scene.pitch.draft.one_breath, scene.pitch.draft.note.wrong)
        )
        yield _says("what-goes-wrong", expect.wrong, told)


def plan_facts(scene: Scene) -> Iterator[Item]:
    """Whether the work, its finish line, its lever and its review date are those of the ticket."""
    expect, draft = scene.case.expect, scene.pitch.draft
    if expect.scope:
        work = " ".join(s.plain for s in (draft.note.scope, draft.bet.bet))
        yield _says("scope-of-ticket", expect.scope, work)
    if expect.finish:
        yield _says("finish-line-of-ticket", expect.finish, draft.note.finish.plain)
    if expect.review_date:
        date = expect.review_date.isoformat()
        cited = {scene.pitch.evidence.get(e) for e in draft.note.review_date.evidence}
        ok = any(item is not None and item.value.startswith(date) for item in cited)
        yield holds("review-date", ok, date, draft.note.review_date.plain)
    if expect.levers:
        yield holds(
            "lever", draft.lever.name in expect.levers, " or ".join(expect.levers), str(draft.lever.name)
        )
    for role, wanted, word in (
        ("sales", expect.sales, "Sales story"),
        ("support", expect.support, "Support case"),
    ):
        if wanted is not None:
            told = [s for s in draft.note.proof if s.plain.startswith(word)]
            has = any(s.status != "blank" and "[" not in s.plain for s in told)
            found = " ".join(s.plain for s in told)
            yield holds(
                f"proof-{role}", has == wanted, "a case with its source" if wanted else "a blank", found
            )


def _says(criterion: str, wanted: Iterable[str], text: str) -> Item:
    """Whether any of the phrases stands in the text, whatever its inflection, case and quotation marks."""
    phrases = list(dict.fromkeys(wanted))
    plain = _plain(text)
    ok = any(_plain(form) in plain for phrase in phrases for form in inflections(phrase))
    return holds(criterion, ok, " or ".join(phrases[:6]), text)


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').lower().split())
