"""What a model is given to read: the ticket as data, the ledger with ids, incidents, words, open questions.

Pure text. Nothing here is sent: the engine redacts the whole request first. Sentences addressed to a machine
reader are left out with a mark, and no evidence inside them can be cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.catalog.models import Stakeholder
from translator.drafting import DraftRequest
from translator.grounding.blanks import one_line
from translator.instructions import latent_instructions
from translator.models import BLANK, CitedIncident, Draft, Evidence, Remembered, Sentence
from translator.phrasing import without_numbers
from translator.text import Span

LEFT_OUT = "[left out: text addressed to a machine]"
TICKET_MOST = 24_000  # characters of a ticket that a model reads; the middle is what is left out
_ITEMS_MOST = 120  # evidence items listed
_INCIDENTS_MOST = 4
_PASSAGE = 900  # characters of one incident
_TERMS_MOST = 30
_EXAMPLES_MOST = 3
_EXAMPLE = 1_000  # characters of one
_TOLD_AGAIN = (
    "one_breath", "note.moment", "moment.wrong", "moment.effect", "bet.constraint", "bet.outcome", "lever",
)  # fmt: skip
_BORDER = re.compile(r"<\s{0,4}/?\s{0,4}data(?![a-z])", re.IGNORECASE)  # the prompt's marks around its data
_STATEMENTS = frozenset(
    {"quote", "symptom", "impact", "expected", "warning", "cause", "work", "finish", "answer"}
)
_HINTS = frozenset({"customer", "action", "moment"})
_HINT_LEAST = 1.0  # weight below which a word such as "screen" says nothing about who or when


class Material(NamedTuple):
    """The variables of the shared part of a prompt, and what may be cited."""

    variables: dict[str, str]
    citable: frozenset[str]
    notes: tuple[str, ...]  # what was left out, in words for the reader of the pitch


def material(
    request: DraftRequest, base: Draft, *, most: int = TICKET_MOST, hidden: Sequence[Span] = ()
) -> Material:
    """What every call of one pitch shares. `most` limits the characters of the ticket.

    `hidden` are stretches of the ticket that will be masked: a number or an id read in one is not offered.
    """
    text = request.ticket.text
    orders = latent_instructions(text)
    notes: list[str] = []
    if orders:
        notes.append("the ticket holds text addressed to a machine; it was kept out of what the model read")
    shown, cut = cut_middle(without(text, orders), most)
    if cut:
        notes.append(
            f"the model read the first and the newest part of the ticket; {cut:,} characters of its middle "
            "were left out"
        )
    examples = [e for e in request.examples if e.approved][:_EXAMPLES_MOST]
    if examples:
        named = ", ".join(f"{e.ticket_key or e.translation_id} (approved by {e.by})" for e in examples)
        notes.append(f"the model read the words of earlier pitches, for their tone: {named}")
    items = [e for e in request.ledger.items if _listed(e) and not _inside(e, orders)]
    items = [e for e in items if e.kind in _STATEMENTS or e.source != "ticket" or not _inside(e, hidden)]
    items = sorted(_each_once(items), key=_rank)[:_ITEMS_MOST]
    items.sort(key=lambda e: (e.source, e.start))
    past = request.proof.past.incidents[:_INCIDENTS_MOST] if request.proof is not None else ()
    told_to_machines = {f"incident:{i.id}": latent_instructions(i.text) for i in past}
    lent = [
        e
        for e in (request.proof.evidence if request.proof is not None else ())
        if e.kind == "derived"
        or (e.source in told_to_machines and not _inside(e, told_to_machines[e.source]))
    ]
    variables = {
        "ticket": shown,
        "evidence": "\n".join(map(_line, items)) or "(none)",
        "incidents": "\n\n".join(_incidents(past, told_to_machines, lent)) or "(none similar on record)",
        "glossary": "\n".join(_glossary(base)) or "(none)",
        "questions": "\n".join(f"«?{q.id}» {q.blank} (ask {q.role})" for q in base.questions) or "(none)",
        "examples": "\n\n".join(_examples(examples, base)) or "(none)",
    }
    variables = {name: inside_data(value) for name, value in variables.items()}
    return Material(variables, frozenset(e.id for e in (*items, *lent)), tuple(notes))


def inside_data(text: str) -> str:
    """The text without the marks that a prompt puts around its data, so that it cannot end them."""
    return _BORDER.sub("<_data", text)


def as_it_stands(sentence: Sentence) -> str:
    """A sentence of the draft for a model to read: with its slots, status and evidence."""
    cited = f" [{', '.join(sentence.evidence)}]" if sentence.evidence else ""
    return f"{sentence.text} ({sentence.status}){cited}"


def profile_of(profile: Stakeholder, index: CatalogIndex) -> str:
    """A stakeholder for a writer: what they watch and the words they use."""
    told = {
        "who": profile.name,
        "decides": profile.decision,
        "cares about": ", ".join(profile.cares_about),
        "watches": ", ".join(index.needles[n].name for n in profile.needles),
        "words they use": ", ".join(profile.use),
        "words that lose them": ", ".join(
            f"{word} (say: {better})" for word, better in profile.avoid.items()
        ),
    }
    return "\n".join(f"{name}: {value}" for name, value in told.items() if value)


def reading_choices(index: CatalogIndex) -> dict[str, tuple[str, ...]]:
    """The catalog ids a model may choose a reading from."""
    return {
        "persona": tuple(index.personas),
        "task": tuple(index.tasks),
        "failure": tuple(index.failures),
        "moment": tuple(index.moments),
    }


def choices_told(index: CatalogIndex) -> str:
    """The same in words, for the prompt."""
    rows: dict[str, Iterable[str]] = {
        "persona": (f"{p.id} ({p.plural})" for p in index.personas.values()),
        "task": (f"{t.id} ({t.verb})" for t in index.tasks.values()),
        "failure": (f"{f.id} ({f.happens})" for f in index.failures.values()),
        "moment": (f"{m.id} ({m.phrase})" for m in index.moments.values()),
    }
    return "\n".join(f"{name}: {', '.join(entries)}" for name, entries in rows.items())


def without(text: str, spans: Sequence[Span]) -> str:
    """The text with a mark in the place of each span."""
    out, at = [], 0
    for span in sorted(spans):
        if span.start >= at:
            out += [text[at : span.start], LEFT_OUT]
            at = span.end
    return "".join([*out, text[at:]])


def cut_middle(text: str, most: int) -> tuple[str, int]:
    """The text within `most` characters and how many were left out: the middle, never the newest."""
    if len(text) <= most:
        return text, 0
    head = most * 2 // 5
    tail = most - head
    cut = len(text) - most
    return f"{text[:head]}\n[… {cut} characters left out here …]\n{text[-tail:]}", cut


def _listed(item: Evidence) -> bool:
    if item.kind in _STATEMENTS:
        return bool(item.text.strip()) and (item.kind in ("quote", "answer") or item.weight > 0)
    if item.kind in _HINTS:
        return item.weight >= _HINT_LEAST
    return item.kind in ("quantity", "derived", "person", "date", "identifier")


def _each_once(items: Sequence[Evidence]) -> list[Evidence]:
    """One item for each stretch of text: what was read in it twice is listed as what it is most clearly."""
    best: dict[tuple[str, int, int], Evidence] = {}
    for item in items:
        place = (item.source, item.start, item.end)
        if place not in best or item.weight > best[place].weight:
            best[place] = item
    return list(best.values())


def _rank(item: Evidence) -> tuple[int, float]:
    """Answers and numbers before statements before pointers; the heavier first."""
    order = 0 if item.kind in ("answer", "quantity", "derived") else 1 if item.kind in _STATEMENTS else 2
    return order, -item.weight


def _line(item: Evidence) -> str:
    told = f"{item.id} {item.kind}: {_safe(item.text)}"
    quantity = item.quantity
    if quantity is not None:
        facts = {
            "measures": quantity.noun,
            "for each": quantity.per,
            "window": quantity.window,
            "statistic": quantity.statistic,
            "role": "" if quantity.role == "other" else quantity.role,
            "formula": item.formula,
        }
        listed = "; ".join(f"{name} {_safe(value)}" for name, value in facts.items() if value)
        told += f" ({listed})" if listed else ""
    elif item.kind in ("customer", "action", "moment") and item.value:
        told += f" (catalog: {item.value})"
    return told


def _incidents(
    past: Sequence[CitedIncident], told_to_machines: Mapping[str, list[Span]], lent: Sequence[Evidence]
) -> Iterator[str]:
    for incident in past:
        source = f"incident:{incident.id}"
        told, _ = cut_middle(without(incident.text, told_to_machines[source]), _PASSAGE)
        same = incident.relation == "same cause"
        relation = "same cause" if same else "similar, not shown to be the same cause"
        of_it = [_line(e) for e in lent if e.source == source]
        yield "\n".join([f"{_safe(incident.key)} ({relation}): {_safe(incident.title)}", told, *of_it])
    derived = [_line(e) for e in lent if e.kind == "derived"]
    if derived:
        yield "\n".join(["Computed from incidents:", *derived])


def _glossary(base: Draft) -> Iterator[str]:
    """The ticket's engineering terms as the offline engine has found them."""
    for term in base.technical.terms[:_TERMS_MOST]:
        yield f"{_safe(term.term)} → {_safe(term.says)}"


def _examples(examples: Sequence[Remembered], base: Draft) -> Iterator[str]:
    """The words of earlier pitches. No key and no score: a digit here would be another ticket's number."""
    framings = [f"framing:{f.stakeholder}.{part}" for f in base.framings for part in ("problem.1", "change")]
    if examples:
        yield f"For tone only. What stood at {BLANK} was another ticket's number, name, date or quotation."
    for letter, example in zip(ascii_uppercase, examples, strict=False):
        lines, room = [f"Example {letter}:"], _EXAMPLE
        for place in (*_TOLD_AGAIN, *framings):
            words = example.parts.get(place, "")
            told = without_numbers(without(words, latent_instructions(words)))
            if told and len(told) <= room:
                room -= len(told)
                lines.append(f"{place}: {told}")
        yield "\n".join(lines)


def _inside(item: Evidence, orders: Sequence[Span]) -> bool:
    if not item.source.startswith(("ticket", "incident:")):
        return False
    return any(item.start < span.end and span.start < item.end for span in orders)


def _safe(text: str) -> str:
    return one_line(text).replace("«", "<<").replace("»", ">>")
