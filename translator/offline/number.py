"""Chooses the one number, today → target, out of the quantities of the ledger.

Scores rank the quantities of one ticket and mean nothing between tickets. A wrong number is worse than a
blank: what only might be the measure is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from translator.evidence.sections import sections
from translator.evidence.sentence_words import HARMLESS, UNREADABLE
from translator.models import Evidence, Ledger, Quantity, Ticket
from translator.offline.number_seen import (
    TIME_UNITS,
    Seen,
    closeness,
    is_tied,
    measured,
    own_noun,
    seen_quantities,
    stems,
)
from translator.offline.number_signs import CONTACT, TROUBLE
from translator.offline.number_target import is_better, same_measure, wanted
from translator.offline.number_today import may_be_today

_LEAST = 4.4  # below this no quantity is the number of the pitch
_STRICTER = 0.6
_LEAST_ALONE = 6.5  # for a count whose sentence cannot be shown
_GOAL_LEAST = 2.5  # of a target beside a reading of today
_GOAL_ALONE = 4.5  # of a target that stands without one
_PAIRED = 3.0  # what a stated target says about which reading it is meant for
_LATER = 0.001  # decides between readings that are as good as each other
_NEAR_THE_BEST = 2.0  # what may be told instead of a better reading that cannot be
_APART = 80  # characters between two readings that are compared
_QUOTED = 30  # words of a sentence that may stand for its number
_CONSIDERED = 300  # quantities of one ticket: a dump of numbers has no best one
_VAGUE = frozenset({"half", "a half", "a quarter", "a third", "most"})
_GOALS = 12  # targets that are looked at

_CLOSE_WORDS = """
customers? clients? users? prospects? demos? deals? tickets? complaints? calls? cases? reports? failures?
errors? crash\\w* outages? incidents? logins? logouts? sign-?ins? sign-?ups? uploads? downloads? exports?
imports? payments? orders? checkouts? charges? bookings? messages? notifications? emails? pages? loads?
searches requests? jobs? builds? releases? deployments? rollbacks? runs? seats? sessions? time latency
delay minutes rates? occasions? accounts? invoices? shops? schools? students? shoppers? passengers?
events? webhooks? duplicates? rows? operators persons travell?ers guests wait
"""
_FAR_WORDS = """
threads? nodes? brokers? machines? cores? cpus? replicas? partitions? files? lines? classes methods?
bytes? bits? characters? columns? tables? parameters? options? arguments? fields? settings? retries
attempts? servers? instances? pods? versions? tests? steps? ways? places? things? reasons? types? kinds?
maximum heap connections? rules tabs smells clicks modules slices streams stores
clusters? disks? blocks? mappers? reducers? containers? sprints? slots? images? answers? questions?
approaches issues? bugs? commits? patch(?:es)? engineers? developers? people harbours? times
"""
_SETTING_WORDS = (
    "time-?outs? intervals? limits? sizes? pools? defaults? config\\w* budget ttl thresholds? quotas?"
)
_MEASURE_WORDS = """
rates? shares? failures? errors? crash\\w* times? latency latencies delays? waits? duration downtime
outages? loss losses timeouts? availability uptime attempts? complaints? percentage usage logouts?
duplicates? drop-?offs? churn conversion bounces? queueing recovery
"""


def _any_of(words: str, end: str = r"\b") -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())}){end}", re.IGNORECASE)


_CLOSE = _any_of(_CLOSE_WORDS)
_FAR = _any_of(_FAR_WORDS)
_SETTING = _any_of(_SETTING_WORDS)
# "Booking page: half a day" says nothing; "sign-in failures: 3 %" and "load time: 8 s" do.
_MEASURE = _any_of(_MEASURE_WORDS, "$")
_DURATION = re.compile(
    r"\b(?:times?|latency|latencies|delays?|waits?|duration|recovery|downtime|outages?|queueing)$",
    re.IGNORECASE,
)
_PLAIN_NOUN = re.compile(r"^[a-z][a-z '’-]*[a-z]$")
# "<1s vs ~7s", "11 s on a Saturday and 1.3 s otherwise": the worse of the two is the problem.
_CONTRAST = re.compile(
    r"\b(?:vs|versus|instead of|otherwise|all others?|before|after|normally|until|used to)\b", re.IGNORECASE
)

# Which kind of quantity shows which failure: a wait is shown in seconds, not in bookings.
_SHOWN_IN_TIME = frozenset({"slow", "late", "timeout", "hang", "slow-recovery", "no-signal", "manual"})
_SHOWN_IN_SHARES = frozenset({"sometimes", "unable", "error", "wrong", "crash", "loss", "interrupted"})


class Chosen(NamedTuple):
    """The number of the pitch. None: the ticket does not give it.

    `sentence` is the quotable sentence that holds today's number, `goal` that of a target which says
    nothing alone ("No customer"); None where there is none.
    """

    today: Evidence | None
    target: Evidence | None
    sentence: Evidence | None = None
    goal: Evidence | None = None


def choose(ledger: Ledger, ticket: Ticket, failure: str = "", *, strict: bool = False) -> Chosen:
    """The quantity closest to the trouble, and the stated target for the same measure if there is one.

    `failure` is the catalog id of what goes wrong, "" where nobody knows; it says which kind of quantity
    shows it. `strict` asks for more: nobody knows who is hurt.
    """
    least = _LEAST + _STRICTER * strict
    found = seen_quantities(ledger.of("quantity")[:_CONSIDERED], ticket.text, sections(ticket))
    worth = {s.item.id: wanted(s) for s in found}
    goals = [s for s in found if worth[s.item.id] >= _GOAL_LEAST][:_GOALS]
    told = [(e.start, e.end) for e in ledger.of("symptom", "impact") if e.weight > 0.5]
    planned = [(e.start, e.end) for e in ledger.of("work") if e.weight > 0.4]
    title = stems(ticket.title)
    scores: dict[str, float] = {}
    targets: dict[str, Seen] = {}
    for seen in found:
        if not may_be_today(seen):
            continue
        quantity = seen.quantity
        score = closeness(seen, _inside(seen.item, told), title) + _kinship(quantity, failure)
        if quantity.noun and _SETTING.search(quantity.noun):
            score -= 4.0  # somebody chose this value; nobody suffered it
        asked = quantity.noun.endswith("people") and CONTACT.search(seen.clause)
        if quantity.noun and _FAR.search(quantity.noun) and not quantity.noun.endswith("times") and not asked:
            score -= 2.5
        target = _target_for(seen, goals, worth)
        if seen.kind == "time" and target is None and not is_tied(seen, title):
            continue
        bare = seen.kind == "count" or seen.item.text.lower() in _VAGUE
        unsaid = seen.kind in ("time", "share") and not seen.is_ratio
        bare = bare or (unsaid and not seen.quantity.statistic and not _in_trouble(seen, told))
        counted = target is not None or (bool(quantity.window) and CONTACT.search(seen.clause) is not None)
        plan = _inside(seen.item, planned) and not (counted and quantity.role in ("today", "impact"))
        if plan or (target is None and bare and not measured(seen)):
            continue
        if target is not None:
            targets[seen.item.id] = target
            score += _PAIRED + 1.0 * bool(stems(own_noun(seen)) & stems(target.words))
        # Of a series, the last: "19 in January, 22 in February, 41 in March".
        scores[seen.item.id] = score + _LATER * len(scores) * bool(quantity.window)
    _prefer_the_worse(ticket.text, tuple(s.item for s in found), scores)
    least = max(least, max(scores.values(), default=0.0) - _NEAR_THE_BEST)
    carriers = {id: _carrier(ledger, s.item) for s in found if scores.get(id := s.item.id, 0.0) >= least}
    best = max(
        (s.item for s in found if _tellable(s.item, carriers, scores)),
        key=lambda e: (scores[e.id], -e.start),
        default=None,
    )
    if best is not None:
        target = targets.get(best.id)
        return Chosen(best, target.item if target else None, carriers[best.id], _goal(ledger, target))
    alone = [s for s in goals if worth[s.item.id] >= _GOAL_ALONE and _says_a_goal(s)]
    goal = max(alone, key=lambda s: (worth[s.item.id], -s.item.start), default=None)
    return Chosen(None, goal.item if goal else None, None, _goal(ledger, goal))


def _inside(item: Evidence, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= item.start < end for start, end in spans)


def _in_trouble(seen: Seen, told: Sequence[tuple[int, int]]) -> bool:
    if TROUBLE.search(seen.words) is not None or (seen.kind == "share" and measured(seen)):
        return True
    return seen.kind != "share" and _inside(seen.item, told)


def _tellable(item: Evidence, carriers: dict[str, Evidence | None], scores: dict[str, float]) -> bool:
    """Whether it can be told in its sentence, or without: a bare count seldom can."""
    if item.id not in carriers:
        return False
    alone = says_what(item) and (bool(_q(item).unit) or scores[item.id] >= _LEAST_ALONE)
    return carriers[item.id] is not None or alone


def _says_a_goal(seen: Seen) -> bool:
    """Whether a target can stand without a reading of today: a value with a unit, or a plain zero."""
    if seen.section == "title":
        return False
    return seen.kind in ("share", "time") or (seen.quantity.value == 0 and seen.item.text[:1].isdigit())


def _goal(ledger: Ledger, target: Seen | None) -> Evidence | None:
    """The sentence of a target that is no figure: "No customer …"."""
    if target is None or target.quantity.value != 0 or target.item.text[:1].isdigit():
        return None
    item = target.item
    around = (e for e in ledger.of("finish") if e.value == "quotable" and e.start <= item.start < e.end)
    return min(around, key=lambda e: e.end - e.start, default=None)


def says_what(item: Evidence) -> bool:
    """Whether the noun read beside the number says what it measures, close enough to be trusted."""
    quantity = _q(item)
    noun = quantity.noun
    if not noun or not _PLAIN_NOUN.match(noun) or _FAR.search(noun) or _SETTING.search(noun):
        return False
    if not quantity.unit:
        return bool(_CLOSE.search(noun))
    if quantity.unit in TIME_UNITS:
        return bool(_DURATION.search(noun))
    return bool(_MEASURE.search(noun)) and not _DURATION.search(noun)


def _q(item: Evidence) -> Quantity:
    return item.quantity or Quantity(value=0)


def _carrier(ledger: Ledger, item: Evidence) -> Evidence | None:
    """The shortest quotable sentence around the number, if it is short enough to stand for it."""
    around = (
        e
        for e in ledger.of("symptom", "impact", "warning", "cause", "expected", "work")
        if e.value == "quotable" and e.start <= item.start and item.end <= e.end
        if 2 <= len(e.text.split()) <= _QUOTED and not UNREADABLE.search(HARMLESS.sub("", e.text))
    )
    return min(around, key=lambda e: e.end - e.start, default=None)


def _kinship(quantity: Quantity, failure: str) -> float:
    """How well this kind of quantity shows this failure."""
    if failure in _SHOWN_IN_TIME:
        return 1.5 if quantity.unit in TIME_UNITS else -0.7 if not quantity.unit else 0.0
    if failure in _SHOWN_IN_SHARES:
        return 1.0 if quantity.unit == "%" else -1.0 if quantity.unit in TIME_UNITS else 0.0
    if failure == "duplicate" and quantity.noun.endswith(("times", "posts", "copies")):
        return 3.0
    return 0.0


def _prefer_the_worse(text: str, quantities: tuple[Evidence, ...], scores: dict[str, float]) -> None:
    """Where two readings are set against each other, the good one is not the problem."""
    told = [e for e in quantities if e.id in scores and _q(e).unit]
    for one, two in pairwise(told):
        gap = text[one.end : two.start]
        near = len(gap) <= _APART and ". " not in gap and "\n" not in gap
        if (
            near
            and _q(one).unit == _q(two).unit
            and _CONTRAST.search(text[max(0, one.start - 30) : two.end + 30])
        ):
            scores[min(one, two, key=lambda e: _q(e).value).id] -= 4.0


def _target_for(today: Seen, goals: Sequence[Seen], worth: dict[str, float]) -> Seen | None:
    """The plainest stated target for the same measure, on the better side of today's reading."""

    def rank(goal: Seen) -> tuple[float, int]:
        same_unit = goal.quantity.unit == today.quantity.unit
        shared = len(stems(goal.words) & stems(today.words))
        return worth[goal.item.id] + 1.0 * same_unit + 0.3 * min(shared, 4), -abs(
            goal.item.start - today.item.start
        )

    fitting = (g for g in goals if g is not today and same_measure(g, today) and is_better(g, today))
    return max(fitting, key=rank, default=None)
