"""The first page: a ticket in, a pitch out. `?id=` opens a pitch that is stored."""

from __future__ import annotations

import pitch_view
import session
import streamlit as st
import ticket_form

if id := st.query_params.get("id", ""):
    pitch_view.show(id)
else:
    made = ticket_form.show()
    if made:
        session.changed(None)
        st.query_params["id"] = made
        st.rerun()
