"""Defects of how a note or a pitch is written: by their wordings in clean notes, and in pitches by the model types."""

# ruff: noqa: E501 (a row of a table stays on its line)

from __future__ import annotations

import random

from evals.mutation.notes import NOTES, Note, as_text
from evals.mutation.planting import Host, Plant, put
from evals.mutation.wordings import WORDINGS
from translator.models import Draft, Evidence, Ledger, Lever, NumberLine, Quantity, Sentence

_IN_PITCHES = {
    "no-customer": "moment.customer", "no-moment": "moment.when", "no-finish-line": "note.finish",
    "no-review-date": "note.review_date", "no-owner": "note.owner",
}  # fmt: skip
_OF_THE_WHOLE = (
    "several-numbers",
    "no-proof",
    "single-sided-proof",
)  # the check points at the first of several
# What one sentence of a pitch may hold as well as a note.
_SAID = ("everyone", "internal-name", "jargon", "housework", "defensive", "blame", "empty-words")
_PLACES = ("moment.wrong", "moment.effect", "bet.constraint", "bet.outcome", "lever")


def written(check: str, host: Host, number: int, chance: random.Random) -> Plant | None:
    """A defect of wording; two of three in a note, the others in a pitch where it may stand there."""
    wording = WORDINGS[check][number % len(WORDINGS[check])]
    turn = number + number // len(WORDINGS[check])
    if turn % 3 == 0 and check in _IN_PITCHES:
        return _blank(check, host, number)
    if turn % 3 == 0 and wording.startswith(("+|", "^|")) and (check in _SAID or check == "solution-first"):
        return _sentence(check, host, wording[2:], chance)
    note = NOTES[(number + turn) % len(NOTES)]
    clean, text = as_text(note), _with(note, wording)
    where = next((f"line {n}" for n, line in enumerate(text.splitlines(), 1) if line not in clean), "")
    if wording.startswith("=|") or wording[0] == "-" or "\n" in wording or check in _OF_THE_WHOLE:
        where = ""
    return Plant(check, host, "text", where, wording, text=text, clean=clean)


def _with(note: Note, wording: str) -> str:
    if wording.startswith("=|"):
        return wording[2:]
    lines, changed = as_text(note).splitlines(), dict(note)
    if wording[0] in "+^":
        said = wording[2:].format(**note)
        return "\n".join([said, *lines] if wording[0] == "^" else [*lines, said])
    for change in wording.splitlines():
        label, _, words = change.partition("|")
        if label.startswith("-"):
            del changed[label[1:]]
        else:
            changed[label] = words
    return as_text(changed)


def _sentence(check: str, host: Host, words: str, chance: random.Random) -> Plant | None:
    where = "one_breath" if check == "solution-first" else chance.choice(_PLACES)
    if where in host.spoken(check):
        return None
    draft = put(host.draft, where, text=words, evidence=(), status="assumption", plain=words)
    return Plant(check, host, "behind", where, words, words, draft=draft)


def _blank(check: str, host: Host, number: int) -> Plant | None:
    where = _IN_PITCHES[check]
    if where in host.spoken(check) or not host.draft.questions:
        return None
    question = host.draft.questions[number % len(host.draft.questions)]
    text = ("«?{}».", "Not said yet: «?{}».", "«?{}»")[number % 3].format(question.id)
    draft = put(host.draft, where, text=text, evidence=(), status="blank")
    return Plant(check, host, "draft", where, text, draft=draft)


# ---- what only a pitch can have


def no_lever(host: Host, number: int, chance: random.Random) -> Plant | None:
    """A pitch without a lever, whatever its sentence says."""
    if host.spoken("no-lever"):
        return None
    words = chance.choice(("It is worth it.", "Quality.", "Everybody wins.", "«?q1».", "Reliability.", ""))
    lever = Lever(
        name=None, sentence=Sentence(text=words or host.draft.lever.sentence.text, status="assumption")
    )
    draft = host.draft.model_copy(update={"lever": lever})
    return Plant("no-lever", host, "draft", "lever", f"no lever: {words}", draft=draft)


_FAR = (
    "heap dumps", "log lines", "pull requests", "lines of code", "open branches", "build minutes", "stand-ups",
    "story points", "retro items", "lint warnings", "dashboards", "meetings",
)  # fmt: skip
_NUMBERS = (3.0, 14.0, 27.0, 41.0, 90.0, 112.0)


def far_number(host: Host, number: int, chance: random.Random) -> Plant | None:
    """The number counts what the moment does not speak of."""
    noun = _FAR[number % len(_FAR)]
    return _numbered(
        "far-number", host, number, Quantity(value=chance.choice(_NUMBERS), noun=noun, window="a week")
    )


def contradicting(host: Host, number: int, chance: random.Random) -> Plant | None:
    """Today's reading meets the target already, or the ticket gives two readings of the same thing."""
    noun, unit = chance.choice(
        (("failed tries", "%"), ("calls", ""), ("waiting time", "s"), ("lost lists", ""))
    )
    value = chance.choice(_NUMBERS)
    today = Quantity(value=value, noun=noun, unit=unit, window="a week", role="today")
    if number % 2:
        bound = chance.choice(("under", "at most", "over", "at least"))
        wanted = value + 5 if bound in ("under", "at most") else value - 2
        other = today.model_copy(update={"value": wanted, "bound": bound, "role": "target"})
    else:
        other = today.model_copy(update={"value": value + chance.choice(_NUMBERS)})
    return _numbered("contradicting-numbers", host, number, today, other)


def bare_number(host: Host, number: int, chance: random.Random) -> Plant | None:
    """A count of nothing, or one without its window, in a pitch; else in a note."""
    check = "unrepeatable-number"
    if number % 3:
        return written(check, host, number, chance)
    counted = Quantity(value=chance.choice(_NUMBERS), noun="" if number % 2 else chance.choice(_FAR))
    return _numbered(check, host, number, counted, label="" if not counted.noun else "tries")


def absent_number(host: Host, number: int, chance: random.Random) -> Plant | None:
    """No number of today in a pitch; else in a note."""
    if number % 3:
        return written("no-number", host, number, chance)
    line = host.draft.moment.number
    if line.today is None:
        return None
    moment = host.draft.moment.model_copy(update={"number": line.model_copy(update={"today": None})})
    draft = host.draft.model_copy(update={"moment": moment})
    return Plant("no-number", host, "draft", "moment.number", "today: nothing", draft=draft)


def many_numbers(host: Host, number: int, chance: random.Random) -> Plant | None:
    """A moment that cites five numbers; else in a note."""
    check = "several-numbers"
    numbers = [e.id for e in host.ledger.of("quantity")]
    if number % 3 or len(numbers) < 5 or host.spoken(check):
        return written(check, host, number, chance)
    cited = tuple(chance.sample(numbers, 5))
    draft = put(host.draft, "moment.effect", evidence=(*host.parts["moment.effect"].evidence, *cited))
    return Plant(check, host, "behind", "moment.number", f"cites {', '.join(cited)}", draft=draft)


def unproven(check: str, host: Host, number: int, chance: random.Random) -> Plant | None:
    """Proof that is a blank in a pitch; else in a note."""
    proof = host.draft.note.proof
    told = all("[" not in s.plain for s in proof)
    if number % 3 or host.spoken(check) or not told or len(proof) < 2 or not host.draft.questions:
        return written(check, host, number, chance)
    blank = [f"{s.text.partition(':')[0]}: «?{host.draft.questions[0].id}»." for s in proof]
    gone = range(len(proof)) if check == "no-proof" else (number // 3 % len(proof),)
    draft = host.draft
    for at in gone:
        draft = put(draft, f"note.proof.{at}", text=blank[at], evidence=(), status="blank")
    return Plant(check, host, "draft", "", "proof: blank", draft=draft)


def _numbered(
    check: str, host: Host, number: int, today: Quantity, other: Quantity | None = None, label: str = "tries"
) -> Plant | None:
    """The pitch with this reading of today, as evidence that the ticket's own words stand for."""
    numbers = list(host.ledger.of("quantity"))
    if len(numbers) < 2 or "moment.number" in host.spoken(check):
        return None
    one, two = (numbers[(number + step) % len(numbers)] for step in (0, 1))
    changed: dict[str, Evidence] = {one.id: one.model_copy(update={"quantity": today})}
    if other is not None:
        changed[two.id] = two.model_copy(update={"quantity": other})
    ledger = Ledger(items=tuple(changed.get(e.id, e) for e in host.ledger.items))
    target = two.id if other is not None and other.role == "target" else None
    line = NumberLine(
        label=label,
        sentence=Sentence(text=f"«{one.id}» today.", evidence=(one.id,)),
        today=one.id,
        target=target,
    )
    moment = host.draft.moment.model_copy(update={"number": line})
    draft: Draft = host.draft.model_copy(update={"moment": moment})
    written_as = f"{today.value:g} {today.unit or today.noun}"
    return Plant(check, host, "draft", "moment.number", written_as, draft=draft, ledger=ledger)
