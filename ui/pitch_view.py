"""One pitch on one calm screen, and the ways on from it: its words, editing, review, sharing."""

from __future__ import annotations

import json
from typing import Any

import blocks
import escape
import marking
import pitch_parts
import questions_form
import session
import streamlit as st
from client import Told
from escape import text

from translator.models import Pitch

_SECTIONS = ("Pitch", "Before and after", "Edit", "Review", "Share")
_TOLD = (
    "The same facts and the same ask, told for each. “proposed”: our suggestion, still to be agreed. "
    "“assumption”: nobody has stated it yet."
)
STATES = {
    "draft": "Draft",
    "needs evidence": "Needs evidence",
    "in review": "In review",
    "approved": "Approved ✓",
    "published": "Published ✓",
    "stale": "Out of date",
    "closed": "Closed",
}


def show(id: str) -> None:
    """Show the stored pitch with this id."""
    if st.button("New ticket", icon=":material/arrow_back:", key="back", type="tertiary"):
        st.query_params.clear()
        session.changed(None)
        st.rerun()
    try:
        stored = session.opened(id)
        pitch = _pitch(stored)
    except Told as told:
        session.say(told)
        return
    _head(stored, pitch)
    section = st.segmented_control(
        "View", _SECTIONS, default="Pitch", required=True, key="section", label_visibility="collapsed"
    )
    with session.telling():
        if section == "Before and after":
            import words_view

            words_view.show(pitch)
        elif section == "Edit":
            import edit_view

            edit_view.show(stored, pitch)
        elif section == "Review":
            import review_view

            review_view.show(stored, pitch)
        elif section == "Share":
            import share_view

            share_view.show(stored, pitch)
        else:
            _pitch_section(stored, pitch)


def _pitch(stored: dict[str, Any]) -> Pitch:
    """The pitch of a translation, read once for each revision."""
    place = (stored["id"], stored["revision"])
    known = st.session_state.get("open_pitch")
    if known is None or known[0] != place:
        try:
            read = Pitch.model_validate_json(json.dumps(stored["pitch"]))
        except ValueError:
            raise Told(
                "The API writes pitches that this page does not know.",
                "Use the API and the page of the same version.",
            ) from None
        known = st.session_state["open_pitch"] = (place, read)
    pitch: Pitch = known[1]
    return pitch


def _head(stored: dict[str, Any], pitch: Pitch) -> None:
    """State, title of the ticket, and what has to be known before reading on."""
    open_must = sum(f["severity"] == "must" for f in stored["findings"])
    blanks = len(pitch.draft.questions)
    asked = f"{blanks} open question{'s' * (blanks != 1)}" if blanks else "No open question"
    mend = f"{open_must} to mend before approval" if open_must else ""
    st.html(
        '<span id="top"></span>'
        + blocks.chips(
            asked,
            mend,
            pitch.ticket.key or "",
            f"Version {stored['version']}",
            "Written by a language model" if pitch.provenance.model else "Written without a language model",
            first=STATES.get(stored["state"], stored["state"]),
            links={asked: "questions", mend: "checks"}
            if st.session_state.get("section", "Pitch") == "Pitch"
            else {},
        )
    )
    if stored["stale"]:
        lines = "".join(f"<li>{text(line)}</li>" for line in stored["stale"]["changed"])
        st.html(
            f'<div class="tr tr-card"><strong>The ticket has changed since.</strong><ul>{lines}</ul></div>'
        )
    for cut in pitch.ticket.cuts:
        told = f"{cut.characters:,} characters of the ticket were not read"
        st.html(f'<div class="tr tr-card"><strong>{told}:</strong> {text(cut.reason)}</div>')


def _pitch_section(stored: dict[str, Any], pitch: Pitch) -> None:
    """The pitch on the left, the words it rests on beside it."""
    marker = marking.Marker()
    draft = pitch.draft
    left, right = st.columns([5, 3], gap="large")
    with left:
        st.html(pitch_parts.opening(pitch, marker))
        st.html(pitch_parts.note(draft, marker))
        if draft.framings:
            st.html(blocks.part("For each who has to say yes", _TOLD))
            for tab, framing in zip(
                st.tabs([escape.label(f.title) for f in draft.framings]), draft.framings, strict=True
            ):
                tab.html(pitch_parts.framing(framing, marker))
        st.html(pitch_parts.proof(pitch, marker))
        questions_form.show(stored, pitch)
        st.html(pitch_parts.checks(stored["findings"]))
        with st.expander("Constraint, bet, outcome", icon=":material/account_tree:"):
            st.html(pitch_parts.bet(draft, marker))
        with st.expander("Technical note", icon=":material/build:"):
            st.html(pitch_parts.technical(pitch, marker))
        with st.expander("How this came to be", icon=":material/receipt_long:"):
            st.html(pitch_parts.provenance(pitch))
    with right:
        rows = session.kept("evidence", lambda: session.api().evidence(stored["id"]))
        st.html(marking.pane(rows, marker.targets()))
