"""The page: navigation, looks and sign-in. What a page shows is in its own module."""

from __future__ import annotations

import login
import session
import streamlit as st
import style
from client import Told

# Drawn here: an icon by name would be fetched from the web, and nothing of this page comes from there.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#17615b" '
    'd="M4 3h24a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H15l-8 7v-7H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3z"/>'
    '<path stroke="#fff" stroke-width="3" d="M7 10h18M7 16h11"/></svg>'
)
st.set_page_config(page_title="translator", page_icon=_ICON, layout="wide", initial_sidebar_state="auto")
style.apply()
current = st.navigation(
    [
        st.Page("page_translate.py", title="Translate", icon=":material/edit_note:", default=True),
        st.Page("page_pitches.py", title="Pitches", url_path="pitches", icon=":material/list:"),
        st.Page("page_backlog.py", title="Backlog", url_path="backlog", icon=":material/table_rows:"),
        st.Page("page_incidents.py", title="Incidents", url_path="incidents", icon=":material/history:"),
        st.Page("page_library.py", title="Library", url_path="library", icon=":material/menu_book:"),
        st.Page("page_settings.py", title="Settings", url_path="settings", icon=":material/settings:"),
    ],
    position="top",
)
session.begin()
if login.required():
    st.stop()
try:
    current.run()
except Told as told:
    session.say(told)
except Exception:
    session.say(
        Told(
            "Something on this page went wrong.",
            "Load it again; what is stored is safe. If it stays, the log of the page says why.",
            status=500,
        )
    )
    st.html('<span class="tr-failed"></span>')
    raise  # Streamlit logs it, and the style sheet hides the box that it shows
session.warm()
