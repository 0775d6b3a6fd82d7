"""Who is signed in, whether everything answers, which engine writes, and how the page looks."""

from __future__ import annotations

import time

import blocks
import engine_view
import login
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
        given = "given here" if session.signed_in() else "the page’s own"
        facts = [
            ("Logged in", login.logged_in()),
            ("For the API you are" if login.logged_in() else "You are", who),
            ("Workspace", me["workspace"]),
            ("You may", ", ".join(me["may"])),
            ("API key", f"tr_{me['key']}_••••, {given}" if me["key"] else ""),
        ]
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

    if login.logged_in():
        st.button("Log out", key="log_out", on_click=st.logout)

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

engine_view.show()
st.html(blocks.part("Looks"))
st.html(
    blocks.line(
        "Light and dark follow your system. To choose for this browser: the menu ⋮ at the top right has "
        "System, Light and Dark."
    )
)
