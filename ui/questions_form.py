"""The questions that are open, each with a field that fills its blank wherever it stands."""

from __future__ import annotations

from typing import Any

import blocks
import escape
import login
import session
import streamlit as st

from translator.models import Pitch

CLOSED = ("published", "closed", "stale")


def show(stored: dict[str, Any], pitch: Pitch) -> None:
    """Show the questions; answers make the next version."""
    questions = pitch.draft.questions
    st.html('<div class="tr"><h2 id="questions">Questions to ask</h2><p><small>An answer fills its blank '
            "wherever it stands, with the name of who said it.</small></p></div>")  # fmt: skip
    if not questions:
        st.html(blocks.line("✓ Nothing is missing: every blank is filled."))
        return
    with st.form(f"answers-{stored['id']}-{stored['revision']}", border=True):
        given: dict[str, str] = {}
        for question in questions:
            name = escape.text(question.id)
            st.html(
                f'<div class="tr" id="q-{name}"><span class="tr-tag tr-lead">ask '
                f"{escape.text(question.role)}</span>{escape.text(question.ask)}"
                f"<br><small>{escape.text(question.why)}</small></div>"
            )
            given[question.id] = st.text_input(
                escape.label(f"{question.blank[:1].upper()}{question.blank[1:]}"),
                key=f"answer-{question.id}-{stored['revision']}",
            )
        by = st.text_input(
            "Who says so?", key="answered_by", placeholder="Name and role, such as Ana, sales; empty: you"
        )
        pressed = st.form_submit_button("Fill in the answers", type="primary")
    if not pressed:
        return
    answers = {id: words.strip() for id, words in given.items() if words.strip()}
    if not answers:
        st.warning("There is no answer yet. Write into one of the fields above.")
        return
    with session.telling():
        session.changed(
            session.api().answer(stored["id"], answers, by.strip() or login.logged_in(), stored["revision"])
        )
        count = len(answers)
        session.later(f"{count} blank{'s' * (count != 1)} filled: version {stored['version'] + 1}")
        st.rerun()
