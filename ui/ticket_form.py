"""Where a ticket comes in: pasted, dropped as a file, or one of the samples."""

from __future__ import annotations

from typing import Any

import blocks
import engine_view
import escape
import session
import streamlit as st
from client import Told

_HINT = "Text, Markdown, Jira wiki markup, or the JSON of a Jira or GitHub issue"
_SHOWN = 200_000  # characters of a ticket that are put into the text area
_STAGES = {"accepted": "Reading the ticket", "evidence": "Reading what is measured, quoted and promised",
           "incidents": "Looking for past incidents", "core": "Writing the moment",
           "checks": "Checking every sentence", "done": "Done"}  # fmt: skip


def show() -> str:
    """Show the form; returns the id of the pitch that was made, "" while there is none."""
    st.html(
        blocks.heading(
            "Say it in the customer’s words",
            "Paste an engineering ticket and walk out with a pitch. No number is invented: "
            "what is missing is asked for.",
        )
    )
    messages = st.container()  # above the form, where they are seen before anything is typed
    text = _ticket()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with messages:
        names = _stakeholders()
    chosen = left.multiselect(
        "Who has to say yes?",
        options=list(names),
        format_func=lambda id: names.get(id, id),
        placeholder="Chosen by the ticket",
        key="stakeholders",
    )
    engines, wanted = engine_view.choices(), session.engine()
    engine = right.selectbox(
        "Who writes?",
        engines,
        index=engines.index(wanted) if wanted in engines else 0,
        format_func=engine_view.NAMES.__getitem__,
        key="engine",
    )
    if not st.button("Translate", type="primary", icon=":material/translate:", key="translate"):
        return ""
    if not text.strip():
        st.warning("There is no ticket yet. Paste one above, drop a file, or choose a sample.")
        return ""
    return _made(text, chosen, None if engine == "auto" else engine)


def _ticket() -> str:
    """The ticket as the reader gave it."""
    pasted, dropped, sample = st.tabs(
        ["Paste", "Drop a file", "Try a sample"], key="way_in", on_change="rerun"
    )
    with pasted:
        text = st.text_area("Ticket", height=260, placeholder=_HINT, key="ticket")
        if len(text) > _SHOWN:
            st.caption("Browsers are slow with a text this long: dropped as a file it goes quicker.")
    with dropped:
        if dropped.open:
            given = st.file_uploader(f"A file: {_HINT}", key="file", max_upload_size=20)
            if given is not None:
                st.caption("Press Translate: the file is read as it is.")
                return str(given.getvalue().decode("utf-8", "replace"))
    with sample:
        if sample.open:
            _samples()
    return text


def _samples() -> None:
    """The samples as buttons; one puts its text into the field to paste into."""
    st.caption("Tickets of an invented ferry-booking company.")
    with session.telling():
        single = [s for s in session.kept("samples", session.api().samples) if s["tickets"] == 1]
        columns = st.columns(2)
        for number, row in enumerate(single):
            columns[number % 2].button(
                escape.label(f"{row['describes'][:1].upper()}{row['describes'][1:]}"),
                key=f"sample-{number}",
                width="stretch",
                help=escape.label(row["file"]),
                on_click=_take,
                args=(row["file"],),
            )


def _take(file: str) -> None:
    try:
        st.session_state["ticket"] = session.api().sample(file).decode()[:_SHOWN]
        st.session_state["way_in"] = "Paste"
    except Told as told:
        session.later(told.message)


def _stakeholders() -> dict[str, str]:
    """Names by id; empty while the API does not say."""
    try:
        rows = session.kept("stakeholders", lambda: session.api().catalog("stakeholders"))
    except Told as told:
        session.say(told)
        return {}
    return {row["id"]: row["name"] for row in rows}


def _made(text: str, stakeholders: list[str], engine: str | None) -> str:
    """The id of the new pitch; its stages are told meanwhile."""
    with st.status("Reading the ticket", expanded=True) as status:
        try:
            for name, data in session.api().translate(text, stakeholders, engine):
                status.update(label=_stage(name, data))
                if name == "done":
                    status.update(state="complete", expanded=False)
                    return str(data["id"])
                if name != "accepted":
                    st.html(f'<div class="tr soft">{escape.text(_stage(name, data))}</div>')
        except Told as told:
            status.update(label="Not translated. Your ticket is still above.", state="error")
            session.say(told)
    return ""


def _stage(name: str, data: dict[str, Any]) -> str:
    """What a stage is called, with its counts."""
    if name.startswith("framing:"):
        return f"Framing for {name.removeprefix('framing:').replace('-', ' ')}"
    facts = data.get("facts") or {}
    counted = ", ".join(f"{count} {word}" for word, count in facts.items() if count)
    return _STAGES.get(name, name) + (f": {counted}" if counted else "")
