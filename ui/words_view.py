"""Before and after: the engineer's words against the customer's, with the terms that were replaced."""

from __future__ import annotations

import blocks
import escape
import marking
import streamlit as st

from translator.models import Pitch, ReplacedTerm

_ROWS = 40  # lines of the ticket that are shown
_LINE = 400  # characters of a line that are shown around a term


def show(pitch: Pitch) -> None:
    """Show the two sides of the open pitch."""
    draft, ticket = pitch.draft, pitch.ticket
    st.html(
        '<div class="tr"><div class="tr-two">'
        f'<div class="tr-card"><div class="from">The engineer wrote</div><strong>{escape.text(ticket.title)}'
        f'</strong></div><div class="tr-card"><div class="from">The customer would say</div><strong>'
        f"{escape.text(draft.note.moment.plain)}</strong></div></div></div>"
    )
    terms = sorted(draft.technical.terms, key=lambda term: term.start)
    if not terms:
        st.html(
            blocks.empty(
                "No term was replaced",
                "None of the engineering words of this ticket stands in the glossary. "
                "A company pack can add the ones your teams use: see Library.",
            )
        )
        return
    rows = "".join(_row(ticket.text, line, held) for line, held in _by_line(ticket.text, terms)[:_ROWS])
    st.html(blocks.part("Line by line"))
    about = "On the left what the ticket says; on the right the same line with the customer’s words in place."
    st.html(blocks.line(about, soft=True))
    st.html(f'<div class="tr">{rows}</div>')
    st.html(blocks.part("Terms"))
    said = dict.fromkeys((t.term, t.says) for t in terms)
    st.html(f'<div class="tr">{blocks.table(("engineer says", "customer would say"), said)}</div>')


def _by_line(text: str, terms: list[ReplacedTerm]) -> list[tuple[tuple[int, int], list[ReplacedTerm]]]:
    """((start, end), terms) of each line that holds some; terms that overlap an earlier one are left out."""
    lines: dict[tuple[int, int], list[ReplacedTerm]] = {}
    at = -1
    for term in terms:
        if term.start < at or text[term.start : term.end] != term.term:
            continue
        at = term.end
        start = text.rfind("\n", 0, term.start) + 1
        end = text.find("\n", term.end)
        start, end = max(start, term.start - _LINE), min(len(text) if end < 0 else end, term.end + _LINE)
        known = next((line for line in lines if line[0] <= term.start and term.end <= line[1]), None)
        lines.setdefault(known or (start, end), []).append(term)
    return list(lines.items())


def _row(text: str, line: tuple[int, int], terms: list[ReplacedTerm]) -> str:
    start, end = line
    spans = [(t.start - start, t.end - start) for t in terms]
    said = marking.spans_marked(text[start:end], spans, "del")
    out, at = [], start
    for term in terms:
        out += [escape.text(text[at : term.start]), f"<ins>{escape.text(term.says)}</ins>"]
        at = term.end
    out.append(escape.text(text[at:end]))
    return f'<div class="tr-two tr-rows"><div>{said}</div><div>{"".join(out)}</div></div>'
