"""Every stored pitch: found by words or state, and opened."""

from __future__ import annotations

import blocks
import session
import streamlit as st
from pitch_view import STATES

st.html(blocks.heading("Pitches", "What was translated in this workspace, newest first."))
left, right = st.columns([2, 3])
words = left.text_input(
    "Search", key="pitches_q", placeholder="Words of the title or the sentence", max_chars=200
)
states = right.multiselect(
    "State", list(STATES), format_func=STATES.__getitem__, key="pitches_state", placeholder="All"
)
page = session.api().get("/v1/translations", q=words.strip(), state=states, limit=100)
rows = page["items"]
if not rows:
    if words.strip() or states:
        st.html(blocks.empty("Nothing fits", "Take a filter away, or search for fewer words."))
    else:
        st.html(
            blocks.empty(
                "No pitch yet",
                "A pitch appears here as soon as a ticket was translated.",
                "Start under Translate with a ticket or a sample, or under Backlog with a whole export.",
            )
        )
    st.page_link("page_translate.py", label="Translate a ticket", icon=":material/edit_note:")
    st.stop()
table = [
    {
        "Ticket": row["ticket_key"] or "–",
        "Title": row["title"],
        "In one breath": row["one_breath"],
        "State": STATES.get(row["state"], row["state"]),
        "Questions": row["questions"],
        "Must": row["must"],
        "Should": row["should"],
        "Changed": row["updated"][:16].replace("T", "\n"),
    }
    for row in rows
]
chosen = st.dataframe(
    table,
    hide_index=True,
    on_select="rerun",
    selection_mode="single-row",
    key="pitches_table",
    row_height=66,  # text breaks into lines from 4 rem on
    column_config={
        "Ticket": st.column_config.TextColumn(width=85),
        "Title": st.column_config.TextColumn(width=180),
        "In one breath": st.column_config.TextColumn(width=300),
        "State": st.column_config.TextColumn(width=110),
        "Questions": st.column_config.NumberColumn(width=80, help="Open questions"),
        "Must": st.column_config.NumberColumn(width=55, help="Findings that block approval"),
        "Should": st.column_config.NumberColumn(width=65, help="Findings that would be better mended"),
        "Changed": st.column_config.TextColumn(width=100, help="In UTC"),
    },
)
st.caption(
    f"{len(rows)} shown{', there are more: search for them' if page['next'] else ''}. "
    "Tick a row to open it, or choose it here."
)
picked = [rows[i] for i in chosen.selection.rows if i < len(rows)]
if not picked:
    names = {
        row["id"]: f"{row['ticket_key'] + ': ' if row['ticket_key'] else ''}{row['title']}" for row in rows
    }
    one = st.selectbox(
        "Open", ["", *names], format_func=lambda id: names.get(id, "Choose a pitch"), key="pitches_open"
    )
    picked = [row for row in rows if row["id"] == one]
if picked:
    session.changed(None)
    st.switch_page("page_translate.py", query_params={"id": picked[0]["id"]})
