"""Chooses the one number, today → target, out of the quantities of the ledger.

Scores rank the quantities of one ticket and mean nothing between tickets.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from translator.models import Evidence, Ledger, Quantity

TIME_UNITS = frozenset({"ns", "us", "ms", "s", "min", "h", "d", "wk", "mo", "y"})
_SIZE_UNITS = frozenset({"B", "KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB"})
_LEAST = 4.0  # below this no quantity is the number of the pitch
_LEAST_ALONE = 6.5  # for a count whose sentence cannot be shown
_GOAL_LEAST = 2.5  # a target without a reading of today
# "a timeout if the request takes longer than 30 s": the limit, not what anybody waited.
_LIMIT_BEFORE = re.compile(
    r"\b(?:time-?out|limit|threshold)s?\b[^.;\n]{0,40}(?:longer than|more than|over|exceeds?|after) ?\Z",
    re.IGNORECASE,
)
_APART = 80  # characters between two readings that are compared
_QUOTED = 30  # words of a sentence that may stand for its number
_CONSIDERED = 300  # quantities of one ticket: a dump of numbers has no best one

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
maximum heap connections?
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

    `sentence` is the quotable sentence that holds today's number, None where there is none.
    """

    today: Evidence | None
    target: Evidence | None
    sentence: Evidence | None = None


def choose(ledger: Ledger, text: str, failure: str = "") -> Chosen:
    """The quantity closest to the customer, and the stated target for the same measure if there is one.

    `text` is the ticket's. `failure` is the catalog id of what goes wrong, "" where nobody knows; it
    says which kind of quantity shows it.
    """
    near = _statement_spans(ledger)
    quantities = ledger.of("quantity")[:_CONSIDERED]
    targets = [e for e in quantities if _q(e).role == "target"]
    scores = {
        e.id: _closeness(e, near) + _kinship(_q(e), failure) for e in quantities if _q(e).role != "target"
    }
    _prefer_the_worse(text, quantities, scores)
    for item in quantities:
        if item.id in scores and _LIMIT_BEFORE.search(text[max(0, item.start - 60) : item.start]):
            scores[item.id] -= 4.0
    carriers = {e.id: _carrier(ledger, e) for e in quantities if scores.get(e.id, 0.0) >= _LEAST}
    best = max(
        (e for e in quantities if e.id in carriers and (carriers[e.id] or _stands_alone(e, scores[e.id]))),
        key=lambda e: (scores[e.id] + (1.5 if _target_for(e, targets) else 0.0), -e.start),
        default=None,
    )
    if best is not None:
        return Chosen(best, _target_for(best, targets), carriers[best.id])
    goals = (
        t for t in targets if says_what(t) and _closeness(t, near) + _kinship(_q(t), failure) >= _GOAL_LEAST
    )
    return Chosen(None, next(goals, None))


def _stands_alone(item: Evidence, score: float) -> bool:
    """Whether the number can be told without its sentence: a bare count seldom can."""
    return says_what(item) and (bool(_q(item).unit) or score >= _LEAST_ALONE)


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
        if len(e.text.split()) <= _QUOTED
    )
    return min(around, key=lambda e: e.end - e.start, default=None)


def _statement_spans(ledger: Ledger) -> list[tuple[int, int, float]]:
    """Where symptoms and effects stand, with how much a number there counts."""
    worth = {"symptom": 1.5, "impact": 2.0, "warning": 1.0}
    return [
        (e.start, e.end, worth[e.kind] if e.weight > 0 else -2.0)
        for e in ledger.of("symptom", "impact", "warning")
    ]


def _closeness(item: Evidence, near: list[tuple[int, int, float]]) -> float:
    quantity = _q(item)
    if quantity.value <= 0:
        return -1.0
    noun = quantity.noun
    score = {"today": 2.0, "impact": 2.0, "target": 1.0, "other": 0.0}[quantity.role]
    score += max((w for start, end, w in near if start <= item.start < end), default=-0.5)
    if noun and _CLOSE.search(noun):
        score += 2.0
    if noun and _SETTING.search(noun):
        score -= 4.0  # somebody chose this value; nobody suffered it
    if noun and (_FAR.search(noun) or not _PLAIN_NOUN.match(noun)):
        score -= 2.0
    if not quantity.unit:
        score -= 3.0 if not noun else 1.5 if not _CLOSE.search(noun) else 0.0
        score -= 2.0 * (quantity.value == 1)
    elif quantity.unit == "%" or quantity.unit in TIME_UNITS:
        score += 1.0
    elif quantity.unit in _SIZE_UNITS or (quantity.unit.isupper() and len(quantity.unit) == 3):
        score -= 1.2  # an amount of money or data is one case, rarely the measure
    if quantity.window or quantity.statistic:
        score += 0.7
    if quantity.role == "other" and quantity.bound in ("under", "at most"):
        score -= 1.0  # a limit somebody set, rarely a reading
    return score


def _kinship(quantity: Quantity, failure: str) -> float:
    """How well this kind of quantity shows this failure."""
    if not quantity.unit and quantity.noun.endswith(("users", "customers", "accounts", "clients")):
        return -4.0  # how many people there are is not how often it happens to them
    if failure in _SHOWN_IN_TIME:
        return 1.5 if quantity.unit in TIME_UNITS else -1.5 if not quantity.unit else 0.0
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


def _target_for(today: Evidence, targets: list[Evidence]) -> Evidence | None:
    """The nearest stated target for the same measure, on the better side of today's reading."""
    fitting = (t for t in targets if _same_measure(_q(t), _q(today)) and _is_better(_q(t), _q(today)))
    return min(fitting, key=lambda t: abs(t.start - today.start), default=None)


def _same_measure(target: Quantity, today: Quantity) -> bool:
    if target.unit != today.unit and not {target.unit, today.unit} <= TIME_UNITS:
        return False
    a, b = _heads(target.noun), _heads(today.noun)
    if not target.unit:  # bare counts are the same measure only when they count the same
        return bool(a & b)
    return not a or not b or bool(a & b)


def _heads(noun: str) -> set[str]:
    """The words of a noun without plural endings; a bare verb form ("built") names no measure."""
    words = [w.rstrip("s") for w in noun.split() if len(w) > 2]
    return set() if len(words) == 1 and words[0].endswith(("ed", "built", "ing")) else set(words)


def _is_better(target: Quantity, today: Quantity) -> bool:
    """Whether reaching the target would be progress; unknown counts as progress."""
    if target.unit != today.unit:
        return True
    if target.bound in ("over", "at least"):
        return target.value > today.value
    fewer = target.bound in ("under", "at most") or target.unit in TIME_UNITS | _SIZE_UNITS
    return target.value < today.value if fewer else target.value != today.value
