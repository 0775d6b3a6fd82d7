"""Whether a number says how things are, how they should be, or what they cost."""

from __future__ import annotations

import re

from translator.evidence.units import CURRENCIES, TIMES
from translator.models import Role

_TARGET = re.compile(
    r"\b(?:target\w*|goals?|aim\w*|expect(?:ed|ation)?|slos?|slas?|should\w*|must"
    r"|want\w*|need(?:s|ed)? to"
    r"|ought to|reduc(?:e|ing)|cut|lower|bring\w*|get (?:it )?(?:down )?to|keep|limit\w* to|budget"
    r"|acceptance|done when|so that|at most|no more than|require(?:s|d|ment)?"
    r"|objective|make sure|ensure"
    r"|aspire|hope to|will|threshold)\b",
    re.IGNORECASE,
)
_TARGET_NEAR = re.compile(
    r"(?:→|->|=>|⇒|\b(?:to (?:under|below|less than|at most|within)|down to|up to at least)) ?\Z",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:today|currently|now|right now|at present|is|are|was|were|observed"
    r"|measured|takes|took|taking"
    r"|seeing|see|saw|averages|averaged|reach(?:es|ed)?|hits?|from|lasts|lasted|has"
    r"|have|had|been|waits?|waited"
    r"|fails?|failed|exceed(?:s|ed)|grew|grows|rose|fell|dropped|jumped|climbed|went"
    r"|baseline|actual|found|got"
    r"|gets|at|after|returns?|returned|spends?|spent|uses?|used|consum\w+|sits|stays"
    r"|runs?|ran|costs?|happens|happened"
    r"|before|restart\w*|open|opened|reports?|reported|goes|peaks?|peaked|shows?"
    r"|showed|finish\w*|timed out|times out|loads?|opens?|takes?|needs?|answers?"
    r"|hangs?|threw|responds?|expires?|arrives?|full)\b"
    r"|=",
    re.IGNORECASE,
)
_IMPACT_NOUN = re.compile(
    r"\b(?:customers?|users?|tickets?|deals?|demos?|revenue|accounts?|trials?|people"
    r"|subscribers?|orders?"
    r"|complaints?|calls?|clients?|tenants?|buyers?|prospects?|shoppers?|merchants?"
    r"|sellers?|patients?"
    r"|students?|teachers?|renewals?|contracts?|refunds?|credits?|seats?"
    r"|escalations?|employees|agents?"
    r"|invoices?|payments?|carts?|bookings?|downtime|outages?|arr|mrr|churn|pilots?"
    r"|members?|teams?|stores?"
    r"|shops?|cases|households|drivers?|visitors?|sign-ups?|signups?|signatures)\b",
    re.IGNORECASE,
)
_OUTAGE = re.compile(
    r"\b(?:outage|downtime|down|unavailable|offline|blackout|locked out|disruption)\b",
    re.IGNORECASE,
)
_OBSERVED_CHANGE = re.compile(
    r"\b(?:increased|grew|grown|rose|risen|went|gone|jumped|climbed|dropped|fell"
    r"|fallen|worsened|slowed"
    r"|decreased|doubled|degraded|spiked|crept|shot up|moved|improved|reduced"
    r"|changed|regressed|lowered|increases|grows|rises|goes|jumps|drops|falls"
    r"|going|growing|rising|climbing|jumping|increasing|dropping|falling)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:should|must|will|would|to be|can be|want|need|goal|target|aim|expect)\b", re.IGNORECASE
)
_FROM = re.compile(r"\bfrom (?:about |around |roughly |over |under |almost |nearly |an? )?\Z", re.IGNORECASE)
_TO_FOLLOWS = re.compile(r"^[^.;!?\n]{0,40}?(?: to |→|->|=>|⇒)")
_ARROW_FOLLOWS = re.compile(r"^ ?(?:→|->|=>|⇒|-->)")
_TODAY_NEAR = re.compile(
    r"\b(?:today|currently|now|baseline|actual(?:ly)?|at present|is|are|was|were"
    r"|takes|took)(?: result)?[ :=]*(?:at |about |around |over |under |only |up to "
    r"|more than |still )?\Z",
    re.IGNORECASE,
)
_TARGET_NEARER = re.compile(
    r"\b(?:target|goal|slo|sla|expected|should be|must be|aim)\b[^,;.]{0,24}\Z", re.IGNORECASE
)


_AFFECTED = re.compile(
    r"[^.;!?,\n]{0,50}\b(?:affected|impacted|locked out|could not|cannot|can't|couldn't|complain\w*"
    r"|gave up|churned|cancelled)\b",
    re.IGNORECASE,
)
_SAYS_TODAY = re.compile(
    r"[^.;,!?\n]{0,30}\b(?:today|currently|now|right now|at present|at the moment)\b", re.IGNORECASE
)
_SAYS_TARGET = re.compile(r" (?:[\w-]+ )?(?:target|goal|slo|sla|wanted|desired|objective)\b", re.IGNORECASE)
_TARGET_FOLLOWS = re.compile(r" ?[,(]+ ?(?:the |our |but the )?(?:target|goal|slo)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:today|currently|now|baseline|actual)(?: at| is|:)? ?(?:about |around |over )?\Z",
    re.IGNORECASE,
)


def role_of(left: str, own: str, right: str, noun: str, unit: str, pair_gap: str) -> Role:
    """The role of a number from the words of its sentence; `own` is `left` since the last number.

    `pair_gap` is the text since the first number of a from-to pair, "" where there is no pair.
    """
    observed = bool(_OBSERVED_CHANGE.search(left)) and not _MODAL.search(left)
    if pair_gap:
        return "today" if observed else "target"
    if _FROM.search(left) and _TO_FOLLOWS.match(right):
        return "other" if observed else "today"
    if _ARROW_FOLLOWS.match(right) or _SAYS_TODAY.match(right):
        return "today"
    if _SAYS_TARGET.match(right):
        return "target"
    if _TARGET_FOLLOWS.match(right) or _NOW.search(left):
        return "today"
    if _TARGET_NEARER.search(left) or _TARGET_NEAR.search(left):
        return "target"
    felt = _felt(left, right, noun, unit)
    if _TODAY_NEAR.search(left):
        return felt or "today"
    cued = own if _TARGET.search(own) or _TODAY.search(own) else left
    if _TARGET.search(cued):
        return "target"
    if felt:
        return felt
    return "today" if _TODAY.search(cued) or _TODAY.search(right[:40]) else "other"


def _felt(left: str, right: str, noun: str, unit: str) -> Role | None:
    if unit in CURRENCIES or (unit not in TIMES and _IMPACT_NOUN.search(noun)):
        return "impact"
    if not unit and _AFFECTED.match(right):
        return "impact"
    out = _OUTAGE.search(left[-60:]) or _OUTAGE.search(right[:40])
    return "impact" if unit in ("min", "h", "d", "s") and out else None
