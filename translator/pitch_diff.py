"""What differs between two versions of a pitch, for a reader: words, number, answers, questions, findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from translator.models import Answer, Finding, Model, Pitch, Question, Sentence
from translator.part_names import part_name
from translator.parts import sentences_of
from translator.redaction import Masker
from translator.render.escape import inline, one_line

_TOKEN = re.compile(r"\[[^\[\]]{1,300}\]|[^\s\[]+|\[")  # a blank is one word
_ALIKE = 0.4  # share of words that two texts must have in common for single words to be worth marking
_LONGEST = 600  # words of a part; a longer one is marked as a whole
Spans = tuple[tuple[int, int], ...]


class PartDiff(Model):
    """A part that reads otherwise. The spans mark words, and count in the text they stand beside."""

    where: str
    name: str  # the part in words
    before: str  # "": the part is new; here and below as a reader sees it, masked
    after: str  # "": the part is gone
    gone: Spans = ()  # in `before`
    came: Spans = ()  # in `after`
    status: str = ""  # "claim → assumption"; "": it stayed


class NumberDiff(Model):
    """The one number, today and target, in both versions; "" where it is a blank."""

    label: str
    today: tuple[str, str]
    target: tuple[str, str]

    @property
    def changed(self) -> bool:
        """Whether either of the two changed."""
        return self.today[0] != self.today[1] or self.target[0] != self.target[1]


class PitchDiff(Model):
    """What differs from one version to another."""

    versions: tuple[int, int]
    number: NumberDiff
    parts: tuple[PartDiff, ...] = ()
    answers: tuple[Answer, ...] = ()  # that came, masked
    asked: tuple[Question, ...] = ()  # that came
    settled: tuple[Question, ...] = ()  # that are open no more
    found: tuple[Finding, ...] = ()  # that came
    mended: tuple[Finding, ...] = ()  # that are gone


def pitch_diff(before: Pitch, after: Pitch) -> PitchDiff:
    """The difference, in the order of the later version; parts that are gone come last."""
    masker = Masker()
    had = {(f.check, f.where, f.message) for f in before.findings}
    has = {(f.check, f.where, f.message) for f in after.findings}
    fills_before = {q.fills for q in before.draft.questions}
    fills_after = {q.fills for q in after.draft.questions}
    known = {a.id: a.text for a in before.answers}
    return PitchDiff(
        versions=(before.version, after.version),
        number=_number(before, after, masker),
        parts=tuple(_parts(before, after, masker)),
        answers=tuple(
            a.model_copy(update={"text": masker.mask(a.text)})
            for a in after.answers
            if known.get(a.id) != a.text
        ),
        asked=tuple(q for q in after.draft.questions if q.fills not in fills_before),
        settled=tuple(q for q in before.draft.questions if q.fills not in fills_after),
        found=tuple(f for f in after.findings if (f.check, f.where, f.message) not in had),
        mended=tuple(f for f in before.findings if (f.check, f.where, f.message) not in has),
    )


def as_markdown(diff: PitchDiff) -> str:
    """The difference as CommonMark with GitHub's strike-through, ending in a line break."""
    first, second = diff.versions
    blocks = [f"# Version {first} → {second}"]
    if diff.number.changed:
        pairs = (("today", diff.number.today), ("target", diff.number.target))
        rows = [f"- {name}: {_value(b)} → {_value(a)}" for name, (b, a) in pairs if b != a]
        blocks += [f"## The number: {inline(diff.number.label)}", "\n".join(rows)]
    blocks += _listed("Words", [row for part in diff.parts for row in _part_rows(part)])
    blocks += _listed(
        "Answers",
        [f"- **{inline(a.id)}** {inline(a.ask)} → {inline(a.text)} ({inline(a.by)})" for a in diff.answers],
    )
    blocks += _listed("New questions", [_question(q) for q in diff.asked])
    blocks += _listed("Open no more", [_question(q) for q in diff.settled])
    blocks += _listed("New findings", [_finding(f) for f in diff.found])
    blocks += _listed("Mended", [_finding(f) for f in diff.mended])
    if len(blocks) == 1:
        blocks.append("Both versions read the same.")
    return "\n\n".join(blocks) + "\n"


def _parts(before: Pitch, after: Pitch, masker: Masker) -> Iterator[PartDiff]:
    old, new = dict(sentences_of(before.draft)), dict(sentences_of(after.draft))
    for where in [*new, *(w for w in old if w not in new)]:
        b, a = old.get(where), new.get(where)
        status = (
            f"{b.status} → {a.status}" if b is not None and a is not None and b.status != a.status else ""
        )
        was, now = _shown(b, masker), _shown(a, masker)
        if was == now and not status:
            continue
        gone, came = _changed(was, now)
        draft = after.draft if a is not None else before.draft
        yield PartDiff(
            where=where,
            name=part_name(where, draft),
            before=was,
            after=now,
            gone=gone,
            came=came,
            status=status,
        )


def _shown(sentence: Sentence | None, masker: Masker) -> str:
    return one_line(masker.mask(sentence.plain)) if sentence is not None else ""


def _changed(before: str, after: str) -> tuple[Spans, Spans]:
    """The words of each text that the other does not have in that place, next to each other as one span."""
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    if max(len(old), len(new)) > _LONGEST:
        return _whole(before), _whole(after)
    matcher = SequenceMatcher(None, [m.group() for m in old], [m.group() for m in new], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _whole(before), _whole(after)
    gone: list[tuple[int, int]] = []
    came: list[tuple[int, int]] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if i2 > i1:
            gone.append((old[i1].start(), old[i2 - 1].end()))
        if j2 > j1:
            came.append((new[j1].start(), new[j2 - 1].end()))
    return tuple(gone), tuple(came)


def _whole(text: str) -> Spans:
    return ((0, len(text)),) if text else ()


def _number(before: Pitch, after: Pitch, masker: Masker) -> NumberDiff:
    def shown(pitch: Pitch, name: str | None) -> str:
        item = pitch.evidence.get(name) if name else None
        return one_line(masker.mask(item.text)) if item is not None else ""

    b, a = before.draft.moment.number, after.draft.moment.number
    return NumberDiff(
        label=a.label,
        today=(shown(before, b.today), shown(after, a.today)),
        target=(shown(before, b.target), shown(after, a.target)),
    )


def _listed(title: str, rows: list[str]) -> list[str]:
    return [f"## {title}", "\n".join(rows)] if rows else []


def _part_rows(part: PartDiff) -> Iterator[str]:
    status = f" _({part.status})_" if part.status else ""
    yield f"- **{inline(part.name)}**{status}"
    if (part.before and part.gone != ()) or not part.after:
        yield f"  - before: {_marked(part.before, part.gone, '~~')}"
    if part.after:
        yield f"  - after: {_marked(part.after, part.came, '**')}"


def _marked(text: str, spans: Spans, mark: str) -> str:
    """The text with its spans between marks. What `inline` makes bold itself is not made bold twice."""
    out, at = [], 0
    for start, end in (*spans, (len(text), len(text))):
        out.append(_kept_spaces(text[at:start]))
        words = inline(text[start:end])
        out.append(f"{mark}{words}{mark}" if words and mark not in words else words)
        at = end
    return "".join(out).strip()


def _kept_spaces(text: str) -> str:
    words = inline(text)
    if not words:
        return " " if text else ""
    return (" " if text[:1].isspace() else "") + words + (" " if text[-1:].isspace() else "")


def _value(text: str) -> str:
    return inline(text) if text else "blank"


def _finding(finding: Finding) -> str:
    place = f"{inline(finding.check)} at {inline(finding.where)}"
    return f"- **{finding.severity}** · {place}: {inline(finding.message)}"


def _question(question: Question) -> str:
    return f"- **{inline(question.id)}** · ask {inline(question.role)}: {inline(question.ask)}"
