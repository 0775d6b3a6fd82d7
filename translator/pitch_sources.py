"""The texts that the evidence of a pitch points into, from the pitch alone."""

from __future__ import annotations

from translator.evidence import sources
from translator.models import Pitch


def sources_of(pitch: Pitch) -> dict[str, str]:
    """The texts by source name: the ticket, its fields, the answers, and the incidents it leans on."""
    texts = sources(pitch.ticket, pitch.answers)
    if pitch.past is not None:
        texts |= {f"incident:{incident.id}": incident.text for incident in pitch.past.incidents}
    return texts
