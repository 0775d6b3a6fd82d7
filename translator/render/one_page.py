"""The pitch on one sheet of A4: what a person takes into a meeting. The whole pitch is `html.py`.

A browser lays the sheet out, on fonts that are not known here. So its height is estimated with a wide font,
and what would not fit is first set smaller, then left out in whole parts, which the foot names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from math import ceil
from typing import NamedTuple

from translator.instructions import without_orders
from translator.models import Pitch, Sentence
from translator.redaction import Masker
from translator.render.escape import one_line, web_address
from translator.render.html import POLICY, words
from translator.text import shorten

_WIDTH, _HEIGHT = 182.0, 267.0  # millimetres between the margins of A4
_POINT = 0.3528  # millimetres
_SIZES = (10.0, 9.2, 8.4)  # points, tried in this order
_LEADING = 1.36
_WIDE = 0.55  # em, an average character; Arial comes to 0.5, the widest in use to 0.57
_CUTS = (600, 300, 160, 90)  # characters of a sentence, where leaving parts out is not enough
_NAME = 60  # characters of the name of a team or role
_QUESTIONS = 6
_MARKED = ("assumption", "proposed")
_LEAVES = ("The story, with data", "Still to find out", "Proof")  # the first goes first; then the asks
_STYLE = """
:root { color-scheme: light; --ink: #1d2329; --soft: #565f68; --line: #cdd2d8; --accent: #17615b;
  --wash: #f3f5f4; --blank: #7a4200; --blank-wash: #fff3df; }
* { box-sizing: border-box; }
html { background: #e4e6e4; }
body { margin: 0 auto; max-width: 210mm; padding: 14mm; background: #fff; color: var(--ink);
  font: SIZEpt/1.36 "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  overflow-wrap: anywhere; }
header, footer { color: var(--soft); font-size: .85em; }
header { display: flex; justify-content: space-between; gap: 1.5em; }
header .state { text-align: right; white-space: nowrap; font-weight: 600; }
h1 { font-family: Georgia, "Source Serif", "Liberation Serif", serif; font-weight: 600; line-height: 1.2;
  margin: .5em 0 .45em; font-size: 1.9em; } h1.long { font-size: 1.35em; }
h2 { font-size: 1em; margin: .9em 0 .2em; padding-bottom: .1em; border-bottom: 1px solid var(--line); }
p { margin: 0 0 .35em; } ul { margin: 0; padding-left: 1.1em; } li { margin: 0 0 .25em; }
.number { border-left: .3em solid var(--accent); background: var(--wash); padding: .5em .9em; }
.number p { margin: 0; } .number .what { color: var(--soft); font-size: .85em; }
.number .values { font-size: 1.6em; font-weight: 650; line-height: 1.3; }
.number span { display: inline-block; }
.number small { font-size: .55em; font-weight: 400; color: var(--soft); }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2em; }
.blank { color: var(--blank); background: var(--blank-wash); font-weight: 600; }
em { color: var(--soft); font-size: .85em; }
h1 em { font: italic 400 .5em Arial, sans-serif; white-space: nowrap; }
footer { margin-top: .9em; padding-top: .35em; border-top: 1px solid var(--line); }
@media (max-width: 40rem) { body { padding: 1.2rem; font-size: 1rem; } .two { grid-template-columns: 1fr; }
  header { display: block; } header .state { text-align: left; } }
@page { size: A4; margin: 14mm; }
@media print { html, body { background: none; } body { max-width: none; padding: 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


class _Text(NamedTuple):
    """Words as HTML, and how many characters a reader sees."""

    html: str
    seen: int


class _Part(NamedTuple):
    """A part of the sheet with its height in em, as far as it is known before it is laid out."""

    name: str
    html: str
    height: float


def as_one_page(pitch: Pitch) -> str:
    """A whole page in UTF-8 that prints on one sheet of A4. Nothing is loaded, nothing runs.

    Secrets and personal data are masked. What is left out or cut short for length is named at the foot.
    """
    size, body = _fitted(pitch)
    headline = pitch.draft.one_breath.plain or without_orders(pitch.ticket.title)
    title = escape(one_line(Masker().mask(headline)))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="robots" content="noindex">\n<title>{title}</title>\n'
        f"<style>{_STYLE.replace('SIZE', f'{size:g}')}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _fitted(pitch: Pitch) -> tuple[float, str]:
    """(size of the type in points, the body): the most of the pitch that fits."""
    for cut in (0, *_CUTS):
        for size in _SIZES if not cut else _SIZES[-1:]:
            sheet = _Sheet(pitch, _WIDTH / (size * _POINT), cut)
            if sheet.height(()) <= _HEIGHT / (size * _POINT):
                return size, sheet.body(())
        gone: list[str] = []
        for name in sheet.leaves():
            gone.append(name)
            if sheet.height(gone) <= _HEIGHT / (size * _POINT):
                return size, sheet.body(gone)
    return size, sheet.body(gone)


class _Sheet:
    """The parts of one pitch, at one width in em; sentences are cut behind `cut` characters (0: never)."""

    def __init__(self, pitch: Pitch, width: float, cut: int) -> None:
        self._pitch, self._width, self._cut = pitch, width, cut
        self._masker = Masker()
        self._was_cut = False
        self._top = [self._header(), self._breath(), self._number(), self._note()]
        self._parts = [p for p in (self._proof(), *self._asks(), self._story(), self._questions()) if p.html]

    def leaves(self) -> list[str]:
        """What can be left out, in the order in which it goes."""
        names = [part.name for part in self._parts]
        asks = [name for name in reversed(names) if name not in _LEAVES]
        return [name for name in _LEAVES if name in names] + asks

    def height(self, gone: Iterable[str]) -> float:
        """The estimated height in em without these parts."""
        gone = list(gone)
        kept = [p for p in (*self._top, *self._parts, self._footer(gone)) if p.name not in gone]
        asks = any(p.name not in _LEAVES for p in self._parts if p.name not in gone)
        return sum(part.height for part in kept) + (_TITLE if asks else 0)

    def body(self, gone: Iterable[str]) -> str:
        """The HTML without these parts."""
        gone = list(gone)
        out = [part.html for part in self._top]
        titled = False
        for part in (p for p in self._parts if p.name not in gone):
            if part.name not in _LEAVES and not titled:
                out.append("<h2>What each gains, and what we ask of them (proposed)</h2>")
                titled = True
            out.append(part.html)
        return "\n".join([*out, self._footer(gone).html])

    def _header(self) -> _Part:
        ticket, state = self._pitch.ticket, self._pitch.state
        approved = state in ("approved", "published")
        told = "Approved" if approved else f"{state.capitalize()}: nobody has approved it yet"
        key = f"{ticket.key}: " if ticket.key else ""
        named = shorten(self._masker.mask(key + without_orders(ticket.title)), 160)
        left = f"<div>The ticket: {escape(one_line(named))}</div>"
        html = f'<header>{left}<div class="state">{told}</div></header>'
        return _Part("", html, self._lines(len(named) + 12, self._width * 0.55, 0.85))

    def _breath(self) -> _Part:
        said = self._say(self._pitch.draft.one_breath)
        kind, scale = (' class="long"', 1.35) if said.seen > 150 else ("", 1.9)
        lines = self._lines(said.seen, self._width, scale) * 1.2 / _LEADING
        return _Part("", f"<h1{kind}>{said.html}</h1>", lines + 0.95 * scale)

    def _number(self) -> _Part:
        number = self._pitch.draft.moment.number
        label = self._plain(number.label)
        said = self._say(number.sentence)
        today, target = self._value(number.today), self._value(number.target)
        html = (
            f'<div class="number"><p class="what">The number: {label.html}</p><p class="values">'
            f"<span><small>today</small> {today.html} →</span> "
            f"<span><small>target</small> {target.html}</span></p>"
            f'<p class="what">{said.html}</p></div>'
        )
        inner = self._width - 2.1
        lines = self._lines(label.seen + 12, inner, 0.85) + self._lines(said.seen, inner, 0.85)
        return _Part("", html, lines + self._lines(today.seen + target.seen + 12, inner, 1.6) + 1.0)

    def _value(self, name: str | None) -> _Text:
        item = self._pitch.evidence.get(name) if name else None
        if item is None:
            return _Text('<strong class="blank">not known yet</strong>', 13)
        bound = item.quantity.bound if item.quantity is not None else ""
        shown = item.text if not bound or item.text.lower().startswith(bound) else f"{bound} {item.text}"
        return self._plain(shown)

    def _note(self) -> _Part:
        note = self._pitch.draft.note
        sides = (
            ("What happens today", (("", note.wrong), ("Effect", note.effect))),
            ("What we would do", (("", note.scope), ("Finish line", note.finish),
                                  ("Looked at again", note.review_date), ("Owner", note.owner))),
        )  # fmt: skip
        made = [self._rows(title, rows, (self._width - 2) / 2) for title, rows in sides]
        html = "".join(f"<div>{part.html}</div>" for part in made)
        return _Part("", f'<div class="two">{html}</div>', max(part.height for part in made))

    def _proof(self) -> _Part:
        return self._listed("Proof", [self._say(s) for s in self._pitch.draft.note.proof])

    def _asks(self) -> Iterator[_Part]:
        for framing in self._pitch.draft.framings:
            said = [t for t in (self._say(s, "proposed") for s in (framing.change, framing.ask)) if t.seen]
            whom = shorten(one_line(framing.title), _NAME)
            html = f"<p><strong>{escape(whom)}:</strong> {' '.join(t.html for t in said)}</p>"
            seen = sum(t.seen + 1 for t in said) + len(whom) + 2
            yield _Part(f"For {whom}", html, self._lines(seen, self._width) + 0.35)

    def _story(self) -> _Part:
        story = self._pitch.draft.story
        if story is None:
            return _Part("", "", 0)
        rows = (("Remember", story.remember), ("Prevention", story.prevents), ("Worth", story.worth))
        return self._rows(_LEAVES[0], rows, self._width)

    def _questions(self) -> _Part:
        questions = self._pitch.draft.questions
        shown = [self._plain(f"Ask {shorten(q.role, _NAME)}: {q.ask}") for q in questions[:_QUESTIONS]]
        if left := len(questions) - len(shown):
            shown.append(self._plain(f"… and {left} more question{'s' * (left != 1)} in the whole pitch."))
        return self._listed("Still to find out", shown)

    def _footer(self, gone: list[str]) -> _Part:
        pitch = self._pitch
        made = pitch.provenance
        who = f"the {made.engine} engine" + (f" ({made.model})" if made.model else "")
        address = web_address(pitch.ticket.url) if pitch.ticket.url else ""
        lines = [
            f"Every number here was read from the ticket, a past incident or an answer. "
            f"Version {pitch.version}, written by {who} on {made.created:%d %B %Y}.",
            self._lent(),
            f"The ticket: {address}" if address else "",
            f"Left out here for length: {', '.join(gone)}." if gone else "",
            "Sentences that end in “…” are cut short here." if self._was_cut else "",
            "The whole pitch has the evidence, what you may hear, and the technical note.",
        ]
        told = one_line(" ".join(line for line in lines if line))
        return _Part("", f"<footer>{escape(told)}</footer>", self._lines(len(told), self._width, 0.85) + 1.3)

    def _lent(self) -> str:
        """Whose words the moment is told in, where an earlier pitch lent them."""
        worded = self._pitch.provenance.worded
        if worded is None or worded.happens not in self._pitch.draft.note.moment.text:
            return ""
        source = shorten(self._masker.mask(worded.source), _NAME)
        return f"The moment is worded as in {source}, approved by {shorten(worded.by, _NAME)}."

    def _rows(self, title: str, rows: Iterable[tuple[str, Sentence]], width: float) -> _Part:
        out, height = [f"<h2>{escape(title)}</h2>"], _TITLE
        for name, sentence in rows:
            said = self._say(sentence)
            if said.seen:
                lead = f"<strong>{name}:</strong> " if name else ""
                out.append(f"<p>{lead}{said.html}</p>")
                height += self._lines(said.seen + len(name) + 2, width) + 0.35
        return _Part(title, "".join(out) if len(out) > 1 else "", height)

    def _listed(self, title: str, rows: list[_Text]) -> _Part:
        rows = [row for row in rows if row.seen]
        if not rows:
            return _Part(title, "", 0)
        html = "".join(f"<li>{row.html}</li>" for row in rows)
        height = sum(self._lines(row.seen, self._width - 1.1) + 0.25 for row in rows)
        return _Part(title, f"<h2>{escape(title)}</h2><ul>{html}</ul>", height + _TITLE)

    def _say(self, sentence: Sentence, told: str = "") -> _Text:
        """The sentence with its status in words, unless the title above it has `told` that already."""
        said = self._plain(sentence.plain)
        if not said.seen or sentence.status not in _MARKED or sentence.status == told:
            return said
        return _Text(f"{said.html} <em>({sentence.status})</em>", said.seen + len(sentence.status) + 3)

    def _plain(self, plain: str) -> _Text:
        told = one_line(self._masker.mask(plain))
        if self._cut and len(told) > self._cut:
            self._was_cut = True
            told = shorten(told, self._cut)
        return _Text(words(told), len(told))

    def _lines(self, seen: int, width: float, scale: float = 1.0) -> float:
        """The height in em of so many characters at `width` em, set `scale` times as large."""
        return max(1, ceil(seen * _WIDE * scale / width)) * _LEADING * scale


_TITLE = 1.1 + _LEADING + 0.2  # em, of a part's title with the space around it
