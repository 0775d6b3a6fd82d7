"""What the product knows: approved pitches, words, stakeholders and metrics, all to be searched."""

from __future__ import annotations

import blocks
import library_views
import session
import streamlit as st

st.html(blocks.heading("Library", "What every pitch draws on. A company pack adds to it and overrides it."))
about = session.kept("catalog", lambda: session.api().catalog())
packs = ", ".join(about["packs"]) or "none: the built-in catalog alone"
st.html(blocks.chips(f"Packs: {packs}", f"Catalog {about['version']}"))
words = st.text_input(
    "Search the library", key="library_q", placeholder="retry, churn, month end …", max_chars=200
)
views = {
    "Approved pitches": library_views.memory,
    "Glossary": library_views.glossary,
    "Stakeholders": library_views.stakeholders,
    "Needles": library_views.needles,
}
for tab, (_, view) in zip(
    st.tabs(list(views), key="library_tab", on_change="rerun"), views.items(), strict=True
):
    if tab.open:
        with tab:
            view(words.strip())
