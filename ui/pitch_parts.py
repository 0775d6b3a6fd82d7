"""The parts of a pitch as HTML. Every text of the pitch goes through the marker or `escape.text`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from blocks import facts, tag
from escape import one_line, text
from marking import Marker

from translator.models import Draft, Framing, Pitch, Sentence

_SEVERITY = {"must": "must", "should": "should", "info": "to know"}
_ORDER = {"must": 0, "should": 1, "info": 2}
_KEPT = 20_000  # characters of the blocks that are kept out of the prose
_KEPT_AS = {"paragraph": "In the ticket’s words"}


def opening(pitch: Pitch, marker: Marker) -> str:
    """The sentence to say in one breath, and the number under it."""
    draft = pitch.draft
    number = draft.moment.number
    said = marker.sentence(draft.one_breath, tag=False)
    arrow = '<span class="big" aria-hidden="true"><small>&nbsp;</small>→</span>'
    sides = arrow.join(
        f'<span class="big"><small class="soft">{side}</small>{_value(pitch, name, marker)}</span>'
        for side, name in (("today", number.today), ("target", number.target))
    )
    return (
        f'<div class="tr"><p class="soft">The ticket: {text(one_line(pitch.ticket.title))}</p>'
        f'<p class="tr-breath" role="heading" aria-level="1">{said}</p>'
        f'<div class="tr-number"><div class="what">The number: {text(number.label)}</div>'
        f'<div class="line">{sides}</div><small>{marker.sentence(number.sentence)}</small></div>'
        '<p class="tr-narrow"><small>Choose an underlined number or any sentence to see what it rests on.'
        "</small></p></div>"
    )


def _value(pitch: Pitch, name: str | None, marker: Marker) -> str:
    """Today's or the target's value as a link to its words; a blank where nobody said it."""
    item = pitch.evidence.get(name) if name else None
    if item is None:
        return '<a class="blank" href="#questions">not known yet</a>'
    bound = item.quantity.bound if item.quantity is not None else ""
    shown = item.text if not bound or item.text.lower().startswith(bound) else f"{bound} {item.text}"
    return marker.value(item.id, one_line(shown))


def note(draft: Draft, marker: Marker) -> str:
    """The planning note that sales, support and engineering share."""
    n = draft.note
    rows: list[tuple[str, Iterable[Sentence]]] = [
        ("Moment", [n.moment]),
        ("Goes wrong today", [n.wrong]),
        ("Effect", [n.effect]),
        ("Number", [n.number]),
        ("Scope", [n.scope]),
        ("Finish line", [n.finish]),
        ("Review date", [n.review_date]),
        ("Owner", [n.owner]),
    ]
    return f'<div class="tr"><h2>The shared note</h2>{_list(rows, marker)}</div>'


def framing(one: Framing, marker: Marker) -> str:
    """One stakeholder's version."""
    rows: list[tuple[str, Iterable[Sentence]]] = [
        ("Problem", one.problem),
        ("Your number", [one.number]),
        ("What changes", [one.change]),
        ("The ask", [one.ask]),
    ]
    if one.objection is not None:
        rows.append(("You may hear", [one.objection]))
    if one.answer is not None:
        rows.append(("The answer to it", [one.answer]))
    return f'<div class="tr">{_list(rows, marker)}</div>'


def proof(pitch: Pitch, marker: Marker) -> str:
    """What the past says: stories, repeats, warning signs, and the incidents with why they matched."""
    draft, past = pitch.draft, pitch.past
    lines = _items(draft.note.proof, marker)
    story = ""
    if draft.story is not None:
        s = draft.story
        rows: list[tuple[str, Iterable[Sentence]]] = [
            ("Remember", [s.remember]),
            ("Prevention", [s.prevents]),
            ("How we know", [s.known]),
            ("What it is worth", [s.worth]),
        ]
        story = f"<h3>The story with data</h3>{_list(rows, marker)}"
    if past is None:
        told = '<p class="soft">No search for past incidents was made.</p>'
    elif past.mode == "not searched":
        told = f'<p class="soft">The past was not searched: {text("; ".join(past.notes))}.</p>'
    elif not past.incidents:
        told = (
            f'<p class="soft">None of {past.searched:,} past incidents is alike enough to lean on.'
            f"{' Import some under Incidents.' if not past.searched else ''}</p>"
        )
    else:
        told = "".join(
            f'<div class="tr-card"><strong>{text(one_line(i.key))}</strong> {text(one_line(i.title))}'
            f'<span class="tr-tag">{text(i.relation)}</span>'
            f'<div class="from">{text(i.rule or " · ".join(i.why))}</div></div>'
            for i in past.incidents
        )
    return f'<div class="tr"><h2>Proof</h2>{lines}{story}<h3>Past incidents</h3>{told}</div>'


def checks(findings: Sequence[dict[str, Any]], title: str = "Checks") -> str:
    """What the checks found: the worst first, each with what to do."""
    rows = sorted((f for f in findings if not f["dismissed"]), key=lambda f: _ORDER.get(f["severity"], 3))
    if not rows:
        left = "Nothing is left to mend." if findings else "Every check holds."
        return f'<div class="tr"><h2 id="checks">{title}</h2><p>✓ {left}</p></div>'
    out = "".join(f"<li>{_finding(finding)}</li>" for finding in rows)
    return (
        f'<div class="tr"><h2 id="checks">{title}</h2><p><small>must: blocks the approval. '
        f"should: better mended, or left with a reason under Review.</small></p>"
        f'<ul class="tr-plain">{out}</ul></div>'
    )


def _finding(finding: dict[str, Any]) -> str:
    lead = tag(_SEVERITY.get(finding["severity"], finding["severity"]), strong=finding["severity"] == "must")
    fix = f'<div class="soft">→ {text(finding["fix"])}</div>' if finding["fix"] else ""
    return f"{lead}{text(sentence(finding['message']))}{fix}"


def bet(draft: Draft, marker: Marker) -> str:
    """Constraint → bet → outcome, and the lever."""
    lever = draft.lever.name or "no lever fits"
    rows: list[tuple[str, Iterable[Sentence]]] = [
        ("Constraint", [draft.bet.constraint]),
        ("Bet", [draft.bet.bet]),
        ("Outcome", [draft.bet.outcome]),
        (f"Lever: {lever}", [draft.lever.sentence]),
    ]
    return f'<div class="tr">{_list(rows, marker)}</div>'


def technical(pitch: Pitch, marker: Marker) -> str:
    """The engineering meaning: fix, cause, and what was kept out of the prose."""
    note, ticket = pitch.draft.technical, pitch.ticket
    out = []
    if note.fix:
        out.append(f"<h3>The fix</h3>{_items(note.fix, marker)}")
    if note.cause:
        out.append(f"<h3>The cause</h3>{_items(note.cause, marker)}")
    left = _KEPT
    for block in note.kept:
        words = ticket.text[block.start : block.end]
        more = f"\n… {len(words) - left:,} characters more" if len(words) > left else ""
        title = _KEPT_AS.get(block.kind, block.kind.capitalize())
        out.append(f"<h3>{text(title)}</h3><pre>{text(words[:left] + more)}</pre>")
        left -= len(words)
        if left <= 0:
            out.append('<p class="soft">The rest is in the JSON export.</p>')
            break
    return f'<div class="tr">{"".join(out) or "The ticket holds no technical detail."}</div>'


def provenance(pitch: Pitch) -> str:
    """Engine, model, prompts, and what left the machine."""
    p, receipt = pitch.provenance, pitch.receipt
    cost = sum(call.cost or 0.0 for call in receipt.calls)
    masked = ", ".join(f"{count} {kind.lower()}" for kind, count in receipt.kinds.items())
    sent = ", ".join(receipt.destinations) or "nowhere: nothing left this machine"
    rows = [
        ("Written by", f"{p.engine} engine{f', {p.model}' if p.model else ''}"),
        ("Made", f"{p.created:%d %B %Y, %H:%M} UTC"),
        ("Sent to", sent),
        ("Masked before that", masked if receipt.destinations else ""),
        ("Model calls", f"{len(receipt.calls)}, {cost:.4f} US dollars" if receipt.calls else ""),
        ("Catalog", p.catalog_version + (f", with {', '.join(p.packs)}" if p.packs else "")),
        ("Words of", p.worded.by if p.worded else ""),
        ("Prompts", ", ".join(p.prompts)),
        *(("Note", line) for line in (*p.notes, *pitch.ticket.notes)),
    ]
    return facts(rows)


def _list(rows: Iterable[tuple[str, Iterable[Sentence]]], marker: Marker) -> str:
    shown = "".join(
        f"<dt>{text(name)}</dt><dd>{' '.join(marker.sentence(s) for s in sentences)}</dd>"
        for name, sentences in rows
    )
    return f"<dl>{shown}</dl>"


def _items(sentences: Iterable[Sentence], marker: Marker) -> str:
    shown = "".join(f"<li>{marker.sentence(s)}</li>" for s in sentences)
    return f"<ul>{shown}</ul>" if shown else ""


def sentence(message: str) -> str:
    """A message with a capital at its start."""
    return message[:1].upper() + message[1:]
