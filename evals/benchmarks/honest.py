"""Honest drafts: true sentences with the right slots and evidence, as a very good model would write them.

`honest_drafts.jsonl` was written by hand on the sample tickets before any threshold of the support check was
looked at. A line cites evidence by words that stand in it and numbers by the words of the source (`«3 %»`),
so that it outlives a change of the ids. The rest is made by rule from the real tickets.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.drafting import DraftRequest
from translator.evidence import extract
from translator.intake import read, read_parts
from translator.material import material
from translator.models import Evidence, Ledger, Ticket
from translator.offline import OfflineEngine
from translator.replies import text_problem
from translator.samples import SAMPLES, TICKETS

BY_HAND = Path(__file__).with_name("honest_drafts.jsonl")
INVENTED = Path(__file__).with_name("invented_claims.jsonl")  # claims with real evidence that does not say so
REAL = Path(__file__).parents[2].parent / "shared" / "data"
_SLOT = re.compile(r"«([^»]+)»")
_STATEMENTS = frozenset({"quote", "symptom", "impact", "expected", "warning", "cause", "work", "finish"})


class Honest(NamedTuple):
    """One part as a good model hands it in."""

    ticket: Ticket
    part: str  # place in the draft
    text: str  # with slots
    evidence: tuple[str, ...]
    made: str  # "hand", or the rule that made it


@cache
def sample_tickets() -> Mapping[str, Ticket]:
    """The sample tickets by file name, and by `file#key` where a file holds several."""
    found: dict[str, Ticket] = {}
    for sample in SAMPLES:
        payload = files("translator").joinpath("samples", TICKETS, sample.file).read_bytes()
        for ticket in read(payload).tickets:
            found[f"{sample.file}#{ticket.key}"] = ticket
            found.setdefault(sample.file, ticket)
    return found


@cache
def real_tickets() -> tuple[Ticket, ...]:
    """All real tickets beside this clone; () where they are absent."""
    found = []
    for path in sorted(REAL.glob("tickets_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            title = row.get("summary") or row.get("title") or ""
            found.append(read_parts(title, row.get("description") or row.get("body") or "", key=row["id"]))
    return tuple(found)


def by_hand(index: CatalogIndex, file: Path = BY_HAND, *, strict: bool = True) -> list[Honest]:
    """The drafts of the file. Raises LookupError for words that no evidence of the ticket has.

    Not `strict`: such a draft is left out.
    """
    found = []
    ledgers: dict[str, Ledger] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        ticket = sample_tickets()[row["ticket"]]
        if row["ticket"] not in ledgers:
            ledgers[row["ticket"]] = shown(ticket, index)
        try:
            text, evidence = _resolved(row["text"], row["cites"], ledgers[row["ticket"]])
        except LookupError as error:
            if not strict:
                continue
            raise LookupError(f"{file.name}:{number}: {error}") from None
        found.append(Honest(ticket, row["part"], text, evidence, "hand"))
    return found


def shown(ticket: Ticket, index: CatalogIndex) -> Ledger:
    """The evidence that a model is shown and may cite."""
    ledger = extract(ticket, index)
    request = DraftRequest(ticket, ledger, index)
    base = asyncio.run(OfflineEngine().draft(request)).draft
    citable = material(request, base).citable
    return Ledger(items=tuple(e for e in ledger.items if e.id in citable))


def _resolved(text: str, cites: Sequence[str], ledger: Ledger) -> tuple[str, tuple[str, ...]]:
    cited = [_item(ledger, words) for words in cites]

    def slot(found: re.Match[str]) -> str:
        wanted = [e for e in ledger.items if e.text == found.group(1) and e.kind in ("quantity", "date")]
        near = [e for e in wanted if any(c.start <= e.start < c.end for c in cited)]
        if not wanted:
            raise LookupError(f"no number “{found.group(1)}”")
        chosen = (near or wanted)[0]
        cited.append(chosen)
        return f"«{chosen.id}»"

    written = _SLOT.sub(slot, text)
    return written, tuple(dict.fromkeys(e.id for e in cited))


def _item(ledger: Ledger, words: str) -> Evidence:
    holding = [e for e in ledger.items if words in e.text]
    told = [e for e in holding if e.kind in _STATEMENTS] or holding
    if not told:
        raise LookupError(f"no evidence holds “{words}”")
    return min(told, key=lambda e: len(e.text))


# ---- by rule, from real tickets

_PROSE = re.compile(r"[A-Z][^{}\[\]|<>@`*_/\\=#~^]{30,220}")
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|can't|doesn't|don't|fails?|takes?|gets?|shows?)\b"
)
_TENSES = (
    (r"\bis not\b", "was not"),
    (r"\bare not\b", "were not"),
    (r"\bdoes not\b|\bdoesn't\b", "did not"),
    (r"\bis\b", "was"),
    (r"\bare\b", "were"),
    (r"\bfails\b", "failed"),
    (r"\bcannot\b|\bcan't\b", "could not"),
    (r"\bcrashes\b", "crashed"),
    (r"\btakes\b", "took"),
    (r"\bgets\b", "got"),
    (r"\bhas\b", "had"),
)
_CLAUSE = re.compile(r", (?:which|because|so|but|and|as|since)\b|\s(?:because|since|so that|although)\b")
_LEADS = ("{who} find that {said}", "What {who} see: {said}", "Today {said}", "For {who}, {said}")
_PLACES = ("moment.wrong", "moment.effect", "bet.constraint")


def by_rule(index: CatalogIndex, wanted: int, seed: int = 11) -> list[Honest]:
    """Drafts made of what real tickets say: glossary words, a clause less, another tense, a person first."""
    chance = random.Random(seed)
    tickets = list(real_tickets())
    chance.shuffle(tickets)
    found: list[Honest] = []
    rules = (_with_glossary, _without_clause, _other_tense, _with_person)
    for ticket in tickets:
        ledger = shown(ticket, index)
        for item in ledger.items:
            said = _sayable(item, ledger)
            if said is None:
                continue
            turn = len(found) % len(rules)
            made = [(r, r(said, index, chance)) for r in (*rules[turn:], *rules[:turn])]
            good = [(r, text) for r, text in made if text is not None and not text_problem(text)]
            if not good:
                continue
            rule, text = good[0]
            found.append(Honest(ticket, _PLACES[len(found) % 3], text, (item.id,), rule.__name__.strip("_")))
            break
        if len(found) == wanted:
            break
    return found


def _sayable(item: Evidence, ledger: Ledger) -> str | None:
    """A statement's words with slots for its numbers, dates and ids; None where it is no plain sentence."""
    if item.kind not in ("symptom", "impact") or item.weight <= 0 or not _PROSE.fullmatch(item.text):
        return None
    words = item.text.split()
    if not _FINITE.search(item.text):
        return None  # a heading such as "Add support for proxies" is no statement
    code = any(re.search(r"[a-z][A-Z]|\w\.\w|\w:\w|\(\)|--|^\W+$|\"", w) for w in words)
    if code or not 6 <= len(words) <= 26:
        return None
    out, at = [], item.start
    inner = [e for e in ledger.items if e.kind in ("quantity", "date", "identifier") and _within(e, item)]
    for number in inner:
        if number.start >= at:
            out += [item.text[at - item.start : number.start - item.start], f"«{number.id}»"]
            at = number.end
    out.append(item.text[at - item.start :])
    return "".join(out)


def _within(inner: Evidence, outer: Evidence) -> bool:
    return inner.source == outer.source and outer.start <= inner.start and inner.end <= outer.end


def _with_glossary(said: str, index: CatalogIndex, chance: random.Random) -> str | None:
    for match in index.glossary_terms.find(said):
        says = index.customer_words(match.key, match.span.of(said))
        if says and "«" not in match.span.of(said):
            return said[: match.span.start] + says + said[match.span.end :]
    return None


def _without_clause(said: str, index: CatalogIndex, chance: random.Random) -> str | None:
    cut = _CLAUSE.search(said, 24)
    return f"{said[: cut.start()].rstrip()}." if cut else None


def _other_tense(said: str, index: CatalogIndex, chance: random.Random) -> str | None:
    changed = said
    for pattern, after in _TENSES:
        changed = re.sub(pattern, after, changed)
    return changed if changed != said else None


def _with_person(said: str, index: CatalogIndex, chance: random.Random) -> str | None:
    first = said.split(" ", 1)[0]
    lowered = said if not first.istitle() or first == "I" else said[:1].lower() + said[1:]
    who = chance.choice(["people at work", "the people who use it", "our users"])
    lead = chance.choice(_LEADS)
    text = lead.format(who=who, said=lowered)
    return text[:1].upper() + text[1:]


def statements(ledger: Ledger) -> Iterator[Evidence]:
    """The items that say something in a sentence."""
    return (e for e in ledger.items if e.kind in _STATEMENTS)
