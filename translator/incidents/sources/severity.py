"""How bad an incident was, in one order for all tools: 1 is the worst, 5 hardly felt."""

from __future__ import annotations

import re

# One table for every source. Words that tools use for different degrees stand where incident tools put
# them (Jira's own "Critical" is its second, "Minor" its fourth). An unknown word has no level.
LEVELS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, ("critical", "crit", "blocker", "highest", "emergency", "fatal", "catastrophic", "major outage",
         "full outage", "complete outage", "total outage", "outage", "down", "urgent", "immediate")),
    (2, ("major", "high", "serious", "severe", "partial outage", "significant")),
    (3, ("medium", "moderate", "minor", "normal", "average", "degraded", "degraded performance",
         "disrupted", "disruption", "warning")),
    (4, ("low",)),
    (5, ("lowest", "trivial", "cosmetic", "informational", "info", "notice", "negligible", "debug")),
)  # fmt: skip
_LEVEL = {word: level for level, words in LEVELS for word in words}
_NUMBERED = re.compile(
    r"(?:^|[^\w])(?:sev(?:erity)?|p(?:rio(?:rity)?)?|s|l(?:evel|vl)?)[ ._:#-]{0,2}([0-5])(?![\w.]|-\d)",
    re.IGNORECASE,
)
_BARE = re.compile(r"([0-5])(?:\s*(?:[-–—:/(]|$))")
_PARTS = re.compile(r"[-–—:/(),|\[\]]|\bseverity\b|\bpriority\b|\bimpact\b", re.IGNORECASE)


def level_of(severity: str) -> int | None:
    """1 (worst) … 5 for "SEV1", "P2 (high)", "3 - Moderate", "major outage"; None: it cannot be ordered.

    A level 0 counts as 1: schemes that have one start there.
    """
    said = " ".join(severity.split())[:100]
    found = _NUMBERED.search(said) or _BARE.match(said)
    if found:
        return max(1, int(found.group(1)))
    whole = said.casefold().strip(" .!*_")
    if whole in _LEVEL:
        return _LEVEL[whole]
    for part in _PARTS.split(whole):
        if part.strip(" .!*_") in _LEVEL:
            return _LEVEL[part.strip(" .!*_")]
    return None
