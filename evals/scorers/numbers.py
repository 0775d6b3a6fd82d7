"""Whether the number of the pitch is the ticket's, by value and unit; and that nothing is invented."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from evals.case import Amount
from evals.independent_scan import scan
from evals.scene import Item, Scene, holds
from translator.evidence.units import SECONDS, unit_at
from translator.models import Evidence


def the_number(scene: Scene) -> Iterator[Item]:
    """Today and target by value and unit; a blank where the ticket gives none; none that measures nothing."""
    line = scene.pitch.draft.moment.number
    for side, evidence_id, wanted in (
        ("today", line.today, scene.case.expect.today),
        ("target", line.target, scene.case.expect.target),
    ):
        item = scene.pitch.evidence.get(evidence_id) if evidence_id else None
        if wanted or f"number.{side}" in scene.case.expect.asked:
            told = " or ".join(_told(amount) for amount in wanted) or "a blank"
            ok = any(same(item, amount) for amount in wanted) if wanted else item is None
            yield holds(f"number-{side}", ok, told, item.text if item else "a blank")
        if scene.case.forbid.amounts:
            wrong = [a for a in scene.case.forbid.amounts if same(item, a)]
            yield holds(f"no-false-{side}", not wrong, "not this number", item.text if item else "")


def nothing_invented(scene: Scene) -> Iterator[Item]:
    """No number, number word, date or name that neither ticket nor cited incidents hold.

    Looked for without the product's own code, see `independent_scan`.
    """
    pitch = scene.pitch
    incidents = pitch.past.incidents if pitch.past else ()
    held = [
        pitch.ticket.text,
        pitch.ticket.key or "",
        pitch.ticket.raw,
        *(f.value for f in pitch.ticket.fields),
    ]
    held += [f"{i.id} {i.key} {i.title} {i.text} {i.url or ''}" for i in incidents]
    held += [e.text for e in pitch.evidence.of("derived", "answer")]
    held.append(str(pitch.past.searched) if pitch.past else "")
    loose = scan(scene.rendered("md"), "\n".join(held))
    told = "; ".join(f"{found.kind} {found.text!r} in {found.line}" for found in loose[:3])
    yield holds("nothing-invented", not loose, "only what the sources hold", told)


_COUNTED = re.compile(r"(\d[\d,]*) (?:of|out of|in) ")


def same(item: Evidence | None, amount: Amount) -> bool:
    """Whether the evidence is this amount; times are compared in seconds, shares with or without %."""
    if item is None or item.quantity is None:
        return False
    values = [v for v in (item.quantity.value, item.quantity.high) if v is not None]
    if (counted := _COUNTED.match(item.text)) and not item.quantity.unit:
        values.append(float(counted[1].replace(",", "")))  # "41 of 118" says 41
    known = unit_at(f"1{amount.unit}", 1) or unit_at(f"1 {amount.unit}", 1)
    unit = known.name if known else ""  # "tickets" is no unit: a count
    return any(_equal((v, item.quantity.unit), (amount.value, unit)) for v in values)


def _equal(ours: tuple[float, str], wanted: tuple[float, str]) -> bool:
    if ours[1] in SECONDS and wanted[1] in SECONDS:
        ours, wanted = (ours[0] * SECONDS[ours[1]], ""), (wanted[0] * SECONDS[wanted[1]], "")
    share = {("%", ""): 100.0, ("", "%"): 0.01}.get((ours[1], wanted[1]))
    if share and not math.isclose(ours[0], wanted[0] * share, rel_tol=1e-9):
        return False
    return bool(share) or (ours[1] == wanted[1] and math.isclose(ours[0], wanted[0], rel_tol=1e-9))


def _told(amount: Amount) -> str:
    return f"{amount.value:g} {amount.unit}".strip()
