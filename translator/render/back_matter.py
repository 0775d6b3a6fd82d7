"""The back of a pitch: evidence, technical note, checks, and how the pitch came to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from translator.models import Block, CitedIncident, Evidence, Finding, Pitch
from translator.parts import sentences_of
from translator.redaction import Masker
from translator.render.citations import Citations
from translator.render.escape import code_span, fence, inline, one_line
from translator.text import shorten

_FOLDS = ("Evidence", "Past incidents", "Technical note")
_MADE_BY = "Made by the"
TITLE_SHOWN = 150  # characters; a ticket without a title line lends its first sentence
_LINES_KEPT = 40
_CHARACTERS_KEPT = 8_000
_BLOCKS_KEPT = 20
_AROUND = 70  # characters shown on each side of a short quote
_SHORT = 40  # a quote up to this length says too little alone
_ID = re.compile(r"\b[a-z]\d{1,4}\b")


def back_matter(pitch: Pitch, citations: Citations, masker: Masker) -> Iterator[str]:
    """Markdown blocks in reading order; a part without content is left out.

    Secrets and personal data in what is quoted from the ticket become the masker's placeholders.
    """
    yield from _evidence(pitch, citations, masker)
    yield from _past(pitch, citations, masker)
    yield from _technical(pitch, citations, masker)
    yield from _checks(pitch.findings)
    yield "---"
    yield "\n".join(f"- {line}" for line in [*_footer(pitch), *_masked(masker)])


def front_of(markdown: str) -> str:
    """A rendered pitch up to its back matter, which repeats sources and says nothing of its own.

    Text that was not rendered here is returned as it is.
    """
    starts = [at for fold in _FOLDS if (at := markdown.find(_opening(fold))) >= 0]
    if not starts or f"\n---\n\n- {_MADE_BY}" not in markdown:
        return markdown
    return markdown[: min(starts)]


def used_evidence(pitch: Pitch) -> tuple[Evidence, ...]:
    """The evidence that some sentence, the number line or a formula of the draft rests on."""
    used = {e for _, sentence in sentences_of(pitch.draft) for e in sentence.evidence}
    number = pitch.draft.moment.number
    used |= {e for e in (number.today, number.target) if e}
    for item in reversed(pitch.evidence.items):  # a formula names evidence that came before it
        if item.id in used and item.formula:
            used |= set(_ID.findall(item.formula))
    return tuple(item for item in pitch.evidence.items if item.id in used)


def _fold(title: str, blocks: list[str], citations: Citations) -> Iterator[str]:
    if blocks and not citations.linked:
        yield f"## {title}"
        yield from blocks
    elif blocks:
        yield _opening(title)
        yield from blocks
        yield "</details>"


def _opening(title: str) -> str:
    return f"<details>\n<summary>{title}</summary>"


def _masked(masker: Masker) -> Iterator[str]:
    if masker.placeholders:
        yield f"Masked: {', '.join(inline(p) for p in masker.placeholders)}; the ticket still holds them."


def _evidence(pitch: Pitch, citations: Citations, masker: Masker) -> Iterator[str]:
    rows = [
        f"- {citations.target(item.id)}**{item.id}** {item.kind}: "
        f"{_quoted(item, pitch, masker)} — {_place(item, pitch)}"
        for item in used_evidence(pitch)
    ]
    yield from _fold(_FOLDS[0], ["\n".join(rows)] if rows else [], citations)


def _quoted(item: Evidence, pitch: Pitch, masker: Masker) -> str:
    words = masker.mask(one_line(item.text))
    if item.source != "ticket" or item.formula or len(words) > _SHORT:
        return f"“{inline(words)}”"
    text = pitch.ticket.text
    before = masker.mask(text[max(0, item.start - _AROUND) : item.start].rpartition("\n")[2])
    after = masker.mask(text[item.end : item.end + _AROUND].partition("\n")[0])
    if item.start > _AROUND and len(before) >= _AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) >= _AROUND:
        after = after.rpartition(" ")[0] + "…"
    if not (before.strip() or after.strip()):
        return f"“{inline(words)}”"
    # The joints keep their spaces, which `inline` would trim.
    left = inline(before) + (" " if before[-1:].isspace() else "")
    right = (" " if after[:1].isspace() else "") + inline(after)
    return f"“{left}**{inline(words)}**{right}”"


def _place(item: Evidence, pitch: Pitch) -> str:
    if item.formula:
        return f"computed: {inline(item.formula)}"
    kind, _, name = item.source.partition(":")
    span = f"characters {item.start}–{item.end}"
    if kind == "ticket":
        return f"ticket, {span}"
    if kind == "answer":
        answer = next((a for a in pitch.answers if name in (a.id, a.fills)), None)
        if answer is not None:
            return f"answered by {inline(answer.by)} on {_day(answer.at)}"
    if kind == "incident" and pitch.past is not None:
        past = next((p for p in pitch.past.incidents if p.id == name), None)
        if past is not None:
            url = f", {inline(past.url)}" if past.url else ""
            return f"incident {inline(past.key)} “{inline(shorten(past.title, TITLE_SHOWN))}”, {span}{url}"
    return f"{inline(kind)} {inline(name)}, {span}".replace("  ", " ")


def _past(pitch: Pitch, citations: Citations, masker: Masker) -> Iterator[str]:
    """The incidents the pitch leans on and how each relates to the ticket; or that none was found."""
    past = pitch.past
    if past is None:
        return
    # Records, for planned maintenance is searched too and is no incident.
    how = "by words and meaning" if past.mode == "hybrid" else "by words alone"
    search = f"searched: {_count(past.searched, 'record')} of the past, {how}"
    if past.mode == "nothing stored":
        search = "no incidents are on record"
    search += "".join(f"; {inline(note.rstrip('.'))}" for note in past.notes)
    if not past.incidents:
        yield from _fold(_FOLDS[1], [f"No similar incident found; {search}."], citations)
        return
    rows = [f"- {_incident(incident, masker)}" for incident in past.incidents]
    yield from _fold(_FOLDS[1], ["\n".join(rows), f"{search[0].upper()}{search[1:]}."], citations)


def _incident(incident: CitedIncident, masker: Masker) -> str:
    title = inline(masker.mask(shorten(incident.title, TITLE_SHOWN)))
    relation = "similar, not shown to be the same cause"
    if incident.relation == "same cause":
        relation = f"same cause: {inline(masker.mask(incident.rule))}"
    counted = "; counted as a repeat" if incident.counted else ""
    url = f" — {inline(incident.url)}" if incident.url else ""
    return f"**{inline(masker.mask(incident.key))}** {title} — {relation}{counted}{url}"


def _technical(pitch: Pitch, citations: Citations, masker: Masker) -> Iterator[str]:
    note = pitch.draft.technical
    blocks: list[str] = []
    for title, sentences in (("Fix", note.fix), ("Cause", note.cause)):
        rows = [f"- {inline(masker.mask(s.plain))}" for s in sentences if s.plain]
        if rows:
            blocks += [f"**{title}, as the ticket says it**", "\n".join(rows)]
    if note.terms:
        pairs = dict.fromkeys((inline(t.term), inline(t.says)) for t in note.terms)
        blocks.append(
            "\n".join(
                [
                    "| engineer says | customer would say |",
                    "|---|---|",
                    *(f"| {term} | {says} |" for term, says in pairs),
                ]
            )
        )
    for block in note.kept[:_BLOCKS_KEPT]:
        blocks += _kept(block, masker.mask(pitch.ticket.text[block.start : block.end]))
    left = len(note.kept) - _BLOCKS_KEPT
    if left > 0:
        blocks.append(f"_{_count(left, 'more block')} of code, log or table in the ticket._")
    yield from _fold(_FOLDS[2], blocks, citations)


def _kept(block: Block, content: str) -> Iterator[str]:
    if block.kind == "media":
        name = inline(block.label or content)
        yield f"_Attached, not read: {name}_" if name else "_Attached, not read_"
        return
    if not content.strip():
        return
    lines = content.strip("\n").splitlines()
    shown = "\n".join(lines[:_LINES_KEPT])
    yield fence(shown[:_CHARACTERS_KEPT], block.label)
    left = []
    if len(lines) > _LINES_KEPT:
        left.append(_count(len(lines) - _LINES_KEPT, "line"))
    if len(shown) > _CHARACTERS_KEPT:
        left.append(_count(len(shown) - _CHARACTERS_KEPT, "character"))
    if left:
        yield f"_{' and '.join(left)} left out here; the ticket has them._"


def _checks(findings: tuple[Finding, ...]) -> Iterator[str]:
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for severity in ("must", "should"):
        for finding in findings:
            if finding.severity == severity:
                key = (severity, finding.check, finding.message, finding.fix)
                grouped.setdefault(key, []).append(finding.where)
    if not grouped:
        return
    yield "## Before this goes out"
    rows = []
    for (severity, check, message, fix), places in grouped.items():
        times = f" ({_count(len(places), 'place')})" if len(places) > 1 else ""
        advice = f" {inline(fix)}" if fix else ""
        rows.append(f"- **{severity}** · {inline(check)}: {inline(message)}{times}{advice}")
    yield "\n".join(rows)


def _footer(pitch: Pitch) -> Iterator[str]:
    made = pitch.provenance
    receipt = pitch.receipt
    engine = f"{_MADE_BY} {inline(made.engine)} engine"
    if made.model is None and not receipt.destinations:
        engine += ": no model was called, nothing left this machine."
    else:
        sent = ", ".join(map(inline, receipt.destinations)) or "nothing left this machine"
        engine += f" with {inline(made.model or 'no model')}; sent to: {sent}; "
        engine += f"{_count(receipt.masked, 'secret or personal detail')} masked."
    yield engine
    at = made.created.strftime("%H:%M")
    yield f"Made on {_day(made.created)}, {at} UTC; version {pitch.version}, state “{pitch.state}”."
    yield f"Source: {_source(pitch)}."
    yield from _numbers(pitch)
    gaps = list(_gaps(pitch))
    if gaps:
        yield "Not covered: " + "; ".join(gaps) + "."
    packs = f", packs: {', '.join(map(inline, made.packs))}" if made.packs else ""
    yield (f"translator {inline(made.translator_version)}, catalog {code_span(made.catalog_version)}{packs}.")


def _source(pitch: Pitch) -> str:
    ticket = pitch.ticket
    name = f"ticket {inline(ticket.key)}" if ticket.key else "the ticket"
    parts = [f"{name} “{inline(shorten(ticket.title, TITLE_SHOWN))}”"]
    if ticket.url:
        parts.append(inline(ticket.url))
    parts.append(f"read as {inline(ticket.reader).replace('_', ' ')}")
    keys = {p.id: p.key for p in pitch.past.incidents} if pitch.past is not None else {}
    ids = (i.source.partition(":")[2] for i in used_evidence(pitch) if i.source.startswith("incident:"))
    incidents = dict.fromkeys(keys.get(incident_id, incident_id) for incident_id in ids)
    if incidents:
        parts.append("past incidents " + ", ".join(map(inline, incidents)))
    if pitch.answers:
        people = dict.fromkeys(inline(a.by) for a in pitch.answers)
        parts.append(f"{_count(len(pitch.answers), 'answer')} from {', '.join(people)}")
    return ", ".join(parts)


def _numbers(pitch: Pitch) -> Iterator[str]:
    used = used_evidence(pitch)
    by_source: dict[str, list[str]] = {}
    for item in used:
        if item.kind == "quantity":
            by_source.setdefault(item.source.partition(":")[0], []).append(
                f"“{inline(item.text)}” ({item.id})"
            )
    ways = [f"{', '.join(numbers)} as written in the {kind}" for kind, numbers in by_source.items()]
    ways += [f"{inline(item.text)} ({item.id}) = {inline(item.formula)}" for item in used if item.formula]
    if ways:
        yield "Numbers: " + "; ".join(ways) + "."


def _gaps(pitch: Pitch) -> Iterator[str]:
    for cut in pitch.ticket.cuts:
        reason = f" ({inline(cut.reason)})" if cut.reason else ""
        size = _count(cut.characters, "character")
        yield f"{size} of the ticket left out at character {cut.at}{reason}"
    yield from (inline(note.rstrip(".")) for note in pitch.ticket.notes)
    missing = sum(s.status == "blank" for s in pitch.draft.note.proof)
    if missing:
        yield "proof from one side is missing" if missing == 1 else "proof is missing"
    asked = len(pitch.draft.questions)
    if asked:
        yield f"{_count(asked, 'question')} still open"


def _day(at: datetime) -> str:
    return f"{at.day} {at.strftime('%B %Y')}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
