"""How often the problem is on record: which incidents count, and which are one outage told twice.

Counted are incidents of the same cause; where fewer than two have it, those that show the same problem.
Each has a known start, to the month at least, from a year before the ticket until now. Planned
maintenance, alerts and errors never count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from translator.evidence.numbers import scan
from translator.models import Incident, Quantity, Sentence, Ticket
from translator.offline.wording import sentence
from translator.proof.citing import Citations
from translator.proof.judged import Judged
from translator.proof.terms import stems

REPEATS = "Repeats"
_FROM = 2  # one incident is no repeat
_YEAR = timedelta(days=365)
_SAME_START = timedelta(hours=6)
_LINKED_START = timedelta(hours=48)
_SAME_TITLE = 0.6  # of all words of two titles


def counted(judged: Sequence[Judged], ticket: Ticket, now: datetime) -> tuple[Judged, ...]:
    """The incidents to count, oldest first; () where there are fewer than two."""
    inside = [j for j in judged if _in_window(j.incident, ticket, now)]
    for group in ([j for j in inside if j.verdict is not None], [j for j in inside if j.close]):
        distinct = _distinct(group)
        if len(distinct) >= _FROM:
            return tuple(sorted(distinct, key=lambda j: (_start(j.incident), j.incident.id)))
    return ()


def _in_window(incident: Incident, ticket: Ticket, now: datetime) -> bool:
    started = incident.started
    if started is None or started.precision == "year":
        return False
    return opened(ticket, now) - _YEAR <= started.at.date() <= now.date()


def opened(ticket: Ticket, now: datetime) -> date:
    """The day the ticket was created, as its tracker says; else today."""
    written = ticket.field("created") or ""
    for found in scan(written[:40]):
        if found.kind == "date" and len(found.value) >= len("2026-01-31"):
            try:
                return min(date.fromisoformat(found.value[:10]), now.date())
            except ValueError:
                break
    return now.date()


def _distinct(group: Sequence[Judged]) -> list[Judged]:
    """The group without second records of the same outage; the closer record of two stays."""
    kept: list[Judged] = []
    for one in sorted(group, key=lambda j: j.rank, reverse=True):
        if not any(same_outage(one.incident, other.incident) for other in kept):
            kept.append(one)
    return kept


def same_outage(one: Incident, two: Incident) -> bool:
    """Whether two records tell of one outage: they began together, and the titles or a link agree."""
    if one.started is None or two.started is None:
        return False
    apart = abs(one.started.at - two.started.at)
    if apart <= _LINKED_START and (_links_to(one, two) or _links_to(two, one)):
        return True
    precisions = {one.started.precision, two.started.precision}
    if "month" in precisions:
        together = one.started.at.strftime("%Y-%m") == two.started.at.strftime("%Y-%m")
    elif "day" in precisions:
        together = one.started.at.date() == two.started.at.date()
    else:
        together = apart <= _SAME_START
    a, b = stems([one.title]), stems([two.title])
    alike = len(a & b) >= _SAME_TITLE * len(a | b) or (min(len(a), len(b)) >= 2 and (a <= b or b <= a))
    return together and alike


def _links_to(one: Incident, two: Incident) -> bool:
    names = {n for n in (two.url, two.source_id, two.id) if n}
    return bool(names & set(one.links))


def _start(incident: Incident) -> datetime:
    return incident.started.at if incident.started else datetime.max


def repeats(group: Sequence[Judged], cite: Citations) -> Sentence | None:
    """The count with its window and the keys; None where nothing repeats."""
    told = _told(group, cite)
    if told is None:
        return None
    counts, window, ids = told
    keys = [cite.key(j.incident, j.told) for j in group]
    names = [f"«{k.id}»" for k in keys if k]
    listed = f": {', '.join(names)}" if len(names) == len(group) else ""
    return sentence(f"{REPEATS}: {counts} on record {window}{listed}", *ids)


def repeats_in_story(group: Sequence[Judged], cite: Citations) -> Sentence | None:
    """The same count as a beat of the story."""
    told = _told(group, cite)
    if told is None:
        return None
    counts, window, ids = told
    return sentence(f"{counts} are on record {window}", *ids)


def _told(group: Sequence[Judged], cite: Citations) -> tuple[str, str, tuple[str, ...]] | None:
    """The words for how many and when, with slots, and the evidence ids."""
    if len(group) < _FROM:
        return None
    days = [day for j in group if (day := cite.day(j.incident, j.told)) is not None]
    if len(days) < len(group):
        return None
    number = cite.derived(
        days[0].source,
        str(len(days)),
        Quantity(value=float(len(days)), noun="incidents", role="impact"),
        f"count({', '.join(day.id for day in days)})",
    )
    same = all(j.verdict is not None for j in group)
    what = f"«{number.id}» incidents with the same cause" if same else f"«{number.id}» similar incidents"
    first, last = days[0], days[-1]
    window = f"from «{first.id}» to «{last.id}»" if first.text != last.text else f"in «{first.id}»"
    return what, window, (number.id, *(day.id for day in days))
