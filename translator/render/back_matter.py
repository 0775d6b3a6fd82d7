"""The back of a pitch: evidence, technical note, checks, and how the pitch came to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from translator.instructions import orders_of, without_orders
from translator.models import PROSE_KINDS, CitedIncident, Evidence, Finding, Pitch
from translator.models import Block as KeptBlock
from translator.parts import sentences_of
from translator.redaction import Masker
from translator.render.blocks import (
    Block,
    Bullets,
    Code,
    Fold,
    Heading,
    Item,
    Line,
    Paragraph,
    Rule,
    Run,
    Table,
    joined,
    own,
)
from translator.render.escape import one_line
from translator.text import shorten

FOLDS = ("Evidence", "Past incidents", "Technical note")
MADE_BY = "Made by the"
TITLE_SHOWN = 150  # characters; a ticket without a title line lends its first sentence
_LINES_KEPT = 40
_CHARACTERS_KEPT = 8_000
_BLOCKS_KEPT = 20
_AROUND = 70  # characters shown on each side of a short quote
_LINE = 2_000  # characters of a line that are looked at for a secret
_SHORT = 40  # a quote up to this length says too little alone
_ID = re.compile(r"\b[a-z]\d{1,4}\b")


def back_matter(pitch: Pitch, masker: Masker) -> Iterator[Block | Fold]:
    """Blocks in reading order; a part without content is left out.

    Secrets and personal data in what is quoted from the ticket become the masker's placeholders.
    """
    parts = (_evidence(pitch, masker), _past(pitch, masker), _technical(pitch, masker))
    for title, blocks in zip(FOLDS, parts, strict=True):
        if inside := tuple(blocks):
            yield Fold(title, inside)
    yield from _checks(pitch.findings, masker)
    yield Rule()
    made = [*_footer(pitch, masker), *_masked(masker)]
    yield Bullets(tuple(Item(line) for line in made))


def used_evidence(pitch: Pitch) -> tuple[Evidence, ...]:
    """The evidence that some sentence, the number line or a formula of the draft rests on."""
    used = {e for _, sentence in sentences_of(pitch.draft) for e in sentence.evidence}
    number = pitch.draft.moment.number
    used |= {e for e in (number.today, number.target) if e}
    for item in reversed(pitch.evidence.items):  # a formula names evidence that came before it
        if item.id in used and item.formula:
            used |= set(_ID.findall(item.formula))
    return tuple(item for item in pitch.evidence.items if item.id in used)


def _masked(masker: Masker) -> Iterator[Line]:
    if masker.placeholders:
        yield (
            own("Masked: "),
            *joined([(Run(p),) for p in masker.placeholders], ", "),
            own("; the ticket still holds them."),
        )


def _evidence(pitch: Pitch, masker: Masker) -> Iterator[Block]:
    rows = [
        Item(
            (
                Run(item.id, "strong"),
                own(f" {item.kind}: "),
                *_quoted(item, pitch, masker),
                own(" — "),
                *_place(item, pitch, masker),
            ),
            evidence=item.id,
        )
        for item in used_evidence(pitch)
    ]
    if rows:
        yield Bullets(tuple(rows))


def _quoted(item: Evidence, pitch: Pitch, masker: Masker) -> Line:
    words = masker.mask(one_line(item.text))
    if item.source != "ticket" or item.formula or len(words) > _SHORT:
        return (own("“"), Run(words), own("”"))
    text = pitch.ticket.text
    start, end = _line_around(item, text)
    # A secret cut in two would not be known: the line is masked as a whole.
    cuts = [0, item.start - start, item.end - start, end - start]
    before, _, after = masker.mask_parts(text[start:end], cuts)
    if len(before) > _AROUND:
        before = "…" + before[-_AROUND:].partition(" ")[2]
    if len(after) > _AROUND:
        after = after[:_AROUND].rpartition(" ")[0] + "…"
    if not (before.strip() or after.strip()):
        return (own("“"), Run(words), own("”"))
    # The joints keep their spaces, which a run of words would trim.
    left = own(" " if before[-1:].isspace() else "")
    right = own(" " if after[:1].isspace() else "")
    return (own("“"), Run(before), left, Run(words, "strong"), right, Run(after), own("”"))


def _line_around(item: Evidence, text: str) -> tuple[int, int]:
    """The line the item stands in, without orders to the writer beside it."""
    start = max(text.rfind("\n", 0, item.start) + 1, item.start - _LINE)
    closing = text.find("\n", item.end)
    end = min(closing if closing >= 0 else len(text), item.end + _LINE)
    for order in orders_of(text):
        if start < order.end <= item.start:
            start = order.end
        elif item.end <= order.start < end:
            end = order.start
    return start, end


def _place(item: Evidence, pitch: Pitch, masker: Masker) -> Line:
    if item.formula:
        return (own("computed: "), Run(item.formula))
    kind, _, name = item.source.partition(":")
    span = f"characters {item.start}–{item.end}"
    if kind == "ticket":
        return (own(f"ticket, {span}"),)
    if kind == "answer":
        answer = next((a for a in pitch.answers if name in (a.id, a.fills)), None)
        if answer is not None:
            return (own("answered by "), Run(answer.by), own(f" on {_day(answer.at)}"))
    if kind == "incident" and pitch.past is not None:
        past = next((p for p in pitch.past.incidents if p.id == name), None)
        if past is not None:
            url: Line = (own(", "), Run(past.url, "address")) if past.url else ()
            title = masker.mask(shorten(past.title, TITLE_SHOWN))
            named = (own("incident "), Run(masker.mask(past.key)), own(" “"), Run(title), own("”"))
            return (*named, own(f", {span}"), *url)
    return (Run(f"{kind} {name}".strip()), own(f", {span}"))


def _past(pitch: Pitch, masker: Masker) -> Iterator[Block]:
    """The incidents the pitch leans on and how each relates to the ticket; or that none was found."""
    past = pitch.past
    if past is None:
        return
    # Records, for planned maintenance is searched too and is no incident.
    how = "by words and meaning" if past.mode == "hybrid" else "by words alone"
    search = f"searched: {_count(past.searched, 'record')} of the past, {how}"
    if past.mode == "nothing stored":
        search = "no incidents are on record"
    notes = [run for note in past.notes for run in (own("; "), Run(note.rstrip(".")))]
    if past.mode == "not searched":
        yield Paragraph((own("The past was not searched"), *notes, own(".")))
        return
    if not past.incidents:
        yield Paragraph((own(f"No similar incident found; {search}"), *notes, own(".")))
        return
    yield Bullets(tuple(Item(_incident(incident, masker)) for incident in past.incidents))
    yield Paragraph((own(f"{search[0].upper()}{search[1:]}"), *notes, own(".")))


def _incident(incident: CitedIncident, masker: Masker) -> Line:
    title = Run(masker.mask(shorten(incident.title, TITLE_SHOWN)))
    relation: Line = (own("similar, not shown to be the same cause"),)
    if incident.relation == "same cause":
        relation = (own("same cause: "), Run(masker.mask(incident.rule)))
    counted: Line = (own("; counted as a repeat"),) if incident.counted else ()
    url: Line = (own(" — "), Run(incident.url, "address")) if incident.url else ()
    key = Run(masker.mask(incident.key), "strong")
    return (key, own(" "), title, own(" — "), *relation, *counted, *url)


def _technical(pitch: Pitch, masker: Masker) -> Iterator[Block]:
    note = pitch.draft.technical
    if orders_of(pitch.ticket.text):
        yield Paragraph((Run("Left out: a text that gives orders to the writer.", "em"),))
    for title, sentences in (("Fix", note.fix), ("Cause", note.cause)):
        rows = [Item((Run(masker.mask(s.plain)),)) for s in sentences if s.plain]
        if rows:
            yield Paragraph((Run(f"{title}, as the ticket says it", "strong"),))
            yield Bullets(tuple(rows))
    if note.terms:
        pairs = tuple(dict.fromkeys((masker.mask(t.term), masker.mask(t.says)) for t in note.terms))
        yield Table(("engineer says", "customer would say"), pairs)
    if any(block.kind in PROSE_KINDS for block in note.kept[:_BLOCKS_KEPT]):
        yield Paragraph((Run("Also in the ticket, in its words", "strong"),))
    for block in note.kept[:_BLOCKS_KEPT]:
        yield from _kept(block, masker.mask(without_orders(pitch.ticket.text, block.start, block.end)))
    left = len(note.kept) - _BLOCKS_KEPT
    if left > 0:
        words = f"{_count(left, 'more block')} of code, log, table or text in the ticket."
        yield Paragraph((Run(words, "em"),))


def _kept(block: KeptBlock, content: str) -> Iterator[Block]:
    if block.kind == "media":
        name = one_line(block.label or content)
        yield Paragraph((Run(f"Attached, not read: {name}" if name else "Attached, not read", "em"),))
        return
    if not content.strip():
        return
    lines = content.strip("\n").splitlines()
    if block.kind in PROSE_KINDS:
        lines = [line for line in lines if line.strip()]
    shown = "\n".join(lines[:_LINES_KEPT])
    if block.kind in PROSE_KINDS:
        yield Bullets(tuple(Item((Run(line),)) for line in shown[:_CHARACTERS_KEPT].splitlines()))
    else:
        yield Code(shown[:_CHARACTERS_KEPT], block.label)
    left = []
    if len(lines) > _LINES_KEPT:
        left.append(_count(len(lines) - _LINES_KEPT, "line"))
    if len(shown) > _CHARACTERS_KEPT:
        left.append(_count(len(shown) - _CHARACTERS_KEPT, "character"))
    if left:
        yield Paragraph((Run(f"{' and '.join(left)} left out here; the ticket has them.", "em"),))


def _checks(findings: tuple[Finding, ...], masker: Masker) -> Iterator[Block]:
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for severity in ("must", "should"):
        for finding in findings:
            if finding.severity == severity:
                key = (severity, finding.check, finding.message, finding.fix)
                grouped.setdefault(key, []).append(finding.where)
    if not grouped:
        return
    yield Heading(2, (own("Before this goes out"),))
    rows = []
    for (severity, check, message, fix), places in grouped.items():
        times = own(f" ({_count(len(places), 'place')})" if len(places) > 1 else "")
        advice: Line = (own(" "), Run(masker.mask(fix))) if fix else ()
        told = (own(" · "), Run(check), own(": "), Run(masker.mask(message)), times)
        rows.append(Item((Run(severity, "strong"), *told, *advice)))
    yield Bullets(tuple(rows))


def _footer(pitch: Pitch, masker: Masker) -> Iterator[Line]:
    made = pitch.provenance
    receipt = pitch.receipt
    engine: Line = (own(f"{MADE_BY} "), Run(made.engine), own(" engine"))
    if made.model is None and not receipt.destinations:
        yield (*engine, own(": no model was called, nothing left this machine."))
    else:
        sent = joined([(Run(d),) for d in receipt.destinations], ", ") or (own("nothing left this machine"),)
        masked = own(f"; {_count(receipt.masked, 'secret or personal detail')} masked.")
        yield (*engine, own(" with "), Run(made.model or "no model"), own("; sent to: "), *sent, masked)
    at = made.created.strftime("%H:%M")
    yield (own(f"Made on {_day(made.created)}, {at} UTC; version {pitch.version}, state “{pitch.state}”."),)
    yield (own("Source: "), *_source(pitch, masker), own("."))
    if made.worded is not None and made.worded.happens in pitch.draft.note.moment.text:
        lent = (Run(masker.mask(made.worded.source)), own(", approved by "), Run(made.worded.by))
        yield (own("The moment is worded as in "), *lent, own("."))
    yield from _numbers(pitch, masker)
    gaps = list(_gaps(pitch, masker))
    if gaps:
        yield (own("Not covered: "), *joined(gaps, "; "), own("."))
    packs: Line = (own(", packs: "), *joined([(Run(p),) for p in made.packs], ", ")) if made.packs else ()
    versions = (own("translator "), Run(made.translator_version), own(", catalog "))
    yield (*versions, Run(made.catalog_version, "code"), *packs, own("."))


def _source(pitch: Pitch, masker: Masker) -> Line:
    ticket = pitch.ticket
    name: Line = (own("ticket "), Run(ticket.key)) if ticket.key else (own("the ticket"),)
    title = masker.mask(shorten(without_orders(ticket.title), TITLE_SHOWN))
    parts: list[Line] = [(*name, own(" “"), Run(title), own("”"))]
    if ticket.url:
        parts.append((Run(ticket.url, "address"),))
    parts.append((own("read as "), Run(ticket.reader.replace("_", " "))))
    keys = {p.id: p.key for p in pitch.past.incidents} if pitch.past is not None else {}
    ids = (i.source.partition(":")[2] for i in used_evidence(pitch) if i.source.startswith("incident:"))
    incidents = dict.fromkeys(keys.get(incident_id, incident_id) for incident_id in ids)
    if incidents:
        named: list[Line] = [(Run(masker.mask(key)),) for key in incidents]
        parts.append((own("past incidents "), *joined(named, ", ")))
    if pitch.answers:
        people: list[Line] = [(Run(by),) for by in dict.fromkeys(a.by for a in pitch.answers)]
        parts.append((own(f"{_count(len(pitch.answers), 'answer')} from "), *joined(people, ", ")))
    return joined(parts, ", ")


def _numbers(pitch: Pitch, masker: Masker) -> Iterator[Line]:
    used = used_evidence(pitch)
    by_source: dict[str, list[Line]] = {}
    for item in used:
        if item.kind == "quantity":
            number = (own("“"), Run(masker.mask(item.text)), own(f"” ({item.id})"))
            by_source.setdefault(item.source.partition(":")[0], []).append(number)
    ways: list[Line] = [
        (*joined(numbers, ", "), own(f" as written in the {kind}")) for kind, numbers in by_source.items()
    ]
    ways += [(Run(item.text), own(f" ({item.id}) = "), Run(item.formula)) for item in used if item.formula]
    if ways:
        yield (own("Numbers: "), *joined(ways, "; "), own("."))


def _gaps(pitch: Pitch, masker: Masker) -> Iterator[Line]:
    for cut in pitch.ticket.cuts:
        reason: Line = (own(" ("), Run(cut.reason), own(")")) if cut.reason else ()
        size = _count(cut.characters, "character")
        yield (own(f"{size} of the ticket left out at character {cut.at}"), *reason)
    for note in pitch.ticket.notes:
        yield (Run(masker.mask(note.rstrip("."))),)
    missing = sum(s.status == "blank" for s in pitch.draft.note.proof)
    if missing:
        yield (own("proof from one side is missing" if missing == 1 else "proof is missing"),)
    asked = len(pitch.draft.questions)
    if asked:
        yield (own(f"{_count(asked, 'question')} still open"),)


def _day(at: datetime) -> str:
    return f"{at.day} {at.strftime('%B %Y')}"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
