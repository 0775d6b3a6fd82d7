"""Whether a claim's words are carried by the evidence it cites.

Numbers, names, dates and quotes are grounding's work and exact. Prose cannot be exact: a writer may say
"thrown back to the sign-in screen" where the ticket says "redirects to /login". So a claim is first held
against the words of its evidence, in stems and with the glossary's customer words; what that leaves open is
decided by the likeness of meanings. `evals/benchmarks/bench_truth.py` prints how often that is a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from translator.catalog.index import CatalogIndex
from translator.drafting import Likeness
from translator.grounding import FUNCTION_WORDS, SLOT
from translator.grounding.sources import SourceTexts
from translator.models import Draft, Evidence, Finding, Sentence
from translator.parts import sentences_of
from translator.support.disguised import disguised
from translator.support.fit import misfits
from translator.support.orders import obeyed, orders_in
from translator.support.words import GRAVE, PLAIN, root
from translator.text import WORD

# Set on the odd half of evals/benchmarks/bench_truth.py, which prints what the even half says of them.
CARRIED = 0.5  # share of a claim's telling words that its evidence has: enough without a second look
ALIKE = 0.6  # share + cosine, from which a rewording counts as the same thing
LEAST = 0.2  # without likeness: the share that is enough
_FEW = 1  # telling words up to which there is nothing to judge
_LITTLE = 4  # words without a telling one that are no sentence yet
_NEAR = 300  # characters before and after what is cited that say who "they" are
_NEAR_COUNTS = 0.5  # what a word found only there is worth
# The work is proposed, and still it is the ticket's: nobody may add to it.
_HELD_ANYWAY = frozenset({"bet.bet", "note.scope"})


class Weighed(NamedTuple):
    """How far the evidence carries the words of a sentence."""

    share: float  # of the telling words, 0 … 1
    telling: int  # how many there are
    grave: str  # a word for harm or consequences that the evidence does not have; "" none


def unsupported(
    draft: Draft,
    places: Iterable[str],
    known: Mapping[str, Evidence],
    texts: Mapping[str, str],
    index: CatalogIndex,
    likeness: Likeness | None = None,
) -> tuple[Finding, ...]:
    """Findings on the sentences at `places` that say more than their evidence, or put a number wrongly.

    The draft is grounded. A blank claims nothing and is left alone; an assumption or a proposal is not held
    to its evidence, for it is shown as what it is, but its numbers are.
    """
    wanted = frozenset(places)
    findings: list[Finding] = []
    open_cases: list[_Open] = []
    sources = SourceTexts(texts)
    orders = orders_in(texts)
    for where, sentence in sentences_of(draft):
        if where not in wanted:
            continue
        first = next(misfits(sentence, known, texts, index), None)
        if first is not None:
            findings.append(_misplaced(where, first.why))
            continue
        order = obeyed(sentence.text, orders)
        if order is not None:
            findings.append(_obeyed(where, order))
            continue
        if _says_nothing(sentence):
            findings.append(_unsupported(where))
            continue
        hidden = disguised(sentence.text, sources)
        if hidden is not None:
            findings.append(_disguised(where, hidden))
            continue
        if not held(where, sentence):
            continue
        carried = [known[e] for e in sentence.evidence if e in known]
        weighed = weigh(sentence, carried, texts, index)
        if weighed.grave:
            findings.append(_grave(where, weighed.grave))
        elif weighed.share >= CARRIED or weighed.telling <= _FEW:
            continue
        elif likeness is None:
            if weighed.share < LEAST:
                findings.append(_unsupported(where))
        else:
            told = tellers(carried, texts)
            open_cases += [_Open(where, weighed, unslotted(sentence), text) for text in told]
    if open_cases and likeness is not None:
        findings += _unlike(open_cases, likeness)
    return tuple(findings)


def held(where: str, sentence: Sentence) -> bool:
    """Whether the sentence at this place must be carried by the evidence it cites.

    A blank claims nothing, and an assumption or a proposal is shown as what it is.
    """
    return sentence.status == "claim" or (sentence.status != "blank" and where in _HELD_ANYWAY)


def weigh(
    sentence: Sentence, carried: Sequence[Evidence], texts: Mapping[str, str], index: CatalogIndex
) -> Weighed:
    """How far the cited evidence has the sentence's telling words. Likeness of meaning is no part of it."""
    said = _telling(unslotted(sentence), index)
    if not said:
        return Weighed(1.0, 0, "")
    have: set[str] = set()
    near: set[str] = set()
    for text in tellers(carried, texts):
        have |= _telling(text, index, customers=True)
    for item in carried:
        have |= _telling(_catalog_words(item, index), index)
        source = texts.get(item.source, "")
        near |= _telling(source[max(0, item.start - _NEAR) : item.end + _NEAR], index, customers=True)
    missing = said - have
    share = (len(said & have) + _NEAR_COUNTS * len(missing & near)) / len(said)
    groups = {GRAVE[word] for word in have if word in GRAVE}
    grave = next((word for word in sorted(missing) if word in GRAVE and GRAVE[word] not in groups), "")
    return Weighed(share, len(said), _as_written(grave, sentence))


def score(weighed: Weighed, cosine: float) -> float:
    """What words and likeness together say; from `ALIKE` on the sentence is carried."""
    return weighed.share + cosine


def tellers(carried: Sequence[Evidence], texts: Mapping[str, str]) -> tuple[str, ...]:
    """What each cited item says: a statement as it is, a word or a number with the line it stands in."""
    told = []
    for item in carried:
        text = texts.get(item.source)
        if text is None or item.end - item.start >= 40:
            told.append(item.text)
        else:
            start = text.rfind("\n", 0, item.start) + 1
            end = text.find("\n", item.end)
            line = text[max(start, item.start - 160) : min(end if end >= 0 else len(text), item.end + 160)]
            told.append(line)
    return tuple(dict.fromkeys(told))


class _Open(NamedTuple):
    """A sentence beside one thing its evidence says, to be compared in meaning."""

    where: str
    weighed: Weighed
    said: str
    told: str


def _unlike(cases: Sequence[_Open], likeness: Likeness) -> list[Finding]:
    cosines = likeness.cosines([(case.said, case.told) for case in cases])
    best: dict[str, float] = {}
    for case, cosine in zip(cases, cosines, strict=True):
        best[case.where] = max(best.get(case.where, -1.0), score(case.weighed, cosine))
    return [_unsupported(where) for where, reached in best.items() if reached < ALIKE]


def _says_nothing(sentence: Sentence) -> bool:
    """Whether the words are of the kind that every sentence has: "the word done"."""
    words = [m.group().lower() for m in WORD.finditer(sentence.text)]
    return len(words) <= _LITTLE and not SLOT.search(sentence.text) and FUNCTION_WORDS.issuperset(words)


def _as_written(grave: str, sentence: Sentence) -> str:
    if not grave:
        return ""
    return next(m.group() for m in WORD.finditer(sentence.text) if root(m.group().lower()) == grave)


def unslotted(sentence: Sentence) -> str:
    """The sentence without its slots."""
    return " ".join(SLOT.sub(" ", sentence.text).split())


def _telling(text: str, index: CatalogIndex, *, customers: bool = False) -> set[str]:
    words = {root(m.group().lower()) for m in WORD.finditer(text)}
    if customers:
        for match in index.glossary_terms.find(text):
            says = index.customer_words(match.key, match.span.of(text))
            words |= {root(m.group().lower()) for m in WORD.finditer(says)}
    return words - PLAIN


def _catalog_words(item: Evidence, index: CatalogIndex) -> str:
    """The words the catalog has for what an item points at: a persona, a task, a moment."""
    if item.kind == "customer" and item.value in index.personas:
        persona = index.personas[item.value]
        return f"{persona.plural} {persona.singular}"
    if item.kind == "action" and item.value in index.tasks:
        task = index.tasks[item.value]
        return f"{task.verb} {task.gerund} {task.noun} {task.nouns}"
    if item.kind == "moment" and item.value in index.moments:
        return index.moments[item.value].phrase
    return ""


def _unsupported(where: str) -> Finding:
    fix = "Say only what the cited words say, cite the evidence that carries it, or mark it an assumption."
    return _must("unsupported-claim", where, "the sentence says more than the evidence it cites.", fix)


def _grave(where: str, word: str) -> Finding:
    wrong = f"“{word}” weighs much, and the evidence it cites does not say it."
    return _must("unsupported-claim", where, wrong, "Take it out, or cite the evidence that says it.")


def _obeyed(where: str, word: str) -> Finding:
    wrong = f"“{word}” stands only in text that tries to give orders to a machine."
    return _must(
        "followed-instruction", where, wrong, "Say what the ticket is about, in words of the rest of it."
    )


def _disguised(where: str, written: str) -> Finding:
    wrong = f"“{written}” says how many or when, and no source has it."
    return _must(
        "invented-number", where, wrong, "Put a slot of the evidence that carries it, or take it out."
    )


def _misplaced(where: str, why: str) -> Finding:
    fix = "Use a number only for what its source counts, over the period the source names."
    return _must("misplaced-number", where, f"a number stands in the wrong place: {why}.", fix)


def _must(check: str, where: str, message: str, fix: str) -> Finding:
    return Finding(check=check, severity="must", where=where, message=message, fix=fix)
