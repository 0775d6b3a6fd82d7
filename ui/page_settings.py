"""Who is signed in, whether everything answers, which engine writes, and how the page looks."""

from __future__ import annotations

import time

import blocks
import session
import streamlit as st
from client import Told

st.html(blocks.heading("Settings", "The API holds the settings; the page shows what they come to."))

left, right = st.columns(2, gap="large")
with left:
    st.html(blocks.part("Signed in"))
    try:
        me = session.api().me()
        who = (
            "everybody on this machine: the server asks for no key"
            if not me["key"]
            else f"{me['name']} ({me['kind']})"
        )
        facts = [("You are", who), ("Workspace", me["workspace"]), ("You may", ", ".join(me["may"]))]
        st.html(blocks.facts(facts))
    except Told as told:
        session.say(told)
    with st.form("sign_in", clear_on_submit=True):
        key = st.text_input(
            "API key", type="password", placeholder="tr_…", key="given_key", autocomplete="off"
        )
        st.caption("Kept for this browser tab only. Make one with: translator keys create NAME")
        if st.form_submit_button("Sign in", type="primary") and key.strip():
            session.sign_in(key.strip())
            st.rerun()
    if session.signed_in() and st.button("Sign out", key="sign_out"):
        session.sign_in("")
        st.rerun()

with right:
    st.html(blocks.part("Connection"))
    st.button("Test again", icon=":material/refresh:", key="test")
    began = time.perf_counter()
    try:
        ready = session.api().ready()
        took = (time.perf_counter() - began) * 1000
        parts = [
            (name.capitalize(), "✓ ok" if said == "ok" else f"✕ {said}")
            for name, said in ready["parts"].items()
        ]
        about = [
            ("Address", session.api().base),
            ("Answers in", f"{took:.0f} ms"),
            ("Version", ready["version"]),
        ]
        st.html(blocks.facts([*about, *parts]))
    except Told as told:
        session.say(told)

st.html(blocks.part("Engine and model"))
st.html(
    blocks.line(
        "The server decides which model writes, in translator.toml or by TRANSLATOR_MODEL; without one the "
        "offline engine writes, on this machine, at no cost. For one ticket you can choose under Translate."
    )
)
st.html(blocks.part("Looks"))
st.html(
    blocks.line(
        "Light and dark follow your system. To choose: the menu ⋮ at the top right, Settings, then Theme."
    )
)
