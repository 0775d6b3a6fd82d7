"""What the product knows: approved pitches, words, stakeholders and metrics, all to be searched."""

from __future__ import annotations

import blocks
import library_views
import session
import streamlit as st

st.html(blocks.heading("Library", "What every pitch draws on. A company pack adds to it and overrides it."))
about = session.kept("catalog", lambda: session.api().catalog())
packs = ", ".join(about["packs"])
packs = f"Company packs: {packs}" if packs else "The built-in catalog, no company pack"
st.html(blocks.chips(packs, f"Catalog version {about['version']}"))
left, right = st.columns([3, 1], vertical_alignment="bottom")
words = left.text_input(
    "Search the library", key="library_q", placeholder="retry, churn, month end …", max_chars=200
)
ours = right.toggle(
    "Only ours",
    key="library_ours",
    help="Only what a company pack adds or overrides. Approved pitches are yours always.",
)
views = {
    "Approved pitches": lambda words, _: library_views.memory(words),
    "Glossary": library_views.glossary,
    "Stakeholders": library_views.stakeholders,
    "Needles": library_views.needles,
    "Moments": library_views.moments,
}
for tab, (_, view) in zip(
    st.tabs(list(views), key="library_tab", on_change="rerun"), views.items(), strict=True
):
    if tab.open:
        with tab:
            view(words.strip(), ours)
