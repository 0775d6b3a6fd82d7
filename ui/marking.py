"""Sentences, differences and evidence as HTML; every text through `escape.text`.

A value or a claim is a link to a target, and the style sheet shows in the pane beside it the cards of the
target that the address names. So it works at once, by keyboard, and without a script. Each link has a
target of its own right before it: whoever opened it by keyboard goes on from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from escape import text

from translator.models import Sentence

_SLOT = re.compile(r"«(\??)([a-z]\d{1,5})»")
_ID = re.compile(r"[a-z]\d{1,5}")
_BLANK = re.compile(r"(\[(?=[^\[\]]{0,300}(?:needed| — ask ))[^\[\]]{1,300}\])", re.IGNORECASE)
_FACTS = tuple("ntida")  # what is shown as a value of its own: quantities, dates, names, answers
_TAGS = {"proposed": "proposed", "assumption": "assumption"}


class Marker:
    """Writes the sentences of one pitch, and collects which link leads where."""

    def __init__(self) -> None:
        self._targets: dict[str, tuple[str, ...]] = {}

    def sentence(self, sentence: Sentence, *, tag: bool = True) -> str:
        """The sentence with its values and claims as links; what nobody stated is marked in words."""
        ids = tuple(e for e in sentence.evidence if _ID.fullmatch(e))
        target = f"cl-{len(self._targets) + 1}" if ids else ""
        out: list[str] = []
        for piece, slot, blank in pieces(sentence):
            if blank:
                out.append(f'<a class="blank" href="#q-{slot}">{text(piece)}</a>')
            elif slot[:1] in _FACTS and len(piece) <= 40:
                out.append(self.value(slot, piece))
            else:
                out.append(_claim(piece, target, first=target not in self._targets))
                if out[-1].startswith('<span class="tr-target"'):
                    self._targets[target] = ids
        mark = _TAGS.get(sentence.status, "") if tag else ""
        return "".join(out) + (f'<span class="tr-tag">{mark}</span>' if mark else "")

    def value(self, id: str, words: str) -> str:
        """A value as a link to the words it was read from."""
        target = f"ev-{id}"
        if target in self._targets:
            target += f"-{len(self._targets) + 1}"
        self._targets[target] = (id,)
        return f'{_anchor(target)}<a class="value" href="#{target}">{text(words)}</a>'

    def targets(self) -> dict[str, tuple[str, ...]]:
        """The target of each link that was written → its evidence."""
        return dict(self._targets)


def _anchor(target: str) -> str:
    return f'<span class="tr-target" id="{target}"></span>'


def pieces(sentence: Sentence) -> Iterator[tuple[str, str, bool]]:
    """(text, slot, is a blank) in reading order; the slot is "" for plain words.

    Found by laying the text with slots over the plain one; where they do not fit, there are no slots.
    """
    plain, parts = sentence.plain or sentence.text, _SLOT.split(sentence.text)
    literals, slots = parts[::3], list(zip(parts[1::3], parts[2::3], strict=True))
    pattern = re.escape(literals[0]) + "".join(f"(.*?){re.escape(piece)}" for piece in literals[1:])
    found = re.fullmatch(pattern, plain, re.DOTALL) if len(slots) < 40 else None
    if found is None or not slots:
        for piece in _BLANK.split(plain):
            if piece:
                yield piece, "", False
        return
    at = 0
    for number, (asks, slot) in enumerate(slots, 1):
        start, end = found.span(number)
        if plain[at:start]:
            yield plain[at:start], "", False
        if plain[start:end]:
            yield plain[start:end], slot, bool(asks)
        at = end
    if plain[at:]:
        yield plain[at:], "", False


def _claim(piece: str, target: str, *, first: bool) -> str:
    words = "".join(
        f'<span class="blank">{text(part)}</span>' if number % 2 else text(part)
        for number, part in enumerate(_BLANK.split(piece))
    )
    if not target or not piece.strip(" .,;:()“”"):
        return words
    # One stop for each claim, whatever number of pieces it is in.
    link = f'<a class="claim" href="#{target}"{"" if first else " tabindex=-1"}>{words}</a>'
    return _anchor(target) + link if first else link


def pane(rows: Sequence[dict[str, Any]], targets: dict[str, tuple[str, ...]]) -> str:
    """The words that values and claims rest on: a card for each sentence of a source.

    `rows` are those of the API: masked, each with the sentence that it stands in.
    """
    by_id = {row["id"]: row for row in rows if _ID.fullmatch(row["id"])}
    lit = {target: set().union(*(_reached(i, by_id) for i in ids)) for target, ids in targets.items()}
    cards = list(_cards(by_id.values()))
    rules = []
    for target, ids in lit.items():
        shown = [f".k-{number}" for number, (holds, _) in enumerate(cards) if holds & ids]
        marked = [f".w-{name}" for name in sorted(ids)]
        if shown:
            here = f"body:has(#{target}:target) .tr-pane"
            rules.append(f"{here} :is({','.join(shown)}){{display:block}}")
            rules.append(
                f"{here} :is({','.join(marked)}){{background:var(--lit);"
                "text-decoration:underline 2px;text-underline-offset:.2em}"
            )
    body = "".join(f'<div class="tr-card k-{n}">{html}</div>' for n, (_, html) in enumerate(cards))
    return (
        f"<style>{''.join(rules)}</style>"
        '<div class="tr tr-pane" role="region" aria-label="The words it rests on">'
        '<h3>The words it rests on <a class="close" href="#top"><small>close</small></a></h3>'
        '<div class="hint">Choose a sentence or an underlined number: the exact words of the ticket, '
        f"the incident or the answer show here.</div>{body}</div>"
    )


def _reached(name: str, rows: dict[str, dict[str, Any]]) -> set[str]:
    """The item and, of a computed one, what it is computed from."""
    row = rows.get(name)
    if row is None:
        return set()
    return {name} | {inner for inner in _ID.findall(row["formula"]) if inner in rows}


def _cards(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[set[str], str]]:
    """(ids, HTML) of each sentence, with all that was read from it."""
    grouped: dict[tuple[str, str, str], list[tuple[int, int, str]]] = {}
    for row in rows:
        sentence = row["formula"] or row["before"] + row["words"] + row["after"]
        start = 0 if row["formula"] else len(row["before"])
        end = len(sentence) if row["formula"] else start + len(row["words"])
        place = (row["source_name"], sentence, row["shown"] if row["formula"] else "")
        grouped.setdefault(place, []).append((start, end, row["id"]))
    for (source, sentence, result), spans in grouped.items():
        words = f"{text(result)} = " if result else ""
        quoted = f'<div class="from">{text(source if not result else "computed")}</div>'
        yield {s[2] for s in spans}, f"{quoted}<div>{words}{_overlaid(sentence, spans)}</div>"


def _overlaid(sentence: str, spans: list[tuple[int, int, str]]) -> str:
    """The sentence in stretches, each of the classes of the spans that hold it; spans may cross."""
    edges = sorted({0, len(sentence), *(e for s in spans for e in s[:2])})
    out = []
    for start, end in pairwise(edges):
        names = " ".join(f"w-{name}" for a, b, name in spans if a <= start and end <= b)
        words = text(sentence[start:end])
        out.append(f'<mark class="{names}">{words}</mark>' if names else words)
    return "".join(out)


def spans_marked(words: str, spans: Iterable[Sequence[int]], tag: str) -> str:
    """The text with its spans in `ins`, `del` or `mark` elements; spans that do not fit are left out."""
    assert tag in ("ins", "del", "mark")
    out, at = [], 0
    for start, end in sorted((s[0], s[1]) for s in spans):
        if at <= start < end <= len(words):
            lit = ' class="lit"' if tag == "mark" else ""
            out += [text(words[at:start]), f"<{tag}{lit}>{text(words[start:end])}</{tag}>"]
            at = end
    return "".join([*out, text(words[at:])])
