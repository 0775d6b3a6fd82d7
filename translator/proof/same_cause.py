"""Whether the work of a ticket would have prevented a past incident, by rules that can be read out.

A false "this would have prevented it" costs more than a missed one. So the cause is the same only where

1. the ticket names the incident as its reason ("same cause as INC-316", "seen in INC-316"), or the
   incident's follow-up names the ticket; or
2. the ticket refers to the incident ("see INC-316", "follow-up of INC-316") and speaks of its cause; or
3. ticket and record give the same cause; or
4. the record's follow-up asks for the work of the ticket.

Rules 2 to 4 hold where a sentence of the record and one of the ticket share a run of words, or at least
two terms, one of them rare, that are most of what the record's sentence says (see `_enough`). Words of
the titles, the summary, the services and the customer's task are never rare: they name what fails, not
why. Rules 3 and 4 also need the ticket to name a service the record names. A denial ("unlike INC-316")
outweighs them all; a cause that is only suspected counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from translator.evidence.sections import sections
from translator.evidence.sentence_words import LABEL
from translator.models import EvidenceKind, Ledger, Ticket
from translator.proof.naming import Named, mentions, named, names_of
from translator.proof.reading import Past
from translator.proof.terms import BROAD, COMMON, FUNCTION_STEMS, stem, stems, terms
from translator.text import WORD, Span, sentences

_SHARE = 0.5  # of the terms in the record's sentence, where three or more are shared
_MOST = 0.8  # of them, where two are
_NAMED_SHARE = 0.4  # of them, where the ticket names the record
_RUN = 5  # words
_READ = 120  # sentences of a ticket
_NO_CAUSE = frozenset({"steps", "environment", "expected", "aside"})
_WORK = frozenset({"proposal", "finish"})
_CAUSE = frozenset({"cause"})
_DONE = frozenset({"work"})
_ANY = frozenset({"cause", "work", "told"})
_UNSURE = re.compile(
    r"\b(?:might|may|maybe|perhaps|possibl[ey]|probably|presumably|apparently|suspect\w*|unclear|unknown|"
    r"preliminary|not (?:yet )?(?:known|found|clear|understood)|under investigation|investigat\w+|"
    r"could (?:be|have)|seems?|appears?|appear to|likely|believed?|thought to|i think|we think|"
    r"guess\w*|assum\w+|hypothes\w+)\b",
    re.IGNORECASE,
)
# "It was not the proxy": the sentence says what the cause is not.
_DENIES = re.compile(
    r"\b(?:not (?:\w+ )?(?:caused|due|because|related|the (?:cause|reason|culprit)|responsible)|unrelated|"
    r"ruled? out|rather than|instead of|nothing to do|no (?:relation|connection|evidence|sign)|unlike|"
    r"(?:was|were|is|are|had|has)(?: not|n['’]t))\b",
    re.IGNORECASE,
)
# They join a cause to its effect, or tell how it was found, and name no cause.
_JOINTS_TEXT = """
analyse analysis because cause causes causing due finding identified initial investigation led preliminary
reason result resulting root
"""
_JOINTS = frozenset(stem(word) for word in _JOINTS_TEXT.split())
_EMPTY = FUNCTION_STEMS | _JOINTS
_NEGATION = re.compile(r"\b(?:no|not|never|without|cannot|\w+n['’]t)\s+(?:\w+\s+)?\Z", re.IGNORECASE)


class Verdict(NamedTuple):
    """The rule that holds, in words, and the sentence of the record that it rests on."""

    rule: str
    tells: str  # how a sentence of the story goes on after "This would have prevented it: "
    quote: Span | None = None  # of the incident; None: the ticket's word alone


class Told(NamedTuple):
    """A sentence of the ticket: its terms, its runs of words, and whether it tells the cause or the work."""

    terms: dict[str, str]
    negated: frozenset[str]
    runs: dict[tuple[str, ...], str]
    about: frozenset[str]  # of "cause" and "work"; "told" for neither


class TicketSide:
    """What of a ticket meets an incident's cause: its names for records, its cause and its work."""

    def __init__(self, ticket: Ticket, ledger: Ledger, own: frozenset[str]) -> None:
        self.ticket = ticket
        self.own = own
        self.names = names_of(ticket.key or "", ticket.url)
        self.subject = frozenset(terms(ticket.title, own))  # what it is about, which names no cause
        self._around = "\n".join([ticket.text, *(f.value for f in ticket.fields)]).lower()
        kinds = {(e.start, e.kind) for e in ledger.of("cause", "work", "finish")}
        self.told = tuple(self._sentences(kinds))

    def _sentences(self, kinds: set[tuple[int, EvidenceKind]]) -> Iterator[Told]:
        text = self.ticket.text
        read = 0
        before: Told | None = None
        for block, section in sections(self.ticket):
            if section in _NO_CAUSE or block.kind == "heading":
                continue
            for span in sentences(text, block.start, block.end):
                words = span.of(text)
                if _UNSURE.search(words) or _DENIES.search(words):
                    continue
                about = {"cause"} if section == "cause" else {"work"} if section in _WORK else set()
                about |= {"work"} if section == "title" else set()
                for start in (span.start, *_after_label(words, span)):
                    about |= {"cause"} if (start, "cause") in kinds else set()
                    about |= {"work"} if {(start, "work"), (start, "finish")} & kinds else set()
                told = Told(
                    terms(words, self.own), _negated(words), _runs(words), frozenset(about or {"told"})
                )
                yield told
                if before is not None and "cause" in before.about & told.about:
                    # "A single queue holds everything. A newsletter sits in front of the message."
                    yield Told(before.terms | told.terms, before.negated | told.negated, {}, _CAUSE)
                before = told
                read += 1
                if read >= _READ:
                    return

    def at_home(self, services: Sequence[str]) -> bool:
        """Whether the ticket speaks of one of these services; also where the record names none."""
        return not services or any(_speaks_of(self._around, s.lower()) for s in services)


def same_cause(side: TicketSide, past: Past) -> Verdict | None:
    """The rule that makes the cause the same, or None."""
    key = past.incident.source_id
    text = side.ticket.text
    how = named(text, past.names) if past.names else None
    if how is not None and how.how == "denied":
        return None
    asked = _asks_for(side, past)
    if asked is not None and asked.how == "denied":
        return None
    causes = list(cause_sentences(past))
    if how is not None and how.how in ("same", "reason"):
        words = "as the same cause" if how.how == "same" else "as its reason"
        return Verdict(
            f"the ticket names {key} {words}", f"the ticket names {{key}} {words}", _shown(past, causes)
        )
    if asked is not None:
        return Verdict(
            f"the follow-up of {key} names this ticket",
            "the record of {key} asks for this very ticket",
            asked.sentence if past.quotable(asked.sentence) else None,
        )
    if how is not None:
        met = _best(past, causes, side, _ANY, named=True)
        if met is None:
            return None
        return Verdict(
            f"the ticket refers to {key}, and of the cause {met.shared}",
            "the ticket refers to {key} and gives the cause on record",
            met.span,
        )
    if not side.at_home(past.incident.services):
        return None
    met = _best(past, causes, side, _CAUSE)
    if met is not None:
        return Verdict(
            f"ticket and record give the same cause: {met.shared}",
            "ticket and record give the same cause",
            met.span,
        )
    wished = [s for s in past.sentences_of("follow_up") if not _UNSURE.search(s.of(past.text))]
    met = _best(past, wished, side, _DONE)
    if met is not None:
        return Verdict(
            f"the follow-up of {key} asks for the same work: {met.shared}",
            "the record of {key} asks for the same work",
            met.span,
        )
    return None


def cause_sentences(past: Past) -> Iterable[Span]:
    """The sentences that give the cause for certain: of its section, else those that call it so."""
    spans = list(past.sentences_of("cause"))
    if not spans:
        spans = [s.span for s in past.statements if s.kind == "cause" and past.part_at(s.span) != "title"]
    for span in spans:
        words = span.of(past.text)
        if not _UNSURE.search(words) and not _DENIES.search(words):
            yield span


class _Met(NamedTuple):
    """A sentence of the record that meets one of the ticket, and what the two share, in words."""

    span: Span
    shared: str
    strength: float


def _best(
    past: Past, spans: Iterable[Span], side: TicketSide, about: frozenset[str], *, named: bool = False
) -> _Met | None:
    """The sentence of the record that shares most with a sentence of the ticket, if it shares enough.

    Only sentences that a reader can be shown count. Where the ticket names the record, less is enough.
    """
    found: list[_Met] = []
    # A run that only names what failed ("of the booking page team") tells no cause either.
    subject = _EMPTY | COMMON | stems([past.incident.title, *past.incident.services]) | side.subject
    broad = BROAD | past.subject | side.subject
    for span in spans:
        if not past.quotable(span):
            continue
        words = span.of(past.text)
        theirs = terms(words, side.own)
        runs, denied = _runs(words), _negated(words)
        for ours in side.told:
            # A title names the symptom: two faults share an error message and not its reason.
            heard = bool(ours.about & (about | {"told"}))
            same = (run for run in runs.keys() & ours.runs.keys() if not subject.issuperset(run))
            both = sorted(same, key=lambda run: words.find(runs[run]))
            if both and heard:
                found.append(_Met(span, f"both say “{runs[both[0]]}”", 10.0 + len(both)))
            elif ours.about & about:
                # "No alert watched the disk" and "add an alert" agree; "the disk was full" and "no disk
                # was full" do not.
                turned = (denied ^ ours.negated) if about == ours.about == _CAUSE else frozenset()
                shared = {k: w for k, w in theirs.items() if k in ours.terms and k not in turned}
                rare = sum(k not in broad for k in shared)
                if _enough(len(shared), rare, len(theirs), named):
                    strength = len(shared) + len(shared) / len(theirs)
                    found.append(_Met(span, f"both speak of {_listed(shared)}", strength))
    return max(found, key=lambda m: (m.strength, -m.span.start), default=None)


def _enough(shared: int, rare: int, told: int, named: bool) -> bool:
    """Whether so many shared terms, some of them rare, of those told in the record make one cause."""
    if named:
        return shared >= 2 and rare >= 1 and shared >= _NAMED_SHARE * told
    most = shared >= 2 and rare >= 1 and shared >= _MOST * told
    return most or (shared >= 3 and rare >= 2 and shared >= _SHARE * told)


def _negated(sentence: str) -> frozenset[str]:
    """The stems of the words that a "no", "not" or "without" stands right before."""
    return frozenset(
        stem(m.group())
        for m in WORD.finditer(sentence)
        if _NEGATION.search(sentence, max(0, m.start() - 24), m.start())
    )


def _runs(sentence: str) -> dict[tuple[str, ...], str]:
    """Stretches of words long enough that two people do not write them by chance, as written."""
    places = list(WORD.finditer(sentence))
    stemmed = [stem(m.group()) for m in places]
    found: dict[tuple[str, ...], str] = {}
    for at in range(len(stemmed) - _RUN + 1):
        run = tuple(stemmed[at : at + _RUN])
        content = [w for w in run if w not in _EMPTY and not w.isdecimal()]
        if len(content) >= 3 and any(w not in COMMON for w in content):
            found[run] = sentence[places[at].start() : places[at + _RUN - 1].end()]
    return found


def _after_label(words: str, span: Span) -> Iterator[int]:
    """Where the sentence starts behind a label such as "Cause: "."""
    label = LABEL.match(words)
    if label is not None:
        yield span.start + label.end()


def _asks_for(side: TicketSide, past: Past) -> Named | None:
    if not side.names:
        return None
    for span in past.sentences_of("follow_up"):
        if mentions(span.of(past.text), side.names):
            return named(past.text, side.names)
    return None


def _shown(past: Past, spans: Iterable[Span]) -> Span | None:
    return next((s for s in spans if past.quotable(s)), None)


def _listed(shared: dict[str, str]) -> str:
    return ", ".join(f"“{word}”" for word in sorted(shared.values(), key=str.lower)[:4])


def _speaks_of(text: str, service: str) -> bool:
    at = text.find(service)
    while at >= 0:
        end = at + len(service)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            return True
        at = text.find(service, at + 1)
    return False
