"""Editing: other words for a part, what the checks say of them at once, and a new version when saved."""

from __future__ import annotations

from typing import Any

import escape
import session
import streamlit as st
from named_parts import named_parts
from pitch_parts import checks
from questions_form import CLOSED

from translator.models import Pitch


def show(stored: dict[str, Any], pitch: Pitch) -> None:
    """Show the editor of the open pitch."""
    if stored["state"] in CLOSED:
        st.info("This pitch stays as it is: it was sent out, closed or overtaken. Start from a new ticket.")
        return
    parts = {where: (name, sentence.plain) for where, name, sentence in named_parts(pitch.draft)}
    place = f"{stored['id']}-{stored['revision']}"
    typed: dict[str, str] = st.session_state.setdefault(f"typed:{place}", {})
    left, right = st.columns([3, 2], gap="large")
    with left:
        where = st.selectbox("Part", list(parts), format_func=lambda w: parts[w][0], key=f"part:{place}")
        words = st.text_area(
            "Your words",
            value=typed.get(where, parts[where][1]),
            key=f"words:{place}:{where}",
            height=160,
            max_chars=2_000,
            help="Numbers and names must be those of the evidence; others become a blank with a question.",
        )
        st.caption("The checks run again when you leave the field, or press Ctrl+Enter.")
    if words.strip() and words != parts[where][1]:
        typed[where] = words
    else:
        typed.pop(where, None)
    with right:
        _live(stored, typed)
    with left:
        if typed:
            listed = "".join(
                f"<li><strong>{escape.text(parts[w][0])}</strong><br><del>{escape.text(parts[w][1])}</del><br>"
                f"<ins>{escape.text(t)}</ins></li>"
                for w, t in typed.items()
            )
            st.html(f'<div class="tr"><h3>Not saved yet</h3><ul class="tr-plain">{listed}</ul></div>')
        save, drop = st.columns([2, 1])
        label = f"Save as version {stored['version'] + 1}"
        if save.button(label, type="primary", disabled=not typed, key="save", width="stretch"):
            _save(stored, typed)
        if drop.button("Throw away", disabled=not typed, key="throw_away", width="stretch"):
            for name in [
                n for n in st.session_state if str(n).startswith((f"typed:{place}", f"words:{place}"))
            ]:
                del st.session_state[name]
            st.rerun()


def _live(stored: dict[str, Any], typed: dict[str, str]) -> None:
    """What the checks would say."""
    if not typed:
        st.html(checks(stored["findings"], "Checks of the stored version"))
        return
    with session.telling():
        found = session.api().preview(stored["id"], typed)
        had = {(f["check"], f["where"], f["message"]) for f in stored["findings"]}
        new = [f | {"dismissed": False} for f in found if (f["check"], f["where"], f["message"]) not in had]
        must = sum(f["severity"] == "must" for f in found)
        gone = len(had) + len(new) - len(found)
        told = [
            f"{len(new)} new" if new else "Nothing new is found",
            f"{gone} mended" if gone > 0 else "",
            f"{must} to mend before approval" if must else "approval stays possible",
        ]
        st.html(
            f'<div class="tr"><p><strong>{escape.text(", ".join(t for t in told if t))}</strong></p></div>'
        )
        if new:
            st.html(checks(new, "What your words add"))


def _save(stored: dict[str, Any], typed: dict[str, str]) -> None:
    with session.telling():
        session.changed(session.api().edit(stored["id"], typed, stored["revision"]))
        session.later(f"Saved as version {stored['version'] + 1}")
        st.rerun()
