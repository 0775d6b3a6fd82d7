"""The page: paste a ticket, read the pitch. Talks to the API over HTTP; holds no logic."""

from __future__ import annotations

import os

import httpx
import streamlit as st

HOST = os.environ.get("TRANSLATOR_API_HOST") or "127.0.0.1"
API = f"http://{HOST}:{os.environ.get('TRANSLATOR_API_PORT') or '8080'}"

st.set_page_config(page_title="translator", page_icon="🗣️", layout="centered")
st.title("Say it in the customer’s words")
st.caption("Paste an engineering ticket. No number in the pitch is invented; what is missing is asked for.")


def ask(method: str, path: str, body: dict[str, object] | None = None) -> httpx.Response | None:
    """The API's answer, or None after telling the reader that it cannot be reached."""
    try:
        return httpx.request(method, f"{API}{path}", json=body, timeout=30)
    except httpx.HTTPError:
        st.error(f"The API does not answer at {API}. Start it with `make up`, then try again.")
        return None


@st.cache_data(ttl=60, show_spinner=False)
def profiles() -> dict[str, str]:
    """Stakeholder names by id; empty while the API is down."""
    try:
        answer = httpx.get(f"{API}/v1/stakeholders", timeout=5)
    except httpx.HTTPError:
        return {}
    return {row["id"]: row["name"] for row in answer.json()}


with st.form("ticket"):
    text = st.text_area(
        "Ticket",
        height=260,
        placeholder="Text, Markdown, Jira wiki markup, ADF, or the JSON of a Jira or GitHub issue",
    )
    names = profiles()
    chosen = st.multiselect(
        "Who has to say yes? (chosen by the ticket when empty)",
        options=list(names),
        format_func=lambda key: names.get(key, key),
    )
    pressed = st.form_submit_button("Translate", type="primary")

if pressed:
    answer = ask("POST", "/v1/translations", {"text": text, "stakeholders": chosen})
    if answer is not None and answer.is_success:
        result = answer.json()
        st.markdown(result["markdown"])
        st.download_button("Download Markdown", result["markdown"], file_name="pitch.md")
    elif answer is not None:
        st.warning(answer.json().get("detail", "The API could not translate this."))
