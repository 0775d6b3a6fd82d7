"""Past incidents: searched with why they match, counted over time, read for warning signs, imported."""

from __future__ import annotations

import blocks
import incident_board
import incident_cards
import session
import streamlit as st

st.html(blocks.heading("Incidents", "What happened before is the proof a pitch stands on."))
search, over_time, signs, bring = st.tabs(
    ["Search", "Repeats over time", "Warning signs", "Import"], key="incidents_tab", on_change="rerun"
)
if search.open:
    with search:
        words = st.text_area(
            "What goes wrong?", key="incidents_q", height=90, max_chars=100_000,
            placeholder="A sentence or a whole ticket: Prospects are thrown out of the demo …",
        )  # fmt: skip
        st.button("Search", type="primary", key="incidents_search", icon=":material/search:")
        if words.strip():
            incident_cards.found(session.api().search(words.strip(), limit=10))
        else:
            incident_cards.newest(session.api().get("/v1/incidents", limit=10)["items"])
if over_time.open:
    with over_time:
        incident_board.over_time()
if signs.open:
    with signs:
        incident_board.signs()
if bring.open:
    with bring:
        incident_cards.bring()
