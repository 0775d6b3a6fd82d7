"""The story with data, in four beats: what happened, whether this prevents it, how we know, its worth.

A beat that nothing on record carries is a Sentence without text and with status "blank"; the engine puts
a question there.
"""

from __future__ import annotations

from collections.abc import Sequence

from translator.evidence.sentence_words import IMPERATIVE, LEANS_BACK
from translator.incident_text import PartKind
from translator.models import Sentence, Story
from translator.offline.wording import sentence
from translator.proof.cases import Cases
from translator.proof.citing import Citations
from translator.proof.judged import Judged
from translator.proof.repeats import repeats_in_story
from translator.text import Span

NOT_SHOWN = "Similar, not shown to be the same cause"
_HAPPENED: tuple[PartKind, ...] = ("summary", "impact", "update", "other")
UNANSWERED = Sentence(text="", status="blank")


def story(judged: Sequence[Judged], group: Sequence[Judged], cases: Cases, cite: Citations) -> Story | None:
    """The story of the incident that tells most; None where none is close or none can be quoted."""
    close = [j for j in judged if j.close and _what_happened(j) is not None]
    if not close:
        return None
    chosen = max(close, key=lambda j: _worth_telling(j, cases))
    known, used_count = _known(chosen, group, cases, cite)
    return Story(
        remember=_remember(chosen, cite),
        prevents=_prevents(chosen, cite),
        known=known,
        worth=_worth(chosen, cases, cite, counted=used_count),
    )


def _worth_telling(one: Judged, cases: Cases) -> tuple[object, ...]:
    incident = one.incident
    started = incident.started.at.timestamp() if incident.started else 0.0
    told = cases.sells(one), cases.two_sided(one) is not None
    return one.verdict is not None, *told, started, one.past.hit.score


def _what_happened(one: Judged) -> Span | None:
    """The first sentence of the record where it names the failure; else the title; else that sentence.

    A title that says what to do ("Fix the retry") tells nothing that happened.
    """
    past = one.past
    first = next((span for span in past.sentences_of(*_HAPPENED) if past.quotable(span)), None)
    if first is not None and past.names_failure(first) and not LEANS_BACK.match(first.of(past.text)):
        return first
    title = past.title
    return first if title is None or IMPERATIVE.match(title.of(past.text)) else title


def _remember(one: Judged, cite: Citations) -> Sentence:
    span = _what_happened(one)
    assert span is not None  # only incidents that can be quoted are chosen
    item = cite.quote(one.past.source, one.past.text, span, "symptom")
    key, day = cite.key(one.incident, one.told), cite.day(one.incident, one.told)
    lasted = cite.duration(one.incident, one.told)
    name = f"«{key.id}»" if key else "a past incident"
    when = (
        ""
        if day is None
        else f" on «{day.id}»"
        if one.incident.started is not None and one.incident.started.precision in ("day", "minute")
        else f" in «{day.id}»"
    )
    lasting = f", for «{lasted.id}»" if lasted else ""
    return sentence(f"{name}{when}{lasting}: “«{item.id}»”", item.id)


def _prevents(one: Judged, cite: Citations) -> Sentence:
    key = cite.key(one.incident, one.told)
    name = f"«{key.id}»" if key else "the past incident"
    anchor = key or cite.quote(one.past.source, one.past.text, one.told.parts[0].span, "symptom")
    verdict = one.verdict
    if verdict is None:
        return sentence(NOT_SHOWN, anchor.id)
    words = f"This would have prevented it: {verdict.tells.format(key=name)}"
    if verdict.quote is None:
        return sentence(words, anchor.id)
    item = cite.quote(one.past.source, one.past.text, verdict.quote, "cause")
    return sentence(f"{words}, “«{item.id}»”", anchor.id, item.id)


def _known(one: Judged, group: Sequence[Judged], cases: Cases, cite: Citations) -> tuple[Sentence, bool]:
    """One count or one sentence, and whether it was the number of customers."""
    told = repeats_in_story(group, cite)
    if told is not None:
        return told, False
    fix = next(cases.fixes(), None)
    if fix is not None:
        item = cite.quote(fix.judged.past.source, fix.judged.past.text, fix.span, fix.kind)
        return sentence(f"After an earlier fix: “«{item.id}»”", item.id), False
    affected = _affected(one, cite)
    return (affected, True) if affected else (UNANSWERED, False)


def _worth(one: Judged, cases: Cases, cite: Citations, *, counted: bool) -> Sentence:
    count = cite.count(one.incident, one.told, "Support tickets", "support tickets")
    if count is not None and not cases.sells(one):
        noun = "support ticket" if count.text == "1" else "support tickets"
        return sentence(f"«{count.id}» {noun} on record for it", count.id)
    affected = None if counted else _affected(one, cite)
    remembered = _what_happened(one)
    told = one.incident.customers_affected if counted else None
    case = cases.two_sided(one) or (None if affected else cases.counted_effect(one, told))
    if case is not None and case.span != remembered:
        item = cite.quote(case.judged.past.source, case.judged.past.text, case.span, case.kind)
        return sentence(f"“«{item.id}»”", item.id)
    return affected or UNANSWERED


def _affected(one: Judged, cite: Citations) -> Sentence | None:
    """How many customers were hurt; of a single one there is more to tell than the count."""
    if one.incident.customers_affected is None or one.incident.customers_affected < 2:
        return None
    count = cite.count(one.incident, one.told, "Customers affected", "customers")
    if count is None:
        return None
    key = cite.key(one.incident, one.told)
    name = f" for «{key.id}»" if key else ""
    return sentence(f"«{count.id}» customers were affected, as recorded{name}", count.id)
