"""Chooses the one number, today → target, out of the quantities of the ledger."""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.models import Evidence, Ledger, NumberLine, Quantity
from translator.offline.blanks import Blanks
from translator.offline.wording import numberless, quoted, sentence

_TIME_UNITS = {"ns", "us", "ms", "s", "min", "h", "d", "wk", "mo", "y"}
_SIZE_UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB"}
_NEAR = re.compile(
    r"\b(?:customers?|clients?|users?|prospects?|demos?|deals?|tickets?|complaints?|calls?|cases?|reports?|"
    r"failures?|errors?|crash\w*|outages?|incidents?|logins?|logouts?|sign-?ins?|sign-?ups?|uploads?|"
    r"downloads?|"
    r"exports?|imports?|payments?|orders?|charges?|bookings?|messages?|notifications?|emails?|pages?|loads?|"
    r"searches|requests?|jobs?|builds?|releases?|deployments?|rollbacks?|test runs?|seats?|sessions?|"
    r"time|latency|delay|minutes|rates?|"
    r"occasions?|accounts?|invoices?|shops?|schools?|students?|shoppers?|passengers?|events?|"
    r"webhooks?|duplicates?|rows?)\b",
    re.IGNORECASE,
)
_FAR = re.compile(
    r"\b(?:threads?|nodes?|brokers?|machines?|cores?|cpus?|replicas?|partitions?|files?|lines?|"
    r"classes|methods?|bytes?|"
    r"bits?|characters?|columns?|tables?|parameters?|options?|arguments?|fields?|settings?|retries|"
    r"attempts?|servers?|"
    r"instances?|pods?|versions?|tests?|steps?|ways?|places?|things?|reasons?|cases where|types?|"
    r"kinds?|people on|"
    r"time-?outs?|intervals?|limits?|sizes?|pools?|defaults?|maximum|config\w*|budget|ttl|heap|"
    r"connections?|clusters?|disks?|blocks?|mappers?|reducers?|containers?|sprints?|story points?|"
    r"slots?|images?)\b",
    re.IGNORECASE,
)


# "Booking page: half a day" says nothing; "sign-in failures: 3 %" and "load time: 8 s" do.
_MEASURE = re.compile(
    r"\b(?:rates?|shares?|failures?|errors?|crash\w*|times?|latency|latencies|delays?|waits?|duration|"
    r"downtime|outages?|loss|losses|timeouts?|availability|uptime|attempts?|complaints?|percentage|"
    r"usage|logouts?|duplicates?|drop-?offs?|churn|conversion|bounces?|queueing|recovery)$",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\b(?:times?|latency|delays?|waits?|duration|recovery)$", re.IGNORECASE)
_BRIEF = 16  # words of a sentence that still fits a headline
_PLAIN_NOUN = re.compile(r"^[a-z][a-z '’-]*[a-z]$")


class Chosen(NamedTuple):
    """The number of the pitch. None: the ticket does not give it.

    `sentence` is the quotable sentence that holds today's number, None where there is none.
    """

    today: Evidence | None
    target: Evidence | None
    sentence: Evidence | None = None


def choose(ledger: Ledger) -> Chosen:
    """The quantity closest to the customer, and the stated target for the same measure if there is one."""
    near = _statement_spans(ledger)
    best: tuple[float, Chosen] = (0.0, Chosen(None, None))
    quantities = ledger.of("quantity")
    targets = [e for e in quantities if e.quantity and e.quantity.role == "target"]
    for item in quantities:
        quantity = item.quantity
        if quantity is None or quantity.role == "target":
            continue
        target = next((t for t in _by_distance(targets, item) if _same_measure(t, item)), None)
        score = _closeness(item, quantity, near) + (2.5 if target else 0.0)
        if score > best[0]:
            best = (score, Chosen(item, target))
    if best[0] >= 4.0:
        return best[1]._replace(sentence=_carrier(ledger, best[1].today))
    goals = [t for t in targets if _closeness(t, _q(t), near) >= 2.5]
    return Chosen(None, goals[0] if goals else None)


def _carrier(ledger: Ledger, item: Evidence | None) -> Evidence | None:
    """The shortest quotable sentence around the number."""
    around = (
        e
        for e in ledger.of("symptom", "impact", "warning", "cause", "expected")
        if item and e.value == "quotable" and e.start <= item.start and item.end <= e.end
    )
    return min(around, key=lambda e: e.end - e.start, default=None)


def _q(item: Evidence) -> Quantity:
    return item.quantity or Quantity(value=0)


def _statement_spans(ledger: Ledger) -> list[tuple[int, int, float]]:
    """Where symptoms and effects stand, with how much a number there counts."""
    worth = {"symptom": 1.5, "impact": 2.0, "warning": 1.0}
    return [
        (e.start, e.end, worth[e.kind] if e.weight > 0 else 0.3)
        for e in ledger.of("symptom", "impact", "warning")
    ]


def _closeness(item: Evidence, quantity: Quantity, near: list[tuple[int, int, float]]) -> float:
    score = {"today": 2.0, "impact": 2.0, "target": 1.0, "other": 0.0}[quantity.role]
    score += max((w for start, end, w in near if start <= item.start < end), default=0.0)
    noun = quantity.noun
    if noun and not _PLAIN_NOUN.match(noun):
        score -= 1.5
    if noun and _NEAR.search(noun):
        score += 2.0
    if noun and _FAR.search(noun):
        score -= 2.5
    if quantity.unit == "%" or quantity.unit in _TIME_UNITS:
        score += 1.0
    elif quantity.unit in _SIZE_UNITS:
        score -= 1.0
    elif quantity.unit.isupper() and len(quantity.unit) == 3:
        score -= 1.5  # an amount of money is one case, rarely the measure
    elif not quantity.unit and not noun:
        score -= 3.0
    elif not quantity.unit and not _NEAR.search(noun):
        score -= 1.5
    if quantity.window or quantity.statistic:
        score += 0.7
    if quantity.value == 0:
        return -1.0
    if quantity.role == "other" and quantity.bound in ("under", "at most"):
        score -= 1.0  # a limit somebody set, rarely a reading
    if quantity.value == 1 and not quantity.unit:
        score -= 2.0
    return score


def _same_measure(target: Evidence, today: Evidence) -> bool:
    a, b = _q(target), _q(today)
    if not a.unit and not b.unit:  # bare counts are the same measure only when they count the same
        return bool(a.noun and b.noun) and a.noun.split()[-1] == b.noun.split()[-1]
    return a.unit == b.unit or (a.unit in _TIME_UNITS and b.unit in _TIME_UNITS)


def _by_distance(items: list[Evidence], item: Evidence) -> list[Evidence]:
    return sorted(items, key=lambda e: abs(e.start - item.start))


def phrase(item: Evidence) -> str:
    """The quantity with what it counts: "«n3» demos last month", "sign-in failures: under «n4»"."""
    subject = _noun(item)
    if _q(item).unit and subject:
        return f"{subject}: {_value(item)}"
    return _value(item)


def in_brief(chosen: Chosen) -> str:
    """Today's number for the headline: " (sign-in failures: «n1»)" or ": “«e3»”"; "" if it needs more."""
    item, carrier = chosen.today, chosen.sentence
    if item is None:
        return ""
    named = _says_what(item)
    wanted = carrier is not None and (not named or not _q(item).unit)
    if carrier is not None and wanted and len(carrier.text.split()) <= _BRIEF:
        return f": {quoted(carrier)}"
    return f" ({phrase(item)})" if named else ""


def _says_what(item: Evidence) -> bool:
    """Whether the noun read beside the number says what it measures, close enough to be trusted."""
    noun = _q(item).noun
    if not noun or not _PLAIN_NOUN.match(noun) or _FAR.search(noun):
        return False
    if _q(item).unit == "%" and _DURATION.search(noun):
        return False
    return bool((_MEASURE if _q(item).unit else _NEAR).search(noun))


def _noun(item: Evidence) -> str:
    quantity = item.quantity
    return numberless(quantity.noun) if quantity else ""


def _value(item: Evidence) -> str:
    """Bound, slot and window; for a count the thing counted too."""
    quantity = item.quantity
    slot = f"«{item.id}»"
    if quantity is None:
        return slot
    spoken = quantity.bound not in ("", "about") and quantity.bound not in item.text.lower()
    bound = quantity.bound if spoken and item.text[:1] not in "<>~≤≥≈" else ""
    bound = "" if item.text.rstrip().endswith("+") else bound
    counted = "" if quantity.unit else _noun(item)
    parts = (numberless(quantity.statistic), bound, slot, counted, numberless(quantity.window))
    return " ".join(p for p in parts if p)


def number_line(
    chosen: Chosen, blanks: Blanks, *, measure: str, unit: str, needle: str, role: str
) -> NumberLine:
    """The number line with blanks for what nobody has stated yet; a target is never made up."""
    what = f"{measure}, in {_UNIT_WORDS[unit]}" if unit and "hours" not in measure else measure
    answered_today = blanks.answer("number.today")
    quote = None if answered_today else _quote_instead(chosen)
    label = measure if quote else _label(chosen) or measure
    if quote:
        today = quoted(quote)
    elif chosen.today and not answered_today:
        today = _value(chosen.today)
        if not numberless(_q(chosen.today).window):
            today += " today"
    else:
        today = blanks.slot(
            "number.today",
            role=role,
            ask=f"How large is the problem today, and over which period: {what}?",
            why="A pitch is decided on a before-and-after number that someone can repeat.",
            blank=f"number needed: {what}",
        )
        today += " today"
    answered_target = blanks.answer("number.target")
    if chosen.target and not answered_target:
        target = _value(chosen.target)
    else:
        target = blanks.slot(
            "number.target",
            role="engineering",
            ask=f"Which value counts as done for this measure: {label}?",
            why="Without a target nobody can say at review whether the work paid off.",
            blank="target needed",
        )
    known = chosen.today or chosen.target or answered_today or answered_target
    return NumberLine(
        label=label,
        sentence=sentence(
            f"{label}: {today} → {target}" if known and not quote else f"{today} → {target}",
            status="claim" if known else "blank",
        ),
        today=answered_today or (chosen.today.id if chosen.today else None),
        target=answered_target or (chosen.target.id if chosen.target else None),
        needle=needle,
    )


def _quote_instead(chosen: Chosen) -> Evidence | None:
    """The whole sentence, where the noun alone would not say what the number measures."""
    if chosen.today is None or _says_what(chosen.today):
        return None
    return chosen.sentence


_UNIT_WORDS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "ms": "milliseconds"}


def _label(chosen: Chosen) -> str:
    """What a measured quantity measures, in the ticket's words; a count says it itself."""
    for item in (chosen.today, chosen.target):
        if item is not None and item.quantity is not None and item.quantity.unit:
            return _noun(item)
    return ""
